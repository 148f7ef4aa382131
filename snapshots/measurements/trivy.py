"""Trivy: the JSON of a scan of configuration (`trivy config --format json`, `trivy fs --scanners misconfig`).

Trivy writes it at its end and whole. What it could not parse stands in its log alone, and the report is then that of a
folder in which nothing is wrong: only files in which something was found are listed. The counts of a target are never
believed where they are better than what is listed.
https://trivy.dev/docs/latest/configuration/reporting/#json
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.measurement import Measure, Measurement, Provenance, Scan, ScanResult, ScanRule
from engine.model.outcome import Gap, GapReason, Severity
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import UnreadableResultError, label, mapping, moment, shaped, shown, source_name
from snapshots.redaction.redact import Redactor

VERSION = 2
_SEVERITIES = {one.name: one for one in Severity if one is not Severity.INFO} | {"UNKNOWN": Severity.HIGH}
_STATES = {"FAIL", "PASS", "EXCEPTION"}
_CONFIG = "config"
_LISTED = (
    "take the comments that ignore it away, or list what is ignored: trivy fs --scanners misconfig --show-suppressed"
)
_FOLDER = {"", "."}
_Count = Annotated[int, msgspec.Meta(ge=0)]


class _Part(msgspec.Struct, frozen=True, rename="pascal"):
    """A part of a report; what is not read of it may be anything."""


class _Cause(_Part, frozen=True):
    """Where a rule found what it found."""

    resource: str = ""
    start_line: _Count = 0


class _Misconfiguration(_Part, frozen=True):
    """What a rule says of a place."""

    id: str = msgspec.field(name="ID")
    severity: str
    avd_id: str = msgspec.field(name="AVDID", default="")
    title: str = ""
    description: str = ""
    message: str = ""
    resolution: str = ""
    primary_url: str = msgspec.field(name="PrimaryURL", default="")
    status: str = "FAIL"
    cause_metadata: _Cause = _Cause()


class _Summary(_Part, frozen=True):
    """How many rules passed and failed for a target, and for how many somebody made an exception."""

    successes: _Count = 0
    failures: _Count = 0
    exceptions: _Count = 0


class _Modified(_Part, frozen=True):
    """What Trivy found and was told to leave out (`--show-suppressed`)."""

    type: str
    finding: Any
    status: str = ""
    statement: str = ""
    source: str = ""


class _Target(_Part, frozen=True):
    """A file or folder that was scanned, and for what (`class`)."""

    target: str = ""
    class_: str = msgspec.field(name="Class", default="")
    misconf_summary: _Summary | None = None
    misconfigurations: list[_Misconfiguration] | None = None
    vulnerabilities: list[Any] | None = None
    secrets: list[Any] | None = None
    experimental_modified_findings: list[_Modified] | None = None


class _Tool(_Part, frozen=True):
    """Which Trivy it was."""

    version: str = ""


class _Report(_Part, frozen=True):
    """A report."""

    schema_version: int
    results: list[_Target] | None = None
    created_at: str | None = None
    trivy: _Tool = _Tool()


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a report: one scan; texts are cut to 500 characters."""
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise UnreadableResultError(GapReason.UNPARSABLE, error.message, hint="give the whole file") from error
    if not _recognises(Sample(document=document)):
        what = f"{name}: not a report of Trivy"
        raise UnreadableResultError(GapReason.UNSUPPORTED, what, hint="run: trivy config --format json FOLDER")
    report = shaped(mapping(document, name), _Report, name)
    if report.schema_version != VERSION:
        what = f"{name}: schema version {report.schema_version}, {VERSION} is read"
        raise UnreadableResultError(GapReason.UNSUPPORTED, what, hint="run a Trivy of today")
    scan, gaps = _Reading(report, name, redactor).read()
    made = None if report.created_at is None else moment(report.created_at, f"{name}: $.CreatedAt")
    return Measurement(
        kind=READER.kind,
        measures=READER.measures,
        source=source_name(name),
        digest=digest_bytes(data),
        dialect=f"trivy/{VERSION}",
        metrics=(),
        checks=(),
        measured_at=made,
        provenance=Provenance(tool="trivy", version=scan.version),
        scans=(scan,),
        gaps=tuple(sorted(set(gaps), key=lambda gap: (gap.reason, gap.detail))),
    )


def _recognises(sample: Sample) -> bool:
    document = sample.document
    return isinstance(document, dict) and not sample.lines and {"SchemaVersion", "ArtifactType"} <= document.keys()


class _Reading:
    """Reads a report; `name` is what the file is called."""

    def __init__(self, report: _Report, name: str, redactor: Redactor) -> None:
        """Take a report and read nothing yet."""
        self.report, self.name, self.redactor = report, name, redactor
        self.rules: dict[str, ScanRule] = {}
        self.results: list[ScanResult] = []
        self.gaps: list[Gap] = []

    def read(self) -> tuple[Scan, list[Gap]]:
        """Return what was found, and what the report lacks."""
        looked_at = 0
        for index, target in enumerate(self.report.results or ()):
            looked_at += self._target(target, f"{self.name}: $.Results[{index}]")
        scan = Scan(
            tool="Trivy",
            version=shown(self.report.trivy.version, self.redactor),
            rules=tuple(self.rules[id_] for id_ in sorted(self.rules)),
            results=tuple(
                sorted(self.results, key=lambda one: (one.rule, one.file, one.line, one.address, one.message))
            ),
            ended=True,  # it writes the report when it has scanned everything
            looked_at=looked_at,
        )
        return scan, self.gaps

    def _target(self, target: _Target, where: str) -> int:
        """Read a target, and return whether it is a file that was looked at: 1 or 0."""
        called = shown(target.target, self.redactor) or "."
        for what, found in (("vulnerabilities", target.vulnerabilities), ("secrets", target.secrets)):
            if found:
                detail = f"{called}: {len(found)} {what} are told, and are not judged here"
                self._gap(GapReason.UNSUPPORTED, detail, "scan configuration alone: trivy config")
        if target.class_ not in {"", _CONFIG}:
            return 0
        listed = target.misconfigurations or []
        for index, one in enumerate(listed):
            self._result(target, one, f"{where}.Misconfigurations[{index}]")
        left_out = list(self._left_out(target, where))
        summary = target.misconf_summary or _Summary()
        failed = sum(one.status == "FAIL" for one in listed)
        if summary.failures > failed:
            detail = f"{called}: {summary.failures} failures are counted, {failed} are listed"
            self._gap(GapReason.UNPARSABLE, detail, "give the report as Trivy wrote it")
        excepted = len(left_out) + sum(one.status == "EXCEPTION" for one in listed)
        if summary.exceptions > excepted:
            detail = f"{called}: {summary.exceptions - excepted} results were excepted, and nothing says which"
            self._gap(GapReason.MISSING_INPUT, detail, _LISTED)
        if target.target in _FOLDER:
            return 0  # what is said of the folder as a whole passes also where no file could be read
        if not (summary.successes or listed or left_out):  # a file is told where a rule said something of it
            detail = f"{called}: something was found in it and is left out, and nothing says what"
            self._gap(GapReason.MISSING_INPUT, detail, _LISTED)
        return 1

    def _left_out(self, target: _Target, where: str) -> Iterator[_Modified]:
        for index, one in enumerate(target.experimental_modified_findings or ()):
            if one.type == "misconfiguration":
                place = f"{where}.ExperimentalModifiedFindings[{index}]"
                found = shaped(one.finding, _Misconfiguration, f"{place}.Finding")
                said = ": ".join(text for text in (one.source, one.statement) if text)
                self._result(target, found, f"{place}.Finding", comment=said or one.status or "left out")
                yield one

    def _result(self, target: _Target, one: _Misconfiguration, where: str, *, comment: str = "") -> None:
        if one.status not in _STATES or one.severity not in _SEVERITIES:
            wrong = f"status {one.status}" if one.status not in _STATES else f"severity {one.severity}"
            raise UnreadableResultError(GapReason.UNSUPPORTED, f"{where}: the {wrong} is not known")
        if one.status == "PASS" and not comment:
            return
        id_ = label(one.id, self.redactor)
        self.rules.setdefault(id_, self._rule(id_, one))
        said = comment or ("excepted" if one.status == "EXCEPTION" else "")
        self.results.append(
            ScanResult(
                rule=id_,
                message=shown(one.message or one.title, self.redactor),
                address=label(one.cause_metadata.resource, self.redactor),
                file=label(target.target, self.redactor),
                line=one.cause_metadata.start_line,
                severity=_SEVERITIES[one.severity],
                comment=shown(said, self.redactor),
            )
        )

    def _rule(self, id_: str, one: _Misconfiguration) -> ScanRule:
        return ScanRule(
            id=id_,
            title=shown(one.title or one.id, self.redactor),
            description=shown(one.description, self.redactor),
            remediation=shown(one.resolution, self.redactor),
            references=(shown(one.primary_url, self.redactor),) if one.primary_url else (),
            aliases=(label(one.avd_id, self.redactor),) if one.avd_id not in {"", one.id} else (),
        )

    def _gap(self, reason: GapReason, detail: str, fix: str) -> None:
        source = source_name(self.name)
        self.gaps.append(Gap(reason=reason, source=source, detail=detail, operation="read:trivy", fix=fix))


READER = Reader(
    kind="trivy",
    name="a report of Trivy",
    measures=(Measure.SCAN,),
    max_bytes=64 * 2**20,
    recognises=_recognises,
    read=_read,
)
