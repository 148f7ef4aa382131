"""Documents in a commit: one file, or those of a folder, as `files` reads them from the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.model.outcome import GapReason
from snapshots.documents.errors import DocumentError
from snapshots.documents.files import SUFFIXES, LoadedFile
from snapshots.repository.commit import CommitPath


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFile:
    """A file of a commit: where it is, and what it is called in its folder; none where it was named itself."""

    path: CommitPath
    location: str
    name: str | None

    def load(self) -> LoadedFile:
        """Return the bytes of the file; raises DocumentError."""
        try:
            return LoadedFile(self.path.read_bytes())
        except OSError as error:
            detail = f"cannot read the file in the commit: {error.strerror}"
            raise DocumentError(GapReason.MISSING_INPUT, detail, "fetch the whole history") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFolder:
    """The files of a place in a commit."""

    location: str
    path: CommitPath

    def files(self) -> tuple[Sequence[CommitFile], str]:
        """Return the files, sorted; nothing is said of those that are passed over."""
        if self.path.is_file():
            return [CommitFile(path=self.path, location=self.location, name=None)], ""
        length = len(self.path.path.parts)
        found = []
        for path in _below(self.path):
            name = "/".join(path.path.parts[length:])
            found.append(CommitFile(path=path, location=f"{self.location.rstrip('/')}/{name}", name=name))
        return sorted(found, key=lambda file: file.location), ""


def _below(folder: CommitPath) -> Iterator[CommitPath]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from () if path.name.startswith(".") else _below(path)
        elif path.name.endswith(SUFFIXES) and not path.name.startswith("."):
            yield path
