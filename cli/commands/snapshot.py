"""`driftgate snapshot`: take, list, show and compare what was read."""

from __future__ import annotations

import json
from collections import Counter

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.drift import plan
from cli.deciding import decide_and_tell
from cli.material import SnapshotTaker, snapshot_id
from cli.options import CommonOptions, OutputFormat, common_options
from cli.sources import looks_like_source, parse_source
from cli.terminal import result
from engine.codec import to_builtins, to_document
from engine.model.snapshot import Side, Snapshot
from engine.pipeline import Material
from engine.report.escape import terminal


@click.group("snapshot", short_help="Take, list, show and compare snapshots.")
def command() -> None:
    """Take, list, show and compare snapshots."""


@command.command("take", short_help="Read an environment or a source and store what was read.")
@click.argument("what", metavar="ENV|SOURCE")
@common_options
def take(common: CommonOptions, what: str) -> int:
    """Read both sides of an environment, or one source, and store the snapshots.

    The exit code is 3 when something could not be read.
    """
    project = load_project(common, needed=not looks_like_source(what))
    taker = SnapshotTaker(common, project.workspace)
    if looks_like_source(what):
        taken = [taker.take([parse_source(what)], environment="-")]
    else:
        environment = project.environment(what)
        taken = [
            taker.take(sources, environment=what, side=side)
            for side, sources in ((Side.DESIRED, environment.desired), (Side.OBSERVED, environment.observed))
            if sources
        ]
    rows = [(snapshot_id(snapshot), snapshot) for snapshot in taken]
    _tell(common, rows)
    incomplete = not taken or any(snapshot.gaps or not snapshot.complete for snapshot in taken)
    return 3 if incomplete else 0


@command.command("list", short_help="List the stored snapshots, oldest first.")
@common_options
def list_snapshots(common: CommonOptions) -> int:
    """List the stored snapshots, oldest first."""
    _tell(common, list(load_project(common, needed=False).workspace.store.list()))
    return 0


@command.command("show", short_help="Print a stored snapshot.")
@click.argument("snapshot", metavar="ID")
@common_options
def show(common: CommonOptions, snapshot: str) -> int:
    """Print what a stored snapshot holds: a summary, or everything with --format json."""
    found = load_project(common, needed=False).workspace.store.get(snapshot)
    if common.format is OutputFormat.JSON:
        result(json.dumps(to_document(found), indent=2))
    else:
        result("\n".join(_summary(found)))
    return 0


@command.command("diff", short_help="Compare two stored snapshots.")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@common_options
def diff(common: CommonOptions, before: str, after: str) -> int:
    """Compare two stored snapshots of the same estate over time."""
    project = load_project(common, needed=False)
    material = Material(desired=project.workspace.stored(before), observed=project.workspace.stored(after))
    return decide_and_tell(common, project.workspace, plan(common, project, "-"), material)


@command.command("rotate-key", short_help="Hide secrets under a new key from now on.")
@common_options
def rotate_key(common: CommonOptions) -> int:
    """Make a new redaction key, for example because the old one may be known to others.

    The next snapshots note each secret's fingerprint under both keys, so that older ones stay comparable.
    """
    before, now = load_project(common, needed=False).workspace.keys.rotate()
    if common.format is OutputFormat.JSON:
        result(json.dumps({"schema_version": "driftgate/key/1", "before": before, "now": now}))
    else:
        result(f"the redaction key is now {now}, before {before}\nNext  driftgate snapshot take ENV")
    return 0


def _tell(common: CommonOptions, rows: list[tuple[str, Snapshot]]) -> None:
    if common.format is OutputFormat.JSON:
        documents = [
            {
                "id": name,
                "environment": snapshot.environment,
                "side": str(snapshot.side),
                "taken_at": to_builtins(snapshot.taken_at),
                "sources": [str(origin.source) for origin in snapshot.origins],
                "resources": len(snapshot.resources),
                "gaps": [to_builtins(gap) for gap in snapshot.gaps],
                "complete": snapshot.complete,
            }
            for name, snapshot in rows
        ]
        result(json.dumps({"schema_version": "driftgate/snapshots/1", "snapshots": documents}, indent=2))
        return
    lines = [
        f"{name.removeprefix('sha256:')[:12]}  {snapshot.taken_at:%Y-%m-%dT%H:%M:%SZ}  {snapshot.side:<8}  "
        f"{len(snapshot.resources):>6} resources  {len(snapshot.gaps):>3} gaps  "
        f"{terminal(', '.join(str(origin.source) for origin in snapshot.origins))}"
        for name, snapshot in rows
    ]
    for _, snapshot in rows[:1] if len(rows) == 1 else []:
        lines += [f"  {gap.reason} {gap.operation}: {terminal(gap.detail)}" for gap in snapshot.gaps]
    result("\n".join(lines) if lines else "no snapshots yet\nNext  driftgate snapshot take tfstate:FILE")


def _summary(snapshot: Snapshot) -> list[str]:
    counts = Counter(resource.type for resource in snapshot.resources)
    return [
        f"{snapshot_id(snapshot).removeprefix('sha256:')}",
        f"environment {terminal(snapshot.environment)}, {snapshot.side}, taken {snapshot.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"source {terminal(str(origin.source))} {origin.digest}" for origin in snapshot.origins),
        *(f"{count:>6} {terminal(name)}" for name, count in sorted(counts.items())),
        *(f"gap {gap.reason} {gap.operation}: {terminal(gap.detail)}" for gap in snapshot.gaps),
        f"{len(snapshot.resources)} resources, {len(snapshot.gaps)} gaps",
    ]
