"""Who is who of two environments: a labelled corpus of sixteen refactorings, and nothing is ever lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.matching.counterparts import Counterparts, MatchReason, match_environments
from engine.matching.side import MatchSide
from engine.model.drift import DriftReport
from engine.model.outcome import Outcome
from engine.model.snapshot import Resource
from tests import builders
from tests.builders import PROVIDER, resource, snapshot
from tests.engine.drift.refactorings import REFACTORINGS, Pair
from tests.profiles import count

COUNT = 99
SEEDS = count(10, test=3, quick=1)
WORDS = (("prod",), ("preprod",))


def matched(pair: Pair) -> Counterparts:
    return match_environments(MatchSide(pair.left, WORDS[0], PROVIDER), MatchSide(pair.right, WORDS[1], PROVIDER))


def score(pair: Pair, found: Counterparts) -> tuple[int, int, int]:
    """Return how many matches are right, how many were made, and how many there are to make."""
    right = sum(pair.truth[match.left.address] == match.right.address for match in found.matches)
    return right, len(found.matches), sum(other is not None for other in pair.truth.values())


@pytest.mark.parametrize("kind", REFACTORINGS)
def test_a_refactoring_is_seen_through(kind: str) -> None:
    pair = REFACTORINGS[kind](Random(kind), PROVIDER, COUNT)
    found = matched(pair)
    right, made, there = score(pair, found)
    assert found.total == len(pair.left) + len(pair.right)
    assert (
        len({match.right.address for match in found.matches})
        == made
        == len({id(match.left) for match in found.matches})
    )
    assert right / made >= 0.99, (right, made, there)
    assert right / there >= 0.97, (right, made, there)


def queue(number: int, name: str, environment: str, **attributes: Any) -> Resource:
    id_ = f"https://sqs.eu-west-1.amazonaws.com/{environment}/{name}"
    told = {"name": f"{environment}-{name}", "delay_seconds": 90, "kms_master_key_id": "alias/aws/sqs", **attributes}
    return resource("aws_sqs_queue", {"id": id_, **told}, f"{name}_{number}")


def of(left: list[Resource], right: list[Resource]) -> Counterparts:
    found = match_environments(MatchSide(left, ("prod",), PROVIDER), MatchSide(right, ("preprod",), PROVIDER))
    assert found.total == len(left) + len(right)
    return found


def test_one_that_went_and_another_that_came_are_two() -> None:
    found = of([queue(1, "orders", "prod")], [queue(1, "audit", "preprod")])
    assert (found.matches, found.doubts) == ([], [])
    assert [len(found.left_only), len(found.right_only)] == [1, 1]


def test_two_that_could_both_be_it_are_in_doubt_and_named() -> None:
    one = queue(1, "orders", "prod", policy="only here and there")
    other = queue(2, "orders", "preprod", policy="only here and there")
    others = [replace(other, address=f"aws_sqs_queue.x_{number}", id=str(number)) for number in (2, 3)]
    found = of([one], others)
    assert found.matches == []
    assert [(doubt.resource.address, len(doubt.candidates)) for doubt in found.doubts] == [
        ("aws_sqs_queue.orders_1", 2),
        ("aws_sqs_queue.x_2", 1),
        ("aws_sqs_queue.x_3", 1),
    ]


def test_other_keys_of_one_block_are_two_where_only_the_block_is_the_same() -> None:
    def rules(environment: str, ports: Mapping[str, int]) -> list[Resource]:
        return [
            Resource(
                type="aws_vpc_security_group_ingress_rule",
                address=f'aws_vpc_security_group_ingress_rule.web["{key}"]',
                id=f"sgr-{environment}-{port}",
                attributes={
                    "cidr_ipv4": "10.0.0.0/16",
                    "description": key,
                    "from_port": port,
                    "to_port": port,
                    "ip_protocol": "tcp",
                },
            )
            for key, port in ports.items()
        ]

    found = of(rules("prod", {"https": 443, "admin": 8443}), rules("preprod", {"https": 443, "debug": 5005}))
    assert [match.left.address for match in found.matches] == ['aws_vpc_security_group_ingress_rule.web["https"]']
    assert [len(found.left_only), len(found.right_only), found.doubts] == [1, 1, []]
    renamed = of(rules("prod", {"https": 443, "admin": 8443}), rules("preprod", {"https": 443, "manage": 8443}))
    assert len(renamed.matches) + len(renamed.doubts) >= 2  # what says the same may be the same


def test_what_nothing_tells_apart_is_matched_in_order() -> None:
    left = [replace(queue(0, "work", "prod"), address=f"aws_sqs_queue.work[{number}]") for number in range(3)]
    right = [replace(queue(0, "work", "preprod"), address=f"aws_sqs_queue.work[{number}]") for number in range(2)]
    found = of(left, right)
    assert [match.reason for match in found.matches] == [MatchReason.ADDRESS] * 2
    assert [item.address for item in found.left_only] == ["aws_sqs_queue.work[2]"]


def exchanged(
    left: Mapping[str, str], right: Mapping[str, str], **attributes: Any
) -> dict[str, tuple[str, MatchReason]]:
    """Return the counterpart of each of some queues, and why: label -> what the queue is for, of either side."""
    sides = [
        [
            replace(queue(0, what, name, **attributes), address=f"aws_sqs_queue.{label}")
            for label, what in estate.items()
        ]
        for name, estate in (("prod", left), ("preprod", right))
    ]
    return {
        match.left.address.partition(".")[2]: (match.right.address.partition(".")[2], match.reason)
        for match in of(*sides).matches
    }


def test_two_that_have_each_other_s_address_are_compared_with_themselves() -> None:
    found = exchanged({"a": "orders", "b": "audit", "c": "mail"}, {"a": "audit", "b": "orders", "c": "mail"})
    assert found == {
        "a": ("b", MatchReason.LIKENESS),
        "b": ("a", MatchReason.LIKENESS),
        "c": ("c", MatchReason.ADDRESS),
    }


def test_what_names_two_that_were_exchanged_is_exchanged_with_them() -> None:
    sides = []
    for name, labels in (("prod", "ab"), ("preprod", "ba")):
        queues = [
            replace(queue(0, what, name), address=f"aws_sqs_queue.{label}")
            for what, label in zip(("orders", "audit"), labels, strict=True)
        ]
        mappings = [
            Resource(
                type="aws_lambda_event_source_mapping",
                address=f"aws_lambda_event_source_mapping.{label}",
                id=f"{name}-mapping-{label}",
                attributes={"event_source_arn": one.id, "batch_size": size, "filter_criteria": f"of {one.id[-5:]}"},
            )
            for one, label, size in zip(queues, labels, (7, 9), strict=True)
        ]
        sides.append([*queues, *mappings])
    assert [match.reason for match in of(*sides).matches] == [MatchReason.LIKENESS] * 4


def test_the_address_stays_where_only_one_of_two_is_somewhere_else() -> None:
    found = exchanged({"a": "orders", "b": "audit"}, {"a": "audit", "b": "mail"})
    assert found == {"a": ("a", MatchReason.ADDRESS), "b": ("b", MatchReason.ADDRESS)}


def test_sizes_that_are_exchanged_are_no_other_resources() -> None:
    sides = [
        [
            resource(
                "aws_instance",
                {"instance_type": type_, "availability_zone": zone, "cidr_block": network, "ami": "ami-1"},
                label,
                id=f"i-{name}-{label}-00000",
            )
            for label, type_, zone, network in zip(
                "ab", types, zones, ("10.0.1.0/24", "10.0.2.0/24")[::step], strict=True
            )
        ]
        for name, types, zones, step in (
            ("prod", ("m5.large", "t3.nano"), ("a", "b"), 1),
            ("preprod", ("t3.nano", "m5.large"), ("b", "a"), -1),
        )
    ]
    assert [match.reason for match in of(*sides).matches] == [MatchReason.ADDRESS] * 2


def test_names_that_stay_keep_an_address_whatever_else_is_exchanged() -> None:
    policies = [{"policy": f"p{number}", "redrive_policy": f"r{number}", "delay_seconds": number} for number in (1, 2)]
    sides = [
        [
            replace(queue(0, label, name, **policy), address=f"aws_sqs_queue.{label}")
            for label, policy in zip(("orders", "audit"), policies[::step], strict=True)
        ]
        for name, step in (("prod", 1), ("preprod", -1))
    ]
    assert [match.reason for match in of(*sides).matches] == [MatchReason.ADDRESS] * 2


def test_instances_that_moved_up_are_compared_with_themselves_and_the_first_with_the_new_last() -> None:
    words = ["orders", "audit", "mail", "bills", "parcels"]
    left = {f"q[{number}]": word for number, word in enumerate(words[:4])}
    right = {f"q[{number}]": word for number, word in enumerate(words[1:])}
    found = exchanged(left, right)
    assert {one: other for one, (other, _) in found.items()} == {
        "q[0]": "q[3]",
        "q[1]": "q[0]",
        "q[2]": "q[1]",
        "q[3]": "q[2]",
    }
    assert {reason for _, reason in found.values()} == {MatchReason.LIKENESS}
    # Labels have no order: there it may be another change.
    assert {reason for _, reason in exchanged({"a": "x1", "b": "x2"}, {"a": "x2", "b": "x3"}).values()} == {
        MatchReason.ADDRESS
    }


def test_what_names_a_renamed_resource_names_its_counterpart() -> None:
    sides = []
    for environment, number in (("prod", 1), ("preprod", 7)):
        orders = queue(number, "orders", environment)
        sides.append(
            MatchSide([orders, queue(number + 1, "dead", environment, redrive=orders.id)], (environment,), PROVIDER)
        )
    assert len(match_environments(*sides).matches) == 2
    named = [side.translation.value(side.resources[1].attributes["redrive"]) for side in sides]
    assert named == ["<aws_sqs_queue.orders_1>"] * 2


def is_whole(pair: Pair, found: Counterparts) -> bool:
    """Tell whether each resource of the two sides stands in exactly one place."""
    doubts = [doubt.resource for doubt in found.doubts]
    places = [*(side for match in found.matches for side in (match.left, match.right)), *doubts]
    places += [*found.left_only, *found.right_only]
    return sorted(map(id, places)) == sorted(map(id, (*pair.left, *pair.right)))


def test_the_corpus_as_a_whole() -> None:
    assert len(REFACTORINGS) >= 12
    rows: dict[str, Counter[str]] = {}
    for kind, make in REFACTORINGS.items():
        row = rows[kind] = Counter()
        for seed in range(SEEDS):
            pair = make(Random(f"{kind} {seed}"), PROVIDER, COUNT)
            found = matched(pair)
            right, made, there = score(pair, found)
            row.update(there=there, made=made, right=right, doubts=len(found.doubts), lost=not is_whole(pair, found))
        assert row["right"] / row["made"] >= 0.99, (kind, row)
        assert row["right"] / row["there"] >= 0.97, (kind, row)
    rows["all"] = whole = sum(rows.values(), Counter[str]())
    print(f"\n{table(rows)}")  # noqa: T201 - the figures are the result
    assert whole["there"] >= SEEDS * 1000
    assert whole["lost"] == 0


def table(rows: Mapping[str, Counter[str]]) -> str:
    """Return the figures of each kind as lines of text."""
    head = ("", "pairs", "matched", "rightly", "in doubt", "precision", "recall")
    lines = [f"{head[0]:28}{''.join(f'{name:>11}' for name in head[1:])}"]
    for kind, row in rows.items():
        counts = "".join(f"{row[name]:>11,}" for name in ("there", "made", "right", "doubts"))
        lines.append(f"{kind:28}{counts}{row['right'] / row['made']:>11.4f}{row['right'] / row['there']:>11.4f}")
    return "\n".join(lines)


def parity(left: list[Resource], right: list[Resource]) -> DriftReport:
    return builders.parity(snapshot(*left), snapshot(*right, environment="preprod"))


def test_parity_says_what_was_matched_by_likeness_and_how_sure_that_is() -> None:
    report = parity([queue(1, "orders", "prod")], [queue(7, "orders", "preprod", delay_seconds=91)])
    assert [finding.change.path for finding in report.findings] == [("delay_seconds",)]
    (renamed,) = report.renamed
    assert (renamed.left, renamed.right, renamed.reason) == (
        "aws_sqs_queue.orders_1",
        "aws_sqs_queue.orders_7",
        "likeness",
    )
    assert 0.6 < renamed.confidence <= 1


def test_parity_names_the_candidates_of_what_is_in_doubt() -> None:
    other = queue(2, "orders", "preprod", policy="only here and there")
    others = [replace(other, address=f"aws_sqs_queue.x_{number}", id=str(number)) for number in (2, 3)]
    report = parity([queue(1, "orders", "prod", policy="only here and there")], others)
    assert {finding.outcome for finding in report.findings} == {Outcome.INCONCLUSIVE}
    assert report.findings[0].message == ("aws_sqs_queue.orders_1 may be any of: aws_sqs_queue.x_2, aws_sqs_queue.x_3")
    assert (report.matched, report.left_only, report.right_only, report.ambiguous) == (0, 0, 0, 3)
