"""The files of a commit, read from git's own store: nothing is checked out, so that no copy of a secret is left.

Blobs are read as they are stored: no filter, line ending or `export-ignore` of the repository's attributes changes what
was there. Links and submodules are no files here.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from engine.errors import ConfigError, EvaluatorMissingError
from engine.model.subject import Base
from engine.ports import ProcessRunner
from snapshots.repository.git import ask_git, run_git

_BLOBS = frozenset({"100644", "100755"})
_LINK, _SUBMODULE = "120000", "160000"
_SHA1 = 40  # hexadecimal digits of a name in a repository that was not made with SHA-256
_LARGEST = 64 * 2**20  # bytes of a file that is read
_PLACES = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/")  # where git looks for a name (gitrevisions(7))
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(slots=True, eq=False)
class CommitTree:
    """The files of one commit. `root` is the folder of the working tree, `commit` the whole name of the commit.

    `links` are its links, and `submodules` the commits of those.
    """

    runner: ProcessRunner
    root: Path
    commit: str
    links: frozenset[PurePosixPath] = field(init=False)
    submodules: dict[PurePosixPath, str] = field(init=False, default_factory=dict)
    _files: dict[PurePosixPath, str] = field(init=False)
    _folders: dict[PurePosixPath, set[PurePosixPath]] = field(init=False)
    _read: dict[PurePosixPath, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """List the files; raises ConfigError when git cannot."""
        done = run_git(self.runner, self.root, "ls-tree", "-r", "-z", "--full-tree", self.commit)
        if done.returncode != 0:
            raise ConfigError(
                f"git cannot list the files of {self.commit[:12]}", hint=f"fetch it: git fetch origin {self.commit}"
            )
        self._files, self._folders = {}, defaultdict(set)
        links: list[PurePosixPath] = []
        for row in done.stdout.split(b"\0"):
            about, _, name = row.partition(b"\t")
            mode, _, blob = about.decode("ascii").partition(" ")
            blob = blob.rpartition(" ")[2]
            path = PurePosixPath(name.decode("utf-8", "surrogateescape"))
            if mode == _LINK:
                links.append(path)
            elif mode == _SUBMODULE:
                self.submodules[path] = blob
            elif mode in _BLOBS:
                self._files[path] = blob
                for child, folder in zip((path, *path.parents), path.parents, strict=False):
                    self._folders[folder].add(child)
        self.links = frozenset(links)

    def at(self, folder: Path, location: str) -> CommitPath | None:
        """Return what lies at a location from a folder in the commit, none for one outside of the repository.

        Links of the working tree are not followed on the way: a change could point one elsewhere.
        """
        path = Path(os.path.normpath(folder.resolve() / location))
        try:
            inside = path.relative_to(self.root.resolve())
        except ValueError:
            return None
        return CommitPath(self, PurePosixPath(inside.as_posix()))

    def is_file(self, path: PurePosixPath) -> bool:
        """Tell whether the commit has a file."""
        return path in self._files

    def holds(self, path: PurePosixPath, data: bytes) -> bool:
        """Tell whether the commit has a file with these bytes (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
        blob = self._files.get(path, "")
        name = hashlib.sha1 if len(blob) == _SHA1 else hashlib.sha256
        return bool(blob) and name(b"blob %d\0%b" % (len(data), data)).hexdigest() == blob

    def list(self, path: PurePosixPath) -> Sequence[PurePosixPath]:
        """Return what is in a folder, sorted; nothing where there is none."""
        return sorted(self._folders.get(path, ()))

    def read(self, path: PurePosixPath) -> bytes:
        """Return the bytes of a file; those beside it with the same ending are read with it.

        Raises FileNotFoundError, and OSError for a file that is larger than 64 MiB or that git does not give.
        """
        if path not in self._files:
            raise FileNotFoundError(2, "it is not in the commit", str(path))
        if path not in self._read:
            beside = [other for other in self.list(path.parent) if other.suffix == path.suffix and other in self._files]
            self._read |= dict(self._blobs(beside))
        if path not in self._read:
            raise OSError(27, "git does not give it, or it is too large", str(path))
        return self._read[path]

    def _blobs(self, paths: Sequence[PurePosixPath]) -> Iterator[tuple[PurePosixPath, bytes]]:
        asked = "".join(f"{self._files[path]}\n" for path in paths).encode("ascii")
        rest = run_git(self.runner, self.root, "cat-file", "--batch", stdin=asked).stdout
        for path in paths:
            head, newline, rest = rest.partition(b"\n")
            said = head.split()
            if not newline or len(said) != 3:  # `NAME missing`: a clone without blobs
                continue
            size = int(said[2])
            if size <= _LARGEST:
                yield path, rest[:size]
            rest = rest[size + 1 :]


@dataclass(frozen=True, slots=True)
class CommitPath:
    """A file or folder of a commit, with what of `pathlib.Path` reading code needs."""

    tree: CommitTree
    path: PurePosixPath

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.name

    def __truediv__(self, other: str) -> CommitPath:
        """Return what is below; `..` is taken from the path, as there are no links."""
        parts: list[str] = []
        for part in (*self.path.parts, *PurePosixPath(other).parts):
            if part == ".." and parts and parts[-1] != "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        return CommitPath(self.tree, PurePosixPath(*parts))

    def iterdir(self) -> Iterator[CommitPath]:
        """Yield what is in the folder; raises FileNotFoundError where there is none."""
        if not self.is_dir():
            raise FileNotFoundError(2, "it is not in the commit", str(self.path))
        yield from (CommitPath(self.tree, path) for path in self.tree.list(self.path))

    def exists(self) -> bool:
        """Tell whether there is a file or folder."""
        return self.is_file() or self.is_dir()

    def is_file(self) -> bool:
        """Tell whether it is a file."""
        return self.tree.is_file(self.path)

    def is_dir(self) -> bool:
        """Tell whether it is a folder."""
        return bool(self.tree.list(self.path))

    def has_links(self) -> bool:
        """Tell whether there are links in the folder."""
        return any(link.parent == self.path for link in self.tree.links)

    def is_link(self) -> bool:
        """Tell whether it is a link, which is no file and no folder here."""
        return self.path in self.tree.links

    def holds(self, data: bytes) -> bool:
        """Tell whether it is a file with these bytes."""
        return self.tree.holds(self.path, data)

    def read_bytes(self) -> bytes:
        """Return the bytes of the file; raises OSError."""
        return self.tree.read(self.path)

    def resolve(self) -> PurePosixPath:
        """Return the path without links, of which there are none."""
        return self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a change starts: its base, the root of the repository, and whether the base is what is checked out."""

    base: Base
    root: Path
    is_head: bool


def find_start(runner: ProcessRunner, folder: Path, name: str) -> Start:
    """Return where the line that is checked out left that of a commit, tag or branch.

    Raises ConfigError when git does not know it, or is not there.
    """
    root = _told(runner, folder, "rev-parse", "--show-toplevel")
    if name.startswith("-") or not name.isprintable():
        raise ConfigError(
            f"--since: {name!r} is no name of a commit", hint="name a commit, tag or branch: --since main"
        )
    places = [f"{place}{name}" for place in _PLACES]
    found = _told(runner, folder, "for-each-ref", "--format=%(refname)", *places).split()
    meant = [place for place in places if place in found]
    if len(meant) > 1 and not _COMMIT.fullmatch(name):
        hint = f"write the whole name: --since {meant[-1]}"
        raise ConfigError(f"--since: {name} is the name of several: {', '.join(meant)}", hint=hint)
    head = _told(runner, folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    given = _told(runner, folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if not given:
        raise ConfigError(f"--since: there is no commit {name} here", hint=_fetch(runner, folder, name))
    start = _told(runner, folder, "merge-base", given, head) if head else ""
    if not start:
        raise ConfigError(
            f"--since: {name} and what is checked out have no commit in common", hint=_fetch(runner, folder, name)
        )
    return Start(base=Base(name=name, commit=start), root=Path(root), is_head=start == head)


def _fetch(runner: ProcessRunner, folder: Path, name: str) -> str:
    if ask_git(runner, folder, "rev-parse", "--is-shallow-repository") == "true":
        return "the clone is shallow, get the rest: git fetch --unshallow (fetch-depth: 0 of actions/checkout)"
    return f"fetch it: git fetch origin {name.removeprefix('origin/')}"


def _told(runner: ProcessRunner, folder: Path, *words: str) -> str:
    """Return what git prints, nothing where it only says no; raises ConfigError when it cannot be asked here."""
    try:
        done = run_git(runner, folder, *words)
    except EvaluatorMissingError as error:
        raise ConfigError("--since: git is not installed", hint="install git, and run it again") from error
    if done.returncode not in {0, 1}:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[:1]
        why = "".join(said).removeprefix("fatal: ")
        hint = "run it in the repository" if "not a git repository" in why else "make git answer: git status"
        raise ConfigError(f"--since: git cannot tell what was there: {why}", hint=hint)
    return os.fsdecode(done.stdout).rstrip("\n")
