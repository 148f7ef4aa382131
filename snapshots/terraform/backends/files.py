"""States and plans in files: one file, a folder full of them, or the workspaces of Terraform's local backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.model.outcome import GapReason
from snapshots.terraform.backends.interface import BackendError, Document, Loaded

_WORKSPACES = "terraform.tfstate.d"
_POINTERS = ".terraform"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBackend:
    """Reads a file, or every state below a folder. `location` is the path as a person typed it."""

    location: str
    path: Path

    def documents(self) -> Sequence[Document]:
        """Return the file itself, or of a folder every `*.tfstate` below it.

        `.terraform` holds pointers to backends and no states; `*.tfstate.backup` is what was before.
        """
        if not self.path.is_dir():
            return [self._document(self.path, self.location)]
        found = sorted(
            path
            for path in self.path.rglob("*.tfstate")
            if _POINTERS not in path.relative_to(self.path).parts and not path.is_dir()
        )
        return [
            self._document(path, f"{self.location.rstrip('/')}/{path.relative_to(self.path).as_posix()}")
            for path in found
        ]

    def _document(self, path: Path, location: str) -> Document:
        parts = path.parts
        workspace = parts[parts.index(_WORKSPACES) + 1] if _WORKSPACES in parts[:-2] else ""

        def load() -> Loaded:
            try:
                data = path.read_bytes()
            except OSError as error:
                problem = error.strerror or type(error).__name__
                raise BackendError(
                    GapReason.MISSING_INPUT, f"cannot read the file: {problem}", "check the path"
                ) from error
            return Loaded(data=data, facts={"workspace": workspace} if workspace else {})

        return Document(location=location, load=load)
