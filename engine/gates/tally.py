"""What a gate gathers while it judges, and the one way in which that becomes a result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from engine.findings.fingerprint import make_fingerprint
from engine.model.gate import GateResult, Requirement
from engine.model.measurement import Measure, Measurement, Metric, unit_of
from engine.model.outcome import Finding, FindingStatus, Gap, GapReason, Outcome, Severity, Stage, Target, gap_order
from engine.model.path import Change


class Tally:
    """The checks, findings and gaps of one gate over some measurements.

    A measurement that was given twice counts once. Gaps of the measurements are gaps of the gate, and so are results
    that tell nothing that the gate needs. `unread` counts those of which nothing could be read, which is told already.
    """

    def __init__(self, gate: str, needs: frozenset[Measure], *, measurements: Iterable[Measurement]) -> None:
        self.gate = gate
        self.evaluated = 0
        self._findings: dict[str, Finding] = {}
        self._gaps: set[Gap] = set()
        self._inputs: dict[str, Measurement] = {}
        self._needs = needs
        self.unread = 0
        self.measurements = self.add_measurements(measurements)

    def add_measurements(self, measurements: Iterable[Measurement]) -> tuple[Measurement, ...]:
        """Return the usable ones of further measurements, sorted by source, and count them as inputs."""
        usable = {}
        for measurement in sorted(measurements, key=lambda entry: (entry.source, entry.digest)):
            # Of a copy only what it lacks counts: what stands beside it may be another run that lost a result.
            self._gaps.update(measurement.gaps)
            if measurement.digest in usable:
                continue
            self._inputs[measurement.digest] = measurement
            if measurement.is_unread:
                self.unread += 1
                continue
            if self._needs.isdisjoint(measurement.measures):
                self.add_gap(
                    GapReason.UNSUPPORTED,
                    measurement.source,
                    f"a {measurement.kind} result says nothing to the {self.gate} gate",
                    "give it to the gate that it is for",
                )
                continue
            usable[measurement.digest] = measurement
        return tuple(usable.values())

    def add_gap(self, reason: GapReason, source: str, detail: str, fix: str = "") -> None:
        """Note something that could not be judged."""
        operation = f"judge:{self.gate}"
        self._gaps.add(
            Gap(reason=reason, source=source, detail=detail, operation=operation, fix=fix, stage=Stage.JUDGE)
        )

    def add_finding(  # noqa: PLR0913 - the parts of a finding, all named
        self,
        rule: str,
        name: str,
        message: str,
        *,
        outcome: Outcome = Outcome.FAIL,
        severity: Severity = Severity.HIGH,
        before: Any = None,
        after: Any = None,
        location: str = "",
        remediation: str = "",
    ) -> None:
        """Note a check that did not pass. The same rule and name once more keeps the worse of both."""
        mark = make_fingerprint(gate=self.gate, rule=rule, resource=name)
        found = Finding(
            fingerprint=mark,
            gate=self.gate,
            rule=rule,
            outcome=outcome,
            severity=severity,
            status=FindingStatus.MEASURED,
            message=message,
            target=Target(address=name, location=location),
            change=Change(before=before, after=after),
            remediation=remediation,
        )
        known = self._findings.get(mark)
        if known is None or _badness(found) > _badness(known):
            self._findings[mark] = found

    def make_result(
        self,
        requirement: Requirement,
        summary: str,
        *,
        metrics: Iterable[Metric] = (),
        expires_at: datetime | None = None,
    ) -> GateResult:
        """Return the result: the worst outcome of all findings, inconclusive for any gap or without any check."""
        outcomes = {finding.outcome for finding in self._findings.values()}
        if self._gaps or self.evaluated == 0:
            outcomes.add(Outcome.INCONCLUSIVE)
        times = [entry.measured_at.earliest for entry in self._inputs.values() if entry.measured_at is not None]
        return GateResult(
            gate=self.gate,
            requirement=requirement,
            outcome=max(outcomes, key=lambda outcome: outcome.rank, default=Outcome.PASS),
            evaluated=self.evaluated,
            summary=summary,
            findings=tuple(
                sorted(
                    self._findings.values(),
                    key=lambda finding: (finding.rule, finding.target.address, finding.fingerprint),
                )
            ),
            gaps=tuple(sorted(self._gaps, key=lambda gap: (gap.source, gap.reason, gap.detail, gap_order(gap)))),
            inputs=tuple(sorted(self._inputs)),
            measured_at=min(times, default=None),
            expires_at=expires_at,
            metrics=tuple(sorted(metrics, key=lambda metric: metric.name)),
        )


def find_value(measurement: Measurement, name: str) -> float | None:
    """Return the number of a metric, or none; raises KeyError for a word that the core has not."""
    found = find_metric(measurement, name)
    return None if found is None else found.value


def find_metric(measurement: Measurement, name: str) -> Metric | None:
    """Return a metric by its name, or none where the result does not tell it.

    Raises KeyError for a word that the core has not: asked for in another word, no result would ever tell it.
    """
    unit_of(name)
    return next((entry for entry in measurement.metrics if entry.name == name), None)


def _badness(finding: Finding) -> tuple[int, int, float, str, str]:
    after = finding.change.after if isinstance(finding.change.after, int | float) else 0.0
    return finding.outcome.rank, finding.severity.rank, after, finding.message, finding.target.location
