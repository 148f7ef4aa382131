"""Every shipped policy on its cases, through the compiled pack and through OPA, and cases that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import ConfigError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json
from engine.model.outcome import Outcome
from policies.authoring.blind import blinded
from policies.authoring.cases import FILE, OUTCOMES, outcome_of, read_cases, read_same, worst
from policies.authoring.catalog import REGO, Pack, PolicySource
from policies.authoring.opa import write_sources
from policies.authoring.sheet import Sheet
from policies.authoring.trial import judge_case, try_cases
from policies.evaluators.questions import question
from policies.evaluators.wasm import RegoEvaluator, assign
from policies.facts.facts import Facts, judged
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.profiles import count
from tests.shipped import shipped_cases, shipped_sources

SCHEMA = ProviderSchema()
SOURCES = shipped_sources()


@pytest.fixture(scope="module", params=SOURCES, ids=lambda source: source.policy.id)
def source(request: pytest.FixtureRequest) -> PolicySource:
    """Return each shipped policy; the tests of one stand together, so that a worker reads its cases once."""
    found: PolicySource = request.param
    return found


def test_every_case_comes_out_as_it_has_to(source: PolicySource, evaluator: RegoEvaluator) -> None:
    wrong = {
        case.name: (str(told), str(case.expected))
        for case in shipped_cases(source.path)
        if (told := outcome_of(source.policy.id, judge_case(source.policy, case, evaluator))) is not case.expected
    }
    assert not wrong


def test_every_policy_is_shown_to_fail_to_pass_and_not_to_know(source: PolicySource) -> None:
    cases = shipped_cases(source.path)
    assert {case.expected for case in cases} == set(OUTCOMES.values())
    assert len({case.name for case in cases}) == len(cases)


def test_no_policy_passes_because_what_is_wrong_cannot_be_seen(source: PolicySource, evaluator: RegoEvaluator) -> None:
    failing = [case for case in shipped_cases(source.path) if case.expected is Outcome.FAIL]
    made = [
        one for case in failing[: count(100, test=1, quick=1)] for one in blinded(case, source.policy, JUDGING, SCHEMA)
    ]
    sheet = Sheet(source.policy, made, JUDGING, SCHEMA)
    told = sheet.results(evaluator.ask(sheet.document([source.policy.id]))[source.policy.id])
    assert not [case.name for case, results in zip(made, told, strict=True) if worst(results) is Outcome.PASS]


def test_a_trial_names_what_is_wrong_and_what_lacks(pack: Pack, tmp_path: Path) -> None:
    (source,) = [one for one in SOURCES if one.policy.id == "compute-volume-encrypted"]
    folder = tmp_path / Path(source.path).parent
    folder.mkdir(parents=True)
    (folder / FILE).write_text("- pass: it is not\n  given: { aws_ebs_volume.x: { encrypted: false } }\n")
    trial = try_cases(tmp_path, [source], pack, JUDGING)
    name = (Path(source.path).parent / FILE).as_posix()
    assert trial.passed == 0
    assert trial.failed == (
        f"{name}: it is not: it is fail, and has to be pass",
        f"{name}: no case is fail",
        f"{name}: no case is unknown",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is no list of cases"),
        ("[]", "it is no list of cases"),
        ("{", "cannot be read as YAML"),
        ("- pass: a", "case 1: it is one of pass, fail, unknown, and has resources under given"),
        ("- { given: { aws_x.a: {} } }", "case 1: it is one of pass, fail, unknown, and has resources under given"),
        ("- { pass: a, fail: b, given: { aws_x.a: {} } }", "case 1: it is one of"),
        ("- { pass: a, given: { aws_x.a: {} }, when: now }", "case 1: it has other keys than"),
        ("- { pass: a, given: { aws_x.a: {} } }\n- 1", "case 2: it has other keys than"),
        ("- { pass: a, given: { aws_x.a: {} }, each: [] }", "case 1: each is a list of texts or numbers"),
        ("- { pass: a, given: { aws_x.a: {} }, each: { b: 1 } }", "case 1: each is a list of texts or numbers"),
        ("- { pass: a, given: { aws_x.a: {} }, open: aws_x.b.c }", "aws_x.b.c is no path of a resource that is given"),
        ("- { pass: a, given: { aws_x.a: {} }, open: aws_x.a }", "aws_x.a is no path of a resource that is given"),
    ],
)
def test_cases_that_are_none(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_cases(path, JUDGING, name=FILE)
    assert problem in caught.value.message
    assert caught.value.message.startswith(FILE)


def test_an_entry_with_each_is_a_case_for_each_value(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(
        "- fail: a port\n  each: [22, 3389]\n  given: { aws_x.a: { from: $each, some: [{ $each: true }] } }\n"
    )
    cases = read_cases(path, JUDGING, name=FILE)
    assert [case.name for case in cases] == ["a port: 22", "a port: 3389"]
    told = [case.snapshot.resources[0].attributes for case in cases]
    assert told == [{"from": 22, "some": [{22: True}]}, {"from": 3389, "some": [{3389: True}]}]


def test_what_means_the_same_stands_beside_the_cases(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text("- same: 'dropped: a == b'\n  why: they are one\n- pass: a\n  given: { aws_x.a: {} }\n")
    assert read_same(path, name=FILE) == {"dropped: a == b": "they are one"}
    assert [case.name for case in read_cases(path, JUDGING, name=FILE)] == ["a"]
    path.write_text("- same: 'dropped: a == b'\n")
    with pytest.raises(ConfigError, match="case 1: it has other keys than same and why"):
        read_same(path, name=FILE)


def test_a_policy_without_cases_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a policy has cases beside it"):
        read_cases(tmp_path / FILE, JUDGING, name=FILE)


@pytest.mark.tool
@pytest.mark.usefixtures("opa")
def test_opa_gives_the_same_answers_for_every_case(
    runner: ChildProcess, evaluator: RegoEvaluator, tmp_path: Path
) -> None:
    write_sources(REGO, SOURCES, tmp_path)
    (tmp_path / "ask.rego").write_text(
        "package ask\n\nimport rego.v1\n\n"
        "answers := [answer | some question in input; answer := data.driftgate.main.results with input as question]\n"
    )
    asked, ours = [], []
    for source in SOURCES:
        for case in shipped_cases(source.path):
            facts = Facts(case.snapshot, (source.policy,), JUDGING, SCHEMA)
            items, _ = assign((source.policy,), judged(case.snapshot), facts)
            if items:
                document, _ = question(items, facts)
                asked.append(document)
                ours.append(evaluator.ask(document))
    command = ["opa", "eval", "--format", "raw", "--data", str(tmp_path), "--stdin-input", "data.ask.answers"]
    answer = runner.run(command, timeout=120, stdin=canonical_json(to_builtins(asked)))
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert len(told) == len(asked) > 200
    assert [sorted_answer(one) for one in told] == [sorted_answer(one) for one in ours]


def sorted_answer(answer: dict[str, list[list[object]]]) -> dict[str, list[list[bytes]]]:
    """Return an answer with the findings of each resource in one order: they are a set."""
    return {id_: [sorted(map(canonical_json, found)) for found in lists] for id_, lists in answer.items()}


def test_what_is_worse_counts_of_several_resources() -> None:
    assert outcome_of("a", ()) is Outcome.NOT_APPLICABLE
