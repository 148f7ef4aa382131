"""`driftgate drift`: intent against reality."""

from __future__ import annotations

import rich_click as click

from cli.commands.arguments import Project, load_project, reading, recognised
from cli.commands.deciding import run_and_tell
from cli.commands.options import DecidingOptions, DriftOptions, options
from cli.config.sources import looks_like_source, parse_source, seen_side
from cli.wiring.events import event_sources
from engine.errors import ConfigError
from engine.gates.drift.settings import DriftSettings
from engine.gates.table import DRIFT
from engine.model.snapshot import Side, SourceKind
from engine.model.subject import NOBODY
from engine.run.request import Request, View


@click.command("drift", short_help="Compare intent with reality.")
@click.argument("desired", metavar="ENV|DESIRED", callback=recognised)
@click.argument("observed", required=False, callback=recognised)
@options(DriftOptions)
def command(common: DriftOptions, desired: str, observed: str | None) -> int:
    """Compare what was intended with what is there.

    Give the name of an environment of the configuration, or two sources: what was intended and what is there.

    \b
        driftgate drift prod
        driftgate drift tfstate:prod.tfstate aws:@eu-west-1
        driftgate drift before.tfstate after.tfstate
        driftgate drift doc:k8s/ doc:live.json
        driftgate drift prod --events cloudtrail/
    """  # noqa: D301 - click wants the control character
    named = observed is None and not looks_like_source(desired)
    instead = "drift tfstate:FILE aws:PROFILE@REGION"
    project = load_project(common, needed=named, named=desired, instead=instead)
    how = reading(common)
    if observed is None:
        if looks_like_source(desired):
            raise ConfigError("drift needs a second source", hint=f"driftgate drift {desired} aws:PROFILE@REGION")
        environment = project.environment(desired)
        name, told = desired, environment.events
        views = {"desired": environment.needed(Side.DESIRED), "observed": environment.needed(Side.OBSERVED)}
    else:
        name, told = NOBODY, ()
        _check_not_code_alone(desired)
        views = {
            "desired": View(sources=(parse_source(desired),), side=Side.DESIRED),
            "observed": View(sources=(parse_source(observed),), side=seen_side(parse_source(observed))),
        }
    events = event_sources(common.events, project.workspace, told, how)
    request = request_drift(common, project, name, **views)
    return run_and_tell(common, project.workspace, request, reading=how, events=events)


def _check_not_code_alone(desired: str) -> None:
    if parse_source(desired).kind is SourceKind.HCL:
        hint = "give both as desired sources of an environment: desired: [{ tfstate: FILE }, { hcl: FOLDER }]"
        raise ConfigError(f"{desired}: code alone has no ids to compare by; it stands beside a state", hint=hint)


def request_drift(common: DecidingOptions, project: Project, environment: str, **views: View) -> Request:
    """Return the request of a run that decides on drift alone."""
    return project.request(
        "drift",
        environment,
        (project.alone(DRIFT, DriftSettings(), fail_on=common.fail_on),),
        baseline=project.baseline(environment),
        report_only=common.report_only,
        **views,
    )
