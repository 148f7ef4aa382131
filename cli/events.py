"""Events of a run: where they are, whether they can be read at all, and what they told.

They explain what drifted and decide nothing: a path that is not there is a usage error before any work, and what cannot
be used of what is there is said on stderr and in the name of the input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli.commands.arguments import Project
from cli.options import DriftOptions
from cli.progress import Live, chosen
from cli.terminal import message
from engine.drift.actors import known_since
from engine.errors import ConfigError
from engine.model.snapshot import SourceKind, SourceRef
from engine.pipeline import Material
from engine.ports import EventSource, Progress

_ACCOUNT = f"{SourceKind.AWS}:"


def event_sources(
    common: DriftOptions, project: Project, configured: Sequence[SourceRef | str]
) -> list[tuple[str, SourceRef | Path]]:
    """Return the name and the place of each source of events: those of `--events`, else the configured ones.

    Raises ConfigError for a path that is not there, and for an account with `--offline`.
    """
    base = Path.cwd() if common.events else project.workspace.base
    found: list[tuple[str, SourceRef | Path]] = []
    for given in common.events or configured:
        if isinstance(given, SourceRef) or given.startswith(_ACCOUNT):
            source = given if isinstance(given, SourceRef) else _account(given)
            if common.offline:
                raise ConfigError(f"{source} needs the network and --offline was given", hint="drop --offline")
            project.workspace.collecting.location(source)
            found.append((str(source), source))
        elif (base / given).exists():
            found.append((given, base / given))
        else:
            raise ConfigError(
                f"events: there is no file or folder {given}",
                hint="give files of CloudTrail, a folder of them, or aws:PROFILE@REGION",
            )
    return found


def with_events(
    common: DriftOptions, project: Project, material: Material, sources: Sequence[tuple[str, SourceRef | Path]]
) -> Material:
    """Return what a run decides from with the events that explain it, where there are sources of them."""
    if not sources or material.desired is None or material.observed is None:
        return material
    progress = chosen(common.progress, quiet=common.quiet)
    try:
        readings = [
            _source(common, project, name, place, progress).read(
                since=known_since(material.desired), until=material.observed.taken_at
            )
            for name, place in sources
        ]
    finally:
        if isinstance(progress, Live):
            progress.__exit__(None, None, None)
    for note in (note for reading in readings for note in reading.notes):
        if not common.quiet:
            message(f"events: {note}")
    return replace(
        material,
        events=tuple(event for reading in readings for event in reading.events),
        inputs=(*material.inputs, *(entry for reading in readings for entry in reading.inputs)),
    )


def _account(given: str) -> SourceRef:
    return SourceRef(kind=SourceKind.AWS, location=given.removeprefix(_ACCOUNT))


def _source(
    common: DriftOptions, project: Project, name: str, place: SourceRef | Path, progress: Progress
) -> EventSource:
    redactor = project.workspace.redactor
    if isinstance(place, Path):
        from snapshots.aws.trail_files import TrailFiles  # noqa: PLC0415 - only where there are events

        return TrailFiles(location=name, path=place, redactor=redactor)
    from snapshots.aws.trail_lookup import TrailLookup  # noqa: PLC0415 - boto3 takes half a second

    return TrailLookup(project.workspace.collecting.location(place), redactor, progress=progress, jobs=common.jobs)
