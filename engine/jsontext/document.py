"""What a verdict rests on, kept small: bytes that nobody looks at before they are in the ledger are compressed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import StoreError

_LEVEL = 3  # of compression: 6 takes three times as long and saves a fifth
_SLICE = 1 << 14  # compressed bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Bytes with their digest (`sha256:…`), compressed (RFC 1950); `size` is how many they are, -1 where unknown."""

    digest: str
    packed: bytes
    size: int = -1

    @classmethod
    def of(cls, parts: Iterable[bytes]) -> Document:
        """Return the document of what some parts are together; one part after the other is looked at."""
        digest, packer, packed, size = hashlib.sha256(), zlib.compressobj(_LEVEL), [], 0
        for part in parts:
            digest.update(part)
            packed.append(packer.compress(part))
            size += len(part)
        return cls(digest=f"sha256:{digest.hexdigest()}", packed=b"".join((*packed, packer.flush())), size=size)

    def data(self, name: str) -> bytes:
        """Return the bytes; raises StoreError, with `name` in it, when they are not what they were."""
        digest, unpacker, size = hashlib.sha256(), zlib.decompressobj(), 0
        damaged = StoreError(f"{name} is damaged in the ledger")
        try:
            for start in range(0, len(self.packed), _SLICE):
                part = unpacker.decompress(self.packed[start : start + _SLICE])
                digest.update(part)
                size += len(part)
        except zlib.error as error:
            raise damaged from error
        if not unpacker.eof:
            raise damaged
        if f"sha256:{digest.hexdigest()}" != self.digest:
            raise StoreError(f"{name} is not what was stored in the ledger")
        return zlib.decompress(self.packed, bufsize=max(size, 1))  # which needs no second copy where the size is known
