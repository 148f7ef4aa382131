"""One policy, every source: the vulnerable estate judged from its code, a first plan, the refreshed state and the API.

The refreshed state is the judge. What a source cannot tell is inconclusive there, and never the opposite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.model.outcome import Outcome, Severity
from engine.model.policy import PolicyResult
from engine.model.snapshot import Resource, Snapshot, SourceKind
from policies.authoring.catalog import Pack, load_pack
from policies.evaluators.wasm import RegoEvaluator
from tests.vulnerable import flaws, from_code, from_document, live

Judged = Mapping[tuple[str, str], PolicyResult]  # by policy and address
GRAVE = {Severity.CRITICAL, Severity.HIGH}
LEAST = {"code": 0.80, "plan": 0.95}
OTHERS = 0.05  # of the grave findings that nobody listed
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
REACHABLE = "network-reachable"
OPPOSITES = {Outcome.PASS, Outcome.FAIL}
KINDS = {policy.id: frozenset(policy.resource_types) for policy in load_pack().policies}


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Snapshot]:
    """Return what three sources show of the estate."""
    folder: Path = tmp_path_factory.mktemp("vulnerable")
    return {
        "code": from_code(),
        "plan": from_document(folder, SourceKind.TFPLAN),
        "state": from_document(folder, SourceKind.TFSTATE),
    }


@pytest.fixture(scope="module")
def judged(snapshots: dict[str, Snapshot], evaluator: RegoEvaluator) -> dict[str, Judged]:
    """Return what every policy says of every resource, by source."""
    return {
        name: {(one.policy, one.address): one for one in evaluator.evaluate(taken, AS_OF).results}
        for name, taken in snapshots.items()
    }


def managed_of(taken: Snapshot) -> list[Resource]:
    """Return the managed resources of a snapshot, also those that only an API shows."""
    return [item for item in taken.resources if item.is_managed]


def test_the_estate_is_large_and_of_many_kinds(snapshots: dict[str, Snapshot], judged: dict[str, Judged]) -> None:
    managed = {name: {item.address: item.type for item in managed_of(taken)} for name, taken in snapshots.items()}
    assert managed["plan"] == managed["state"]
    assert len(managed["state"]) >= 120
    kinds = {managed["state"][address] for _, address in judged["state"]}
    assert len(kinds) >= 60


def test_the_list_names_what_there_is(snapshots: dict[str, Snapshot], pack: Pack) -> None:
    severities = {policy.id: policy.severity for policy in pack.policies}
    addresses = {item.address for item in managed_of(snapshots["state"])}
    assert {flaw.at for flaw in flaws()} <= addresses
    assert {flaw.policy: flaw.severity for flaw in flaws()} == {
        flaw.policy: severities.get(flaw.policy) for flaw in flaws()
    }
    assert max(Counter((flaw.policy, flaw.at) for flaw in flaws()).values()) == 1
    assert len([flaw for flaw in flaws() if flaw.severity in GRAVE]) >= 60


@pytest.mark.parametrize("source", ["plan", "state"])
def test_every_flaw_is_found(source: str, judged: dict[str, Judged]) -> None:
    told = judged[source]
    missed = [flaw for flaw in flaws() if told[flaw.policy, flaw.at].outcome is not Outcome.FAIL]
    assert not missed


def test_no_flaw_passes_from_code(judged: dict[str, Judged]) -> None:
    told = judged["code"]
    passed = [
        flaw for flaw in flaws() if (result := told.get((flaw.policy, flaw.at))) and result.outcome is Outcome.PASS
    ]
    assert not passed


@pytest.mark.parametrize("source", ["code", "plan", "state"])
def test_little_else_is_told_as_grave(source: str, judged: dict[str, Judged], pack: Pack) -> None:
    grave = {policy.id for policy in pack.policies if policy.severity in GRAVE}
    listed = {(flaw.policy, flaw.at) for flaw in flaws()}
    told = {key for key, result in judged[source].items() if key[0] in grave and result.outcome is Outcome.FAIL}
    assert len(told - listed) <= OTHERS * len(told), sorted(told - listed)


@pytest.mark.parametrize("source", sorted(LEAST))
def test_a_source_says_what_the_refreshed_state_says(source: str, judged: dict[str, Judged]) -> None:
    state, told = judged["state"], judged[source]
    pairs = {key: (told[key].outcome if key in told else None, result.outcome) for key, result in state.items()}
    assert not {key: pair for key, pair in pairs.items() if set(pair) == OPPOSITES}
    same = sum(1 for one, other in pairs.values() if one is other)
    assert same >= LEAST[source] * len(pairs)


def test_the_state_leaves_nothing_open(judged: dict[str, Judged]) -> None:
    told = {key: result.outcome for key, result in judged["state"].items()}
    # The emulator gives the database the default group of another network, and two machines an address, where nothing
    # manages the main route table: who has these two in the state has a way that nobody has read.
    unread = {address for policy, address in told if policy == REACHABLE and told[policy, address] not in OPPOSITES}
    assert unread == {
        "module.data.aws_db_instance.orders",
        *(f"module.compute.aws_instance.{one}" for one in ("plain", "shop")),
    }
    assert {outcome for key, outcome in told.items() if key not in {(REACHABLE, one) for one in unread}} == OPPOSITES


@pytest.mark.wide
def test_the_api_says_what_the_refreshed_state_says(snapshots: dict[str, Snapshot], evaluator: RegoEvaluator) -> None:
    taken, state = live(), snapshots["state"]
    types = {item.type for item in managed_of(taken)} & {item.type for item in managed_of(state)}
    assert len(types) >= 60
    observed, intended = (told_of(one, evaluator) for one in (taken, state))
    pairs = {key: (observed[key], outcome) for key, outcome in intended.items() if key in observed}
    assert len(pairs) >= 400
    opposite = {key for key, pair in pairs.items() if set(pair) == OPPOSITES}
    assert not [key for key in opposite if observed[key] is Outcome.PASS]
    # The API shows both forms of a fact: what is told of a separate resource it tells of the whole as well.
    assert not [key for key in opposite if not is_told_beside(key, intended, state)]
    assert sum(1 for one, other in pairs.values() if one is other) >= LEAST["plan"] * len(pairs)


def told_of(taken: Snapshot, evaluator: RegoEvaluator) -> dict[tuple[str, str], Outcome]:
    """Return what every policy says of every resource, by its type and id."""
    resources = tuple(item for item in managed_of(taken))
    found: dict[tuple[str, str], Outcome] = {}
    for result in evaluator.evaluate(taken, AS_OF).results:
        types = {item.type for item in resources if (item.address, item.id) == (result.address, result.id)}
        for type_ in types & KINDS[result.policy]:
            key = result.policy, f"{type_}.{result.id}"
            found[key] = max(found.get(key, result.outcome), result.outcome, key=lambda outcome: outcome.rank)
    return found


def is_told_beside(key: tuple[str, str], told: Mapping[tuple[str, str], Outcome], state: Snapshot) -> bool:
    """Tell whether a state has a separate resource of a whole of which the same is told."""
    policy, name = key
    (whole,) = [item for item in managed_of(state) if f"{item.type}.{item.id}" == name]
    names = {whole.id, *(whole.attributes.get(at) for at in ("arn", "name"))} - {None}
    parts = [item for item in managed_of(state) if item is not whole and names & set(texts_of(item))]
    policies = (policy, f"{policy}-rule", policy.replace("-policy", "-role-policy"))
    return any(told.get((one, f"{part.type}.{part.id}")) is Outcome.FAIL for part in parts for one in policies)


def texts_of(item: Resource) -> list[str]:
    """Return the texts among the attributes of a resource."""
    return [value for value in item.attributes.values() if isinstance(value, str)]
