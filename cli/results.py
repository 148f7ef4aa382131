"""Result files: found by the configuration and the options, read, and remembered as inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cli.config.gates import GateSections
from cli.wiring import Workspace
from engine.codec import encode
from engine.digest import JsonError, digest_bytes, parse_json
from engine.errors import ConfigError
from engine.gates.gate import Asked, Measured
from engine.gates.table import GATES
from engine.model.measurement import Measurement
from engine.model.verdict import Input
from snapshots.measurements.registry import BY_KIND, kinds
from snapshots.redact import Redactor


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """A result file: its kind, where it is, and what it is called in gaps and inputs."""

    kind: str
    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The results of a run by the gate that judges them, with their inputs and their documents by name."""

    measured: Mapping[str, Measured] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)


def read_results(
    workspace: Workspace, base: Path, sections: GateSections, given: Sequence[tuple[str, Path]] = ()
) -> Results:
    """Return the results of the gates that are asked for.

    `given` are those of `--result`, which replace the configured ones of their kind. Raises ConfigError for one that is
    not there, or that no gate judges.
    """
    asked = [entry for entry in sections.asked() if entry.gate.needs]
    _check(given, asked)
    measured: dict[str, Measured] = {}
    inputs: list[Input] = []
    documents: dict[str, bytes] = {}
    for entry in asked:
        sides = {}
        for key, over in (("results", given), ("baseline", ())):
            files = list(_files(base, sections.results(entry.gate, key), over, entry))
            read = [(file, *_read(workspace, file)) for file in files]
            sides[key] = tuple(measurement for _, measurement, _ in read)
            for file, measurement, kept in read:
                inputs.append(_input(file, measurement))
                documents |= kept
        measured[entry.gate.name] = Measured(**sides)
    return Results(measured=measured, inputs=tuple(inputs), documents=documents)


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


def _read(workspace: Workspace, file: ResultFile) -> tuple[Measurement, dict[str, bytes]]:
    data = file.path.read_bytes()
    measurement = workspace.measurement_source(file.kind).read(data, name=file.name)
    body = encode(measurement)
    documents = {f"results/{digest_bytes(body)[7:19]}-{file.path.name}.json": body}
    if not _may_hide_a_secret(data, workspace.redactor):
        # The raw file goes into the evidence only when there is nothing in it to hide; else it is withheld.
        documents[f"results/raw/{measurement.digest[7:19]}-{file.path.name}"] = data
    return measurement, documents


def _input(file: ResultFile, measurement: Measurement) -> Input:
    name = f"{file.kind} {file.name}"
    return Input(name=name, kind="result", digest=measurement.digest, taken_at=measurement.measured_at)


def _may_hide_a_secret(data: bytes, redactor: Redactor) -> bool:
    try:
        text = data.decode("utf-8")
        if redactor.text(text) != text:
            return True
        value = parse_json(data, name="result") if text.lstrip()[:1] in {"{", "["} else None
    except (UnicodeDecodeError, JsonError):
        return True
    return value is not None and redactor.value(value) != value
