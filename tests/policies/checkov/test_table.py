"""The table of checks: all of the pinned version, none that it does not have, each with our words."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pytest

from dev.checkov_facts import document, read_words
from engine.jsontext.digest import parse_json
from policies.authoring.catalog import load_pack
from policies.evaluators.checkov.checks import LIFECYCLE, list_proven_by_one
from policies.evaluators.checkov.tool import VERSION
from tests.checkov import CHECKS, RUNNER, find_checkov

FILES = resources.files("policies.evaluators.checkov")
FACTS = parse_json(FILES.joinpath("facts.json").read_bytes(), name="facts.json")


def test_every_check_of_the_pinned_version_has_a_row_and_no_other_has() -> None:
    assert FACTS["checkov"] == VERSION
    assert [check.id for check in CHECKS] == sorted(FACTS["checks"])
    rows = [line.split("\t")[0] for line in FILES.joinpath("table.tsv").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(set(rows)) == len(CHECKS)


@pytest.mark.tool
def test_the_facts_are_those_of_checkov_itself() -> None:
    assert document(read_words(RUNNER, find_checkov())) == FILES.joinpath("facts.json").read_text(encoding="utf-8")


def test_every_row_says_all() -> None:
    for check in CHECKS:
        fields: tuple[Any, ...] = (check.title, check.remediation, check.controls, check.resource_types)
        assert all(fields), check.id
        assert not check.title.endswith("."), check.id
        assert not re.match(r"Ensure|Disallow|Avoid|Make sure", check.title), check.id
        assert all(re.fullmatch(r"[a-z0-9.-]+:\S+", control) for control in check.controls), check.id


def test_what_is_named_apart_is_a_check() -> None:
    known = {check.id for check in CHECKS}
    assert known >= LIFECYCLE
    assert known >= list_proven_by_one()


def test_each_difference_that_is_argued_is_one_of_a_check_and_a_policy_that_asks_the_same() -> None:
    aliases = {(alias, policy.id) for policy in load_pack().policies for alias in policy.aliases}
    argued = {(check.id, policy) for check in CHECKS for policy in check.differs}
    assert argued
    assert argued <= aliases
