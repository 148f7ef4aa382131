"""What rules can see by their own words, and that they answer the same when nothing else is told to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.snapshot import Resource
from policies.authoring.cases import FILE, read_cases
from policies.authoring.catalog import REGO, Pack, PolicySource, read_sources
from policies.authoring.opa import OpaTool
from policies.authoring.params import with_params
from policies.authoring.sights import Sight, sight_of
from policies.evaluators.alike import Alike
from policies.evaluators.questions import question
from policies.evaluators.wasm import RegoEvaluator, assign, embedded
from policies.facts.facts import Facts, judged
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot
from tests.policies.test_wasm import SLOW, SMALL, build, things

SCHEMA = ProviderSchema()
SOURCES = read_sources(REGO)
LIBRARIES = {
    "values": (REGO / "lib" / "values.rego").read_text(encoding="utf-8"),
    "open": "package driftgate.lib.open\n\nimport rego.v1\n\nwrong if input.attributes.x\n",
    "other": "package driftgate.lib.other\n\nimport rego.v1\nimport data.driftgate.lib.values\n\nwrong if true\n",
    "wide": "package driftgate.lib.wide\n\nimport rego.v1\n\ntold(resource, name) := resource.attributes\n",
}
HEAD = "# METADATA\n# title: of the input, with data\npackage driftgate.aws.x.y\n\nimport rego.v1\n"


@pytest.mark.parametrize(
    ("rules", "attributes", "parts"),
    [
        ("deny if input.attributes.size > 5\n", {"size"}, set()),
        ('deny if input.attributes["size"] > 5\n', {"size"}, set()),
        ('deny if object.get(input.attributes, "size", 0) > 5\n', {"size"}, set()),
        ('deny if {\n\tinput.type == "a"\n\tinput.account != ""\n}\n', set(), {"type", "account"}),
        ("deny if some one in input.documents\n", set(), {"documents"}),
        ("deny if some one in input.facts.exposures\n", set(), set()),
        ("deny if {\n\tsome block in input.attributes.blocks\n\tblock.size > 5\n}\n", {"blocks"}, set()),
        ('deny if {\n\tsome name in ["a", "b"]\n\tinput.attributes[name]\n}\n', {"a", "b"}, set()),
        ('deny if {\n\tsome name in ["a"]\n\tsome one in object.get(input.attributes, name, [])\n}\n', {"a"}, set()),
        ('all := [object.get(input.attributes, name, 0) | some name in ["a"]]\n', {"a"}, set()),
        (
            'names := {"a": "x", "b": "y"}\n\ndeny if {\n\tsome name, what in names\n\tinput.attributes[name]\n}\n',
            {"a", "b", "x", "y"},
            set(),
        ),
        ("# of input\ndeny if true\n", set(), set()),
        ('import data.driftgate.lib.values\n\ndeny if values.says(input, "a")\n', {"a"}, set()),
        (
            'import data.driftgate.lib.values\n\ndeny if {\n\tsome name in ["a"]\n\tvalues.told(input, name) == 1\n}\n',
            {"a"},
            set(),
        ),
    ],
)
def test_what_is_named_is_seen(rules: str, attributes: set[str], parts: set[str]) -> None:
    assert sight_of(HEAD + rules, LIBRARIES) == Sight(attributes=frozenset(attributes), parts=frozenset(parts))


@pytest.mark.parametrize(
    "rules",
    [
        "deny if f(input)\n",
        "deny if f(input.attributes)\n",
        "deny if some name, value in input.attributes\n",
        "deny if {\n\tall := input\n\tall.attributes.x\n}\n",
        "deny if input[part].x\n",
        'deny if input["attributes"].x\n',
        # A name that is made, that comes from elsewhere, or that is given a value in another way.
        'deny if object.get(input.attributes, concat("", ["a", "b"]), 0) > 5\n',
        'deny if {\n\tsome kind in ["a"]\n\tname := concat("", [kind, "b"])\n\tinput.attributes[name]\n}\n',
        "deny if input.attributes[name]\n",
        "deny if {\n\tsome name\n\tinput.attributes[name]\n}\n",
        "deny if {\n\tsome name in input.attributes.names\n\tinput.attributes[name]\n}\n",
        'deny if {\n\tsome name in ["a", input.account]\n\tinput.attributes[name]\n}\n',
        'deny if {\n\tname = "a"\n\tinput.attributes[name]\n}\n',
        "read(name) := input.attributes[name]\n",
        'read(name) := input.attributes[name] if some name in ["a"]\n',
        'deny if input.attributes[name]\nwrong if some name in ["a"]\n',
        'deny if input.attributes[name]\n\nwrong if some name in ["a"]\n',
        'names := [lower("A")]\n\ndeny if {\n\tsome name in names\n\tinput.attributes[name]\n}\n',
        'names := ["a"] if true\n\ndeny if {\n\tsome name in names\n\tinput.attributes[name]\n}\n',
        'names := ["a"]\n\nnames := ["b"]\n\ndeny if {\n\tsome name in names\n\tinput.attributes[name]\n}\n',
        'names := ["a"]\n\ndeny if {\n\tnames := input.account\n\tsome name in names\n\tinput.attributes[name]\n}\n',
        # The input is another one, or another policy reads it.
        'deny if wrong with input as {"attributes": {}}\n',
        "deny if data.driftgate.aws.x.z.wrong\n",
        "import data.driftgate.aws.x.z\n\ndeny if z.wrong\n",
        "import input.attributes\n\ndeny if attributes.x\n",
        "import data.driftgate.lib.open\n\ndeny if open.wrong\n",
        "import data.driftgate.lib.other\n\ndeny if other.wrong\n",
        "import data.driftgate.lib.nowhere\n\ndeny if nowhere.wrong\n",
        'import data.driftgate.lib.wide\n\ndeny if wide.told(input, "a")\n',
        'deny if values.told(input, "a")\n',
        # Texts that are written otherwise.
        "deny if input.attributes[`a`]\n",
        'deny if input.attributes["\\u0061"]\n',
    ],
)
def test_what_is_not_named_may_be_everything(rules: str) -> None:
    assert sight_of(HEAD + rules, LIBRARIES) is None


def test_most_policies_say_what_they_see(pack: Pack) -> None:
    assert len(pack.sights) > 0.9 * len(pack.policies)
    assert pack.sights == {one.policy.id: one.sight for one in SOURCES if one.sight is not None}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.policy.id)
def test_a_policy_answers_the_same_when_it_is_told_what_it_sees(
    source: PolicySource, pack: Pack, evaluator: RegoEvaluator
) -> None:
    whole, part = [], []
    for case in read_cases(REGO / Path(source.path).parent / FILE, JUDGING, name=source.path):
        (policy,) = with_params((source.policy,), {source.policy.id: case.params} if case.params else {})
        facts = Facts(case.snapshot, (policy,), JUDGING, SCHEMA, case.as_of)
        items, _ = assign((policy,), judged(case.snapshot), facts)
        alike = Alike(facts, pack.sights)
        told = {"told": policy.settings} if policy.params else {}
        whole += [{**one, **told} for one in question(items, facts)[0]["resources"]]
        part += [{**alike.view(item, [policy]), **told} for item, _ in items]
    assert whole
    assert asked(source, part, evaluator) == asked(source, whole, evaluator)


def asked(source: PolicySource, resources: Sequence[Any], evaluator: RegoEvaluator) -> Any:
    """Return what a policy answers about resources."""
    id_, params = source.policy.id, source.policy.settings if source.policy.params else {}
    return evaluator.ask({"resources": resources, "plan": {id_: list(range(len(resources)))}, "params": {id_: params}})


def estate() -> list[Resource]:
    """Return resources of which many are the same in what policies see, and some in all but a trifle."""
    rule = {"protocol": "tcp", "from_port": 22, "to_port": 22, "ipv6_cidr_blocks": [], "prefix_list_ids": []}
    found = []
    for number in range(120):
        world = "0.0.0.0/0" if number % 7 == 0 else "10.0.0.0/8"
        group = {"description": f"{number % 3}", "ingress": [{**rule, "cidr_blocks": [world], "security_groups": []}]}
        volume: dict[str, Any] = {"encrypted": (True, "true", 1, None)[number % 4], "kms_key_id": f"{number % 2}"}
        found += [
            resource("aws_security_group", {"id": f"sg-{number}", "name": f"{number}", **group}, f"g{number}"),
            resource("aws_ebs_volume", volume if number % 5 else {}, f"v{number}"),
            resource("aws_db_instance", {"multi_az": bool(number % 2), "tags_all": {"n": f"{number}"}}, f"d{number}"),
        ]
    return found


def test_an_estate_is_judged_as_if_nothing_were_alike(pack: Pack, evaluator: RegoEvaluator) -> None:
    alone = RegoEvaluator(replace(pack, sights={}), judging=JUDGING, schema=SCHEMA)
    taken = snapshot(*estate())
    results = evaluator.evaluate(taken).results
    assert results == alone.evaluate(taken).results
    assert {result.outcome for result in results} == {Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE}


@pytest.mark.tool
def test_what_cannot_be_run_is_an_error_of_all_that_are_alike(opa: OpaTool, tmp_path: Path) -> None:
    made = build(opa, tmp_path, bad=SLOW, small=SMALL)
    sights = {one.policy.id: one.sight for one in read_sources(tmp_path) if one.sight is not None}
    assert sights.keys() == {"test-bad", "test-small"}
    long = {"numbers": list(range(1000))}
    taken = snapshot(*things(60, t017=long, t018={**long, "more": 1}, t040={"size": 9}))
    engine = partial(embedded, made.wasm, timeout=0.2)
    results = RegoEvaluator(replace(made, sights=sights), engine=engine).evaluate(taken).results
    told = {(one.policy, one.address[-4:]): one.outcome for one in results if one.outcome is not Outcome.PASS}
    error = dict.fromkeys((("test-bad", "t017"), ("test-bad", "t018")), Outcome.ERROR)
    assert told == {**error, ("test-small", "t040"): Outcome.FAIL}
    assert len(results) == 120
