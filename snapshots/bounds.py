"""The folders that the files of a source may lie in: a link among them may lead anywhere on the machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

PROBLEM = "a link leads out of what may be read here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Folders without links in them, none for the whole machine; `fix` is how an owner allows another one."""

    roots: tuple[Path, ...] = ()
    fix: str = ""

    def hold(self, path: PurePath) -> bool:
        """Tell whether a path, which has no links any more, lies in one of the folders."""
        return not self.roots or any(path.is_relative_to(root) for root in self.roots)


EVERYWHERE = Bounds()


def as_written(path: Path) -> Path:
    """Return a path from the root, with its links and without `..`."""
    return Path(os.path.normpath(Path.cwd() / path))


def leads_out(folder: Path, root: Path) -> bool:
    """Tell whether a folder is below another one as it is written, and a link leads out of that."""
    below = as_written(folder).is_relative_to(as_written(root))
    return below and not unlinked(folder).is_relative_to(unlinked(root))


def unlinked(path: Path) -> Path:
    """Return a path without links; of links that lead to one another what stands before them, as it is."""
    return Path(os.path.realpath(path))
