"""What is read of a folder or a bundle of people's own Rego, and what is none."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ConfigError
from policies.authoring.builtins import PURE, REFUSED
from policies.own.files import read_data, read_files

MODULE = b"package main\n"
_TWICE = "is in it twice, or there are too many files"


def tar(*members: tuple[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    """Return a gzipped tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(data), kind, "/etc/passwd"
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def test_a_folder_gives_its_modules_but_for_tests_and_what_is_hidden(tmp_path: Path) -> None:
    for name in ("a.rego", "sub/b.rego", "a_test.rego", ".hidden/c.rego", "data.json", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(MODULE)
    assert sorted(read_files(tmp_path, "rules").modules) == ["a.rego", "sub/b.rego"]
    assert sorted(read_data(tmp_path, "rules")) == ["data.json"]


def test_a_bundle_gives_modules_data_and_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "b.tar.gz"
    path.write_bytes(
        tar(("/a.rego", MODULE), ("x/data.json", b"{}"), (".manifest", b'{"revision": "7"}'), ("n.txt", b""))
    )
    found = read_files(path, "b")
    assert (sorted(found.modules), sorted(found.data), found.revision) == (["a.rego"], ["bundle/x/data.json"], "7")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "b.tar.gz: it is cut, or no gzipped tar"),
        (b"<html>", "b.tar.gz: it is cut, or no gzipped tar"),
        (gzip.compress(b"no tar"), "b.tar.gz: it is cut, or no gzipped tar"),
        (tar(("a.rego", MODULE))[:-12], "b.tar.gz: it is cut, or no gzipped tar"),
        (tar(("../a.rego", MODULE)), "b.tar.gz: ../a.rego is no file below it"),
        (tar(("a.rego", MODULE), ("/a.rego", MODULE)), f"b.tar.gz: a.rego {_TWICE}"),
        (tar(("a.rego", b""), kind=tarfile.SYMTYPE), "b.tar.gz: a.rego is no file below it"),
        (tar(("a.rego", b""), kind=tarfile.CONTTYPE), "b.tar.gz: a.rego is no file below it"),
        (tar(("data.json", b"{}")), "b.tar.gz: there is no .rego file in the bundle"),
        (tar(("a.rego", MODULE), (".manifest", b"[")), "b.tar.gz: its .manifest is no JSON object"),
        (tar(("a.rego", b" " * (65 << 20))), "b.tar.gz: it holds more than 64 MiB"),
        (tar(("a.rego", b" " * (90 << 20)), kind=tarfile.XHDTYPE), "b.tar.gz: it holds more than 64 MiB"),
        (tar(("a", b" " * (90 << 20)), kind=tarfile.DIRTYPE), "b.tar.gz: it holds more than 64 MiB"),
        (tar(*((f"{number}.rego", b"") for number in range(5_001))), f"b.tar.gz: 5000.rego {_TWICE}"),
        (tar(("/".join("a" * 40) + ".rego", MODULE)), f"b.tar.gz: {'/'.join('a' * 40)}.rego is no file below it"),
    ],
    ids=[
        *("empty", "HTML", "no tar", "cut", "out", "twice", "link", "contiguous", "no module", "manifest"),
        *("bomb", "bomb in a header", "bomb in a folder", "many files", "deep"),
    ],
)
def test_what_is_no_bundle_is_refused(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "b.tar.gz"
    path.write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        read_files(path, "b.tar.gz")
    assert caught.value.message == problem
    assert caught.value.hint


def test_no_builtin_is_both_allowed_and_refused() -> None:
    assert not PURE & REFUSED.keys()


def many(folder: Path) -> None:
    for number in range(5_001):
        (folder / f"{number}.rego").touch()


def large(folder: Path) -> None:
    with (folder / "a.rego").open("wb") as file:
        file.truncate((64 << 20) + 1)


def deep(folder: Path) -> None:
    (folder / "/".join("a" * 40)).mkdir(parents=True)


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.rego")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (many, "rules: there are more than 5000 files"),
        (large, "rules/a.rego: all files are more than 64 MiB"),
        (deep, "rules: folders are nested more than 32 deep"),
        (pipe, "rules/a.rego: it is no file"),
    ],
)
def test_a_folder_that_is_too_much_is_refused(tmp_path: Path, make: Callable[[Path], None], problem: str) -> None:
    make(tmp_path)
    with pytest.raises(ConfigError) as caught:
        read_files(tmp_path, "rules")
    assert caught.value.message == problem
    assert caught.value.hint
