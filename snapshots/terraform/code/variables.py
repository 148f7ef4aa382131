"""The values that the variables of a module have: given by files and by calls, or their defaults.

Terraform reads `terraform.tfvars`, `terraform.tfvars.json`, then `*.auto.tfvars` and `*.auto.tfvars.json` in the order
of their names, then the files that it is told of; the last one counts
(https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from engine.model.secret import is_secret_mark
from snapshots.terraform.code.evaluation.conversions import constraint_kind, converted
from snapshots.terraform.code.evaluation.known import Known, Work, literal
from snapshots.terraform.code.evaluation.values import Unknown, UnknownError
from snapshots.terraform.code.expressions import OpaqueError, tree_of
from snapshots.terraform.code.files import CodePath, is_sensitive
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.hcl_file import Block
from snapshots.terraform.code.scope import Scope
from snapshots.terraform.code.syntax import read_expression

_FIRST = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")
# What a call says of the module, and not to it.
_OF_CALLS = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


def variable_files(folder: CodePath, named: Sequence[str]) -> list[CodePath]:
    """Return the files of variables of a root module that are there, in the order in which they count."""
    try:
        names = {path.name: path for path in folder.iterdir()}
    except OSError:  # that it cannot be listed is said of its code
        return []
    automatic = sorted(name for name in names if name.endswith(_AUTOMATIC))
    found = [names[name] for name in (*_FIRST, *automatic) if name in names]
    return found + [folder / name for name in named]


def scope_of(
    blocks: Iterable[Block], given: Mapping[str, Known | None], *, is_root: bool, work: Work | None = None
) -> Scope:
    """Return the names of a module, whose variables have what is `given`, else their defaults.

    The default of a variable of the root module is not certain: somebody may give another value when it is applied.
    `work` is what may still be looked at, shared by all modules of a folder.
    """
    variables: dict[str, Known | None] = {}
    trees: dict[str, Any] = {}
    known: dict[str, Known | None] = {}
    for block in blocks:
        if block.kind == "variable":
            (name,) = block.labels
            variables[name] = _variable(block, given, is_root=is_root)
        elif block.kind == "locals":
            for name in (*block.values, *block.dynamic):  # one in an override file takes the place of another
                trees.pop(name, None)
                known.pop(name, None)
            trees |= {name: tree for name, tree in block.trees.items() if name in block.dynamic}
            known |= {name: literal(value) for name, value in block.values.items()}
    return Scope(variables=variables, trees=trees, locals=known, work=work or Work())


def _variable(block: Block, given: Mapping[str, Known | None], *, is_root: bool) -> Known:
    """Return what a variable of a module has, as its type makes it; of one that is not known its type at most."""
    (name,) = block.labels
    type_ = _type(block)
    found = given.get(name)
    if found is not None and found.value is None and block.values.get("nullable", True) is False:
        found = None
    elif name in given and (found is None or "nullable" in block.dynamic):
        return _unknown(type_)
    if found is None and "default" in block.values:
        found = replace(literal(block.values["default"]), certain=not is_root)
    if found is not None and is_sensitive(block) and not is_secret_mark(found.value):
        found = None  # a file or a call gives it, and does not know that it is a secret
    if found is None:
        return _unknown(type_)
    with suppress(UnknownError):
        return found if type_ is None else Known(converted(found.value, type_), found.size, found.certain)
    return _unknown(type_)


def _unknown(type_: Any) -> Known:
    return Known(Unknown(constraint_kind(type_)))


def _type(block: Block) -> Any:
    """Return the tree of a type constraint, none where there is none; as a text it is the older form, or JSON."""
    if "type" in block.trees or "type" in block.dynamic:
        return block.trees.get("type", {})
    told = block.values.get("type")
    if not isinstance(told, str):
        return None if told is None else {}
    with suppress(CodeError, OpaqueError):
        return tree_of(read_expression(told))
    return {}


def given_by(block: Block, scope: Scope) -> dict[str, Known | None]:
    """Return what the call of a module gives to its variables; none for what is not known."""
    told = {name: literal(value) for name, value in block.values.items() if name not in _OF_CALLS}
    return {**told, **{name: resolved(block, name, scope) for name in block.dynamic if name not in _OF_CALLS}}


def resolved(block: Block, name: str, scope: Scope) -> Known | None:
    """Return what an argument of a block that is an expression says, none where that is not known.

    A part of it may be unknown.
    """
    if name in block.trees:
        return scope.resolve(block.trees[name], f"{name} of {'.'.join((block.kind, *block.labels))}")
    return None
