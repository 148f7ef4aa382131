"""Documents kept compressed: what was put in is what comes out, and damage is told."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import StoreError
from engine.jsontext.digest import digest_bytes
from engine.jsontext.document import Document


@given(st.lists(st.binary(max_size=300)))
@example([])
@example([b"x" * 5_000_000, bytes(range(256)) * 1000])
def test_a_document_is_what_its_parts_are_together(parts: list[bytes]) -> None:
    document = Document.of(iter(parts))
    assert document.data("a") == b"".join(parts)
    assert document.digest == digest_bytes(b"".join(parts))
    assert document == Document.of([b"".join(parts)])


def test_damage_is_told() -> None:
    document = Document.of([b"x" * 100_000])
    for packed in (document.packed[:-1], b"", b"\x00", document.packed[:-4] + b"abcd"):
        with pytest.raises(StoreError, match=r"^run of one is damaged in the ledger$"):
            replace(document, packed=packed).data("run of one")
    with pytest.raises(StoreError, match=r"^run of one is not what was stored in the ledger$"):
        replace(document, packed=zlib.compress(b"y")).data("run of one")
