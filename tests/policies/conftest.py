"""What the policy tests share: builders of resources and snapshots, the shipped pack, and the real OPA."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.process import ChildProcess
from engine.model.outcome import Gap
from engine.model.snapshot import Listing, Mode, Resource, Side, Snapshot
from policies.catalog import Pack, load_pack
from policies.opa import OpaTool
from policies.wasm import RegoEvaluator

MakeResource = Callable[..., Resource]
MakeSnapshot = Callable[..., Snapshot]


@pytest.fixture(scope="session")
def rego() -> Path:
    """Return the folder of the shipped sources."""
    return Path(__file__).parents[2] / "policies" / "rego"


@pytest.fixture(scope="session")
def pack() -> Pack:
    """Return the shipped pack."""
    return load_pack()


@pytest.fixture(scope="session")
def evaluator(pack: Pack) -> RegoEvaluator:
    """Return the engine over the whole shipped pack."""
    return RegoEvaluator(pack)


@pytest.fixture(scope="session")
def runner() -> ChildProcess:
    """Return a runner of child processes that sees the search path only."""
    return ChildProcess(path=os.environ["PATH"], home=os.environ["HOME"])


@pytest.fixture(scope="session")
def opa(runner: ChildProcess) -> OpaTool:
    """Return the real OPA; without it the test is skipped, except where CI is set."""
    if shutil.which("opa") is None and os.environ.get("CI") != "true":
        pytest.skip("opa is not installed: make opa (or go install github.com/open-policy-agent/opa@v1.22.0)")
    return OpaTool(runner)


@pytest.fixture(scope="session")
def resource() -> MakeResource:
    """Return a maker of resources: type, attributes, name, and fields of the resource."""

    def make(type_: str, attributes: Mapping[str, Any], name: str = "x", **fields: Any) -> Resource:
        return Resource(
            **{
                "type": type_,
                "address": f"{type_}.{name}",
                "id": str(attributes.get("id", name)),
                "attributes": attributes,
                "mode": Mode.MANAGED,
                **fields,
            }
        )

    return make


@pytest.fixture(scope="session")
def snapshot() -> MakeSnapshot:
    """Return a maker of snapshots of some resources, desired unless said otherwise."""

    def make(
        resources: Iterable[Resource],
        *,
        side: Side = Side.DESIRED,
        gaps: tuple[Gap, ...] = (),
        listings: tuple[Listing, ...] = (),
        complete: bool = True,
    ) -> Snapshot:
        return Snapshot(
            environment="prod",
            side=side,
            taken_at=datetime(2026, 11, 20, tzinfo=UTC),
            origins=(),
            resources=tuple(sorted(resources, key=lambda item: item.key)),
            gaps=gaps,
            listings=listings,
            complete=complete,
        )

    return make
