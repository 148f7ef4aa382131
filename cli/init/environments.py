"""Which environments a repository has: states, code and backends brought together by the words of their paths.

Worked example: `live/prod/eu-west-1/net/terraform.tfstate` and `live/prod/eu-west-1/db/terraform.tfstate` are the
environment prod, whose states all lie below `live/prod`, and `live/dev/…` is the environment dev.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from snapshots.repository.backends import FoundBackend, FoundCode
from snapshots.repository.naming import RANK, name_environment, words_of
from snapshots.repository.states import FoundPlan, FoundState
from snapshots.repository.surroundings import FoundProfile

_UNNAMED = "prod"  # what is called nothing and stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRoot:
    """A root module as an environment plans it: its folder, its workspace, and the file that completes its backend.

    A unit of Terragrunt has neither of these: Terragrunt makes them. `state` is where its state is, if that is known.
    """

    folder: str
    workspace: str = ""
    backend: str = ""
    state: str = ""
    is_terragrunt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEnvironment:
    """An environment: its states as sources, its root modules, and where its resources are.

    `types` counts resources of states that were read, none where no state was. `profile` is the one of the AWS
    configuration that leads to its account. `problems` are states of it that cannot be read. `refresh` is a plan of a
    refresh only, which shows its reality. `roots` are the root modules of `code` as they are planned. `is_open` tells
    that its code asks for its workspace, and that nothing in the repository names them.
    """

    name: str
    states: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    types: Mapping[str, int] = field(default_factory=dict)
    account: str = ""
    regions: tuple[str, ...] = ()
    profile: str = ""
    problems: tuple[str, ...] = ()
    refresh: str = ""
    roots: tuple[FoundRoot, ...] = ()
    is_open: bool = False

    @property
    def is_local(self) -> bool:
        """Tell whether all of its states lie in the repository."""
        return bool(self.states) and not any("://" in state for state in self.states)


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What belongs to one environment, while it is gathered."""

    states: list[FoundState] = field(default_factory=list)
    remote: list[FoundBackend] = field(default_factory=list)
    code: list[FoundCode] = field(default_factory=list)


def find_environments(
    states: Iterable[FoundState],
    code: Iterable[FoundCode],
    profiles: Iterable[FoundProfile],
    plans: Iterable[FoundPlan],
    below: Callable[[str], frozenset[str]],
) -> tuple[FoundEnvironment, ...]:
    """Return the environments, the most real one first; `below` tells the states that a folder as a source has."""
    states, code, profiles, plans = tuple(states), tuple(code), tuple(profiles), tuple(plans)
    gathered: dict[str, _Gathered] = {}
    for state in states:
        name = name_environment(state.workspace) or state.workspace or name_environment(state.path)
        gathered.setdefault(name, _Gathered()).states.append(state)
    for root in code:
        holders = [name for name, one in gathered.items() for state in one.states if _is_below(state.path, root.folder)]
        for backend in root.backends:
            name = name_environment(backend.name) or name_environment(root.folder) or name_environment(backend.location)
            gathered.setdefault(name, _Gathered()).remote.append(backend)
            holders += [name] if backend.location else []
        for name in dict.fromkeys(holders or [_of_code(root, gathered)]):
            gathered.setdefault(name, _Gathered()).code.append(root)
    named = sorted(gathered, key=lambda name: (RANK.get(name, len(RANK)), name))
    if "" in named:  # what no word names is an environment of its own, or the only one
        named = [*(name for name in named if name), ""]
    found = tuple(
        _environment(name or (_UNNAMED if len(named) == 1 else "shared"), gathered[name], profiles, below)
        for name in named
    )
    return tuple(replace(one, refresh=_refresh(one.name, plans, is_alone=len(found) == 1)) for one in found)


def _refresh(name: str, plans: Iterable[FoundPlan], *, is_alone: bool) -> str:
    """Return the plan of a refresh that is of an environment: by its path, or because there is no other one."""
    paths = [plan.path for plan in plans if plan.is_refresh]
    own = [path for path in paths if name_environment(path) == name]
    own = own or [path for path in paths if is_alone and not name_environment(path)]
    return own[0] if len(own) == 1 else ""


def _of_code(root: FoundCode, gathered: Mapping[str, _Gathered]) -> str:
    """Return the environment of a root module whose state is not known; without a name it is the only one there is."""
    named = name_environment(root.folder)
    if named:
        return named
    others = [name for name in gathered if name]
    return others[0] if len(others) == 1 and not gathered.get("") else ""


def _environment(
    name: str, found: _Gathered, profiles: tuple[FoundProfile, ...], below: Callable[[str], frozenset[str]]
) -> FoundEnvironment:
    types: Counter[str] = Counter()
    for state in found.states:
        types.update(state.types)
    accounts = [state.accounts[0] for state in found.states if state.accounts]
    accounts += [root.account for root in found.code if root.account]
    regions = dict.fromkeys(
        [region for state in found.states for region in state.regions]
        + [region for root in found.code for region in root.regions]
    )
    account = accounts[0] if len(set(accounts)) == 1 else ""
    profile = _profile(name, account, profiles)
    locations = dict.fromkeys(backend.location for backend in found.remote if backend.location)
    return FoundEnvironment(
        name=name,
        states=(*_sources([state.path for state in found.states], below), *locations),
        code=tuple(sorted(root.folder for root in found.code if not root.is_terragrunt)),
        types=dict(sorted(types.items())),
        account=account,
        regions=tuple(sorted(regions)) or tuple(filter(None, (profile.region,))),
        profile=profile.name,
        is_open=any(backend.is_open for backend in found.remote),
        problems=tuple(
            f"{backend.folder}: {backend.problem}" for backend in found.remote if backend.problem and not found.states
        ),
        roots=tuple(sorted(_roots(found), key=lambda root: (root.folder, root.workspace, root.backend))),
    )


def _roots(found: _Gathered) -> Iterator[FoundRoot]:
    """Yield how each root module of an environment is planned: once for each state that it has there."""
    for root in found.code:
        if root.is_terragrunt:
            yield FoundRoot(folder=root.folder, is_terragrunt=True)
            continue
        spaces = [state.workspace for state in found.states if state.workspace and _is_below(state.path, root.folder)]
        ways = {(space, ""): "" for space in spaces}
        ways |= {
            (backend.workspace, backend.completed_by): backend.location
            for backend in root.backends
            if backend in found.remote
        }
        yield from (
            FoundRoot(folder=root.folder, workspace=space, backend=file, state=state)
            for (space, file), state in (ways or {("", ""): ""}).items()
        )


def _sources(paths: list[str], below: Callable[[str], frozenset[str]]) -> list[str]:
    """Return the fewest folders and files that hold these states and no others."""
    if len(paths) < 2:
        return paths
    own, found = frozenset(paths), set[str]()
    for path in paths:
        parts = path.split("/")[:-1]
        above = ("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        found.add(next((folder for folder in above if below(folder) <= own), path))
    return sorted(found)


def _is_below(path: str, folder: str) -> bool:
    return folder == "." or path.startswith(f"{folder}/")


def _profile(name: str, account: str, profiles: tuple[FoundProfile, ...]) -> FoundProfile:
    """Return the profile that leads to an account, or is called like the environment; one without a name if none."""
    of_account = [profile for profile in profiles if account and profile.account == account]
    called = [profile for profile in profiles if name in words_of(profile.name)]
    both = [profile for profile in of_account if profile in called]
    for found in (both, of_account, called if not account else []):
        if len(found) == 1:
            return found[0]
    return FoundProfile(name="")
