"""`driftgate parity`: one environment against another."""

from __future__ import annotations

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.deciding import decide_and_tell
from cli.material import SnapshotTaker
from cli.options import RunOptions, options
from cli.sources import looks_like_source, parse_source, word_of
from engine.errors import ConfigError
from engine.gates.parity.settings import ParitySettings
from engine.gates.table import PARITY
from engine.model.snapshot import Side, Snapshot
from engine.pipeline import Material, Plan


@click.command("parity", short_help="Compare one environment with another.")
@click.argument("reference", metavar="REFERENCE")
@click.argument("candidate", metavar="CANDIDATE")
@options(RunOptions)
def command(common: RunOptions, reference: str, candidate: str) -> int:
    """Compare a candidate environment with a reference: what differs that should not.

    Each side is an environment of the configuration or a source.

    \b
        driftgate parity prod preprod
        driftgate parity tfstate:prod.tfstate tfstate:preprod.tfstate
    """  # noqa: D301 - click wants the control character
    if reference == candidate and not looks_like_source(reference):
        raise ConfigError(f"{reference} cannot be compared with itself", hint="give the other environment")
    named = next((text for text in (reference, candidate) if not looks_like_source(text)), "")
    instead = "parity tfstate:FILE tfstate:FILE"
    project = load_project(common, needed=bool(named), named=named, instead=instead)
    taker = SnapshotTaker(common, project.workspace)
    left, left_words = side(project, taker, reference)
    right, right_words = side(project, taker, candidate)
    plan = Plan(
        command="parity",
        environment="-" if looks_like_source(candidate) else candidate,
        gates=(project.alone(PARITY, ParitySettings(against="-"), fail_on=common.fail_on),),
        waivers=project.waivers,
        baseline=project.baseline(candidate),
        rules=project.rules,
        tokens=(right_words, left_words),
        places=project.places,
    )
    material = Material(desired=right, reference=left)
    return decide_and_tell(common, project.workspace, plan, material, resume=taker.resume)


def side(project: Project, taker: SnapshotTaker, text: str) -> tuple[Snapshot, tuple[str, ...]]:
    """Return the snapshot of an environment or source and the words that name it."""
    if looks_like_source(text):
        source = parse_source(text)
        snapshot = taker.take([source], environment="-")
        return snapshot, word_of(source) or ((snapshot.environment,) if snapshot.environment != "-" else ())
    environment = project.environment(text)
    return taker.take(environment.needs("desired"), environment=text, side=Side.DESIRED), (text,)
