"""The archive of a bundle: a zip in one form only, so that every reader finds the same in it.

APPNOTE.TXT 6.3.10 lets a zip say one thing twice and differently (the header of an entry, and the directory), and hold
bytes that nobody reads. Here all bytes but the compressed ones follow from the names, the contents and the order, so
that a bundle is what its writer would have written, or it is none. What `zipfile` writes for a new archive has this
form too: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import BundleFormatError

MAX_FILES = 10_000
MAX_TOTAL = 2 * 1024**3  # bytes of all files together
_LOCAL, _CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED, _UNIX, _UTF8 = 20, 8, 3, 0x800
_TIME, _DATE = 0, 1 << 5 | 1  # 1980-01-01, the first day of a zip
_MODE = 0o644 << 16
_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file in an archive: what its headers say, and its `packed` bytes."""

    name: bytes
    crc: int
    size: int
    offset: int
    packed: bytes = field(repr=False)

    @property
    def local(self) -> bytes:
        """Return the header before the file."""
        return _LOCAL.pack(b"PK\3\4", _VERSION, *self._common, 0) + self.name

    @property
    def central(self) -> bytes:
        """Return the row of the directory."""
        made_by = (_VERSION, _UNIX, _VERSION, 0)
        return _CENTRAL.pack(b"PK\1\2", *made_by, *self._common, 0, 0, 0, 0, _MODE, self.offset) + self.name

    @property
    def _common(self) -> tuple[int, ...]:
        flags = 0 if self.name.isascii() else _UTF8
        return (flags, _DEFLATED, _TIME, _DATE, self.crc, len(self.packed), self.size, len(self.name))

    def read(self) -> bytes:
        """Return the file; raises BundleFormatError when it is not what its header says."""
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = unpacking.decompress(self.packed, self.size + 1)
        except zlib.error as error:
            raise BundleFormatError(f"{self.name.decode()!r} cannot be unpacked") from error
        whole = unpacking.eof and not unpacking.unused_data and len(data) == self.size
        if not whole or zlib.crc32(data) != self.crc:
            raise BundleFormatError(f"{self.name.decode()!r} is not what its header says")
        return data


class Archive:
    """The files of an archive, none of which is unpacked before it is asked for."""

    def __init__(self, data: bytes) -> None:
        """Read the directory; raises BundleFormatError for an archive in any other form than ours."""
        self._entries = {entry.name.decode(): entry for entry in _entries(data)}
        _check_names(self._entries)
        total = sum(entry.size for entry in self._entries.values())
        if total > MAX_TOTAL:
            raise BundleFormatError(f"the archive would unpack to {total} bytes, more than a bundle may")

    def __iter__(self) -> Iterator[str]:
        """Yield the names, sorted."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._entries)

    def size(self, name: str) -> int:
        """Return how many bytes a file has, as its header says; -1 where there is none."""
        entry = self._entries.get(name)
        return -1 if entry is None else entry.size

    def read(self, name: str) -> bytes:
        """Return a file; raises BundleFormatError when it is not what its header says, and KeyError without one."""
        return self._entries[name].read()


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files whose bytes depend on nothing but the files."""
    parts: list[bytes] = []
    entries: list[_Entry] = []
    position = 0
    for name, data in sorted((name.encode(), data) for name, data in files.items()):
        packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packing.compress(data) + packing.flush()
        entry = _Entry(name=name, crc=zlib.crc32(data), size=len(data), offset=position, packed=packed)
        parts += (entry.local, packed)
        position += len(parts[-2]) + len(packed)
        entries.append(entry)
    return b"".join((*parts, *_directory(entries, position)))


def _directory(entries: list[_Entry], offset: int) -> Iterator[bytes]:
    rows = b"".join(entry.central for entry in entries)
    yield rows
    yield _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(rows), offset, 0)


def _entries(data: bytes) -> Iterator[_Entry]:
    """Yield the entries of an archive as its directory has them, each held against what stands before it."""
    try:
        mark, *_, count, size, offset, _ = _END.unpack_from(data, len(data) - _END.size)
    except struct.error:
        raise BundleFormatError("it is no zip archive") from None
    if mark != b"PK\5\6":
        raise BundleFormatError("it is no zip archive, or there is something behind it")
    if count > MAX_FILES:
        raise BundleFormatError(f"the archive has {count} files, more than a bundle may")
    found: list[_Entry] = []
    row, position = offset, 0
    for _ in range(count):
        entry = _entry(data, row, position)
        if found and found[-1].name >= entry.name:
            raise BundleFormatError(f"{_shown(entry.name)} does not follow on {_shown(found[-1].name)}")
        row += _CENTRAL.size + len(entry.name)
        position += _LOCAL.size + len(entry.name) + len(entry.packed)
        found.append(entry)
    if position != offset or data[offset:] != b"".join(_directory(found, offset)) or size != row - offset:
        raise BundleFormatError("the archive holds bytes that none of its entries accounts for")
    yield from found


def _entry(data: bytes, row: int, position: int) -> _Entry:
    """Return the entry of a row of the directory, which has to begin at a position."""
    try:
        told = _CENTRAL.unpack_from(data, row)
    except struct.error:
        raise BundleFormatError("the directory of the archive is cut off") from None
    crc, packed, size, length = told[9:13]
    name = data[row + _CENTRAL.size : row + _CENTRAL.size + length]
    if name.decode("utf-8", "replace").encode() != name:
        raise BundleFormatError(f"{_shown(name)} is no name in UTF-8")
    begin = position + _LOCAL.size + length
    entry = _Entry(name=name, crc=crc, size=size, offset=position, packed=data[begin : begin + packed])
    if not data.startswith(entry.central, row):
        raise BundleFormatError(f"the directory says of {_shown(name)} what a bundle does not")
    if not data.startswith(entry.local, position):
        raise BundleFormatError(f"the header of {_shown(name)} is not what the directory says")
    return entry


def _check_names(names: Mapping[str, _Entry]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if "\\" in name or ":" in name or any(part in {"", ".", ".."} for part in parts):
            raise BundleFormatError(f"{name!r} is no path that a bundle may hold")
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise BundleFormatError(f"{name!r} and {seen[folded]!r} are the same path")
        seen[folded] = name


def _shown(name: bytes) -> str:
    return repr(name.decode("utf-8", "backslashreplace"))
