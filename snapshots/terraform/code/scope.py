"""What the names of a module stand for: variables, locals, and what an instance knows of itself.

A value is certain when the code alone says it; one that rests on the default of a variable of the root module is what
the code says as long as nobody gives another (`-var`, `-var-file`, `TF_VAR_…`). What else there is stays unknown:
https://developer.hashicorp.com/terraform/language/expressions/references.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.model.secret import has_secret_anywhere, is_secret_mark
from snapshots.terraform.code.expressions import CALL, REF, TEXT

_MOST = 20_000  # parts of a value: locals that name each other twice would grow without end
_DEEPEST = 60


class UnknownError(Exception):
    """A value that only Terraform can tell."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value, how many parts it has, and whether it holds whatever is given from outside."""

    value: Any
    size: int = 1
    certain: bool = True


@dataclass(slots=True)
class Scope:
    """The names of one module. `variables` without a value are none; `trees` are locals that are not resolved yet.

    `locals` are those that are, `cycles` those that were found to name themselves.
    """

    variables: Mapping[str, Known | None] = field(default_factory=dict)
    trees: Mapping[str, Any] = field(default_factory=dict)
    locals: dict[str, Known | None] = field(default_factory=dict)
    instance: Mapping[str, Known] = field(default_factory=dict)
    cycles: set[str] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)

    def of_instance(self, **names: Known) -> Scope:
        """Return the scope of one instance of a block, by `each_key`, `each_value` or `count_index`."""
        return Scope(self.variables, self.trees, self.locals, names, self.cycles)

    def resolve(self, tree: Any) -> Known:
        """Return what a tree says here; raises UnknownError where a part of it is not known."""
        return self._resolve(tree, 0)

    def _resolve(self, tree: Any, depth: int) -> Known:
        if depth > _DEEPEST:
            raise UnknownError
        if isinstance(tree, dict) and not is_secret_mark(tree):
            (name, inner), *more = tree.items() or [("", None)]
            read = {REF: self._reference, TEXT: self._text, CALL: self._call}.get(name)
            if read is not None and not more:
                if not isinstance(inner, list):
                    raise UnknownError
                return read(inner, depth + 1)
            parts = [self._resolve(item, depth + 1) for item in tree.values()]
            return _made(dict(zip(tree, (part.value for part in parts), strict=True)), parts)
        if isinstance(tree, list):
            parts = [self._resolve(item, depth + 1) for item in tree]
            return _made([part.value for part in parts], parts)
        return Known(tree)

    def _reference(self, steps: list[Any], depth: int) -> Known:
        told = [self._resolve(step, depth) for step in steps]
        root, *rest = [step.value for step in told]
        if not rest or not isinstance(rest[0], str):
            raise UnknownError
        if root == "var":
            found = self.variables.get(rest[0])
        elif root == "local":
            found = self._local(rest[0], depth)
        else:
            found = self.instance.get(f"{root}_{rest[0]}")
        if found is None:
            raise UnknownError
        value = found.value
        for step in rest[1:]:
            value = _step(value, step)
        return Known(value, found.size, found.certain and all(step.certain for step in told))

    def _local(self, name: str, depth: int) -> Known | None:
        if name in self._open:
            self.cycles.add(name)
            raise UnknownError
        if name not in self.locals:
            if name not in self.trees:
                return None
            self._open.append(name)
            try:
                self.locals[name] = self._resolve(self.trees[name], depth)
            except UnknownError:
                self.locals[name] = None
            finally:
                self._open.pop()
        return self.locals[name]

    def _text(self, parts: list[Any], depth: int) -> Known:
        told = [self._resolve(part, depth) for part in parts]
        return _made("".join(_written(part.value) for part in told), told)

    def _call(self, parts: list[Any], depth: int) -> Known:
        name, *arguments = parts
        function = _FUNCTIONS.get(name) if isinstance(name, str) else None
        if function is None:
            raise UnknownError
        told = [self._resolve(argument, depth) for argument in arguments]
        return _made(function([one.value for one in told]), told)


def literal(value: Any) -> Known:
    """Return a value that the code says, whatever its form."""
    return Known(value, _size(value))


def _size(value: Any) -> int:
    if isinstance(value, dict | list):
        return 1 + sum(map(_size, value.values() if isinstance(value, dict) else value))
    return 1


def _made(value: Any, parts: Sequence[Known]) -> Known:
    size = 1 + sum(part.size for part in parts)
    if size > _MOST:
        raise UnknownError
    return Known(value, size, all(part.certain for part in parts))


def _step(value: Any, step: Any) -> Any:
    """Return a member of a value; raises UnknownError where there is none."""
    if isinstance(value, dict) and not is_secret_mark(value) and isinstance(step, str) and step in value:
        return value[step]
    is_index = isinstance(step, int) and not isinstance(step, bool)
    if isinstance(value, list) and is_index and 0 <= step < len(value):
        return value[step]
    raise UnknownError


def _written(value: Any) -> str:
    """Return a value as a template writes it; raises UnknownError for what has no text, and for a secret."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and not has_secret_anywhere(value):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    raise UnknownError


def _merge(arguments: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for argument in arguments:
        if not isinstance(argument, dict) or is_secret_mark(argument):
            raise UnknownError
        found |= argument
    return found


def _concat(arguments: list[Any]) -> list[Any]:
    if not all(isinstance(argument, list) for argument in arguments):
        raise UnknownError
    return [item for argument in arguments for item in argument]


def _toset(arguments: list[Any]) -> list[Any]:
    if len(arguments) != 1 or not isinstance(arguments[0], list) or not all(isinstance(i, str) for i in arguments[0]):
        raise UnknownError
    return sorted(set(arguments[0]))


def _tostring(arguments: list[Any]) -> str:
    if len(arguments) != 1:
        raise UnknownError
    return _written(arguments[0])


_FUNCTIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "concat": _concat,
    "merge": _merge,
    "toset": _toset,
    "tostring": _tostring,
}


def converted(value: Any, type_: Any) -> Any:
    """Return a value as a variable of a type has it; raises UnknownError for what cannot be one."""
    kind = type_[REF][0] if isinstance(type_, dict) and isinstance(type_.get(REF), list) else ""
    if is_secret_mark(value) or kind not in {"string", "number", "bool"}:
        return value
    if value is None:
        raise UnknownError
    if kind == "string":
        return _written(value)
    if kind == "bool":
        return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    if isinstance(value, str):
        if not value.isdecimal() or not value.isascii() or len(value) > 18:
            raise UnknownError
        return int(value)
    return value
