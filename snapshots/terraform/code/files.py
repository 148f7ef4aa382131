"""The files of a module, read once: by several processes when there are many, and kept redacted by their digest."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from multiprocessing import get_context
from pathlib import PurePath
from typing import Any, Protocol, Self

from engine.jsontext.digest import canonical_json, digest, digest_bytes
from engine.provider.schema import SchemaTable, sensitive_paths
from snapshots.bounds import EVERYWHERE, PROBLEM, Bounds
from snapshots.names import readable
from snapshots.redaction.redact import Redactor
from snapshots.store.cache import Cache
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.hcl_file import Block, parse_hcl, parse_tf_json, parse_variables
from snapshots.terraform.state.resources import expanded

_FORM = 10  # of what is kept; a change of the reading needs a new number
_FEW = 8  # files that are read sooner than a pool of processes starts
_LABELLED = {"resource", "data"}


class CodePath(Protocol):
    """A file or folder of code: `pathlib.Path` is one, and so is what a commit holds."""

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        ...

    def __truediv__(self, key: str, /) -> Self: ...

    def iterdir(self) -> Iterator[Self]:
        """Yield what is in the folder; raises OSError."""
        ...

    def is_file(self) -> bool:
        """Tell whether it is a file."""
        ...

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""
        ...

    def read_bytes(self) -> bytes:
        """Return the bytes of the file; raises OSError."""
        ...

    def resolve(self) -> PurePath:
        """Return the path without links."""
        ...


LARGEST = 8 << 20  # bytes of a file: reading takes 250 times as much memory
_TOO_DEEP = "the file is nested too deeply"


def is_code(name: str) -> bool:
    """Tell whether Terraform reads a file of this name as code: it passes over those of editors, and hidden ones."""
    ignored = name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))
    return name.endswith((".tf", ".tf.json")) and not ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFile:
    """A file by its name below the root module, the digest of its bytes, and its blocks; or what is wrong with it.

    `fix` is what to do about that, where it is something else than to look with Terraform.
    """

    name: str
    digest: str
    blocks: tuple[Block, ...] = ()
    problem: str = ""
    line: int = 0
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReader:
    """Reads the files of folders; `cache` is where blocks are kept, none to keep nothing.

    `schema` tells which attributes are sensitive; `sensitive` has their paths by type.
    """

    redactor: Redactor
    schema: SchemaTable
    cache: Cache | None = None
    jobs: int = 1
    bounds: Bounds = EVERYWHERE
    sensitive: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, folder: CodePath, root: CodePath) -> Sequence[CodeFile]:
        """Return the files of one folder, sorted by name; names are relative to `root`."""
        try:
            inside = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError as error:
            name = _relative(folder.resolve(), root.resolve()) or "."
            return [CodeFile(name=name, digest="", problem=f"the folder cannot be read: {error.strerror}")]
        paths = [path for path in inside if is_code(path.name) and not path.is_dir()]
        return self.read_files(paths, root)

    def read_files(self, paths: Sequence[CodePath], root: CodePath) -> Sequence[CodeFile]:
        """Return files of code or of variables; names are relative to `root`."""
        found: dict[CodePath, CodeFile] = {}
        todo: list[tuple[CodePath, str, bytes]] = []
        base = root.resolve()
        for path in paths:
            target = path.resolve()
            name = _relative(target, base)
            try:
                if not path.is_file():  # a link to nowhere; a pipe would be waited for
                    what = "it is no regular file, or a link to nowhere"
                    found[path] = CodeFile(name=readable(path.name), digest="", problem=what, fix="remove it")
                    continue
                if not self.bounds.hold(target):
                    found[path] = CodeFile(name=readable(path.name), digest="", problem=PROBLEM, fix=self.bounds.fix)
                    continue
                data = path.read_bytes()
            except OSError as error:
                found[path] = CodeFile(name=name, digest="", problem=f"cannot be read: {error.strerror}")
                continue
            kept = self._kept(data, path, name) if len(data) <= LARGEST else _too_large(data, name)
            if kept is None:
                todo.append((path, name, data))
            else:
                found[path] = kept
        found |= self._parsed(todo)
        return [found[path] for path in paths]

    def _parsed(self, todo: list[tuple[CodePath, str, bytes]]) -> dict[CodePath, CodeFile]:
        work = [(path.name, data) for path, _, data in todo]
        if self.jobs > 1 and len(todo) > _FEW:
            with ProcessPoolExecutor(min(self.jobs, len(todo)), mp_context=get_context("spawn")) as pool:
                answers = list(pool.map(parse_file, work, chunksize=4))
        else:
            answers = [parse_file(entry) for entry in work]
        found = {}
        for (path, name, data), (parsed, wrong, at) in zip(todo, answers, strict=True):
            redacted, problem, line = self._redacted(parsed, wrong, at)
            found[path] = CodeFile(name=name, digest=digest_bytes(data), blocks=redacted, problem=problem, line=line)
            if not problem:
                self._keep(data, path, redacted)
        return found

    def _redacted(self, blocks: Sequence[Block], problem: str, line: int) -> tuple[tuple[Block, ...], str, int]:
        """Return blocks without secrets, with what is wrong with their file."""
        try:
            return tuple(self.redacted(block, self.redactor) for block in blocks), problem, line
        except RecursionError:
            return (), _TOO_DEEP, 0

    def redacted(self, block: Block, redactor: Redactor) -> Block:
        """Return a block without secrets; of a variable its name tells, and whether it is marked as one."""
        if not block.values and not block.trees:
            return block
        if block.kind == "variable":
            return _without_default(block, redactor)
        type_ = block.labels[0] if block.kind in _LABELLED else ""
        flags = self._flagged(type_) if block.kind == "resource" else ()
        paths = [path for flagged in flags for path in expanded(block.values, flagged)]
        values = redactor.resource(type_, dict(block.values), sensitive=paths)
        shown = redactor.resource(type_, dict(block.trees)) if block.trees else {}
        # Of what holds a secret nothing is put together: a mark would stand for a part and be taken for the whole.
        trees = {name: tree for name, tree in block.trees.items() if shown.get(name) == tree}
        return replace(block, values=values, trees=trees)

    def _flagged(self, type_: str) -> tuple[tuple[str, ...], ...]:
        if type_ not in self.sensitive:
            node = self.schema.find(type_)
            self.sensitive[type_] = tuple(sensitive_paths(node)) if node is not None else ()
        return self.sensitive[type_]

    def _place(self, data: bytes, path: CodePath) -> str:
        basis = (self.redactor.epoch, self.redactor.own.basis)
        kind = [path.name.endswith(".json"), ".tfvars" in path.name]
        key = digest([_FORM, parser(), *basis, *kind, digest_bytes(data)])
        return f"{key.removeprefix('sha256:')}.json"

    def _kept(self, data: bytes, path: CodePath, name: str) -> CodeFile | None:
        kept = None if self.cache is None else self.cache.read(self._place(data, path))
        if kept is None:
            return None
        # Redacted once more: what is known of secrets may have grown since. The marks in it are our own: it is sealed.
        own = self.redactor.for_own()
        blocks = tuple(self.redacted(_block(entry), own) for entry in json.loads(kept))
        return CodeFile(name=name, digest=digest_bytes(data), blocks=blocks)

    def _keep(self, data: bytes, path: CodePath, blocks: tuple[Block, ...]) -> None:
        if self.cache is not None:
            self.cache.write(self._place(data, path), canonical_json([asdict(block) for block in blocks]))


def parse_file(work: tuple[str, bytes]) -> tuple[tuple[Block, ...], str, int]:
    """Return the blocks of a file by its name and bytes, or what is wrong and on which line; runs in any process."""
    name, data = work
    try:
        if name.endswith((".tfvars", ".tfvars.json")):
            return (parse_variables(data, is_json=name.endswith(".json")),), "", 0
        if name.endswith(".json"):
            return parse_tf_json(data), "", 0
        return parse_hcl(data.decode("utf-8-sig").replace("\r\n", "\n")), "", 0
    except UnicodeDecodeError:
        return (), "the file is not UTF-8", 0
    except RecursionError:
        return (), _TOO_DEEP, 0
    except CodeError as error:
        return (), error.detail, error.line


@cache
def parser() -> str:
    """Return the version of the grammar by which files are read."""
    return importlib.metadata.version("tree-sitter-hcl")


def _too_large(data: bytes, name: str) -> CodeFile:
    what = f"the file has more than {LARGEST >> 20} MiB"
    return CodeFile(name=name, digest=digest_bytes(data), problem=what, fix="take generated data out of the code")


def _block(entry: Mapping[str, Any]) -> Block:
    return Block(
        kind=entry["kind"],
        labels=tuple(entry["labels"]),
        line=entry["line"],
        values=entry["values"],
        dynamic=tuple(entry["dynamic"]),
        trees=entry["trees"],
    )


def is_sensitive(block: Block) -> bool:
    """Tell whether a variable is marked as a secret, or may be."""
    marks = ("sensitive", "ephemeral")
    return any(block.values.get(mark, False) is not False or mark in block.dynamic for mark in marks)


def _without_default(block: Block, redactor: Redactor) -> Block:
    """Return a variable without a default that its name, or `sensitive`, tells to be a secret."""
    told = dict(block.values)
    default = told.pop("default", None)
    values = redactor.resource("", told)
    if "default" in block.values:
        if is_sensitive(block):
            values["default"] = redactor.secret(redactor.disown(default))
        else:
            values["default"] = redactor.named(block.labels[0], redactor.disown(default))
    return replace(block, values=values)


def _relative(target: PurePath, base: PurePath) -> str:
    """Return a path relative to a folder that need not contain it, both without links."""
    common = next(parent for parent in (base, *base.parents) if target.is_relative_to(parent))
    ups = len(base.relative_to(common).parts)
    return readable("/".join([*[".."] * ups, *target.relative_to(common).parts]))
