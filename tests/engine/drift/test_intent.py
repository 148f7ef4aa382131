"""Drift with code beside the state, with unread attributes, and with what AWS's services made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine.drift.detect import detect_drift
from engine.model.drift import DriftReport
from engine.model.outcome import FailOn, GapReason, Severity
from engine.model.snapshot import Listing, Mode, Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from snapshots.terraform.schema import ProviderSchema

SCHEMA = ProviderSchema()


def resource(type_: str, id_: str, address: str = "", **changes: Any) -> Resource:
    attributes = {"id": id_, **changes.pop("attributes", {})}
    return Resource(type=type_, address=address, id=id_, attributes=attributes, **changes)


def snapshot(side: Side, *resources: Resource, listings: tuple[Listing, ...] = ()) -> Snapshot:
    return Snapshot(
        environment="e",
        side=side,
        taken_at=datetime(2026, 11, 20, tzinfo=UTC),
        origins=(),
        resources=tuple(sorted(resources, key=lambda item: item.key)),
        listings=listings,
    )


def listing(type_: str, *, complete: bool = True) -> Listing:
    return Listing(type=type_, account="", region="", complete=complete, count=1)


def drift(desired: Snapshot, observed: Snapshot, fail_on: FailOn = FailOn.HIGH) -> DriftReport:
    return detect_drift(desired, observed, SCHEMA, digests=("sha256:l", "sha256:r"), fail_on=fail_on)


QUEUE = "aws_sqs_queue"


def test_what_only_the_code_has_was_never_applied() -> None:
    desired = snapshot(
        Side.DESIRED,
        resource(QUEUE, "u", "aws_sqs_queue.a"),
        Resource(type=QUEUE, address="aws_sqs_queue.b", id="", attributes={}, declared=True, location="q.tf:3"),
    )
    report = drift(desired, snapshot(Side.OBSERVED, resource(QUEUE, "u"), listings=(listing(QUEUE),)))
    (finding,) = report.findings
    assert (finding.rule, finding.address, finding.location) == ("drift.unapplied", "aws_sqs_queue.b", "q.tf:3")
    assert report.gaps == ()


def test_whether_there_should_be_any_of_a_number_that_is_an_expression_only_a_plan_tells() -> None:
    desired = snapshot(
        Side.DESIRED,
        resource(QUEUE, "u", "aws_sqs_queue.a"),
        Resource(type=QUEUE, address="aws_sqs_queue.c[*]", id="", attributes={}, declared=True, location="q.tf:3"),
        Resource(type=QUEUE, address="data.aws_sqs_queue.d[*]", id="", attributes={}, declared=True, mode=Mode.DATA),
    )
    observed = snapshot(Side.OBSERVED, resource(QUEUE, "u"), listings=(listing(QUEUE),))
    report = drift(desired, observed)
    assert report.findings == ()
    assert [(gap.reason, gap.address) for gap in report.gaps] == [(GapReason.MISSING_INPUT, "aws_sqs_queue.c[*]")]
    assert "only a plan can tell" in report.gaps[0].fix
    plan = Origin(source=SourceRef(kind=SourceKind.TFPLAN, location="p"), digest="sha256:p")
    assert drift(replace(desired, origins=(plan,)), observed).gaps == ()


def test_code_alone_concludes_nothing() -> None:
    declared = Resource(type=QUEUE, address="aws_sqs_queue.b", id="", attributes={}, declared=True)
    report = drift(snapshot(Side.DESIRED, declared), snapshot(Side.OBSERVED, listings=(listing(QUEUE),)))
    assert report.findings == ()
    assert [(gap.reason, gap.types) for gap in report.gaps] == [(GapReason.MISSING_INPUT, (QUEUE,))]


def test_a_change_that_the_code_ignores_is_found_and_says_so() -> None:
    wanted = resource(QUEUE, "u", "aws_sqs_queue.a", attributes={"policy": "a"}, ignored=("policy",))
    report = drift(
        snapshot(Side.DESIRED, wanted), snapshot(Side.OBSERVED, resource(QUEUE, "u", attributes={"policy": "b"}))
    )
    (finding,) = report.findings
    assert finding.severity is Severity.HIGH
    assert finding.message.endswith("(the code tells Terraform to ignore it, so no apply puts it back)")


def test_an_unread_attribute_is_a_gap_where_its_change_would_fail() -> None:
    wanted = resource(
        QUEUE, "u", "aws_sqs_queue.a", attributes={"kms_master_key_id": "a", "delay_seconds": 3, "name_prefix": "x"}
    )
    desired, observed = snapshot(Side.DESIRED, wanted), snapshot(Side.OBSERVED, resource(QUEUE, "u"))
    report = drift(desired, observed)
    assert report.unread == ("aws_sqs_queue.delay_seconds", "aws_sqs_queue.kms_master_key_id")
    assert [(gap.reason, gap.types, gap.path) for gap in report.gaps] == [
        (GapReason.UNSUPPORTED, (QUEUE,), "kms_master_key_id")
    ]
    assert [gap.path for gap in drift(desired, observed, FailOn.MEDIUM).gaps] == ["delay_seconds", "kms_master_key_id"]
    assert drift(desired, observed, FailOn.CRITICAL).gaps == ()


def test_what_belongs_to_an_instance_of_a_group_is_the_groups() -> None:
    kind = "aws_lb_target_group_attachment"
    theirs = resource(kind, "g/i-1/80", attributes={"target_group_arn": "g", "target_id": "i-1"})
    ours = resource(kind, "g/i-2/80", attributes={"target_group_arn": "g", "target_id": "i-2"})
    made = resource("aws_instance", "i-1", provider_owned=True)
    both = (listing(kind), listing("aws_instance"))
    known = drift(snapshot(Side.DESIRED), snapshot(Side.OBSERVED, theirs, ours, made, listings=both))
    assert [item.id for item in known.findings] == ["g/i-2/80"]
    unknown = (listing(kind), listing("aws_instance", complete=False))
    assert drift(snapshot(Side.DESIRED), snapshot(Side.OBSERVED, theirs, ours, listings=unknown)).findings == ()


def test_what_belongs_to_a_type_that_nobody_listed_is_unmanaged() -> None:
    kind = "aws_lb_target_group_attachment"
    theirs = resource(kind, "g/i-1/80", attributes={"target_group_arn": "g", "target_id": "i-1"})
    report = drift(snapshot(Side.DESIRED), snapshot(Side.OBSERVED, theirs, listings=(listing(kind),)))
    assert [item.id for item in report.findings] == ["g/i-1/80"]  # no gap says that the instances are unread
