"""What attestations of other tools say of the files that they are about.

Statements: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md (Witness still writes v0.1). Three
predicates are read; members that are not known are left alone, as the framework asks of those who read:

- test-result: https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
- Witness: https://github.com/in-toto/go-witness/blob/main/attestation/collection.go, of which the attestors git,
  command-run and product
- SLSA provenance: https://slsa.dev/spec/v1.1/provenance, which GitHub's artifact attestations hold
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import msgspec

from engine.errors import InputError
from engine.jsontext.digest import JsonError, canonical_json, digest_bytes, parse_json
from engine.model.measurement import Provenance
from engine.model.moment import Moment
from engine.model.subject import Subject
from snapshots.provenance.command import find_tool, tells_failures

TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
COLLECTION = "https://witness.testifysec.com/attestation-collection/v0.1"
SLSA = "https://slsa.dev/provenance/v1"

_ATTESTOR = "https://witness.dev/attestations/"
_PRODUCT = re.compile(re.escape(_ATTESTOR) + r"product/v[\d.]+/file:(.+)", re.DOTALL)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CLEAN = {"", "unmodified", "untracked"}
_YEARS = range(1971, 9001)  # Go writes the year 1 for a time that it has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What one statement says: its files, as (name, `sha256:…`), and the run that has made them.

    `against` is what it says itself against the results, empty for nothing. `content` is the statement as it was read.
    """

    files: tuple[tuple[str, str], ...]
    provenance: Provenance
    against: str = ""
    content: Any = field(default=None, repr=False)


class _Resource(msgspec.Struct, frozen=True):
    name: str = ""
    digest: dict[str, str] = {}


class _Statement(msgspec.Struct, frozen=True, rename={"kind": "_type"}):
    kind: Literal["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"]
    predicateType: str  # noqa: N815 - the words of the format
    subject: list[_Resource]
    predicate: Any = None


class _TestResult(msgspec.Struct, frozen=True):
    result: Literal["PASSED", "WARNED", "FAILED"]
    configuration: list[_Resource]
    failedTests: list[str] = []  # noqa: N815 - the words of the format


class _Attestation(msgspec.Struct, frozen=True):
    type: str
    attestation: Any = None
    starttime: datetime | None = None
    endtime: datetime | None = None


class _Collection(msgspec.Struct, frozen=True):
    attestations: list[_Attestation]


class _Status(msgspec.Struct, frozen=True):
    staging: str = ""
    worktree: str = ""


class _Git(msgspec.Struct, frozen=True):
    commithash: str = ""
    status: dict[str, _Status] = {}


class _CommandRun(msgspec.Struct, frozen=True):
    cmd: list[str]
    exitcode: int


class _Definition(msgspec.Struct, frozen=True):
    resolvedDependencies: list[_Resource] = []  # noqa: N815 - the words of the format


class _Metadata(msgspec.Struct, frozen=True):
    startedOn: datetime | None = None  # noqa: N815 - the words of the format
    finishedOn: datetime | None = None  # noqa: N815 - the words of the format


class _Details(msgspec.Struct, frozen=True):
    metadata: _Metadata = _Metadata()


class _Build(msgspec.Struct, frozen=True):
    buildDefinition: _Definition  # noqa: N815 - the words of the format
    runDetails: _Details = _Details()  # noqa: N815 - the words of the format


def read_attested(payload: bytes, *, name: str, clean: Callable[[str], str]) -> Attested | None:
    """Return what a statement says; none for a predicate that says nothing of where results come from.

    `clean` hides the secrets of a text. Raises InputError for what is no statement, or a predicate of another form.
    """
    try:
        content = parse_json(payload, name=name)
        canonical_json(content)  # every text of it can be written
        statement = msgspec.convert(content, _Statement)
        read = _PREDICATES.get(statement.predicateType)
        return None if read is None else read(statement, content, clean)
    except JsonError as error:
        raise InputError(error.message) from error
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: no attestation that is known: {error}".replace("`", "")) from error
    except ValueError as error:
        raise InputError(f"{name}: a text in it is none") from error
    except InputError as error:
        raise InputError(f"{name}: {error.message}") from error


def _test_result(statement: _Statement, content: Any, _: Callable[[str], str]) -> Attested:
    told = msgspec.convert(statement.predicate, _TestResult)
    # What was tested is a subject beside the files; only without it is it where the configuration of the tests is from.
    commit = _commit(statement.subject) or _commit(told.configuration)
    failed = told.result == "FAILED" or bool(told.failedTests)
    return Attested(
        files=_files((entry.name, entry.digest) for entry in statement.subject),
        provenance=Provenance(subject=Subject(commit=commit)),
        against="it says that the tests failed" if failed else "",
        content=content,
    )


def _slsa(statement: _Statement, content: Any, _: Callable[[str], str]) -> Attested:
    told = msgspec.convert(statement.predicate, _Build)
    began, ended = _times(told.runDetails.metadata.startedOn, told.runDetails.metadata.finishedOn)
    # A build may have come from several repositories, and nothing says which of them is released.
    commits = {entry.digest.get("gitCommit", "") for entry in told.buildDefinition.resolvedDependencies} - {""}
    commit = _one_commit(commits) if len(commits) == 1 else ""
    return Attested(
        files=_files((entry.name, entry.digest) for entry in statement.subject),
        provenance=Provenance(subject=Subject(commit=commit), began=began, ended=ended),
        content=content,
    )


def _collection(statement: _Statement, content: Any, clean: Callable[[str], str]) -> Attested:
    attestors = msgspec.convert(statement.predicate, _Collection).attestations
    git, run = _one(attestors, "git"), _one(attestors, "command-run")
    commit, told = "", Provenance()
    if git is not None:
        tree = msgspec.convert(git.attestation, _Git)
        # A tree with changes has no commit: what ran is not what the commit says.
        states = {state for entry in tree.status.values() for state in (entry.staging, entry.worktree)}
        commit = _one_commit([tree.commithash]) if states <= _CLEAN else ""
    if run is not None:
        ran = msgspec.convert(run.attestation, _CommandRun)
        began, ended = _times(run.starttime, run.endtime)
        tool = find_tool(ran.cmd)[0]
        line = clean(shlex.join(ran.cmd)).encode("utf-8", "surrogatepass")
        told = Provenance(
            began=began,
            ended=ended,
            exit_code=ran.exitcode,
            tells_failures=tells_failures(tool, ran.exitcode),
            tool=clean(tool)[:200],
            command=digest_bytes(line),
        )
    made = ((found[1], entry.digest) for entry in statement.subject if (found := _PRODUCT.fullmatch(entry.name)))
    return Attested(
        files=_files(made),
        provenance=replace(told, subject=Subject(commit=commit)),
        content=content,
    )


_PREDICATES = {TEST_RESULT: _test_result, COLLECTION: _collection, SLSA: _slsa}


def is_commit(text: str) -> bool:
    """Tell whether a text is a commit in full."""
    return _COMMIT.fullmatch(text) is not None


def _one(attestors: Iterable[_Attestation], kind: str) -> _Attestation | None:
    """Return the attestation of a kind; raises InputError for two, which would be about two runs."""
    found = [entry for entry in attestors if re.fullmatch(rf"{re.escape(_ATTESTOR + kind)}/v[\d.]+", entry.type)]
    if len(found) > 1:
        raise InputError(f"it holds {len(found)} attestations of {kind}, and tells of more than one run")
    return found[0] if found else None


def _commit(resources: Iterable[_Resource]) -> str:
    return _one_commit(entry.digest["gitCommit"] for entry in resources if "gitCommit" in entry.digest)


def _one_commit(told: Iterable[str]) -> str:
    """Return the commit that is told, empty for none; raises InputError for two, and for what is no commit."""
    commits = sorted({commit for commit in told if commit})
    if not all(map(is_commit, commits)):
        raise InputError("it names a commit that is none")
    if len(commits) > 1:
        raise InputError(f"it names {len(commits)} commits: {commits[0]} and {commits[1]}")
    return commits[0] if commits else ""


def _files(named: Iterable[tuple[str, Mapping[str, str]]]) -> tuple[tuple[str, str], ...]:
    digests = ((name, digest.get("sha256", "")) for name, digest in named)
    return tuple((name, f"sha256:{digest}") for name, digest in digests if _SHA256.fullmatch(digest))


def _times(began: datetime | None, ended: datetime | None) -> tuple[Moment | None, Moment | None]:
    """Return when a run began and ended; raises InputError for times without a zone or in the wrong order."""
    first, last = (None if time is None or time.year not in _YEARS else time for time in (began, ended))
    known = [time for time in (first, last) if time is not None]
    if any(time.tzinfo is None for time in known) or known != sorted(known):
        raise InputError("its times are without a zone, or it ended before it began")
    return (None if first is None else Moment.of(first)), (None if last is None else Moment.of(last))
