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
from snapshots.terraform.code.files import CodePath, is_sensitive
from snapshots.terraform.code.hcl_file import Block
from snapshots.terraform.code.scope import Known, Scope, UnknownError, converted, literal

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


def scope_of(blocks: Iterable[Block], given: Mapping[str, Known | None], *, is_root: bool) -> Scope:
    """Return the names of a module, whose variables have what is `given`, else their defaults.

    The default of a variable of the root module is not certain: somebody may give another value when it is applied.
    """
    variables: dict[str, Known | None] = {}
    trees: dict[str, Any] = {}
    known: dict[str, Known | None] = {}
    for block in blocks:
        if block.kind == "variable":
            (name,) = block.labels
            default = block.values.get("default")
            found = given.get(name) if name in given else None
            if name not in given and "default" in block.values:
                found = replace(literal(default), certain=not is_root)
            if found is not None and is_sensitive(block) and not is_secret_mark(found.value):
                found = None  # a file or a call gives it, and does not know that it is a secret
            variables[name] = None if found is None else _typed(found, block.trees.get("type"))
        elif block.kind == "locals":
            for name in (*block.values, *block.dynamic):  # one in an override file takes the place of another
                trees.pop(name, None)
                known.pop(name, None)
            trees |= {name: tree for name, tree in block.trees.items() if name in block.dynamic}
            known |= {name: literal(value) for name, value in block.values.items()}
    return Scope(variables=variables, trees=trees, locals=known)


def _typed(found: Known, type_: Any) -> Known | None:
    if found.value is None:  # unset, or its default: that is `nullable`
        return None
    with suppress(UnknownError):
        return Known(converted(found.value, type_), found.size, found.certain)
    return None


def given_by(block: Block, scope: Scope) -> dict[str, Known | None]:
    """Return what the call of a module gives to its variables; none for what is not known."""
    told = {name: literal(value) for name, value in block.values.items() if name not in _OF_CALLS}
    return {**told, **{name: resolved(block, name, scope) for name in block.dynamic if name not in _OF_CALLS}}


def resolved(block: Block, name: str, scope: Scope) -> Known | None:
    """Return what an argument of a block that is an expression says, none where that is not known."""
    if name in block.trees:
        with suppress(UnknownError):
            return scope.resolve(block.trees[name])
    return None
