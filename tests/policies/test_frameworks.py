"""The frameworks that driftgate brings: whole lists, and no policy that names a control which it does not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.frameworks.controls import Framework
from engine.model.policy import Policy
from policies.authoring.catalog import load_pack
from policies.evaluators.checkov.checks import load_checks
from policies.frameworks.loading import FrameworkError, load_frameworks, parse_framework

FOLDER = Path(__file__).parents[2] / "policies" / "frameworks"
FRAMEWORKS = {one.id: one for one in load_frameworks()}
POLICIES: tuple[Policy, ...] = (*load_pack().policies, *load_checks())
ARGUED = {
    (row[0], row[1]): row[2] for row in (line.split("\t") for line in (FOLDER / "argued.tsv").read_text().splitlines())
}
# Counted in the frameworks' own documents, and by NIST: 324 base controls, and the enhancements of its baselines.
SIZES = {"aws-fsbp": 286, "cis-aws-3.0": 62, "cis-aws-5.0": 63, "cis-aws-6.0": 63, "cis-aws-7.0": 70}


def test_the_lists_are_whole() -> None:
    assert {id_: len(one.controls) for id_, one in FRAMEWORKS.items() if id_ in SIZES} == SIZES
    nist = [one.id for one in FRAMEWORKS["nist-800-53-r5"].controls]
    base = [id_ for id_ in nist if "(" not in id_]
    assert len(base) == 324
    levels = dict.fromkeys(("low", "moderate", "high", "privacy"), 0)
    for one in FRAMEWORKS["nist-800-53-r5"].controls:
        for level in one.levels:
            levels[level] += 1
    # https://csrc.nist.gov/pubs/sp/800/53/b/upd1/final, the lists of release 5.2.0
    assert levels["low"] == 149
    assert levels["low"] < levels["moderate"] < levels["high"] == 370


def test_every_control_that_a_policy_names_is_there() -> None:
    known = {f"{one.id}:{control.id}" for one in FRAMEWORKS.values() for control in one.controls}
    named = {control for policy in POLICIES for control in policy.controls}
    assert named - known == set()
    assert len(named) > 80


def asked_by(policy: Policy) -> set[str]:
    """Return the names of a question: the policy's own, and those that one which asks the same has besides."""
    found = {policy.id, *policy.aliases}
    for other in POLICIES:
        if policy.id in other.aliases:
            found |= {other.id, *other.aliases}
    return found


@pytest.mark.parametrize("one", [one for one in FRAMEWORKS.values() if one.of_checks], ids=lambda one: one.id)
def test_a_policy_names_a_control_whose_check_it_asks_or_that_is_argued(one: Framework) -> None:
    checks = {f"{one.id}:{control.id}": set(control.checks) for control in one.controls}
    unlike = {
        (control, policy.id)
        for policy in POLICIES
        for control in policy.controls
        if control in checks and not checks[control] & asked_by(policy)
    }
    assert unlike == {pair for pair in ARGUED if pair[0].startswith(f"{one.id}:")}


def test_every_argument_says_something() -> None:
    assert all(len(why) > 20 for why in ARGUED.values())


HEAD = "# id: f\n# name: F\n# version: 1\n# source: s\n# asks: checks\n"
BROKEN = {
    "no head": ("1\t\t\t\t\t\n", "f.tsv: it begins with id, name, version, source, asks, and has controls"),
    "no control": (HEAD, "f.tsv: it begins with id, name, version, source, asks, and has controls"),
    "too few cells": (f"{HEAD}1\t\t\n", "f.tsv:6: a line has 6 cells, of which the first is an id"),
    "no id": (f"{HEAD}\t\t\t\t\t\n", "f.tsv:6: a line has 6 cells, of which the first is an id"),
    "twice": (f"{HEAD}1\t\t\t\t\t\n1\t\t\t\t\t\n", "f.tsv:7: 1 stands in the list twice"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_list_is_named(name: str) -> None:
    text, wanted = BROKEN[name]
    with pytest.raises(FrameworkError) as caught:
        parse_framework(text, "f.tsv")
    assert caught.value.message == wanted
