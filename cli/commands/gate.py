"""`driftgate gate`: everything into one verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import rich_click as click

from cli.commands.arguments import Project, load_project, no_configuration
from cli.deciding import decide_and_tell
from cli.events import event_sources, with_events
from cli.material import SnapshotTaker
from cli.options import Choice, DriftOptions, options
from cli.results import Results
from cli.sources import seen_side
from cli.wiring import evaluators
from engine.codec import to_builtins
from engine.digest import canonical_json, digest_bytes
from engine.errors import ConfigError
from engine.gates.coverage import CoverageSettings
from engine.model.gate import GateName, MeasurementKind
from engine.model.snapshot import Side
from engine.model.verdict import Input
from engine.pipeline import Material, Plan


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
        return Choice(MeasurementKind).convert(kind, param, ctx), Path(path)


@click.command("gate", short_help="Combine everything into one verdict.")
@click.argument("environment", metavar="ENV")
@click.option(
    "--result",
    "results",
    type=ResultFile(),
    multiple=True,
    help="A result file instead of the configured ones of its kind; may be repeated. Kinds: "
    + ", ".join(MeasurementKind)
    + ".",
)
@options(DriftOptions)
def command(common: DriftOptions, environment: str, results: tuple[tuple[MeasurementKind, Path], ...]) -> int:
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
    results: tuple[tuple[MeasurementKind, Path], ...] = (),
) -> int:
    """Run every gate that the configuration asks for and return the exit code."""
    loaded = project.loaded
    if loaded is None:
        raise no_configuration()
    sources = project.environment(environment)
    gates = loaded.configuration.gates
    plans = project.gate_plans(common.fail_on)
    if not plans:
        raise ConfigError(f"{loaded.path.name}: gates: no gate is configured", hint="add for example gates.drift")
    wanted = {plan.gate for plan in plans}
    judges = []
    if GateName.POLICY in wanted and gates.policy is not None:
        judges = evaluators(checkov=gates.policy.checkov == "on", skip=gates.policy.skip)
    if common.events and GateName.DRIFT not in wanted:
        raise ConfigError("--events: the gate drift is not configured", hint="add gates.drift to the configuration")
    events = event_sources(common, project, sources.events) if GateName.DRIFT in wanted else []
    taker = SnapshotTaker(common, project.workspace)
    files = Results(project.workspace, loaded.base, results)
    measured = files.judge(gates, common.clock().now())
    reference, words = None, tuple[str, ...]()
    if gates.parity is not None and GateName.PARITY in wanted and gates.parity.against != environment:
        other = project.environment(gates.parity.against)
        reference = taker.take(other.needs("desired"), environment=other.name, side=Side.DESIRED)
        words = (other.name,)
    material = Material(
        desired=taker.take(sources.desired, environment=environment) if sources.desired else None,
        observed=taker.take(sources.observed, environment=environment, side=seen_side(sources.observed[0]))
        if sources.observed
        else None,
        reference=reference,
        measured=measured,
        inputs=(*files.inputs, *_waiver_input(project)),
        documents={**files.documents, **_waiver_document(project)},
    )
    material = replace(material, earlier=taker.past(material.desired))
    material = with_events(common, project, material, events)
    plan = Plan(
        command="gate",
        environment=environment,
        # An environment cannot be compared with itself: parity is asked of the others.
        gates=tuple(plan for plan in plans if plan.gate is not GateName.PARITY or reference is not None),
        rules=project.rules,
        waivers=project.waivers,
        baseline=project.baseline(environment),
        tokens=((environment,), words),
        parity=project.parity(),
        coverage=CoverageSettings(minimum=gates.coverage.min) if gates.coverage is not None else CoverageSettings(),
    )
    return decide_and_tell(common, project.workspace, plan, material, judges, taker.resume)


def _waiver_document(project: Project) -> dict[str, bytes]:
    return {"waivers.json": canonical_json(to_builtins(project.waivers))} if project.waivers else {}


def _waiver_input(project: Project) -> tuple[Input, ...]:
    return tuple(
        Input(name="waivers", kind="waivers", digest=digest_bytes(body)) for body in _waiver_document(project).values()
    )
