"""`driftgate runs`: what the ledger has."""

from __future__ import annotations

import json
from dataclasses import dataclass

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import DataFormat, ShowOptions, options
from cli.terminal.fitting import terminal_width, write_table
from cli.terminal.output import counted, message, result, shown
from engine.jsontext.codec import to_builtins
from engine.ports import LedgerEntry
from engine.text import terminal
from engine.verdict.exit_codes import ExitCode

_HEAD = ("RUN", "TIME", "DECISION", "COMMAND", "ENVIRONMENT", "SUBJECT")


@dataclass(frozen=True, kw_only=True)
class RunsOptions(ShowOptions):
    """The options of these verbs."""


@click.group("runs", short_help="List and show the runs of the ledger.")
def command() -> None:
    """List and show the runs of the ledger. `driftgate report RUN` renders one again."""


@command.command("list", short_help="List the newest runs.")
@click.argument("environment", metavar="[ENV]", required=False)
@click.option("--limit", type=click.IntRange(1), default=20, help="How many to list (default: 20).")
@options(RunsOptions)
def list_(common: RunsOptions, environment: str | None, limit: int) -> int:
    """List the newest runs, of an environment or of all; the newest comes first."""
    ledger = load_project(common, needed=False, waivers=False).workspace.ledger
    found = [entry for entry in reversed(ledger.entries()) if environment in {None, entry.environment}]
    if common.format is DataFormat.JSON:
        rows = [to_builtins(entry) for entry in found[:limit]]
        result(json.dumps({"schema_version": "driftgate/runs/1", "total": len(found), "runs": rows}, indent=2))
        return 0
    about = "" if environment is None else f" about {terminal(environment)}"
    none = f"no runs{about} yet\nNext  driftgate gate {terminal(environment or 'ENV')}"
    table = write_table(_HEAD, [_row(entry) for entry in found[:limit]], terminal_width()) if found else [none]
    shown("\n".join(table))
    if len(found) > limit:
        message(f"{len(found) - limit} older not shown: --limit {len(found)}")
    return 0


@command.command("show", short_help="Say all about the entry of a run.")
@click.argument("run", metavar="RUN")
@options(RunsOptions)
def show(common: RunsOptions, run: str) -> int:
    """Say what the ledger has of a run, and whether it is as it was written.

    RUN is a run id, an unambiguous beginning or end of one, or `latest`. The exit code is 3 when the ledger was
    changed.
    """
    ledger = load_project(common, needed=False, waivers=False).workspace.ledger
    entry = ledger.entry(run)
    documents, broken = sorted(ledger.documents(entry.run_id)), ledger.broken()
    if common.format is DataFormat.JSON:
        told = {"run": to_builtins(entry), "documents": documents, "broken": broken}
        result(json.dumps({"schema_version": "driftgate/run-entry/1", **told}, indent=2))
    else:
        given = ", a time that was named" if entry.time_given else ""
        lines = [
            f"{terminal(entry.run_id)}  {terminal(entry.decision)}",
            f"command      {terminal(entry.command)} {terminal(entry.environment)}",
            f"time         {entry.as_of:%Y-%m-%dT%H:%M:%SZ}{given}",
            f"subject      {terminal(entry.subject) or '-'}",
            f"verdict      {terminal(entry.verdict_digest)}",
            f"entry        {terminal(entry.entry_digest)}",
            f"after        {terminal(entry.previous)}",
            f"ledger       {terminal(broken) or 'whole: no entry was changed'}",
            *(f"document     {terminal(name)}" for name in documents),
            f"{counted(len(documents), 'document')}, each as it was stored",
            f"Next  driftgate report {terminal(entry.run_id)}",
        ]
        shown("\n".join(lines))
    return ExitCode.INCONCLUSIVE if broken else ExitCode.GO


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    time = f"{entry.as_of:%Y-%m-%dT%H:%M:%SZ}{' (named)' if entry.time_given else ''}"
    cells = (entry.run_id, time, entry.decision, entry.command, entry.environment, entry.subject)
    return tuple(map(terminal, cells))
