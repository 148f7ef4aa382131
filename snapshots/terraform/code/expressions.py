"""What an argument says that is no literal: an expression as it is written, and as a tree that can be kept.

A tree is plain JSON. Literals are as they are, a reference is `{"$ref": [NAME, STEP…]}`, a template
`{"$text": [PART…]}` and a call `{"$call": [FUNCTION, ARGUMENT…]}`; steps, parts and arguments are trees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REF, TEXT, CALL = "$ref", "$text", "$call"
_NODES = {"ref": REF, "text": TEXT, "call": CALL}


@dataclass(frozen=True, slots=True)
class Expression:
    """What only Terraform can tell, as it is written; `members` are those of a set of literals (`toset([…])`).

    Of a reference, a template and the call of a function, `means` is what it is made of: ("ref", NAME, STEP…),
    ("text", PART…) or ("call", NAME, ARGUMENT…), each part a value of its own. It is empty for all else.
    """

    text: str
    members: tuple[Any, ...] | None = None
    means: tuple[Any, ...] = ()


def holds_expression(value: Any) -> bool:
    """Tell whether only Terraform knows a part of a value."""
    if isinstance(value, Expression):
        return True
    if isinstance(value, dict):
        return any(map(holds_expression, value.values()))
    return isinstance(value, list) and any(map(holds_expression, value))


class OpaqueError(Exception):
    """An expression that is none of those that a tree can tell."""


def tree_of(value: Any) -> Any:
    """Return the tree of a value; raises OpaqueError where a part of it is another expression."""
    if isinstance(value, Expression):
        if not value.means:
            raise OpaqueError
        kind, *parts = value.means
        return {_NODES[kind]: [tree_of(part) for part in parts]}
    if isinstance(value, dict):
        if any(name.startswith("$") for name in value):  # it could be taken for a node
            raise OpaqueError
        return {name: tree_of(item) for name, item in value.items()}
    return [tree_of(item) for item in value] if isinstance(value, list) else value
