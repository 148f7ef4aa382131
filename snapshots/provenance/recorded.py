"""What `driftgate record` writes of a run: an in-toto Statement v1 about the result files that the run made.

Statement v1: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md. Its subjects are the files, each
with its digest, so that a statement beside one file also tells which others there were. The predicate is our own; its
type is a tag URI (RFC 4151), a name that needs no server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from engine.errors import InputError
from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.model.measurement import Provenance, Vouched
from engine.model.moment import Moment
from engine.model.subject import Subject
from snapshots.provenance.command import tells_failures

PREDICATE_TYPE = "tag:driftgate,2026:record/v1"
_STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
_LONGEST_NAME = 255  # bytes
_Text = Annotated[str, Meta(max_length=1000)]
_Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    """A run of a tool, or a person's claim about one.

    `files` are the names of the results, relative to the statement, with their digests (`sha256:…`). `subject` is what
    was tested; `tag` is git's tag of it and `clean` whether git had no other changes, none where there is no git.
    `command` is the digest of the command line, its secrets replaced. `claimed_by` is who vouches for results that
    nobody here has seen being made, else empty. `recorder` is the version of driftgate.
    """

    files: Mapping[str, str]
    subject: Subject
    recorder: str
    began: datetime | None = None
    ended: datetime | None = None
    exit_code: int | None = None
    command: str = ""
    tool: str = ""
    version: str = ""
    host: str = ""
    kind: str = ""
    tag: str = ""
    clean: bool | None = None
    claimed_by: str = ""

    @property
    def provenance(self) -> Provenance:
        """Return what a gate is told of each of the files; nobody has verified it yet."""
        return Provenance(
            subject=self.subject,
            began=None if self.began is None else Moment.of(self.began),
            ended=None if self.ended is None else Moment.of(self.ended),
            tool=self.tool,
            version=self.version,
            exit_code=self.exit_code,
            tells_failures=tells_failures(self.tool, self.exit_code),
            command=self.command,
            host=self.host,
            vouched=Vouched.CLAIMED if self.claimed_by else Vouched.RECORDED,
            by=self.claimed_by,
        )


class _Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: _Sha256


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=1000)]
    digest: _Digest


class _Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    commit: _Text = ""
    image: _Text = ""
    version: _Text = ""
    environment: _Text = ""


class _Repository(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tag: _Text = ""
    clean: bool | None = None


class _Run(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    began: datetime | None
    ended: datetime | None
    exitCode: int | None = None  # noqa: N815 - the words of the format
    command: Annotated[str, Meta(pattern="^(sha256:[0-9a-f]{64})?$")] = ""
    tool: _Text = ""
    version: _Text = ""
    host: _Text = ""
    kind: _Text = ""


class _Recorder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Literal["driftgate"]
    version: _Text


class _Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: Annotated[str, Meta(min_length=1, max_length=1000)]


class _Predicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    release: _Release
    run: _Run
    recorder: _Recorder
    repository: _Repository = _Repository()
    claim: _Claim | UnsetType = UNSET


class _Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "_type"}):
    kind: Literal["https://in-toto.io/Statement/v1"]
    predicateType: Literal["tag:driftgate,2026:record/v1"]  # noqa: N815 - the words of the format
    subject: Annotated[list[_File], Meta(min_length=1, max_length=10_000)]
    predicate: _Predicate


def write_statement(run: RecordedRun) -> bytes:
    """Return the bytes of the statement of a run."""
    predicate: dict[str, Any] = {
        "release": dict(run.subject.known()),
        "repository": {"tag": run.tag, "clean": run.clean},
        "run": {
            "began": None if run.began is None else _written(run.began),
            "ended": None if run.ended is None else _written(run.ended),
            "exitCode": run.exit_code,
            "command": run.command,
            "tool": run.tool,
            "version": run.version,
            "host": run.host,
            "kind": run.kind,
        },
        "recorder": {"id": "driftgate", "version": run.recorder},
    }
    if run.claimed_by:
        predicate["claim"] = {"by": run.claimed_by}
    return canonical_json(
        {
            "_type": _STATEMENT_TYPE,
            "predicateType": PREDICATE_TYPE,
            "subject": [
                {"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}}
                for name, digest in sorted(run.files.items())
            ],
            "predicate": predicate,
        }
    )


def read_statement(data: bytes, *, name: str) -> RecordedRun:
    """Return the run in the bytes of a statement; raises InputError for anything else, as for two files of one name."""
    try:
        found = msgspec.convert(parse_json(data, name=name), _Statement)
    except JsonError as error:
        raise InputError(error.message) from error
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: no record of a run: {error}".replace("`", "")) from error
    files = {entry.name: f"sha256:{entry.digest.sha256}" for entry in found.subject}
    run, told = found.predicate.run, found.predicate
    if len(files) != len(found.subject):
        raise InputError(f"{name}: two of its files have one name")
    if any(map(_is_odd, files)):
        raise InputError(f"{name}: one of its files has a name that no result beside it can have")
    times = [time for time in (run.began, run.ended) if time is not None]
    strange = [time.year for time in times if not 1971 <= time.year <= 9000]
    if strange:
        raise InputError(f"{name}: one of its times is of the year {strange[0]}")
    if told.claim is UNSET and (run.exitCode is None or run.ended is None):
        raise InputError(f"{name}: it does not say how its run ended, and when")
    if any(time.tzinfo is None for time in times) or times != sorted(times):
        raise InputError(f"{name}: its times are without a zone, or it ended before it began")
    return RecordedRun(
        files=files,
        subject=Subject(**msgspec.structs.asdict(told.release)),
        began=run.began,
        ended=run.ended,
        recorder=told.recorder.version,
        exit_code=run.exitCode,
        command=run.command,
        tool=run.tool,
        version=run.version,
        host=run.host,
        kind=run.kind,
        tag=told.repository.tag,
        clean=told.repository.clean,
        claimed_by="" if told.claim is UNSET else told.claim.by,
    )


def _is_odd(name: str) -> bool:
    """Tell whether a name is absolute, too long for a file, or no text that can be written."""
    parts = name.split("/")
    unwritable = any("\ud800" <= character <= "\udfff" or character == "\0" for character in name)
    return unwritable or name.startswith("/") or any(len(part.encode()) > _LONGEST_NAME for part in parts)


def _written(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")
