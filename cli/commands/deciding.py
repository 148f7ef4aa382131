"""From a request to the last line on the screen: run it, and tell what came out."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli.commands.options import DecidingOptions, OutputFormat, OutputOptions, ReportOptions
from cli.commands.since import Held
from cli.config.load import FILE
from cli.config.sources import is_remote
from cli.terminal.output import colored, folded, message, result, result_in_parts
from cli.wiring.clock import SystemClock
from cli.wiring.files import is_replaceable, read_file
from cli.wiring.heartbeats import Heartbeat
from cli.wiring.ownership import check_ownership
from cli.wiring.reading import ReadOptions
from cli.wiring.reports import rendered
from cli.wiring.workspace import FOLDER, Workspace
from engine.errors import ConfigError, EngineError, StoreError
from engine.model.verdict import Run
from engine.ports import EventSource, PolicyEvaluator, Progress, ResultFileReader, Silent
from engine.report.interface import ReportKind
from engine.run.request import Ports, Request
from engine.run.run import run
from engine.verdict import exit_codes
from snapshots.bounds import leads_out, unlinked
from snapshots.store.atomic import PUBLIC, replace_file

_LOG = logging.getLogger(__name__)
_ELSEWHERE = "choose another path for --report"
_STDOUT = {OutputFormat.JSON: ReportKind.JSON, OutputFormat.GITHUB: ReportKind.GITHUB}


def run_and_tell(
    common: DecidingOptions,
    workspace: Workspace,
    request: Request,
    *,
    reading: ReadOptions | None = None,
    evaluators: Sequence[PolicyEvaluator] = (),
    events: Sequence[EventSource] = (),
    results: ResultFileReader | None = None,
    held: Held | None = None,
) -> int:
    """Run what is asked for, print it, write its reports, and return the exit code.

    `reading` says how sources are read; without it only stored snapshots are. `held` is what a change is held against.
    Where the key of evidence is at hand, the verdict is signed when it is made.
    """
    check_ownership()
    check_reports(common, request, workspace.base)
    reading = reading or ReadOptions()
    ports = Ports(
        clock=common.clock(),
        sources=reading.sources(workspace),
        archive=workspace.archive,
        ledger=workspace.ledger,
        provider=workspace.collecting.provider,
        evaluators=evaluators,
        events=events,
        makers=reading.makers(workspace, request.observed.sources if request.observed is not None else ()),
        asked=reading.asked(workspace, request.observed.sources if request.observed is not None else ()),
        results=results,
        progress=reading.progress,
        at_base=None if held is None else reading.sources(workspace, held.commit),
        sealing=None if workspace.signing is None else workspace.signing.sealing(),
    )
    at_base = None if held is None else held.at_base
    with reading:
        finished = run(replace(request, time_given=common.as_of is not None, at_base=at_base), ports)
        written = write_reports(common, finished.run, whole=common.whole, progress=reading.progress)
    for note in finished.notes:
        if not common.quiet:
            message(f"events: {note}")
    if workspace.stranger and not common.quiet:
        message(f"nothing is signed or sent, since a stranger's changes are looked at: {workspace.stranger}")
    elif ports.sealing is None and workspace.signing is not None and not common.quiet:
        message("the verdict is not signed: the key of evidence.sign is not here; an export may sign it later")
    _tell_decision(finished.run)
    tell(common, finished.run, written)
    _keep_checkpoint(workspace)
    if finished.run.nightly is not None and workspace.heartbeat is not None:
        _send(workspace.heartbeat, offline=reading.offline)
    return finished.run.exit_code


def _keep_checkpoint(workspace: Workspace) -> None:
    """Keep what the ledger is now where whoever writes it does not reach; the verdict is out and stays as it is."""
    witness = workspace.witness
    if witness is None:
        return
    try:
        witness.keep(workspace.ledger.entries(), workspace.ledger.checkpoint(), SystemClock().now())
    except StoreError as error:
        message(f"the checkpoint of the ledger is not kept: {error.message}", f"  fix: {error.hint}", level="error")


def _send(heartbeat: Heartbeat, *, offline: bool) -> None:
    """Tell the monitor of a night that has come, whatever was decided; the verdict is out and stays as it is."""
    problem = "not sent: --offline" if offline else heartbeat.send()
    if problem:
        told = f"heartbeat: {problem}; the verdict stays as it is"
        message(told, "  fix: look at nightly.heartbeat", level="error")


def _tell_decision(run: Run) -> None:
    _LOG.info(
        "decided",
        extra={
            "run": run.run_id,
            "environment": run.verdict.environment,
            "decision": str(run.verdict.decision),
            "exit_code": int(run.exit_code),
            "findings": sum(len(gate.findings) for gate in run.verdict.gates),
            "gaps": sum(len(gate.gaps) for gate in run.verdict.gates),
            "reasons": len(run.verdict.reasons),
        },
    )


def tell(common: OutputOptions, run: Run, written: Sequence[str]) -> None:
    """Print a run in the chosen format; `written` are what is said of the reports that were asked for."""
    for line in () if common.quiet else written:
        message(line)
    kind = _STDOUT.get(common.format)
    if kind is None:
        from engine.report.formats.text import render  # noqa: PLC0415 - only the chosen format is loaded

        color = colored(common.color, sys.stdout, os.environ)  # noqa: TID251 - colours follow the environment
        result(folded(render(run, color=color, whole=common.whole)))
    else:
        result_in_parts(rendered(kind, run))
    if common.format is OutputFormat.GITHUB:
        _tell_runner(run)


def write_reports(
    common: ReportOptions, run: Run, *, suffix: str = "", whole: bool = False, progress: Progress | None = None
) -> list[str]:
    """Write every report that was asked for, and return what to say of them; `progress` is told of each.

    `suffix` goes to the names of the files. Lists in text are folded unless `whole`.
    """
    told, said = progress or Silent(), []
    for number, (wanted, given) in enumerate(common.reports):
        told.step("writing reports", number, len(common.reports), wanted)
        path = given.with_name(f"{given.stem}{suffix}{given.suffix}")
        write_report(wanted, path, run, whole=whole)
        said.append(f"wrote {wanted} report: {path}")
    return said


def write_report(kind: ReportKind, path: Path, run: Run, *, whole: bool = False) -> None:
    """Write a report, whole or not at all; raises EngineError when the file cannot be written."""
    check_report(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, (part.encode() for part in rendered(kind, run, whole=whole)), mode=PUBLIC)
        size = path.stat().st_size
    except OSError as error:
        raise EngineError(f"cannot write {path}: {error.strerror}", hint=_ELSEWHERE) from error
    _LOG.info("report_written", extra={"kind": str(kind), "path": str(path), "bytes": size})


def check_reports(common: ReportOptions, request: Request, base: Path) -> None:
    """Refuse reports that would be written over one another, or over what the run reads; raises ConfigError.

    `base` is the folder that the locations of sources start from.
    """
    views = (request.alone, request.desired, request.observed, request.reference, *request.others)
    read = [source for view in views if view is not None for source in (*view.sources, *view.code)]
    sources = [source for source in read if not is_remote(source)]
    taken = {unlinked(base / source.location): f"the source {source}" for source in sources}
    told = [*request.results.values()]
    taken |= {unlinked(one.path): f"the result {one.name}" for some in told for one in (*some.results, *some.baseline)}
    for _, path in common.reports:
        check_report(path)
        if unlinked(path) in taken:
            raise ConfigError(f"--report: {path} is {taken[unlinked(path)]} of this run", hint=_ELSEWHERE)
        taken[unlinked(path)] = "another report"


def check_report(path: Path) -> None:
    """Refuse a report whose folder would have to be made above or beside the current one, and what is no new file.

    Raises ConfigError, with what to type.
    """
    if not is_replaceable(path):
        what = "a link, whose target is not written" if path.is_symlink() else "no regular file"
        raise ConfigError(f"--report: {path} is {what}", hint=_ELSEWHERE)
    if _is_key(path):
        raise ConfigError(f"--report: {path} is a key", hint=_ELSEWHERE)
    if {".git", FOLDER} & {part.lower() for part in unlinked(path).parts} or path.name == FILE:
        raise ConfigError(f"--report: {path} is no place for a report", hint=_ELSEWHERE)
    folder, here = path.parent, Path.cwd()
    if leads_out(folder, here):
        raise ConfigError(f"--report: a link in {folder} leads out of the current folder", hint=_ELSEWHERE)
    if not folder.exists() and not unlinked(folder).is_relative_to(unlinked(here)):
        raise ConfigError(
            f"--report: there is no folder {folder}, and only folders below the current one are made",
            hint=f"mkdir -p {folder}",
        )


def _is_key(path: Path) -> bool:
    try:
        return path.is_file() and read_file(path).startswith(b"-----BEGIN ")
    except OSError:  # it is larger than a key, or will be refused when it is written
        return False


def with_exit_code(run: Run, *, report_only: bool) -> Run:
    """Return a stored run with the exit code that it has under today's options."""
    return replace(run, exit_code=exit_codes.of(run.verdict.decision, report_only=report_only))


def _tell_runner(run: Run) -> None:
    """Write what GitHub's runner takes in files that it names: the step summary, and the outputs of the step."""
    from engine.report.formats.github import outputs, step_summary  # noqa: PLC0415 - only there

    for name, what, render in (
        ("GITHUB_STEP_SUMMARY", "the step summary", step_summary),
        ("GITHUB_OUTPUT", "the outputs of the step", outputs),
    ):
        target = os.environ.get(name)  # noqa: TID251 - set by GitHub's runner
        if not target:
            continue
        try:
            with Path(target).open("a", encoding="utf-8") as stream:
                stream.write(render(run))
        except OSError as error:
            message(f"cannot write {what}: {error.strerror}")
