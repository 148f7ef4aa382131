"""What names, templates, calls, conditions and operators say, as far as their parts are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snapshots.terraform.code.evaluation.conversions import chosen
from snapshots.terraform.code.evaluation.known import Known, Names, size_of
from snapshots.terraform.code.evaluation.operators import DECISIVE, operated
from snapshots.terraform.code.evaluation.values import (
    ANY,
    BOOL,
    PRIMITIVES,
    STRING,
    FailedError,
    LimitError,
    Unknown,
    UnknownError,
    as_bool,
    as_list,
    as_text,
    is_whole,
    kind_of,
    known,
    made_text,
)
from snapshots.terraform.code.expressions import CALL, REF
from snapshots.terraform.code.functions.table import FUNCTIONS

if TYPE_CHECKING:
    from snapshots.terraform.code.evaluation.evaluator import Evaluator


def template(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return the text that a template makes."""
    told = [evaluator.part(part, depth, names) for part in parts]
    unknown = [part for part in told if not _is_told(part.value)]
    texts = [as_text(part.value) for part in told if _is_told(part.value)]
    if unknown:
        raise UnknownError(STRING)
    text = made_text("".join(texts))
    return evaluator.bounded(text, size_of(text) + len(told), certain=all(part.certain for part in told))


def joined(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return the texts of a repetition in a template as one."""
    found = evaluator.at(parts[0], depth, names)
    text = made_text("".join(map(as_text, as_list(found.value))))
    return evaluator.bounded(text, size_of(text), certain=found.certain)


def call(evaluator: Evaluator, parts: list[Any], depth: int, names: Names, *, spreads: bool = False) -> Known:
    """Return what a function makes of its arguments, of which the last one `spreads` over several."""
    name, *arguments = parts
    if name in {"try", "can"} and not spreads:
        return _attempt(evaluator, arguments, depth, names, is_asked=name == "can")
    function = FUNCTIONS.get(name) if isinstance(name, str) else None
    if function is None:
        raise UnknownError
    told = [evaluator.part(argument, depth, names) for argument in arguments]
    evaluator.work.spend(sum(one.size for one in told))
    values = [one.value for one in told]
    try:
        if spreads:
            values[-1:] = as_list(values[-1])
        value = known(function(values))
    except (LimitError, FailedError):
        raise
    except UnknownError:
        raise UnknownError(function.returns) from None
    return evaluator.bounded(value, size_of(value), certain=all(one.certain for one in told))


def spread(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return what a function makes where the last argument is several."""
    return call(evaluator, parts, depth, names, spreads=True)


def _attempt(evaluator: Evaluator, arguments: list[Any], depth: int, names: Names, *, is_asked: bool) -> Known:
    """Return the first argument that Terraform does not refuse, or whether it takes the only one.

    A part that is not known may be refused. What was refused may rest on a default as well.
    """
    doubts, unseen = evaluator.doubts, evaluator.unseen
    for argument in arguments[:1] if is_asked else arguments:
        try:
            found = evaluator.at(argument, depth, names)
        except LimitError:
            raise
        except FailedError:
            evaluator.work.spend(1)
            found = None
        except UnknownError as error:  # what it refers to may be refused, and then another one is taken
            raise UnknownError(error.kind) from None
        if evaluator.unseen != unseen or (is_asked and found is not None and not is_whole(found.value)):
            raise UnknownError(BOOL if is_asked else ANY)
        certain = evaluator.doubts == doubts
        if is_asked:
            return Known(found is not None, 1, certain)
        if found is not None:
            return Known(found.value, found.size, found.certain and certain)
    raise FailedError


def condition(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return the end of a condition that is taken, in the type that both ends share."""
    condition, *ends = (_end(evaluator, part, depth, names) for part in parts)
    if isinstance(condition, FailedError) or len(ends) != 2:
        raise condition if isinstance(condition, FailedError) else UnknownError
    kinds = {kind_of(end.value) for end in ends if isinstance(end, Known) and end.value is not None}
    try:
        holds = as_bool(condition.value)
    except FailedError:
        raise
    except UnknownError:
        raise UnknownError(kinds.pop() if len(kinds) == 1 and kinds <= PRIMITIVES else ANY) from None
    taken, other = ends if holds else reversed(ends)
    if isinstance(taken, FailedError):
        raise taken
    certain = taken.certain and condition.certain
    if isinstance(taken.value, Unknown) and not certain:
        raise UnknownError(taken.value.kind)
    if isinstance(other, FailedError):
        value = known(taken.value)
        if not _has_no_type(parts[2 if holds else 1]):
            value = chosen(value, Unknown())
    else:
        value = chosen(known(taken.value), other.value)
    return evaluator.bounded(value, taken.size, certain=certain)


def _has_no_type(tree: Any) -> bool:
    """Tell whether what Terraform refuses is of no type at all, with which every other one goes."""
    return isinstance(tree, dict) and (REF in tree or CALL in tree)


def _end(evaluator: Evaluator, tree: Any, depth: int, names: Names) -> Known | FailedError:
    """Return a side of a condition: Terraform looks at the one that it does not take for its type alone."""
    try:
        return evaluator.part(tree, depth, names)
    except LimitError:
        raise
    except FailedError as error:
        return error


def operation(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return what an operator makes of its operands."""
    sign, *operands = parts
    ends = [_end(evaluator, operand, depth, names) for operand in operands]
    told = [end for end in ends if isinstance(end, Known)]
    decisive = DECISIVE.get(sign)
    deciding = [one for one in told if decisive is not None and one.value is decisive]
    if failed := next((end for end in ends if isinstance(end, FailedError)), None):
        # Newer versions look at the left side first, and at the right one where that does not decide.
        raise UnknownError(BOOL) if ends[0] in deciding else FailedError(failed.kind)
    value = operated(sign, [one.value for one in told])
    certain = any(one.certain for one in deciding) or all(one.certain for one in told)
    return evaluator.bounded(value, 1, certain=certain)


def _is_told(value: Any) -> bool:
    return not isinstance(value, Unknown)
