"""The cases of a policy: small estates, and what the policy has to say of each.

They stand in `cases.yaml` beside `policy.rego`, a list of entries such as

    - fail: port 22 is open to everybody
      given:
        aws_security_group.web: { ingress: [{ protocol: tcp, from_port: 22, to_port: 22, cidr_blocks: [0.0.0.0/0] }] }

An entry is called by what it has to be (`pass`, `fail` or `unknown`). `given` are resources by type and name with the
attributes that somebody sets: what is not there is the provider's default, as in code. The id of each is its name,
unless it says another. A policy document may be written as one. `open` names what only an apply tells:
`TYPE.NAME.path`. With `read: true` the attributes are all that was read, as in a state. `account` is where everything
is, "" where code does not say it. `params` is what the policy is told, by name, and `as_of` the day on which it is
asked, 2026-01-01 where it does not say one. An entry with a list under `each` is one case for each value in it, which
stands wherever `$each` is written.

An entry with `same` is no case: it names a change of the rule that means the same, as `policy test` tells it, and
`why`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from engine.model.identity import Intent, Reference
from engine.model.outcome import Outcome
from engine.model.path import Index, Name
from engine.model.policy import PolicyResult
from engine.model.snapshot import Resource, Side, Snapshot
from engine.provider.judging import Judging
from policies.facts.neighbours import LINKS

FILE = "cases.yaml"
OUTCOMES = {"pass": Outcome.PASS, "fail": Outcome.FAIL, "unknown": Outcome.INCONCLUSIVE}
_EACH, _VALUE, _SAME = "each", "$each", "same"
_KEYS = frozenset({*OUTCOMES, "given", "open", "read", "account", "params", "as_of"})
_ACCOUNT = "111122223333"
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_HINT = "see CONTRIBUTING.md"
_CASE = re.compile(r"^- (fail|pass|unknown): *(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCase:
    """A case: its name, what the policy has to say, the estate that it says it of, and what it is told."""

    name: str
    expected: Outcome
    snapshot: Snapshot
    params: Mapping[str, Any] = field(default_factory=dict)
    as_of: datetime = _AT


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case as it is written: its name, and what stands below."""

    name: str
    text: str


def read_cases(path: Path, judging: Judging, *, name: str) -> tuple[PolicyCase, ...]:
    """Return the cases in a file; `name` is used in errors. Raises ConfigError with the number of the entry."""
    entries = enumerate(_entries(path, name), start=1)
    return tuple(
        _case(made, judging, f"{name}: case {number}")
        for number, entry in entries
        if not isinstance(entry, Mapping) or _SAME not in entry
        for made in _each(entry, f"{name}: case {number}")
    )


def _entries(path: Path, name: str) -> list[Any]:
    from ruamel.yaml import YAML  # noqa: PLC0415 - the shipped pack needs no cases
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    if path.exists() and not path.is_file():
        raise ConfigError(f"{name}: it is no file", hint=_HINT)
    try:
        entries = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{name}: a policy has cases beside it", hint=_HINT) from error
    except (YAMLError, ValueError, OverflowError, RecursionError, OSError) as error:
        raise ConfigError(f"{name}: cannot be read as YAML", hint=_HINT) from error
    if not isinstance(entries, list) or not entries:
        raise ConfigError(f"{name}: it is no list of cases", hint=_HINT)
    return entries


def _each(entry: Any, where: str) -> Iterator[Any]:
    """Yield a case, or one for each value that stands under `each`, in its place."""
    if not isinstance(entry, Mapping) or _EACH not in entry:
        yield entry
        return
    values = entry[_EACH]
    if not isinstance(values, list) or not values or not all(isinstance(value, str | int | float) for value in values):
        raise ConfigError(f"{where}: {_EACH} is a list of texts or numbers", hint=_HINT)
    for value in values:
        made = {key: told for key, told in entry.items() if key != _EACH}
        named = {key: f"{told}: {value}" for key, told in made.items() if key in OUTCOMES}
        yield {**_put(made, value), **named}


def _put(told: Any, value: Any) -> Any:
    """Return something with a value wherever it names it."""
    if isinstance(told, Mapping):
        return {_put(key, value): _put(inner, value) for key, inner in told.items()}
    if isinstance(told, list):
        return [_put(inner, value) for inner in told]
    return value if told == _VALUE else told


def read_examples(path: Path) -> Mapping[str, Example]:
    """Return a case of each kind in a file, as it is written: the first that says nothing but what is given."""
    found: list[tuple[str, str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match = _CASE.match(line)
        if match:
            found.append((match[1], match[2].strip("\"'"), []))
        elif found:
            found[-1][2].append(line.removeprefix("  "))
    simple_first = sorted(found, key=lambda case: not case[2][:1] or not case[2][0].startswith("given:"))
    return {kind: Example(name=name, text="\n".join(rows).rstrip()) for kind, name, rows in reversed(simple_first)}


def find_examples(folder: Path, policy: str) -> Mapping[str, Example]:
    """Return the examples of a policy in a folder of Rego by its id; none where it has no file of its own there."""
    for path in sorted(folder.rglob("policy.rego")):
        cases = path.with_name(FILE)
        if f"\n#   id: {policy}\n" in path.read_text(encoding="utf-8") and cases.is_file():
            return read_examples(cases)
    return {}


def outcome_of(policy: str, results: Sequence[PolicyResult]) -> Outcome:
    """Return what a policy says of an estate, of the results of all policies."""
    return worst([result for result in results if result.policy == policy])


def worst(results: Sequence[PolicyResult]) -> Outcome:
    """Return the worst of what a policy says of each resource; where it judges none, that nothing is to judge."""
    return max((result.outcome for result in results), key=lambda one: one.rank, default=Outcome.NOT_APPLICABLE)


def read_same(path: Path, *, name: str) -> Mapping[str, str]:
    """Return the changes of a policy that mean the same, as somebody says in its cases, each with why."""
    found = {}
    for number, entry in enumerate(_entries(path, name), start=1):
        if _SAME in entry:
            if set(entry) != {_SAME, "why"} or not all(isinstance(told, str) and told for told in entry.values()):
                raise ConfigError(f"{name}: case {number}: it has other keys than {_SAME} and why", hint=_HINT)
            found[entry[_SAME]] = entry["why"]
    return found


def _case(entry: Any, judging: Judging, where: str) -> PolicyCase:
    if not isinstance(entry, Mapping) or not set(entry) <= _KEYS:
        raise ConfigError(f"{where}: it has other keys than {', '.join(sorted(_KEYS))}", hint=_HINT)
    named = [name for name in OUTCOMES if name in entry]
    given = entry.get("given")
    if len(named) != 1 or not isinstance(given, Mapping) or not given:
        raise ConfigError(f"{where}: it is one of {', '.join(OUTCOMES)}, and has resources under given", hint=_HINT)
    params, as_of = entry.get("params", {}), entry.get("as_of", _AT)
    if not isinstance(params, Mapping) or not isinstance(as_of, date):
        raise ConfigError(f"{where}: params are values by name, and as_of is a day", hint=_HINT)
    open_ = dict(_opened(entry.get("open", ()), given, where))
    read, account = entry.get("read", False) is True, str(entry.get("account", _ACCOUNT))
    resources = [
        _resource(str(address), attributes, judging, open_.get(address, ()), read=read, account=account)
        for address, attributes in given.items()
    ]
    return PolicyCase(
        name=str(entry[named[0]]),
        expected=OUTCOMES[named[0]],
        snapshot=Snapshot(
            environment="case",
            side=Side.DESIRED,
            taken_at=_AT,
            origins=(),
            resources=tuple(sorted(resources, key=lambda item: item.order)),
        ),
        params=params,
        as_of=as_of if isinstance(as_of, datetime) else datetime.combine(as_of, time(), UTC),
    )


def _opened(paths: Any, given: Mapping[str, Any], where: str) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Yield the paths that only an apply tells, by the address of their resource."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for path in paths if isinstance(paths, list) else [paths] if paths else ():
        type_, name, *rest = str(path).split(".")
        if f"{type_}.{name}" not in given or not rest:
            raise ConfigError(f"{where}: {path} is no path of a resource that is given", hint=_HINT)
        found.setdefault(f"{type_}.{name}", []).append(tuple(rest))
    for address, told in found.items():
        yield address, tuple(told)


def _resource(
    address: str, attributes: Any, judging: Judging, open_: tuple[tuple[str, ...], ...], *, read: bool, account: str
) -> Resource:
    type_, _, name = address.partition(".")
    told = {
        key: json.dumps(value) if key in judging.documents and isinstance(value, Mapping) else value
        for key, value in (attributes or {}).items()
    }
    unknown = tuple(tuple(Index(part) if part.isdigit() else Name(part) for part in path) for path in open_)
    return Resource(
        type=type_,
        address=address,
        id=str(told.get("id", name)),
        attributes=told,
        account=account,
        region="eu-west-1",
        declared=not read,
        code={} if read else told,
        intent=Intent(unknown=unknown, refers=unsure(open_)) if unknown else None,
    )


def unsure(paths: tuple[tuple[str, ...], ...]) -> tuple[Reference, ...]:
    """Return that a resource may belong to any where only an apply tells to which."""
    return tuple(Reference(attribute=path[0], address="", sure=False) for path in paths if path[0] in LINKS)
