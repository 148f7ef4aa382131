"""The page of the gates: what each of them can be told and which results it judges, made of the code that does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from engine.gates.gate import Gate
from engine.gates.settings import Between, Setting, Unit, marks, settings_of
from engine.gates.table import GATES
from snapshots.measurements.registry import READERS, kinds

_HEAD = """\
# The gates

Made by `make docs` from the code. A gate is asked for by its section under `gates:` in `driftgate.yaml`; a key that is
not in this list is an error. `driftgate config check` looks at the file, `driftgate schema config` prints its schema.

"""
_RESULTS = """\
## Results

The kinds of result files, for `--result KIND=PATH` and for `results:` in the configuration. A file is recognised by its
structure, never by its name. What it lacks is a gap; of a file of another tool it is told whose it looks like.

| kind | a file is | it tells |
|---|---|---|
"""


def document() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, *(part for gate in GATES for part in _gate(gate)), _RESULTS]
    parts += [f"| `{reader.kind}` | {reader.name} | {', '.join(reader.measures)} |\n" for reader in READERS]
    return "".join(parts)


def _gate(gate: Gate[Any]) -> Iterator[str]:
    yield f"## {gate.name}\n\n{gate.says}\n\n| key | value | default | meaning |\n|---|---|---|---|\n"
    if gate.needs:
        files = " or ".join(f"`{kind}`" for kind in kinds(gate.needs))
        default, said = (
            ("none", "Result files that are judged as well.")
            if gate.without
            else ("required", "The result files that are judged.")
        )
        yield f"| `results` | a list of {files}: a path or pattern | {default} | {said} |\n"
        if gate.baseline:
            said = "The result files of the earlier version that they are held against."
            yield f"| `baseline` | the same | none | {said} |\n"
    parts = []
    for setting in settings_of(gate.settings):
        yield _row(setting)
        parts += [inner for inner in _types(setting.hint) if isinstance(inner, type) and is_dataclass(inner)]
    yield "\n"
    for part in parts:
        yield f"An entry of these {_names(gate, part)}:\n\n| key | value | default | meaning |\n|---|---|---|---|\n"
        yield from map(_row, settings_of(part))
        yield "\n"


def _names(gate: Gate[Any], part: type) -> str:
    return ", ".join(setting.key for setting in settings_of(gate.settings) if part in set(_types(setting.hint)))


def _row(setting: Setting) -> str:
    return f"| `{setting.key}` | {_value(setting)} | {_default(setting)} | {setting.says} |\n"


def _value(setting: Setting) -> str:
    """Return in words what can be written: a unit with an example, the words of a closed set, or a type with bounds."""
    found = list(marks(setting.hint))
    unit = next((mark for mark in found if isinstance(mark, Unit)), None)
    if unit is not None:
        return f"a {unit.name}, such as `{unit.example}`"
    words = " ".join(_words(inner) for inner in _types(setting.hint) if inner is not type(None))
    bounds = next((mark for mark in found if isinstance(mark, Between)), None)
    if bounds is None:
        return words
    return f"{words} from {bounds.least:g}" + (f" to {bounds.most:g}" if bounds.most is not None else "")


def _words(kind: Any) -> str:
    if kind is tuple:
        return "a list of"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    if is_dataclass(kind):
        return "entries"
    if get_origin(kind) is Mapping:
        return "a mapping"
    return {int: "a whole number", float: "a number", str: "a text"}[kind]


def _types(hint: Any) -> Iterator[Any]:
    """Yield the plain types of a hint, a list before what is in it."""
    if get_origin(hint) is Annotated:
        yield from _types(hint.__origin__)
    elif get_origin(hint) in {Union, UnionType}:
        for inner in get_args(hint):
            yield from _types(inner)
    elif get_origin(hint) is tuple:
        yield tuple
        yield from _types(get_args(hint)[0])
    else:
        yield hint


def _default(setting: Setting) -> str:
    if setting.required:
        return "required"
    unit = next((mark for mark in marks(setting.hint) if isinstance(mark, Unit)), None)
    if setting.default in (None, "", (), {}):
        return "none"
    if unit is not None:
        return f"`{unit.write(setting.default)}`"
    if isinstance(setting.default, tuple):
        return ", ".join(f"`{item}`" for item in setting.default)
    return f"`{setting.default}`"
