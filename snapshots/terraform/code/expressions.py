"""What an argument says that is no literal: an expression as it is written, and as a tree that can be kept.

A tree is plain JSON. Literals are as they are, and a node is an object with one name:

- `{"$ref": [NAME, STEP…]}` a name and the steps from it, `{"$get": [TREE, STEP…]}` those from any other value
- `{"$text": [PART…]}` a template, `{"$joined": [TREE]}` the repetition in one
- `{"$call": [FUNCTION, ARGUMENT…]}`, and `{"$spread": [FUNCTION, ARGUMENT…]}` where the last one is several
- `{"$if": [CONDITION, THEN, ELSE]}` and `{"$op": [SIGN, OPERAND…]}`
- `{"$for": [[NAME…], COLLECTION, [KEY]?, VALUE, [CONDITION]?, IS_GROUPED]}`, the key only of an object
- `{"$splat": [COLLECTION, TREE]}`, in whose tree `$item` is the name of a member
- `{"$object": [ENTRY…]}`: an entry is an object, or a key and a value that are trees
- `{"$blocks": [BODY…]}`, of which `{"$dynamic": [FOR_EACH, ITERATOR, BODY]}` is none or many
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REF, GET, TEXT, JOINED, CALL, SPREAD = "$ref", "$get", "$text", "$joined", "$call", "$spread"
IF, OP, FOR, SPLAT, OBJECT = "$if", "$op", "$for", "$splat", "$object"
BLOCKS, DYNAMIC = "$blocks", "$dynamic"
ITEM = "$item"
DEEP = "$deep"
_DEEPEST = 75  # levels of a tree


@dataclass(frozen=True, slots=True)
class Expression:
    """What only Terraform can tell, as it is written; `members` are those of a set of literals (`toset([…])`).

    `means` is what it is made of: the name of a node and its parts, each a value of its own. It is empty where the
    form of the expression is not known.
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


def tree_of(value: Any, depth: int = 0) -> Any:
    """Return the tree of a value; raises OpaqueError where a part of it is another expression.

    A part that is nested more deeply than anybody works out is `{"$deep": []}`.
    """
    if depth > _DEEPEST:
        return {DEEP: []}
    if isinstance(value, Expression):
        if not value.means:
            raise OpaqueError
        node, *parts = value.means
        return {node: [tree_of(part, depth + 1) for part in parts]}
    if isinstance(value, dict):
        if any(name.startswith("$") for name in value):  # it could be taken for a node
            raise OpaqueError
        return {name: tree_of(item, depth + 1) for name, item in value.items()}
    return [tree_of(item, depth + 1) for item in value] if isinstance(value, list) else value
