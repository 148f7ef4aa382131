"""The folders that the files of a source may lie in: a link among them may lead anywhere on the machine."""

from __future__ import annotations

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
