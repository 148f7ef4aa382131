"""The embedded engine: bounded, bisected to the guilty pair, and of one mind with `opa eval`."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import ConfigError, EvaluatorCrashedError
from engine.jsontext.digest import canonical_json, digest_bytes
from engine.model.outcome import Outcome
from engine.model.snapshot import Resource, Snapshot
from policies.authoring.catalog import Pack, read_sources, sources_digest
from policies.authoring.opa import OpaTool, write_sources
from policies.evaluators.questions import question
from policies.evaluators.wasm import RegoEvaluator, assign, embedded
from policies.facts.facts import Facts, judged
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot
from tests.shipped import kept_engine

HEAD = """\
# METADATA
# title: TITLE
# custom:
#   id: test-TITLE
#   severity: high
#   category: test
#   resource_types:
#     - aws_thing
#   requires:
#     - numbers
#     - size
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "m"
#   remediation: "r"
package driftgate.test.TITLE

import rego.v1

"""
SMALL = 'deny contains {"path": ["size"], "observed": input.attributes.size} if input.attributes.size > 5\n'
# Three nested loops over what the resource says: 1,000,000,000 rounds for a size of 1,000.
SLOW = """\
deny contains {"path": ["size"], "observed": total} if {
	total := count([1 |
		some a in input.attributes.numbers
		some b in input.attributes.numbers
		some c in input.attributes.numbers
		a + b + c < 0
	])
	total > 0
}
"""
HUNGRY = """\
deny contains {"path": ["size"], "observed": count(pairs)} if {
	pairs := [[a, b, c] |
		some a in input.attributes.numbers
		some b in input.attributes.numbers
		some c in input.attributes.numbers
	]
	count(pairs) < 0
}
"""
# A finding that is no finding, for one resource only.
NONSENSE = 'deny contains "no finding" if input.attributes.size == 3\n'


def build(opa: OpaTool, folder: Path, **bodies: str) -> Pack:
    """Compile a pack of policies test-NAME with the given bodies."""
    for title, body in bodies.items():
        (folder / f"{title}.rego").write_text(HEAD.replace("TITLE", title) + body, encoding="utf-8")
    sources = read_sources(folder)
    return Pack(
        wasm=opa.compile(folder, sources),
        policies=tuple(source.policy for source in sources),
        sources=sources_digest(folder),
        opa=opa.version(),
    )


def things(count: int, **of: Mapping[str, Any]) -> list[Resource]:
    """Return things of size 1 named t000 and on, with the attributes given for some of them."""
    names = [f"t{number:03}" for number in range(count)]
    return [resource("aws_thing", {"size": 1, "numbers": [], **of.get(name, {})}, name) for name in names]


def outcomes(evaluator: RegoEvaluator, snapshot: Snapshot) -> dict[tuple[str, str], Outcome]:
    """Return the outcome of every pair of policy and resource name; each has exactly one."""
    results = evaluator.evaluate(snapshot).results
    found = {(result.policy, result.address.removeprefix("aws_thing.")): result.outcome for result in results}
    assert len(found) == len(results)
    return found


@pytest.mark.tool
@pytest.mark.parametrize(
    ("body", "attributes", "limits"),
    [
        (SLOW, {"numbers": list(range(1000))}, {"timeout": 0.2}),
        (HUNGRY, {"numbers": list(range(150))}, {"pages": 256}),
        (NONSENSE, {"size": 3}, {}),
    ],
    ids=["slow", "hungry", "nonsense"],
)
def test_one_bad_pair_is_an_error_and_everything_else_keeps_its_result(
    opa: OpaTool,
    tmp_path: Path,
    body: str,
    attributes: dict[str, Any],
    limits: dict[str, Any],
) -> None:
    pack = build(opa, tmp_path, bad=body, small=SMALL)
    evaluator = RegoEvaluator(pack, engine=partial(embedded, pack.wasm, **limits))
    taken = snapshot(*things(60, t017=attributes, t040={"size": 9}))
    expected = {
        (policy, f"t{number:03}"): Outcome.PASS for policy in ("test-bad", "test-small") for number in range(60)
    }
    expected["test-bad", "t017"] = Outcome.ERROR
    expected["test-small", "t040"] = Outcome.FAIL
    assert outcomes(evaluator, taken) == expected
    # And once more: what a trap left behind does not reach the next batch.
    assert outcomes(evaluator, taken) == expected


@pytest.mark.tool
def test_the_error_says_what_could_not_be_run(opa: OpaTool, tmp_path: Path) -> None:
    pack = build(opa, tmp_path, bad=SLOW)
    evaluator = RegoEvaluator(pack, engine=partial(embedded, pack.wasm, timeout=0.2))
    taken = snapshot(resource("aws_thing", {"size": 1, "numbers": list(range(1000))}))
    (result,) = evaluator.evaluate(taken).results
    assert result.detail == "the policy could not be run on this resource (it took too long)"


def test_text_that_is_not_unicode_is_an_error_of_its_resource(evaluator: RegoEvaluator) -> None:
    bad = resource("aws_ebs_volume", {"encrypted": "\ud800"}, "bad")
    good = resource("aws_ebs_volume", {"encrypted": True}, "good")
    results = evaluator.evaluate(snapshot(bad, good)).results
    assert {result.address: result.outcome for result in results if result.policy == "compute-volume-encrypted"} == {
        "aws_ebs_volume.bad": Outcome.ERROR,
        "aws_ebs_volume.good": Outcome.PASS,
    }


def test_no_policies_is_an_error(pack: Pack) -> None:
    with pytest.raises(ConfigError, match="no policy is left to judge by"):
        RegoEvaluator(pack, ())


def test_a_damaged_module_is_found_at_the_start(pack: Pack) -> None:
    broken = Pack(wasm=pack.wasm[:-1000], policies=pack.policies, sources=pack.sources, opa=pack.opa)
    with pytest.raises(EvaluatorCrashedError, match="the Rego pack cannot be run"):
        RegoEvaluator(broken).evaluate(snapshot())


@pytest.mark.tool
def test_a_module_that_answers_something_else_is_found_by_its_canary(
    opa: OpaTool, tmp_path: Path, runner: ChildProcess
) -> None:
    good = build(opa, tmp_path, small=SMALL)
    (tmp_path / "main.rego").write_text(
        'package driftgate.main\n\nimport rego.v1\n\nresults["canary"] := [[], [], []]\n', encoding="utf-8"
    )
    command = ["opa", "build", "-t", "wasm", "-e", "driftgate/main/results", "-o", "out.tar.gz", "main.rego"]
    assert runner.run(command, timeout=60, cwd=tmp_path).returncode == 0
    assert runner.run(["tar", "-xzf", "out.tar.gz", "/policy.wasm"], timeout=60, cwd=tmp_path).returncode == 0
    wasm = (tmp_path / "policy.wasm").read_bytes()
    deaf = Pack(wasm=wasm, policies=good.policies, sources=good.sources, opa=good.opa)
    with pytest.raises(EvaluatorCrashedError, match="does not answer what it is asked"):
        RegoEvaluator(deaf).evaluate(snapshot())


def test_a_policy_that_the_module_does_not_have_is_an_error_not_a_pass(pack: Pack) -> None:
    (volume,) = [policy for policy in pack.policies if policy.id == "compute-volume-encrypted"]
    unknown = type(volume)(**{**{name: getattr(volume, name) for name in volume.__slots__}, "id": "compute-unknown"})
    taken = snapshot(resource("aws_ebs_volume", {"encrypted": True}))
    results = RegoEvaluator(pack, (volume, unknown), engine=kept_engine()).evaluate(taken).results
    assert {result.policy: result.outcome for result in results} == {
        "compute-volume-encrypted": Outcome.PASS,
        "compute-unknown": Outcome.ERROR,
    }


def test_the_evaluator_says_what_it_is(pack: Pack, evaluator: RegoEvaluator) -> None:
    evaluation = evaluator.evaluate(snapshot())
    assert evaluation.info.version == f"opa {pack.opa}"
    assert evaluation.info.digest == digest_bytes(pack.wasm)
    assert (evaluation.policies, evaluation.results) == (pack.policies, ())


def estate() -> list[Resource]:
    """Return resources of many kinds with texts and numbers that engines are known to disagree about."""
    odd = ["é", "e\u0301", "\u202e", "\x00", 'a"b\\c\n', "İ", "\u017f", "", "*", "😀"]
    found = []
    for number, text in enumerate(odd):
        rule = {"protocol": text or "tcp", "from_port": number, "to_port": 10**20, "cidr_blocks": [text, "0.0.0.0/0"]}
        policy = {
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": [text, "*"]},
                    "Action": [text, "SQS:*"],
                    "Condition": {
                        "StringLike": {"aws:SourceArn": f"arn:aws:sns:{text}:{text}:x", "AWS:SourceIp": text}
                    },
                }
            ]
        }
        found += [
            resource("aws_security_group", {"description": text, "ingress": [rule]}, f"g{number}"),
            resource("aws_sqs_queue_policy", {"policy": json.dumps(policy)}, f"q{number}"),
            resource("aws_db_instance", {"backup_retention_period": number / 3 + 6, "multi_az": text}, f"d{number}"),
            resource("aws_s3_bucket", {"bucket": text, "tags_all": {text: text, "OWNER": text}}, f"b{number}"),
            resource("aws_s3_bucket_policy", {"bucket": text, "policy": json.dumps(policy)}, f"p{number}"),
            resource(
                "aws_lambda_function", {"runtime": text, "environment": [{"variables": {text: text}}]}, f"l{number}"
            ),
        ]
    return found


@pytest.mark.tool
@pytest.mark.usefixtures("opa")
def test_the_module_and_opa_eval_give_the_same_answers(
    runner: ChildProcess,
    pack: Pack,
    evaluator: RegoEvaluator,
    rego: Path,
    tmp_path: Path,
) -> None:
    taken = snapshot(*estate())
    facts = Facts(taken, pack.policies, JUDGING, ProviderSchema())
    items, _ = assign(pack.policies, judged(taken), facts)
    document, pairs = question(items, facts)
    assert sum(map(len, pairs.values())) > 100
    write_sources(rego, read_sources(rego), tmp_path)
    command = [
        "opa",
        "eval",
        "--format",
        "raw",
        "--data",
        str(tmp_path),
        "--stdin-input",
        "data.driftgate.main.results",
    ]
    answer = runner.run(command, timeout=60, stdin=canonical_json(document))
    assert answer.returncode == 0, answer.stderr
    expected = json.loads(answer.stdout)
    ours = evaluator.ask(document)
    assert {policy: [_sorted(one) for one in answers] for policy, answers in ours.items()} == {
        policy: [_sorted(one) for one in answers] for policy, answers in expected.items()
    }


def _sorted(findings: list[dict[str, Any]]) -> list[bytes]:
    return sorted(map(canonical_json, findings))


def test_an_evaluator_leaves_no_thread(pack: Pack) -> None:
    before = threading.active_count()
    evaluator = RegoEvaluator(pack, engine=kept_engine())
    evaluator.evaluate(snapshot(*estate()))
    assert threading.active_count() == before
