"""`--since BASE`: only what a change brings gates; what its base has too is counted."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.config.sources import is_in_repository, path_of
from cli.wiring.tools import runner
from engine.errors import ConfigError
from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.run.request import AtBase, NewRoot, View

if TYPE_CHECKING:
    from cli.commands.arguments import EnvironmentSources, Project
    from cli.wiring.workspace import Workspace
    from snapshots.repository.commit import CommitTree

F = TypeVar("F", bound=Callable[..., Any])
_PLAN = "make a plan and name it: terraform plan -out plan && terraform show -json plan > plan.json, --plan plan.json"


def since_option(command: F) -> F:
    """Give a verb the option `--since BASE`."""
    return click.option(
        "--since",
        metavar="BASE",
        help="A commit, tag or branch: only what has come since then gates, what was there before is counted.",
    )(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a change is held against, and the files of that commit."""

    at_base: AtBase
    commit: CommitTree


def hold_against(workspace: Workspace, since: str, views: Sequence[View | None]) -> Held:
    """Return what `--since` names, for the views that are judged; the first one is what the change makes.

    Raises ConfigError when git does not know it, and when nothing of the first view is of a commit or of a plan: a
    state that lies elsewhere is the same before and after, whatever the change brings.
    """
    from snapshots.repository.commit import CommitTree, find_start  # noqa: PLC0415 - only for a change

    changed = () if views[0] is None else views[0].sources
    if not any(_is_changed(source) for source in changed):
        named = ", ".join(map(str, changed)) or "nothing"
        raise ConfigError(f"--since: {named} is no part of a change, and would be the same before it", hint=_PLAN)
    start = find_start(runner(), workspace.base, since)
    sources = {source for view in views if view is not None for source in view.sources}
    elsewhere = frozenset(source for source in sources if not _is_changed(source))
    return Held(
        at_base=AtBase(base=start.base, is_head=start.is_head, elsewhere=elsewhere),
        commit=CommitTree(runner(), start.root, start.base.commit),
    )


def find_new_roots(project: Project, commit: CommitTree, planned: Sequence[Path] = ()) -> tuple[NewRoot, ...]:
    """Return the root modules that a change adds and that no environment names as code.

    `planned` are the folders of the plans that were given: an address in these is that of their own root module. Raises
    ConfigError where git cannot say what is there.
    """
    from snapshots.repository.added import find_added  # noqa: PLC0415 - only for a change

    base = project.workspace.base
    named = {
        os.path.normpath(path_of(source))
        for name in project.environments
        for source in project.environment(name).desired
        if source.kind is SourceKind.HCL
    }
    own = {Path(os.path.relpath(path.resolve(), base.resolve())).as_posix() for path in planned}
    found = []
    for root in find_added(runner(), base, commit):
        # A folder of code is read without those below it. Of one that was planned, the plan shows all that there is.
        is_planned = root.folder in own
        if root.folder not in named and not (is_planned and (root.problem or not root.addresses)):
            found.append(
                NewRoot(
                    folder=root.folder,
                    addresses=root.addresses,
                    alike="" if is_planned else root.alike,
                    problem=root.problem,
                )
            )
    return tuple(found)


def change_view(
    sources: EnvironmentSources, plans: Sequence[Path], base: Path, *, folders: Sequence[Path] = ()
) -> View:
    """Return what a change makes of an environment: its plans, else its code, else its states in files.

    A state beside its code says what is there, and not what the change will make of it. The code in `folders`, or
    that of the environment, tells the lines of a plan.
    """
    given = [SourceRef(kind=SourceKind.TFPLAN, location=os.path.relpath(path, base)) for path in plans]
    code = [SourceRef(kind=SourceKind.HCL, location=os.path.relpath(path, base)) for path in folders]
    code = code or [source for source in sources.desired if source.kind is SourceKind.HCL]
    found = next(
        (
            chosen
            for kind in (SourceKind.TFPLAN, SourceKind.HCL, SourceKind.TFSTATE, SourceKind.DOC)
            if (chosen := [entry for entry in (given or sources.desired) if entry.kind is kind and _is_changed(entry)])
        ),
        [],
    )
    if not found:
        raise ConfigError(
            f"--since: environments.{sources.name} has no plan and no code, and a change is seen in nothing else",
            hint=_PLAN,
        )
    return View(
        sources=tuple(found),
        environment=sources.name,
        side=Side.DESIRED,
        words=(sources.name,),
        code=tuple(code) if found[0].kind is SourceKind.TFPLAN else (),
    )


def _is_changed(source: SourceRef) -> bool:
    return source.kind is SourceKind.TFPLAN or is_in_repository(source)
