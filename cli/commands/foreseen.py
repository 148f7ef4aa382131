"""What the configuration tells before a run: what will be inconclusive, and what no policy judges."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cli.commands.arguments import EnvironmentSources, Project
from cli.config.sources import is_remote, local_path
from cli.terminal.output import counted
from cli.wiring.policies import find_unjudged
from engine.errors import ConfigError
from engine.gates.table import COVERAGE, DRIFT, PARITY, POLICY
from engine.model.snapshot import SourceKind
from engine.policy.scope import name_provider

_SHOWN = 6  # types that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One thing that a run would say: its place in the configuration, and what comes of it.

    `is_certain` tells that nothing can be decided as the configuration stands, else it depends on what is asked for.
    """

    place: str
    detail: str
    is_certain: bool

    def __str__(self) -> str:
        return f"{self.place}: {self.detail}"


def foresee(project: Project) -> Iterator[Foreseen]:
    """Yield what will be inconclusive of the environments of a project; no source is read."""
    if project.loaded is None:
        return
    asked = frozenset(entry.gate.name for entry in project.asked(None))
    for name in project.loaded.configuration.environments:
        place = project.loaded.document.where(("environments", name))
        for detail, certain in _of_environment(project.environment(name), asked):
            yield Foreseen(place=place, detail=f"environments.{name}: {detail}", is_certain=certain)


def missing_sources(project: Project) -> Iterator[str]:
    """Yield the files and folders of sources that are not there, a line each, with its place."""
    if project.loaded is None:
        return
    for name in project.loaded.configuration.environments:
        environment = project.environment(name)
        for side, sources in (("desired", environment.desired), ("observed", environment.observed)):
            for index, source in enumerate(sources):
                if is_remote(source) or source.kind is SourceKind.SNAPSHOT:
                    continue
                try:
                    local_path(source, project.workspace.base)
                except ConfigError as error:
                    yield f"{project.loaded.document.where(('environments', name, side, index))}: {error.message}"


def _of_environment(environment: EnvironmentSources, asked: Collection[str]) -> Iterator[tuple[str, bool]]:
    of_sources = [gate.name for gate in (DRIFT, PARITY, POLICY, COVERAGE) if gate.name in asked]
    if of_sources and not environment.desired and not environment.observed:
        gates = " and ".join(of_sources)
        yield f"it has no sources, so {gates} cannot be decided; name some under desired", True
        return
    of_reality = [gate.name for gate in (DRIFT, COVERAGE) if gate.name in asked]
    if of_reality and not environment.observed:
        yield f"it has no observed source, so {' and '.join(of_reality)} will be inconclusive", False


def describe_scope(project: Project, types: Mapping[str, int]) -> str:
    """Return how many resources of some types, with how many of each, the configured scope leaves to nobody."""
    told = None if project.loaded is None else project.loaded.configuration.gates.told(POLICY)
    reason = told.reason_outside if told is not None else lambda _: ""
    left_out = sorted({name_provider(type_) for type_ in types if reason(type_)})
    open_ones = [type_ for type_ in find_unjudged(types)[0] if not reason(type_)]
    count = sum(types[type_] for type_ in open_ones)
    parts = [f"no policy judges {count} of {counted(sum(types.values()), 'resource')}"] if open_ones else []
    more = f" and {len(open_ones) - _SHOWN} more" if len(open_ones) > _SHOWN else ""
    parts += [f"types: {', '.join(open_ones[:_SHOWN])}{more}"] if open_ones else ["every resource is judged or settled"]
    parts += [f"outside: {', '.join(left_out)}"] if left_out else []
    return "; ".join(parts)
