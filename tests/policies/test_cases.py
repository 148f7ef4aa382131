"""Every shipped policy on its cases, through the compiled pack and through OPA, and cases that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import ConfigError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import canonical_json
from engine.model.outcome import Outcome
from engine.model.snapshot import Snapshot
from policies.authoring.cases import FILE, OUTCOMES, PolicyCase, outcome_of, read_cases
from policies.authoring.catalog import REGO, Pack, PolicySource, read_sources
from policies.authoring.opa import write_sources
from policies.authoring.trial import judge_case, try_cases
from policies.evaluators.facts import Facts
from policies.evaluators.wasm import RegoEvaluator, assign, question
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.profiles import count

SCHEMA = ProviderSchema()
SOURCES = read_sources(REGO)


def cases_of(source: PolicySource) -> tuple[PolicyCase, ...]:
    """Return the cases of a shipped policy."""
    return read_cases(REGO / Path(source.path).parent / FILE, JUDGING, name=source.path)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.policy.id)
def test_every_case_comes_out_as_it_has_to(source: PolicySource, evaluator: RegoEvaluator) -> None:
    wrong = {
        case.name: (str(told), str(case.expected))
        for case in cases_of(source)
        if (told := outcome_of(source.policy.id, judge_case(source.policy, case, evaluator))) is not case.expected
    }
    assert not wrong


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.policy.id)
def test_every_policy_is_shown_to_fail_to_pass_and_not_to_know(source: PolicySource) -> None:
    cases = cases_of(source)
    assert {case.expected for case in cases} == set(OUTCOMES.values())
    assert len({case.name for case in cases}) == len(cases)


def hidden(case: PolicyCase, source: PolicySource) -> Iterator[tuple[str, Snapshot]]:
    """Yield a case with each attribute that the policy needs hidden, but for what may be hidden."""
    for number, item in enumerate(case.snapshot.resources):
        node = SCHEMA.find(item.type)
        heads = {name.partition(".")[0] for name in source.policy.required(item.type)} - JUDGING.present
        for name in sorted(heads & item.attributes.keys()):
            if node is not None and name in node.fields and node.fields[name].sensitive:
                continue
            told = {**item.attributes, name: {"$secret": "0" * 32, "epoch": "e1"}}
            made = replace(item, attributes=told, code=told if item.declared else {})
            resources = tuple(made if at == number else one for at, one in enumerate(case.snapshot.resources))
            yield f"{case.name}: {item.type}.{name}", replace(case.snapshot, resources=resources)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.policy.id)
def test_no_policy_passes_because_what_is_wrong_is_hidden(source: PolicySource, evaluator: RegoEvaluator) -> None:
    failing = [case for case in cases_of(source) if case.expected is Outcome.FAIL]
    passed = [
        name
        for case in failing[: count(100, test=1, quick=1)]
        for name, made in hidden(case, source)
        if outcome_of(source.policy.id, evaluator.evaluate(made).results) is Outcome.PASS
    ]
    assert not passed


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
        for case in cases_of(source):
            facts = Facts(case.snapshot, (source.policy,), JUDGING, SCHEMA)
            items, _ = assign((source.policy,), case.snapshot, facts)
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
