"""The states and plans that lie in a repository, with what of an estate they name: types, accounts, regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from snapshots.repository.tree import Tree, is_example

_WORKSPACES = "terraform.tfstate.d"
_ARN = re.compile(rb'"arn":\s*"arn:aws[a-z-]*:[a-z0-9-]*:([a-z0-9-]*):(\d{12}):')
_PLAN = re.compile(rb'"planned_values"\s*:')
_CHANGES = re.compile(rb'"resource_changes"\s*:')  # a plan of a refresh only has none
_VERSION = 4
_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")  # as Terraform writes them: a pattern or a line is none


class _Entry(msgspec.Struct):
    type: str
    mode: str
    instances: list[msgspec.Raw]


class _State(msgspec.Struct):
    version: int
    lineage: str
    resources: list[_Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundState:
    """A state of Terraform or OpenTofu: how many resources it has of each type, and where they are, the most first.

    `workspace` is the one that it is of, as Terraform's local backend keeps them.
    """

    path: str
    types: Mapping[str, int] = field(default_factory=dict)
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    workspace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlan:
    """A plan; one of a refresh only shows reality and no intent."""

    path: str
    is_refresh: bool


def find_states(tree: Tree) -> tuple[tuple[FoundState, ...], tuple[str, ...]]:
    """Return the states of a repository, and the files that are called states and are none that can be read.

    Those that are examples or inputs of tests are left out.
    """
    found, others = [], []
    for name in tree.named(".tfstate"):
        if is_example(name):
            continue
        state = read_state(name, tree.read(name))
        if state is None:
            others.append(name)
        else:
            found.append(state)
    return tuple(found), tuple(others)


def find_plans(tree: Tree) -> tuple[FoundPlan, ...]:
    """Return the plans in JSON, as `terraform show -json` writes them."""
    found = []
    for name in tree.named(".json"):
        data = b"" if is_example(name) else tree.read(name)
        if _PLAN.search(data):
            found.append(FoundPlan(path=name, is_refresh=not _CHANGES.search(data)))
    return tuple(found)


def read_state(name: str, data: bytes) -> FoundState | None:
    """Return what a state names, none where these bytes are no state of a version that is read."""
    try:
        state = msgspec.json.decode(data, type=_State)
    except (msgspec.DecodeError, RecursionError):
        return None
    if state.version != _VERSION or not all(_TYPE.fullmatch(entry.type) for entry in state.resources):
        return None
    types: Counter[str] = Counter()
    for entry in state.resources:
        if entry.mode == "managed":
            types[entry.type] += len(entry.instances)
    places = _ARN.findall(data)
    parts = name.split("/")
    return FoundState(
        path=name,
        types=dict(sorted(types.items())),
        accounts=_most(account for _, account in places),
        regions=_most(region for region, _ in places if region),
        workspace=parts[parts.index(_WORKSPACES) + 1] if _WORKSPACES in parts[:-2] else "",
    )


def _most(values: Iterable[bytes]) -> tuple[str, ...]:
    """Return texts once each, the most frequent first."""
    counts = Counter(value.decode() for value in values)
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))
