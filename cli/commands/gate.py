"""`driftgate gate`: everything into one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import rich_click as click

from cli.commands.arguments import Project, load_project, no_configuration, reading
from cli.commands.deciding import run_and_tell
from cli.commands.given_results import result_option, result_reader, scans_left_out
from cli.commands.options import DriftOptions, GateOptions, options
from cli.commands.since import change_view, find_new_roots, hold_against, since_option
from cli.commands.subjects import judged_subject, subject_option
from cli.wiring.events import event_sources
from cli.wiring.policies import policy_evaluators
from cli.wiring.results import Given, result_files
from engine.errors import ConfigError
from engine.gates.gate import Asked
from engine.gates.parity.settings import ParitySettings
from engine.gates.policy.settings import PolicySettings
from engine.gates.table import DRIFT, PARITY, POLICY
from engine.model.snapshot import Side
from engine.model.subject import Subject
from engine.ports import PolicyEvaluator
from engine.run.request import View
from snapshots.measurements.registry import BY_KIND


@click.command("gate", short_help="Combine everything into one verdict.")
@click.argument("environment", metavar="ENV")
@result_option(BY_KIND, "k6=summary.json")
@click.option(
    "--only-results", is_flag=True, help="Judge the files of --result instead of the configured ones of their kinds."
)
@subject_option
@since_option
@click.option(
    "--plan",
    "plans",
    type=click.Path(path_type=Path),
    multiple=True,
    help="With --since, the output of `terraform show -json PLANFILE`: what the change makes; may be repeated.",
)
@click.option(
    "--code",
    "folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="With --plan, the folder that was planned: findings get file and line; may be repeated.",
)
@options(GateOptions)
def command(
    common: GateOptions,
    environment: str,
    results: tuple[tuple[str, Path], ...],
    only_results: bool,
    subject: tuple[tuple[str, str], ...],
    since: str | None,
    plans: tuple[Path, ...],
    folders: tuple[Path, ...],
) -> int:
    """Run every configured gate on an environment and decide.

    \b
        driftgate gate prod
        driftgate gate prod --result k6=summary.json --result junit=tests.xml
        driftgate gate prod --report html=report.html --report junit=gate.xml
        driftgate gate prod --since origin/main --plan plan.json --code infra

    With --since the gates that judge what is intended are asked, policy and parity, and only what the change brings
    gates. Results, drift and recovery are those of an environment: a gate without --since asks for them.
    """  # noqa: D301 - click wants the control character
    project = load_project(common, needed=True)
    if only_results and not results:
        raise ConfigError("--only-results: no --result is given", hint="name the files: --result KIND=PATH")
    project.check_adoption(common.clock().now())
    project.check_unjudged(common.clock().now())
    if since is not None:
        if results or common.events:
            raise ConfigError("--since: a change is judged without results and events", hint="leave them out")
        if len(folders) > len(plans):
            raise ConfigError("--code: there are more folders than plans", hint="give the plan of each: --plan FILE")
        return _judge_change(common, project, environment, since, plans, folders)
    if plans or folders:
        option = "--plan" if plans else "--code"
        raise ConfigError(f"{option}: it is what a change makes", hint="name what it starts from: --since origin/main")
    about, unnamed = judged_subject(project, environment, subject)
    return run_gates(common, project, about, Given(files=results, only=only_results), unnamed=unnamed, rego=common.rego)


def run_gates(
    common: DriftOptions,
    project: Project,
    subject: Subject,
    given: Given,
    *,
    unnamed: str = "",
    rego: Sequence[Path] = (),
) -> int:
    """Run every gate that the configuration asks for and return the exit code.

    `subject` names the environment, and `unnamed` says why it names no release, as far as that is known. `rego` are
    places of people's own Rego beside the configured ones.
    """
    loaded, environment = project.loaded, subject.environment
    if loaded is None:
        raise no_configuration()
    sources = project.environment(environment)
    asked = project.asked(common.fail_on)
    if not asked:
        raise ConfigError(f"{loaded.path.name}: gates: no gate is configured", hint="add for example gates.drift")
    wanted = {entry.gate.name: entry for entry in asked}
    if rego and POLICY.name not in wanted:
        raise ConfigError("--rego: the gate policy is not configured", hint="add gates.policy to the configuration")
    files = result_files(loaded.base, loaded.configuration.gates, project.workspace.redactor.text, given)
    scans = project.has_scans or (POLICY.name in files and bool(files[POLICY.name].results))
    judges = _judges(project, wanted[POLICY.name], rego, common, scans=scans) if POLICY.name in wanted else []
    if common.events and DRIFT.name not in wanted:
        raise ConfigError("--events: the gate drift is not configured", hint="add gates.drift to the configuration")
    how = reading(common)
    events = event_sources(common.events, project.workspace, sources.events, how) if DRIFT.name in wanted else []
    reference = _reference(project, environment, wanted.get(PARITY.name))
    request = project.request(
        "gate",
        environment,
        # An environment cannot be compared with itself: parity is asked of the others.
        tuple(entry for entry in asked if entry.gate is not PARITY or reference is not None),
        desired=sources.view(Side.DESIRED),
        observed=sources.view(Side.OBSERVED),
        reference=reference,
        subject=subject,
        unnamed=unnamed,
        results=files,
        baseline=project.baseline(environment),
        whole=True,
        report_only=common.report_only,
    )
    reader = result_reader(project)
    return run_and_tell(
        common, project.workspace, request, reading=how, evaluators=judges, events=events, results=reader
    )


def _judges(
    project: Project, asked: Asked, rego: Sequence[Path], common: DriftOptions, *, scans: bool
) -> list[PolicyEvaluator]:
    """Return what judges by policies; `scans` tells that rules of other scanners are judged as well."""
    return policy_evaluators(asked, project.workspace, project.base, rego, offline=common.offline, scans=scans)


def _judge_change(
    common: GateOptions,
    project: Project,
    environment: str,
    since: str,
    plans: Sequence[Path],
    folders: Sequence[Path],
) -> int:
    """Ask the gates that judge what is intended of what a change makes, and return the exit code."""
    asked = {entry.gate.name: entry for entry in project.asked(common.fail_on) if entry.gate in {PARITY, POLICY}}
    policy = asked.get(POLICY.name) or project.alone(POLICY, PolicySettings(), fail_on=common.fail_on)
    reference = _reference(project, environment, asked.get(PARITY.name))
    gates = (policy,) if reference is None else (asked[PARITY.name], policy)
    desired = change_view(project.environment(environment), plans, project.workspace.base, folders=folders)
    held = hold_against(project.workspace, since, (desired, reference))
    held = replace(held, at_base=replace(held.at_base, new_roots=find_new_roots(project, held.commit, folders)))
    about, unnamed = judged_subject(project, environment, ())
    request = project.request(
        "gate --since",
        environment,
        gates,
        desired=desired,
        reference=reference,
        subject=about,
        unnamed=unnamed,
        baseline=project.baseline(environment),
        results=scans_left_out(project),
        report_only=common.report_only,
    )
    how, judges = reading(common), _judges(project, policy, common.rego, common, scans=project.has_scans)
    return run_and_tell(common, project.workspace, request, reading=how, evaluators=judges, held=held)


def _reference(project: Project, environment: str, asked: Asked | None) -> View | None:
    """Return the view of the environment that parity compares with; none where it is the same, or not asked for."""
    settings = None if asked is None else asked.settings
    if not isinstance(settings, ParitySettings) or settings.against == environment:
        return None
    return replace(project.environment(settings.against).needed(Side.DESIRED), side=Side.DESIRED)
