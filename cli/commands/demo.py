"""`driftgate demo`: the whole line on a bundled estate, offline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.deciding import write_report, write_reports
from cli.commands.evidence import export_bundle
from cli.commands.options import ConfigOptions, DataFormat, DataOptions, QuietOptions, ReportOptions, options
from cli.commands.subjects import judged_subject
from cli.demo.estate import DEMO_KEY, EPOCH, Apart, Recordings, data
from cli.demo.scenarios import AS_OF, FILES, SCENARIOS, Scenario
from cli.terminal.output import message, result_as_json, shown
from cli.wiring.clock import FixedClock
from cli.wiring.credentials.sealing import sealing_with
from cli.wiring.ownership import check_ownership
from cli.wiring.policies import evaluators
from cli.wiring.reading import ReadOptions
from cli.wiring.results import ProjectResults, result_files
from cli.wiring.tools import tools_folder
from cli.wiring.workspace import Workspace
from engine.errors import EngineError
from engine.evidence.bundle import Sealing
from engine.gates.table import POLICY
from engine.model.outcome import Outcome
from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.model.verdict import Run
from engine.ports import PolicyEvaluator
from engine.report.formats.json_v1 import write_document
from engine.report.interface import ReportKind
from engine.report.view.gap_groups import group_gaps
from engine.report.view.shown import WORDS, is_open, list_findings, list_gaps, short_id
from engine.run.request import Ports, View
from engine.run.run import run
from engine.signing.keys import Ed25519Signer, generate_private_key
from engine.verdict.exit_codes import ExitCode
from snapshots.redaction.redact import Redactor
from snapshots.store.atomic import PUBLIC, write_atomically, write_new


@dataclass(frozen=True, kw_only=True)
class DemoOptions(DataOptions, ReportOptions):
    """The options of this verb; the estate is of one day, so that there is no other time to judge it at."""


@click.command("demo", short_help="Run the whole line on a bundled estate, offline.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("driftgate-demo"),
    help="Where to write (default: driftgate-demo).",
)
@options(DemoOptions)
def command(common: DemoOptions, folder: Path) -> int:
    """Judge a bundled production estate four times: drifted, with a denied call, with a waiver, and repaired.

    Everything is real: Terraform states, recordings of an AWS API, load-test results. Nothing leaves this machine. It
    shows how each of the four verdicts comes about and writes their reports and evidence bundles. A further --report
    is written of each case: sarif=out.sarif becomes out-drifted.sarif, out-denied.sarif and so on.
    """
    check_ownership()
    for name in FILES:
        write_atomically(folder / name, data(name))
    write_new(folder / "keys" / "signing.pem", generate_private_key())
    signer = Ed25519Signer((folder / "keys" / "signing.pem").read_bytes())
    write_atomically(folder / "keys" / "signing.pub.pem", signer.public_pem(), mode=PUBLIC)
    sealing = sealing_with(signer)
    project = load_project(ConfigOptions(config=folder / "driftgate.yaml"), needed=True)
    judges = _judges(common, project)
    lines = ["An orders platform in AWS, as it was on 2026-11-20, judged four times:", ""]
    cases = []
    for number, scenario in enumerate(SCENARIOS, start=1):
        if not common.quiet:
            message(f"{number}/{len(SCENARIOS)} {scenario.title}")
        run = _run(project, scenario, judges, sealing)
        write_report(ReportKind.HTML, folder / f"{scenario.name}.html", run)
        export_bundle(project, run.run_id, folder / "evidence" / f"{scenario.name}.zip", None)
        for line in write_reports(common, run, suffix=f"-{scenario.name}"):
            if not common.quiet:
                message(line)
        lines += _told(scenario, run, folder)
        cases.append({"name": scenario.name, "title": scenario.title, "run": write_document(run)})
        if run.verdict.decision is not scenario.expected:
            raise EngineError(
                f"the demo's case {scenario.name!r} ended as {run.verdict.decision}, not {scenario.expected}"
            )
    if common.format is DataFormat.JSON:
        result_as_json({"schema_version": "driftgate/demo/1", "cases": cases})
    else:
        shown(*lines, *_next(folder))
    return ExitCode.GO


def _judges(common: QuietOptions, project: Project) -> list[PolicyEvaluator]:
    from policies.evaluators.checkov.tool import installed  # noqa: PLC0415 - only to see whether it is there

    there = installed(tools_folder()) is not None
    if not there and not common.quiet:
        message("Checkov is not installed and left out; add it with: driftgate tools install")
    told = None if project.loaded is None else project.loaded.configuration.gates.told(POLICY)
    return evaluators(checkov=there) if told is None else evaluators(checkov=there, skip=told.skip, params=told.params)


def _run(project: Project, scenario: Scenario, judges: list[PolicyEvaluator], sealing: Sealing | None) -> Run:
    if project.loaded is None:
        raise EngineError("the demo's configuration is not there")
    redactor = Redactor(DEMO_KEY, EPOCH)
    workspace = Workspace(base=project.workspace.base, folder=project.workspace.folder, given=redactor)
    request = project.request(
        "gate",
        "prod",
        project.asked(None),
        desired=project.environment("prod").view(Side.DESIRED),
        observed=View(sources=(SourceRef(kind=SourceKind.SNAPSHOT, location=scenario.recording),)),
        subject=judged_subject(project, "prod", ())[0],
        results=result_files(project.loaded.base, project.loaded.configuration.gates, redactor.text),
        whole=True,
        time_given=True,
    )
    ports = Ports(
        clock=FixedClock(AS_OF),
        sources=ReadOptions().sources(workspace),
        archive=Recordings(),
        ledger=Apart(project.workspace.ledger),
        provider=workspace.collecting.provider,
        evaluators=judges,
        results=ProjectResults(redactor),
        sealing=sealing,
    )
    return run(replace(request, waivers=request.waivers if scenario.waived else ()), ports).run


def _told(scenario: Scenario, run: Run, folder: Path) -> list[str]:
    verdict = run.verdict
    lines = [f"{verdict.decision:<13} {scenario.title}", f"{'':13} {WORDS[verdict.decision]}"]
    failing = [item for item in list_findings(run) if item.outcome is Outcome.FAIL and is_open(item)]
    lines += [f"{'':13}   {item.severity:<8} {item.message}  [{short_id(item)}]" for item in failing[:4]]
    if len(failing) > 4:
        lines.append(f"{'':13}   and {len(failing) - 4} more")
    lines += [
        f"{'':13}   unknown  {cause.gap.operation} {cause.gap.detail}" for cause in group_gaps(list_gaps(run))[:1]
    ]
    lines += [
        f"{'':13}   waived   {entry.waiver.id} by {entry.waiver.owner} until {entry.waiver.expires:%Y-%m-%d}"
        for entry in verdict.waivers
    ]
    return [*lines, f"{'':13} {folder / f'{scenario.name}.html'}", ""]


def _next(folder: Path) -> list[str]:
    key = folder / "keys" / "signing.pub.pem"
    return [
        f"Reports   open {folder / 'drifted.html'} in a browser",
        f"Evidence  driftgate evidence verify {folder / 'evidence' / 'repaired.zip'} --key {key}",
        f"Next      cd {folder} && driftgate parity prod preprod",
        "Yours     driftgate drift tfstate:YOUR.tfstate aws:PROFILE@REGION",
    ]
