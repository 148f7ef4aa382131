"""How a verb reads its sources: how many at once, whether over the network, and who is told how it gets on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.terminal.progress import Watch
from cli.wiring.workspace import Workspace
from engine.model.snapshot import Side, Snapshot, SourceRef
from engine.ports import AskedSource, Collector, MakerSource, Progress, Silent

if TYPE_CHECKING:
    from snapshots.repository.commit import CommitTree


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

    def sources(self, workspace: Workspace, commit: CommitTree | None = None) -> ProjectSources:
        """Return what reads the sources of a project with these options; with a `commit` as they were there."""
        return ProjectSources(workspace=workspace, reading=self, commit=commit)

    def makers(self, workspace: Workspace, sources: Sequence[SourceRef]) -> list[MakerSource]:
        """Return what tells who made what nobody intends, of the accounts among the sources."""
        return workspace.collecting.makers(sources, progress=self.progress, jobs=self.jobs)

    def asked(self, workspace: Workspace, sources: Sequence[SourceRef]) -> list[AskedSource]:
        """Return what looks up what nobody can list, of the accounts among the sources."""
        return workspace.collecting.asked(sources, jobs=self.jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSources:
    """Makes the collectors of the sources of a project."""

    workspace: Workspace
    reading: ReadOptions
    commit: CommitTree | None = None

    def collectors(self, sources: Sequence[SourceRef], *, side: Side, earlier: Snapshot | None) -> Sequence[Collector]:
        """Return the collectors of the sources of one side; raises ConfigError for a source that cannot be read."""
        collecting = self.workspace.collecting
        if self.commit is not None:
            collecting = replace(collecting, commit=self.commit)
        return collecting.collectors(
            sources,
            side=side,
            progress=self.reading.progress,
            jobs=self.reading.jobs,
            offline=self.reading.offline,
            earlier=earlier,
        )
