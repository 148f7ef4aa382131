"""Whether the entries of a ledger are what was written: their digests, their chain, and what they were before.

What was checked once is remembered beside the ledger, bound to the installation: how many entries there were, the last
of them, and the tree over all. Later checks begin there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import LedgerChangedError, StoreError
from engine.jsontext.digest import canonical_json
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import GENESIS, Tree, entry_bytes, entry_digest
from snapshots.store.atomic import write_atomically
from snapshots.store.binding import SIZE, Binding

_LOG = logging.getLogger(__name__)
_KIND = "ledger"
_NEWEST = 1000  # entries that are looked at again each time: what is shown and decided by is among them


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was checked: the tree over the entries, and the digest of the last one."""

    tree: Tree = field(default_factory=Tree)
    last: str = GENESIS


@dataclass(slots=True)
class LastCheck:
    """The last check of a ledger, in the file `path`."""

    path: Path
    binding: Binding
    _mark: _Mark | None = None
    _looked: int = 0
    _foreign: bool = False

    @property
    def is_foreign(self) -> bool:
        """Tell whether what is remembered was sealed by somebody else, or damaged, so that it counts for nothing."""
        self._read()
        return self._foreign

    def problem(self, positions: Sequence[int], entries: Sequence[LedgerEntry]) -> str:
        """Return what is wrong with the entries, in a sentence.

        That each follows on the one before is looked at for all, and the digests of those that are newer than the last
        check, and of the newest; once for a process.
        """
        mark = self._read()
        size = mark.tree.size
        if len(entries) < size:
            return _cut(len(entries), size)
        if size and entries[size - 1].entry_digest != mark.last:
            return f"entry {size} of the ledger ({entries[size - 1].run_id}) is another one than it was"
        first = max(min(size, len(entries) - _NEWEST), self._looked, 0)
        found = next(_find_breaks(positions, entries), "") or next(_find_edits(positions[first:], entries[first:]), "")
        self._looked = self._looked if found else len(entries)
        return found

    def move(self, entries: Sequence[LedgerEntry]) -> Checkpoint:
        """Remember that entries were checked, and return what the ledger is now."""
        mark = self._read()
        newer = entries[mark.tree.size :]
        if newer:
            tree = mark.tree.plus(entry_bytes(entry) for entry in newer)
            self._write(_Mark(tree, entries[-1].entry_digest))
        return (self._mark or mark).tree.checkpoint

    def checkpoint(self) -> Checkpoint | None:
        """Return what the ledger was at the last check; none where none is known."""
        tree = self._read().tree
        return tree.checkpoint if tree.size else None

    def _read(self) -> _Mark:
        if self._mark is None:
            self._mark = self._stored()
        return self._mark

    def _stored(self) -> _Mark:
        """Return what is remembered; nothing where it is not there, or somebody else has written it."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return _Mark()
        except OSError as error:
            raise LedgerChangedError(
                f"what was checked of the ledger cannot be read: {error.strerror}", hint=f"look at {self.path}"
            ) from error
        seal, body = data[:SIZE], data[SIZE:]
        if not self.binding.holds(_KIND, body, seal):
            self._foreign = True
            _LOG.warning("last_check_not_ours", extra={"path": str(self.path)})
            return _Mark()
        told = json.loads(body)
        return _Mark(Tree(told["size"], tuple(map(bytes.fromhex, told["peaks"]))), told["last"])

    def _write(self, mark: _Mark) -> None:
        self._mark = mark
        told = {"size": mark.tree.size, "peaks": [peak.hex() for peak in mark.tree.peaks], "last": mark.last}
        body = canonical_json(told)
        with suppress(StoreError):  # a folder that cannot be written is checked from the beginning each time
            write_atomically(self.path, self.binding.seal(_KIND, body) + body)


def find_changes(
    positions: Sequence[int], entries: Sequence[LedgerEntry], checkpoints: Iterable[Checkpoint]
) -> Iterator[str]:
    """Yield everything that is wrong with all entries of a ledger, and what checkpoints say against them."""
    yield from _find_breaks(positions, entries)
    yield from _find_edits(positions, entries)
    tree = Tree()
    for checkpoint in sorted(checkpoints, key=lambda one: one.size):  # so that each entry is counted once
        if len(entries) < checkpoint.size:
            yield _cut(len(entries), checkpoint.size)
            continue
        tree = tree.plus(map(entry_bytes, entries[tree.size : checkpoint.size]))
        if tree.root != checkpoint.root:
            yield f"the first {checkpoint.size} entries of the ledger are not those of the checkpoint"


def find_others(entries: Sequence[LedgerEntry], kept: Iterable[tuple[int, LedgerEntry]]) -> Iterator[str]:
    """Yield what entries that were kept elsewhere say against a ledger, each with the position that it has there."""
    for position, entry in kept:
        if len(entries) < position:
            yield _cut(len(entries), position)
        elif entries[position - 1] != entry:
            yield f"entry {position} of the ledger is not that of run {entry.run_id}, which was kept elsewhere"


def find_edit(entry: LedgerEntry) -> str:
    """Return that an entry is not what was written, in a sentence; nothing for one that is."""
    return "" if entry.entry_digest == entry_digest(entry) else f"the entry of run {entry.run_id} was changed"


def _find_breaks(positions: Sequence[int], entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """Yield where entries are missing, and each that does not follow on the one before it."""
    previous, expected = GENESIS, 1
    for position, entry in zip(positions, entries, strict=True):
        if position > expected:
            one = position == expected + 1
            gone = f"entry {expected}" if one else f"entries {expected} to {position - 1}"
            yield f"{gone} of the ledger {'is' if one else 'are'} missing"
        elif entry.previous != previous:
            yield f"entry {position} of the ledger ({entry.run_id}) does not follow on the one before it"
        previous, expected = entry.entry_digest, position + 1


def _find_edits(positions: Sequence[int], entries: Sequence[LedgerEntry]) -> Iterator[str]:
    for position, entry in zip(positions, entries, strict=True):
        if find_edit(entry):
            yield f"entry {position} of the ledger ({entry.run_id}) was changed after it was written"


def _cut(number: int, before: int) -> str:
    return f"the ledger has {number} of {before} entries: its end is missing"
