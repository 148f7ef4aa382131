"""The log of verdicts: entries that name the one before them, under a Merkle tree that proves what was there.

The tree is that of RFC 6962, section 2.1: a leaf is the hash of 0x00 and the bytes of an entry, a node that of 0x01 and
the two below it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json, digest_bytes
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry

GENESIS = "sha256:" + "0" * 64  # what the first entry names
_LATER = ("subject", "time_given", "documents")  # what entries of older versions do not know, and do not cover


def entry_bytes(entry: LedgerEntry) -> bytes:
    """Return the bytes that an entry's digest covers: all of it but the digest itself, and what it does not know."""
    told: dict[str, Any] = to_builtins(entry)
    names = (field.name for field in fields(entry))
    covered = (name for name in names if name != "entry_digest" and (told[name] or name not in _LATER))
    return canonical_json({name: told[name] for name in covered})


def entry_digest(entry: LedgerEntry) -> str:
    """Return `sha256:…` of an entry."""
    return digest_bytes(entry_bytes(entry))


@dataclass(frozen=True, slots=True)
class Tree:
    """A Merkle tree that grows: its `size`, and the roots of the perfect trees that it consists of, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def plus(self, leaves: Iterable[bytes]) -> Tree:
        """Return the tree with further leaves, each the bytes of an entry."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(hashlib.sha256(b"\0" + leaf).digest())
            size += 1
            joined = size
            while joined % 2 == 0:  # two perfect trees of one size are one of the next
                right, left = peaks.pop(), peaks.pop()
                peaks.append(_node(left, right))
                joined //= 2
        return Tree(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """Return the root; that of an empty tree is the hash of nothing."""
        if not self.peaks:
            return hashlib.sha256().digest()
        *rest, found = self.peaks
        for left in reversed(rest):
            found = _node(left, found)
        return found

    @property
    def checkpoint(self) -> Checkpoint:
        """Return what a log is that has this tree."""
        return Checkpoint(size=self.size, root=self.root)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
