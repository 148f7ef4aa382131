"""Bundles: deterministic, verified only by a trusted key, and no change goes unseen."""

from __future__ import annotations

import base64
import io
import json
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BundleFormatError, SignatureError
from engine.evidence.archive import write_archive
from engine.evidence.bundle import Sealing, build_bundle, prepare
from engine.evidence.verify import Expected, VerificationState, verify_bundle
from engine.jsontext.codec import decode, digest_of, encode, to_builtins
from engine.jsontext.digest import canonical_json
from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import entry_digest
from engine.model.outcome import Outcome
from engine.model.subject import Subject
from engine.model.verdict import Assessment, Decision, Input, RequiredGate, Rules, Run
from engine.signing.dsse import open_envelope, seal_envelope
from engine.signing.keys import Ed25519Signer, generate_private_key
from engine.verdict.decide import decide
from engine.verdict.seal import seal
from tests.runs import FINDING, GATE, NOW, runs

RUN = runs()[Decision.NO_GO]
OURS, THEIRS = Ed25519Signer(generate_private_key()), Ed25519Signer(generate_private_key())
BEFORE = Checkpoint(size=0, root=b"\0" * 32)
PLACE = ("sha256:" + "0" * 64, BEFORE)


def sealing(signer: Ed25519Signer) -> Sealing:
    """Return what seals a run with a key: a page and the policies are part of it."""
    return Sealing(signer=signer, more=lambda _: {"report.html": b"<p>NO-GO</p>", "policies/pack.json": b"{}"})


def made() -> tuple[Run, dict[str, Document]]:
    """Return a run whose verdict can be made again, and its documents."""
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
        "run.json": encode(run),
        "snapshots/observed.json": canonical_json({"epoch": "e1", "resources": []}),
    }
    return run, {name: Document.of([data]) for name, data in documents.items()}


def entered(run: Run, files: Mapping[str, Document], **facts: Any) -> LedgerEntry:
    """Return the entry of a run in a ledger."""
    entry = LedgerEntry(
        run_id=run.run_id,
        environment=run.verdict.environment,
        command=run.command,
        verdict_digest=digest_of(run.verdict),
        decision=run.verdict.decision,
        as_of=run.verdict.as_of,
        previous="sha256:" + "0" * 64,
        entry_digest="",
        subject=str(run.verdict.subject),
        time_given=run.verdict.time_given,
        documents={name: document.digest for name, document in sorted(files.items())},
    )
    entry = replace(entry, **facts)
    return replace(entry, entry_digest=entry_digest(entry))


def bundle(run: Run, documents: Mapping[str, Document], later: Sealing | None = None) -> dict[str, bytes]:
    """Return the files of the bundle of a run in a ledger."""
    files = {name: document.data(name) for name, document in documents.items()}
    return build_bundle(run, files, entered(run, documents), BEFORE, later)


MADE, DOCUMENTS = made()
SEALED = prepare(MADE, DOCUMENTS, sealing(OURS)).sign(*PLACE)
FILES = bundle(MADE, SEALED)
GOOD = write_archive(FILES)


def state(data: bytes, signer: Ed25519Signer | None = OURS) -> VerificationState:
    return verify_bundle(data, public_key=signer.public_pem() if signer else None).state


def test_a_good_bundle_is_valid_and_only_by_the_trusted_key() -> None:
    found = verify_bundle(GOOD, public_key=OURS.public_pem(), expected=Expected(environment="prod"))
    assert (found.state, found.problems, found.decision) == (VerificationState.VALID, (), "NO-GO")
    assert state(GOOD, None) is VerificationState.UNVERIFIED
    assert state(GOOD, THEIRS) is VerificationState.INVALID
    assert (found.signed, found.signer) == ("when made", OURS.key_id)


def test_the_same_run_gives_the_same_bytes() -> None:
    assert write_archive(dict(reversed(FILES.items()))) == GOOD


def test_an_unsigned_bundle_is_never_valid() -> None:
    unsigned = write_archive(bundle(MADE, DOCUMENTS))
    assert state(unsigned, None) is VerificationState.UNVERIFIED
    assert state(unsigned) is VerificationState.INVALID
    stripped = write_archive({name: data for name, data in FILES.items() if not name.startswith("statements/")})
    assert state(stripped, None) is VerificationState.INVALID  # the entry of the ledger has a statement


def test_what_was_signed_at_an_export_says_so() -> None:
    later = write_archive(bundle(MADE, DOCUMENTS, sealing(OURS)))
    found = verify_bundle(later, public_key=OURS.public_pem())
    assert (found.state, found.signed) == (VerificationState.VALID, "later")
    refused = verify_bundle(later, public_key=OURS.public_pem(), expected=Expected(when_made=True))
    assert refused.problems == ("statements/verdict.dsse.json: it was not signed when the verdict was made",)


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
    forged = bundle(MADE, prepare(MADE, DOCUMENTS, sealing(THEIRS)).sign(*PLACE))
    assert state(write_archive(forged)) is VerificationState.INVALID
    assert state(write_archive(forged), THEIRS) is VerificationState.VALID


def test_a_better_verdict_with_the_old_signature_is_seen() -> None:
    better = runs()[Decision.GO]
    forged = bundle(better, {**DOCUMENTS, "run.json": Document.of([encode(better)])})
    forged["statements/verdict.dsse.json"] = FILES["statements/verdict.dsse.json"]
    found = verify_bundle(write_archive(forged), public_key=OURS.public_pem())
    assert (found.state, found.problems) == (
        VerificationState.INVALID,
        ("manifest.json: it is not the one that was signed",),
    )


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


@pytest.mark.parametrize("name", ["bomb", "manifest.json", "run.json", "statements/verdict.dsse.json", "zzz.json"])
@pytest.mark.parametrize("signer", [OURS, None])
def test_a_bomb_is_refused_before_it_is_unpacked(name: str, signer: Ed25519Signer | None) -> None:
    """What nobody vouches for is opened up to a limit; a name that no manifest has is not opened at all."""
    data = write_archive({**FILES, name: b" " * (1 << 28)})
    assert len(data) < 1 << 20
    tracemalloc.start()
    found = verify_bundle(data, public_key=signer.public_pem() if signer else None)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.state is (VerificationState.INVALID if signer else VerificationState.UNVERIFIED)
    assert most < 1 << 24
    assert found.decision == ""


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


def signed_anew(payload: bytes) -> bytes:
    """Return the bundle with another statement, which our key has signed and the ledger has."""
    envelope = seal_envelope(payload, OURS)
    sealed = {**SEALED, "statements/verdict.dsse.json": Document.of([envelope])}
    return write_archive(bundle(MADE, sealed))


STATEMENT = json.loads(open_envelope(FILES["statements/verdict.dsse.json"], name="envelope").payload)


@pytest.mark.parametrize("name", sorted(STATEMENT["predicate"]))
def test_a_careless_signer_is_found(name: str) -> None:
    """Whatever part of a signed statement is not that of the bundle: also parts that decide nothing."""
    told = STATEMENT["predicate"]
    for other in ({**told, name: "other"}, {key: value for key, value in told.items() if key != name}):
        found = verify_bundle(
            signed_anew(canonical_json({**STATEMENT, "predicate": other})), public_key=OURS.public_pem()
        )
        assert found.state is VerificationState.INVALID
        assert any(f"predicate.{name}: it" in problem for problem in found.problems), found.problems
    more = {**STATEMENT, "predicate": {**STATEMENT["predicate"], "approved": True}}
    found = verify_bundle(signed_anew(canonical_json(more)), public_key=OURS.public_pem())
    assert found.problems == ("statements/verdict.dsse.json: predicate.approved: it is not that of the bundle",)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_a_signed_payload_of_any_form_is_invalid_with_a_reason(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["whole", "predicate", "subject", *STATEMENT["predicate"]]))
    value = data.draw(plain)
    statement: Any = dict(STATEMENT)
    if part == "whole":
        statement = value
    elif part in STATEMENT:
        statement[part] = value
    else:
        statement["predicate"] = {**STATEMENT["predicate"], part: value}
    if statement == STATEMENT:
        return
    # The digest of the manifest is in it all the same: what follows has to hold by itself.
    payload = canonical_json([statement, STATEMENT["subject"]] if part == "whole" else statement)
    found = verify_bundle(signed_anew(payload), public_key=OURS.public_pem())
    assert found.state is VerificationState.INVALID
    assert all(found.problems)


def test_the_bytes_of_an_envelope_are_those_that_are_written() -> None:
    name = "statements/verdict.dsse.json"
    for data in (FILES[name] + b"\n", json.dumps(json.loads(FILES[name]), indent=1).encode()):
        found = verify_bundle(write_archive({**FILES, name: data}), public_key=OURS.public_pem())
        assert found.problems == (f"{name}: not written as an envelope is",)


@pytest.mark.parametrize(
    ("expected", "problem"),
    [
        (Expected(environment="prod", decisions=frozenset({"NO-GO"}), run=MADE.run_id), ""),
        (Expected(environment="preprod"), "verdict.json: it is about 'prod', not 'preprod'"),
        (Expected(decisions=frozenset({"GO", "CONDITIONAL"})), "verdict.json: it is NO-GO, not CONDITIONAL or GO"),
        (Expected(run="2026-f"), f"run.json: it is of run {MADE.run_id}, not 2026-f"),
        (Expected(max_age=timedelta(hours=1), now=NOW + timedelta(hours=1)), ""),
        (
            Expected(max_age=timedelta(hours=1), now=NOW + timedelta(hours=2)),
            "verdict.json: it was decided at 2026-11-20T03:00:00Z, which is not in the last 1h",
        ),
        (
            Expected(max_age=timedelta(hours=1), now=NOW - timedelta(seconds=1)),
            "verdict.json: it was decided at 2026-11-20T03:00:00Z, which is not in the last 1h",
        ),
        (Expected(gates=frozenset({GATE.gate}), command=MADE.command), ""),
        (
            Expected(gates=frozenset({GATE.gate, "recovery"})),
            "verdict.json: the gate recovery was not asked for as a must, or has judged nothing",
        ),
        (Expected(command="drift"), "run.json: it is of 'gate', not 'drift'"),
        (Expected(subject=Subject(commit="c0ffee1")), "verdict.json: its commit is unknown, not c0ffee1"),
    ],
)
def test_what_a_deployment_asks_of_a_verdict(expected: Expected, problem: str) -> None:
    found = verify_bundle(GOOD, public_key=OURS.public_pem(), expected=expected)
    assert found.problems == ((problem,) if problem else ())
    assert found.state is (VerificationState.INVALID if problem else VerificationState.VALID)


def test_a_beginning_of_a_commit_is_not_all_of_it() -> None:
    assessment = seal(
        replace(decode(DOCUMENTS["assessment.json"].data("a"), Assessment, name="a"), subject=Subject(commit="abcdef1"))
    )
    run = replace(MADE, verdict=decide(assessment, Rules(), NOW))
    documents = {
        **DOCUMENTS,
        "assessment.json": Document.of([encode(assessment)]),
        "run.json": Document.of([encode(run)]),
    }
    data = write_archive(bundle(run, prepare(run, documents, sealing(OURS)).sign(*PLACE)))

    def problems(commit: str) -> tuple[str, ...]:
        return verify_bundle(
            data, public_key=OURS.public_pem(), expected=Expected(subject=Subject(commit=commit))
        ).problems

    assert problems("abcdef1") == ()
    whole = "abcdef1" + "9" * 33
    assert problems(whole) == (f"verdict.json: its commit is abcdef1, which is not all of {whole}",)


def test_a_clock_that_was_replaced_stands_in_the_answer_and_tells_no_age() -> None:
    assessment = decode(DOCUMENTS["assessment.json"].data("a"), Assessment, name="a")
    given_ = seal(replace(assessment, time_given=True))
    run = replace(MADE, verdict=decide(given_, Rules(), NOW))
    documents = {
        **DOCUMENTS,
        "assessment.json": Document.of([encode(given_)]),
        "run.json": Document.of([encode(run)]),
    }
    data = write_archive(bundle(run, prepare(run, documents, sealing(OURS)).sign(*PLACE)))
    assert verify_bundle(data, public_key=OURS.public_pem()).time_given
    found = verify_bundle(data, public_key=OURS.public_pem(), expected=Expected(max_age=timedelta(days=9), now=NOW))
    assert found.problems == (
        "verdict.json: it was decided for a time that somebody named, so that nobody knows how old it is",
    )


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"decision": "GO"}, "ledger-entry.json: its decision is not that of verdict.json"),
        ({"environment": "preprod"}, "ledger-entry.json: its environment is not that of verdict.json"),
        ({"verdict_digest": "sha256:0"}, "ledger-entry.json: its verdict is not that of verdict.json"),
        ({"previous": "sha256:1"}, "statements/verdict.dsse.json: predicate.ledger: it is not that of the bundle"),
        ({"documents": {"run.json": "sha256:0"}}, "run.json: it is not the one that the ledger has"),
        ({"documents": {}}, "assessment.json: the ledger's entry does not name it"),
        (
            {"as_of": MADE.verdict.as_of.astimezone(timezone(timedelta(hours=1)))},
            "ledger-entry.json: its time is not that of verdict.json",
        ),
        (
            {"documents": {}},
            "statements/verdict.dsse.json: it says that it was signed when made, and the ledger's entry differs",
        ),
    ],
)
def test_an_entry_of_the_ledger_that_is_another_one_is_seen(facts: Mapping[str, Any], problem: str) -> None:
    entry = canonical_json(to_builtins(entered(MADE, SEALED, **facts)))
    found = verify_bundle(write_archive({**FILES, "ledger-entry.json": entry}), public_key=OURS.public_pem())
    assert problem in found.problems


@pytest.mark.parametrize("name", sorted(SEALED))
def test_the_entry_names_all_that_was_kept(name: str) -> None:
    kept = {one: body for one, body in SEALED.items() if one != name}
    entry = canonical_json(to_builtins(entered(MADE, kept)))
    found = verify_bundle(write_archive({**FILES, "ledger-entry.json": entry}), public_key=OURS.public_pem())
    assert found.state is VerificationState.INVALID


@pytest.mark.parametrize("name", ["README.txt", "report.html", "policies/pack.json", "verdict.json", "manifest.json"])
def test_the_entry_names_nothing_that_an_export_adds(name: str) -> None:
    later = bundle(MADE, DOCUMENTS, sealing(OURS))
    entry = canonical_json(to_builtins(entered(MADE, {**DOCUMENTS, name: Document.of([later[name]])})))
    found = verify_bundle(write_archive({**later, "ledger-entry.json": entry}), public_key=OURS.public_pem())
    assert found.problems == (f"{name}: the ledger's entry names it, and an export has added it",)


def test_the_entry_of_what_was_signed_later_names_all_but_what_the_export_adds() -> None:
    later = bundle(MADE, DOCUMENTS, sealing(OURS))
    assert state(write_archive(later)) is VerificationState.VALID
    entry = canonical_json(to_builtins(entered(MADE, {"run.json": DOCUMENTS["run.json"]})))
    found = verify_bundle(write_archive({**later, "ledger-entry.json": entry}), public_key=OURS.public_pem())
    assert found.problems == tuple(
        f"{name}: the ledger's entry does not name it"
        for name in ("assessment.json", "rules.json", "snapshots/observed.json")
    )


@pytest.mark.parametrize("keyid", ["", THEIRS.key_id], ids=["none", "another"])
def test_a_statement_has_the_one_signature_that_it_was_given(keyid: str) -> None:
    """Nobody signs what stands beside a signature: neither another one nor another id of the key."""
    name = "statements/verdict.dsse.json"
    envelope = json.loads(FILES[name])
    theirs = json.loads(seal_envelope(open_envelope(FILES[name], name=name).payload, THEIRS))["signatures"]
    told = verify_bundle(
        write_archive({**FILES, name: canonical_json({**envelope, "signatures": envelope["signatures"] + theirs})}),
        public_key=OURS.public_pem(),
    )
    assert told.problems == (f"{name}: it has more than the one signature that it was given",)
    renamed = [{**envelope["signatures"][0], "keyid": keyid}]
    told = verify_bundle(
        write_archive({**FILES, name: canonical_json({**envelope, "signatures": renamed})}),
        public_key=OURS.public_pem(),
    )
    assert told.problems == (f"{name}: no signature was made by the trusted key {OURS.key_id}",)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: b'{"decision":"GO",' + data[1:],
        lambda data: data[:-1] + b',"approved_by":"somebody"}',
    ],
    ids=["space", "a key twice", "another key"],
)
def test_the_entry_of_the_ledger_has_one_form(change: Callable[[bytes], bytes]) -> None:
    """No signature covers it: what other readers would find in it has to be what is held against the verdict."""
    name = "ledger-entry.json"
    found = verify_bundle(write_archive({**FILES, name: change(FILES[name])}), public_key=OURS.public_pem())
    assert found.state is VerificationState.INVALID
    assert f"{name}: not in the form in which an entry is written" in found.problems
