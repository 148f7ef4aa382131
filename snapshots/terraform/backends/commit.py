"""States in a commit: one file, or a folder full of them, as `backends.files` reads them from the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.model.outcome import GapReason
from snapshots.repository.commit import CommitPath
from snapshots.terraform.backends.files import POINTERS, STATE
from snapshots.terraform.backends.interface import BackendError, LoadedDocument, StateDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitBackend:
    """Reads a file of a commit, or every state below a folder. `location` is the path as a person typed it."""

    location: str
    path: CommitPath

    def documents(self) -> Sequence[StateDocument]:
        """Return the file itself, or of a folder every `*.tfstate` below it."""
        if self.path.is_file():
            return [_document(self.path, self.location)]
        length = len(self.path.path.parts)
        return [
            _document(path, "/".join([self.location.rstrip("/"), *path.path.parts[length:]]))
            for path in _states(self.path)
        ]


def _states(folder: CommitPath) -> Iterator[CommitPath]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from () if path.name == POINTERS else _states(path)
        elif path.name.endswith(STATE):
            yield path


def _document(path: CommitPath, location: str) -> StateDocument:
    def load() -> LoadedDocument:
        try:
            return LoadedDocument(data=path.read_bytes())
        except OSError as error:
            detail = f"cannot read the file in the commit: {error.strerror}"
            raise BackendError(GapReason.MISSING_INPUT, detail, "fetch the whole history") from error

    return StateDocument(location=location, load=load)
