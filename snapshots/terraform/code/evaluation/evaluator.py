"""What a tree says: names, templates, calls, conditions, repetitions and blocks, as far as their parts are known.

A part that only Terraform can tell stays one (`Unknown`), and what looks at it is unknown; a condition that is not
known decides nothing. What Terraform refuses has no value, and only `try` and `can` see that it was refused
(https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.model.secret import is_secret_mark
from snapshots.terraform.code import expressions
from snapshots.terraform.code.evaluation import forms, repetitions
from snapshots.terraform.code.evaluation.known import MOST, Known, Names, Work, size_of
from snapshots.terraform.code.evaluation.values import (
    FailedError,
    LimitError,
    Members,
    Unknown,
    UnknownError,
    as_number,
    as_text,
    is_number,
    known,
)

_DEEPEST = 60
_RESERVED = frozenset({"var", "local", "each", "count", "data", "module", "path", "terraform", "self"})
_PLAIN, _KEYED = 2, 3  # steps from a type to an attribute of a resource


Named = Callable[[str, str, int], "Known | None"]


@dataclass(slots=True)
class Evaluator:
    """Tells what trees say. `named` is asked for what a name and a step from it stand for, none where nobody knows."""

    named: Named
    work: Work = field(default_factory=Work)
    doubts: int = 0  # how often something was looked at that rests on a default
    unseen: int = 0  # how many parts were not known, which Terraform may refuse

    def resolve(self, tree: Any) -> Known:
        """Return what a tree says; raises UnknownError where that is not known, LimitError where it is too much."""
        self.work.begin()
        return self.at(tree, 0, {})

    def at(self, tree: Any, depth: int, names: Names) -> Known:
        """Return what a tree says at some depth below another, where it has `names` of its own."""
        if depth > _DEEPEST:
            raise LimitError
        if isinstance(tree, dict) and not is_secret_mark(tree):
            self.work.spend(1)
            (name, inner), *more = tree.items() or [("", None)]
            read = _NODES.get(name)
            if read is not None and not more:
                if not isinstance(inner, list):
                    raise UnknownError
                return read(self, inner, depth + 1, names)
            parts = [self.part(item, depth + 1, names) for item in tree.values()]
            return self.made(dict(zip(tree, (part.value for part in parts), strict=True)), parts)
        if isinstance(tree, list):
            parts = [self.part(item, depth + 1, names) for item in tree]
            return self.made([part.value for part in parts], parts)
        return Known(tree)

    def part(self, tree: Any, depth: int, names: Names) -> Known:
        """Return what a part of a value says, which may be unknown."""
        try:
            return self.at(tree, depth, names)
        except (LimitError, FailedError):
            raise
        except UnknownError as error:
            self.unseen += 1
            return Known(Unknown(error.kind, error.of))

    def made(self, value: Any, parts: Sequence[Known]) -> Known:
        """Return a value that was made of parts."""
        size = 1 + sum(part.size for part in parts)
        return self.bounded(value, size, certain=all(part.certain for part in parts))

    def bounded(self, value: Any, size: int, *, certain: bool) -> Known:
        """Return a value of some size; raises LimitError for one that is too large."""
        if size > MOST:
            raise LimitError
        self.work.spend(size)
        return Known(known(value), size, certain)

    def walk(self, start: Known, steps: Sequence[Any], depth: int, names: Names) -> Known:
        """Return what stands behind some steps from a value; raises FailedError where there is nothing."""
        value, certain = start.value, start.certain
        if not steps:
            return start
        for tree in steps:
            step = self.at(tree, depth, names)
            value, certain = _step(known(value), step.value), certain and step.certain
            if isinstance(value, Unknown):
                raise UnknownError(value.kind, value.of if certain else None)
        return self.bounded(value, size_of(value), certain=certain)


def _reference(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    root, *steps = parts
    if root in names:
        evaluator.doubts += not names[root].certain
        return evaluator.walk(names[root], steps, depth, names)
    if not isinstance(root, str) or not steps or not isinstance(steps[0], str):
        raise UnknownError
    found = evaluator.named(root, steps[0], depth)
    if found is None:
        raise UnknownError(of=_attribute(parts))
    evaluator.doubts += not found.certain
    if isinstance(found.value, Unknown) and steps[1:]:
        raise UnknownError
    known(found.value)
    return evaluator.walk(found, steps[1:], depth, names)


def _attribute(parts: list[Any]) -> tuple[str, str] | None:
    """Return the type and the attribute that a reference to a managed resource names: `type.name[key].attribute`.

    A text as the third of four parts may be a key or a name, so that nobody knows what the last one belongs to.
    """
    root, *steps = parts
    has_key = len(steps) == _KEYED and not isinstance(steps[1], str)
    if root in _RESERVED or not (len(steps) == _PLAIN or has_key) or not isinstance(steps[-1], str):
        return None
    return root, steps[-1]


def _get(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    base, *steps = parts
    return evaluator.walk(evaluator.at(base, depth, names), steps, depth, names)


def _step(value: Any, step: Any) -> Any:
    """Return a member of a value; raises FailedError where there is none."""
    if is_secret_mark(value) or isinstance(known(step), Members) or is_secret_mark(step):
        raise UnknownError
    if isinstance(value, dict):
        name = as_text(step)
        if name not in value:
            raise FailedError
        return value[name]
    if isinstance(value, list) and not isinstance(value, Members):
        index = step if is_number(step) else as_number(step)
        if not isinstance(index, int) or not 0 <= index < len(value):
            raise FailedError
        return value[index]
    raise FailedError


def _deep(_: Evaluator, __: list[Any], ___: int, ____: Names) -> Known:
    raise LimitError


_Read = Callable[[Evaluator, list[Any], int, Names], Known]
_NODES: Mapping[str, _Read] = {
    expressions.BLOCKS: repetitions.blocks,
    expressions.CALL: forms.call,
    expressions.DEEP: _deep,
    expressions.FOR: repetitions.repetition,
    expressions.GET: _get,
    expressions.IF: forms.condition,
    expressions.JOINED: forms.joined,
    expressions.OBJECT: repetitions.built,
    expressions.OP: forms.operation,
    expressions.REF: _reference,
    expressions.SPLAT: repetitions.splat,
    expressions.SPREAD: forms.spread,
    expressions.TEXT: forms.template,
}
