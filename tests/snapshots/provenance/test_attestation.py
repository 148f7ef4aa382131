"""Attestations beside a result: what somebody trusted has signed binds it, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA384

from engine.jsontext.digest import digest_bytes
from engine.model.measurement import Measurement, Provenance, Vouched
from engine.model.moment import Moment
from engine.model.outcome import GapReason
from engine.model.subject import Subject
from engine.signing.dsse import seal_envelope
from engine.signing.keys import Ed25519Signer, generate_private_key
from engine.signing.public_keys import read_public_key
from engine.signing.sigstore.bundle import verify_bundle
from engine.signing.sigstore.certificate import Identity
from engine.signing.sigstore.trusted_root import read_trusted_root
from snapshots.provenance.beside import is_beside
from snapshots.provenance.binding import Trust
from snapshots.provenance.origin import Bound, bind
from snapshots.provenance.recorded import RecordedRun, write_statement
from snapshots.redaction.redact import Redactor
from tests import attestations as made
from tests.attestations import COMMIT, OTHER, ecdsa, of_tests, pem, sealed, slsa, witness
from tests.sigstore import ISSUER, WORKFLOW, Sigstore

REDACTOR = Redactor(b"k" * 32, "test")
BODY = b"<testsuite/>"
SIGN = ecdsa(made.P256)
KEY = read_public_key(pem(made.P256))
OURS = Ed25519Signer(generate_private_key())
SECRET = "ghp_" + "a1B2c3D4" * 4 + "e5F6"
RUN = RecordedRun(
    files={"a.xml": digest_bytes(BODY)},
    subject=Subject(commit=COMMIT),
    recorder="0.1.0",
    ended=datetime(2026, 11, 29, 10, 0, 5, tzinfo=UTC),
    exit_code=0,
)
TRUST = Trust(keys=(KEY, read_public_key(OURS.public_pem())))


def bound(folder: Path, trust: Trust = TRUST, **told: Any) -> Bound:
    """Return the result `in/a.xml` in a folder with what stands beside it."""
    facts: dict[str, Any] = {"digest": digest_bytes(BODY), "metrics": (), "checks": (), **told}
    measurement = Measurement(kind="junit", measures=(), source="in/a.xml", dialect="", **facts)
    (folder / "a.xml").write_bytes(BODY)
    return bind(measurement, folder / "a.xml", trust, REDACTOR)


def gaps(found: Bound) -> list[tuple[GapReason, str, str]]:
    return [(gap.reason, gap.source, gap.detail) for gap in found.measurement.gaps]


def recorded(folder: Path, *, commit: str = COMMIT, exit_code: int = 0) -> None:
    run = replace(RUN, subject=Subject(commit=commit), exit_code=exit_code)
    (folder / "a.xml.driftgate.json").write_bytes(seal_envelope(write_statement(run), OURS))


@pytest.mark.parametrize(
    "told",
    [
        {"files": {SECRET: digest_bytes(b"x")}},
        {"files": {"a.xml": digest_bytes(BODY), f"{SECRET}.xml": digest_bytes(b"x")}},
        {"tool": SECRET},
        {"host": SECRET},
        {"claimed_by": SECRET},
        {"subject": Subject(version=SECRET)},
        {"began": datetime(2026, 11, 29, 10, tzinfo=UTC), "subject": Subject(environment=SECRET)},
    ],
    ids=str,
)
@pytest.mark.parametrize("trust", [Trust(), TRUST])
def test_a_sidecar_carries_no_secret(tmp_path: Path, trust: Trust, told: dict[str, Any]) -> None:
    run = replace(RUN, **told)
    (tmp_path / "a.xml.driftgate.json").write_bytes(seal_envelope(write_statement(run), OURS))
    itself = Provenance(subject=Subject(environment="prod"))
    found = bound(tmp_path, trust, provenance=itself, measured_at=Moment.of(datetime(2026, 11, 29, tzinfo=UTC)))
    assert SECRET not in repr(found)
    assert found.papers == ()


def test_what_is_wrong_with_a_sidecar_is_told_without_its_secrets(tmp_path: Path) -> None:
    statement = json.loads(write_statement(RUN))
    (tmp_path / "a.xml.driftgate.json").write_text(json.dumps({**statement, SECRET: 1}))
    ((_, _, detail),) = gaps(bound(tmp_path, Trust()))
    assert detail.startswith("no record of a run: Object contains unknown field")
    assert SECRET not in detail


@pytest.mark.parametrize(
    ("key", "sign"),
    [
        (made.ED25519, made.ED25519.sign),
        (made.P256, ecdsa(made.P256)),
        (made.P384, ecdsa(made.P384)),
        (made.P384, ecdsa(made.P384, SHA384())),
        (made.RSA, made.pss(made.RSA)),
        (made.RSA, made.pkcs1(made.RSA)),
    ],
)
def test_every_kind_of_key_verifies_what_it_has_signed_and_nothing_else(
    tmp_path: Path, key: Any, sign: Callable[[bytes], bytes]
) -> None:
    trusted = read_public_key(pem(key))
    (tmp_path / "a.xml.intoto.jsonl").write_bytes(sealed(of_tests(BODY), sign, key_id="of the tool's own making"))
    found = bound(tmp_path, Trust(keys=(trusted,)))
    told = found.measurement.provenance
    assert (told.subject, told.vouched, told.by, gaps(found)) == (
        Subject(commit=COMMIT),
        Vouched.SIGNED,
        trusted.key_id,
        [],
    )
    (tmp_path / "a.xml.intoto.jsonl").write_bytes(sealed(of_tests(BODY), ecdsa(made.STRANGER), key_id=trusted.key_id))
    found = bound(tmp_path, Trust(keys=(trusted,)))
    assert found.measurement.provenance == Provenance()
    assert gaps(found) == [(GapReason.FOREIGN, "in/a.xml.intoto.jsonl:1", "none of record.keys has signed it")]


@pytest.mark.parametrize(
    "name",
    [
        "a.xml.intoto.jsonl",
        "a.xml.intoto.json",
        "a.xml.att.json",
        "a.xml.sigstore.json",
        f"sha256:{made.hexed(BODY)}.jsonl",
        f"sha256-{made.hexed(BODY)}.jsonl",
    ],
)
def test_attestations_stand_under_the_names_that_tools_give_them(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(sealed(slsa(BODY), SIGN))
    assert bound(tmp_path).measurement.provenance.subject.commit == COMMIT
    assert is_beside(tmp_path / name)
    assert bound(tmp_path, Trust()).measurement.provenance == Provenance()  # nobody could tell whose it is


def test_no_result_is_taken_for_an_attestation() -> None:
    for name in ("a.xml", "sha256:1.jsonl", "intoto.json", "a.jsonl", "sigstore.json", "load.json"):
        assert not is_beside(Path(name)), name


def test_witness_tells_commit_times_exit_code_and_tool(tmp_path: Path) -> None:
    envelope = sealed(witness({"in/a.xml": BODY}), SIGN, key_id="1" * 64, certificate="LS0t", timestamps=[])
    (tmp_path / "a.xml.att.json").write_bytes(envelope)
    found = bound(tmp_path)
    told = found.measurement.provenance
    assert gaps(found) == []
    assert (told.subject, told.exit_code, told.tool) == (Subject(commit=COMMIT), 0, "jest")
    assert [str(time) for time in (told.began, told.ended)] == ["2026-11-29T10:00:00Z", "2026-11-29T10:00:05Z"]
    assert told.command == digest_bytes(b"npx jest --ci")


@pytest.mark.parametrize(
    ("command", "code", "tells"),
    [
        (("python", "-m", "pytest", "-q"), 1, True),
        (("k6", "run", "load.js"), 99, True),
        (("pytest",), 2, False),
        (("k6", "run", "load.js"), 1, False),
        (("sh", "ci.sh", "pytest"), 1, False),
    ],
)
def test_an_exit_code_tells_of_failures_by_the_program_that_ended_with_it(
    tmp_path: Path, command: tuple[str, ...], code: int, tells: bool
) -> None:
    collection = witness({"a.xml": BODY}, command=command, exit_code=code)
    (tmp_path / "a.xml.att.json").write_bytes(sealed(collection, SIGN))
    itself = Provenance(tool="pytest")  # what made the file, and not what ended
    assert bound(tmp_path, provenance=itself).measurement.provenance.tells_failures is tells
    recorded(tmp_path, exit_code=code)  # of a program without a name
    assert bound(tmp_path).measurement.provenance.tells_failures is False


def test_a_tree_with_changes_has_no_commit(tmp_path: Path) -> None:
    for status, commit in (
        ({"new.txt": {"staging": "untracked", "worktree": "untracked"}}, COMMIT),
        ({"a.js": {"worktree": "modified"}}, ""),
        ({"a.js": {"staging": "added"}}, ""),
        ({"a.js": {"staging": "a word of later"}}, ""),
    ):
        (tmp_path / "a.xml.att.json").write_bytes(sealed(witness({"a.xml": BODY}, status=status), SIGN))
        assert bound(tmp_path).measurement.provenance.subject.commit == commit, status


def test_only_what_a_run_has_made_is_bound_by_it(tmp_path: Path) -> None:
    told = witness({"other.xml": b"other"})
    told["subject"].append({"name": f"{made.WITNESS}git/v0.1/authoremail:x", "digest": {"sha256": made.hexed(BODY)}})
    (tmp_path / "a.xml.att.json").write_bytes(sealed(told, SIGN))
    assert gaps(bound(tmp_path)) == [(GapReason.FOREIGN, "in/a.xml.att.json", "it is about other bytes")]


def test_slsa_provenance_tells_commit_and_times(tmp_path: Path) -> None:
    told = slsa(BODY, startedOn="2026-11-29T10:00:00Z", finishedOn="2026-11-29T10:05:00Z")
    (tmp_path / "a.xml.sigstore.json").write_bytes(sealed(told, SIGN))
    found = bound(tmp_path).measurement.provenance
    assert (found.subject.commit, str(found.began), str(found.ended), found.exit_code) == (
        COMMIT,
        "2026-11-29T10:00:00Z",
        "2026-11-29T10:05:00Z",
        None,
    )
    told["predicate"]["buildDefinition"]["resolvedDependencies"].append({"digest": {"gitCommit": OTHER}})
    (tmp_path / "a.xml.sigstore.json").write_bytes(sealed(told, SIGN))
    assert bound(tmp_path).measurement.provenance.subject == Subject()


def two_runs() -> dict[str, Any]:
    told = witness({"a.xml": BODY})
    told["predicate"]["attestations"].append(told["predicate"]["attestations"][3])
    return told


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "the file is empty"),
        (b"{", ":1:2: not JSON: Expecting property name enclosed in double quotes"),
        (b"[]", "it is not signed, and record.keys asks for a signature"),
        (b"\xff\xfe", "not UTF-8 text (byte 0)"),
        (json.dumps(of_tests(BODY)).encode(), "it is not signed, and record.keys asks for a signature"),
        (b'{"payload":"","payloadType":"x","signatures":[]}', "payload type 'x' is not 'application/vnd.in-toto+json'"),
        (b'{"payload":"e30=","payloadType":"application/vnd.in-toto+json"}', "not a DSSE envelope"),
        (sealed(of_tests(BODY), SIGN).replace(b'"sig"', b'"signature"'), "a signature has another form"),
        (sealed(of_tests(BODY), SIGN).replace(b'"keyid": ""', b'"keyid": 7'), "a key id is not text"),
        (sealed(of_tests(BODY), ecdsa(made.STRANGER)), "none of record.keys has signed it"),
        (sealed(of_tests(BODY), lambda _: b"x" * 70), "none of record.keys has signed it"),
        (sealed(of_tests(b"other"), SIGN), "it is about other bytes"),
        (sealed(b"{}", SIGN), "no attestation that is known: Object missing required field _type"),
        (sealed(of_tests(BODY, url="\ud800"), SIGN), "a text in it is none"),
        (sealed(b"not json", SIGN), ":1:1: not JSON: Expecting value"),
        (
            sealed({key: value for key, value in of_tests(BODY).items() if key != "subject"}, SIGN),
            "no attestation that is known: Object missing required field subject",
        ),
        (
            sealed({**of_tests(BODY), "_type": "https://in-toto.io/Statement/v2"}, SIGN),
            "no attestation that is known: Invalid enum value 'https://in-toto.io/Statement/v2' - at $._type",
        ),
        (
            sealed({**of_tests(BODY), "predicateType": "https://spdx.dev/Document"}, SIGN),
            "its predicate does not say where a result comes from",
        ),
        (
            sealed(of_tests(BODY, result="GREEN"), SIGN),
            "no attestation that is known: Invalid enum value 'GREEN' - at $.result",
        ),
        (
            sealed({**of_tests(BODY), "subject": [*of_tests(BODY)["subject"], {"digest": {"gitCommit": OTHER}}]}, SIGN),
            f"it names 2 commits: {COMMIT} and {OTHER}",
        ),
        (sealed(slsa(BODY, commit="main"), SIGN), "it names a commit that is none"),
        (sealed(two_runs(), SIGN), "it holds 2 attestations of command-run, and tells of more than one run"),
        (
            sealed(witness({"a.xml": BODY}, ended="2026-11-29T09:00:00Z"), SIGN),
            "its times are without a zone, or it ended before it began",
        ),
        (
            sealed(witness({"a.xml": BODY}, ended="2026-11-29T12:00:00"), SIGN),
            "its times are without a zone, or it ended before it began",
        ),
    ],
)
def test_what_is_damaged_forged_or_strange_binds_nothing_and_is_told(tmp_path: Path, data: bytes, detail: str) -> None:
    (tmp_path / "a.xml.att.json").write_bytes(data)
    found = bound(tmp_path)
    assert found.measurement.provenance == Provenance()
    assert found.papers == ()
    (told,) = found.measurement.gaps
    assert (told.reason, told.source, told.detail.removeprefix("in/a.xml.att.json")) == (
        GapReason.FOREIGN,
        "in/a.xml.att.json",
        detail,
    )
    assert bound(tmp_path, Trust()).measurement.gaps == ()  # it counts as none, and no signature is asked for


def test_a_time_that_no_clock_has_is_unknown_and_no_crash(tmp_path: Path) -> None:
    for strange in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"):
        (tmp_path / "a.xml.att.json").write_bytes(sealed(witness({"a.xml": BODY}, ended=strange), SIGN))
        assert bound(tmp_path).measurement.provenance.ended is None


def test_a_file_of_many_attestations_binds_by_those_that_count(tmp_path: Path) -> None:
    lines = [
        sealed({**of_tests(BODY), "predicateType": "https://spdx.dev/Document"}, SIGN),
        sealed(of_tests(b"other"), SIGN),
        sealed(of_tests(BODY), ecdsa(made.STRANGER)),
        b"",
        sealed(slsa(BODY), SIGN),
        sealed(witness({"a.xml": BODY}), SIGN),
    ]
    (tmp_path / f"sha256:{made.hexed(BODY)}.jsonl").write_bytes(b"\n".join(lines))
    found = bound(tmp_path)
    told = found.measurement.provenance
    assert (told.subject.commit, told.exit_code, told.by, gaps(found)) == (COMMIT, 0, KEY.key_id, [])
    assert len(found.papers) == 2


def test_a_file_of_too_many_lines_or_bytes_and_no_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xml.intoto.jsonl"
    path.write_bytes(b"{}\n" * 1001)
    assert [detail for *_, detail in gaps(bound(tmp_path))] == ["more than 1000 attestations"]
    path.write_bytes(b" " * (16 * 2**20 + 1))
    assert [detail for *_, detail in gaps(bound(tmp_path))] == ["not a file of at most 16777216 bytes"]
    path.unlink()
    path.mkdir()
    assert [detail for *_, detail in gaps(bound(tmp_path))] == ["not a file of at most 16777216 bytes"]
    path.rmdir()
    path.symlink_to(tmp_path / "nowhere")
    assert [detail for *_, detail in gaps(bound(tmp_path))] == ["cannot be read: No such file or directory"]


def test_tests_that_failed_by_the_attestation_are_no_pass(tmp_path: Path) -> None:
    for changes in ({"result": "FAILED"}, {"failedTests": ["unit"]}):
        (tmp_path / "a.xml.att.json").write_bytes(sealed(of_tests(BODY, **changes), SIGN))
        found = bound(tmp_path)
        assert gaps(found) == [(GapReason.RUN_FAILED, "in/a.xml.att.json", "it says that the tests failed")]


def test_what_the_run_has_made_beside_the_result_must_be_there(tmp_path: Path) -> None:
    told = witness({"out/a.xml": BODY, "out/b.xml": b"b", "out/c.log": b"c", "other/d.xml": b"d"})
    (tmp_path / "a.xml.att.json").write_bytes(sealed(told, SIGN))
    detail = "the run has also made b.xml, which is not there"
    assert gaps(bound(tmp_path)) == [(GapReason.MISSING_INPUT, "in/a.xml.att.json", detail)]
    (tmp_path / "b.xml").write_bytes(b"b")
    assert gaps(bound(tmp_path)) == []
    (tmp_path / "b.xml").write_bytes(b"another")
    detail = "the run has also made b.xml, which is not what it was"
    assert gaps(bound(tmp_path)) == [(GapReason.FOREIGN, "in/a.xml.att.json", detail)]
    name = "x" * 900 + ".xml"  # no file can have it
    (tmp_path / "a.xml.att.json").write_bytes(sealed(witness({"a.xml": BODY, name: b"x"}), SIGN))
    assert [reason for reason, *_ in gaps(bound(tmp_path))] == [GapReason.MISSING_INPUT]


def test_an_attestation_that_contradicts_the_result_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xml.att.json").write_bytes(sealed(witness({"a.xml": BODY}), SIGN))
    found = bound(tmp_path, provenance=Provenance(subject=Subject(commit=OTHER)))
    detail = f"it speaks of the commit {COMMIT}, and the result of {OTHER}"
    assert gaps(found) == [(GapReason.FOREIGN, "in/a.xml.att.json", detail)]
    found = bound(tmp_path, measured_at=Moment.of(datetime(2026, 11, 29, 11, tzinfo=UTC)))
    detail = "it ended before the result was measured, at 2026-11-29T11:00:00Z"
    assert gaps(found) == [(GapReason.FOREIGN, "in/a.xml.att.json", detail)]
    found = bound(tmp_path, measured_at=Moment.of(datetime(2026, 11, 29, 9, tzinfo=UTC)))
    (told,) = gaps(found)
    assert told[2].startswith("the result was measured at 2026-11-29T09:00:00Z, before the run began")


def test_what_only_a_result_says_of_itself_is_not_signed(tmp_path: Path) -> None:
    itself = Provenance(subject=Subject(commit=COMMIT), vouched=Vouched.ITSELF)
    assert bound(tmp_path, Trust(), provenance=itself).measurement.provenance == itself
    assert bound(tmp_path, provenance=itself).measurement.provenance == Provenance()


def test_a_sidecar_and_an_attestation_that_differ_bind_nothing_and_both_are_named(tmp_path: Path) -> None:
    recorded(tmp_path)
    (tmp_path / "a.xml.att.json").write_bytes(sealed(witness({"a.xml": BODY}), SIGN))
    found = bound(tmp_path)
    assert (gaps(found), found.measurement.provenance.tool, len(found.papers)) == ([], "jest", 2)
    recorded(tmp_path, commit=OTHER)
    found = bound(tmp_path)
    both = "in/a.xml.driftgate.json and in/a.xml.att.json differ"
    assert gaps(found) == [(GapReason.FOREIGN, "in/a.xml", f"{both}: the commit {OTHER} and {COMMIT}")]
    assert (found.measurement.provenance, found.papers) == (Provenance(), ())
    recorded(tmp_path, exit_code=105)
    assert gaps(bound(tmp_path)) == [(GapReason.FOREIGN, "in/a.xml", f"{both}: the exit code 105 and 0")]


def test_a_claim_adds_nothing_to_a_signature(tmp_path: Path) -> None:
    claim = RecordedRun(
        files={"a.xml": digest_bytes(BODY)},
        subject=Subject(commit=COMMIT, version="2.1"),
        recorder="0.1.0",
        claimed_by="ada@acme.example",
    )
    (tmp_path / "a.xml.driftgate.json").write_bytes(seal_envelope(write_statement(claim), OURS))
    (tmp_path / "a.xml.att.json").write_bytes(sealed(slsa(BODY), SIGN))
    told = bound(tmp_path).measurement.provenance
    assert (told.subject, told.vouched, told.by) == (Subject(commit=COMMIT), Vouched.SIGNED, KEY.key_id)


def test_runs_at_two_times_are_not_one_run(tmp_path: Path) -> None:
    first = slsa(BODY, startedOn="2026-11-29T08:00:00Z", finishedOn="2026-11-29T09:00:00Z")
    lines = [sealed(witness({"a.xml": BODY}), SIGN), sealed(first, SIGN)]
    (tmp_path / "a.xml.intoto.jsonl").write_bytes(b"\n".join(lines))
    (detail,) = [detail for *_, detail in gaps(bound(tmp_path))]
    assert detail == (
        "in/a.xml.intoto.jsonl:1 and in/a.xml.intoto.jsonl:2 differ: "
        "a run that began at 2026-11-29T10:00:00Z and one that ended at 2026-11-29T09:00:00Z"
    )


def test_what_nobody_has_signed_takes_nothing_from_a_sidecar(tmp_path: Path) -> None:
    recorded(tmp_path)
    (tmp_path / "a.xml.att.json").write_bytes(sealed(of_tests(BODY, result="FAILED"), ecdsa(made.STRANGER)))
    found = bound(tmp_path)
    assert (gaps(found), found.measurement.provenance.by) == ([], OURS.key_id)


def test_an_attestation_of_github_is_bound_by_who_has_signed_it(tmp_path: Path) -> None:
    world = Sigstore()
    trust = Trust(
        root=read_trusted_root({"r": world.trusted_root()}), identities=(Identity(subject=WORKFLOW, issuer=ISSUER),)
    )
    path = tmp_path / f"sha256:{made.hexed(BODY)}.jsonl"
    path.write_text(json.dumps(world.bundle(slsa(BODY))) + "\n")
    found = bound(tmp_path, trust)
    told = found.measurement.provenance
    assert (told.subject, told.vouched, told.by, gaps(found)) == (
        Subject(commit=COMMIT),
        Vouched.SIGNED,
        WORKFLOW,
        [],
    )
    paper = json.loads(found.papers[0])  # others can verify it again
    assert verify_bundle(paper, trust.root, trust.identities, name="p").signer.subject == WORKFLOW  # type: ignore[arg-type]
    others = "it is a Sigstore bundle, and record.roots names no trusted root"
    assert gaps(bound(tmp_path)) == [(GapReason.FOREIGN, f"in/{path.name}:1", others)]
    path.write_text(json.dumps(Sigstore().bundle(slsa(BODY))) + "\n")
    detail = "it stands in a log that the trusted root does not name"
    assert gaps(bound(tmp_path, trust)) == [(GapReason.FOREIGN, f"in/{path.name}:1", detail)]


def test_the_certificate_tells_the_commit_where_the_attestation_does_not(tmp_path: Path) -> None:
    world = Sigstore()
    trust = Trust(
        root=read_trusted_root({"r": world.trusted_root()}), identities=(Identity(subject=WORKFLOW, issuer=ISSUER),)
    )
    told = of_tests(BODY)
    told["subject"] = told["subject"][:1]
    path = tmp_path / "a.xml.sigstore.json"
    for commit, known in ((OTHER, OTHER), ("main", "")):
        path.write_text(json.dumps(replace(world, commit=commit).bundle(told)))
        assert bound(tmp_path, trust).measurement.provenance.subject.commit == known
    path.write_text(json.dumps(replace(world, commit=OTHER).bundle(of_tests(BODY))))
    assert bound(tmp_path, trust).measurement.provenance.subject.commit == COMMIT


def test_secrets_never_come_through(tmp_path: Path) -> None:
    told = witness({"a.xml": BODY, f"{SECRET}.xml": b"x"}, command=(f"./{SECRET}", "--token", SECRET))
    (tmp_path / "a.xml.att.json").write_bytes(sealed(told, SIGN))
    found = bound(tmp_path)
    assert SECRET not in repr(found)
    assert found.papers == ()
    told = witness({"a.xml": BODY}, variables={"DATABASE_PASSWORD": "hunter2-hunter2"})
    (tmp_path / "a.xml.att.json").write_bytes(sealed(told, SIGN))
    assert bound(tmp_path).papers == ()
    (tmp_path / "a.xml.att.json").write_bytes(sealed(witness({"a.xml": BODY}), SIGN, key_id=SECRET))
    (paper,) = bound(tmp_path).papers
    assert SECRET.encode() not in paper
