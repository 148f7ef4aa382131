"""The units of Terragrunt: where each keeps its state, and where its resources are.

https://terragrunt.gruntwork.io/docs/features/state-backend/. Of its language only what such files are made of is
understood: literal locals, the locals of a file that is found in the folders above, and the path below the root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from snapshots.repository.backends import FoundBackend, FoundCode, backend_of_s3
from snapshots.repository.hcl import read_hcl
from snapshots.repository.tree import Tree, folder_of, is_example
from snapshots.terraform.code.grammar import CodeError

_UNIT = "terragrunt.hcl"
_ROOTS = ("root.hcl", _UNIT)
_LEAF = re.compile(r"^\s*(?:terraform|include)\b", re.MULTILINE)
_READ = re.compile(r"\$\{read_terragrunt_config\(find_in_parent_folders\(\\?\"([\w.-]+)\\?\"(?:,[^)]*)?\)\)\}")
_LOCAL = re.compile(r"\$\{local\.(\w+)(?:\.locals\.(\w+))?\}")
_VARIABLE = re.compile(r"\$\{get_env\(\\?\"\w+\\?\",\s*\\?\"([^\"\\]*)\\?\"\)\}")  # with the value it has when unset
_RELATIVE = "${path_relative_to_include()}"
_ACCOUNT = re.compile(r"[0-9]{12}")
_ACCOUNTS = ("account_id", "aws_account_id")
_REGIONS = ("aws_region", "region")
_REGION = re.compile(r"[a-z0-9-]+")
_ROUNDS = 5  # locals that stand for locals


def find_units(tree: Tree) -> tuple[FoundCode, ...]:
    """Return the units of a repository, each with the backend that the root file above it gives to all of them."""
    files = [name for name in tree.files if name.rpartition("/")[2] in _ROOTS and not is_example(name)]
    texts = {name: tree.text(name) for name in files}
    roots = [name for name in files if "remote_state" in texts[name]]
    blocks: dict[str, Mapping[str, Any]] = {}
    found = []
    for name in files:
        folder = folder_of(name)
        root = max((one for one in roots if _is_below(folder, folder_of(one))), key=len, default=None)
        if root is None or not name.endswith(_UNIT) or (name == root and not _LEAF.search(texts[name])):
            continue
        locals_ = dict(_locals(tree, folder, root, blocks))
        relative = PurePosixPath(folder).relative_to(folder_of(root)).as_posix()
        regions = [locals_[key] for key in _REGIONS if _REGION.fullmatch(locals_.get(key, ""))]
        found.append(
            FoundCode(
                folder=folder,
                backends=(_backend(folder, relative, _parsed(tree, root, blocks), locals_),),
                regions=tuple(dict.fromkeys(regions)),
                account=next((locals_[key] for key in _ACCOUNTS if _ACCOUNT.fullmatch(locals_.get(key, ""))), ""),
                is_terragrunt=True,
            )
        )
    return tuple(found)


def _backend(folder: str, relative: str, root: Mapping[str, Any], locals_: Mapping[str, str]) -> FoundBackend:
    told = root.get("remote_state", [{}])
    settings = told[0] if isinstance(told, list) else told
    kind = str(settings.get("backend", "")).strip('"')
    if kind != "s3":
        return FoundBackend(folder=folder, kind=kind, problem=f"states in {kind or 'this backend'} are not read")
    config = {
        key: _told(value.replace(_RELATIVE, relative), locals_)
        for key, value in settings.get("config", {}).items()
        if isinstance(value, str)
    }
    return backend_of_s3(folder, "", config)


def _locals(tree: Tree, folder: str, root: str, blocks: dict[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the locals of a root file as a unit sees them, those of files above the unit included."""
    own = _block_of(_parsed(tree, root, blocks), "locals")
    known: dict[str, str] = {}
    for key, value in own.items():
        reading = _READ.fullmatch(value) if isinstance(value, str) else None
        if reading is not None:
            above = _above(tree, folder, reading[1])
            for name, text in _block_of(_parsed(tree, above, blocks), "locals").items() if above else ():
                known[f"{key}.{name}"] = str(text)
                yield name, str(text)  # a name that a file above gives is what it calls itself
        elif isinstance(value, str):
            known[key] = value
    for key, value in known.items():
        if "." not in key:
            yield key, _told(value, known)


def _told(text: str, locals_: Mapping[str, str]) -> str:
    """Return a text with the locals and variables in it replaced, as far as they are known."""
    for _ in range(_ROUNDS):
        text = _LOCAL.sub(
            lambda hit: locals_.get(f"{hit[1]}.{hit[2]}" if hit[2] else hit[1], hit[0]), _VARIABLE.sub(r"\1", text)
        )
    return text


def _above(tree: Tree, folder: str, name: str) -> str:
    """Return the nearest file of a name in the folders above a unit, empty where there is none."""
    parts = [] if folder == "." else folder.split("/")
    for length in range(len(parts), -1, -1):
        candidate = "/".join([*parts[:length], name])
        if candidate in tree:
            return candidate
    return ""


def _parsed(tree: Tree, name: str, blocks: dict[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return a file as its blocks; nothing of one that is no HCL, which leaves the place of the state unknown."""
    if name not in blocks:
        try:
            blocks[name] = read_hcl(tree.text(name))
        except CodeError:
            blocks[name] = {}
    return blocks[name]


def _block_of(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    block = told.get(name, [{}])
    found: Any = block[0] if isinstance(block, list) and block else block
    return found if isinstance(found, Mapping) else {}


def _is_below(folder: str, other: str) -> bool:
    return other in {".", folder} or folder.startswith(f"{other}/")
