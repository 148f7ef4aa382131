"""What a log was at one time: whoever keeps that elsewhere notices when entries before it are changed, or gone."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from engine.errors import InputError

ORIGIN = "driftgate/ledger"
_ROOT = 32  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How many entries a log had, and the root of its tree (RFC 6962).

    Written it is the first three lines of https://c2sp.org/tlog-checkpoint, which signatures may follow elsewhere.
    """

    size: int
    root: bytes

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"size": self.size, "root": self.root.hex()}

    @classmethod
    def from_json(cls, value: Any) -> Checkpoint:
        """Return the checkpoint that plain JSON values are; raises InputError for anything else."""
        try:
            found = cls(size=value["size"], root=bytes.fromhex(value["root"]))
        except (TypeError, KeyError, ValueError):
            raise InputError("not a checkpoint") from None
        if type(found.size) is not int or found.size < 0 or found.to_json() != value or len(found.root) != _ROOT:
            raise InputError("not a checkpoint")
        return found

    @classmethod
    def parse(cls, data: bytes, *, name: str) -> Checkpoint:
        """Return the checkpoint that a text is; raises InputError for anything else."""
        try:
            origin, size, root, end = data.decode("ascii").split("\n")
            found = cls(size=int(size), root=base64.b64decode(root, validate=True))
        except (ValueError, binascii.Error):
            raise InputError(f"{name}: not a checkpoint") from None
        if origin != ORIGIN or end or found.size < 0 or bytes(found) != data or len(found.root) != _ROOT:
            raise InputError(f"{name}: not a checkpoint")
        return found

    def __bytes__(self) -> bytes:
        """Return the text, three lines."""
        return f"{ORIGIN}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()
