"""`driftgate config`: show and check the configuration."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.foreseen import foresee, missing_sources, needs_checkov
from cli.commands.options import ConfigOptions, DataFormat, ShowOptions, options
from cli.terminal.output import counted, result_as_json, result_in_lines, shown
from cli.wiring.clock import SystemClock
from cli.wiring.policies import check_policies, told_policies
from cli.wiring.tools import has_checkov
from engine.gates.table import POLICY
from engine.model.waiver import Waiver
from engine.text import terminal
from engine.verdict.exit_codes import ExitCode


@click.group("config", short_help="Show and check the configuration.")
def command() -> None:
    """Show and check the configuration."""


@command.command("check", short_help="Check the configuration and the waiver file.")
@options(ConfigOptions)
def check(common: ConfigOptions) -> int:
    """Check the configuration and the waiver file, offline; every problem is named with file, line and column.

    Files are looked for, and only the one of expected tests is read: exit code 3 when one is missing that a gate needs.
    What will be inconclusive, that no gate is asked for and that an adoption is over is told. Accounts, remote states
    and keys are not looked at: `driftgate doctor` does.
    """
    project = load_project(common, needed=True, waivers=False)
    now = SystemClock().now()
    project.check_adoption(now)
    project.check_unjudged(now)
    if project.loaded is not None:
        policy = project.loaded.configuration.gates.told(POLICY)
        own = project.own_policies()
        skip = policy.skip if policy is not None else ()
        places = [project.loaded.document.where(("gates", "policy", "skip", index)) for index in range(len(skip))]
        check_policies(skip, places, own=own)
        modes = policy.modes if policy is not None else ()
        places = [project.loaded.document.where(("gates", "policy", "modes", index)) for index in range(len(modes))]
        check_policies([one.policy for one in modes], places, key="modes", own=own, scans=project.has_scans)
        if policy is not None:
            document = project.loaded.document
            told_policies(policy.params, lambda path: f"{document.where(('gates', 'policy', 'params', *path))}: ", own)
        waivers: tuple[Waiver, ...] = ()
        if project.loaded.configuration.waivers is not None:
            from cli.config.waivers import load_waivers  # noqa: PLC0415 - pydantic only where there are some

            path = project.loaded.base / project.loaded.configuration.waivers
            waivers = load_waivers(path, project.loaded.configuration.environments, base=project.loaded.base)
        environments = len(project.loaded.configuration.environments)
        gates = len(project.asked(None))
        counts = (counted(environments, "environment"), counted(gates, "gate"), counted(len(waivers), "waiver"))
        lacking = missing_results(project)
        lacking += [*missing_sources(project), *(str(entry) for entry in foresee(project) if entry.is_certain)]
        for line in lacking:
            shown(f"no  {terminal(line)}")
        if lacking:
            return int(ExitCode.INCONCLUSIVE)
        shown(f"ok  {project.loaded.path.name}: {', '.join(counts)}")
        for line in remarks(project, now):
            shown(f"note  {terminal(line)}")
    return 0


def remarks(project: Project, now: datetime) -> Iterator[str]:
    """Yield what is no mistake in a configuration and is worth knowing, a line each, with its place."""
    if project.loaded is None:
        return
    adopt = project.loaded.configuration.subject.adopt
    if adopt is not None and adopt.until <= now:
        place = project.loaded.document.where(("subject", "adopt", "until"))
        yield f"{place}: subject.adopt.until: it is over, so results that name no subject prove nothing"
    if not project.asked(None):  # drift, parity and policy check need none
        place = project.loaded.document.where(("gates",))
        yield f"{place}: gates: no gate is asked for, so driftgate gate has nothing to decide"
    if needs_checkov(project) and not has_checkov():
        place = project.loaded.document.where(("gates", "policy", "checkov"))
        yield f"{place}: gates.policy.checkov: Checkov is not installed; type driftgate tools install"
    yield from (str(entry) for entry in foresee(project) if not entry.is_certain)


def missing_results(project: Project) -> list[str]:
    """Return what is missing of the files that the gates of the configuration read, a line each, with its place."""
    if project.loaded is None:
        return []
    from cli.terminal.quoted import told_text  # noqa: PLC0415 - as above
    from cli.wiring.results import document_problem, find_files  # noqa: PLC0415 - the readers only where somebody looks for results

    lines = []
    for asked in project.asked(None):
        for key in ("results", "baseline") if asked.gate.needs else ():
            for entry in project.loaded.configuration.gates.results(asked.gate, key):
                place = project.loaded.document.where(("gates", asked.gate.name, key, entry.index))
                lines += [
                    f"{place}: {told_text(gap.source)}: {gap.detail}"
                    for gap in find_files(project.loaded.base, entry).lacking
                ]
        for key, name in asked.settings.documents.items():
            place = project.loaded.document.where(("gates", asked.gate.name, key))
            if problem := document_problem(project.loaded.base, name, asked):
                lines.append(f"{place}: gates.{asked.gate.name}.{key}: {problem}")
    return lines


@command.command("show", short_help="Print the configuration as it is understood.")
@click.option("--origin", is_flag=True, help="Say for every value where it comes from.")
@options(ShowOptions)
def show(common: ShowOptions, origin: bool) -> int:
    """Print every value of the configuration, with the defaults filled in."""
    project = load_project(common, needed=True)
    if project.loaded is None:
        return 0
    from snapshots.redaction.redact import Redactor  # noqa: PLC0415 - only where it is shown

    redactor = Redactor(secrets.token_bytes(32), "told")  # which secret it was counts for nothing
    document = redactor.value(project.loaded.configuration.model_dump(mode="json", by_alias=True))
    rows = list(_rows(document, ()))
    if common.format is DataFormat.JSON:
        result_as_json({"schema_version": "driftgate/config/1", "config": document})
        return 0
    given = project.loaded.document
    lines = []
    for path, value in rows:
        name = ".".join(map(str, path))
        text = f"{name} = {json.dumps(value)}"
        if origin:
            text += f"  ({given.where(path) if given.has(path) else 'default'})"
        lines.append(terminal(text))
    result_in_lines(*lines)
    return 0


def _rows(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _rows(item, (*path, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _rows(item, (*path, index))
    elif value is not None:
        yield path, value
