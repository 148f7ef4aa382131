"""Measuring: the result files of the gates, read and remembered as inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath

from engine.errors import InputError
from engine.gates.gate import Asked, Measured
from engine.jsontext.codec import written
from engine.jsontext.document import Document
from engine.model.measurement import Measurement
from engine.model.subject import Subject, shared
from engine.model.verdict import Input
from engine.ports import ResultFile, ResultFileReader, ResultReading
from engine.run.papers import Papers
from engine.run.request import Ports, Request


def measure(request: Request, ports: Ports) -> tuple[dict[str, Measured], Papers]:
    """Return the results of a run by the gate that judges them, and the papers of all.

    Raises InputError where there are files and nothing that reads them, a defect of ours.
    """
    measured: dict[str, Measured] = {}
    papers = Papers()
    binds = {asked.gate.name: partial(_bound, asked, request.subject) for asked in request.gates}
    for number, (gate, asked) in enumerate(request.results.items()):
        ports.progress.step("reading results", number, len(request.results), gate)
        results, of_results = _read(asked.results, ports.results, binds[gate])
        baseline, of_baseline = _read(asked.baseline, ports.results, binds[gate])
        measured[gate] = Measured(
            results=results,
            baseline=baseline,
            lacking=asked.lacking,
            replaced=asked.replaced,
            documents=asked.documents,
        )
        papers = papers.plus(of_results, of_baseline, *(_named(*entry) for entry in asked.documents.items()))
    return measured, papers


def _bound(asked: Asked, subject: Subject, theirs: Subject) -> tuple[str, ...]:
    """Return the names by which a result is about what a gate judges; none where it is about something else."""
    equal, different = shared(asked.settings.about(subject), theirs, asked.gate.binds)
    return () if different else equal


def _read(
    files: Sequence[ResultFile], port: ResultFileReader | None, bound: Callable[[Subject], tuple[str, ...]]
) -> tuple[tuple[Measurement, ...], Papers]:
    found, papers = [], Papers()
    for file in files:
        if port is None:
            raise InputError(f"{file.name}: nothing reads results in this run")
        measurement, of_file = _told(file, port.read(file), bound)
        found.append(measurement)
        papers = papers.plus(of_file)
    return tuple(found), papers


def _named(path: str, body: bytes) -> Papers:
    """Return the papers of a file that the settings of a gate name."""
    document = Document.of((body,))
    entry = Input(name=path, kind="document", digest=document.digest)
    return Papers(inputs=(entry,), documents={f"results/{document.digest[7:19]}-{PurePath(path).name}": document})


def _told(
    file: ResultFile, reading: ResultReading, bound: Callable[[Subject], tuple[str, ...]]
) -> tuple[Measurement, Papers]:
    """Return what a file says and the papers of it: its own bytes are not kept beside them."""
    measurement = reading.measurement
    name, document = PurePath(file.name).name, Document.of(written(measurement))
    documents = {f"results/{document.digest[7:19]}-{name}.json": document}
    if reading.raw is not None:
        documents[f"results/raw/{measurement.digest[7:19]}-{name}"] = Document.of((reading.raw,))
    for index, paper in enumerate(reading.papers, start=1):
        number = f"-{index}" if index > 1 else ""
        documents[f"results/raw/{measurement.digest[7:19]}-{name}.record{number}.json"] = Document.of((paper,))
    told, whence = measurement.measured_at or measurement.provenance.ended, measurement.provenance
    entry = Input(
        name=f"{file.kind} {file.name}",
        kind="result",
        digest=measurement.digest,
        taken_at=told.earliest if told is not None else None,
        about=str(whence.subject),
        vouched=whence.vouched.value,
        by=whence.by,
        bound=bound(whence.subject),
    )
    return measurement, Papers(inputs=(entry,), documents=documents)
