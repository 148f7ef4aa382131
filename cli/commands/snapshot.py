"""`driftgate snapshot`: take, list, show and compare what was read."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import rich_click as click

from cli.commands import fingerprint
from cli.commands.arguments import Project, load_project, reading, recognised
from cli.commands.deciding import run_and_tell
from cli.commands.drift import request_drift
from cli.commands.options import (
    ClockOptions,
    DataFormat,
    DataOptions,
    DecidingOptions,
    ReadingOptions,
    ShowOptions,
    options,
)
from cli.config.sources import looks_like_source, parse_source
from cli.terminal.fitting import terminal_width, write_table
from cli.terminal.output import counted, message, result, result_as_json, result_in_lines, shown
from engine.errors import ConfigError
from engine.jsontext.codec import to_builtins, to_document
from engine.model.moment import parse_duration
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.model.subject import NOBODY
from engine.ports import StoredSnapshot
from engine.run.request import TakingPorts, View
from engine.run.take import snapshot_id
from engine.run.take import take as take_view
from engine.text import json_text, terminal
from snapshots.store.objects import head_of

_HEAD = ("ID", "TAKEN", "SIDE", "RESOURCES", "GAPS", "SOURCES")


@dataclass(frozen=True, kw_only=True)
class TakeOptions(ShowOptions, ReadingOptions):
    """The options of `take`."""


@dataclass(frozen=True, kw_only=True)
class PruneOptions(ShowOptions, ClockOptions):
    """The options of `prune`."""


@click.group("snapshot", short_help="Take, list, show, compare and prune snapshots.")
def command() -> None:
    """Take, list, show, compare and prune snapshots."""


command.add_command(fingerprint.command)


@command.command("take", short_help="Read an environment or a source and store what was read.")
@click.argument("what", metavar="ENV|SOURCE", callback=recognised)
@click.option("--resume", metavar="ID", help="An interrupted snapshot of the same accounts: read only what it lacks.")
@options(TakeOptions)
def take(common: TakeOptions, what: str, resume: str | None) -> int:
    """Read both sides of an environment, or one source, and store the snapshots.

    Ctrl-C stores what was read so far, marked incomplete. The exit code is 3 when something could not be read.
    """
    named = not looks_like_source(what)
    project = load_project(common, needed=named, named=what, instead="snapshot take tfstate:FILE")
    earlier = _resumable(project, resume, what) if resume is not None else None
    if named:
        environment = project.environment(what)
        sides = ((Side.DESIRED, environment.desired), (Side.OBSERVED, environment.observed))
        views = [View(sources=sources, environment=what, side=side) for side, sources in sides if sources]
    else:
        views = [View(sources=(parse_source(what),))]
    with reading(common) as how:
        ports = TakingPorts(
            clock=common.clock(),
            sources=how.sources(project.workspace),
            archive=project.workspace.archive,
            progress=how.progress,
        )
        done = [take_view(view, ports, earlier=earlier) for view in views]
    taken = [one.snapshot for one in done]
    _tell(common, [head_of(snapshot_id(snapshot)[7:], snapshot) for snapshot in taken])
    for step in (step for one in done for step in one.resume):
        message(f"Next  {step.command}")
    incomplete = not taken or any(snapshot.gaps or not snapshot.complete for snapshot in taken)
    return 3 if incomplete else 0


@command.command("list", short_help="List the stored snapshots, oldest first.")
@options(ShowOptions)
def list_snapshots(common: ShowOptions) -> int:
    """List the stored snapshots, oldest first."""
    _tell(common, load_project(common, needed=False).workspace.store.list())
    return 0


@command.command("prune", short_help="Remove snapshots that are too old.")
@click.option("--keep", metavar="DURATION", help="What is younger stays, for example 90d (default: snapshots.keep).")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--yes", is_flag=True, help="Do not ask. Without a terminal nobody is asked.")
@options(PruneOptions)
def prune(common: PruneOptions, keep: str | None, dry_run: bool, yes: bool) -> int:
    """Remove snapshots older than a duration; the newest of each side of each environment always stays.

    On a terminal it shows what it would remove, and asks.

    Runs keep the snapshots that they rest on in the ledger, so no verdict loses anything.
    """
    project = load_project(common, needed=False)
    configured = project.loaded.configuration.snapshots.keep if project.loaded is not None else None
    try:
        age = parse_duration(keep) if keep is not None else configured
    except ValueError as error:
        raise ConfigError(f"--keep: {error}", hint="write for example --keep 90d") from error
    if age is None:
        raise ConfigError("nothing says how long snapshots stay", hint="give --keep 90d, or snapshots.keep")
    store = project.workspace.store
    newest = {(entry.environment, entry.side): entry.id for entry in store.list()}
    old = [
        entry
        for entry in store.list()
        # One that cannot be read may be of another version, which can.
        if entry.taken_at < common.clock().now() - age and entry.id not in newest.values() and not entry.problem
    ]
    if old and not dry_run and not yes and sys.stdin.isatty():
        _tell(common, old)
        if not click.confirm(f"remove {counted(len(old), 'snapshot')}?", err=True):
            message("removed nothing")
            return 0
    if not dry_run:
        for entry in old:
            store.remove(entry.id)
    _tell(common, old, empty=f"no snapshot is older than {keep or 'snapshots.keep'} and replaced by a newer one")
    if old:
        message(f"{'would remove' if dry_run else 'removed'} {counted(len(old), 'snapshot')}")
    return 0


@command.command("show", short_help="Print a stored snapshot.")
@click.argument("snapshot", metavar="ID")
@options(ShowOptions)
def show(common: ShowOptions, snapshot: str) -> int:
    """Print what a stored snapshot holds: a summary, or everything with --format json.

    ID is that of `snapshot list`, an unambiguous beginning of it, or `latest`.
    """
    found = load_project(common, needed=False).workspace.store.get(snapshot)
    if common.format is DataFormat.JSON:
        result_as_json(to_document(found))
    else:
        shown(*_summary(found))
    return 0


@command.command("diff", short_help="Compare two stored snapshots.")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@options(DecidingOptions)
def diff(common: DecidingOptions, before: str, after: str) -> int:
    """Compare two stored snapshots of the same estate over time, each by its id, a beginning of it, or `latest`."""
    project = load_project(common, needed=False)
    views = [View(sources=(SourceRef(kind=SourceKind.SNAPSHOT, location=name),)) for name in (before, after)]
    request = request_drift(common, project, NOBODY, desired=views[0], observed=views[1])
    return run_and_tell(common, project.workspace, request)


@command.command("rotate-key", short_help="Hide secrets under a new key from now on.")
@options(ShowOptions)
def rotate_key(common: ShowOptions) -> int:
    """Make a new redaction key, for example because the old one may be known to others.

    The next snapshots note each secret's fingerprint under both keys, so that older ones stay comparable.
    """
    before, now = load_project(common, needed=False).workspace.keys.rotate()
    if common.format is DataFormat.JSON:
        result(json_text(json.dumps({"schema_version": "driftgate/key/1", "before": before, "now": now}) + "\n"))
    else:
        result_in_lines(f"the redaction key is now {now}, before {before}", "Next  driftgate snapshot take ENV")
    return 0


def _resumable(project: Project, resume: str, what: str) -> Snapshot:
    """Return the snapshot that is resumed, its secrets under today's key; raises ConfigError where they cannot be."""
    earlier = project.workspace.keys.rekeyed(project.workspace.store.get(resume))
    if earlier.epoch != project.workspace.redactor.epoch:
        raise ConfigError(
            f"snapshot {resume} was redacted under another key: its secrets cannot stand beside today's",
            hint=f"take it anew: driftgate snapshot take {what}",
        )
    return earlier


def _tell(common: DataOptions, rows: Sequence[StoredSnapshot], *, empty: str = "") -> None:
    if common.format is DataFormat.JSON:
        documents = [to_builtins(row) for row in rows]
        result_as_json({"schema_version": "driftgate/snapshots/1", "snapshots": documents})
        return
    lines = write_table(_HEAD, [_row(row) for row in rows], terminal_width()) if rows else []
    for row in rows if len(rows) == 1 else ():
        lines += [f"  {gap.reason} {gap.operation}: {terminal(gap.detail)}" for gap in row.gaps]
    none = (empty,) if empty else ("no snapshots yet", "Next  driftgate snapshot take tfstate:FILE")
    shown(*(lines or none))


def _row(row: StoredSnapshot) -> tuple[str, ...]:
    if row.problem:
        return (row.id.removeprefix("sha256:")[:12], "-", "-", f"{'-':>9}", f"{'-':>4}", terminal(row.problem))
    return (
        row.id.removeprefix("sha256:")[:12],
        f"{row.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        str(row.side),
        f"{row.resources:>9}",
        f"{len(row.gaps):>4}",
        terminal(", ".join(row.sources)) + ("" if row.complete else "  (incomplete)"),
    )


def _summary(snapshot: Snapshot) -> list[str]:
    counts = Counter(resource.type for resource in snapshot.resources)
    return [
        f"{snapshot_id(snapshot).removeprefix('sha256:')}",
        f"environment {terminal(snapshot.environment)}, {snapshot.side}, taken {snapshot.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"source {terminal(str(origin.source))} {origin.digest}" for origin in snapshot.origins),
        *(f"{count:>6} {terminal(name)}" for name, count in sorted(counts.items())),
        *(f"gap {gap.reason} {gap.operation}: {terminal(gap.detail)}" for gap in snapshot.gaps),
        f"{counted(len(snapshot.resources), 'resource')}, {counted(len(snapshot.gaps), 'gap')}",
    ]
