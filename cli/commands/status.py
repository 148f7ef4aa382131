"""`driftgate status`: how environments stand by their last nights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.kinds import max_age_of
from cli.commands.option_types import Words
from cli.commands.options import ClockOptions, DataFormat, ShowOptions, options
from cli.terminal.output import counted, result_as_json, shown
from engine.jsontext.codec import to_builtins
from engine.model.moment import write_duration
from engine.report.view.nights import list_standings
from engine.run.status import Watched, find_status
from engine.text import terminal
from engine.verdict import exit_codes
from engine.verdict.nightly import DRIFT, GATE, EnvironmentStatus, Schedule, Status


@dataclass(frozen=True, kw_only=True)
class StatusOptions(ShowOptions, ClockOptions):
    """The options of this verb."""


@click.command("status", short_help="Say how environments stand, and whether the nights still come.")
@click.argument("environment", metavar="[ENV]", required=False)
@click.option("--max-age", metavar="DURATION", help="How old the newest run may be (default: nightly.max-age, or 26h).")
@click.option(
    "--command", "counts", type=Words((GATE, DRIFT)), help="The verb that counts (default: gate if there has been one)."
)
@options(StatusOptions)
def command(common: StatusOptions, environment: str | None, max_age: str | None, counts: str | None) -> int:
    """Say how an environment stands by its newest run, without looking at anything else; without ENV, how all do.

    A run that is missing or too old proves nothing: INCONCLUSIVE, exit code 3. Else the decision of the newest run
    counts, and the worst of all environments. Runs with --as-of do not count.

    \b
        driftgate status --max-age 26h
    """  # noqa: D301 - click wants the control character
    # Waivers are those of the runs: a broken waiver file does not keep anybody from seeing that a night is missing.
    project = load_project(common, needed=True, named=environment or "", waivers=False)
    status = find_status(
        project.workspace.ledger, _watched(project, environment, max_age, counts), common.clock().now()
    )
    if common.format is DataFormat.JSON:
        result_as_json(_document(status))
    else:
        shown(*list_standings(status), *_last_lines(status))
    return exit_codes.of(status.decision)


def _watched(project: Project, environment: str | None, max_age: str | None, counts: str | None) -> list[Watched]:
    """Return what is asked for; raises ConfigError for an unknown environment and for an age that is none."""
    if environment is not None:
        project.environment(environment)
    names = [environment] if environment is not None else list(project.environments)
    schedule, limit = project.schedule, max_age_of(max_age)
    told = schedule or Schedule.of()
    return [
        Watched(
            environment=name,
            schedule=replace(told, command=counts or told.command),
            declared=schedule is not None and project.is_nightly(name),
            max_age=limit,
            # Who names an environment asks for it, whatever is scheduled.
            scheduled=environment is not None or project.is_nightly(name),
        )
        for name in names
    ]


def _last_lines(status: Status) -> list[str]:
    wrong = [row for row in status.environments if row.scheduled and row.fix]
    left = len(status.environments) - sum(row.scheduled for row in status.environments)
    told = [counted(len(status.environments), "environment"), f"{left} not scheduled" if left else ""]
    lines = [f"{status.decision}  {', '.join(filter(None, [*told, f'{len(wrong)} to look at']))}"]
    if wrong:
        worst = next((row for row in wrong if row.counts_as == status.decision), wrong[0])
        lines.append(f"Next  {terminal(worst.fix)}")
    return lines


def _document(status: Status) -> dict[str, Any]:
    return {
        "schema_version": "driftgate/status/1",
        "as_of": to_builtins(status.as_of),
        "decision": status.decision,
        "exit_code": int(exit_codes.of(status.decision)),
        "environments": [_row(row) for row in status.environments],
    }


def _row(row: EnvironmentStatus) -> dict[str, Any]:
    every = None if row.every is None else write_duration(row.every)
    return {**to_builtins(row), "max_age": write_duration(row.max_age), "every": every}
