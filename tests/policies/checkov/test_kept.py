"""What Checkov answered is kept by all that it was asked: the same is not asked again, and anything else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.snapshot import Resource
from policies.evaluators.checkov.evaluator import CheckovEvaluator, Kept
from policies.evaluators.checkov.running import Checkov
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from tests.builders import snapshot
from tests.checkov import CHECKS, RUNNER, fake

ROTATION = [check for check in CHECKS if check.id == "CKV_AWS_7"]
KEY = Resource(
    type="aws_kms_key",
    address="aws_kms_key.a",
    id="k",
    attributes={"enable_key_rotation": True, "customer_master_key_spec": "SYMMETRIC_DEFAULT", "key_usage": "x"},
)
ROW = ["CKV_AWS_7", "aws_kms_key.r0", "P", ["enable_key_rotation"], "resource", "/plan.json", 0, ""]
ANSWER = json.dumps({"checks": ["CKV_AWS_7"], "graph": [], "answers": [ROW], "unparsed": []})


def kept(folder: Path, name: str = "keys", program: str = "1") -> Kept:
    return Kept(cache=Cache(folder / "cache", Binding(folder / name)), program=lambda: program)


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., int]:
    """Return what judges a resource, and tells how often Checkov was asked by then."""
    executable = fake(tmp_path, f"echo x >> {tmp_path}/runs; echo '{ANSWER}'")

    def judge(resource: Resource = KEY, **told: Any) -> int:
        checkov = Checkov(runner=RUNNER, executable=executable)
        evaluation = CheckovEvaluator(checkov, ROTATION, kept=kept(tmp_path, **told)).evaluate(snapshot(resource))
        assert [result.outcome for result in evaluation.results] == [Outcome.PASS]
        return len((tmp_path / "runs").read_text().split())

    return judge


def test_the_same_is_asked_once(asked: Callable[..., int]) -> None:
    assert [asked(), asked()] == [1, 1]


def test_an_address_alone_asks_nothing_again(asked: Callable[..., int]) -> None:
    assert [asked(), asked(replace(KEY, address="module.b.aws_kms_key.b"))] == [1, 1]


def test_another_attribute_and_another_program_ask_again(asked: Callable[..., int]) -> None:
    changed = replace(KEY, attributes={**KEY.attributes, "description": "new"})
    assert [asked(), asked(changed), asked(program="2")] == [1, 2, 3]


def test_what_was_kept_under_another_key_is_asked_again(asked: Callable[..., int]) -> None:
    assert [asked(), asked(name="others")] == [1, 2]


def test_what_is_no_answer_is_not_kept(tmp_path: Path) -> None:
    for script, outcome in (("echo '{}'", Outcome.INCONCLUSIVE), (f"echo '{ANSWER}'", Outcome.PASS)):
        checkov = Checkov(runner=RUNNER, executable=fake(tmp_path, script))
        evaluation = CheckovEvaluator(checkov, ROTATION, kept=kept(tmp_path)).evaluate(snapshot(KEY))
        assert [result.outcome for result in evaluation.results] == [outcome]
