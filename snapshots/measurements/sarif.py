"""SARIF 2.1.0: what a scanner of configuration found, with what shows that it scanned at all.

By the standard an absent list of results means that nothing was scanned, an empty one that nothing was found (3.14.23),
and `executionSuccessful` that the run came to its end (3.20.14). Few tools write what they looked at; a file without a
result proves nothing then: a scanner says the same of an empty folder.
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.measurement import Measure, Measurement, Provenance, Scan, ScanResult, ScanRule
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason, Severity
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import UnreadableResultError, label, mapping, moment, shaped, shown, source_name
from snapshots.measurements.sarif_form import (
    Invocation,
    Location,
    Log,
    Notification,
    PhysicalLocation,
    Reported,
    Result,
    Run,
    Text,
)
from snapshots.redaction.redact import Redactor

VERSION = "2.1.0"
# How GitHub reads a score between 0 and 10:
# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
_SCORES = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.0, Severity.LOW))
_LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.LOW, "none": Severity.LOW}
_WRONG = frozenset({"fail", "open", "review"})
_KINDS = _WRONG | {"pass", "notApplicable", "informational"}
_SCALE = 10
_AGAIN = "correct what it says, and run it again"
_ARGUMENT = re.compile(r"\{(\d{1,4})\}")


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a log: a scan for each of its runs; texts are cut to 500 characters."""
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise UnreadableResultError(GapReason.UNPARSABLE, error.message, hint="give the whole file") from error
    if not _recognises(Sample(document=document)):
        what = f"{name}: not a SARIF log: it has no version and no runs"
        raise UnreadableResultError(GapReason.UNSUPPORTED, what, hint="let the scanner write SARIF 2.1.0")
    log = shaped(mapping(document, name), Log, name)
    if log.version != VERSION:
        what = f"{name}: SARIF {log.version}, {VERSION} is read"
        raise UnreadableResultError(GapReason.UNSUPPORTED, what, hint=f"let the scanner write SARIF {VERSION}")
    runs = [_RunReader(run, f"{name}: $.runs[{index}]", redactor) for index, run in enumerate(log.runs)]
    gaps = [_gap(GapReason.EMPTY, name, "it has no run", "run the scanner")] if not runs else []
    for run in runs:
        gaps += run.gaps(name)
    times = [time for run in runs for time in run.times]
    return Measurement(
        kind=READER.kind,
        measures=READER.measures,
        source=source_name(name),
        digest=digest_bytes(data),
        dialect=f"sarif/{VERSION}",
        metrics=(),
        checks=(),
        measured_at=min(times, key=_order, default=None),
        last_at=max(times, key=_order, default=None),
        provenance=_provenance(runs),
        scans=tuple(run.scan() for run in runs if run.run.results is not None),
        gaps=tuple(sorted(set(gaps), key=lambda gap: (gap.reason, gap.detail))),
    )


def _recognises(sample: Sample) -> bool:
    document = sample.document
    return isinstance(document, dict) and not sample.lines and "version" in document and "runs" in document


class _RunReader:
    """Reads one run; `where` is its place in the file."""

    def __init__(self, run: Run, where: str, redactor: Redactor) -> None:
        """Take a run and read nothing yet."""
        self.run, self.where, self.redactor = run, where, redactor
        self._labels: dict[str, str] = {}
        self.tool = self._label(run.tool.driver.name)
        self.version = shown(run.tool.driver.semantic_version or run.tool.driver.version or "", redactor)
        self.times = [
            moment(time, f"{where}.invocations[{index}]")
            for index, one in enumerate(run.invocations or ())
            for time in (one.start_time_utc, one.end_time_utc)
            if time is not None
        ]
        self._rules: Mapping[str, Reported] = {
            rule.id: rule for part in (run.tool.driver, *run.tool.extensions) for rule in part.rules
        }

    def scan(self) -> Scan:
        """Return what the run found."""
        found: list[ScanResult] = []
        rules: dict[str, ScanRule] = {}
        for index, result in enumerate(self.run.results or ()):
            where = f"{self.where}.results[{index}]"
            if result.kind not in _KINDS:
                raise UnreadableResultError(GapReason.UNSUPPORTED, f"{where}: the kind {result.kind} is not known")
            if result.kind in _WRONG and result.baseline_state != "absent":
                id_, rule = self._rule_of(result, where)
                rules.setdefault(id_, self._rule(id_, rule))
                found += self._results(result, id_, rule, where)
        said = [one.execution_successful for one in self.run.invocations or ()]
        return Scan(
            tool=self.tool,
            version=self.version,
            rules=tuple(rules[id_] for id_ in sorted(rules)),
            results=tuple(sorted(found, key=lambda one: (one.rule, one.file, one.line, one.address, one.message))),
            ended=all(said) if said else None,
            looked_at=None if self.run.artifacts is None else len(self.run.artifacts),
        )

    def gaps(self, name: str) -> Iterator[Gap]:
        """Yield what the run should say and does not."""
        if self.run.results is None:
            detail = f"the run of {self.tool} has no list of results: it has not scanned"
            yield _gap(GapReason.EMPTY, name, detail, "let it scan")
        for one in self.run.invocations or ():
            if not one.execution_successful:
                yield _gap(GapReason.RUN_FAILED, name, f"the run of {self.tool} did not come to a good end", _AGAIN)
            for said in self._loud(one):
                yield _gap(GapReason.TOOL_ERROR, name, f"{self.tool} says: {said}", _AGAIN)

    def _loud(self, one: Invocation) -> Iterator[str]:
        notes: list[Notification] = [*one.tool_execution_notifications, *one.tool_configuration_notifications]
        for note in notes:
            if note.level == "error":
                yield shown(note.message.text or note.message.id or "an error", self.redactor)

    def _results(self, result: Result, id_: str, rule: Reported | None, where: str) -> Iterator[ScanResult]:
        default = rule.default_configuration.level if rule is not None and rule.default_configuration else "warning"
        told = ScanResult(
            rule=id_,
            message=shown(_message(result.message, rule), self.redactor),
            severity=_severity(result.properties, where),
            level=_LEVELS.get(result.level or default, Severity.HIGH),
            open=result.kind != "fail",
            comment=self._comment(result),
        )
        for place in result.locations or (Location(),):
            physical = place.physical_location or PhysicalLocation()
            named = (one.fully_qualified_name for one in place.logical_locations if one.fully_qualified_name)
            yield replace(
                told,
                address=self._label(next(named, "")),
                file=self._file(physical.artifact_location.uri or ""),
                line=physical.region.start_line if physical.region is not None else 0,
            )

    def _rule_of(self, result: Result, where: str) -> tuple[str, Reported | None]:
        """Return the id of the rule of a result, which may be a part of the rule's own (`CA1000/1`), and the rule."""
        id_ = result.rule_id or (result.rule.id if result.rule is not None else "")
        rules = self.run.tool.driver.rules
        if not id_ and result.rule_index is not None and 0 <= result.rule_index < len(rules):
            id_ = rules[result.rule_index].id
        if not id_:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: it names no rule")
        known = self._rules.get(id_) or self._rules.get(id_.rpartition("/")[0])
        return self._label(id_ if known is None else known.id), known

    def _label(self, text: str) -> str:
        """Return a name as `label` does; the same ones stand in thousands of results."""
        found = self._labels.get(text)
        if found is None:
            found = self._labels[text] = label(text, self.redactor)
        return found

    def _file(self, uri: str) -> str:
        """Return the path that a URI says, as it stands there."""
        parts = urlsplit(uri)
        return self._label(unquote(parts.path) if parts.scheme in {"", "file"} else uri)

    def _comment(self, result: Result) -> str:
        """Return what was said to suppress a result: nothing, unless every suppression was accepted (3.27.23)."""
        said = result.suppressions or ()
        if not said or any((one.status or "accepted") != "accepted" for one in said):
            return ""
        return shown(next((one.justification for one in said if one.justification), said[0].kind), self.redactor)

    def _rule(self, id_: str, rule: Reported | None) -> ScanRule:
        if rule is None:
            return ScanRule(id=id_, title=id_)
        texts = [one.text for one in (rule.short_description, rule.full_description) if one is not None and one.text]
        title = shown(texts[0] if texts else rule.name or rule.id, self.redactor)
        return ScanRule(
            id=id_,
            title=title.partition("\n")[0],
            severity=_severity(rule.properties, f"{self.where}: rule {id_}"),
            description=shown(texts[-1], self.redactor) if texts else "",
            references=(shown(rule.help_uri, self.redactor),) if rule.help_uri else (),
        )


def _message(message: Text, rule: Reported | None) -> str:
    """Return the text of a message: its own, or that of its id in the rule with what stands in it (3.11.7)."""
    if message.text is not None or message.id is None or rule is None:
        return message.text or ""
    form, words = rule.message_strings.get(message.id), message.arguments
    text = form.text if form is not None and form.text else ""
    return _ARGUMENT.sub(lambda at: words[int(at[1])] if int(at[1]) < len(words) else at[0], text)


def _severity(properties: Mapping[str, Any], where: str) -> Severity | None:
    """Return what a score says (`security-severity`, 0 to 10), none where there is none."""
    told = properties.get("security-severity")
    if told is None:
        return None
    try:
        score = float(told)
    except (TypeError, ValueError):
        score = -1.0
    if not 0 <= score <= _SCALE:
        raise UnreadableResultError(
            GapReason.UNPARSABLE, f"{where}: the security-severity is no score of 0 to {_SCALE}"
        )
    return next(severity for least, severity in _SCORES if score >= least)


def _provenance(runs: list[_RunReader]) -> Provenance:
    tools = {(run.tool, run.version) for run in runs}
    tool, version = tools.pop() if len(tools) == 1 else ("", "")
    return Provenance(tool=tool.lower(), version=version)


def _order(time: Moment) -> tuple[Any, Any]:
    return time.earliest, time.latest


def _gap(reason: GapReason, name: str, detail: str, fix: str) -> Gap:
    return Gap(reason=reason, source=source_name(name), detail=detail, operation="read:sarif", fix=fix)


READER = Reader(
    kind="sarif",
    name="a SARIF log",
    measures=(Measure.SCAN,),
    max_bytes=64 * 2**20,
    recognises=_recognises,
    read=_read,
)
