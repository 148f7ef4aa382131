"""Drift: what changed is found at its path, what did not is silent, and what was not read is never missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.demo.estate import DEMO_KEY, EPOCH, data
from engine.jsontext.codec import decode
from engine.matching.identity import match_by_id
from engine.model.drift import DriftReport
from engine.model.outcome import FindingStatus, Gap, GapReason, Outcome
from engine.model.snapshot import REFRESH, Listing, Resource, Snapshot
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER, drift, listing, listings, observed, parity, resource, snapshot, unread

ACCOUNT, REGION = "111122223333", "eu-west-1"


def network(number: int = 1, *, address: str = "", **attributes: Any) -> Resource:
    told = {"id": f"vpc-{number}", "cidr_block": "10.0.0.0/16", **attributes}
    return resource("aws_vpc", told, address=address, account=ACCOUNT, region=REGION)


def found(*resources: Resource, complete: bool = True, **facts: Any) -> Snapshot:
    """Return what is there, with a list of networks."""
    return observed(*resources, **{"listings": (row("aws_vpc", complete=complete),), **facts})


def row(type_: str, **facts: Any) -> Listing:
    return listing(type_, **{"account": ACCOUNT, "region": REGION, **facts})


def rules(report: DriftReport) -> list[str]:
    return [finding.rule for finding in report.findings]


VPC = network(address="aws_vpc.main")


def test_equal_sides_are_silent() -> None:
    report = drift(snapshot(VPC), found(network()))
    assert (report.findings, report.gaps, report.matched) == ((), (), 1)


def test_a_change_is_found_at_its_path_with_both_sides() -> None:
    report = drift(snapshot(VPC), found(network(cidr_block="10.1.0.0/16")))
    (finding,) = report.findings
    assert (finding.target.address, finding.change.path, finding.change.before, finding.change.after) == (
        "aws_vpc.main",
        ("cidr_block",),
        "10.0.0.0/16",
        "10.1.0.0/16",
    )
    assert finding.message == "aws_vpc.main: cidr_block is 10.1.0.0/16, intended is 10.0.0.0/16"


def test_an_attribute_that_was_not_read_is_unread_and_no_change() -> None:
    report = drift(snapshot(network(address="aws_vpc.main", enable_dns_support=True)), found(network()))
    assert (report.findings, unread(report), report.attributes_unread) == ((), ["aws_vpc.enable_dns_support"], 1)


def test_missing_only_after_a_complete_list() -> None:
    assert rules(drift(snapshot(VPC), found())) == ["drift.missing"]
    report = drift(snapshot(VPC), found(complete=False))
    assert (report.findings, [gap.reason for gap in report.gaps]) == ((), [GapReason.LIMIT_REACHED])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"listings": ()}, GapReason.MISSING_INPUT),
        (
            {"listings": (row("aws_eip"),)},
            GapReason.UNSUPPORTED,
        ),
        (
            {"listings": (row("aws_vpc", region="us-east-1"),)},
            GapReason.MISSING_INPUT,
        ),
    ],
)
def test_what_nobody_looked_at_is_a_gap(changes: dict[str, Any], reason: GapReason) -> None:
    report = drift(snapshot(VPC), found(**changes))
    assert (report.findings, [gap.reason for gap in report.gaps]) == ((), [reason])


def test_credentials_of_another_account_are_named_as_the_cause() -> None:
    listings = (row("aws_vpc", account="999988887777"),)
    (gap,) = drift(snapshot(VPC), found(listings=listings)).gaps
    assert gap.detail.startswith(f"account {ACCOUNT} was not looked at, only 999988887777")
    assert gap.fix == f"give credentials, a profile or a role of account {ACCOUNT}"


def test_an_unmanaged_resource_and_those_of_the_provider() -> None:
    assert rules(drift(snapshot(VPC), found(network(), network(2)))) == ["drift.unmanaged"]
    assert rules(drift(snapshot(VPC), found(network(), replace(network(2), provider_owned=True)))) == []


def test_an_unreadable_intent_makes_nothing_unmanaged_and_is_a_gap() -> None:
    gap = Gap(reason=GapReason.UNPARSABLE, source="s", detail="cut")
    report = drift(snapshot(gaps=(gap,), complete=False), found(network()))
    assert (report.findings, report.gaps) == ((), (gap,))


def test_a_leftover_of_a_replacement_is_named_as_such() -> None:
    deposed = replace(network(2, address="aws_vpc.main"), deposed="abcd1234")
    (finding,) = drift(snapshot(VPC, deposed), found(network(), network(2))).findings
    assert finding.message == "aws_vpc vpc-2 is left over from a replacement"


def test_what_the_observed_side_alone_knows_to_be_left_over_is_a_finding() -> None:
    """A replacement may have begun after the state was taken."""
    deposed = replace(network(2, address="aws_vpc.main"), deposed="abcd1234")
    (finding,) = drift(snapshot(VPC), found(network(), deposed)).findings
    assert finding.message == "aws_vpc.main still has vpc-2 from before a replacement"
    assert drift(snapshot(VPC, deposed), found(network(), deposed)).findings == ()


@pytest.mark.parametrize(("ours", "theirs"), [(True, False), (False, True), (True, True)])
def test_a_tainted_resource_is_a_finding(ours: bool, theirs: bool) -> None:
    report = drift(snapshot(replace(VPC, tainted=ours)), found(replace(network(), tainted=theirs)))
    assert rules(report) == ["drift.tainted"]


def test_the_same_id_in_two_regions_is_told_apart_and_never_guessed() -> None:
    here, there = VPC, replace(VPC, address="aws_vpc.there", region="us-east-1")
    rows = tuple(row("aws_vpc", region=region) for region in (REGION, "us-east-1"))
    right = found(network(cidr_block="10.9.0.0/16"), replace(network(), region="us-east-1"), listings=rows)
    (finding,) = drift(snapshot(here, there), right).findings
    assert finding.target.address == "aws_vpc.main"
    unplaced = [replace(item, region="", account="") for item in (here, there)]
    report = drift(snapshot(*unplaced), right)
    assert {finding.status for finding in report.findings} == {FindingStatus.AMBIGUOUS}
    assert {finding.outcome for finding in report.findings} == {Outcome.INCONCLUSIVE}


def test_other_keys_make_secrets_incomparable() -> None:
    report = drift(snapshot(VPC), found(network(), epoch="other"))
    assert [gap.reason for gap in report.gaps] == [GapReason.INCOMPARABLE]


def test_a_changed_secret_is_found_and_not_shown() -> None:
    secret = {"$secret": "a" * 32, "epoch": "e"}
    other = {"$secret": "b" * 32, "epoch": "e"}
    (finding,) = drift(
        snapshot(network(address="aws_vpc.main", tags={"password": secret})),
        found(network(tags={"password": other})),
    ).findings
    assert (finding.change.path, finding.change.after) == (("tags", "password"), other)
    assert "a" * 32 not in finding.message


places = st.sampled_from(["", "a", "b"])
anything = st.lists(
    st.builds(
        Resource,
        type=st.sampled_from(["x", "y"]),
        address=st.sampled_from(["", "m.a", "m.b"]),
        id=st.sampled_from(["", "1", "2"]),
        attributes=st.just({}),
        account=places,
        region=places,
    ),
    max_size=6,
)


@given(anything, anything)
def test_matching_loses_and_invents_nothing(left: list[Resource], right: list[Resource]) -> None:
    found = match_by_id(left, right, PROVIDER)
    ours = [one for one, _ in found.pairs] + list(found.left_only)
    theirs = [other for _, other in found.pairs] + list(found.right_only)
    assert len(ours) + len(theirs) + len(found.ambiguous) == len(left) + len(right)
    assert all(one.type == other.type for one, other in found.pairs)


def recording(name: str) -> Snapshot:
    return decode(data(f"prod.aws.{name}.json"), Snapshot, name=name)


def state(environment: str) -> Snapshot:
    from pathlib import Path  # noqa: PLC0415 - only here

    collector = state_file(
        location=environment, path=Path("unused"), redactor=Redactor(DEMO_KEY, EPOCH), provider=PROVIDER
    )
    read = collector.parse(data(f"{environment}.tfstate"))
    return snapshot(*read.resources, environment=environment, origins=(*read.origins,), epoch=EPOCH)


def test_the_clean_estate_shows_nothing_against_a_real_api() -> None:
    report = drift(state("prod"), recording("repaired"))
    assert (report.findings, report.gaps) == ((), ())
    assert report.matched >= 60
    assert report.attributes_compared > 400


def test_every_planted_change_is_found_and_nothing_else() -> None:
    report = drift(state("prod"), recording("drifted"))
    found = {
        (finding.rule, finding.target.address or finding.target.type, ".".join(finding.change.path))
        for finding in report.findings
    }
    function = "module.compute.aws_lambda_function.orders"
    policy = ("drift.changed", "module.compute.aws_iam_role_policy.function")
    assert {entry for entry in found if entry[:2] != policy} == {
        ("drift.missing", 'module.bucket["uploads"].aws_s3_bucket_public_access_block.this', ""),
        ("drift.missing", "module.compute.aws_cloudwatch_log_group.function", ""),
        ("drift.unmanaged", "aws_vpc_security_group_ingress_rule", ""),
        ("drift.unmanaged", "aws_s3_bucket", ""),
        ("drift.changed", function, "timeout"),
        ("drift.changed", function, "environment.0.variables.API_TOKEN"),
        ("drift.changed", "module.data.aws_db_instance.orders", "backup_retention_period"),
        ("drift.changed", "module.data.aws_sqs_queue.orders", "tags.Owner"),
    }
    assert [entry for entry in found if entry[:2] == policy]
    assert report.gaps == ()


def test_two_environments_differ_where_they_were_made_to() -> None:
    report = parity(state("prod"), state("preprod"))
    weighty = {
        (finding.target.address, finding.change.path[0]) for finding in report.findings if finding.severity.rank >= 2
    }
    assert weighty == {
        ("module.compute.aws_cloudwatch_log_group.function", "retention_in_days"),
        ("module.compute.aws_lambda_function.orders", "timeout"),
        ("module.log_bucket.aws_s3_bucket_lifecycle_configuration.this", "rule"),
    }
    assert (report.gaps, report.ambiguous) == ((), 0)


def test_a_shared_secret_is_a_finding() -> None:
    left, right = state("prod"), state("preprod")
    (ours,) = [item for item in left.resources if item.type == "aws_db_instance"]
    shared = tuple(
        replace(item, attributes={**item.attributes, "password": ours.attributes["password"]})
        if item.type == "aws_db_instance"
        else item
        for item in right.resources
    )
    found = [finding.rule for finding in parity(left, replace(right, resources=shared)).findings]
    assert found.count("parity.shared_secret") == 1
    assert "parity.shared_secret" not in {finding.rule for finding in parity(left, right).findings}


def kind(type_: str, name: str, /, **attributes: Any) -> Resource:
    return resource(type_, {"id": name, **attributes}, name, account=ACCOUNT, region=REGION)


def refreshed(*resources: Resource) -> Snapshot:
    return found(*resources, listings=listings(*resources, operation=REFRESH))


ALLOWED = {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]}
OPENED = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}


def group(*rules_: dict[str, Any]) -> Resource:
    return kind("aws_security_group", "sg-1", ingress=list(rules_))


RULE = kind(
    "aws_vpc_security_group_ingress_rule",
    "sgr-1",
    security_group_id="sg-1",
    ip_protocol="tcp",
    from_port=443,
    to_port=443,
    cidr_ipv4="10.0.0.0/8",
)


@pytest.mark.parametrize("before", [(), (ALLOWED,)])
def test_a_rule_added_by_hand_beside_separate_rules_is_found_by_a_refresh(before: tuple[dict[str, Any], ...]) -> None:
    report = drift(snapshot(group(*before), RULE), refreshed(group(ALLOWED, OPENED), RULE))
    assert [(item.target.address, item.change.path[0]) for item in report.findings] == [
        ("aws_security_group.sg-1", "ingress")
    ]
    assert report.gaps == ()
    calm = drift(snapshot(group(*before), RULE), refreshed(group(ALLOWED), RULE))
    assert (calm.findings, calm.gaps) == ((), ())


# A rule of the older type, which no collector lists: AWS shows it in its group, and as one rule for each network.
OLD = kind(
    "aws_security_group_rule",
    "sgrule-1",
    type="ingress",
    security_group_id="sg-1",
    protocol="tcp",
    from_port=443,
    to_port=443,
    cidr_blocks=["10.0.0.0/8", "172.16.0.0/12"],
    description="web",
)
BOTH = {**ALLOWED, "cidr_blocks": ["10.0.0.0/8", "172.16.0.0/12"], "description": "web"}
PARTS = tuple(
    replace(RULE, id=f"sgr-{number}", attributes={**RULE.attributes, "cidr_ipv4": block, "description": "web"})
    for number, block in enumerate(("10.0.0.0/8", "172.16.0.0/12"))
)


def shown(group_: Resource, *parts: Resource) -> Snapshot:
    types = ("aws_security_group", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
    return found(group_, *parts, listings=tuple(row(name) for name in types))


def both_forms(*entries: dict[str, Any], parts: tuple[Resource, ...] = PARTS, rule: Resource = OLD) -> DriftReport:
    return drift(snapshot(group(), rule), shown(group(*entries), *parts))


def test_a_rule_of_the_older_type_is_found_in_its_group() -> None:
    report = both_forms(BOTH)
    assert (rules(report), report.gaps) == ([], ())


def test_what_a_group_has_beside_a_rule_of_the_older_type_is_unmanaged() -> None:
    opened = replace(RULE, id="sgr-9", attributes={**RULE.attributes, "from_port": 22, "to_port": 22})
    report = both_forms(BOTH, OPENED, parts=(*PARTS, opened))
    assert [(one.rule, one.target.id) for one in report.findings] == [("drift.unmanaged", "sgr-9")]
    assert report.gaps == ()


@pytest.mark.parametrize("entries", [(), ({**BOTH, "cidr_blocks": ["10.0.0.0/8"]},), (OPENED,)])
def test_a_rule_of_the_older_type_is_missing_where_its_group_has_not_all_of_it(
    entries: tuple[dict[str, Any], ...],
) -> None:
    report = both_forms(*entries, parts=())
    assert [(one.rule, one.target.type) for one in report.findings] == [("drift.missing", OLD.type)]
    assert report.gaps == ()


def test_a_rule_of_the_older_type_says_nothing_of_the_other_direction() -> None:
    out = replace(OLD, attributes={**OLD.attributes, "type": "egress"})
    report = drift(snapshot(group(), out), shown(kind("aws_security_group", "sg-1", ingress=[BOTH], egress=[]), *PARTS))
    assert {one.rule for one in report.findings} == {"drift.missing", "drift.changed"}


def test_a_remark_of_a_rule_of_the_older_type_is_compared() -> None:
    (found_,) = both_forms({**BOTH, "description": "by hand"}).findings
    assert (found_.rule, found_.change.path, found_.change.after) == ("drift.changed", ("description",), "by hand")


@pytest.mark.parametrize(
    "group_", [kind("aws_security_group", "sg-1"), kind("aws_security_group", "sg-2", ingress=[BOTH])]
)
def test_a_rule_of_the_older_type_is_not_verified_where_its_group_does_not_tell_it(group_: Resource) -> None:
    report = drift(snapshot(group(), OLD), shown(group_))
    assert [(gap.reason, gap.types) for gap in report.gaps if OLD.type in gap.types] == [
        (GapReason.UNSUPPORTED, (OLD.type,))
    ]


def test_a_policy_attached_by_hand_beside_separate_attachments_is_found_by_a_refresh() -> None:
    attached = kind("aws_iam_role_policy_attachment", "r-1", role="r", policy_arn="arn:a")

    def role(*policies: str) -> Resource:
        return kind("aws_iam_role", "r", name="r", managed_policy_arns=list(policies))

    report = drift(snapshot(role(), attached), refreshed(role("arn:a", "arn:admin"), attached))
    assert [item.change.path[0] for item in report.findings] == ["managed_policy_arns"]
    assert report.gaps == ()
    calm = drift(snapshot(role(), attached), refreshed(role("arn:a"), attached))
    assert (calm.findings, calm.gaps) == ((), ())


def test_an_inline_fact_that_the_observed_side_does_not_tell_is_unread() -> None:
    queue = kind("aws_sqs_queue", "q", url="q", policy='{"Statement": []}')
    rows = tuple(row(name) for name in ("aws_sqs_queue", "aws_sqs_queue_policy"))
    silent = kind("aws_sqs_queue", "q", url="q")
    assert unread(drift(snapshot(queue), found(silent, listings=rows))) == ["aws_sqs_queue.policy"]
    nothing = kind("aws_sqs_queue", "q", url="q", policy="")
    assert unread(drift(snapshot(nothing), found(silent, listings=rows[:1]))) == ["aws_sqs_queue.policy"]
    assert unread(drift(snapshot(nothing), found(silent, listings=rows))) == []
    opened = kind("aws_sqs_queue_policy", "p", queue_url="q", policy="{}")
    assert rules(drift(snapshot(nothing), found(silent, opened, listings=rows))) == ["drift.unmanaged"]


def test_what_a_document_says_of_an_api_is_unread() -> None:
    api = kind("aws_api_gateway_rest_api", "a", body="{}")
    method = kind("aws_api_gateway_method", "m", rest_api_id="a", authorization="NONE")
    rows = tuple(row(item.type) for item in (api, method))
    report = drift(snapshot(api), found(kind("aws_api_gateway_rest_api", "a"), method, listings=rows))
    assert (report.findings, unread(report)) == ((), ["aws_api_gateway_rest_api.body"])


def test_user_data_that_is_intended_in_another_form_is_unread() -> None:
    ours = kind("aws_instance", "i", user_data=None, user_data_base64={"$secret": "a" * 32, "epoch": "e"})
    theirs = kind("aws_instance", "i", user_data={"$secret": "b" * 32, "epoch": "e"})
    rows = (row("aws_instance"),)
    report = drift(snapshot(ours), found(theirs, listings=rows))
    assert (report.findings, [gap.path for gap in report.gaps]) == ((), ["user_data"])
