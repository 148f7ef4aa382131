"""`driftgate waivers`: what is waived, until when, and whether it still is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.options import ClockOptions, DataFormat, ShowOptions, options
from cli.terminal.fitting import terminal_width, write_table
from cli.terminal.output import counted, result_as_json, shown
from engine.acceptance.waivers import apply_waivers
from engine.choice import choose
from engine.jsontext.codec import to_builtins
from engine.model.outcome import Finding
from engine.model.waiver import AppliedWaiver, WaiverState
from engine.run.history import newest_runs
from engine.text import terminal

_MEANS = {
    WaiverState.EXPIRED: "its end has passed; what it covered counts again",
    WaiverState.SELF_APPROVED: "owner and approver are one person; somebody else has to approve it",
    WaiverState.OVER_BROAD: "it covers more findings than a waiver may; waive them one by one",
    WaiverState.TOO_LONG: "it would hold longer than a waiver may live",
    WaiverState.UNMATCHED: "nothing that the newest runs found is covered by it; remove it, or run the command again",
    WaiverState.VALUE_MOVED: "what was found is no longer what was waived; look at it again",
}


@dataclass(frozen=True, kw_only=True)
class WaiversOptions(ShowOptions, ClockOptions):
    """The options of these verbs."""


@click.group("waivers", short_help="Say what is waived and until when.")
def command() -> None:
    """Say what is waived and until when, by the newest run of each command about each environment."""


@command.command("list", short_help="List the waivers with what each of them covers.")
@click.argument("waiver", metavar="[ID]", required=False)
@options(WaiversOptions)
def list_(common: WaiversOptions, waiver: str | None) -> int:
    """List the waivers of the waiver file with their states, or the one of ID; the one that ends first comes first."""
    found = _applied(common)
    if waiver is not None:
        known = [entry.waiver.id for entry in found]
        name = choose(waiver, known, noun="waiver", see="driftgate waivers list")
        found = [entry for entry in found if entry.waiver.id == name]
    _show(common, found)
    return 0


@command.command("check", short_help="Fail when a waiver is none.")
@options(WaiversOptions)
def check(common: WaiversOptions) -> int:
    """List the waivers that are none (expired, over-broad, covering nothing); the exit code is 1 if there is any."""
    bad = [entry for entry in _applied(common) if entry.state is not WaiverState.VALID]
    _show(common, bad)
    return 1 if bad else 0


def _applied(common: WaiversOptions) -> list[AppliedWaiver]:
    project = load_project(common, needed=True)
    project.waiver_path()
    now = common.clock().now()
    found = [
        entry
        for name in sorted({waiver.environment for waiver in project.waivers})
        for entry in _of(project, name, now)
    ]
    return sorted(found, key=lambda entry: (entry.waiver.expires, entry.waiver.id))


def _of(project: Project, environment: str, now: datetime) -> Iterator[AppliedWaiver]:
    # What one command looks at another does not: a waiver of drift covers nothing in a run of parity. A gate that
    # several of them judge counts as the newest of them has it.
    judged: dict[str, tuple[Finding, ...]] = {}
    for run in newest_runs(project.workspace.ledger, environment):
        for gate in run.verdict.gates:
            judged.setdefault(gate.gate, gate.findings)
    findings = tuple(finding for found in judged.values() for finding in found)
    yield from apply_waivers(project.waivers, findings, environment=environment, rules=project.rules, now=now)


def _show(common: WaiversOptions, entries: list[AppliedWaiver]) -> None:
    if common.format is DataFormat.JSON:
        rows = [
            {**to_builtins(entry.waiver), "state": entry.state, "findings": list(entry.findings)} for entry in entries
        ]
        result_as_json({"schema_version": "driftgate/waivers/1", "waivers": rows})
        return
    head = ("ID", "STATE", "UNTIL", "ENVIRONMENT", "COVERS", "OWNER", "WAIVES")
    lines = write_table(head, [_row(entry) for entry in entries], terminal_width())
    told = sorted({entry.state for entry in entries} - {WaiverState.VALID})
    lines += [f"{state.replace('_', ' ')}: {_MEANS[state]}" for state in told]
    shown(*(lines if entries else ("no waivers to tell of",)))


def _row(entry: AppliedWaiver) -> tuple[str, ...]:
    waiver = entry.waiver
    cells = (
        waiver.id,
        entry.state.replace("_", " "),
        f"{waiver.expires:%Y-%m-%d}",
        waiver.environment,
        counted(len(entry.findings), "finding"),
        waiver.owner,
        waiver.fingerprint[:12] or f"{waiver.rule} {waiver.address}",
    )
    return tuple(map(terminal, cells))
