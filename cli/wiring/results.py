"""Result files: found by the configuration and the options, and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.config.gates import GateSections
from engine.errors import ConfigError
from engine.gates.gate import Asked
from engine.gates.table import GATES
from engine.jsontext.digest import JsonError, parse_json
from engine.ports import ResultFile, ResultReading
from engine.run.request import Results
from snapshots.measurements.registry import BY_KIND, kinds, result_reader
from snapshots.redaction.redact import Redactor


@dataclass(frozen=True, slots=True)
class ProjectResults:
    """Reads result files by the reader of their kind; `redactor` cleans the texts that are carried."""

    redactor: Redactor

    def read(self, file: ResultFile) -> ResultReading:
        """Return what a file says, with its bytes only when there is nothing in them to hide."""
        data = file.path.read_bytes()
        measurement = result_reader(file.kind, self.redactor).read(data, name=file.name)
        return ResultReading(measurement=measurement, raw=None if _may_hide_a_secret(data, self.redactor) else data)


def result_files(base: Path, sections: GateSections, given: Sequence[tuple[str, Path]] = ()) -> dict[str, Results]:
    """Return the result files of the gates that are asked for, by the gate.

    `given` are those of `--result`, which replace the configured ones of their kind. Raises ConfigError for one that is
    not there, or that no gate judges.
    """
    asked = [entry for entry in sections.asked() if entry.gate.needs]
    _check(given, asked)
    return {
        entry.gate.name: Results(
            results=tuple(_files(base, sections.results(entry.gate), given, entry)),
            baseline=tuple(_files(base, sections.results(entry.gate, "baseline"), (), entry)),
        )
        for entry in asked
    }


def _check(given: Sequence[tuple[str, Path]], asked: Sequence[Asked]) -> None:
    judged = {kind for entry in asked for kind in kinds(entry.gate.needs)}
    for kind, path in given:
        if not path.is_file():
            raise ConfigError(f"--result {kind}={path}: there is no such file", hint="check the path")
        if kind not in judged:
            names = list(_gates_of(kind))
            raise ConfigError(
                f"--result {kind}={path}: the gate {' or '.join(names)} is not configured",
                hint=f"add gates.{names[0]} to the configuration",
            )


def _gates_of(kind: str) -> Iterator[str]:
    for gate in GATES:
        if not gate.needs.isdisjoint(BY_KIND[kind].measures):
            yield gate.name


def _files(
    base: Path, configured: Sequence[tuple[str, str]], given: Sequence[tuple[str, Path]], asked: Asked
) -> Iterator[ResultFile]:
    """Yield the files of a gate: of each kind those that were given, else the configured ones."""
    fitting = set(kinds(asked.gate.needs))
    replaced = {kind for kind, _ in given if kind in fitting}
    for kind, path in given:
        if kind in fitting:
            yield ResultFile(kind=kind, path=path, name=path.as_posix())
    for kind, pattern in configured:
        if kind not in replaced:
            yield from _matching(base, kind, pattern)


def _matching(base: Path, kind: str, pattern: str) -> Iterator[ResultFile]:
    if Path(pattern).is_absolute():
        if Path(pattern).is_file():
            yield ResultFile(kind=kind, path=Path(pattern), name=pattern)
        return
    for path in sorted(base.glob(pattern)):
        yield ResultFile(kind=kind, path=path, name=path.relative_to(base).as_posix())


def _may_hide_a_secret(data: bytes, redactor: Redactor) -> bool:
    try:
        text = data.decode("utf-8")
        if redactor.text(text) != text:
            return True
        value = parse_json(data, name="result") if text.lstrip()[:1] in {"{", "["} else None
    except (UnicodeDecodeError, JsonError):
        return True
    return value is not None and redactor.value(value) != value
