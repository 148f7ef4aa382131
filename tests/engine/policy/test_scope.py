"""What policies judge of an estate: every type is in exactly one place, and nothing passes unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.policy.answering import answer_for, find_new_types
from engine.gates.policy.settings import OutsideSettings, PolicySettings, UnjudgedSettings
from engine.model.outcome import FailOn, Outcome, Severity
from engine.model.policy import Evaluator, Policy, PolicyScope, TypeScope
from engine.model.snapshot import Mode, Resource, Snapshot
from engine.policy.scope import find_scope
from engine.provider.unknown import UnknownProvider
from tests.builders import NOW, PROVIDER, listing, observed, resource, snapshot

TYPES = ("aws_s3_bucket", "aws_s3_bucket_versioning", "aws_kms_alias", "random_id", "datadog_monitor", "aws_vpc")


def policy(*types: str, related: tuple[str, ...] = (), id_: str = "p") -> Policy:
    """Return a policy that judges some types and looks at others beside them."""
    return Policy(
        id=id_, title="t", severity=Severity.HIGH, evaluator=Evaluator.REGO, resource_types=types, related=related
    )


BUCKETS = policy("aws_s3_bucket", related=("aws_s3_bucket_versioning",))


def nothing(type_: str) -> str:  # noqa: ARG001 - nothing is left out
    """Leave nothing out."""
    return ""


def scope(*resources: Resource, outside: Callable[[str], str] = nothing) -> PolicyScope:
    """Return the scope of the bucket's policy over some resources."""
    return find_scope(snapshot(*resources), [BUCKETS], PROVIDER, outside=outside)


def row(type_: str, resources: int = 1, policies: int = 0, reason: str = "") -> TypeScope:
    """Return how the resources of a type stand."""
    return TypeScope(type=type_, resources=resources, policies=policies, reason=reason)


def test_the_example_of_the_module() -> None:
    estate = [
        resource("aws_s3_bucket", name="a"),
        resource("aws_s3_bucket", name="b"),
        resource("random_id"),
        resource("datadog_dashboard"),
        resource("aws_sqs_queue"),
    ]
    settings = PolicySettings(outside=(OutsideSettings(provider="datadog", reason="watched elsewhere"),))
    found = scope(*estate, outside=settings.reason_outside)
    assert found == PolicyScope(
        judged=(row("aws_s3_bucket", 2, 1),),
        settled=(row("random_id", reason="a value for other resources"),),
        outside=(row("datadog_dashboard", reason="watched elsewhere"),),
        unjudged=(row("aws_sqs_queue"),),
    )


@given(
    st.lists(
        st.builds(
            lambda type_, name, mode, owned: resource(type_, name=name, mode=mode, provider_owned=owned),
            st.sampled_from(TYPES),
            st.sampled_from("abcd"),
            st.sampled_from(Mode),
            st.booleans(),
        )
    ),
    st.sets(st.sampled_from(TYPES)),
)
def test_every_type_of_what_somebody_answers_for_is_in_one_place(estate: list[Resource], outside: set[str]) -> None:
    found = find_scope(snapshot(*estate), [BUCKETS], PROVIDER, outside=lambda type_: "r" if type_ in outside else "")
    rows = [*found.judged, *found.settled, *found.outside, *found.unjudged]
    assert {entry.type: entry.resources for entry in rows} == Counter(
        item.type for item in estate if item.is_answered_for
    )
    assert len(rows) == len({entry.type for entry in rows})
    assert {entry.type for entry in found.judged} <= {"aws_s3_bucket"}
    assert all(entry.reason for entry in (*found.settled, *found.outside))


def test_what_is_left_out_is_never_taken_from_a_policy() -> None:
    found = scope(resource("aws_s3_bucket"), outside=lambda _: "nobody wants to know")
    assert found == PolicyScope(judged=(row("aws_s3_bucket", policies=1),))


def test_what_is_looked_at_beside_another_is_judged_only_where_there_is_another() -> None:
    alone = scope(resource("aws_s3_bucket_versioning"))
    assert alone == PolicyScope(unjudged=(row("aws_s3_bucket_versioning"),))
    beside = scope(resource("aws_s3_bucket_versioning"), resource("aws_s3_bucket"))
    assert beside.settled == (row("aws_s3_bucket_versioning", reason="judged with aws_s3_bucket"),)


def test_a_provider_that_knows_nothing_settles_only_what_is_in_no_cloud() -> None:
    estate = snapshot(resource("aws_kms_alias"), resource("null_resource"))
    found = find_scope(estate, [BUCKETS], UnknownProvider(), outside=nothing)
    assert found == PolicyScope(
        settled=(row("null_resource", reason="a step of Terraform's own"),), unjudged=(row("aws_kms_alias"),)
    )


@pytest.mark.parametrize(
    ("there", "unjudged"),
    [
        (observed(resource("aws_s3_bucket")), ("aws_glue_job",)),
        (observed(resource("aws_s3_bucket"), listings=(listing("aws_glue_job"),)), ()),
        (observed(resource("aws_glue_job")), ("aws_glue_job", "aws_s3_bucket")),
    ],
    ids=["not looked for", "a list says there is none", "a type with policies that was not read"],
)
def test_what_is_intended_and_was_not_looked_for_is_judged_by_nobody(there: Snapshot, unjudged: tuple[str]) -> None:
    intended = snapshot(resource("aws_s3_bucket"), resource("aws_glue_job"))
    found = find_scope(there, [BUCKETS], PROVIDER, intended=intended, outside=nothing)
    assert tuple(entry.type for entry in found.unjudged) == unjudged


ANSWERED = UnjudgedSettings(types=("aws_vpc", "aws_sqs_queue"), owner="ada@acme.example", until=NOW)
OPEN = PolicyScope(unjudged=(row("aws_vpc"), row("aws_glue_job", 3)))


def test_an_owner_answers_for_the_types_that_he_names_and_another_one_is_a_finding() -> None:
    found = answer_for(OPEN, ANSWERED, until=NOW)
    assert (found.unjudged, found.new) == ((row("aws_vpc"),), (row("aws_glue_job", 3),))
    assert (found.owner, found.until) == ("ada@acme.example", NOW)
    (finding,) = find_new_types(found, FailOn.HIGH)
    assert (finding.outcome, finding.rule) == (Outcome.WARN, "policy.new_type")
    assert finding.message == "no policy judges aws_glue_job (3 resources), and nobody answers for it"
    assert [item.outcome for item in find_new_types(found, FailOn.MEDIUM)] == [Outcome.FAIL]


def test_where_only_new_types_are_left_nobody_answers_for_any() -> None:
    found = answer_for(replace(OPEN, unjudged=(row("aws_glue_job"),)), ANSWERED, until=NOW)
    assert (found.unjudged, found.owner, found.until) == ((), "", None)


def test_without_an_owner_everything_is_open_until_a_day() -> None:
    found = answer_for(OPEN, None, until=NOW)
    assert (found.unjudged, found.new, found.owner, found.until) == (OPEN.unjudged, (), "", NOW)


def test_nobody_has_to_answer_for_what_is_judged() -> None:
    judged = PolicyScope(judged=(row("aws_s3_bucket", policies=1),))
    assert answer_for(judged, ANSWERED, until=NOW) == judged
