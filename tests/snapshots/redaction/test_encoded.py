"""Base64 of what is no plain text: archives, other compressions, other alphabets, texts between bytes of zero."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import random
import tarfile
from collections.abc import Callable
from itertools import product

import pytest

from snapshots.redaction.redact import Redactor

REDACTOR = Redactor(b"k" * 32, "e")
TOKEN = "gh" + "p_" + "a1B2" * 9


def tar(name: str, text: str) -> bytes:
    """Return an archive with one file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "latin-1": lambda text: f"for the café: {text} naïve".encode("latin-1"),
    "between zeros": lambda text: f"a\0b\0c\0{text}\0rest".encode(),
    "a zero in front": lambda text: f"x\0{text}".encode(),
    "a control character": lambda text: f"name\x02{text}\x03".encode(),
    "tar": lambda text: tar("a", text),
    "gzip": lambda text: gzip.compress(text.encode(), mtime=0),
    "gzip of latin-1": lambda text: gzip.compress(f"café {text}".encode("latin-1"), mtime=0),
    "tar.gz": lambda text: gzip.compress(tar("conf/app.env", text), mtime=0),
    "gzip of a program": lambda text: gzip.compress(bytes(range(256)) * 9 + f" {text} ".encode(), mtime=0),
    "bzip2": lambda text: bz2.compress(text.encode()),
    "tar.bz2": lambda text: bz2.compress(tar("app.env", text)),
    "xz": lambda text: lzma.compress(text.encode()),
    "tar.xz": lambda text: lzma.compress(tar("app.env", text)),
}
TEXTS = {"password": "db_password=correct-horse-7\n", "token": f"ask with {TOKEN}\n"}


@pytest.mark.parametrize(("form", "text"), list(product(FORMS, TEXTS)))
def test_a_secret_is_found_in_every_form(form: str, text: str) -> None:
    encoded = base64.b64encode(FORMS[form](TEXTS[text])).decode()
    shown = REDACTOR.text(f"echo {encoded} | run")
    assert encoded[:24] not in shown
    assert shown.startswith("echo $secret:")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_harmless_stays_in_every_form(form: str) -> None:
    encoded = base64.b64encode(FORMS[form]("log_level=debug\nregion=eu-west-1\nreplicas=3\n")).decode()
    assert REDACTOR.text(f"echo {encoded} | run") == f"echo {encoded} | run"


def test_bytes_that_are_no_text_stay() -> None:
    chance = random.Random(7)
    for size in range(12, 400, 3):
        encoded = base64.b64encode(chance.randbytes(size)).decode()
        assert REDACTOR.text(f"digest {encoded} .") == f"digest {encoded} ."


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_is_too_large_to_be_opened_is_hidden(pack: Callable[[bytes], bytes]) -> None:
    encoded = base64.b64encode(pack(b"a" * (9 * 1024 * 1024))).decode()
    assert REDACTOR.text(encoded) != encoded
    cut = base64.b64encode(pack(b"log_level=debug\n" * 99)[:30]).decode()
    assert isinstance(REDACTOR.text(cut), str)
