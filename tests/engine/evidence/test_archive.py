"""The archive of a bundle: one form, so that no reader finds anything else in it."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BundleFormatError
from engine.evidence.archive import MAX_FILES, Archive, write_archive

FILES = {"a.json": b"{}", "b/c.txt": b"text " * 99, "é.json": b""}
GOOD = write_archive(FILES)
LOCAL, CENTRAL = 30, 46

names = st.text("abcé", min_size=1, max_size=3)


@given(st.dictionaries(names, st.binary(max_size=200), max_size=5))
def test_what_was_written_is_read_by_us_and_by_everybody(files: dict[str, bytes]) -> None:
    data = write_archive(files)
    archive = Archive(data)
    assert {name: archive.read(name) for name in archive} == files
    assert {name: archive.size(name) for name in archive} == {name: len(body) for name, body in files.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert bundle.testzip() is None
        assert {name: bundle.read(name) for name in bundle.namelist()} == files


def zipped(change: Callable[[zipfile.ZipFile], Any] | None = None, **options: Any) -> bytes:
    """Return what the standard library makes of the same files, in another form."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", **options) as bundle:
        warnings.simplefilter("ignore")
        for name, data in FILES.items():
            bundle.writestr(name, data)
        if change is not None:
            change(bundle)
    return stream.getvalue()


def entry(name: str, **facts: Any) -> Callable[[zipfile.ZipFile], Any]:
    """Return what adds an entry with other facts."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    for key, value in facts.items():
        setattr(info, key, value)
    return lambda bundle: bundle.writestr(info, b"x")


def patched(position: int, data: bytes) -> bytes:
    return GOOD[:position] + data + GOOD[position + len(data) :]


DIRECTORY = struct.unpack_from("<L", GOOD, len(GOOD) - 6)[0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        GOOD[:-1],
        GOOD[: len(GOOD) // 2],
        GOOD + b"x",
        GOOD + GOOD,
        GOOD + b"\0" * 22,
        b"#!/bin/sh\n" + GOOD,
        zipped(),
        zipped(compression=zipfile.ZIP_DEFLATED),  # the time of now
        zipped(entry("z", comment=b"GO")),
        zipped(entry("z", extra=b"\x99\x99\x00\x00")),
        zipped(entry("z", external_attr=0o120777 << 16)),
        zipped(entry("z", create_system=0)),
        zipped(entry("z", compress_type=zipfile.ZIP_BZIP2)),
        zipped(entry("z", compress_type=zipfile.ZIP_LZMA)),
        zipped(entry("../outside")),
        zipped(lambda bundle: setattr(bundle, "comment", b"GO")),
        patched(LOCAL, b"z.json"),  # the name in the header before the file is another one than in the directory
        patched(14, b"\xff\xff\xff\xff"),  # the checksum in that header
        patched(DIRECTORY + CENTRAL, b"z.json"),
        patched(DIRECTORY + 38, b"\x01"),  # the attributes
        patched(DIRECTORY + 8, b"\x01"),  # a flag: encrypted
        patched(len(GOOD) - 2, b"\x01\x00"),  # the length of a comment that is not there
    ],
)
def test_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(BundleFormatError):
        Archive(data)


def test_every_flipped_byte_of_headers_and_directory_is_refused() -> None:
    archive = Archive(GOOD)
    bodies = {name: archive.read(name) for name in archive}
    for position in range(len(GOOD)):
        changed = patched(position, bytes([GOOD[position] ^ 1]))
        try:
            found = Archive(changed)
            read = {name: found.read(name) for name in found}
        except BundleFormatError:
            continue
        raise AssertionError(f"byte {position}: {read == bodies}")


def test_an_entry_between_two_that_the_directory_does_not_name_is_refused() -> None:
    """A reader that goes through the file finds it; one that reads the directory does not."""
    whole = write_archive({**FILES, "b/a.txt": b"hidden"})
    archive, entries = Archive(whole), len(FILES)
    assert len(archive) == entries + 1
    begin = whole.index(b"PK\3\4", 1)
    hidden = whole[begin : whole.index(b"PK\3\4", begin + 1)]
    at = GOOD.index(b"PK\3\4", 1)
    moved = bytearray(GOOD[:at] + hidden + GOOD[at:])
    with pytest.raises(BundleFormatError):
        Archive(bytes(moved))


@pytest.mark.parametrize(
    "files",
    [
        {"../outside": b""},
        {"/absolute": b""},
        {"a\\b": b""},
        {"c:d": b""},
        {"a/./b": b""},
        {"a//b": b""},
        {"a": b"", "A": b""},
        {"e\u0301": b"", "é": b""},
        {"": b""},
    ],
)
def test_a_name_that_means_another_place_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(BundleFormatError, match=r"path|same"):
        Archive(write_archive(files))


def test_a_file_that_is_not_what_its_header_says_is_refused() -> None:
    for body in (b"{}" * 9, b"{", b"[]"):
        packing = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packing.compress(body) + packing.flush()
        made = write_archive({"a.json": body})
        header = struct.pack("<LLL", zlib.crc32(b"{}"), len(packed), 2)
        forged = made.replace(struct.pack("<LLL", zlib.crc32(body), len(packed), len(body)), header)
        with pytest.raises(BundleFormatError, match="not what its header says"):
            Archive(forged).read("a.json")


def test_more_files_than_a_bundle_has_are_refused() -> None:
    with pytest.raises(BundleFormatError, match="more than a bundle may"):
        Archive(write_archive({f"{number:06}": b"" for number in range(MAX_FILES + 1)}))
