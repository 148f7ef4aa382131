"""`driftgate runs`: what the ledger has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import ConfigOptions, DataFormat, ShowOptions, options
from cli.terminal.fitting import terminal_width, write_table
from cli.terminal.output import counted, message, result_as_json, result_in_lines, shown
from cli.wiring.files import read_file
from cli.wiring.workspace import Workspace
from engine.errors import ConfigError, InputError
from engine.evidence.archive import MAX_TOTAL, Archive
from engine.evidence.bundle import ENTRY, STATEMENT, read_entry
from engine.evidence.statement import ledger_before
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import JsonError, parse_json
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.signing.dsse import open_envelope
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
        rows = [{**to_builtins(entry), "documents": sorted(entry.documents)} for entry in found[:limit]]
        result_as_json({"schema_version": "driftgate/runs/1", "total": len(found), "runs": rows})
        return 0
    about = "" if environment is None else f" about {terminal(environment)}"
    none = (f"no runs{about} yet", f"Next  driftgate gate {terminal(environment or 'ENV')}")
    table = write_table(_HEAD, [_row(entry) for entry in found[:limit]], terminal_width()) if found else none
    shown(*table)
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
    documents = sorted(ledger.documents(entry.run_id))
    signed = STATEMENT in documents
    if common.format is DataFormat.JSON:
        told = {"run": to_builtins(entry), "documents": documents, "signed": signed}
        result_as_json({"schema_version": "driftgate/run-entry/2", **told})
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
            f"signed       {'with the verdict' if signed else 'not yet'}",
            *(f"document     {terminal(name)}" for name in documents),
            f"{counted(len(documents), 'document')}, each as it was stored",
            f"Next  driftgate report {terminal(entry.run_id)}",
        ]
        shown(*lines)
    return ExitCode.GO


@command.command("checkpoint", short_help="Print what the ledger is now, to be kept elsewhere.")
@options(ConfigOptions)
def checkpoint(common: ConfigOptions) -> int:
    """Print how many entries the ledger has and the root of the tree over them, three lines.

    Whoever keeps them where nobody who writes the ledger may write notices later that entries were changed, or are
    gone: driftgate runs verify --checkpoint FILE. Each evidence bundle has them too.
    """
    told = bytes(load_project(common, needed=False, waivers=False).workspace.ledger.checkpoint())
    result_in_lines(*told.decode().rstrip().split("\n"))
    return 0


@command.command("verify", short_help="Look at every entry and document of the ledger.")
@click.option(
    "--checkpoint",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="What `driftgate runs checkpoint` printed once, or a bundle that was exported; may be repeated.",
)
@options(RunsOptions)
def verify(common: RunsOptions, kept: tuple[Path, ...]) -> int:
    """Say whether the ledger is what was written: every entry, every document, and that nothing is missing.

    That its end was cut off is noticed by what was kept elsewhere. The exit code is 3 when anything is not as it was.
    """
    workspace = load_project(common, needed=False, waivers=False).workspace
    ledger, outside = workspace.ledger, _outside(workspace)
    found = list(map(_kept, kept))
    checkpoints = [*(checkpoint for checkpoint, _ in found), *outside]
    problems = list(ledger.verify(checkpoints, [entry for _, entries in found for entry in entries]))
    if ledger.began_anew:
        message("ledger.checked is not this installation's: what the ledger was before only a checkpoint tells")
    now = None if problems else ledger.checkpoint()
    entries = () if problems else ledger.entries()
    if entries and workspace.bucket and not outside:
        message(f"{workspace.bucket} has no checkpoint of this ledger: nobody there says what it was")
    older = sum(not entry.documents for entry in entries)
    if common.format is DataFormat.JSON:
        size, root = (0, "") if now is None else (now.size, now.root.hex())
        told = {"problems": problems, "entries": size, "root": root, "verdicts_only": older}
        result_as_json({"schema_version": "driftgate/ledger-check/1", **told})
    elif now is None:
        lines = [f"problem  {terminal(problem)}" for problem in problems]
        shown(*lines, f"CHANGED  {counted(len(problems), 'problem')}; take the ledger from a backup")
    else:
        lines = [f"{older} of an older version do not cover their documents"] if older else []
        beside = f", as {counted(len(checkpoints), 'checkpoint')} had it" if checkpoints else ""
        lines.append(f"WHOLE  {counted(now.size, 'run')} with all their documents{beside}")
        lines += [] if checkpoints else ["Next  driftgate runs checkpoint > FILE    # and keep it elsewhere"]
        shown(*lines)
    return ExitCode.INCONCLUSIVE if problems else ExitCode.GO


def _outside(workspace: Workspace) -> Sequence[Checkpoint]:
    """Return what the bucket of the snapshots says that the ledger was; raises StoreError where it cannot be asked."""
    witness = workspace.witness
    if witness is None:
        return ()
    first = workspace.ledger.first()
    if not first and (others := witness.count()):
        message(f"this ledger is empty, and {workspace.bucket} has checkpoints of {counted(others, 'ledger')}")
    return witness.list(first)


_Kept = tuple[Checkpoint, list[tuple[int, LedgerEntry]]]


def _kept(path: Path) -> _Kept:
    """Return the checkpoint in a file, or in a bundle with the entry that followed on it, and its position.

    Raises ConfigError for any other file.
    """
    try:
        data = read_file(path, MAX_TOTAL)
        found = _in_bundle(data) if data.startswith(b"PK") else (Checkpoint.parse(data, name=path.name), [])
    except (OSError, InputError, JsonError, KeyError):
        found = None
    if found is None:
        raise ConfigError(
            f"--checkpoint: {path.name} is no checkpoint and no signed bundle",
            hint="make one with: driftgate runs checkpoint > FILE",
        )
    return found


def _in_bundle(data: bytes) -> _Kept | None:
    """Return what a bundle says of the ledger before and of its own entry; raises InputError, JsonError, KeyError."""
    archive = Archive(data)
    envelope = open_envelope(archive.read(STATEMENT), name=STATEMENT)
    before = ledger_before(parse_json(envelope.payload, name=STATEMENT))
    return None if before is None else (before, [(before.size + 1, read_entry(archive.read(ENTRY)))])


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    time = f"{entry.as_of:%Y-%m-%dT%H:%M:%SZ}{' (named)' if entry.time_given else ''}"
    cells = (entry.run_id, time, entry.decision, entry.command, entry.environment, entry.subject)
    return tuple(map(terminal, cells))
