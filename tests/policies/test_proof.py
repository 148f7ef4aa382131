"""The proof of rules: what they read and name, which changes of them no case notices, and the shipped pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cli.app import run
from engine.errors import ConfigError
from engine.model.outcome import Outcome
from engine.model.policy import Policy
from policies.authoring.cases import FILE
from policies.authoring.catalog import REGO, Pack, PolicySource, read_libraries, read_sources
from policies.authoring.flow import follow
from policies.authoring.mutants import Change, mutants_of
from policies.authoring.opa import OpaTool
from policies.authoring.proof import Proof, prove
from policies.authoring.reads import check_reads
from policies.authoring.syntax import Module, read_module
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot
from tests.profiles import sample
from tests.shipped import shipped_sources

pytestmark = pytest.mark.tool
SCHEMA = ProviderSchema()
SOURCES = shipped_sources()
HEAD = """\
# METADATA
# title: Doors are closed
# custom:
#   id: door-closed
#   severity: high
#   category: test
#   resource_types: [aws_door]
#   requires: [open]
MORE#   controls: ["nist-800-53-r5:AC-3"]
#   message: "m"
#   remediation: "r"
package driftgate.doors.closed

import rego.v1

"""
FOUND = '{"path": ["open"], "observed": 1, "required": 0, "args": {}}'
RULE = f"deny contains {FOUND} if {{\n\tinput.attributes.open > 5\n}}\n"
FIRST = 17  # the line of the first condition
CASES = """\
- pass: hardly open
  given: { aws_door.x: { open: 5 } }
- fail: open
  given: { aws_door.x: { open: 6 } }
- unknown: nobody knows
  given: { aws_door.x: {} }
"""


def write(folder: Path, rule: str = RULE, cases: str = CASES, more: str = "") -> Path:
    """Write a folder with one policy and its cases."""
    (folder / "closed.rego").write_text(HEAD.replace("MORE", more) + rule, encoding="utf-8")
    (folder / FILE).write_text(cases, encoding="utf-8")
    return folder


def proof_of(opa: OpaTool, folder: Path) -> Proof:
    """Return how far the policies of a folder are proven."""
    sources = read_sources(folder)
    return prove(folder, sources, opa, opa.pack(folder, sources), JUDGING, SCHEMA)


def module_of(opa: OpaTool, path: str, folder: Path = REGO) -> Module:
    """Return a module of a folder."""
    return read_module(path, (folder / path).read_text(encoding="utf-8"), opa.parse(folder / path))


@pytest.fixture(scope="module")
def libraries(opa: OpaTool) -> Mapping[str, Module]:
    """Return the shared Rego of the shipped policies by package."""
    modules = [module_of(opa, path) for path in read_libraries(REGO)]
    return {module.package: module for module in modules}


# --- what is read, and what is named ---


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("a := input.attributes\n\ndeny contains FOUND if a.ajar > 5\n", "ajar of aws_door is read, but not in"),
        (
            'deny contains FOUND if {\n\tsome name in ["open", "ajar"]\n\tinput.attributes[name] > 5\n}\n',
            "ajar of aws_door",
        ),
        (
            'deny contains FOUND if {\n\tsome x in ["open"]\n\tinput.attributes[concat("_", [x, "wide"])] > 5\n}\n',
            "open_wide of aws_door",
        ),
        ('names := {"aws_door": "ajar"}\n\ndeny contains FOUND if input.attributes[names[input.type]] > 5\n', "ajar"),
        (
            'is_open(at, door) if door[at] > 5\n\ndeny contains FOUND if is_open("ajar", input.attributes)\n',
            "ajar of aws_door",
        ),
        (
            "deny contains FOUND if {\n\tsome name, value in input.attributes\n\tvalue > 5\n}\n",
            "which attributes are read",
        ),
        ('deny contains FOUND if object.get({}, "open", 1) > 5\n', "open is named and not read"),
    ],
)
def test_what_is_read_is_named_and_the_other_way_round(opa: OpaTool, tmp_path: Path, rule: str, problem: str) -> None:
    write(tmp_path, rule.replace("FOUND", FOUND))
    (source,) = read_sources(tmp_path)
    module = module_of(opa, source.path, tmp_path)
    told = check_reads(source, module, follow(module, {}), JUDGING, SCHEMA)
    assert any(problem in line for line in told), told
    assert all(line.startswith("closed.rego:") for line in told)


def test_what_is_optional_is_asked_for(opa: OpaTool, tmp_path: Path) -> None:
    plain = f"deny contains {FOUND} if {{\n\tinput.attributes.open > 5\n\tinput.attributes.key == 1\n}}\n"
    asked = plain.replace("input.attributes.key", 'object.get(input.attributes, "key", 0)')
    for rule, number in ((plain, 1), (asked, 0)):
        write(tmp_path, rule, more="#   optional: [key]\n")
        (source,) = read_sources(tmp_path)
        module = module_of(opa, source.path, tmp_path)
        assert len(check_reads(source, module, follow(module, {}), JUDGING, SCHEMA)) == number


# What shipped policies once read without a word in METADATA, by ways that no search of the text finds.
UNNAMED = [
    ("elasticache-user-password", "no_password_required"),
    ("lambda-permission-source", "source_arn"),
    ("rds-encrypted", "replicate_source_db"),
    ("rds-encrypted", "kms_key_id"),
    ("rds-iam-authentication", "engine"),
    ("s3-acl-public", "acl"),
    ("redshift-logging", "logging.enable"),
    ("rds-insights-key", "performance_insights_kms_key_id"),
    ("transfer-logging", "logging_role"),
]


@pytest.mark.parametrize(("id_", "name"), UNNAMED)
def test_what_was_read_in_silence_is_found(opa: OpaTool, libraries: Mapping[str, Module], id_: str, name: str) -> None:
    (source,) = [one for one in SOURCES if one.policy.id == id_]
    module = module_of(opa, source.path)
    flow = follow(module, libraries)
    left = tuple(one for one in source.policy.optional if one != name)
    assert left != source.policy.optional
    before = PolicySource(path=source.path, package=source.package, policy=replace(source.policy, optional=left))
    assert not check_reads(source, module, flow, JUDGING, SCHEMA)
    told = check_reads(before, module, flow, JUDGING, SCHEMA)
    assert any(name.partition(".")[0] in line for line in told)


@pytest.mark.parametrize("source", sample(SOURCES, test=100, quick=5), ids=lambda source: source.policy.id)
def test_shipped_policies_name_what_they_read(
    opa: OpaTool, libraries: Mapping[str, Module], source: PolicySource
) -> None:
    module = module_of(opa, source.path)
    assert not check_reads(source, module, follow(module, libraries), JUDGING, SCHEMA)


def test_a_policy_that_passes_by_what_it_may_not_see_fails(opa: OpaTool, tmp_path: Path) -> None:
    rule = f'deny contains {FOUND} if object.get(input.attributes, "ajar", 0) > 5\n\n{RULE}'
    cases = CASES + "- fail: ajar\n  given: { aws_door.x: { open: 0, ajar: 6 } }\n"
    proof = proof_of(opa, write(tmp_path, rule, cases, more="#   optional: [ajar]\n"))
    assert proof.failed == ("cases.yaml: ajar, with ajar of aws_door.x unknown: it passes",)


# --- changes of rules ---


def changed(opa: OpaTool, folder: Path, rule: str) -> list[tuple[str, str, str]]:
    """Return the changes of a rule: what was done, to what, and what it becomes."""
    write(folder, rule.replace("FOUND", FOUND))
    module = module_of(opa, "closed.rego", folder)
    return [(one.change, one.was, one.becomes) for one in mutants_of(module, follow(module, {}))]


def test_a_bound_is_moved_to_both_sides(opa: OpaTool, tmp_path: Path) -> None:
    assert changed(opa, tmp_path, RULE) == [
        (Change.DROPPED, "input.attributes.open > 5", "true"),
        (Change.NEGATED, "input.attributes.open > 5", "not input.attributes.open > 5"),
        (Change.NEVER, "input.attributes.open > 5", "input.attributes.open > 5; false"),
        (Change.RENAMED, "open", "open_"),
        (Change.OTHER, "5", "4"),
        (Change.OTHER, "5", "6"),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('deny contains FOUND if not input.attributes.open in {"a", null}\n', [("a~", '"a"'), ("~", "null")]),
        ('kinds := ["a"]\n\ndeny contains FOUND if input.attributes.open in kinds\n', [("a~", '"a"')]),
        ("deny contains FOUND if input.attributes.open == true\n", [(False, "true")]),
        ('deny contains FOUND if startswith(input.attributes.open, "a")\n', [("a~", '"a"')]),
        ('deny contains FOUND if trim(input.attributes.open, "a") == ""\n', [("~", '"a"'), ("~", '""')]),
        ('deny contains FOUND if object.get(input.attributes.open, "at", true) == 1\n', [(False, "true"), (2, "1")]),
        # What a finding says, and what stands for something that is not set, is held against nothing.
        ('said := "a"\n\ndeny contains {"path": [said], "args": {"b": said}} if input.attributes.open\n', []),
        ('kept := object.get(input.attributes, "open", 7)\n\ndeny contains FOUND if kept == 1\n', [(2, "1")]),
    ],
)
def test_a_constant_that_is_compared_changes(
    opa: OpaTool, tmp_path: Path, rule: str, expected: list[tuple[object, str]]
) -> None:
    told = [
        (json.loads(becomes), was) for change, was, becomes in changed(opa, tmp_path, rule) if change is Change.OTHER
    ]
    assert sorted(told, key=str) == sorted(expected, key=str)


def test_what_no_case_notices_is_told_with_its_place(opa: OpaTool, tmp_path: Path) -> None:
    cases = CASES.replace("open: 5", "open: 1")
    proof = proof_of(opa, write(tmp_path, cases=cases))
    assert [(one.path, one.line, one.change, one.was, one.becomes) for one in proof.survivors] == [
        ("closed.rego", FIRST, Change.OTHER, "5", "4")
    ]
    assert (proof.passed, proof.failed, proof.mutants, proof.is_whole) == (3, (), 6, False)
    assert proof_of(opa, write(tmp_path)).is_whole


def test_a_change_that_means_the_same_is_named_with_why_and_only_while_it_lives(opa: OpaTool, tmp_path: Path) -> None:
    same = '- same: "another constant: 5"\n  why: nobody opens a door five times\n'
    proof = proof_of(opa, write(tmp_path, cases=CASES.replace("open: 5", "open: 1") + same))
    assert (proof.survivors, proof.same, proof.is_whole) == ((), 1, True)
    proof = proof_of(opa, write(tmp_path, cases=CASES + same))
    assert proof.failed == ("cases.yaml: no change that lives is 'another constant: 5': take the entry out",)


def test_a_change_that_cannot_be_run_is_noticed_and_one_that_does_not_compile_is_none(
    opa: OpaTool, tmp_path: Path
) -> None:
    rule = f"""\
deny contains {FOUND} if level == "high"

level := "high" if input.attributes.open > 5

level := "low" if input.attributes.open <= 5

table := {{"a": 1}}

deny contains {FOUND} if {{
	input.attributes.open > 5
	table[key] == 1
	key == "a"
}}
"""
    proof = proof_of(opa, write(tmp_path, rule))
    # Both levels at once are an error when it runs; without the table nothing says what the key is.
    levels = [one for one in proof.survivors if one.line in (FIRST + 1, FIRST + 3) and one.change is Change.DROPPED]
    keys = [one for one in proof.survivors if one.was == "table[key] == 1" and one.change is Change.DROPPED]
    assert (levels, keys, proof.failed) == ([], [], ())


def test_shared_rego_is_changed_where_all_that_use_it_are_tried(opa: OpaTool, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    library = "package driftgate.lib.doors\n\nimport rego.v1\n\nis_open(number) if number > 5\n"
    (tmp_path / "lib" / "doors.rego").write_text(library)
    rule = f"deny contains {FOUND} if doors.is_open(input.attributes.open)\n"
    write(tmp_path, rule, CASES.replace("open: 5", "open: 1"))
    path = tmp_path / "closed.rego"
    path.write_text(path.read_text().replace("import rego.v1", "import data.driftgate.lib.doors\nimport rego.v1"))
    assert [(one.path, one.line, one.becomes) for one in proof_of(opa, tmp_path).survivors] == [
        ("lib/doors.rego", 5, "4")
    ]
    (tmp_path / "lib" / "doors.yaml").write_text('- same: "another constant: 5"\n  why: a trial\n')
    assert proof_of(opa, tmp_path).is_whole


def test_a_rule_with_else_is_refused(opa: OpaTool, tmp_path: Path) -> None:
    rule = f"{RULE}\nlevel := 1 if input.attributes.open > 5\nelse := 2 if input.attributes.open > 1\n"
    with pytest.raises(ConfigError, match=rf"closed.rego:{FIRST + 4}: a policy has no else"):
        proof_of(opa, write(tmp_path, rule))


def test_a_case_notices_every_change_of_a_shipped_policy(opa: OpaTool, pack: Pack) -> None:
    some = sample(SOURCES, test=25, quick=3)
    proof = prove(REGO, some, opa, pack, JUDGING, SCHEMA)
    assert proof.survivors == ()
    assert proof.failed == ()
    assert proof.mutants > len(some)


def test_the_pin_of_a_statement_is_all_that_it_gives_and_nothing_of_another(evaluator: RegoEvaluator) -> None:
    # No outcome depends on it, so that no case can tell.
    statements = [
        {"Effect": "Allow", "Action": ["iam:CreatePolicyVersion", "iam:CreateAccessKey"], "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"},
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    role = resource("aws_iam_role_policy", attributes={"policy": text})
    told = [one for one in evaluator.evaluate(snapshot(role)).results if one.policy == "iam-escalation"]
    assert [one.outcome for one in told] == [Outcome.FAIL]
    pins = [found.pin.lower() for found in told[0].violations]
    assert sorted(("createaccesskey" in pin, "putrolepolicy" in pin) for pin in pins) == [(False, True), (True, False)]
    whom = [str(found.args["whom"]).endswith(", and more of its kind") for found in told[0].violations]
    assert sorted(whom) == [False, True]


# --- the verb ---


@pytest.mark.usefixtures("opa")
def test_the_verb_tells_survivors_first_and_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, cases=CASES.replace("open: 5", "open: 1"))
    assert run(["policy", "test", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"lives closed.rego:{FIRST}: another constant: 5 -> 4"
    assert lines[1].startswith("next  another constant: write a case with this value")
    assert lines[-1] == "1 policies, 3 cases right, 0 wrong, 6 changes of rules, 1 unnoticed"
    assert run(["policy", "test", str(tmp_path), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["survivors"] == [
        {"path": "closed.rego", "line": FIRST, "change": "another constant", "was": "5", "becomes": "4"}
    ]
    write(tmp_path)
    assert run(["policy", "test", str(tmp_path)]) == 0


def test_a_policy_looks_at_what_it_requires_and_at_what_is_optional() -> None:
    policy: Policy = SOURCES[0].policy
    made = replace(policy, requires=("a",), needs={"aws_x": ("b",)}, optional=("c",))
    assert made.looked_at("aws_x") == ("a", "b", "c")
    assert made.looked_at("aws_y") == ("a", "c")
