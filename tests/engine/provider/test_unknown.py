"""A provider that knows nothing: what is compared then, and that nothing is left out."""

from __future__ import annotations

from typing import Any

from engine.canonical.canonicalise import Canonicaliser
from engine.comparison.attributes import AttributeComparison
from engine.model.outcome import FindingStatus, Severity
from engine.model.path import names
from engine.provider.facts import UNKNOWN, TypeFacts
from engine.provider.identity import provider_id
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Rater
from engine.provider.unknown import UnknownProvider
from tests.builders import drift, observed, parity, resource, snapshot

NOBODY: Provider = UnknownProvider()


def changed(before: Any, after: Any) -> list[tuple[str, ...]]:
    sides = snapshot(resource("x_thing", {"id": "1", **before})), observed(resource("x_thing", {"id": "1", **after}))
    report = drift(*sides, provider=NOBODY)
    assert report.gaps == ()
    return [tuple(map(str, finding.change.path)) for finding in report.findings]


def test_every_attribute_is_compared_as_it_is_written() -> None:
    assert changed({"list": ["a", "b"], "tags": {"aws:x": "1"}}, {"list": ["a", "b"], "tags": {"aws:x": "1"}}) == []
    assert changed({"list": ["a", "b"]}, {"list": ["b", "a"]}) == [("list", "0"), ("list", "1")]
    assert changed({"tags": {"aws:x": "1"}}, {"tags": {"aws:x": "2"}}) == [("tags", "aws:x")]
    assert changed({"protocol": "tcp"}, {"protocol": "6"}) == [("protocol",)]
    assert changed({"cidr_blocks": ["10.0.0.0/8", "11.0.0.0/8"]}, {"cidr_blocks": ["11.0.0.0/8", "10.0.0.0/8"]}) != []


def test_what_holds_of_all_terraform_providers_holds_here() -> None:
    assert changed({"timeouts": {"create": "1m"}}, {"timeouts": {"create": "2m"}}) == []
    assert changed({"text": ""}, {"text": None}) == []


def test_a_resource_is_the_one_of_its_id() -> None:
    item = resource("x_thing", {"id": "1", "name": "n"})
    assert provider_id(item, NOBODY) == "1"


def test_nothing_is_known_of_what_an_attribute_decides() -> None:
    rater = Rater(NOBODY)
    weight = rater.of_change("x_thing", names("publicly_accessible"), False, True)
    assert (weight.severity, weight.meaning) == (Severity.MEDIUM, Meaning.BEHAVIOUR)
    assert rater.of_presence("x_thing", FindingStatus.MISSING).severity is Severity.HIGH
    assert not rater.is_severe("x_thing", ("policy",))


def test_two_environments_are_compared_by_structure() -> None:
    sides = [
        snapshot(resource("x_thing", {"id": name, "region": region, "size": 1}), environment=name)
        for name, region in (("prod", "north"), ("preprod", "south"))
    ]
    (finding,) = parity(*sides, provider=NOBODY).findings
    assert finding.change.path == names("region")  # nobody says that places may differ


def test_facts_of_one_provider_are_not_those_of_another() -> None:
    class Words(UnknownProvider):
        """Knows two words for one thing."""

        def facts(self, type_: str) -> TypeFacts:
            """Return it of one type."""
            return TypeFacts(synonyms={"word": {"one": "two"}}) if type_ == "x_thing" else UNKNOWN

    forms = [Canonicaliser(provider).form("x_thing", {"word": "one"}) for provider in (Words(), NOBODY)]
    assert forms == [{"word": "two"}, {"word": "one"}]
    options = [AttributeComparison(provider).options([resource("x_thing")]) for provider in (Words(), NOBODY)]
    assert options[0] != options[1]
