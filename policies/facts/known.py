"""What is known of the attributes of a resource: what is set, what the provider makes of what is not, and what is open.

Of an intent three things stand beside its attributes (`engine.model.identity`): paths that only an apply tells,
attributes that nobody sets, and attributes of which a part is known. Numbers and switches that code writes as texts are
what Terraform makes of them, by the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.model.path import Index, Path
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.judging import Judging
from engine.provider.schema import NodeKind, SchemaNode, SchemaTable

_SWITCHES = {"true": True, "false": False}
_LISTS = frozenset({NodeKind.LIST, NodeKind.SET})
_NOTHING: Mapping[str, Any] = {}
_NO_PATHS = frozenset[Path]()
BORROWED = "(known after apply)"


class Known:
    """Reads attributes as policies see them; each resource is read once."""

    def __init__(self, judging: Judging, schema: SchemaTable | None) -> None:
        """Take what the provider tells, and its schemas."""
        self._judging, self._schema = judging, schema
        self._attributes: dict[int, Mapping[str, Any]] = {}
        self._answered: dict[int, frozenset[Path]] = {}
        self._paths: dict[int, tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]] = {}

    def attributes(self, resource: Resource) -> Mapping[str, Any]:
        """Return the attributes of a resource with what the provider makes of those that nobody sets."""
        if not resource.declared and resource.intent is None:
            return resource.attributes
        found = self._attributes.get(id(resource))
        if found is None:
            found = self._attributes[id(resource)] = self._read(resource)
        return found

    def is_unknown(self, resource: Resource, path: Iterable[str]) -> bool:
        """Tell whether only an apply tells what stands at a path, a part of that, or all of what it stands in."""
        if resource.intent is None:
            return False
        wanted = tuple(path)
        whole, parts = self._open_paths(resource)
        return wanted in parts or any(wanted[:length] in whole for length in range(len(wanted) + 1))

    def is_open(self, resource: Resource, path: Iterable[str]) -> bool:
        """Tell whether only an apply tells what stands at a path as a whole, or all of what it stands in."""
        wanted = tuple(path)
        whole, _ = self._open_paths(resource)
        return any(wanted[:length] in whole for length in range(len(wanted) + 1))

    def _open_paths(self, resource: Resource) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
        """Return the paths of a resource that only an apply tells, and what leads to them."""
        found = self._paths.get(id(resource))
        if found is None:
            whole = frozenset(tuple(str(part) for part in path) for path in self.open(resource))
            parts = frozenset(path[:length] for path in whole for length in range(len(path)))
            found = self._paths[id(resource)] = whole, parts
        return found

    def is_unset(self, resource: Resource, path: Iterable[str]) -> bool:
        """Tell whether nobody sets the attribute that a path begins with, as far as can be told."""
        first = next(iter(path), "")
        return resource.intent is not None and first in resource.intent.unset

    def touched(self, resource: Resource, names: Iterable[str], *, answered: bool = False) -> Path:
        """Return the first path that only an apply tells in some attributes; empty without one.

        An attribute may be named with the members that are looked at, `block.name`: others of it count for nothing, and
        with `answered` neither does what is borrowed and tells by that what policies ask of it.
        """
        open_: Iterable[Path] = self.open(resource)
        if answered and open_:
            known = self.answered(resource)
            open_ = [path for path in open_ if path not in known]
        wanted = [tuple(name.split(".")) for name in names] if open_ else []
        return next((path for path in open_ if any(_overlap(_members(path), one) for one in wanted)), ())

    def answered(self, resource: Resource) -> frozenset[Path]:
        """Return the paths that only an apply tells, of which policies ask what is known: that they are set.

        A plan writes a function of an attribute like the attribute: it tells that something is set, and never which.
        """
        if resource.intent is None or not resource.intent.borrowed:
            return _NO_PATHS
        found = self._answered.get(id(resource))
        if found is None:
            told = self._judging.borrowed
            which = self._judging.which
            found = self._answered[id(resource)] = frozenset(
                one.path
                for one in resource.intent.borrowed
                if one.type in told.get(_last(one.path), ())
                and one.attribute in self._judging.names
                and (one.certain or _last(one.path) not in which)
            )
        return found

    def open(self, resource: Resource) -> tuple[Path, ...]:
        """Return the paths of a resource that only an apply tells."""
        return resource.intent.unknown if resource.intent is not None else ()

    def why(self, resource: Resource, path: Iterable[str]) -> str:
        """Return why nobody knows what stands at a path, as a sentence."""
        names = tuple(path)
        intent = resource.intent
        is_lent = intent is not None and any(one.path == names and not one.certain for one in intent.borrowed)
        how = "; the code beside the plan (hcl:FOLDER) tells" if is_lent and names[-1] in self._judging.which else ""
        return f"{'.'.join(names)} of {resource.address or resource.id} is known after apply{how}"

    def _read(self, resource: Resource) -> Mapping[str, Any]:
        unset = self._judging.unset.get(resource.type, _NOTHING)
        intent = resource.intent
        open_ = {path[0] for path in intent.unknown if path} if intent is not None else set()
        told = resource.attributes if intent is None else {**resource.attributes, **intent.partly}
        if resource.declared:
            node = self._schema.find(resource.type) if self._schema is not None else None
            # A null says what no line at all says.
            told = {
                name: _typed(value, node.fields.get(name) if node else None)
                for name, value in told.items()
                if value is not None
            }
            names = unset.keys() - open_
        else:
            names = unset.keys() & set(intent.unset if intent is not None else ())
        return _with_borrowed({**{name: unset[name] for name in names}, **told}, self.answered(resource))


def assumed(item: Resource, attribute: str) -> str:
    """Return that an attribute is only what a variable is by default, as a sentence; empty where it is more."""
    is_assumed = item.declared and attribute in item.attributes and attribute not in item.code
    what = f"{attribute} of {item.address} rests on the default of a variable, which anybody may overrule"
    return what if is_assumed else ""


def _last(path: Path) -> str:
    return next((part for part in reversed(path) if type(part) is not Index), "")


def _with_borrowed(attributes: Mapping[str, Any], paths: Iterable[Path]) -> Mapping[str, Any]:
    """Return attributes with a text at each path: it is set, and is like nothing that a rule compares it with."""
    for path in sorted(paths):
        attributes = _put(attributes, path)
    return attributes


def _put(value: Any, path: Path) -> Any:
    """Return a value with a text at a path, and as it is where nothing stands on the way there."""
    if not path:
        return BORROWED
    part, *rest = path
    if isinstance(value, Mapping) and type(part) is not Index and (not rest or part in value):
        return {**value, part: _put(value.get(part), tuple(rest))}
    if isinstance(value, list) and type(part) is Index and int(part) < len(value):
        return [_put(item, tuple(rest)) if at == int(part) else item for at, item in enumerate(value)]
    return value


def _members(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if type(part) is not Index)


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether one path leads to the other, or through it."""
    return all(mine == theirs for mine, theirs in zip(one, other, strict=False))


def _typed(value: Any, node: SchemaNode | None) -> Any:
    """Return a value that code writes as Terraform makes it: numbers and switches may stand there as texts."""
    if node is None or is_secret_mark(value):
        return value
    if isinstance(value, str):
        if node.kind is NodeKind.BOOL:
            return _SWITCHES.get(value, value)
        return _number(value) if node.kind is NodeKind.NUMBER else value
    if isinstance(value, bool | int) and node.kind is NodeKind.STRING:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if node.kind in _LISTS and isinstance(value, Mapping):
        value = [value]  # JSON may write a block that stands once without a list
    if isinstance(value, list) and node.element is not None:
        return [_typed(item, node.element) for item in _flat(value, node.element)]
    if isinstance(value, Mapping):
        if node.kind is NodeKind.OBJECT:
            return {name: _typed(item, node.fields.get(name)) for name, item in value.items()}
        if node.element is not None:
            return {name: _typed(item, node.element) for name, item in value.items()}
    return value


def _flat(items: list[Any], element: SchemaNode) -> list[Any]:
    """Return the bodies of blocks: JSON may write one as a list of objects."""
    if element.kind is not NodeKind.OBJECT:
        return items
    return [body for item in items for body in (item if isinstance(item, list) else [item])]


def _number(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        return text
