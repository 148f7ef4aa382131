"""What a change brings: a finding is inherited only where what it is about is proven to be the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.drift.intent import CLASH
from engine.gates.gate import Judged
from engine.gates.inherited import Kept, mark_inherited, moved
from engine.model.gate import GateResult, Requirement
from engine.model.measurement import Metric
from engine.model.outcome import Finding, FindingStatus, Gap, GapReason, Outcome, Severity
from engine.model.path import Change, names
from engine.model.policy import Evaluator, Policy, PolicyReport
from engine.model.snapshot import Action, Move, Origin, Planned, Resource, SourceKind, SourceRef
from engine.model.subject import Base
from engine.verdict.inherited import keep_inherited
from policies.authoring.catalog import load_pack
from tests.builders import PROVIDER, finding, resource, snapshot

GROUP, RULE, BUCKET = "aws_security_group", "aws_vpc_security_group_ingress_rule", "aws_s3_bucket"
BLOCK = "aws_s3_bucket_public_access_block"


def policy(*requires: str, related: tuple[str, ...] = (), evaluator: Evaluator = Evaluator.REGO) -> Policy:
    return Policy(
        id="p",
        title="p",
        severity=Severity.HIGH,
        evaluator=evaluator,
        resource_types=(BUCKET,),
        requires=requires,
        related=related,
    )


def of(item: Resource, **facts: Any) -> Finding:
    made = finding(gate="policy", rule="p", status=FindingStatus.VIOLATION, outcome=Outcome.FAIL)
    return replace(made, target=item.target, **facts)


def judged(*findings: Finding, gate: str = "policy", rule: Policy | None = None, **facts: Any) -> Judged:
    result = GateResult(
        gate=gate,
        requirement=Requirement.MUST,
        outcome=Outcome.FAIL,
        evaluated=1,
        summary="s",
        findings=findings,
    )
    report = None
    if rule is not None:
        report = PolicyReport(
            evaluators=(), policies=(rule,), snapshot="", expected=1, done=1, passed=0, findings=findings, gaps=()
        )
    return Judged(result=replace(result, **facts), report=report)


def marks(
    before: Iterable[Resource], after: Iterable[Resource], rule: Policy, found: Resource, **facts: Any
) -> list[bool]:
    """Return whether a finding of `found` after a change is inherited, when the same finding was there before."""
    kept = Kept(before=snapshot(*before), after=snapshot(*after), provider=PROVIDER)
    result = mark_inherited(judged(of(found, **facts), rule=rule), judged(of(found), rule=rule), kept)
    return [item.acceptance.inherited for item in result.findings] if result is not None else []


def bucket(acl: str = "private", **more: Any) -> Resource:
    return resource(BUCKET, {"id": "acme-logs", "bucket": "acme-logs", "acl": acl, **more}, "logs")


def test_the_same_finding_of_the_same_resource_is_inherited() -> None:
    assert marks([bucket()], [bucket()], policy("bucket"), bucket()) == [True]


def test_a_tag_is_not_what_a_policy_looks_at() -> None:
    after = bucket(tags={"team": "shop"}, tags_all={"team": "shop"})
    assert marks([bucket()], [after], policy("acl"), after) == [True]


def test_what_the_policy_requires_has_changed() -> None:
    after = bucket("public-read")
    assert marks([bucket()], [after], policy("acl"), after) == [False]


def test_a_finding_is_not_inherited_where_what_is_optional_has_changed() -> None:
    rule = replace(policy("bucket"), optional=("acl",))
    assert marks([bucket()], [bucket()], rule, bucket()) == [True]
    assert marks([bucket()], [bucket(acl="public-read")], rule, bucket(acl="public-read")) == [False]


def test_what_is_required_is_not_known_any_more() -> None:
    after = replace(bucket(), attributes={"id": "acme-logs", "bucket": "acme-logs"})
    assert marks([bucket()], [after], policy("acl"), after) == [False]


@pytest.mark.parametrize("evaluator", Evaluator)
def test_a_policy_that_does_not_say_what_it_looks_at(evaluator: Evaluator) -> None:
    rule = policy(evaluator=evaluator)
    assert marks([bucket()], [bucket()], rule, bucket()) == [True]
    assert marks([bucket()], [bucket("public-read")], rule, bucket("public-read")) == [False]


def test_checks_of_others_may_look_at_more_than_they_require() -> None:
    rule = policy("bucket", evaluator=Evaluator.CHECKOV)
    assert marks([bucket()], [bucket("public-read")], rule, bucket("public-read")) == [False]


def test_another_value_is_another_finding() -> None:
    worse = Change(names("acl"), "private", "public-read")
    assert marks([bucket()], [bucket()], policy("bucket"), bucket(), change=worse) == [False]


def test_a_resource_that_was_not_there() -> None:
    assert marks([], [bucket()], policy("bucket"), bucket()) == [False]


def block(of_bucket: str, *, on: bool, name: str = "block") -> Resource:
    return resource(BLOCK, {"id": of_bucket, "bucket": of_bucket, "block_public_acls": on}, name)


def test_what_belongs_to_it_has_changed() -> None:
    rule = policy("bucket", related=(BLOCK,))
    before, after = block("acme-logs", on=True), block("acme-logs", on=False)
    assert marks([bucket(), before], [bucket(), after], rule, bucket()) == [False]
    assert marks([bucket(), before], [bucket()], rule, bucket()) == [False]
    assert marks([bucket(), before], [bucket(), before], rule, bucket()) == [True]


def test_what_belongs_to_another_has_changed() -> None:
    rule = policy("bucket", related=(BLOCK,))
    own = block("acme-logs", on=False)
    others = [block("acme-site", on=True, name="site"), block("acme-site", on=False, name="site")]
    assert marks([bucket(), own, others[0]], [bucket(), own, others[1]], rule, bucket()) == [True]


def test_nobody_knows_to_what_it_belongs() -> None:
    rule = policy("bucket", related=(BLOCK,))
    unknown = replace(block("x", on=False), id="", attributes={"block_public_acls": False})
    assert marks([bucket()], [bucket(), unknown], rule, bucket()) == [False]


def test_two_states_with_one_address_are_two_resources() -> None:
    """A component of another root module has the same address: what is wrong there excuses nothing here."""
    ours, theirs = bucket("private"), replace(bucket("public-read"), id="acme-site")
    opened = bucket("public-read")
    rule = policy("acl")
    kept = Kept(before=snapshot(ours, theirs), after=snapshot(opened, theirs), provider=PROVIDER)
    for found, inherited in ((opened, False), (theirs, True)):
        result = mark_inherited(judged(of(found), rule=rule), judged(of(theirs), rule=rule), kept)
        assert result is not None
        assert [item.acceptance.inherited for item in result.findings] == [inherited]


def test_a_new_resource_at_an_address_of_another_state_is_new() -> None:
    fresh = replace(bucket(), id="")
    assert marks([bucket()], [bucket(), fresh], policy("bucket"), fresh) == [False]
    assert marks([bucket()], [fresh], policy("bucket"), fresh) == [True]  # it is replaced
    assert marks([bucket()], [replace(bucket(), id="other")], policy("bucket"), replace(bucket(), id="other")) == [
        False
    ]


@pytest.mark.parametrize(
    ("type_", "requires", "before", "after"),
    [
        (RULE, ("cidr_ipv4",), {"security_group_id": "sg-sandbox"}, {"security_group_id": "sg-payments"}),
        ("aws_iam_role_policy", ("policy",), {"role": "sandbox-ci"}, {"role": "internet-facing"}),
        ("aws_s3_bucket_policy", ("policy",), {"bucket": "acme-site"}, {"bucket": "acme-customers"}),
        (GROUP, ("ingress",), {"vpc_id": "vpc-sandbox"}, {"vpc_id": "vpc-production"}),
        ("aws_subnet", (), {"vpc_id": "vpc-sandbox"}, {"vpc_id": "vpc-production"}),
        ("aws_s3_bucket_logging", (), {"target_bucket": "logs"}, {"target_bucket": "others"}),
    ],
)
def test_what_belongs_to_another_thing_by_now_is_the_changes(
    type_: str, requires: tuple[str, ...], before: dict[str, str], after: dict[str, str]
) -> None:
    told = dict.fromkeys(requires, "same")
    one, other = (resource(type_, {"id": "x", **told, **part}) for part in (before, after))
    assert marks([one], [one], policy(*requires), one) == [True]
    assert marks([one], [other], policy(*requires), other) == [False]


def test_a_change_of_size_is_none_of_what_was_wrong_before() -> None:
    told = {"id": "db", "storage_encrypted": False, "deletion_protection": True, "instance_class": "db.t3.small"}
    before = resource("aws_db_instance", told)
    after = resource("aws_db_instance", {**told, "deletion_protection": False, "instance_class": "db.r6g.large"})
    assert marks([before], [after], policy("storage_encrypted"), after) == [True]


def test_what_a_plan_replaces_is_made_anew() -> None:
    plan = Planned(address=bucket().address, type=BUCKET, id="acme-logs", action=Action.REPLACE)
    rule = policy("bucket")
    kept = Kept(before=snapshot(bucket()), after=snapshot(bucket(), planned=(plan,)), provider=PROVIDER)
    result = mark_inherited(judged(of(bucket()), rule=rule), judged(of(bucket()), rule=rule), kept)
    assert result is not None
    assert not result.findings[0].acceptance.inherited


def test_of_what_an_expression_counts_nothing_is_inherited() -> None:
    many = replace(bucket(), address="aws_s3_bucket.logs[*]", declared=True, id="")
    assert marks([many], [many], policy("bucket"), many) == [False]


def test_another_provider_makes_another_thing() -> None:
    before, after = (replace(bucket(), declared=True, id="", dependencies=(f"provider.aws.{name}",)) for name in "ab")
    assert marks([before], [before], policy("bucket"), before) == [True]
    assert marks([before], [after], policy("bucket"), after) == [False]


@pytest.mark.parametrize("side", [0, 1])
def test_what_nobody_can_tell_apart_excuses_nothing(side: int) -> None:
    clash = Gap(reason=GapReason.INCOMPARABLE, source="desired", detail="two folders", operation=CLASH)
    rule, gaps = policy("bucket"), [(clash,) if side == number else () for number in (0, 1)]
    kept = Kept(before=snapshot(bucket(), gaps=gaps[0]), after=snapshot(bucket(), gaps=gaps[1]), provider=PROVIDER)
    result = mark_inherited(judged(of(bucket()), rule=rule), judged(of(bucket()), rule=rule), kept)
    assert result is not None
    assert not result.findings[0].acceptance.inherited


def code(name: str, providers: str, digest: str = "sha256:1") -> Origin:
    source = SourceRef(kind=SourceKind.HCL, location=name)
    return Origin(source=source, digest=digest, facts={"providers": providers} if providers else {})


@pytest.mark.parametrize(
    ("before", "inherited"),
    [
        ((code("a", "p"),), True),
        ((code("a", "p"), code("b", "", digest="")), True),
        ((code("a", "other"),), False),
        ((code("a", ""),), False),
    ],
    ids=["the same", "a new folder beside it", "another provider", "a new provider"],
)
def test_providers_that_changed_and_folders_that_are_new(before: tuple[Origin, ...], *, inherited: bool) -> None:
    after = (code("a", "p"), code("b", "q"))
    kept = Kept(before=snapshot(bucket(), origins=before), after=snapshot(bucket(), origins=after), provider=PROVIDER)
    rule = policy("bucket")
    result = mark_inherited(judged(of(bucket()), rule=rule), judged(of(bucket()), rule=rule), kept)
    assert result is not None
    assert result.findings[0].acceptance.inherited is inherited


def test_in_code_only_what_is_named_by_a_value_belongs_to_it() -> None:
    rule, ours = policy("bucket", related=(BLOCK,)), replace(bucket(), declared=True, id="")
    named = replace(block("acme-logs", on=False), declared=True, id="", attributes={"bucket": "acme-logs"})
    by_expression = replace(named, attributes={"block_public_acls": False})
    assert marks([ours], [ours, named], rule, ours) == [False]
    assert marks([ours], [ours, by_expression], rule, ours) == [True]


def test_several_findings_of_one_kind_are_each_held_against_their_own() -> None:
    one, two = (of(bucket(), change=Change(names("acl"), "private", value)) for value in ("public-read", "website"))
    kept, rule = Kept(before=snapshot(bucket()), after=snapshot(bucket()), provider=PROVIDER), policy("acl")
    result = mark_inherited(judged(one, two, rule=rule), judged(one, two, rule=rule), kept)
    assert result is not None
    assert [item.acceptance.inherited for item in result.findings] == [True, True]


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.INCONCLUSIVE])
def test_what_is_not_proven_is_not_inherited(outcome: Outcome) -> None:
    assert marks([bucket()], [bucket()], policy("bucket"), bucket(), outcome=outcome) == [False]


def test_what_has_become_worse_is_not_inherited() -> None:
    kept = Kept(before=snapshot(bucket()), after=snapshot(bucket()), provider=PROVIDER)
    mild, rule = of(bucket(), outcome=Outcome.WARN), policy("bucket")
    result = mark_inherited(judged(of(bucket()), rule=rule), judged(mild, rule=rule), kept)
    assert result is not None
    assert not result.findings[0].acceptance.inherited


def test_a_resource_that_code_says_has_moved_is_the_same() -> None:
    after = replace(bucket(), address="module.store.aws_s3_bucket.logs")
    move = Move(module="", old="aws_s3_bucket.logs", new="module.store.aws_s3_bucket.logs")
    before = moved(snapshot(bucket()), snapshot(after, moves=(move,)))
    assert [item.address for item in before.resources] == ["module.store.aws_s3_bucket.logs"]
    assert marks(before.resources, [after], policy("bucket"), after) == [True]


@pytest.mark.parametrize(("before", "after", "inherited"), [(0.66, 0.66, True), (0.66, 0.7, True), (0.66, 0.65, False)])
def test_a_confidence_that_has_not_fallen(before: float, after: float, *, inherited: bool) -> None:
    kept = Kept(before=snapshot(bucket()), after=snapshot(bucket()), provider=PROVIDER)
    found = [
        judged(
            finding(
                gate="parity",
                rule="parity.confidence",
                status=FindingStatus.MEASURED,
                outcome=Outcome.FAIL,
                before="99 %",
                after=f"{share:%}",
            ),
            gate="parity",
            metrics=(Metric(name="parity_confidence", value=share, unit="ratio", samples=9),),
        )
        for share in (before, after)
    ]
    result = mark_inherited(found[1], found[0], kept)
    assert result is not None
    assert result.findings[0].acceptance.inherited is inherited
    (kept_on,) = keep_inherited((result,), Base(name="main", commit="c" * 40))
    assert kept_on.findings[0].acceptance.inherited is inherited


def test_a_difference_of_environments_is_its_values() -> None:
    kept = Kept(before=snapshot(bucket()), after=snapshot(bucket("public-read")), provider=PROVIDER)
    facts = {"gate": "parity", "rule": "parity.changed", "status": FindingStatus.CHANGED, "outcome": Outcome.FAIL}
    same = replace(finding(path=names("acl"), before=1, after=2, **facts), target=bucket().target)
    result = mark_inherited(judged(same, gate="parity"), judged(same, gate="parity"), kept)
    assert result is not None
    assert result.findings[0].acceptance.inherited


def test_gaps_of_the_base_are_told() -> None:
    kept = Kept(before=snapshot(), after=snapshot(bucket()), provider=PROVIDER)
    gap = Gap(reason=GapReason.UNPARSABLE, source="hcl:infra", detail="line 3")
    result = mark_inherited(judged(of(bucket())), judged(gaps=(gap,)), kept)
    assert result is not None
    assert "1 gap hides what was there before the change" in result.summary


SOURCES = Path(__file__).parents[3] / "policies" / "rego"
READ = re.compile(r'input\.(?:attributes|documents)\.(\w+)|object\.get\(input\.attributes, "(\w+)"')


def test_our_policies_look_at_nothing_that_they_do_not_name() -> None:
    """Else a finding would be inherited whose policy looks at something that the change has made worse."""
    named_by = {
        entry.id: {name.partition(".")[0] for type_ in entry.resource_types for name in entry.looked_at(type_)}
        for entry in load_pack().policies
    }
    seen = 0
    for path in sorted(SOURCES.rglob("*.rego")):
        text = path.read_text()
        named = re.search(r"id: ([\w-]+)", text)
        if path.name.endswith("_test.rego") or named is None or named[1] not in named_by:
            continue
        body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        read = {name for pair in READ.findall(body) for name in pair if name}
        assert read <= named_by[named[1]], path
        seen += 1
    assert seen == len(named_by)


@pytest.mark.parametrize("whole", [True, False])
def test_a_text_of_a_rule_about_documents_may_be_of_anything_that_the_change_brings(*, whole: bool) -> None:
    rule = replace(policy(), whole=whole)
    estate = snapshot(bucket())
    found = replace(of(bucket()), target=replace(of(bucket()).target, type="", address=""))
    kept = Kept(before=estate, after=estate, provider=PROVIDER)
    result = mark_inherited(judged(found, rule=rule), judged(found, rule=rule), kept)
    assert result is not None
    assert [item.acceptance.inherited for item in result.findings] == [not whole]
