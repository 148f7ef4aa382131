"""Expressions are worth what Terraform says: by answers that are written down, and by asking it again."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fixtures.estate.lab import has_terraform
from fixtures.expressions.ask import ANSWERS, FAILED, HERE, UNKNOWN, ask, corpus, version
from snapshots.terraform.code.evaluation.evaluator import Evaluator
from snapshots.terraform.code.evaluation.operators import OPERATORS
from snapshots.terraform.code.evaluation.values import UnknownError, is_whole, plain
from snapshots.terraform.code.expressions import OpaqueError, tree_of
from snapshots.terraform.code.functions.table import ATTEMPTS, FUNCTIONS
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.hcl_file import parse_hcl
from snapshots.terraform.code.scope import Scope
from snapshots.terraform.code.syntax import read_expression
from snapshots.terraform.code.variables import scope_of
from tests.profiles import count
from tests.snapshots.terraform.made_expressions import forms, made

# One side decides, whatever the other one is: Terraform 1.11 waits for it all the same, newer versions do not.
DECIDED = {"false && local.unknown", "true || local.unknown", "local.unknown && false", "local.unknown || true"}


class Nothing:
    """What stands for a value that is not known."""


@cache
def names() -> Scope:
    return scope_of(parse_hcl((HERE / "names.tf").read_text()), {}, is_root=True)


def told(expression: str) -> tuple[Any, bool]:
    """Return what an expression is worth here, and whether a part of it was not known."""
    scope = names()
    evaluator = Evaluator(scope._named, scope.work)
    try:
        found = plain(evaluator.resolve(tree_of(read_expression(expression))).value)
    except (CodeError, OpaqueError, UnknownError):
        return Nothing, False
    return (found if is_whole(found) else Nothing), evaluator.unseen > 0


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, bool | str | None) or isinstance(theirs, bool | str | None):
        return type(ours) is type(theirs) and bool(ours == theirs)
    return bool(Decimal(repr(ours) if isinstance(ours, float) else ours) == theirs)


def wrong(answers: dict[str, str]) -> dict[str, tuple[Any, str]]:
    """Return what is worth another value here than Terraform says, with both.

    Where it says none, there is none here; a part that is not known here may be what it refuses.
    """
    found = {}
    for expression, answer in answers.items():
        ours, has_unknown = told(expression)
        if ours is Nothing or (answer == FAILED and has_unknown):
            continue
        if answer in {FAILED, UNKNOWN} or not same(ours, json.loads(answer, parse_float=Decimal, parse_int=Decimal)):
            found[expression] = (ours, answer)
    return found


def lines(path: Path) -> set[str]:
    return {line for line in path.read_text().splitlines() if not line.startswith("#")}


ANSWERED: dict[str, str] = json.loads(ANSWERS.read_text())["answers"]


def test_the_answers_are_those_to_the_corpus() -> None:
    assert list(ANSWERED) == corpus()
    assert len(ANSWERED) > 700


def test_expressions_are_worth_what_terraform_says() -> None:
    assert wrong(ANSWERED).keys() == DECIDED


def test_what_terraform_knows_is_known_but_for_what_is_written_down() -> None:
    here = {expression for expression, answer in ANSWERED.items() if told(expression)[0] is Nothing}
    there = {expression for expression, answer in ANSWERED.items() if answer in {FAILED, UNKNOWN}}
    assert here - there == lines(HERE / "unresolved.txt")


def test_an_attempt_fails_where_terraform_refuses() -> None:
    tried = {expression: told(f"can({expression})")[0] for expression in ANSWERED}
    assert [e for e, ours in tried.items() if ours is True and ANSWERED[e] == FAILED] == []
    assert [e for e, ours in tried.items() if ours is False and ANSWERED[e] != FAILED] == []
    assert sum(ours is False for ours in tried.values()) > 50


@pytest.mark.parametrize("named", [*FUNCTIONS, *ATTEMPTS])
def test_every_function_is_held_against_terraform(named: str) -> None:
    assert any(_calls(expression, named) and ANSWERED[expression] not in {FAILED, UNKNOWN} for expression in ANSWERED)


def _calls(expression: str, named: str) -> bool:
    return f" {named}(" in f" {expression}" or f"({named}(" in expression


def test_every_operator_is_held_against_terraform() -> None:
    for sign in OPERATORS:
        assert any(sign in expression and answer not in {FAILED, UNKNOWN} for expression, answer in ANSWERED.items())


@pytest.mark.parametrize(
    "expression", ["timestamp()", "uuid()", 'file("names.tf")', 'templatefile("x", {})', 'bcrypt("x")', "nobody(1)"]
)
def test_what_depends_on_more_than_its_arguments_is_not_known(expression: str) -> None:
    assert told(expression)[0] is Nothing


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="terraform is not on PATH")
@pytest.mark.parametrize("seed", range(count(20, test=1, quick=1)))
def test_terraform_says_the_same_of_expressions_that_are_put_together(seed: int) -> None:
    if not version().startswith("1.11."):
        pytest.skip("the answers are those of Terraform 1.11")
    known = [one for one in made(forms(HERE / "forms.txt"), seed, count(200, test=30, quick=20)) if is_known(one)]
    assert len(known) > 5
    assert undecided(wrong(ask([*known, *(f"can({one})" for one in known[::4])]))) == {}


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="terraform is not on PATH")
def test_terraform_still_answers_as_it_is_written_down() -> None:
    asked = [one for one in ANSWERED if is_known(one) and ANSWERED[one] not in {FAILED, UNKNOWN}]
    asked = asked[:: count(1, test=20, quick=50)]
    assert ask(asked) == {expression: ANSWERED[expression] for expression in asked}


def is_known(expression: str) -> bool:
    return told(expression)[0] is not Nothing


def undecided(found: dict[str, tuple[Any, str]]) -> dict[str, tuple[Any, str]]:
    """Return what is left without what one side of a condition decides before Terraform 1.11 does."""
    return {one: pair for one, pair in found.items() if pair[1] != UNKNOWN or not ({"&&", "||"} & set(one.split()))}
