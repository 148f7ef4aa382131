"""Verification of a bundle: hygiene of the archive, digests, signature, and the decision made again.

Trust comes from outside: without a trust key the answer is UNVERIFIED, whatever the bundle says of itself. Verification
collects every problem instead of stopping at the first.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.errors import EngineError, InputError
from engine.evidence.bundle import MANIFEST, MANIFEST_SCHEMA, STATEMENT
from engine.evidence.layout import find_strange_bytes
from engine.evidence.statement import PREDICATE_TYPE, STATEMENT_TYPE
from engine.jsontext.codec import decode, digest_of, encode
from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.subject import Base
from engine.model.verdict import Assessment, Rules, Run, Verdict
from engine.signing.dsse import open_envelope, pre_authentication
from engine.signing.keys import TrustedKey
from engine.verdict.decide import decide

MAX_TOTAL = 2 * 1024**3
MAX_RATIO = 100
MAX_FILES = 100_000


class VerificationState(StrEnum):
    """The three answers; only VALID says that the trusted key vouches for the verdict."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verification found.

    `problems` are sentences, sorted; `withheld` are inputs whose bytes are not there; `gates` are those that the
    verdict judged: one of a single gate says nothing of the others. With a `base` it is about a change since then.
    """

    state: VerificationState
    problems: tuple[str, ...]
    files: int = 0
    withheld: tuple[str, ...] = ()
    decision: str = ""
    environment: str = ""
    as_of: datetime | None = None
    run_id: str = ""
    signer: str = ""
    gates: tuple[str, ...] = ()
    base: Base | None = None


def verify_bundle(data: bytes, *, public_key: bytes | None, environment: str | None = None) -> Verification:
    """Verify the bytes of a bundle with a public key in PEM.

    `environment` is what the verdict must be about, if that is known. Raises SignatureError for an unusable key and
    nothing for any bundle.
    """
    trusted = TrustedKey(public_key) if public_key is not None else None
    problems: list[str] = []
    files = _files(data, problems)
    if files is None:
        return Verification(state=VerificationState.INVALID, problems=tuple(sorted(problems)))
    problems += _manifest_problems(files)
    run = _read(files, "run.json", Run, problems)
    verdict = _read(files, "verdict.json", Verdict, problems)
    if run is not None and verdict is not None and run.verdict != verdict:
        problems.append("run.json: its verdict is not the one of verdict.json")
    withheld: tuple[str, ...] = ()
    if verdict is not None:
        problems += _replay_problems(files, verdict)
        withheld = _withheld(files, verdict)
        if environment is not None and verdict.environment != environment:
            problems.append(f"verdict.json: it is about {verdict.environment!r}, not {environment!r}")
        if environment is not None and verdict.base is not None:
            problems.append(f"verdict.json: it is about a change since {verdict.base}, not about {environment!r}")
    signer = ""
    if trusted is not None:
        signature_problems = list(_signature_problems(files, trusted, verdict))
        problems += signature_problems
        signer = "" if signature_problems else trusted.key_id
    state = VerificationState.INVALID if problems else VerificationState.VALID
    if trusted is None and not problems:
        state = VerificationState.UNVERIFIED
    return Verification(
        state=state,
        problems=tuple(sorted(set(problems))),
        files=len(files),
        withheld=withheld,
        decision=verdict.decision if verdict is not None else "",
        environment=verdict.environment if verdict is not None else "",
        as_of=verdict.as_of if verdict is not None else None,
        run_id=run.run_id if run is not None else "",
        signer=signer,
        gates=tuple(sorted(gate.gate for gate in verdict.gates)) if verdict is not None else (),
        base=verdict.base if verdict is not None else None,
    )


def _files(data: bytes, problems: list[str]) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            entries = bundle.infolist()
            problems += _archive_problems(entries, len(data))
            problems += find_strange_bytes(bundle, data)
            if problems:
                return None
            return {entry.filename: bundle.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        problems.append(f"the bundle is no readable zip archive: {error}")
    except (OSError, ValueError, KeyError) as error:
        problems.append(f"the bundle is no readable zip archive: {type(error).__name__}")
    return None


def _archive_problems(entries: list[zipfile.ZipInfo], size: int) -> Iterator[str]:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_FILES or total > MAX_TOTAL or total > MAX_RATIO * max(size, 1):
        yield f"the archive would unpack to {len(entries)} files and {total} bytes, more than a bundle may"
    seen: dict[str, str] = {}
    for entry in entries:
        name = entry.filename
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ":" in name or any(part in {"", ".", ".."} for part in parts):
            yield f"{name!r} is no path that a bundle may hold"
        if (entry.external_attr >> 16) & 0o170000 not in {0, 0o100000}:
            yield f"{name!r} is no regular file"
        if entry.flag_bits & 0x1:
            yield f"{name!r} is encrypted"
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            yield f"{name!r} and {seen[folded]!r} are the same path"
        seen[folded] = name


def _manifest_problems(files: Mapping[str, bytes]) -> Iterator[str]:
    if MANIFEST not in files:
        yield f"{MANIFEST}: it is missing"
        return
    listed = _listed(files[MANIFEST])
    if listed is None:
        yield f"{MANIFEST}: not a manifest of {MANIFEST_SCHEMA}"
        return
    present = set(files) - {MANIFEST, STATEMENT}
    for name in sorted(present - set(listed)):
        yield f"{name}: it is not in the manifest"
    for name in sorted(set(listed) - present):
        yield f"{name}: the manifest has it, the bundle does not"
    for name in sorted(present & set(listed)):
        expected, found = listed[name], digest_bytes(files[name]).removeprefix("sha256:")
        if expected != found:
            yield f"{name}: its SHA-256 is {found}, the manifest says {expected}"


def _listed(data: bytes) -> dict[str, str] | None:
    try:
        document = parse_json(data, name=MANIFEST)
    except JsonError:
        return None
    if not isinstance(document, dict) or document.get("schema_version") != MANIFEST_SCHEMA:
        return None
    entries = document.get("files")
    if not isinstance(entries, list) or not entries:
        return None
    listed: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str) or entry["path"] in listed:
            return None
        listed[entry["path"]] = str(entry.get("sha256"))
    return listed


def _read(files: Mapping[str, bytes], name: str, kind: type[Any], problems: list[str]) -> Any:
    if name not in files:
        problems.append(f"{name}: it is missing")
        return None
    try:
        return decode(files[name], kind, name=name)
    except InputError as error:
        problems.append(error.message)
        return None


def _replay_problems(files: Mapping[str, bytes], verdict: Verdict) -> Iterator[str]:
    """Make the decision again from the assessment and the rules: it must be the same, byte for byte."""
    read: list[str] = []
    assessment = _read(files, "assessment.json", Assessment, read)
    rules = _read(files, "rules.json", Rules, read)
    yield from read
    if assessment is None or rules is None:
        return
    try:
        again = decide(assessment, rules, verdict.as_of)
    except (EngineError, ValueError, TypeError, OverflowError) as error:
        yield f"assessment.json: the decision cannot be made again: {type(error).__name__}"
        return
    if encode(again) != encode(verdict):
        yield f"verdict.json: deciding again gives {again.decision}, which is not what it says"


def _withheld(files: Mapping[str, bytes], verdict: Verdict) -> tuple[str, ...]:
    present = {digest_bytes(data) for data in files.values()}
    return tuple(sorted({entry.name for entry in verdict.inputs if entry.digest not in present}))


def _signature_problems(files: Mapping[str, bytes], trusted: TrustedKey, verdict: Verdict | None) -> Iterator[str]:
    if STATEMENT not in files:
        yield f"{STATEMENT}: the bundle is not signed"
        return
    try:
        envelope = open_envelope(files[STATEMENT], name=STATEMENT)
    except InputError as error:
        yield error.message
        return
    signed = pre_authentication(envelope.payload)
    # An id beside a signature that is not the key's own was altered, although nobody signs it.
    ours = [signature for key_id, signature in envelope.signatures if key_id in {"", trusted.key_id}]
    if not any(trusted.verifies(signature, signed) for signature in ours):
        yield f"{STATEMENT}: no signature was made by the trusted key {trusted.key_id}"
        return
    yield from _statement_problems(envelope.payload, files, verdict)


def _statement_problems(payload: bytes, files: Mapping[str, bytes], verdict: Verdict | None) -> Iterator[str]:
    try:
        document = parse_json(payload, name=STATEMENT)
    except JsonError as error:
        yield error.message
        return
    kinds = (document.get("_type"), document.get("predicateType")) if isinstance(document, dict) else ()
    if kinds != (STATEMENT_TYPE, PREDICATE_TYPE):
        yield f"{STATEMENT}: the signed statement is not about a verdict of driftgate"
        return
    subjects = {entry.get("name"): entry.get("digest", {}).get("sha256") for entry in document.get("subject", ())}
    for required in (MANIFEST, "verdict.json", "run.json"):
        if required not in subjects:
            yield f"{STATEMENT}: it does not vouch for {required}"
    for name, expected in sorted(subjects.items(), key=str):
        found = digest_bytes(files[name]).removeprefix("sha256:") if name in files else "missing"
        if found != expected:
            yield f"{name}: its SHA-256 is {found}, the signed statement says {expected}"
    predicate = document.get("predicate", {})
    if verdict is not None and (
        predicate.get("verificationResult") != verdict.decision
        or predicate.get("resourceUri") != verdict.environment
        or predicate.get("about") != dict(verdict.subject.known())
        or predicate.get("verdict") != digest_of(verdict)
    ):
        yield f"{STATEMENT}: the signed decision is not the one of verdict.json"
