"""How a verb reads its sources: how many at once, whether over the network, and who is told how it gets on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from cli.terminal.progress import Watch
from cli.wiring.workspace import Workspace
from engine.model.snapshot import Side, Snapshot, SourceRef
from engine.ports import Collector, Progress, Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """The options of reading. As a context it ends the showing of progress."""

    progress: Progress = field(default_factory=Silent)
    jobs: int = 1
    offline: bool = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if isinstance(self.progress, Watch):
            self.progress.end()

    def sources(self, workspace: Workspace) -> ProjectSources:
        """Return what reads the sources of a project with these options."""
        return ProjectSources(workspace=workspace, reading=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSources:
    """Makes the collectors of the sources of a project."""

    workspace: Workspace
    reading: ReadOptions

    def collectors(self, sources: Sequence[SourceRef], *, side: Side, earlier: Snapshot | None) -> Sequence[Collector]:
        """Return the collectors of the sources of one side; raises ConfigError for a source that cannot be read."""
        return self.workspace.collecting.collectors(
            sources,
            side=side,
            progress=self.reading.progress,
            jobs=self.reading.jobs,
            offline=self.reading.offline,
            earlier=earlier,
        )
