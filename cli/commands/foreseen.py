"""What the configuration tells before a run: what will be inconclusive, and what no policy judges."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cli.commands.arguments import EnvironmentSources, Project
from cli.config.sources import is_remote, local_path
from cli.terminal.output import counted
from cli.wiring.policies import scope_of_types
from engine.errors import ConfigError
from engine.gates.table import COVERAGE, DRIFT, PARITY, POLICY
from engine.model.snapshot import SourceKind, SourceRef
from engine.report.view.scope import count_resources, list_left_out

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


def needs_checkov(project: Project) -> bool:
    """Tell whether a gate of the configuration stops without Checkov."""
    section = None if project.loaded is None else project.loaded.configuration.gates.told(POLICY)
    return section is not None and section.require != "off" and section.checkov == "on"


def missing_sources(project: Project) -> Iterator[str]:
    """Yield the files and folders of sources that are not there, a line each, with its place."""
    if project.loaded is None:
        return
    for name in project.loaded.configuration.environments:
        environment = project.environment(name)
        sides: dict[tuple[str, ...], tuple[SourceRef, ...]] = {
            ("desired",): environment.desired,
            ("observed",): environment.observed,
            ("scope", "states"): environment.states,
        }
        for side, sources in sides.items():
            for index, source in enumerate(sources):
                if is_remote(source) or source.kind is SourceKind.SNAPSHOT:
                    continue
                try:
                    local_path(source, project.workspace.base)
                except ConfigError as error:
                    yield f"{project.loaded.document.where(('environments', name, *side, index))}: {error.message}"


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
    """Return in words what the policies of a project judge of resources that are counted by their type."""
    scope = scope_of_types(types, project.policy, project.own_policies())
    names = [row.type for row in scope.unjudged]
    number = f"{count_resources(scope.unjudged)} of {counted(sum(types.values()), 'resource')}"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    parts = [f"no policy judges {number}", f"types: {', '.join(names[:_SHOWN])}{more}"] if names else []
    left_out = list_left_out(scope)
    more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
    parts = parts or ["every resource is judged or has nothing to judge"]
    return "; ".join([*parts, *([f"outside: {', '.join(left_out[:_SHOWN])}{more}"] if left_out else [])])
