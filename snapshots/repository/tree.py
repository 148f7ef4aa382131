"""The files of a repository, listed once."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from snapshots.names import readable

MOST = 200_000  # files that are listed
_LARGEST = 64 * 2**20  # bytes of a file that is read
# What others keep in a repository and nobody wrote: copies of modules, packages, results of builds.
_SKIPPED = frozenset(
    [
        *(".driftgate", ".git", ".hg", ".idea", ".mypy_cache", ".pytest_cache", ".svn", ".terraform"),
        *(".terragrunt-cache", ".tox", ".venv", "__pycache__", "node_modules", "site-packages", "vendor", "venv"),
    ]
)
# Below these folders lie examples and what tests read: no environment of anybody.
_INPUTS = frozenset({"example", "examples", "fixtures", "testdata", "__snapshots__"})
_EXAMPLES = _INPUTS | {"modules", "spec", "specs", "tests"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The files below a folder: paths relative to it with slashes, sorted; `cut` tells that there are more.

    `unnamed` are those whose path is not UTF-8, so that nothing can name them, as they are shown.
    """

    root: Path
    files: tuple[str, ...]
    cut: bool = False
    unnamed: tuple[str, ...] = ()

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a file of this path."""
        index = bisect_left(self.files, str(name))
        return index < len(self.files) and self.files[index] == name

    def named(self, *endings: str) -> Iterator[str]:
        """Yield the files whose name has one of some endings."""
        yield from (name for name in self.files if name.endswith(endings))

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, none where it cannot be read or is larger than 64 MiB."""
        path = self.root / name
        try:
            return path.read_bytes() if path.stat().st_size <= _LARGEST else b""
        except OSError:
            return b""

    def text(self, name: str) -> str:
        """Return the text of a file; what is no UTF-8 stands there as a sign of that."""
        return self.read(name).decode("utf-8", "replace")


def list_tree(root: Path) -> Tree:
    """Return the files below a folder, without links and without what others keep there."""
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        here = Path(folder)
        found += [(here / name).relative_to(root).as_posix() for name in sorted(files) if _is_plain(here / name)]
        if len(found) > MOST:
            return _tree(root, found[:MOST], cut=True)
    return _tree(root, found, cut=False)


def _tree(root: Path, found: list[str], *, cut: bool) -> Tree:
    named = [name for name in found if readable(name) == name]
    unnamed = sorted({readable(name) for name in found} - set(named)) if len(named) < len(found) else ()
    return Tree(root=root, files=tuple(sorted(named)), cut=cut, unnamed=tuple(unnamed))


def is_example(name: str) -> bool:
    """Tell whether a file lies where examples, modules and tests lie: no environment of anybody."""
    return not _EXAMPLES.isdisjoint(part.lower() for part in PurePosixPath(name).parts[:-1])


def is_kept_by_others(name: str) -> bool:
    """Tell whether a file lies where examples, modules and tests lie, or copies of what others wrote."""
    return is_example(name) or not _SKIPPED.isdisjoint(PurePosixPath(name).parts[:-1])


def is_input(name: str) -> bool:
    """Tell whether a file lies where the inputs of tests lie; their results may lie beside the tests."""
    return not _INPUTS.isdisjoint(part.lower() for part in PurePosixPath(name).parts[:-1])


def folder_of(name: str) -> str:
    """Return the folder of a file, `.` for the repository itself."""
    return PurePosixPath(name).parent.as_posix()


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
