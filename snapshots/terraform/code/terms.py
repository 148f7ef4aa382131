"""What an expression of HCL says: a literal, a list or object with expressions in it, or an `Expression`.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.jsontext.digest import JsonError, parse_json
from snapshots.terraform.code.expressions import (
    CALL,
    FOR,
    GET,
    IF,
    ITEM,
    OBJECT,
    OP,
    REF,
    SPLAT,
    SPREAD,
    Expression,
    holds_expression,
)
from snapshots.terraform.code.grammar import CodeError, line_of, parts_of, text_of
from snapshots.terraform.code.templates import heredoc, quoted

if TYPE_CHECKING:
    from tree_sitter import Node

_ZEROS = re.compile(r"\A0+(?=[0-9])")  # of a mode such as 0644, which is a decimal number in HCL
_TEXTS = frozenset({"string_lit", "quoted_template", "heredoc_template"})
_SIGNS = frozenset({"||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"})
_STEPS = frozenset({"get_attr", "index", "splat"})


def value_of(node: Node) -> Any:
    """Return what a node says; raises CodeError for what Terraform refuses though the grammar does not."""
    read = _READERS.get(node.type)
    if read is not None:
        return read(node)
    return _said(parts_of(node), node)


def _said(parts: list[Node], node: Node) -> Any:
    """Return what some nodes side by side say: a term and the steps from it; `node` is what they stand in."""
    if len(parts) == 1 and parts[0].type != "identifier":
        return value_of(parts[0])
    if [part.type for part in parts[:3]] == ["(", "expression", ")"]:
        return _stepped(value_of(parts[1]), parts[3:], node)
    if parts and all(part.type in _STEPS for part in parts[1:]):
        return _stepped(value_of(parts[0]), parts[1:], node)
    return _opaque(node)


def _opaque(node: Node) -> Expression:
    for inner in _texts_in(node):  # what is not evaluated must be one all the same
        value_of(inner)
    return Expression(text_of(node))


def _texts_in(node: Node) -> Iterator[Node]:
    """Yield the texts inside of an expression, but not those in their templates."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one is not node and one.type in _TEXTS:
            yield one
        else:
            waiting += one.children


def _variable(node: Node) -> Expression:
    return Expression(text_of(node), means=(REF, text_of(node)))


def _stepped(base: Any, steps: Sequence[Node], node: Node) -> Any:
    """Return what stands behind the steps from a value."""
    flat = [part for step in steps for part in (parts_of(step) if step.type == "splat" else [step])]
    return _walked(base, flat, node)


def _walked(base: Any, steps: Sequence[Node], node: Node) -> Any:
    found: list[Any] = []
    for at, step in enumerate(steps):
        if step.type in {"full_splat", "attr_splat"}:
            return _splat(_got(base, found, node), step, steps[at + 1 :], node)
        told = _step(step)
        if told is None:
            return _opaque(node)
        found.append(told)
    return _got(base, found, node)


def _got(base: Any, steps: list[Any], node: Node) -> Any:
    if not steps:
        return base
    if isinstance(base, Expression) and base.means and base.means[0] == REF:
        return Expression(text_of(node), means=(*base.means, *steps))
    return Expression(text_of(node), means=(GET, base, *steps))


def _step(node: Node) -> Any:
    """Return a name, a number or what stands between brackets; none for another step."""
    inner = parts_of(node)
    if node.type == "get_attr":
        return text_of(inner[-1])
    if node.type == "index" and inner and inner[0].type == "new_index":
        return value_of(parts_of(inner[0])[1])
    if node.type == "index" and text_of(node).lstrip(".").isdecimal():
        return int(text_of(node).lstrip(".")[:10])
    return None


def _splat(base: Any, splat: Node, rest: Sequence[Node], node: Node) -> Any:
    """Return what a splat says: `[*]` takes all steps behind it to each member, `.*` only names and `.0`."""
    steps = [part for part in parts_of(splat) if part.type in _STEPS]
    item = Expression(ITEM, means=(REF, ITEM))
    if splat.type == "full_splat":
        each = _walked(item, [*steps, *rest], node)
        return Expression(text_of(node), means=(SPLAT, base, each))
    names = next((at for at, step in enumerate(steps) if _step_is_bracket(step)), len(steps))
    if any(step.type in {"full_splat", "attr_splat"} for step in rest):
        return _opaque(node)
    made = Expression(text_of(splat), means=(SPLAT, base, _walked(item, steps[:names], node)))
    return _walked(made, [*steps[names:], *rest], node)


def _step_is_bracket(step: Node) -> bool:
    return step.type == "index" and text_of(step).startswith("[")


def _operation(node: Node) -> Any:
    parts = parts_of(node)
    if node.type == "unary_operation":
        value = _said(parts[1:], node)
        sign = text_of(parts[0])
        if sign == "-" and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return -value
        return Expression(text_of(node), means=(OP, sign, value))
    at = next((at for at, part in enumerate(parts) if part.type in _SIGNS), 0)
    left, right = _said(parts[:at], node), _said(parts[at + 1 :], node)
    return Expression(text_of(node), means=(OP, text_of(parts[at]), left, right))


def _conditional(node: Node) -> Any:
    """Return a condition and its ends; the grammar binds `a ? b : c ? d : e` to the left, Terraform to the right."""
    said = _conditions(node)
    told = _condition(said)
    return told if not said else _opaque(node)


def _conditions(node: Node) -> list[Any]:
    found: list[Any] = []
    for part in parts_of(node):
        inner = parts_of(part)
        if part.type == "expression" and len(inner) == 1 and inner[0].type == "conditional":
            found += _conditions(inner[0])
        else:
            found.append(part.type if part.type in {"?", ":"} else _Side(text_of(part), value_of(part)))
    return found


class _Side:
    """One side of a condition, told apart from the signs between them."""

    def __init__(self, text: str, value: Any) -> None:
        self.text, self.value = text, value


def _condition(waiting: list[Any]) -> Any:
    """Take a condition from the beginning of its parts, and leave what follows it."""
    first = waiting.pop(0)
    if not waiting or waiting[0] != "?":
        return first.value
    waiting.pop(0)
    then = _condition(waiting)
    if waiting and waiting[0] == ":":
        waiting.pop(0)
    other = _condition(waiting)
    return Expression(first.text, means=(IF, first.value, then, other))


def _call(node: Node) -> Any:
    """Return the call of a function, which is not made here."""
    parts = parts_of(node)
    kinds = [part.type for part in parts]
    if kinds[:2] != ["identifier", "("]:
        return _opaque(node)
    name = text_of(parts[0])
    arguments = parts_of(parts[2]) if "function_arguments" in kinds else []
    values = [value_of(part) for part in arguments if part.type == "expression"]
    members = values[0] if name == "toset" and len(values) == 1 else None
    is_literal = isinstance(members, list) and not holds_expression(members)
    spread = any(part.type == "ellipsis" for part in arguments)
    return Expression(
        text_of(node),
        tuple(members) if isinstance(members, list) and is_literal else None,
        (SPREAD if spread else CALL, name, *values),
    )


def _repetition(node: Node) -> Any:
    parts = parts_of(node)
    (intro,) = (part for part in parts if part.type == "for_intro")
    names = [text_of(part) for part in parts_of(intro) if part.type == "identifier"]
    collection = next(value_of(part) for part in parts_of(intro) if part.type == "expression")
    *key, value = (value_of(part) for part in parts if part.type == "expression")
    tests = [part for part in parts if part.type == "for_cond"]
    condition = [value_of(part) for test in tests for part in parts_of(test) if part.type == "expression"]
    is_grouped = any(part.type == "ellipsis" for part in parts)
    return Expression(text_of(node), means=(FOR, names, collection, key, value, condition, is_grouped))


def _tuple(node: Node) -> list[Any]:
    return [value_of(part) for part in node.children if part.type == "expression"]


def _is_true(node: Node) -> bool:
    return text_of(node) == "true"


def _number(node: Node) -> Any:
    try:
        return parse_json(_ZEROS.sub("", text_of(node)).encode(), name="number")
    except JsonError:
        raise CodeError("a number has another form", line_of(node)) from None


def _object(node: Node) -> Any:
    entries: list[Any] = []
    for element in (part for part in node.children if part.type == "object_elem"):
        key, _, value = parts_of(element)
        if _is_ambiguous(key):
            return _opaque(node)
        name = _key(key)
        entries.append([value_of(key), value_of(value)] if name is None else {name: value_of(value)})
    if any(isinstance(entry, list) for entry in entries):
        return Expression(text_of(node), means=(OBJECT, *entries))
    return {name: value for entry in entries for name, value in entry.items()}


def _is_ambiguous(key: Node) -> bool:
    """Tell whether a key is a name with steps behind it, which Terraform wants between brackets."""
    return parts_of(key)[0].type == "variable_expr" and len(parts_of(key)) > 1


def _key(node: Node) -> str | None:
    """Return the key of an object: a bare name is meant as it is written; none for an expression."""
    if parts_of(node)[0].type == "variable_expr":
        names = parts_of(parts_of(node)[0])
        return text_of(names[0]) if len(parts_of(node)) == 1 and len(names) == 1 else None
    told = value_of(node)
    if isinstance(told, bool):
        return "true" if told else "false"
    return str(told) if isinstance(told, str | int) else None


_READERS: dict[str, Callable[[Node], Any]] = {
    "binary_operation": _operation,
    "bool_lit": _is_true,
    "conditional": _conditional,
    "for_object_expr": _repetition,
    "for_tuple_expr": _repetition,
    "function_call": _call,
    "heredoc_template": lambda node: heredoc(node, value_of),
    "null_lit": lambda _: None,
    "numeric_lit": _number,
    "object": _object,
    "quoted_template": lambda node: quoted(node, value_of),
    "string_lit": lambda node: quoted(node, value_of),
    "tuple": _tuple,
    "unary_operation": _operation,
    "variable_expr": _variable,
}
