"""Where DeepDiff by itself is silent, tells too much or calls things by the wrong names: none of it happens here.

Each trap is shown by DeepDiff itself first, so that a case that it no longer falls into is noticed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from deepdiff import DeepDiff

from engine.jsontext.codec import encode
from engine.model.drift import DriftReport
from engine.model.path import SetKey
from tests.builders import unread
from tests.engine.drift.states import Terraform, one, paths
from tests.profiles import count

SECRET = "correct-horse-battery-staple"


@pytest.fixture
def terraform(tmp_path: Path) -> Terraform:
    return Terraform(tmp_path)


def both(terraform: Terraform, type_: str, before: dict[str, Any], after: dict[str, Any]) -> list[DriftReport]:
    """Return drift and parity of one resource with these attributes before and after."""
    left, right = one(type_, **before), one(type_, **after)
    return [terraform.drift(left, right), terraform.parity(left, right)]


def machine(**document: Any) -> dict[str, Any]:
    return {"definition": json.dumps(document)}


@pytest.mark.parametrize(
    ("type_", "before", "after", "path"),
    [
        ("aws_vpc", {"tags": {"__policy": "1"}}, {"tags": {"__policy": "2"}}, "tags.__policy"),
        ("aws_sfn_state_machine", machine(__policy=1), machine(__policy=2), "definition.__policy"),
        (
            "aws_sfn_state_machine",
            machine(States=[{"__a": 1}, {"__a": 2}]),
            machine(States=[{"__a": 3}, {"__a": 4}]),
            "definition.States.0.__a definition.States.1.__a",
        ),
    ],
)
def test_a_key_that_begins_with_underscores_is_compared(
    terraform: Terraform, type_: str, before: dict[str, Any], after: dict[str, Any], path: str
) -> None:
    """DeepDiff leaves out keys that begin with `__`."""
    assert DeepDiff({"__policy": 1}, {"__policy": 2}) == {}
    for report in both(terraform, type_, before, after):
        assert [".".join(finding.change.path) for finding in report.findings] == path.split()


def test_repetitions_in_a_list_count(terraform: Terraform) -> None:
    """DeepDiff does not count them when it ignores the order."""
    assert DeepDiff([80, 80, 443], [80, 443], ignore_order=True) == {}
    for report in both(terraform, "aws_sfn_state_machine", machine(p=[80, 80, 443]), machine(p=[80, 443])):
        assert len(report.findings) == 1


def test_more_changes_than_any_limit_are_all_found(terraform: Terraform) -> None:
    """DeepDiff returns an empty result, and a line in a log, when it reaches a limit."""
    assert DeepDiff(["a", "b"], ["c", "d"], max_diffs=1) == {}
    number = count(3000, quick=300)
    before, after = ({"tags": {f"k{at}": f"{word}{at}" for at in range(number)}} for word in "ab")
    for report in both(terraform, "aws_vpc", before, after):
        assert len(report.findings) == number
        assert report.gaps == ()
    lists = [machine(items=[{"n": at, "v": word} for at in range(number)]) for word in "ab"]
    for report in both(terraform, "aws_sfn_state_machine", *lists):
        assert len(report.findings) == number


VOLUME = {"volume_type": "gp3", "encrypted": True, "delete_on_termination": True, "snapshot_id": "snap-0a"}
OTHER = {"volume_type": "io2", "encrypted": False, "delete_on_termination": False, "snapshot_id": "snap-0b"}


def test_blocks_that_are_wholly_different_are_compared_each_with_its_own(terraform: Terraform) -> None:
    """DeepDiff pairs nothing where more than 70 % differs: what stands at one place is one then, whatever it is."""
    before = [{"device_name": "/dev/sdf", **VOLUME}, {"device_name": "/dev/sdg", **VOLUME}]
    after = [{"device_name": f"/dev/sd{letter}", **OTHER} for letter in "hfg"]
    told = DeepDiff(before, after, ignore_order=True)["values_changed"]["root[0]"]
    assert (told["old_value"]["device_name"], told["new_value"]["device_name"]) == ("/dev/sdf", "/dev/sdh")
    for report in both(terraform, "aws_instance", {"ebs_block_device": before}, {"ebs_block_device": after}):
        found = {finding.change.path[1:]: (finding.change.before, finding.change.after) for finding in report.findings}
        assert found.pop((SetKey("/dev/sdh"),))[0] is None
        assert found == {
            (device, name): (VOLUME[name], OTHER[name]) for device in ("/dev/sdf", "/dev/sdg") for name in VOLUME
        }


def test_swapped_bodies_are_changes_of_the_bodies(terraform: Terraform) -> None:
    """DeepDiff pairs by likeness: two elements whose bodies are swapped have other names then."""
    others = [{"device_name": f"/dev/sd{letter}", **VOLUME, "kms_key_id": letter} for letter in "abcde"]
    before = [*others, {"device_name": "/dev/sdf", **VOLUME}, {"device_name": "/dev/sdg", **OTHER}]
    after = [*others, {"device_name": "/dev/sdf", **OTHER}, {"device_name": "/dev/sdg", **VOLUME}]
    told = DeepDiff(before, after, ignore_order=True)["values_changed"]
    assert set(told) == {"root[5]['device_name']", "root[6]['device_name']"}
    for report in both(terraform, "aws_instance", {"ebs_block_device": before}, {"ebs_block_device": after}):
        assert {finding.change.path[1:] for finding in report.findings} == {
            (device, name) for device in ("/dev/sdf", "/dev/sdg") for name in VOLUME
        }


def test_a_table_whose_keys_swap_their_types_keeps_their_names(terraform: Terraform) -> None:
    """DeepDiff: the same of elements that have nothing but a name and one setting."""
    keys = [{"name": "id", "type": "S"}, {"name": "at", "type": "N"}]
    turned = [{"name": "id", "type": "N"}, {"name": "at", "type": "S"}]
    for report in both(terraform, "aws_dynamodb_table", {"attribute": keys}, {"attribute": turned}):
        assert {finding.change.path for finding in report.findings} == {
            ("attribute", "id", "type"),
            ("attribute", "at", "type"),
        }


@pytest.mark.parametrize(("before", "after"), [(1, True), (0, False), (80, "80"), (True, "true"), (None, 0), (0, "")])
def test_values_of_two_kinds_differ_where_no_schema_says_otherwise(
    terraform: Terraform, before: Any, after: Any
) -> None:
    """Python takes 1 for true: a comparison by `==` does not see it."""
    for report in both(terraform, "aws_sfn_state_machine", machine(a=before), machine(a=after)):
        assert [finding.change.path for finding in report.findings] == [("definition", "a")]
    for report in both(terraform, "aws_sfn_state_machine", machine(a=[before, 1]), machine(a=[after, 1])):
        assert [finding.change.path[:2] for finding in report.findings] == [("definition", "a")]


@pytest.mark.parametrize(
    ("type_", "name", "before", "after"),
    [
        ("aws_lambda_function", "timeout", 80, "80"),
        ("aws_lambda_function", "timeout", 80, 80.0),
        ("aws_lambda_function", "publish", True, "true"),
        ("aws_sfn_state_machine", "definition", '{"a": 1}', '{"a": 1.0}'),
    ],
)
def test_one_value_in_two_spellings_is_no_change(
    terraform: Terraform, type_: str, name: str, before: Any, after: Any
) -> None:
    """DeepDiff tells 1 from 1.0 and 80 from "80", whatever the provider says the attribute is."""
    assert DeepDiff(before, after)
    for report in both(terraform, type_, {name: before}, {name: after}):
        assert report.findings == ()


def test_what_is_absent_was_not_read_and_what_is_null_is_not_set(terraform: Terraform) -> None:
    """DeepDiff calls a value of one side only added or removed; here an attribute that is absent was not read."""
    for report in both(terraform, "aws_lambda_function", {"timeout": 3, "memory_size": 128}, {"memory_size": None}):
        assert [finding.change.path for finding in report.findings] == [("memory_size",)]
        assert "aws_lambda_function.timeout" in unread(report)


def test_a_secret_is_not_carried_along_by_what_stands_around_it(terraform: Terraform) -> None:
    """DeepDiff replaces a part that is mostly different as a whole, with all that was excluded in it."""
    before = {"db": {"password": SECRET, "a": 1, "b": 2, "c": 3}}
    after = {"db": {"password": SECRET, "x": 1, "y": 2, "z": 3}}
    assert SECRET in str(DeepDiff(before, after, exclude_regex_paths=[r"\['password'\]"]))
    left, right = (
        {
            "identifier": f"db-{word}",
            "password": f"{SECRET}-{word}",
            "engine": word,
            "instance_class": f"db.{word}",
            "backup_window": word,
        }
        for word in ("aa", "bb")
    )
    for report in both(terraform, "aws_db_instance", left, right):
        assert {"engine", "backup_window"} <= {finding.change.path[0] for finding in report.findings}
        assert SECRET.encode() not in encode(report)
    drifted = terraform.drift(one("aws_db_instance", **left), one("aws_db_instance", **right))
    assert "aws_db_instance.item password" in paths(drifted)


@pytest.mark.parametrize("form", ["environment", "container"])
def test_a_secret_in_a_block_that_is_replaced_as_a_whole_is_not_told(terraform: Terraform, form: str) -> None:
    def attributes(word: str) -> tuple[str, dict[str, Any]]:
        secret = f"{SECRET}-{word}"
        if form == "environment":
            return "aws_lambda_function", {
                "environment": [{"variables": {"DB_PASSWORD": secret, f"A_{word}": word, f"B_{word}": word}}]
            }
        variables = [{"name": "DB_PASSWORD", "value": secret}, {"name": f"A_{word}", "value": word}]
        container = {"name": word, "image": word, "environment": variables}
        return "aws_ecs_task_definition", {"container_definitions": json.dumps([container])}

    (type_, before), (_, after) = attributes("aa"), attributes("bb")
    for report in both(terraform, type_, before, after):
        assert report.findings
        assert SECRET.encode() not in encode(report)
