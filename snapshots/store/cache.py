"""What is kept to save time, bound to this installation: what anybody else has written, or moved, is not there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineError
from snapshots.store.atomic import write_atomically
from snapshots.store.binding import SIZE, Binding


@dataclass(frozen=True, slots=True)
class Cache:
    """Keeps bytes by their names, paths below `folder`. Nothing here is needed: what is wrong with it costs time only.

    The seal before the bytes covers the name: what is right in one place is wrong in every other.
    """

    folder: Path
    binding: Binding

    def read(self, name: str) -> bytes | None:
        """Return what is kept under a name; none where nothing is, or where this installation has not written it."""
        try:
            data = (self.folder / name).read_bytes()
            body = data[SIZE:]
            return body if self.binding.holds(self._kind(name), body, data[:SIZE]) else None
        except (OSError, EngineError):
            return None

    def write(self, name: str, data: bytes) -> bool:
        """Keep bytes under a name and tell whether that could be done."""
        try:
            write_atomically(self.folder / name, self.binding.seal(self._kind(name), data) + data)
        except EngineError:
            return False
        return True

    def _kind(self, name: str) -> str:
        return f"cache/{self.folder.name}/{name}"
