"""A `moved` block joins the address before and after: in moves alone, beside a state, and of two environments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.drift.intent import add_code
from engine.matching.counterparts import Counterparts, MatchReason, match_environments
from engine.matching.identity import match_by_id
from engine.matching.moves import Moves
from engine.matching.side import MatchSide as Estate
from engine.model.snapshot import Move, Resource, Snapshot
from tests import builders
from tests.builders import PROVIDER, drift, observed, parity

QUEUE = "aws_sqs_queue"


def move(old: str, new: str, module: str = "") -> Move:
    return Move(module=module, old=old, new=new)


@pytest.mark.parametrize(
    ("moves", "there", "now"),
    [
        ([("t.a", "t.b")], ["t.a", "t.c"], {"t.a": "t.b"}),
        ([("t.a", "t.b")], ["t.a[0]", 't.a["x.y[1]"]'], {"t.a[0]": "t.b[0]", 't.a["x.y[1]"]': 't.b["x.y[1]"]'}),
        (
            [("t.a[0]", 't.a["x"]'), ("t.a[1]", 't.a["y"]')],
            ["t.a[0]", "t.a[1]"],
            {"t.a[0]": 't.a["x"]', "t.a[1]": 't.a["y"]'},
        ),
        ([("t.a", 't.a["x"]')], ["t.a", "t.a[0]"], {"t.a": 't.a["x"]'}),  # only the one without a key
        ([("t.a[0]", "t.a")], ["t.a[0]", "t.a[1]"], {"t.a[0]": "t.a"}),
        ([("t.a", "module.m.t.b")], ["t.a"], {"t.a": "module.m.t.b"}),
        (
            [("module.m", "module.n")],
            ["module.m.t.a", 'module.m["k"].module.i[0].t.a[2]'],
            {"module.m.t.a": "module.n.t.a", 'module.m["k"].module.i[0].t.a[2]': 'module.n["k"].module.i[0].t.a[2]'},
        ),
        ([("module.m", 'module.m["k"]')], ["module.m.t.a", "module.m[0].t.a"], {"module.m.t.a": 'module.m["k"].t.a'}),
        ([("module.m", "module.n.module.i")], ["module.m[1].t.a"], {"module.m[1].t.a": "module.n.module.i[1].t.a"}),
        ([("t.a", "t.b"), ("t.b", "t.c")], ["t.a"], {"t.a": "t.c"}),
        ([("t.a", "t.b"), ("t.b", "t.c")], ["t.b"], {"t.b": "t.c"}),
        ([("t.a", "t.b"), ("t.b", "t.c")], ["t.a", "t.b"], {"t.b": "t.c"}),  # the nearest takes it
        (
            [("module.m", "module.n"), ("module.n.t.a", "module.n.t.b")],
            ["module.m.t.a"],
            {"module.m.t.a": "module.n.t.b"},
        ),
        ([("t.a", "t.b")], ["t.a", "t.b"], {}),  # the place is taken
        ([("t.a", "t.b"), ("t.b", "t.a")], ["t.a", "t.b"], {}),  # a circle, which Terraform refuses
        ([("t.a", "t.b"), ("t.a", "t.c")], ["t.a"], {}),  # and so it does this
        ([("t.a", "t.c"), ("t.b", "t.c")], ["t.a", "t.b"], {}),
        ([("t.a", "t.b")], ["t.ab", "module.m.t.a", "data.t.a", "nothing", ""], {}),
    ],
)
def test_where_moves_lead(moves: list[tuple[str, str]], there: list[str], now: dict[str, str]) -> None:
    assert Moves(move(*ends) for ends in moves).among(there) == now


def test_a_block_in_a_module_is_about_each_instance_of_the_module_and_no_other() -> None:
    moves = Moves([move("t.a", "t.b", "module.m.module.i"), move("module.x[0]", "module.y", "module.m")])
    assert moves.among(['module.m["k"].module.i[0].t.a', "module.i.t.a", "t.a", "module.m[2].module.x[0].t.a"]) == {
        'module.m["k"].module.i[0].t.a': 'module.m["k"].module.i[0].t.b',
        "module.m[2].module.x[0].t.a": "module.m[2].module.y.t.a",
    }


def test_ten_thousand_moves_in_a_row_end() -> None:
    chain = [move(f"t.a{number}", f"t.a{number + 1}") for number in range(10_000)]
    assert Moves(chain).among(["t.a9950", "t.a0"]) == {"t.a9950": "t.a10000"}  # nobody follows ten thousand


def resource(address: str, id_: str = "", type_: str = QUEUE, **changes: Any) -> Resource:
    return builders.resource(type_, address=address, id=id_, **changes)


def declared(address: str, **changes: Any) -> Resource:
    return resource(address, declared=True, location="q.tf:3", ignored=("tags",), **changes)


@pytest.mark.parametrize(
    ("code", "state", "moves"),
    [
        ("aws_sqs_queue.new", "aws_sqs_queue.old", [("aws_sqs_queue.old", "aws_sqs_queue.new")]),
        ('aws_sqs_queue.q["a"]', "aws_sqs_queue.q[0]", [("aws_sqs_queue.q[0]", 'aws_sqs_queue.q["a"]')]),
        ("aws_sqs_queue.new[*]", "aws_sqs_queue.old[4]", [("aws_sqs_queue.old", "aws_sqs_queue.new")]),
        ("module.n.aws_sqs_queue.q", "module.m.aws_sqs_queue.q", [("module.m", "module.n")]),
        (
            "aws_sqs_queue.c",
            "aws_sqs_queue.a",
            [("aws_sqs_queue.a", "aws_sqs_queue.b"), ("aws_sqs_queue.b", "aws_sqs_queue.c")],
        ),
    ],
)
def test_a_state_under_the_old_address_is_the_new_block_s(code: str, state: str, moves: list[tuple[str, str]]) -> None:
    (found,) = add_code([declared(code), resource(state, "1")], [move(*ends) for ends in moves])
    assert (found.address, found.location, found.ignored, found.id) == (state, "q.tf:3", ("tags",), "1")
    assert len(add_code([declared(code), resource(state, "1")])) == 2  # without the moves it was never applied


def test_a_move_to_another_type_tells_the_line_and_nothing_that_the_other_type_ignores() -> None:
    old, new = resource("null_resource.a", "1", "null_resource"), declared("terraform_data.a", type_="terraform_data")
    (found,) = add_code([old, new], [move("null_resource.a", "terraform_data.a")])
    assert (found.address, found.location, found.ignored, dict(found.code)) == ("null_resource.a", "q.tf:3", (), {})


def snapshot(*resources: Resource, moves: tuple[Move, ...] = (), **facts: Any) -> Snapshot:
    return builders.snapshot(resources=add_code(resources, moves), moves=moves, **facts)


def test_what_was_moved_and_not_yet_applied_is_no_drift() -> None:
    moves = (move("aws_sqs_queue.old", "aws_sqs_queue.new"),)
    ours = (resource("aws_sqs_queue.old", "u"), declared("aws_sqs_queue.new"))
    there = observed(resource("", "u"))
    for known, rules in ((moves, []), ((), ["drift.unapplied"])):
        report = drift(snapshot(*ours, moves=known), there)
        assert [finding.rule for finding in report.findings] == rules


def test_a_refresh_that_already_has_the_new_address_is_of_the_old_one() -> None:
    left, right = [resource("aws_sqs_queue.old")], [resource("aws_sqs_queue.new", "https://sqs/u")]
    assert len(match_by_id(left, right, PROVIDER).pairs) == 0
    assert len(match_by_id(left, right, PROVIDER, [move("aws_sqs_queue.old", "aws_sqs_queue.new")]).pairs) == 1


def estates(left: list[Resource], right: list[Resource], *, of_left: list[Move], of_right: list[Move]) -> Counterparts:
    return match_environments(
        Estate(left, ("prod",), PROVIDER, of_left), Estate(right, ("preprod",), PROVIDER, of_right)
    )


def unlike(address: str, environment: str, number: int) -> Resource:
    """Return a queue that has nothing in common with any other."""
    id_ = f"https://sqs.eu-west-1.amazonaws.com/{environment}/{number}"
    return resource(address, id_, attributes={"id": id_, "name": f"n{number}", "delay_seconds": number})


@pytest.mark.parametrize("whose", ["left", "right"])
def test_a_moved_block_of_either_environment_joins_two(whose: str) -> None:
    moves = [move("aws_sqs_queue.prod_old", "module.prod.aws_sqs_queue.new")]
    theirs = [move("aws_sqs_queue.preprod_old", "module.preprod.aws_sqs_queue.new")]
    left = [unlike("aws_sqs_queue.prod_old", "prod", 1), unlike("aws_sqs_queue.x", "prod", 5)]
    right = [unlike("module.preprod.aws_sqs_queue.new", "preprod", 900), unlike("aws_sqs_queue.x", "preprod", 5)]
    found = estates(left, right, of_left=moves if whose == "left" else [], of_right=theirs if whose == "right" else [])
    assert [(match.reason, match.confidence) for match in found.matches] == [
        (MatchReason.MOVED, 1.0),
        (MatchReason.ADDRESS, 1.0),
    ]
    assert estates(left, right, of_left=[], of_right=[]).matches[0].reason is MatchReason.ADDRESS


def test_where_both_still_have_the_old_address_nothing_was_renamed() -> None:
    moves = [move("aws_sqs_queue.old", "aws_sqs_queue.new")]
    sides = [[unlike("aws_sqs_queue.old", name, number)] for number, name in enumerate(("prod", "preprod"))]
    found = estates(*sides, of_left=moves, of_right=moves)
    assert [match.reason for match in found.matches] == [MatchReason.ADDRESS]


def test_parity_names_a_moved_pair_and_what_names_it_is_the_same() -> None:
    moves = (move("aws_sqs_queue.old", "aws_sqs_queue.new"),)
    old, new = unlike("aws_sqs_queue.old", "prod", 1), unlike("aws_sqs_queue.new", "preprod", 1)
    dead = [
        replace(unlike("aws_sqs_queue.dead", name, 2), attributes={"redrive_policy": other.id})
        for name, other in (("prod", old), ("preprod", new))
    ]
    report = parity(
        snapshot(old, dead[0]),
        snapshot(new, dead[1], moves=moves, environment="preprod"),
    )
    assert (report.findings, report.matched) == ((), 2)
    assert [(row.left, row.right, row.reason, row.confidence) for row in report.renamed] == [
        ("aws_sqs_queue.old", "aws_sqs_queue.new", "moved", 1.0)
    ]
