"""The environments' own words are learnt from names, told once, and hide no way into the other environment."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.words import LearntWord, learn_numbers, learn_words
from engine.model.outcome import Severity
from engine.model.snapshot import Resource
from tests.builders import parity, resource, snapshot

LABELS = ("orders", "audit", "mail", "billing", "edge")
word = st.from_regex(r"[a-z]{2,8}", fullmatch=True)


def names(form: str, pairs: list[tuple[str, str]], labels: tuple[str, ...] = LABELS) -> list[tuple[str, str, str]]:
    return [
        (label, form.format(w=one, label=label), form.format(w=other, label=label))
        for label, (one, other) in zip(labels, pairs, strict=False)
    ]


@given(word, word, st.sampled_from(["acme-{w}-{label}", "{label}.{w}.acme.example", "{w}_{label}", "/{label}/{w}/x"]))
def test_a_word_that_stands_for_another_one_again_and_again_is_learnt(one: str, other: str, form: str) -> None:
    told = [LearntWord(left=one, right=other, count=len(LABELS))]
    fixed = {*LABELS, "acme", "example", "x"}
    if not {one, other} & fixed:
        assert learn_words(names(form, [(one, other)] * len(LABELS))) == (told if one != other else [])


@pytest.mark.parametrize(
    ("pairs", "learnt"),
    [
        ([("prd", "ppd")] * 2, []),  # too few
        ([("prd", "ppd")] * 4 + [("prd", "prd")], ["prd"]),  # one that points at the other environment
        ([("prd", "ppd")] * 3 + [("prd", "prd")] * 2, []),
        ([("prd", "ppd")] * 3 + [("prd", "stg")] * 2, []),
        ([("a1", "b1")] * 5, ["a1"]),
        ([("1", "2")] * 5, []),  # a number
        ([("p", "q")] * 5, []),  # a letter
        ([("2026112101472795300000000d", "2026112101473056670000000d")] * 5, []),  # what a provider makes
        ([("prd-x", "ppd")] * 5, []),  # another form
    ],
)
def test_what_is_no_word_of_an_environment(pairs: list[tuple[str, str]], learnt: list[str]) -> None:
    assert [found.left for found in learn_words(names("acme-{w}-{label}", pairs))] == learnt


@pytest.mark.parametrize(
    ("pairs", "learnt"),
    [
        ([("cc-1001", "cc-2002")] * 3, ["cc-1001"]),
        ([("CC 1001", "CC 2002")] * 3, ["cc 1001"]),
        ([("team7342", "team7343")] * 4, ["team7342"]),
        ([("cc-1001", "cc-2002")] * 2, []),  # too few
        ([("cc-1001", "cc-2002")] * 3 + [("cc-1001", "cc-1001")], []),  # one that says the other's
        ([("cc-1001", "cc-2002")] * 3 + [("cc-1001", "cc-3003")], []),
        ([("cc-1001", "cc-2002"), ("cc-1003", "cc-2002")] * 3, []),  # two that would be one
        ([("daily", "none")] * 5, []),  # a choice
        ([("cc-1001", "dd-2002")] * 5, []),  # another word
        ([("1001", "2002")] * 5, []),  # a number
        ([("v1.2.3", "v1.2.4")] * 5, []),  # a version
        ([("v2", "v3")] * 5, []),
        ([("2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z")] * 5, []),
    ],
)
def test_a_tag_that_counts_the_environments(pairs: list[tuple[str, str]], learnt: list[str]) -> None:
    values = [(str(number), "CostCentre", one, other) for number, (one, other) in enumerate(pairs)]
    assert [word.left for word in learn_numbers(values)] == learnt


def test_numbers_of_different_tags_are_told_apart() -> None:
    values = [(str(n), key, "cc-1001", f"cc-200{n % 2}") for n in range(6) for key in ("A",)]
    assert learn_numbers(values) == []
    values = [(str(n), "AB"[n % 2], "cc-1001", f"cc-200{n % 2}") for n in range(6)]
    assert learn_numbers(values) == []  # one word cannot be two


def test_a_cost_centre_is_one_row() -> None:
    report = parity(
        snapshot(*queues("1", "q", tags={"CostCentre": "cc-1001"}), environment="prod"),
        snapshot(*queues("2", "q", tags={"CostCentre": "cc-2002"}), environment="preprod"),
    )
    assert [(found.rule, found.severity) for found in report.findings] == [("parity.word", Severity.INFO)]
    assert report.findings[0].message.startswith("cc-1001 is called cc-2002 in the candidate")


def test_a_name_of_nothing_but_words_that_differ_says_nothing() -> None:
    assert learn_words(names("{w}", [("prd", "ppd")] * 5)) == []


def queues(environment: str, own: str, **attributes: Any) -> list[Resource]:
    return [
        resource(
            "aws_sqs_queue",
            {
                "id": f"https://sqs.eu-west-1.amazonaws.com/{environment}/acme-{own}-{label}",
                "name": f"acme-{own}-{label}",
                "tags": {"stack": f"acme-{own}"},
                **attributes,
            },
            label,
        )
        for label in LABELS
    ]


def test_what_differs_in_a_learnt_word_is_one_row() -> None:
    report = parity(
        snapshot(*queues("1", "prd"), environment="prod"), snapshot(*queues("2", "ppd"), environment="preprod")
    )
    assert [(found.rule, found.severity) for found in report.findings] == [("parity.word", Severity.INFO)]
    assert report.findings[0].message.startswith(
        "prd is called ppd in the candidate, in the names or tags of 5 resources: "
    )
    assert report.confidence is not None
    assert report.confidence.share == 1


def test_words_that_are_not_to_be_learnt_are_differences() -> None:
    sides = snapshot(*queues("1", "prd"), environment="prod"), snapshot(*queues("2", "ppd"), environment="preprod")
    found = parity(*sides, learn=False).findings
    assert {(finding.rule, finding.change.path) for finding in found} == {
        ("parity.changed", ("name",)),
        ("parity.changed", ("tags", "stack")),
    }
    assert len(found) == 2 * len(LABELS)


def test_the_word_of_the_other_environment_is_a_difference_however_it_is_written() -> None:
    """A candidate that says what the reference says points at the reference."""
    candidate = [
        *queues("2", "ppd")[:-1],
        resource("aws_sqs_queue", {**queues("2", "ppd")[-1].attributes, "name": "acme-prd-edge"}, "edge"),
    ]
    report = parity(snapshot(*queues("1", "prd"), environment="prod"), snapshot(*candidate, environment="preprod"))
    assert [found.change.path for found in report.findings if found.rule == "parity.changed"] == [("name",)]


def test_the_words_of_the_environments_are_not_learnt() -> None:
    report = parity(
        snapshot(*queues("1", "prod"), environment="prod"), snapshot(*queues("2", "preprod"), environment="preprod")
    )
    assert report.findings == ()


def subnets(environment: str, count: int) -> list[Resource]:
    return [
        resource(
            "aws_subnet",
            {"id": f"subnet-{environment}{number:016x}", "cidr_block": f"10.{len(environment)}.{number}.0/24"},
            address=f"aws_subnet.this[{number}]",
        )
        for number in range(count)
    ]


def group(environment: str, items: list[Resource]) -> Resource:
    return resource("aws_db_subnet_group", {"id": f"{environment}-db", "subnet_ids": [item.id for item in items]}, "db")


def test_what_one_side_has_more_of_is_told_once_with_all_that_names_it() -> None:
    ours, theirs = subnets("prod", 3), subnets("preprod", 2)
    report = parity(
        snapshot(*ours, group("prod", ours), environment="prod"),
        snapshot(*theirs, group("preprod", theirs), environment="preprod"),
    )
    assert (report.ambiguous, report.left_only) == (0, 1)
    assert [(found.rule, found.target.address) for found in report.findings] == [
        ("parity.missing", "aws_subnet.this[2]")
    ]


def test_a_name_tells_that_an_index_moved_where_one_went() -> None:
    def named(environment: str, labels: list[str]) -> list[Resource]:
        return [
            resource(
                "aws_sqs_queue",
                {"id": f"https://sqs/{environment}/{label}", "name": f"{environment}-{label}", "delay_seconds": at},
                address=f"aws_sqs_queue.q[{number}]",
            )
            for number, (at, label) in enumerate((ord(label[0]), label) for label in labels)
        ]

    left, right = named("prod", ["alpha", "beta", "gamma"]), named("preprod", ["beta", "gamma"])
    report = parity(snapshot(*left, environment="prod"), snapshot(*right, environment="preprod"))
    told = [(found.rule, found.target.address) for found in report.findings]
    assert told == [("parity.missing", "aws_sqs_queue.q[0]")]


def test_a_name_with_quotes_stays_inside_of_a_document() -> None:
    """The address of a bucket is put into a policy: it is a policy still, and its order says nothing."""

    def bucket(environment: str, account: str, *, turned: bool) -> list[Resource]:
        arn = f"arn:aws:s3:::acme-{environment}-uploads"
        statements = [
            {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "s3:GetObject", "Resource": f"{arn}/*"},
            {"Effect": "Deny", "Principal": "*", "Action": ["s3:Put*", "s3:Del*"], "Resource": [arn]},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements[::-1] if turned else statements})
        return [
            resource(
                "aws_s3_bucket",
                {"id": f"acme-{environment}-uploads", "arn": arn},
                address='module.bucket["uploads"].aws_s3_bucket.b',
            ),
            resource("aws_s3_bucket_policy", {"id": f"acme-{environment}-uploads", "policy": policy}, "p"),
        ]

    left, right = bucket("prod", "111122223333", turned=False), bucket("preprod", "111122223333", turned=True)
    report = parity(snapshot(*left, environment="prod"), snapshot(*right, environment="preprod"))
    assert report.findings == ()


OWN = {"prod": "111122223333", "preprod": "444455556666"}


def function(environment: str, **attributes: Any) -> list[Resource]:
    account = OWN[environment]
    place = {"account": account, "region": "eu-west-1"}
    arn = f"arn:aws:kms:eu-west-1:{account}:key/{account}-key"
    told = {
        "id": f"{environment}-orders",
        "arn": f"arn:aws:lambda:eu-west-1:{account}:function:{environment}-orders",
        "function_name": f"{environment}-orders",
        "kms_key_arn": arn,
        "description": "what it does",
        **attributes,
    }
    key = resource("aws_kms_key", {"id": f"{account}-key", "arn": arn}, "k", **place)
    return [key, resource("aws_lambda_function", told, "f", **place)]


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("kms_key_arn", "arn:aws:kms:eu-west-1:111122223333:key/111122223333-key", "aws_kms_key.k"),
        ("description", "see arn:aws:lambda:eu-west-1:111122223333:function:prod-orders", "aws_lambda_function.f"),
        ("description", "arn:aws:sns:eu-west-1:111122223333:alerts", "the account 111122223333"),
    ],
)
def test_a_candidate_that_points_at_the_reference_is_high_whatever_the_attribute_is(
    name: str, value: str, what: str
) -> None:
    left, right = function("prod"), function("preprod", **{name: value})
    report = parity(snapshot(*left, environment="prod"), snapshot(*right, environment="preprod"))
    (found,) = report.findings
    assert (found.rule, found.severity, found.change.path) == ("parity.points_there", Severity.HIGH, (name,))
    assert found.message.endswith(f", which is {what} of the reference")


def test_two_environments_that_each_name_their_own_show_nothing() -> None:
    left, right = function("prod"), function("preprod")
    report = parity(snapshot(*left, environment="prod"), snapshot(*right, environment="preprod"))
    assert report.findings == ()


def test_what_nobody_chose_of_a_name_is_no_difference() -> None:
    """The time and a counter behind a prefix: a template's own name, and where a group names it."""

    def workers(account: str, made: str, prefix: str = "acme-workers-") -> list[Resource]:
        name, place = f"{prefix}{made}", {"account": account * 12, "region": "eu-west-1"}
        template = {"id": f"lt-0{account * 16}", "name": name, "name_prefix": prefix}
        group = {"id": f"group-{account}", "launch_template": [{"name": name, "version": "$Latest"}]}
        return [
            resource("aws_launch_template", template, "t", **place),
            resource("aws_autoscaling_group", group, "g", **place),
        ]

    left = snapshot(*workers("1", "2026112101473056670000000d"), environment="one")
    assert parity(left, snapshot(*workers("2", "202611210147279530000000ab"), environment="two")).findings == ()
    other = parity(left, snapshot(*workers("2", "202611210147279530000000ab", "acme-w-"), environment="two")).findings
    assert {(found.target.type, found.change.path[-1]) for found in other} >= {("aws_launch_template", "name")}


@pytest.mark.parametrize("names", [("prod", "preprod"), ("preprod", "prod")])
def test_a_word_is_learnt_where_the_other_side_says_what_its_environment_is_called(names: tuple[str, str]) -> None:
    """One environment is called prod and says prd in its names, the other one says preprod and is called so."""
    words = {"prod": "prd", "preprod": "preprod"}

    def side(environment: str, odd: str = "") -> list[Resource]:
        own = {label: f"acme-{words[environment]}-{label}" for label in LABELS}
        return [
            resource("aws_sqs_queue", {"id": f"https://sqs/{odd or name}", "name": odd or name}, label)
            if label == "mail"
            else resource("aws_sqs_queue", {"id": f"https://sqs/{name}", "name": name}, label)
            for label, name in own.items()
        ]

    one, other = names
    (told,) = parity(snapshot(*side(one), environment=one), snapshot(*side(other), environment=other)).findings
    assert told.rule == "parity.word"
    assert f"{words[one]} is called {words[other]} in the candidate" in told.message
    hidden = side(other, odd=f"acme-{words[one]}-mail")  # what is called as in the reference stays a difference
    found = parity(snapshot(*side(one), environment=one), snapshot(*hidden, environment=other)).findings
    assert "aws_sqs_queue.mail" in {finding.target.address for finding in found}
