"""Whether an archive is its entries and nothing else: no byte that no entry accounts for.

A zip is read from its end (APPNOTE.TXT 6.3.10, section 4.3): bytes before the first entry, between two or after the
end, and entries that the directory does not name, are passed over by whoever reads it, and nobody vouches for them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

_LOCAL, _CENTRAL = struct.Struct("<4s22xHH"), struct.Struct("<4s24xHHH12x")
_DESCRIBED = 0x8  # flag: the sizes of the entry stand behind it
_END, _END_64 = 22, 56 + 20 + 22  # bytes of the end of the directory, and of that with what 64 bits add


def find_strange_bytes(bundle: ZipFile, data: bytes) -> Iterator[str]:
    """Yield what of the bytes of an archive is no part of what it says that it holds."""
    try:
        yield from _problems(bundle, data)
    except struct.error:
        yield "the archive is cut off"


def _problems(bundle: ZipFile, data: bytes) -> Iterator[str]:
    entries = sorted(bundle.infolist(), key=lambda entry: entry.header_offset)
    position = 0
    for entry in entries:
        if entry.header_offset != position:
            yield f"{entry.filename!r} does not follow on the entry before it: the archive holds bytes that none names"
        position = _end_of(entry, data)
    if position != bundle.start_dir:
        yield "the archive holds bytes before its directory that no entry names"
    position = bundle.start_dir
    for _ in entries:
        mark, name, extra, comment = _CENTRAL.unpack_from(data, position)
        if mark != b"PK\x01\x02":
            yield "the directory of the archive is damaged"
            return
        position += _CENTRAL.size + name + extra + comment
    if not _is_end(data[position:]):
        yield "the archive holds bytes after its directory"


def _end_of(entry: ZipInfo, data: bytes) -> int:
    """Return where an entry ends, with the description of its sizes where there is one behind it."""
    _, name, extra = _LOCAL.unpack_from(data, entry.header_offset)
    end: int = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
    if entry.flag_bits & _DESCRIBED:
        sizes = entry.CRC, entry.compress_size, entry.file_size
        told = (mark + struct.pack(form, *sizes) for form in ("<LQQ", "<LLL") for mark in (b"PK\x07\x08", b""))
        return end + next((len(text) for text in told if data.startswith(text, end)), 0)
    return end


def _is_end(tail: bytes) -> bool:
    """Tell whether bytes are the end of a directory, without a comment; of a large one with what 64 bits add."""
    marks = {_END: (b"PK\x05\x06",), _END_64: (b"PK\x06\x06", b"PK\x06\x07", b"PK\x05\x06")}.get(len(tail), ())
    places = (0, 56, 76) if len(marks) > 1 else (0,)
    return bool(marks) and all(tail.startswith(mark, place) for mark, place in zip(marks, places, strict=True))
