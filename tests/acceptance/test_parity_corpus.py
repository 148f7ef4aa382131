"""Twelve pairs of real states with what truly differs written down first: it is found, and next to nothing else."""

from __future__ import annotations

import json
import re

import pytest

from dev.pages.parity import (
    ENVIRONMENTS,
    UNAPPLIED,
    causes,
    compare,
    compare_unapplied,
    confidence,
    expected,
    judge,
    learnt,
    pairs,
    state,
    unknown,
)

# What is told of a candidate before its apply and is no difference: how each begins, and why.
KNOWN = {
    # What the provider makes of nothing depends on the type of the instance.
    "aws_instance.": "credit_specification is not set",
    # moto gives the default tags back inside of a template, does not tell the tags of a stream, and no rebalancing.
    "aws_launch_template.": "tag_specifications is not set",
    "aws_kinesis_stream.clicks": "tags is ",
    "aws_ecs_service.api": "availability_zone_rebalancing is DISABLED",
}
RENAMED = ("blue", "green")  # which is said nowhere in the states


@pytest.mark.parametrize("pair", pairs())
def test_what_differs_is_found_and_nothing_else(pair: str) -> None:
    answer = compare(pair)
    score = judge(pair, answer)
    assert (score.recall, score.missed) == (1.0, ())
    assert score.precision >= 0.95, score.false
    assert learnt(answer) == set(map(tuple, expected(pair).get("words", ())))
    assert unknown(answer) == expected(pair).get("unknown", {})
    assert answer["gaps"] == []


@pytest.mark.parametrize("pair", pairs())
def test_the_names_of_files_decide_nothing(pair: str) -> None:
    answer, renamed = compare(pair), compare(pair, RENAMED)
    assert confidence(renamed) == confidence(answer)
    score = judge(pair, renamed)
    assert (score.recall, score.precision) == (1.0, judge(pair, answer).precision), (score.missed, score.false)
    # Where the files say no more what the environments are called, the names of what is in them do.
    assert learnt(renamed) == learnt(answer) | (set() if "words" in expected(pair) else {ENVIRONMENTS})


@pytest.mark.parametrize("form", UNAPPLIED)
@pytest.mark.parametrize("pair", pairs())
def test_before_an_apply_nothing_is_told_that_is_not_so_and_nothing_is_proven(pair: str, form: str) -> None:
    answer = compare_unapplied(pair, form)
    score = judge(pair, answer)
    known = [f"{address}.*: {re.escape(what)}" for address, what in KNOWN.items()]
    assert [text for text in score.false if not any(re.match(f"parity.changed {one}", text) for one in known)] == []
    assert answer["decision"] in {"INCONCLUSIVE", "NO-GO"}
    assert answer["gaps"]
    # What is missed lies where something is not known.
    assert score.found + len(answer["gaps"]) >= score.there


@pytest.mark.parametrize("address", expected("modules")["causes"])
def test_a_module_that_only_one_side_has_is_one_cause(address: str) -> None:
    assert len(causes(compare("modules"), address)) == 1


def test_the_answer_of_another_pair_fits_nothing() -> None:
    score = judge("words", compare("counts"))
    assert (score.recall, score.precision) == (0.0, 0.0)
    assert len(score.missed) == len(expected("words")["differences"])


def test_there_are_twelve_pairs_and_they_are_small() -> None:
    assert len(pairs()) == 12
    for pair in pairs():
        for environment in ENVIRONMENTS:
            resources = json.loads(state(pair, environment))["resources"]
            assert 10 <= sum(len(resource["instances"]) for resource in resources) <= 40
            assert b"/tmp/" not in state(pair, environment)
