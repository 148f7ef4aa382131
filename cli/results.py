"""Result files: found, read, judged by their gates, and remembered as inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cli.config.model import Gates, PerformanceGate, RecoveryGate, ResultFiles, TestsGate
from cli.wiring import Workspace
from engine.codec import encode
from engine.digest import JsonError, digest_bytes, parse_json
from engine.errors import ConfigError
from engine.gates import performance, recovery, tests
from engine.model.gate import GateResult, Measurement, MeasurementKind, Requirement
from engine.model.verdict import Input
from engine.pipeline import aged

_GATES = {
    MeasurementKind.K6: "performance",
    MeasurementKind.DRILL: "recovery",
    MeasurementKind.JUNIT: "tests",
}


@dataclass(slots=True)
class Results:
    """The measurements of a run; `given` are those of `--result`, which replace the configured ones of their kind."""

    workspace: Workspace
    base: Path
    given: Sequence[tuple[MeasurementKind, Path]]
    inputs: list[Input] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)

    def judge(self, gates: Gates, now: datetime) -> tuple[GateResult, ...]:
        """Return the results of the gates that judge result files."""
        self._check_given(gates)
        judged = []
        if gates.performance is not None and gates.performance.require != "off":
            judged.append(self._performance(gates.performance, now))
        if gates.recovery is not None and gates.recovery.require != "off":
            judged.append(self._recovery(gates.recovery, now))
        if gates.tests is not None and gates.tests.require != "off":
            judged.append(self._tests(gates.tests, now))
        return tuple(judged)

    def _check_given(self, gates: Gates) -> None:
        for kind, path in self.given:
            if not path.is_file():
                raise ConfigError(f"--result {kind}={path}: there is no such file", hint="check the path")
            section = getattr(gates, _GATES[kind])
            if section is None or section.require == "off":
                raise ConfigError(
                    f"--result {kind}={path}: the gate {_GATES[kind]} is not configured",
                    hint=f"add gates.{_GATES[kind]} to the configuration",
                )

    def _performance(self, section: PerformanceGate, now: datetime) -> GateResult:
        settings = performance.Settings(
            max_p95=section.max_p95.total_seconds() * 1000 if section.max_p95 is not None else None,
            max_error_rate=section.max_error_rate if section.max_error_rate is not None else 0.01,
            max_regression=section.max_regression,
            min_runs=section.min_runs,
        )
        return performance.judge(
            self._read(section.results, MeasurementKind.K6),
            settings,
            requirement=Requirement(section.require),
            now=now,
            baseline=self._read(section.baseline, MeasurementKind.K6, given=False),
        )

    def _recovery(self, section: RecoveryGate, now: datetime) -> GateResult:
        settings = recovery.Settings(
            tier=section.tier,
            max_rto=section.max_rto,
            max_rpo=section.max_rpo,
            min_integrity=section.min_integrity or "",
            max_age=section.max_age,
        )
        measurements = self._read(section.results, MeasurementKind.DRILL)
        return recovery.judge(measurements, settings, requirement=Requirement(section.require), now=now)

    def _tests(self, section: TestsGate, now: datetime) -> GateResult:
        settings = tests.Settings(max_skipped=section.max_skipped if section.max_skipped is not None else 0.1)
        measurements = self._read(section.results, MeasurementKind.JUNIT)
        result = tests.judge(measurements, settings, requirement=Requirement(section.require), now=now)
        return aged(result, section.max_age)

    def _read(
        self, configured: Iterable[ResultFiles], kind: MeasurementKind, *, given: bool = True
    ) -> tuple[Measurement, ...]:
        named = [(path, path.as_posix()) for wanted, path in self.given if wanted is kind] if given else []
        files = named or [pair for entry in configured for pair in self._matching(entry, kind)]
        return tuple(self._measurement(kind, path, name) for path, name in files)

    def _matching(self, entry: ResultFiles, kind: MeasurementKind) -> list[tuple[Path, str]]:
        pattern = getattr(entry, kind)
        if pattern is None:
            return []
        if Path(pattern).is_absolute():
            return [(Path(pattern), pattern)] if Path(pattern).is_file() else []
        return [(path, path.relative_to(self.base).as_posix()) for path in sorted(self.base.glob(pattern))]

    def _measurement(self, kind: MeasurementKind, path: Path, name: str) -> Measurement:
        data = path.read_bytes()
        measurement = self.workspace.measurement_source(kind).read(data, name=name)
        self.inputs.append(
            Input(name=f"{kind} {name}", kind="result", digest=measurement.digest, taken_at=measurement.measured_at)
        )
        body = encode(measurement)
        self.documents[f"results/{digest_bytes(body)[7:19]}-{path.name}.json"] = body
        if not self._may_hide_a_secret(data):
            # The raw file goes into the evidence only when there is nothing in it to hide; else it is withheld.
            self.documents[f"results/raw/{measurement.digest[7:19]}-{path.name}"] = data
        return measurement

    def _may_hide_a_secret(self, data: bytes) -> bool:
        redactor = self.workspace.redactor
        try:
            text = data.decode("utf-8")
            if redactor.text(text) != text:
                return True
            value = parse_json(data, name="result") if text.lstrip()[:1] in {"{", "["} else None
        except (UnicodeDecodeError, JsonError):
            return True
        return value is not None and redactor.value(value) != value
