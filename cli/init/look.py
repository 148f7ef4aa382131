"""Looking at a folder: everything that the first configuration is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from cli.init.environments import FoundEnvironment, find_environments
from snapshots.repository.backends import find_code
from snapshots.repository.results import FoundResults, FoundTool, find_results, find_tools
from snapshots.repository.states import find_plans, find_states
from snapshots.repository.surroundings import find_ci, find_profiles
from snapshots.repository.terragrunt import find_units
from snapshots.repository.tree import list_tree
from snapshots.terraform.backends.files import FileBackend


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a folder has.

    `unread` are files called states that are none, and those that nothing can name; `cut` tells that there are too many
    files.
    """

    environments: tuple[FoundEnvironment, ...]
    plans: tuple[str, ...] = ()
    results: tuple[FoundResults, ...] = ()
    tools: tuple[FoundTool, ...] = ()
    ci: str = ""
    unread: tuple[str, ...] = ()
    cut: bool = False


def look(folder: Path, environment: Mapping[str, str], home: Path) -> Found:
    """Return what a folder has; `environment` are the variables, and profiles are looked for below `home`."""
    tree = list_tree(folder)
    states, unread = find_states(tree)
    code = (*find_code(tree), *find_units(tree))
    plans = find_plans(tree)
    return Found(
        environments=find_environments(
            states, code, find_profiles(environment, home), plans, cache(partial(_states_below, folder))
        ),
        plans=tuple(plan.path for plan in plans),
        results=find_results(tree),
        tools=find_tools(tree),
        ci=find_ci(tree),
        unread=(*unread, *(name for name in tree.unnamed if name.endswith((".tfstate", ".tf", ".tf.json")))),
        cut=tree.cut,
    )


def _states_below(root: Path, folder: str) -> frozenset[str]:
    """Return the states that a folder has as a source, by their paths: also examples, and what tools keep there."""
    documents = FileBackend(location=folder, path=root / folder).documents()
    return frozenset(document.location for document in documents)
