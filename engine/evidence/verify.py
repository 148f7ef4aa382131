"""Verification of a bundle: the archive, the signature, the contents, and what was expected of the verdict.

Trust comes from outside: without a trust key the answer is UNVERIFIED, whatever the bundle says of itself. With one
nothing is opened before its signature holds. Verification collects every problem that it may look for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from engine.errors import BundleFormatError
from engine.evidence.archive import Archive
from engine.evidence.bundle import MANIFEST, STATEMENT, UNLISTED
from engine.evidence.contents import Contents, examine, find_contradictions, read_sizes
from engine.evidence.statement import Signed, when_signed
from engine.jsontext.digest import JsonError, canonical_json, digest_bytes, parse_json
from engine.model.gate import Requirement
from engine.model.moment import write_duration
from engine.model.subject import RELEASE, Base, Subject, shared
from engine.model.verdict import Run, Verdict
from engine.signing.dsse import open_envelope, pre_authentication
from engine.signing.keys import TrustedKey

MAX_STATEMENT = 8 * 1024**2  # bytes of what is opened before anybody is known to vouch for it
MAX_DOCUMENT = 4 * 1024**2  # and of each document for which nobody ever does
MAX_UNTRUSTED = 64 * 1024**2  # and of all files together


class VerificationState(StrEnum):
    """The three answers; only VALID says that the trusted key vouches for the verdict."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a verdict has to be, as far as whoever verifies it knows: none of it is asked for by itself.

    `decisions` are those that are good enough, `max_age` is how old it may be at `now`, `subject` names the release.
    `command` is the verb that has made it, `gates` are those that it must have asked for as a must: who may change the
    configuration could have taken one away.
    `when_made` asks for a statement that was signed together with the verdict.
    """

    environment: str | None = None
    decisions: frozenset[str] = frozenset()
    max_age: timedelta | None = None
    now: datetime | None = None
    run: str | None = None
    command: str | None = None
    gates: frozenset[str] = frozenset()
    subject: Subject = field(default_factory=Subject)
    when_made: bool = False


_NOTHING = Expected()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verification found.

    `problems` are sentences, sorted; `withheld` are inputs whose bytes are not there, `unread` documents that nobody
    vouches for and that are too large to be opened; `gates` are those that the verdict judged: one of a single gate
    says nothing of the others. With a `base` it is about a change since then. `signed` tells whether the statement was
    signed with the verdict or later; `time_given` that it was decided for a time which somebody named.
    """

    state: VerificationState
    problems: tuple[str, ...]
    files: int = 0
    withheld: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    decision: str = ""
    environment: str = ""
    subject: str = ""
    as_of: datetime | None = None
    time_given: bool = False
    run_id: str = ""
    signer: str = ""
    signed: str = ""
    gates: tuple[str, ...] = ()
    base: Base | None = None


def verify_bundle(data: bytes, *, public_key: bytes | None, expected: Expected = _NOTHING) -> Verification:
    """Verify the bytes of a bundle with a public key in PEM.

    Raises SignatureError for an unusable key and nothing for any bundle.
    """
    trusted = TrustedKey(public_key) if public_key is not None else None
    try:
        archive = Archive(data)
        statement = _authenticated(archive, trusted) if trusted is not None else None
        if trusted is None and sum(map(archive.size, archive)) > MAX_UNTRUSTED:
            return Verification(state=VerificationState.UNVERIFIED, problems=(), unread=tuple(archive))
        contents = examine(archive, limit=MAX_DOCUMENT if trusted is None else None)
    except (BundleFormatError, JsonError) as error:
        return Verification(state=VerificationState.INVALID, problems=(error.message,))
    problems = list(contents.problems)
    if trusted is not None:
        problems += find_contradictions(statement, contents)
    told = when_signed(statement)
    if expected.when_made and told is not Signed.WHEN_MADE:
        problems.append(f"{STATEMENT}: it was not signed when the verdict was made")
    if contents.run is not None and contents.verdict is not None:
        problems += _unexpected(contents.run, contents.verdict, expected)
    state = VerificationState.INVALID if problems else VerificationState.VALID
    if trusted is None and not problems:
        state = VerificationState.UNVERIFIED
    signer = trusted.key_id if trusted is not None and not problems else ""
    return _answer(state, problems, contents, signer=signer, signed=told if signer else None)


def _authenticated(archive: Archive, trusted: TrustedKey) -> Any:
    """Return the statement for which the trusted key vouches; raises BundleFormatError without one.

    The manifest is held against it at once, so that what is read afterwards is what was signed.
    """
    size = archive.size(STATEMENT)
    if size < 0:
        raise BundleFormatError(f"{STATEMENT}: the bundle is not signed")
    if size > MAX_STATEMENT:
        raise BundleFormatError(f"{STATEMENT}: it is larger than a statement may be")
    data = archive.read(STATEMENT)
    envelope = open_envelope(data, name=STATEMENT)
    # Nobody signs white space and the order of members.
    if canonical_json(parse_json(data, name=STATEMENT)) != data:
        raise BundleFormatError(f"{STATEMENT}: not written as an envelope is")
    signed = pre_authentication(envelope.payload)
    # One signature is made, and its id is the key's own: another one, or another id, was put there by somebody else.
    (key_id, signature), *others = envelope.signatures
    if others:
        raise BundleFormatError(f"{STATEMENT}: it has more than the one signature that it was given")
    if key_id != trusted.key_id or not trusted.verifies(signature, signed):
        raise BundleFormatError(f"{STATEMENT}: no signature was made by the trusted key {trusted.key_id}")
    statement = parse_json(envelope.payload, name=STATEMENT)
    if not 0 <= archive.size(MANIFEST) <= MAX_STATEMENT:
        raise BundleFormatError(f"{MANIFEST}: it is missing, or larger than a manifest may be")
    manifest = archive.read(MANIFEST)
    if f'"{digest_bytes(manifest).removeprefix("sha256:")}"'.encode() not in envelope.payload:
        raise BundleFormatError(f"{MANIFEST}: it is not the one that was signed")
    _check_sizes(archive, read_sizes(manifest))
    return statement


def _check_sizes(archive: Archive, sizes: Mapping[str, int]) -> None:
    """Refuse files that are larger than the manifest says, or that it does not have: none of these is unpacked."""
    for name in archive:
        allowed = sizes.get(name, MAX_STATEMENT if name in UNLISTED else 0)
        if archive.size(name) > allowed:
            raise BundleFormatError(f"{name}: it has {archive.size(name)} bytes, the manifest says {allowed}")


def _unexpected(run: Run, verdict: Verdict, expected: Expected) -> Iterator[str]:
    """Yield in what a verdict is not what was expected of it."""
    yield from _of_another_run(run, expected)
    if expected.environment is not None:
        if verdict.environment != expected.environment:
            yield f"verdict.json: it is about {verdict.environment!r}, not {expected.environment!r}"
        if verdict.base is not None:
            yield f"verdict.json: it is about a change since {verdict.base}, not about {expected.environment!r}"
    if expected.decisions and verdict.decision not in expected.decisions:
        yield f"verdict.json: it is {verdict.decision}, not {' or '.join(sorted(expected.decisions))}"
    for gate in sorted(expected.gates - _musts(verdict)):
        yield f"verdict.json: the gate {gate} was not asked for as a must, or has judged nothing"
    if expected.max_age is not None and expected.now is not None:
        if verdict.time_given:
            yield "verdict.json: it was decided for a time that somebody named, so that nobody knows how old it is"
        elif not timedelta() <= expected.now - verdict.as_of <= expected.max_age:
            made, limit = f"{verdict.as_of:%Y-%m-%dT%H:%M:%SZ}", write_duration(expected.max_age)
            yield f"verdict.json: it was decided at {made}, which is not in the last {limit}"
    yield from _of_another_release(verdict.subject, expected.subject)


def _of_another_release(subject: Subject, expected: Subject) -> Iterator[str]:
    equal, _ = shared(expected, subject, RELEASE)
    for name, asked in expected.known():
        told = getattr(subject, name) or "unknown"
        if name not in equal:
            yield f"verdict.json: its {name} is {told}, not {asked}"
        elif name == "commit" and len(told) < len(asked):  # many commits begin so
            yield f"verdict.json: its commit is {told}, which is not all of {asked}"


def _of_another_run(run: Run, expected: Expected) -> Iterator[str]:
    if expected.run is not None and expected.run != run.run_id:
        yield f"run.json: it is of run {run.run_id}, not {expected.run}"
    if expected.command is not None and expected.command != run.command:
        yield f"run.json: it is of {run.command!r}, not {expected.command!r}"


def _musts(verdict: Verdict) -> set[str]:
    """Return the gates that had to pass and have judged something."""
    asked = {entry.gate for entry in verdict.required if entry.requirement is Requirement.MUST}
    return asked & {gate.gate for gate in verdict.gates if gate.evaluated}


def _answer(
    state: VerificationState, problems: list[str], contents: Contents, *, signer: str, signed: Signed | None
) -> Verification:
    run, verdict = contents.run, contents.verdict
    found = Verification(
        state=state,
        problems=tuple(sorted(set(problems))),
        files=len(contents.digests),
        withheld=contents.withheld,
        unread=tuple(contents.unread),
        run_id=run.run_id if run is not None else "",
        signer=signer,
        signed=signed or "",
    )
    if verdict is None:
        return found
    return replace(
        found,
        decision=verdict.decision,
        environment=verdict.environment,
        subject=str(replace(verdict.subject, environment="")),
        as_of=verdict.as_of,
        time_given=verdict.time_given,
        gates=tuple(sorted(gate.gate for gate in verdict.gates)),
        base=verdict.base,
    )
