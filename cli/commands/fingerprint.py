"""`driftgate snapshot fingerprint`: what the record of a drill says of the configuration that it proves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import rich_click as click

from cli.commands.arguments import load_project, reading
from cli.commands.options import DataFormat, ReadingOptions, ShowOptions, options
from cli.config.sources import looks_like_source, parse_source
from cli.terminal.output import message, result_as_json
from engine.drift.since import Estate, Taken
from engine.errors import ConfigError
from engine.jsontext.codec import to_builtins
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.run.request import TakingPorts, View
from engine.run.take import take
from engine.text import terminal
from snapshots.measurements.drill_record import write_proof

_ID = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, kw_only=True)
class FingerprintOptions(ShowOptions, ReadingOptions):
    """The options of `fingerprint`."""


@click.command("fingerprint", short_help="Print how resources are configured, for the record of a drill.")
@click.argument("what", metavar="ENV|SOURCE|ID")
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
@options(FingerprintOptions)
def command(common: FingerprintOptions, what: str, addresses: tuple[str, ...]) -> int:
    """Print what the record of a drill says under `proves`: how the resources were configured that it recovered.

    Both sides of an environment are read, or one source, and stored; a stored snapshot is named by its ID. What is
    there counts, and what is intended only where nobody reads that. The exit code is 3 when something was not read.

    \b
        driftgate snapshot fingerprint prod aws_db_instance.main
        driftgate snapshot fingerprint tfstate:prod.tfstate aws_ebs_volume.a
        driftgate snapshot fingerprint 3f2a91c0 "aws_db_instance db-ABCDEFGH"
    """  # noqa: D301 - click wants the control character
    estate = _estate(common, what)
    taken = estate.take(dict.fromkeys(addresses))
    _refuse_gone(taken, estate, what)
    proves = None if taken.configuration is None else write_proof(taken.configuration)
    if common.format is DataFormat.JSON:
        gaps = [to_builtins(entry) for entry in taken.gaps]
        unknown = [to_builtins(entry) for entry in taken.absent]
        document = {"schema_version": "driftgate/fingerprint/1", "proves": proves, "absent": unknown, "gaps": gaps}
        result_as_json(document)
    elif proves is not None:
        result_as_json(proves)
    for absent in taken.absent:
        message(f"{terminal(absent.name)}: {terminal(absent.detail)}; {absent.fix}")
    for gap in taken.gaps:
        message(f"{terminal(gap.source)}: {gap.reason} {gap.operation}: {terminal(gap.detail)}")
    return 3 if proves is None else 0


def _estate(common: FingerprintOptions, what: str) -> Estate:
    """Return the resources of an environment, of a source or of a stored snapshot, secrets under today's key."""
    project = load_project(common, needed=False)
    configured = project.loaded is not None and what in project.loaded.configuration.environments
    if configured or not (_ID.fullmatch(what) or looks_like_source(what)):
        project = load_project(common, needed=True, named=what, instead="snapshot fingerprint tfstate:FILE ADDRESS")
        views = [project.environment(what).view(side) for side in (Side.DESIRED, Side.OBSERVED)]
    elif looks_like_source(what):
        views = [View(sources=(parse_source(what),))]
    else:
        views = [View(sources=(SourceRef(kind=SourceKind.SNAPSHOT, location=what),))]
    archive = project.workspace.archive
    with reading(common) as how:
        ports = TakingPorts(clock=common.clock(), sources=how.sources(project.workspace), archive=archive)
        taken = [archive.rekeyed(take(view, ports).snapshot) for view in views if view is not None]
    if not taken:
        raise ConfigError(
            f"environments.{what}: the environment has no source", hint="add one under desired or observed"
        )
    desired, observed = _sides(taken)
    return Estate(desired, observed, project.workspace.collecting.provider)


def _sides(taken: Sequence[Snapshot]) -> tuple[Snapshot | None, Snapshot | None]:
    """Return the intent and what stands for reality, which of an environment may be a state as well."""
    if len(taken) > 1:
        return taken[0], taken[1]
    return (None, taken[0]) if taken[0].side is Side.OBSERVED else (taken[0], None)


def _refuse_gone(taken: Taken, estate: Estate, what: str) -> None:
    """Raise ConfigError for a resource that is not there, with the names that are nearest to its own."""
    for absent in taken.absent:
        if absent.is_gone:
            close = get_close_matches(absent.name, estate.whereabouts.names, n=3)
            hint = f"did you mean {' or '.join(close)}?" if close else "driftgate snapshot show ID says what there is"
            raise ConfigError(f"{absent.name} in {what}: {absent.detail}", hint=hint)
