"""Policies in the style of conftest's users give conftest's own answers, and what it hides is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ConfigError
from engine.model.outcome import Outcome
from policies.own.checking import OLD, RegoProgram
from tests.own import CASES, CONFTEST, PLANS, change, judge, load, plan_bytes, result_of, told, write_plan, write_rego

pytestmark = pytest.mark.tool
ANSWERS: dict[str, Any] = json.loads((CONFTEST / "answers.json").read_text(encoding="utf-8"))
_HEAD = "package main\n\nimport rego.v1\n\n"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plans."""
    folder = tmp_path_factory.mktemp("plans")
    for name in PLANS:
        (folder / f"{name}.json").write_bytes(plan_bytes(name))
    return folder


@pytest.fixture(scope="session")
def real_conftest() -> str:
    """Return the real conftest; without it the test is skipped, except where CI is set."""
    found = shutil.which("conftest")
    if found is None and os.environ.get("CI") != "true":
        pytest.skip("conftest is not installed: make conftest")
    return found or "conftest"


def data_of(case: str) -> Path | None:
    """Return the data of a case; none where it has none."""
    folder = CONFTEST / "policies" / case / "data"
    return folder if folder.exists() else None


@pytest.mark.parametrize("case", CASES)
def test_the_answers_are_those_of_conftest(program: RegoProgram, plans: Path, case: str) -> None:
    own = load(program, CONFTEST / "policies" / case / "policy", data_of(case))
    for name in PLANS:
        evaluation = judge(program, own, plans / f"{name}.json")
        assert not [one for one in evaluation.results if one.outcome is Outcome.ERROR]
        ours, theirs = told(evaluation), ANSWERS[case][name]
        assert without_exceptions(ours) == without_exceptions(theirs), name
        for package, answer in theirs.items():
            # conftest tells an exception also of a rule that found nothing: https://github.com/open-policy-agent/conftest/issues/548
            idle = set(answer["exceptions"]) - set(ours[package]["exceptions"])
            assert set(ours[package]["exceptions"]) <= set(answer["exceptions"])
            assert all(result_of(evaluation, f"{package}.{rule}").outcome is Outcome.PASS for rule in idle)


def without_exceptions(answer: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
    """Return the messages that fail and warn."""
    return {package: {**entry, "exceptions": []} for package, entry in answer.items()}


@pytest.mark.parametrize("case", CASES)
def test_conftest_itself_still_says_what_is_written_down(real_conftest: str, plans: Path, case: str) -> None:
    folder, data = CONFTEST / "policies" / case, data_of(case)
    version = "v0" if case.endswith("v0") else "v1"
    for name in PLANS:
        command = [real_conftest, "test", "--rego-version", version, "--all-namespaces", "-o", "json", "-p"]
        command += [str(folder / "policy"), *(["--data", str(data)] if data else []), f"{name}.json"]
        done = subprocess.run(command, cwd=plans, capture_output=True, check=False)
        assert as_told(json.loads(done.stdout)) == ANSWERS[case][name], name


def as_told(document: list[dict[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """Return what conftest prints as `told` returns it; a package without rules is none that was asked."""
    found = {}
    for entry in document:
        failures, warnings = (sorted(one["msg"] for one in entry.get(kind, ())) for kind in ("failures", "warnings"))
        silenced = sorted(_silenced(one["msg"]) for one in entry.get("exceptions", ()))
        if entry["successes"] or failures or warnings or silenced:
            found[entry["namespace"]] = {"failures": failures, "warnings": warnings, "exceptions": silenced}
    return found


def _silenced(query: str) -> str:
    """Return the rule that an exception silences, by the query that conftest prints for it."""
    name = json.loads(query.rpartition("== ")[2])
    return f"deny_{name}" if name else "deny"


def test_the_policies_say_something_of_some_plan_and_nothing_of_another() -> None:
    assert len(CASES) == 20
    for case in CASES:
        said = [any(texts for one in answer.values() for texts in one.values()) for answer in ANSWERS[case].values()]
        assert True in said, case


def test_both_syntaxes_are_known(program: RegoProgram) -> None:
    for case in CASES:
        own = load(program, CONFTEST / "policies" / case / "policy", data_of(case))
        assert own.syntax == ((OLD,) if case.endswith("v0") else ()), case


# What conftest passes over in silence.


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "deny if input.resource_changes\n",
            "main.rego:5: deny is no set of messages, so that it never fails anything",
        ),
        ('deny := "no" if input.resource_changes\n', None),
        (
            'deny contains "no" if input.timestamp\ndenied contains "x" if input.timestamp\n',
            "main.rego:6: nothing asks the rule denied, and it is called as if",
        ),
        ('deny-x contains "no" if input.resource_changes\n', "main.rego:5: unexpected minus token"),
        ("allow if input.resource_changes\n", "no package has a rule deny, violation or warn"),
        ('deny["no"] if input.resource_changes\n', "deny is no set of messages"),
    ],
)
def test_a_rule_that_never_fails_anything_is_a_mistake(
    program: RegoProgram, tmp_path: Path, text: str, problem: str | None
) -> None:
    folder = write_rego(tmp_path / "policy", _HEAD + text, "main.rego")
    if problem is None:  # what it is shows only when it is asked
        evaluation = judge(program, load(program, folder), write_plan(tmp_path / "plan.json", change("aws_s3_bucket")))
        assert result_of(evaluation, "main.deny").outcome is Outcome.ERROR
        assert "policy/main.rego:5: it is no set of messages" in result_of(evaluation, "main.deny").detail
        return
    with pytest.raises(ConfigError) as caught:
        load(program, folder)
    assert problem in caught.value.message
    assert caught.value.hint


def test_a_package_that_nothing_asks_and_nothing_uses_is_a_mistake(program: RegoProgram, tmp_path: Path) -> None:
    folder = write_rego(tmp_path / "policy", _HEAD + "deny contains msg if msg := input.timestamp\n")
    write_rego(folder, "package mian\n\nimport rego.v1\n\nbad contains msg if msg := input.timestamp\n", "other.rego")
    with pytest.raises(ConfigError, match=r"policy/other.rego:5: the package mian has no deny, violation or warn"):
        load(program, folder)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ('input.resource_change[_]; msg := "x"', "reads input.resource_change, and no plan has that; did you mean"),
        ('input.kind == "Deployment"; msg := "x"', "reads input.kind, and no plan has that"),
        ('data.wanted; msg := "x"', "never looks at input"),
    ],
)
def test_a_rule_that_can_never_fire_proves_nothing(
    program: RegoProgram, tmp_path: Path, body: str, detail: str
) -> None:
    folder = write_rego(tmp_path / "policy", f"{_HEAD}deny contains msg if {{ {body} }}\n")
    evaluation = judge(program, load(program, folder), write_plan(tmp_path / "plan.json", change("aws_s3_bucket")))
    assert result_of(evaluation, "main.deny").outcome is Outcome.INCONCLUSIVE
    assert detail in result_of(evaluation, "main.deny").detail


def test_a_failing_builtin_is_an_error_and_not_silence(program: RegoProgram, tmp_path: Path) -> None:
    text = 'deny contains msg if { some r in input.resource_changes; msg := object.get(r.change.before, "a", "b") }\n'
    folder = write_rego(tmp_path / "policy", _HEAD + text + 'warn contains "w" if input.timestamp\n')
    evaluation = judge(program, load(program, folder), write_plan(tmp_path / "plan.json", change("aws_s3_bucket")))
    assert result_of(evaluation, "main.deny").outcome is Outcome.ERROR
    assert (
        "(policy.rego:5: object.get: operand 1 must be object but got null)"
        in result_of(evaluation, "main.deny").detail
    )
    assert result_of(evaluation, "main.warn").outcome is Outcome.FAIL  # every other rule keeps its result


def test_what_a_rule_found_beside_a_failing_builtin_is_told(program: RegoProgram, tmp_path: Path) -> None:
    text = 'deny contains msg if { some r in input.resource_changes; msg := object.get(r.change.before, "a", "b") }\n'
    changes = (change("aws_s3_bucket"), change("aws_s3_bucket", "b", actions=["update"], before={"a": "found"}))
    own = load(program, write_rego(tmp_path / "policy", _HEAD + text))
    evaluation = judge(program, own, write_plan(tmp_path / "plan.json", *changes))
    assert told(evaluation)["main"]["failures"] == ["found"]


@pytest.mark.parametrize("entry", ["1", "true", '{"message": "x"}', '{"msg": 1}', "null"])
def test_a_message_that_is_none_is_an_error(program: RegoProgram, tmp_path: Path, entry: str) -> None:
    folder = write_rego(tmp_path / "policy", f"{_HEAD}deny contains found if {{ input.timestamp; found := {entry} }}\n")
    evaluation = judge(program, load(program, folder), write_plan(tmp_path / "plan.json", change("aws_s3_bucket")))
    assert result_of(evaluation, "main.deny").outcome is Outcome.ERROR


def test_a_rule_without_a_value_proves_nothing(program: RegoProgram, tmp_path: Path) -> None:
    folder = write_rego(tmp_path / "policy", f'{_HEAD}deny := ["x"] if input.resource_changes[0].type == "aws_vpc"\n')
    evaluation = judge(program, load(program, folder), write_plan(tmp_path / "plan.json", change("aws_s3_bucket")))
    assert result_of(evaluation, "main.deny").outcome is Outcome.INCONCLUSIVE
    assert "has no value" in result_of(evaluation, "main.deny").detail


def test_what_only_an_apply_tells_is_passed_by_no_rule_that_asks_for_it(program: RegoProgram, tmp_path: Path) -> None:
    body = (
        'some r in input.resource_changes; r.type == "aws_s3_bucket"; r.change.after.acl == "public-read"; msg := "x"'
    )
    own = load(program, write_rego(tmp_path / "policy", f"{_HEAD}deny contains msg if {{ {body} }}\n"))
    for unknown, outcome in (({"acl": True}, Outcome.INCONCLUSIVE), ({"arn": True}, Outcome.PASS)):
        plan = write_plan(tmp_path / "plan.json", change("aws_s3_bucket", after_unknown=unknown))
        assert result_of(judge(program, own, plan), "main.deny").outcome is outcome
    other = write_plan(tmp_path / "plan.json", change("aws_vpc", after_unknown={"acl": True}), change("aws_s3_bucket"))
    assert result_of(judge(program, own, other), "main.deny").outcome is Outcome.PASS


def test_what_is_hidden_is_passed_by_no_rule_that_asks_for_it(program: RegoProgram, tmp_path: Path) -> None:
    after = {"password": "correct-horse-7-battery", "engine": "postgres"}
    plan = write_plan(
        tmp_path / "plan.json", change("aws_db_instance", after=after, after_sensitive={"password": True})
    )
    rule = '{} contains msg if {{ some r in input.resource_changes; r.change.after.{} == "{}"; msg := "{}" }}\n'
    text = _HEAD + rule.format("deny", "password", "admin", "weak") + rule.format("warn", "engine", "mysql", "old")
    evaluation = judge(program, load(program, write_rego(tmp_path / "policy", text)), plan)
    assert result_of(evaluation, "main.deny").outcome is Outcome.INCONCLUSIVE
    assert result_of(evaluation, "main.deny").detail.endswith("password of aws_db_instance.this is hidden")
    assert result_of(evaluation, "main.warn").outcome is Outcome.PASS


def test_no_secret_of_a_plan_is_in_a_message(program: RegoProgram, tmp_path: Path) -> None:
    secret = "correct-horse-7-battery"
    after = {"password": secret, "engine": f"pg {secret}"}
    plan = write_plan(
        tmp_path / "plan.json",
        change("aws_db_instance", after=after, after_sensitive={"password": True}),
        variables={"given": {"value": secret}},
    )
    own = load(program, write_rego(tmp_path / "policy", f'{_HEAD}deny contains msg if msg := sprintf("%v", [input])\n'))
    (violation,) = result_of(judge(program, own, plan), "main.deny").violations
    assert secret not in str(violation.args["msg"])
    assert "aws_db_instance" in str(violation.args["msg"])


def test_the_time_is_that_of_the_verdict(program: RegoProgram, tmp_path: Path) -> None:
    text = "deny contains msg if { input.timestamp; msg := time.format(time.now_ns()) }\n"
    own = load(program, write_rego(tmp_path / "policy", _HEAD + text))
    plan = write_plan(tmp_path / "plan.json", change("aws_s3_bucket"))
    (violation,) = result_of(judge(program, own, plan), "main.deny").violations
    assert violation.args["msg"] == "2026-11-27T12:00:00Z"


EXEMPT = 'exempt(r) if r.type == "aws_lb"\nlisted := {"aws_lb"}\nwanted := {"aws_s3_bucket", "aws_instance"}\n'
ACL = 'r.change.after.acl == "public-read"; msg := "x"'


@pytest.mark.parametrize(
    ("condition", "is_narrow"),
    [
        ('r.type == "aws_s3_bucket"', True),
        ('"aws_s3_bucket" == r.type', True),
        ('r["type"] == "aws_s3_bucket"', True),
        ('startswith(r.type, "aws_s3_")', True),
        ('r.type in {"aws_s3_bucket", "aws_lb"}', True),
        ("wanted[r.type]", True),
        ("r.type in wanted", True),
        ("wanted[_] == r.type", True),
        ("ours(r)", True),
        ('r.type != "aws_lb"', False),
        ('not r.type == "aws_lb"', False),
        ("not exempt(r)", False),
        ("not listed[r.type]", False),
        ("not r.type in listed", False),
        ('not startswith(r.type, "aws_lb")', False),
        ("either(r)", False),  # one of its definitions lets in any type
        ('count([1 | not r.type == "aws_lb"]) == 1', False),
    ],
)
def test_a_rule_that_exempts_a_type_asks_all_others(
    program: RegoProgram, tmp_path: Path, condition: str, *, is_narrow: bool
) -> None:
    ours = 'ours(r) if r.type == "aws_s3_bucket"\n'
    either = 'either(r) if r.type == "aws_s3_bucket"\neither(r) if r.change.after.region == "eu-west-1"\n'
    deny = f"deny contains msg if {{ some r in input.resource_changes; {condition}; {ACL} }}\n"
    text = f"{_HEAD}{EXEMPT}{ours}{either}{deny}"
    own = load(program, write_rego(tmp_path / "policy", text))
    plan = write_plan(tmp_path / "plan.json", change("aws_vpc", after_unknown={"acl": True}), change("aws_s3_bucket"))
    expected = Outcome.PASS if is_narrow else Outcome.INCONCLUSIVE
    assert result_of(judge(program, own, plan), "main.deny").outcome is expected


BUCKETS = 'some b in input.resource_changes; b.type == "aws_s3_bucket"'
SOME = "some r in input.resource_changes"
OPENED = f'deny contains "x" if {{ {BUCKETS}; not opened(b) }}\nopened(b) if {{ {SOME}; '


@pytest.mark.parametrize(
    ("text", "is_narrow"),
    [
        # Another definition of the same rule asks all types.
        (f'deny contains "y" if {{ {BUCKETS}; false }}\ndeny contains msg if {{ {SOME}; {ACL} }}\n', False),
        # A second way through all resources.
        (f"deny contains msg if {{ {BUCKETS}; {SOME}; {ACL} }}\n", False),
        # What helps asks its own types, also in a negation.
        (OPENED + 'r.type == "aws_s3_bucket_acl"; r.change.after.acl == "private" }\n', True),
        (OPENED + 'r.change.after.acl == "private" }\n', False),
    ],
    ids=["definitions", "ways", "helper", "open helper"],
)  # fmt: skip
def test_a_rule_is_narrowed_by_all_that_it_looks_at(
    program: RegoProgram, tmp_path: Path, text: str, *, is_narrow: bool
) -> None:
    own = load(program, write_rego(tmp_path / "policy", f"{_HEAD}{text}"))
    unknown = change("aws_vpc", after_unknown={"acl": True})
    acl = change("aws_s3_bucket_acl", after={"acl": "private"})
    plan = write_plan(tmp_path / "plan.json", unknown, change("aws_s3_bucket"), acl)
    expected = Outcome.PASS if is_narrow else Outcome.INCONCLUSIVE
    assert result_of(judge(program, own, plan), "main.deny").outcome is expected


SECRET = "correct-horse-7-battery"
VARIABLES = {"variables": {"password": {"value": SECRET}, "size": {"value": 3}}}
OUTPUTS = {
    "output_changes": {
        "url": {"actions": ["create"], "before": None, "after_unknown": True, "after_sensitive": False},
        "size": {"actions": ["create"], "before": None, "after": 3, "after_unknown": False, "after_sensitive": False},
    }
}


@pytest.mark.parametrize(
    ("body", "parts", "outcome"),
    [
        ('input.variables.password.value == "admin"', VARIABLES, Outcome.INCONCLUSIVE),
        ('some v in input.variables; v.value == "admin"', VARIABLES, Outcome.INCONCLUSIVE),
        ('object.get(input.variables, "password", {}).value == "admin"', VARIABLES, Outcome.INCONCLUSIVE),
        ("input.variables.size.value == 4", VARIABLES, Outcome.PASS),
        ('startswith(input.output_changes.url.after, "http:")', OUTPUTS, Outcome.INCONCLUSIVE),
        ('some o in input.output_changes; o.after == "x"', OUTPUTS, Outcome.INCONCLUSIVE),
        ('input.planned_values.outputs.url.value == "x"', OUTPUTS, Outcome.INCONCLUSIVE),
        ("input.output_changes.size.after == 4", OUTPUTS, Outcome.PASS),
        ('some r in input.planned_values.root_module.resources; r.name == "that"', OUTPUTS, Outcome.PASS),
    ],
)
def test_what_is_unknown_beside_the_resources_is_passed_by_no_rule_that_asks_for_it(
    program: RegoProgram, tmp_path: Path, body: str, parts: dict[str, Any], outcome: Outcome
) -> None:
    own = load(program, write_rego(tmp_path / "policy", f'{_HEAD}deny contains "x" if {{ {body} }}\n'))
    sensitive = {"root_module": {"variables": {"password": {"sensitive": True}}}}
    plan = write_plan(tmp_path / "plan.json", change("aws_vpc"), configuration=sensitive, **parts)
    result = result_of(judge(program, own, plan), "main.deny")
    assert result.outcome is outcome, result
    assert SECRET not in str(result)


def test_what_only_an_apply_tells_of_a_data_source_is_not_passed(program: RegoProgram, tmp_path: Path) -> None:
    body = 'some r in input.resource_changes; r.type == "aws_ami"; r.change.after.public; msg := "x"'
    own = load(program, write_rego(tmp_path / "policy", f"{_HEAD}deny contains msg if {{ {body} }}\n"))
    read = {**change("aws_ami", after_unknown={"public": True}, actions=["read"]), "mode": "data"}
    result = result_of(judge(program, own, write_plan(tmp_path / "plan.json", change("aws_vpc"), read)), "main.deny")
    assert result.outcome is Outcome.INCONCLUSIVE


UNENCRYPTED = 'some r in input.resource_changes; r.type == "aws_ebs_volume"; not r.change.after.encrypted'


@pytest.mark.parametrize(
    ("message", "others", "is_same"),
    [
        ('"a volume is open"', (change("aws_ebs_volume", "b", {"encrypted": True}),), True),
        ('"a volume is open"', (change("aws_ebs_volume", "b", {"encrypted": False}),), False),
        ('"a volume is open"', (change("aws_ebs_volume", "b", {"encrypted": True}), change("aws_vpc")), True),
        ("r.address", (change("aws_ebs_volume", "b", {"encrypted": True}),), True),
        ("r.address", (change("aws_ebs_volume", "b", {"encrypted": True, "size": 9}),), True),
    ],
)
def test_who_accepts_a_message_that_names_nothing_accepts_no_more_of_them(
    program: RegoProgram, tmp_path: Path, message: str, others: tuple[dict[str, Any], ...], *, is_same: bool
) -> None:
    own = load(program, write_rego(tmp_path / "policy", f"{_HEAD}deny contains {message} if {{ {UNENCRYPTED} }}\n"))
    open_, well = (
        change("aws_ebs_volume", "a", {"encrypted": False}),
        change("aws_ebs_volume", "b", {"encrypted": True}),
    )
    pins = []
    for number, changes in enumerate(((open_, well), (open_, *others))):
        plan = write_plan(tmp_path / f"{number}.json", *changes)
        (violation,) = result_of(judge(program, own, plan), "main.deny").violations
        pins.append(violation.pin)
    assert (pins[0] == pins[1]) is is_same
