"""`driftgate policy coverage`: who judges which types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import rich_click as click

from cli.commands.arguments import Project, load_project, reading, recognised
from cli.commands.options import DataFormat, ReadingOptions, RegoOptions, ShowOptions, options
from cli.config.sources import looks_like_source, parse_source
from cli.init.configuration import quoted
from cli.terminal.fitting import terminal_width, write_table
from cli.terminal.output import counted, result_as_json, result_in_lines
from cli.wiring.policies import judges_of_types
from engine.gates.table import POLICY
from engine.jsontext.codec import to_builtins
from engine.model.snapshot import Side, Snapshot
from engine.policy.judges import Judge, JudgedType
from engine.run.request import TakingPorts, View
from engine.run.take import take as take_view
from engine.text import terminal

_HEAD = ("TYPE", "RESOURCES", "JUDGED BY", "WHY")
_WORDS = {
    Judge.POLICIES: "policies of ours",
    Judge.CHECKOV: "Checkov alone",
    Judge.NOTHING: "nothing to judge",
    Judge.OUTSIDE: "outside",
    Judge.NOBODY: "nobody",
}


@dataclass(frozen=True, kw_only=True)
class CoverageOptions(ShowOptions, ReadingOptions, RegoOptions):
    """The options of `coverage`."""


@click.command("coverage", short_help="Say who judges which resource types.")
@click.argument("target", metavar="[ENV|SOURCE]", required=False, callback=recognised)
@options(CoverageOptions)
def command(common: CoverageOptions, target: str | None) -> int:
    """Say who judges each resource type: policies of ours, Checkov, nobody, or that there is nothing to judge.

    Of an environment or a source it counts the resources of each type that is there; else it lists every type that is
    known. The exit code is 3 when something could not be read.

    \b
        driftgate policy coverage
        driftgate policy coverage prod
        driftgate policy coverage tfstate:prod.tfstate --format json
        driftgate policy coverage prod --rego policies
    """  # noqa: D301 - click wants the control character
    direct = target is None or looks_like_source(target)
    project = load_project(common, needed=not direct, named=target or "", instead="policy coverage tfstate:FILE")
    snapshots = [] if target is None else _read(common, project, target)
    counts = (
        None
        if target is None
        else Counter(item.type for snapshot in snapshots for item in snapshot.resources if item.is_answered_for)
    )
    told = None if project.loaded is None else project.loaded.configuration.gates.told(POLICY)
    rows = judges_of_types(counts, told, project.own_policies(common.rego))
    if common.format is DataFormat.JSON:
        result_as_json(
            {
                "schema_version": "driftgate/policy-coverage/1",
                "counts": {str(judge): _counts(rows, judge) for judge in Judge},
                "types": [to_builtins(row) for row in rows],
            }
        )
    else:
        result_in_lines(*_lines(rows, is_read=target is not None))
    return 3 if any(snapshot.gaps or not snapshot.complete for snapshot in snapshots) else 0


def _read(common: CoverageOptions, project: Project, target: str) -> Sequence[Snapshot]:
    """Return what policies would judge: reality where there is a view of it, else the intent."""
    if looks_like_source(target):
        view = View(sources=(parse_source(target),))
    else:
        environment = project.environment(target)
        view = environment.view(Side.OBSERVED) or environment.needed(Side.DESIRED)
    with reading(common) as how:
        ports = TakingPorts(
            clock=common.clock(),
            sources=how.sources(project.workspace),
            archive=project.workspace.archive,
            progress=how.progress,
        )
        return (take_view(view, ports, earlier=None).snapshot,)


def _counts(rows: Sequence[JudgedType], judge: Judge) -> Mapping[str, int]:
    found = [row for row in rows if row.judge is judge]
    return {"types": len(found), "resources": sum(row.resources for row in found)}


def _lines(rows: Sequence[JudgedType], *, is_read: bool) -> Iterator[str]:
    """Yield the table, what it comes to, and what to do about what nobody judges."""
    head = _HEAD if is_read else (_HEAD[0], *_HEAD[2:])
    cells = [(row.type, *((str(row.resources),) if is_read else ()), _judged_by(row), row.reason) for row in rows]
    yield from write_table(head, [tuple(map(terminal, row)) for row in cells], terminal_width())
    yield ""
    for judge, word in _WORDS.items():
        number = _counts(rows, judge)
        resources = f", {counted(number['resources'], 'resource')}" if is_read else ""
        if number["types"]:
            yield f"{word}: {counted(number['types'], 'type')}{resources}"
    nobody = [row.type for row in rows if row.judge is Judge.NOBODY]
    if any(row.judge is Judge.CHECKOV for row in rows):
        yield "Next  gates.policy.checkov: on  (after: driftgate tools install)"
    if nobody and is_read:
        types = terminal(", ".join(map(quoted, nobody)))
        yield f"Next  gates.policy.unjudged: {{ types: [{types}], owner: NAME, until: DAY }}"
    elif not is_read:
        yield "Next  driftgate policy coverage ENV"


def _judged_by(row: JudgedType) -> str:
    """Return who judges a type: `3 policies, 2 checks of Checkov`."""
    parts = [
        f"{row.policies} polic{'y' if row.policies == 1 else 'ies'}" if row.policies else "",
        f"{counted(row.checks, 'check')} of Checkov" if row.checks else "",
    ]
    return ", ".join(filter(None, parts)) or _WORDS[row.judge]
