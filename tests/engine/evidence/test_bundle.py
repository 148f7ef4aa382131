"""Bundles: deterministic, verified only by a trusted key, and no change goes unseen."""

from __future__ import annotations

import base64
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import BundleFormatError, SignatureError
from engine.evidence.bundle import build_bundle, write_archive
from engine.evidence.layout import find_strange_bytes
from engine.evidence.verify import VerificationState, verify_bundle
from engine.jsontext.codec import encode
from engine.jsontext.digest import canonical_json
from engine.model.verdict import Decision, Rules
from engine.ports import LedgerEntry
from engine.signing.dsse import open_envelope
from engine.signing.keys import Ed25519Signer, generate_private_key
from engine.verdict.decide import decide
from engine.verdict.seal import seal
from tests.runs import FINDING, GATE, NOW, runs

RUN = runs()[Decision.NO_GO]
OURS, THEIRS = Ed25519Signer(generate_private_key()), Ed25519Signer(generate_private_key())
ENTRY = LedgerEntry(
    run_id=RUN.run_id,
    environment="prod",
    command="gate",
    verdict_digest="sha256:" + "2" * 64,
    decision="NO-GO",
    as_of=datetime(2026, 11, 20, 3, tzinfo=UTC),
    previous="sha256:" + "0" * 64,
    entry_digest="sha256:" + "3" * 64,
)


def sealed() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the documents of a run whose verdict can be made again, and the files of its bundle."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    from engine.model.outcome import Outcome  # noqa: PLC0415
    from engine.model.verdict import Assessment, Input, RequiredGate  # noqa: PLC0415

    gate = replace(GATE, outcome=Outcome.FAIL, findings=(FINDING,))
    assessment = seal(
        Assessment(
            environment="prod",
            required=(RequiredGate(gate=gate.gate, requirement=gate.requirement),),
            gates=(gate,),
            inputs=(Input(name="observed", kind="snapshot", digest=GATE.inputs[0], taken_at=NOW),),
        )
    )
    run = replace(RUN, verdict=decide(assessment, Rules(), NOW))
    documents = {
        "assessment.json": encode(assessment),
        "rules.json": encode(Rules()),
        "snapshots/observed.json": canonical_json({"epoch": "e1", "resources": []}),
    }
    return documents, build_bundle(run, documents, ENTRY, OURS)


DOCUMENTS, FILES = sealed()
GOOD = write_archive(FILES)


def state(data: bytes, signer: Ed25519Signer | None = OURS) -> VerificationState:
    return verify_bundle(data, public_key=signer.public_pem() if signer else None).state


def test_a_good_bundle_is_valid_and_only_by_the_trusted_key() -> None:
    found = verify_bundle(GOOD, public_key=OURS.public_pem(), environment="prod")
    assert (found.state, found.problems, found.decision) == (VerificationState.VALID, (), "NO-GO")
    assert state(GOOD, None) is VerificationState.UNVERIFIED
    assert state(GOOD, THEIRS) is VerificationState.INVALID
    other = verify_bundle(GOOD, public_key=OURS.public_pem(), environment="preprod")
    assert other.problems == ("verdict.json: it is about 'prod', not 'preprod'",)


def test_the_same_run_gives_the_same_bytes() -> None:
    assert write_archive(dict(reversed(FILES.items()))) == GOOD


def test_an_unsigned_bundle_is_never_valid() -> None:
    unsigned = {name: data for name, data in FILES.items() if not name.startswith("statements/")}
    assert state(write_archive(unsigned), None) is VerificationState.UNVERIFIED
    assert state(write_archive(unsigned)) is VerificationState.INVALID


def flips() -> list[tuple[str, int]]:
    return [
        (name, position)
        for name, data in sorted(FILES.items())
        for position in range(0, len(data), max(1, len(data) // 25))
    ]


@pytest.mark.parametrize(("name", "position"), flips())
def test_every_flipped_byte_is_seen(name: str, position: int) -> None:
    changed = bytearray(FILES[name])
    changed[position] ^= 0x01
    found = verify_bundle(write_archive({**FILES, name: bytes(changed)}), public_key=OURS.public_pem())
    assert found.state is VerificationState.INVALID


def test_every_flipped_byte_of_the_signatures_is_seen() -> None:
    """All of them, the id of the key too, which no signature covers."""
    name = "statements/verdict.dsse.json"
    data = FILES[name]
    for position in range(data.index(b'"signatures"'), len(data.rstrip())):
        changed = bytearray(data)
        changed[position] ^= 0x01
        found = verify_bundle(write_archive({**FILES, name: bytes(changed)}), public_key=OURS.public_pem())
        assert found.state is VerificationState.INVALID, position


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_dropped_or_renamed_file_is_seen(name: str) -> None:
    less = {other: data for other, data in FILES.items() if other != name}
    assert state(write_archive(less)) is VerificationState.INVALID
    assert state(write_archive({**less, f"{name}.txt": FILES[name]})) is VerificationState.INVALID


def test_an_added_file_is_seen() -> None:
    assert state(write_archive({**FILES, "extra.txt": b"x"})) is VerificationState.INVALID


def test_a_bundle_sealed_again_by_somebody_else_is_not_ours() -> None:
    forged = build_bundle(runs()[Decision.GO], DOCUMENTS, ENTRY, THEIRS)
    assert state(write_archive(forged)) is VerificationState.INVALID


def test_a_better_verdict_with_the_old_signature_is_seen() -> None:
    forged = build_bundle(runs()[Decision.GO], DOCUMENTS, ENTRY, None)
    forged["statements/verdict.dsse.json"] = FILES["statements/verdict.dsse.json"]
    found = verify_bundle(write_archive(forged), public_key=OURS.public_pem())
    assert found.state is VerificationState.INVALID
    assert any("deciding again gives NO-GO" in problem for problem in found.problems)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda envelope: {**envelope, "extra": 1}, "not a DSSE envelope"),
        (lambda envelope: {**envelope, "signatures": []}, "has no signature"),
        (lambda envelope: {**envelope, "signatures": envelope["signatures"] * 2}, "stands in the envelope twice"),
        (lambda envelope: {**envelope, "payloadType": "text/plain"}, "payload type"),
        (lambda envelope: {**envelope, "payload": envelope["payload"] + "?"}, "not base64"),
        (lambda envelope: {**envelope, "payload": 7}, "base64 is expected"),
    ],
)
def test_a_strange_envelope_is_refused(change: Callable[[dict[str, object]], object], message: str) -> None:
    envelope = json.loads(FILES["statements/verdict.dsse.json"])
    data = json.dumps(change(envelope)).encode()
    with pytest.raises(BundleFormatError, match=message):
        open_envelope(data, name="envelope")
    assert state(write_archive({**FILES, "statements/verdict.dsse.json": data})) is VerificationState.INVALID


def test_duplicate_keys_in_an_envelope_are_refused() -> None:
    data = FILES["statements/verdict.dsse.json"].replace(b"{", b'{"payloadType":"x",', 1)
    with pytest.raises(BundleFormatError, match="duplicate key"):
        open_envelope(data, name="envelope")


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as bundle:
        warnings.simplefilter("ignore")  # a name that stands twice is the point of one case
        for name, data in entries:
            bundle.writestr(name, data)
    return stream.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    return entry


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        GOOD[: len(GOOD) // 2],
        zipped(("../outside", b"x")),
        zipped(("/absolute", b"x")),
        zipped(("a\\b", b"x")),
        zipped(("a/./b", b"x")),
        zipped(("a", b"x"), ("a", b"y")),
        zipped(("a", b"x"), ("A", b"y")),
        zipped((link("a"), b"/etc/passwd")),
    ],
)
def test_a_hostile_archive_is_invalid_and_never_an_error(data: bytes) -> None:
    assert state(data) is VerificationState.INVALID
    assert state(data, None) is VerificationState.INVALID


class Pipe(io.RawIOBase):
    """What cannot be gone back in, so that the sizes of entries stand behind them."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, data: Any) -> int:
        """Keep some bytes."""
        self.data += data
        return len(data)


def unnamed(name: str) -> bytes:
    """Return the bundle with an entry that its directory does not name, before the entry of a name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        for known, data in sorted({**FILES, name: b"hidden"}.items()):
            bundle.writestr(known, data)
        bundle.filelist = [entry for entry in bundle.filelist if entry.filename != name]
    return stream.getvalue()


def commented() -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as bundle:
        bundle.comment = b"GO"
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        GOOD + b"x",
        GOOD + b"\0" * 22,
        GOOD + GOOD,
        b"#!/bin/sh\n" + GOOD,
        unnamed("aaa"),
        unnamed("results/hidden"),
        unnamed("zzz"),
        commented(),
    ],
)
def test_bytes_that_no_entry_accounts_for_are_seen(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:  # a reader passes over them
        assert {name: bundle.read(name) for name in bundle.namelist()} == FILES
    assert state(data) is VerificationState.INVALID
    assert state(data, None) is VerificationState.INVALID


def test_an_archive_that_is_written_as_a_stream_or_without_compression_is_valid() -> None:
    assert state(zipped(*FILES.items())) is VerificationState.VALID
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number, (name, data) in enumerate(FILES.items()):
            with bundle.open(name, "w", force_zip64=bool(number % 2)) as entry:
                entry.write(data)
    assert state(bytes(pipe.data)) is VerificationState.VALID


def test_a_large_directory_has_another_end() -> None:
    many = zipped(*((str(number), b"") for number in range(2**16)))
    for data, problems in ((many, []), (many + b"x", ["the archive holds bytes after its directory"])):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            assert list(find_strange_bytes(bundle, data)) == problems


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("bomb", b"0" * 50_000_000)
    found = verify_bundle(stream.getvalue(), public_key=OURS.public_pem())
    assert found.state is VerificationState.INVALID
    assert "more than a bundle may" in found.problems[0]


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n"])
def test_a_wrong_key_is_refused_and_never_shown(pem: bytes) -> None:
    with pytest.raises(SignatureError) as caught:
        Ed25519Signer(pem)
    assert "secret" not in caught.value.diagnostics()
    with pytest.raises(SignatureError):
        verify_bundle(GOOD, public_key=pem)


def test_the_signature_covers_exact_bytes() -> None:
    envelope = open_envelope(FILES["statements/verdict.dsse.json"], name="envelope")
    assert base64.b64encode(envelope.payload).decode() in FILES["statements/verdict.dsse.json"].decode()
