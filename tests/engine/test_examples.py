"""The examples in the docstrings of the five algorithms are true: these are their values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.comparison.attributes import AttributeComparison
from engine.comparison.inline_forms import InlineForms
from engine.drift.three_way import EarlierSnapshot, Pending, ThreeWay
from engine.matching.counterparts import Counterparts, match_environments
from engine.matching.side import MatchSide
from engine.matching.similarity import NAME, Traits
from engine.matching.swaps import find_swaps
from engine.model.outcome import FailOn
from engine.model.path import Change, Name
from engine.model.snapshot import Resource, Snapshot
from engine.parity.confidence import ConfidenceSum
from engine.provider.facts import CommonFacts, Naming, Split, TypeFacts
from engine.provider.meaning import Meaning
from engine.provider.rating import Rater
from engine.provider.unknown import UnknownProvider
from tests.builders import PROVIDER, drift, observed, origin, resource, snapshot

FACTS = {
    "group": TypeFacts(splits=(Split(child="rule", link="group", attributes=("rules",)),)),
    "disk": TypeFacts(meanings={"encrypted": Meaning.ENCRYPTION, "size": Meaning.CAPACITY, "label": Meaning.METADATA}),
}


class Small(UnknownProvider):
    """Knows what the examples need: queues with names, groups of rules, disks."""

    common = CommonFacts(naming=Naming(names=frozenset({"name"})))

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of a type."""
        return FACTS.get(type_) or super().facts(type_)


SMALL = Small()


def queue(address: str, **attributes: Any) -> Resource:
    return Resource(type="queue", address=address, id=f"{address} {attributes['name']}", attributes=attributes)


def matched(preprod: list[Resource]) -> Counterparts:
    prod = [
        queue("queue.orders", name="prod-orders", delay=5),
        queue("queue.mail", name="prod-mail", retention=1234),
        queue("queue.audit", name="prod-audit", delay=7),
    ]
    return match_environments(MatchSide(prod, ("prod",), SMALL), MatchSide(preprod, ("preprod",), SMALL))


def test_matching_two_environments() -> None:
    post = queue("module.post.queue.this", name="preprod-mail", retention=1234)
    others = [
        queue("queue.orders", name="preprod-orders", delay=9),
        queue("queue.copies", name="preprod-copies", delay=30),
    ]
    found = matched([*others, post])
    assert [(one.left.address, one.right.address, one.reason, round(one.confidence, 2)) for one in found.matches] == [
        ("queue.orders", "queue.orders", "address", 1.0),
        ("queue.mail", "module.post.queue.this", "likeness", 0.94),
    ]
    assert [item.address for item in found.left_only] == ["queue.audit"]
    assert [item.address for item in found.right_only] == ["queue.copies"]
    twin = queue("module.mail.queue.this", name="preprod-mail", retention=1234)
    doubt = matched([*others, post, twin]).doubts[0]
    assert (doubt.resource.address, set(map(id, doubt.candidates))) == ("queue.mail", {id(post), id(twin)})


def test_swaps() -> None:
    def named(name: str, delay: int) -> Traits:
        return {f"{NAME}name={name}": 3.0, f"delay={delay}": 0.5}

    def by_design(name: str) -> bool:
        return name.startswith("address ")

    orders, mail, new = named("orders", 5), named("mail", 60), named("new", 7)
    assert find_swaps([orders, mail], [mail, orders], ["", ""], by_design) == {0: (1, 1.0), 1: (0, 1.0)}
    assert find_swaps([orders, mail], [mail, new], ["", ""], by_design) == {}
    a, b, c = named("a", 1), named("b", 2), named("c", 3)
    moved = find_swaps([a, b, c], [b, c, new], ["queue.q"] * 3, by_design)
    assert moved == {1: (0, 1.0), 2: (1, 1.0), 0: (2, 0.0)}


def test_inline_forms() -> None:
    https, ssh = {"port": 443}, {"port": 22}
    alone, inside = resource("group", {"id": "g"}, "g"), resource("group", {"id": "g", "rules": [https]}, "g")
    rule = resource("rule", {"id": "r", "group": "g", "port": 443}, "r")
    separate = InlineForms([alone, rule], SMALL)
    assert separate.find_skipped(alone) == {"rules"}
    assert separate.accounts_for(alone, "rules", [https])
    assert not separate.accounts_for(alone, "rules", [https, ssh])
    assert InlineForms([inside], SMALL).speaks_for(rule)
    assert not InlineForms([alone], SMALL).speaks_for(resource("rule", {"id": "r", "group": "other"}, "r"))


def state(serial: int, delay: int, code: int | None = None) -> Snapshot:
    """Return a state with one queue."""
    said = {} if code is None else {"delay_seconds": code}
    return snapshot(
        resource("aws_sqs_queue", {"id": "q", "delay_seconds": delay}, "q", code=said),
        taken_at=datetime(2026, 11, serial, tzinfo=UTC),
        origins=(origin("prod.tfstate", lineage="l", serial=str(serial)),),
    )


def three_ways(desired: Snapshot, earlier: dict[int, int]) -> tuple[ThreeWay, Resource]:
    past = [EarlierSnapshot(str(serial), state(serial, delay)) for serial, delay in earlier.items()]
    return ThreeWay(desired, AttributeComparison(PROVIDER), past), desired.resources[0]


def pending(earlier: dict[int, int]) -> Pending:
    three_way, item = three_ways(state(10, 9, code=5), earlier)
    (found,) = three_way.find_pending(item, ())
    return found


def test_code_state_and_reality() -> None:
    change = Change(path=(Name("delay_seconds"),), before=5, after=9)
    three_way, item = three_ways(state(10, 5, code=9), {})
    assert three_way.intends(item, change, {"delay_seconds": 9})
    there = observed(resource("aws_sqs_queue", {"id": "q", "delay_seconds": 9}, address=""))
    behind = drift(state(10, 5, code=9), there, fail_on=FailOn.MEDIUM)
    assert "the state is behind" in behind.findings[0].message
    assert pending({}) == Pending(change)
    assert pending({8: 9, 7: 9}) == Pending(change)
    assert pending({8: 9, 7: 5}) == Pending(change, absorbed=True, serial="7", taken="8")
    three_way, item = three_ways(state(10, 9), {9: 5})
    assert three_way.find_moved(item, ()) == ("9", (change,))


def test_the_confidence_of_parity() -> None:
    tally = ConfidenceSum(Rater(SMALL))
    tally.add_pair("disk", {"encrypted", "size"}, {"size"}, ["label"])
    pair = tally.make_confidence()
    assert (pair.earned, pair.unknown, pair.total) == (5, 1, 8)
    assert (pair.share, pair.at_best) == (0.625, 0.75)
    assert [(row.attribute, row.weight, row.unknown) for row in pair.shortfalls] == [
        ("size", 2, False),
        ("label", 1, True),
    ]
    tally.add_alone(resource("disk"), {"encrypted", "size"}, unknown=False)
    assert tally.make_confidence().share == 0.333333
    bare = ConfidenceSum(Rater(SMALL))
    bare.add_alone(resource("disk"), (), unknown=False)
    assert bare.make_confidence().total == 3
