"""What policies are told: held against their schemas before, counted in digests, and never more than a policy reads."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ConfigError
from engine.model.outcome import Outcome
from policies.authoring.catalog import REGO, Pack, read_sources
from policies.authoring.params import find_defect, with_params
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from tests.builders import resource, snapshot
from tests.shipped import kept_engine

LOGS = "data-log-retention"
RULE = "deny contains 1 if input.params.days"
DAYS = {"type": "integer", "minimum": 1, "default": 90, "description": "the fewest days"}


def digest_of(pack: Pack, params: dict[str, dict[str, Any]]) -> str:
    evaluator = RegoEvaluator(pack, with_params(pack.policies, params), judging=JUDGING, engine=kept_engine())
    return evaluator.evaluate(snapshot()).info.digest


@pytest.mark.parametrize(
    ("told", "days", "outcome"),
    [({}, 90, Outcome.PASS), ({"days": 365}, 90, Outcome.FAIL), ({}, 1, Outcome.FAIL), ({"days": 1}, 1, Outcome.PASS)],
)
def test_a_policy_judges_by_what_it_is_told(
    pack: Pack, evaluator: RegoEvaluator, told: dict[str, Any], days: int, outcome: Outcome
) -> None:
    policies = [one for one in with_params(pack.policies, {LOGS: told}) if one.id == LOGS]
    item = resource("aws_cloudwatch_log_group", {"retention_in_days": days})
    assert [one.outcome for one in evaluator.judge(snapshot(item), policies)] == [outcome]


def test_another_parameter_is_another_digest_and_the_default_is_none(pack: Pack) -> None:
    plain, default = digest_of(pack, {}), digest_of(pack, {LOGS: {"days": 90}})
    one, other = digest_of(pack, {LOGS: {"days": 89}}), digest_of(pack, {LOGS: {"days": 88}})
    assert plain == default == pack.digest
    assert len({plain, one, other}) == 3
    told = {policy.id: policy for policy in with_params(pack.policies, {LOGS: {"days": 1}})}
    changed = [policy.id for policy in pack.policies if told[policy.id] != policy]
    assert changed == [LOGS]
    assert told[LOGS].digest != {policy.id: policy for policy in pack.policies}[LOGS].digest


@pytest.mark.parametrize(
    ("params", "problem", "hint"),
    [
        ({"data-log-retenton": {"days": 1}}, "there is no policy 'data-log-retenton'", f"did you mean '{LOGS}'"),
        ({"xx": {}}, "there is no policy 'xx'", "driftgate policy list"),
        ({LOGS: {"day": 1}}, f"{LOGS}: there is no parameter 'day'", "did you mean 'days'"),
        ({LOGS: {"zz": 1}}, "there is no parameter 'zz'", f"driftgate policy explain {LOGS}"),
        ({LOGS: {"days": "x"}}, f"{LOGS}.days: 'x' is not of type 'integer'", "write days: 90"),
        ({LOGS: {"days": 0}}, "0 is less than the minimum of 1", "the fewest days that logs are kept"),
        ({LOGS: {"days": True}}, "True is not of type 'integer'", "write days: 90"),
        ({"tags-required": {"tags": []}}, "tags-required.tags: ", 'write tags: ["Environment", "Owner"]'),
        ({"s3-versioning": {"days": 1}}, "s3-versioning: the policy has no parameters", "remove s3-versioning"),
    ],
)
def test_what_a_policy_cannot_be_told_is_refused_with_what_to_write(
    pack: Pack, params: dict[str, dict[str, Any]], problem: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        with_params(pack.policies, params, lambda path: f"f.yaml:{len(path)}:1: ")
    assert str(raised.value.message).startswith("f.yaml:")
    assert "gates.policy.params" in raised.value.message
    assert problem in raised.value.message
    assert hint in (raised.value.hint or "")


@pytest.mark.parametrize(
    ("params", "defect"),
    [
        ({"days": DAYS}, None),
        ([], "params is no mapping of names to JSON Schemas"),
        ({"Days": DAYS}, "params: 'Days' is no name in small letters"),
        ({"days": {"type": "integer", "default": 1}}, "params: days lacks one of type, default, description"),
        ({"days": {**DAYS, "default": 0}}, "params: days: its default is refused: 0 is less than the minimum of 1"),
        ({"days": {**DAYS, "type": "number of days"}}, "params: days: its default is refused: it is no JSON Schema"),
        ({"days": DAYS, "hours": DAYS}, "params: the rule does not read hours"),
        ({"days": {**DAYS, "weaker": "less"}}, "params: days: weaker is one of lower, higher"),
    ],
)
def test_metadata_declares_what_the_rule_reads(params: Any, defect: str | None) -> None:
    found = find_defect(params, RULE)
    assert (found is None) == (defect is None)
    assert found is None or found.startswith(defect or "")


TEXT = {"type": "string", "default": "a", "description": "a text"}
REFUSED = "its default is refused: "


@pytest.mark.parametrize(
    ("schema", "defect"),
    [
        ({**TEXT, "pattern": "^(a+)+$", "default": "a" * 100_000}, None),
        ({**TEXT, "pattern": "^(a+)+$", "default": "a" * 40 + "!"}, "does not match"),
        ({**TEXT, "pattern": "^(?=a)"}, "the pattern '^(?=a)' is none that is found in linear time"),
        ({**TEXT, "pattern": "("}, "the pattern '(' is none that is found in linear time"),
        (
            {"type": "array", "items": {"type": "string", "pattern": "^b"}, "default": ["a"], "description": "x"},
            "match",
        ),
        ({**TEXT, "patternProperties": {"(a+)+$": True}}, "patternProperties is not allowed"),
        ({**TEXT, "anyOf": [{"$ref": "file:///etc/hostname"}]}, "$ref is not allowed"),
        ({**TEXT, "$dynamicRef": "#a"}, "$dynamicRef is not allowed"),
        ({**TEXT, "maxLength": date(2026, 1, 1)}, "it is no JSON Schema"),
        ({**TEXT, "default": float("nan")}, "it is no JSON Schema"),
    ],
)
def test_a_schema_leads_nowhere_and_its_patterns_take_linear_time(schema: Any, defect: str | None) -> None:
    found = find_defect({"days": schema}, RULE)
    assert (found is None) == (defect is None)
    assert defect is None or (found is not None and REFUSED in found and defect in found)


def test_a_reference_of_a_schema_is_not_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert "$ref is not allowed" in (find_defect({"days": {**TEXT, "$ref": address}}, RULE) or "")
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_schema_that_holds_itself_is_none() -> None:
    schema: dict[str, Any] = dict(TEXT)
    schema["not"] = schema
    assert "nested too deeply" in (find_defect({"days": schema}, RULE) or "")


def test_a_rule_reads_no_parameter_that_is_not_declared(tmp_path: Path) -> None:
    text = (REGO / "aws/logs/log_retention/policy.rego").read_text(encoding="utf-8")
    (tmp_path / "policy.rego").write_text(
        text.replace("days < input.params.days", "days < input.params.years"), "utf-8"
    )
    with pytest.raises(ConfigError, match="years is read but not in params"):
        read_sources(tmp_path)


def test_what_nobody_told_is_its_default(pack: Pack) -> None:
    told = [policy for policy in pack.policies if policy.params]
    assert len(told) >= 20
    for policy in told:
        assert policy.settings == {name: schema["default"] for name, schema in policy.params.items()}
        assert all("weaker" in schema for schema in policy.params.values())
        assert replace(policy, told=dict.fromkeys(policy.params)).settings == dict.fromkeys(policy.params)
