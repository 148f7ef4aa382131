"""The grammar of Terraform's addresses: read, taken apart, compared and written here and nowhere else.

https://developer.hashicorp.com/terraform/internals/resource-addressing: steps with dots between them, `module.NAME`,
`TYPE.NAME` or `data.TYPE.NAME`, each with the instance key of a count (`[0]`) or a for_each (`["a.b"]`) behind it. A
key may hold dots, quotes and brackets, so that an address is never split by hand. `[*]` is ours: as many instances as
only Terraform can tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.text import hcl

ANY_KEY = "[*]"

_KEY = r"\[(?:[0-9]+|\*|\"(?:[^\"\\]|\\.)*\")\]"
_KEYS = re.compile(_KEY)
_LAST_KEY = re.compile(rf"{_KEY}\Z")
_COUNT = re.compile(r"\[[0-9]+\]\Z")
_PART = re.compile(rf"(?:{_KEY}|[^.])*")
_STEP = re.compile(
    rf"(?P<name>module\.[^.\[\]]+|data\.[^.\[\]]+\.[^.\[\]]+|[^.\[\]]+\.[^.\[\]]+)(?P<key>{_KEY})?(?:\.|\Z)"
)
# What code may write for an address: names, and between them keys that are literals, with space around them.
_IN_CODE = re.compile(r"(?P<name>[^\W\d][\w\-]*)(?P<key>\[\s*(?:\d+|\"(?:[^\"\\\n]|\\.)*\")\s*\])?(?:\.|$)")
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_NO_RESOURCES = frozenset({"count", "data", "each", "ephemeral", "local", "path", "self", "terraform", "var"})
_NAME = re.compile(r"[^\W\d][\w\-]*")
_PLAIN = re.compile(r"[^\\\"\x00-\x1f\x7f-\x9f]*")
_NO_KEY = "?"


@dataclass(frozen=True, slots=True)
class Step:
    """A part of an address: `module.a`, `TYPE.a` or `data.TYPE.a`, and its key in brackets, empty if none."""

    name: str
    key: str = ""

    @property
    def is_module(self) -> bool:
        """Tell whether this is a step into a module."""
        return self.name.startswith("module.")

    def __str__(self) -> str:
        """Return the step as it stands in an address."""
        return self.name + self.key


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a resource or of a module; `str()` writes it back."""

    steps: tuple[Step, ...]

    @property
    def is_module(self) -> bool:
        """Tell whether it is a module's own address, and no resource's."""
        return self.steps[-1].is_module

    @property
    def module(self) -> str:
        """Return the address of the module that holds it, with keys; empty for the root module."""
        return ".".join(map(str, self.steps[:-1]))

    @property
    def type(self) -> str:
        """Return the resource type; `module` for a module."""
        return self.steps[-1].name.removeprefix("data.").partition(".")[0]

    @property
    def name(self) -> str:
        """Return the name that the code gives it."""
        return self.steps[-1].name.rpartition(".")[2]

    @property
    def key(self) -> int | str | None:
        """Return its own instance key: a count index, a for_each key, none without one or for `[*]`."""
        return _key_in(self.steps[-1].key)

    def __str__(self) -> str:
        """Return the address as Terraform writes it."""
        return ".".join(map(str, self.steps))


def parse(text: str) -> Address | None:
    """Return an address in its steps, none when the text is no address."""
    found, at = [], 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            return None
        found.append(Step(match["name"], match["key"] or ""))
        at = match.end()
    return Address(tuple(found)) if found and not text.endswith(".") else None


def write(module: str, mode: str, type_: str, name: str, key: int | str | None = None) -> str:
    """Return the address of an instance; `mode` is managed or data, `key` a count index, a for_each key, or none."""
    return inside(module, f"{'data.' if mode == 'data' else ''}{type_}.{name}{written_key(key)}")


def inside(module: str, rest: str) -> str:
    """Return the address of what `rest` names in a module; the root module's address is empty."""
    return f"{module}.{rest}" if module else rest


def written_key(key: int | str | None) -> str:
    """Return what follows a name in the address of one of several instances: `[0]`, `["a"]`, nothing for no key."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{_quoted(key)}"]'


def expression(text: str) -> str:
    """Return an address as code writes it where it is an expression; empty for what no code can name.

    Its names come from documents of others: what is no name, and a key that only Terraform can tell, is refused.
    """
    address = parse(text)
    if address is None or not all(map(_is_named, address.steps)):
        return ""
    found = []
    for step in address.steps:
        key = _key_in(step.key)
        if step.key and key is None:
            return ""
        written = "" if key is None else f"[{key}]" if isinstance(key, int) else f"[{hcl(key)}]"
        found.append(step.name + written)
    return ".".join(found)


def is_named(text: str) -> bool:
    """Tell whether an address is one that Terraform takes: each name is an identifier, and all of it is one line.

    Documents of others hold any text in a name's place, which no code and no command may repeat.
    """
    address = parse(text)
    return address is not None and all(map(_is_named, address.steps)) and len(text.splitlines()) == 1


def _is_named(step: Step) -> bool:
    return all(map(_NAME.fullmatch, step.name.split(".")))


def code_address(text: str) -> str:
    """Return an address without its instance keys: the one that code has."""
    return _KEYS.sub("", text) if "[" in text else text


def with_keys(text: str, change: Callable[[str], str]) -> str:
    """Return an address in which `change` has made every key of a for_each another text."""
    if '["' not in text:
        return text
    return _KEYS.sub(lambda found: _changed(found.group(), change), text)


def split_key(text: str) -> tuple[str, str]:
    """Return an address without the key at its end, and that key in brackets, empty if none."""
    match = _LAST_KEY.search(text)
    return (text[: match.start()], match.group()) if match else (text, "")


def without_count(text: str) -> str:
    """Return an address without the count index at its end."""
    return _COUNT.sub("", text)


def parts(text: str) -> list[str]:
    """Return what stands between the dots of an address; those inside a key separate nothing."""
    found, at = [], 0
    while True:
        match = _PART.match(text, at)
        end = match.end() if match is not None else at
        found.append(text[at:end])
        if end >= len(text):
            return found
        at = end + 1


def instances_of(declared: str) -> re.Pattern[str]:
    """Return the pattern of the addresses that a declared one may stand for.

    `[*]` stands for any key. Where a block gets or loses its `count`, Terraform takes the instance without a key for
    the first one (https://developer.hashicorp.com/terraform/language/modules/develop/refactoring).
    """
    form = "".join(
        rf"(?:{_KEY})?" if part == ANY_KEY else r"(?:\[0\])?" if part == "[0]" else re.escape(part)
        for part in re.split(rf"({_KEY})", declared)
    )
    return re.compile(form)


def of_code(text: str) -> str:
    """Return the address of a resource or module that code names, as Terraform writes it; empty when it is none."""
    names: list[str] = []
    keys: list[str] = []
    text, at = text.strip(), 0
    while at < len(text):
        match = _IN_CODE.match(text, at)
        if match is None:
            return ""
        names.append(match["name"])
        keys.append(_of_code(match["key"]) if match["key"] else "")
        at = match.end()
    pairs = len(names) // 2
    firsts, seconds = names[::2], keys[1::2]
    is_address = (
        not text.endswith(".")
        and 2 * pairs == len(names) > 0
        and all(first == "module" for first in firsts[:-1])
        and firsts[-1] not in _NO_RESOURCES
        and not any(keys[::2])
        and _NO_KEY not in keys
    )
    if not is_address:
        return ""
    return ".".join(f"{first}.{name}{key}" for first, name, key in zip(firsts, names[1::2], seconds, strict=True))


def _of_code(text: str) -> str:
    """Return an instance key as Terraform writes it; `_NO_KEY` when it is an expression."""
    inner = text[1:-1].strip()
    if inner.isdecimal():
        return written_key(int(inner[:18]))
    if _TEMPLATE.search(inner):
        return _NO_KEY
    key = _unquoted(inner)
    return _NO_KEY if key is None else written_key(key)


def _key_in(written: str) -> int | str | None:
    inner = written[1:-1]
    if inner.startswith('"'):
        return _unquoted(inner)
    return int(inner) if inner.isdecimal() else None


def _unquoted(literal: str) -> str | None:
    """Return the text of a quoted key; none where it has escapes that no text has."""
    try:
        return str(json.loads(literal.replace("$${", "${").replace("%%{", "%{")))
    except ValueError:
        return None


def _quoted(key: str) -> str:
    # Terraform writes for_each keys as HCL template literals: quotes, controls and ${ %{ are escaped.
    escaped = (
        key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    escaped = escaped.replace("${", "$${").replace("%{", "%%{")
    if _PLAIN.fullmatch(escaped):
        return escaped
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda match: f"\\u{ord(match.group()):04x}", escaped)


def _changed(key: str, change: Callable[[str], str]) -> str:
    value = _key_in(key)
    return written_key(change(value)) if isinstance(value, str) else key
