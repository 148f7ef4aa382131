"""`driftgate drift`: intent against reality."""

from __future__ import annotations

from dataclasses import replace

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.deciding import decide_and_tell
from cli.events import event_sources, with_events
from cli.material import SnapshotTaker
from cli.options import DecidingOptions, DriftOptions, options
from cli.sources import looks_like_source, parse_source, seen_side
from engine.errors import ConfigError
from engine.gates.drift.settings import DriftSettings
from engine.gates.table import DRIFT
from engine.model.snapshot import Side, SourceKind
from engine.pipeline import Material, Plan


@click.command("drift", short_help="Compare intent with reality.")
@click.argument("desired", metavar="ENV|DESIRED")
@click.argument("observed", required=False)
@options(DriftOptions)
def command(common: DriftOptions, desired: str, observed: str | None) -> int:
    """Compare what was intended with what is there.

    Give the name of an environment of the configuration, or two sources: what was intended and what is there.

    \b
        driftgate drift prod
        driftgate drift tfstate:prod.tfstate aws:@eu-west-1
        driftgate drift tfstate:before.tfstate tfstate:after.tfstate
        driftgate drift prod --events cloudtrail/
    """  # noqa: D301 - click wants the control character
    named = observed is None and not looks_like_source(desired)
    instead = "drift tfstate:FILE aws:PROFILE@REGION"
    project = load_project(common, needed=named, named=desired, instead=instead)
    taker = SnapshotTaker(common, project.workspace)
    if observed is None:
        if looks_like_source(desired):
            raise ConfigError("drift needs a second source", hint=f"driftgate drift {desired} aws:PROFILE@REGION")
        environment = project.environment(desired)
        events = event_sources(common, project, environment.events)
        material = Material(
            desired=taker.take(environment.needs("desired"), environment=desired),
            observed=taker.take(
                environment.needs("observed"), environment=desired, side=seen_side(environment.needs("observed")[0])
            ),
        )
        name = desired
    else:
        name = "-"
        _check_not_code_alone(desired)
        events = event_sources(common, project, ())
        material = Material(
            desired=taker.take([parse_source(desired)], environment=name, side=Side.DESIRED),
            observed=taker.take([parse_source(observed)], environment=name, side=seen_side(parse_source(observed))),
        )
    material = replace(material, earlier=taker.past(material.desired))
    material = with_events(common, project, material, events)
    return decide_and_tell(common, project.workspace, plan(common, project, name), material, resume=taker.resume)


def _check_not_code_alone(desired: str) -> None:
    if parse_source(desired).kind is SourceKind.HCL:
        hint = "give both as desired sources of an environment: desired: [{ tfstate: FILE }, { hcl: FOLDER }]"
        raise ConfigError(f"{desired}: code alone has no ids to compare by; it stands beside a state", hint=hint)


def plan(common: DecidingOptions, project: Project, environment: str) -> Plan:
    """Return the plan of a run that decides on drift alone."""
    return Plan(
        command="drift",
        environment=environment,
        gates=(project.alone(DRIFT, DriftSettings(), fail_on=common.fail_on),),
        waivers=project.waivers,
        baseline=project.baseline(environment),
        rules=project.rules,
    )
