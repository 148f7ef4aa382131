"""Drift with code beside the state, with unread attributes, and with what AWS's services made."""

from __future__ import annotations

from dataclasses import replace

from engine.model.outcome import FailOn, GapReason, Severity
from engine.model.snapshot import Mode, SourceKind
from tests.builders import drift, listing, observed, origin, resource, snapshot, unread

QUEUE = "aws_sqs_queue"


def test_what_only_the_code_has_was_never_applied() -> None:
    desired = snapshot(
        resource(QUEUE, {"id": "u"}, "a"),
        resource(QUEUE, name="b", id="", declared=True, location="q.tf:3"),
    )
    report = drift(desired, observed(resource(QUEUE, {"id": "u"}, address=""), listings=(listing(QUEUE),)))
    (finding,) = report.findings
    assert (finding.rule, finding.target.address, finding.target.location) == (
        "drift.unapplied",
        "aws_sqs_queue.b",
        "q.tf:3",
    )
    assert report.gaps == ()


def test_whether_there_should_be_any_of_a_number_that_is_an_expression_only_a_plan_tells() -> None:
    desired = snapshot(
        resource(QUEUE, {"id": "u"}, "a"),
        resource(QUEUE, name="c[*]", id="", declared=True, location="q.tf:3"),
        resource(QUEUE, address="data.aws_sqs_queue.d[*]", id="", declared=True, mode=Mode.DATA),
    )
    found = observed(resource(QUEUE, {"id": "u"}, address=""), listings=(listing(QUEUE),))
    report = drift(desired, found)
    assert report.findings == ()
    assert [(gap.reason, gap.address) for gap in report.gaps] == [(GapReason.MISSING_INPUT, "aws_sqs_queue.c[*]")]
    assert "only a plan can tell" in report.gaps[0].fix
    plan = origin("p", SourceKind.TFPLAN)
    assert drift(replace(desired, origins=(plan,)), found).gaps == ()


def test_code_alone_concludes_nothing() -> None:
    declared = resource(QUEUE, name="b", id="", declared=True)
    report = drift(snapshot(declared), observed(listings=(listing(QUEUE),)))
    assert report.findings == ()
    assert [(gap.reason, gap.types) for gap in report.gaps] == [(GapReason.MISSING_INPUT, (QUEUE,))]


def test_a_change_that_the_code_ignores_is_found_and_says_so() -> None:
    wanted = resource(QUEUE, {"id": "u", "policy": "a"}, "a", ignored=("policy",))
    report = drift(snapshot(wanted), observed(resource(QUEUE, {"id": "u", "policy": "b"}, address="")))
    (finding,) = report.findings
    assert finding.severity is Severity.HIGH
    assert finding.message.endswith("(the code tells Terraform to ignore it, so no apply puts it back)")


def test_an_unread_attribute_is_a_gap_where_its_change_would_fail() -> None:
    wanted = resource(QUEUE, {"id": "u", "kms_master_key_id": "a", "delay_seconds": 3, "name_prefix": "x"}, "a")
    desired, found = snapshot(wanted), observed(resource(QUEUE, {"id": "u"}, address=""))
    report = drift(desired, found)
    assert unread(report) == ["aws_sqs_queue.delay_seconds", "aws_sqs_queue.kms_master_key_id"]
    assert [(gap.reason, gap.types, gap.path) for gap in report.gaps] == [
        (GapReason.UNSUPPORTED, (QUEUE,), "kms_master_key_id")
    ]
    assert [gap.path for gap in drift(desired, found, fail_on=FailOn.MEDIUM).gaps] == [
        "delay_seconds",
        "kms_master_key_id",
    ]
    assert drift(desired, found, fail_on=FailOn.CRITICAL).gaps == ()


def test_what_belongs_to_an_instance_of_a_group_is_the_groups() -> None:
    kind = "aws_lb_target_group_attachment"
    theirs = resource(kind, {"id": "g/i-1/80", "target_group_arn": "g", "target_id": "i-1"}, address="")
    ours = resource(kind, {"id": "g/i-2/80", "target_group_arn": "g", "target_id": "i-2"}, address="")
    made = resource("aws_instance", {"id": "i-1"}, address="", provider_owned=True)
    both = (listing(kind), listing("aws_instance"))
    known = drift(snapshot(), observed(theirs, ours, made, listings=both))
    assert [item.target.id for item in known.findings] == ["g/i-2/80"]
    unknown = (listing(kind), listing("aws_instance", complete=False))
    assert drift(snapshot(), observed(theirs, ours, listings=unknown)).findings == ()


def test_what_belongs_to_a_type_that_nobody_listed_is_unmanaged() -> None:
    kind = "aws_lb_target_group_attachment"
    theirs = resource(kind, {"id": "g/i-1/80", "target_group_arn": "g", "target_id": "i-1"}, address="")
    report = drift(snapshot(), observed(theirs, listings=(listing(kind),)))
    assert [item.target.id for item in report.findings] == ["g/i-1/80"]  # no gap says that the instances are unread
