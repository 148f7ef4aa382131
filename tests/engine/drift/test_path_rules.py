"""A difference under a key that people chose is allowed by the very rule that `explain` advises, and by no broader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.config.yaml_file import parse_document, plain
from engine.findings.remediation import find_remediation
from engine.jsontext.codec import decode, encode
from engine.model.drift import DriftReport
from engine.model.outcome import FailOn, Finding
from engine.model.parity import Expectation, ParityRule
from engine.model.path import MapKey, as_rule
from engine.model.snapshot import Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from engine.parity.detect import compare_parity
from tests.builders import PROVIDER

KEYS = (
    *("2024", "0", "-1", "1.5", "Name", "tags", "id", "cidr_block", "region", "a.b", "example.org/team", ".", "..", ""),
    *("a*b", "*", '"', '"a"', "a'b", "#", "# no", "a: b", "a, b", "{a}", "[0]", "- a", "true", "null", "~", "a\nb"),
    *("\\", "\u00e9", "\u2028", "\U0001f600", "x\x7f", "kubernetes.io/cluster/a.b"),
)
_TEXT = st.characters(exclude_categories=["Cs"], exclude_characters="\0")  # what a configuration can hold
MADE = st.text(_TEXT, max_size=8) | st.text(".*\"'\\#{}[]:,0a \n", max_size=8)


def snapshot(name: str, resources: Sequence[Resource]) -> Snapshot:
    return Snapshot(
        environment=name,
        side=Side.DESIRED,
        taken_at=datetime(2026, 11, 21, tzinfo=UTC),
        origins=(Origin(source=SourceRef(kind=SourceKind.TFSTATE, location=f"{name}.tfstate")),),
        resources=tuple(replace(item, account=("1" if name == "left" else "2") * 12) for item in resources),
        epoch="e",
    )


def resource(type_: str, **attributes: Any) -> Resource:
    return Resource(type=type_, address=f"{type_}.this", id=f"{type_}-id", attributes=attributes)


def compared(one: Resource, other: Resource, *rules: ParityRule) -> DriftReport:
    return compare_parity(
        snapshot("left", [one]),
        snapshot("right", [other]),
        PROVIDER,
        digests=("l", "r"),
        tokens=(("left",), ("right",)),
        fail_on=FailOn.HIGH,
        rules=rules,
    )


def advised(finding: Finding) -> ParityRule:
    """Return the rule that `explain` advises, as the configuration reads it."""
    (remedy,) = find_remediation(finding).ways
    (entry,) = plain(parse_document(f"rules:\n  {remedy.code}\n".encode(), name="driftgate.yaml").root)["rules"]
    assert isinstance(entry["path"], str)
    return ParityRule(
        name="advised",
        where="driftgate.yaml:2:5",
        expect=Expectation(entry["expect"]),
        type=entry["type"],
        path=entry["path"],
    )


def kept(report: DriftReport) -> DriftReport:
    """Return a report as the ledger gives it back."""
    return decode(encode(report), DriftReport, name="report")


def tags(*keys: str, value: str) -> Resource:
    return resource("aws_sqs_queue", tags=dict.fromkeys(keys, value))


def variables(*keys: str, value: str) -> Resource:
    return resource("aws_lambda_function", environment=[{"variables": dict.fromkeys(keys, value)}])


def document(*keys: str, value: str) -> Resource:
    return resource("aws_sfn_state_machine", definition=json.dumps({"States": dict.fromkeys(keys, value)}))


def unknown(*keys: str, value: str) -> Resource:
    return resource("acme_thing", settings=dict.fromkeys(keys, value))


def elements(*keys: str, value: str) -> Resource:
    """Return a group with a set whose elements have names, of which maps below have keys."""
    blocks = [{"key": key, "value": value, "propagate_at_launch": True} for key in keys]
    return resource("aws_autoscaling_group", tag=blocks)


MAKERS = (tags, variables, document, unknown, elements)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("key", KEYS)
def test_the_advised_rule_fits_and_is_about_nothing_else(make: Any, key: str) -> None:
    held(make, key)


@given(st.sampled_from(MAKERS), MADE)
def test_whatever_the_key_is(make: Any, key: str) -> None:
    held(make, key)


def held(make: Any, key: str) -> None:
    neighbour = f"{key}x" if make is not elements else "neighbour"
    one, other = make(key, neighbour, value="a"), make(key, neighbour, value="b")
    found = {finding.change.path: finding for finding in kept(compared(one, other)).findings if finding.change.path}
    # Tags of AWS itself are no difference, and in a type that nobody knows `region` is a place, for all we can tell.
    lost = (make is tags and key.startswith("aws:")) or (make is unknown and key == "region")
    assert len(found) == (1 if lost else 2)
    for path, finding in found.items():
        rule = advised(finding)
        after = compared(one, other, rule)
        assert [item.change.path for item in after.findings if item.change.path] == [
            item for item in found if as_rule(item) != as_rule(path)
        ]
        assert [item.rule for item in after.findings if not item.change.path] == []
        same = compared(one, one, rule)  # it is about something that was compared, different or not
        assert [item.rule for item in same.findings] == []


def test_a_key_of_a_map_is_known_as_one_after_the_ledger() -> None:
    (finding,) = kept(compared(tags("2024", value="a"), tags("2024", value="b"))).findings
    assert [type(part) for part in finding.change.path][1:] == [MapKey]
    assert as_rule(finding.change.path) == "tags.2024"


@pytest.mark.parametrize("path", ["ingress.from_port", "ingress", "ingress.*", "*.from_port"])
def test_a_rule_about_blocks_fits_any_of_them(path: str) -> None:
    def group(*ports: int) -> Resource:
        return resource(
            "aws_default_security_group",
            ingress=[
                {"from_port": port, "to_port": 99, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]} for port in ports
            ],
        )

    rule = ParityRule(name="r", where="f:1:1", expect=Expectation.MAY_DIFFER, path=path)
    assert compared(group(1, 2), group(3, 4)).findings
    left = {part for finding in compared(group(1, 2), group(3, 4), rule).findings for part in finding.change.path[-1:]}
    assert "from_port" not in left
    assert "parity.unused_rule" not in {item.rule for item in compared(group(1, 2), group(3, 4), rule).findings}


@pytest.mark.parametrize("path", ["default_action.type", "default_action.0.type", "default_action"])
def test_a_rule_about_a_list_fits_a_position_or_any(path: str) -> None:
    def listener(type_: str) -> Resource:
        return resource("aws_lb_listener", default_action=[{"type": type_, "order": 1}])

    rule = ParityRule(name="r", where="f:1:1", expect=Expectation.MAY_DIFFER, path=path)
    assert [finding.change.path for finding in compared(listener("forward"), listener("redirect")).findings] == [
        ("default_action", "0", "type")
    ]
    assert compared(listener("forward"), listener("redirect"), rule).findings == ()


def test_keys_that_people_chose_mean_nothing_by_their_names() -> None:
    """A variable that is called like an attribute of ours decides what a variable decides."""
    one, other = (variables("publicly_accessible", "policy", value=value) for value in ("a", "b"))
    found = compared(one, other).findings
    assert {(finding.severity, finding.rating.meaning) for finding in found} == {("high", "behaviour")}
