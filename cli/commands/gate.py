"""`driftgate gate`: everything into one verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import rich_click as click

from cli.commands.arguments import Project, load_project, no_configuration
from cli.deciding import decide_and_tell
from cli.events import event_sources, with_events
from cli.material import SnapshotTaker
from cli.options import DriftOptions, Words, options
from cli.results import read_results
from cli.sources import seen_side
from cli.wiring import policy_evaluators
from engine.codec import to_builtins
from engine.digest import canonical_json, digest_bytes
from engine.errors import ConfigError
from engine.gates.parity.settings import ParitySettings
from engine.gates.table import DRIFT, PARITY, POLICY
from engine.model.snapshot import Side
from engine.model.verdict import Input
from engine.pipeline import Material, Plan
from snapshots.measurements.registry import BY_KIND


class ResultFile(click.ParamType[object]):
    """A result file: KIND=PATH."""

    name = "KIND=PATH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the kind and the path."""
        if isinstance(value, tuple):
            return value
        kind, equals, path = str(value).partition("=")
        if not equals or not path:
            return self.fail(f"{value!r} is not of the form KIND=PATH, for example k6=summary.json.", param, ctx)
        return Words(BY_KIND).convert(kind, param, ctx), Path(path)


@click.command("gate", short_help="Combine everything into one verdict.")
@click.argument("environment", metavar="ENV")
@click.option(
    "--result",
    "results",
    type=ResultFile(),
    multiple=True,
    help="A result file instead of the configured ones of its kind; may be repeated. Kinds: "
    + ", ".join(BY_KIND)
    + ".",
)
@options(DriftOptions)
def command(common: DriftOptions, environment: str, results: tuple[tuple[str, Path], ...]) -> int:
    """Run every configured gate on an environment and decide.

    \b
        driftgate gate prod
        driftgate gate prod --result k6=summary.json --result junit=tests.xml
        driftgate gate prod --report html=report.html --report junit=gate.xml
    """  # noqa: D301 - click wants the control character
    project = load_project(common, needed=True)
    return run_gates(common, project, environment, results)


def run_gates(
    common: DriftOptions,
    project: Project,
    environment: str,
    results: tuple[tuple[str, Path], ...] = (),
) -> int:
    """Run every gate that the configuration asks for and return the exit code."""
    loaded = project.loaded
    if loaded is None:
        raise no_configuration()
    sources = project.environment(environment)
    asked = project.asked(common.fail_on)
    if not asked:
        raise ConfigError(f"{loaded.path.name}: gates: no gate is configured", hint="add for example gates.drift")
    wanted = {entry.gate.name: entry for entry in asked}
    judges = policy_evaluators(wanted[POLICY.name]) if POLICY.name in wanted else []
    if common.events and DRIFT.name not in wanted:
        raise ConfigError("--events: the gate drift is not configured", hint="add gates.drift to the configuration")
    events = event_sources(common, project, sources.events) if DRIFT.name in wanted else []
    taker = SnapshotTaker(common, project.workspace)
    files = read_results(project.workspace, loaded.base, loaded.configuration.gates, results)
    reference, words = None, tuple[str, ...]()
    parity = wanted[PARITY.name].settings if PARITY.name in wanted else None
    if isinstance(parity, ParitySettings) and parity.against != environment:
        other = project.environment(parity.against)
        reference = taker.take(other.needs("desired"), environment=other.name, side=Side.DESIRED)
        words = (other.name,)
    material = Material(
        desired=taker.take(sources.desired, environment=environment) if sources.desired else None,
        observed=taker.take(sources.observed, environment=environment, side=seen_side(sources.observed[0]))
        if sources.observed
        else None,
        reference=reference,
        measured=files.measured,
        inputs=(*files.inputs, *_waiver_input(project)),
        documents={**files.documents, **_waiver_document(project)},
    )
    material = replace(material, earlier=taker.past(material.desired))
    material = with_events(common, project, material, events)
    plan = Plan(
        command="gate",
        environment=environment,
        # An environment cannot be compared with itself: parity is asked of the others.
        gates=tuple(entry for entry in asked if entry.gate is not PARITY or reference is not None),
        rules=project.rules,
        waivers=project.waivers,
        baseline=project.baseline(environment),
        tokens=((environment,), words),
        places=project.places,
    )
    return decide_and_tell(common, project.workspace, plan, material, judges, taker.resume)


def _waiver_document(project: Project) -> dict[str, bytes]:
    return {"waivers.json": canonical_json(to_builtins(project.waivers))} if project.waivers else {}


def _waiver_input(project: Project) -> tuple[Input, ...]:
    return tuple(
        Input(name="waivers", kind="waivers", digest=digest_bytes(body)) for body in _waiver_document(project).values()
    )
