"""States and plans in files: one file, a folder full of them, or the workspaces of Terraform's local backend."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.model.outcome import GapReason
from snapshots.bounds import EVERYWHERE, PROBLEM, Bounds, unlinked
from snapshots.names import readable
from snapshots.terraform.backends.interface import (
    BackendError,
    LoadedDocument,
    SeenDocument,
    StateDocument,
    is_no_state,
    with_passed,
)

_WORKSPACES = "terraform.tfstate.d"
STATE = ".tfstate"
POINTERS = ".terraform"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBackend:
    """Reads a file, or every state below a folder. `location` is the path as a person typed it."""

    location: str
    path: Path
    bounds: Bounds = EVERYWHERE

    def documents(self) -> Sequence[StateDocument]:
        """Return the file itself, or of a folder every `*.tfstate` below it, also behind links to folders.

        What else is there the documents name as passed over. `.terraform` holds pointers to backends and no states;
        `*.tfstate.backup` is what was before. A folder that cannot be listed, or that a link names out of bounds, is a
        document that cannot be read.
        """
        if not self.path.is_dir():
            return [self._document(self.path, self.location)]
        passed: list[str] = []
        found = [
            self._document(path, f"{self.location.rstrip('/')}/{readable(path.relative_to(self.path).as_posix())}")
            for path in sorted(self._below(passed))
        ]
        return with_passed(found, passed)

    def _below(self, passed: list[str]) -> Iterator[Path]:
        """Yield the states below the folder, and each folder that cannot be listed; each real folder once.

        The files that are no states go to `passed`.
        """
        refused: list[OSError] = []
        seen: set[str] = set()
        for folder, folders, files in os.walk(self.path, onerror=refused.append, followlinks=True):
            real = os.path.realpath(folder)
            if not self.bounds.hold(Path(real)):
                folders[:] = []
                yield Path(folder)
                continue
            folders[:] = sorted(name for name in folders if name != POINTERS) if real not in seen else []
            if real not in seen:
                place = Path(folder)
                yield from (place / name for name in files if name.endswith(STATE))
                others = (name for name in files if not name.endswith(STATE) and not is_no_state(name))
                passed += [readable((place / name).relative_to(self.path).as_posix()) for name in others]
            seen.add(real)
        yield from (Path(str(error.filename)) for error in refused)

    def _document(self, path: Path, location: str) -> StateDocument:
        parts = path.parts
        workspace = readable(parts[parts.index(_WORKSPACES) + 1]) if _WORKSPACES in parts[:-2] else ""

        facts = {"workspace": workspace} if workspace else {}

        def see() -> SeenDocument | None:
            try:
                if not path.is_file() or not self.bounds.hold(unlinked(path)):
                    return None
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                    return SeenDocument(digest=f"sha256:{digest}", size=file.tell(), facts=facts)
            except OSError:  # to load it says what is wrong
                return None

        def load() -> LoadedDocument:
            try:
                if not self.bounds.hold(unlinked(path)):
                    raise BackendError(GapReason.UNSUPPORTED, PROBLEM, self.bounds.fix)
                if path.exists() and not path.is_file():  # a pipe would be waited for
                    raise BackendError(GapReason.UNSUPPORTED, "it is no regular file", "write it to a file")
                self._check_end(path)
                data = path.read_bytes()
            except OSError as error:
                problem = error.strerror or type(error).__name__
                raise BackendError(
                    GapReason.MISSING_INPUT, f"cannot read the file: {problem}", "check the path"
                ) from error
            return LoadedDocument(data=data, facts=facts)

        return StateDocument(location=location, load=load, see=see)

    def _check_end(self, path: Path) -> None:
        """Refuse a device, which may never end; a pipe is read where somebody names it, and not among other files."""
        if path.is_char_device() or path.is_block_device() or (path.is_fifo() and path != self.path):
            raise OSError(errno.EINVAL, "it is no regular file")
