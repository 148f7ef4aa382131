"""`driftgate parity`: one environment against another."""

from __future__ import annotations

from dataclasses import replace

import rich_click as click

from cli.commands.arguments import Project, load_project, reading, recognised
from cli.commands.deciding import run_and_tell
from cli.commands.options import RunOptions, options
from cli.commands.since import change_view, hold_against, since_option
from cli.config.sources import looks_like_source, parse_source, word_of
from engine.errors import ConfigError
from engine.gates.parity.settings import ParitySettings
from engine.gates.table import PARITY
from engine.model.snapshot import Side
from engine.model.subject import NOBODY
from engine.run.request import View


@click.command("parity", short_help="Compare one environment with another.")
@click.argument("reference", metavar="REFERENCE", callback=recognised)
@click.argument("candidate", metavar="CANDIDATE", callback=recognised)
@since_option
@options(RunOptions)
def command(common: RunOptions, reference: str, candidate: str, since: str | None) -> int:
    """Compare a candidate environment with a reference: what differs that should not.

    Each side is an environment of the configuration or a source.

    \b
        driftgate parity prod preprod
        driftgate parity prod.tfstate preprod.tfstate
        driftgate parity prod hcl:infra --since origin/main
    """  # noqa: D301 - click wants the control character
    if reference == candidate and not looks_like_source(reference):
        raise ConfigError(f"{reference} cannot be compared with itself", hint="give the other environment")
    named = next((text for text in (reference, candidate) if not looks_like_source(text)), "")
    instead = "parity tfstate:FILE tfstate:FILE"
    project = load_project(common, needed=bool(named), named=named, instead=instead)
    views = {"desired": _view(project, candidate), "reference": _view(project, reference)}
    held = None
    if since is not None:
        if not looks_like_source(candidate):
            views["desired"] = change_view(project.environment(candidate), (), project.workspace.base)
        held = hold_against(project.workspace, since, (views["desired"], views["reference"]))
    request = project.request(
        "parity" if since is None else "parity --since",
        NOBODY if looks_like_source(candidate) else candidate,
        (project.alone(PARITY, ParitySettings(against="-"), fail_on=common.fail_on),),
        baseline=project.baseline(candidate),
        report_only=common.report_only,
        **views,
    )
    return run_and_tell(common, project.workspace, request, reading=reading(common), held=held)


def _view(project: Project, text: str) -> View:
    """Return the view of an environment, or of a source with the words that name it."""
    if looks_like_source(text):
        source = parse_source(text)
        return View(sources=(source,), words=word_of(source))
    return replace(project.environment(text).needed(Side.DESIRED), side=Side.DESIRED)
