"""The truth about every service: a real Terraform applies them all to moto, and each change past it is found.

Drift must find nothing right after the apply, and then each of the changes of tests/lab/changes at the right address
and path. A refresh by Terraform itself is the second witness: of each resource and of the first part of each path.
About ten minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.model.outcome import Finding
from fixtures.estate.changes import Change
from fixtures.estate.lab import aws_server, has_terraform
from fixtures.estate.service_lab import ACCOUNT, ServiceLab, applied, changes_of, service_names, services_of
from snapshots.aws.catalog import TYPES
from tests.lab.witness import GONE, Witness

pytestmark = pytest.mark.tool
CHANGES = tuple(changes_of(service_names()))
# What moto cannot make, or not so that Terraform's provider can read it; the declarations' own tests cover these.
NOT_APPLIED = frozenset(
    {
        "aws_accessanalyzer_analyzer",
        "aws_api_gateway_rest_api_policy",
        "aws_apigatewayv2_authorizer",
        "aws_backup_selection",
        "aws_backup_vault_policy",
        "aws_cloudwatch_composite_alarm",
        "aws_db_option_group",
        "aws_ec2_managed_prefix_list_entry",
        "aws_efs_backup_policy",
        "aws_eks_addon",
        "aws_elasticache_parameter_group",
        "aws_guardduty_filter",
        "aws_opensearch_domain",
        "aws_opensearch_domain_policy",
        "aws_redshift_cluster",
        "aws_redshift_logging",
        "aws_redshift_snapshot_copy",
        "aws_s3_account_public_access_block",
        "aws_s3_bucket_analytics_configuration",
        "aws_s3_bucket_intelligent_tiering_configuration",
        "aws_s3_bucket_metric",
        "aws_s3_bucket_request_payment_configuration",
        "aws_securityhub_account",
        "aws_sfn_state_machine",
        "aws_vpc_endpoint_security_group_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_peering_connection_accepter",
    }
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[ServiceLab]:
    if not has_terraform():
        assert os.environ.get("CI") != "true", "terraform is missing on this machine"
        pytest.skip("terraform is missing: https://developer.hashicorp.com/terraform/install")
    with aws_server(ACCOUNT) as url:
        yield applied(service_names(), tmp_path, url)


def test_the_truth_about_every_service(lab: ServiceLab) -> None:
    """One test, so that the estate is applied once."""
    clean = lab.drift()
    # moto does not mark the interface of a mount target as AWS's own.
    assert {finding.target.type for finding in clean.findings} <= {"aws_network_interface"}
    assert len(clean.findings) <= 1
    assert [(gap.operation, gap.types, gap.path, gap.detail) for gap in clean.gaps] == []
    assert clean.matched > 200
    assert {type_ for type_ in TYPES if f'"type": "{type_}"'.encode() not in lab.state} == NOT_APPLIED
    assert_code_says_what_a_plan_says(lab, at_least=20)
    witness = Witness(lab=lab)
    witness.begin()
    known = {item.message: item for item in clean.findings}
    assert each_change_that_is_not_found_where_it_was_made(lab, witness, known) == {}
    witness.look()
    assert {change.address for change in CHANGES} == witness.found.keys()
    assert witness.disagreements({item.target.address: item.target.type for item in known.values()}) == []
    lab.absorb()
    assert_code_says_what_a_plan_says(lab, at_least=60)


# Blocks that the state has more in than the code says: what is left out of a block only a plan can tell.
LEFT_OUT = frozenset({"instance_requirements", "ordered_cache_behavior", "viewer_certificate"})


def assert_code_says_what_a_plan_says(lab: ServiceLab, *, at_least: int) -> None:
    """Hold the code against the state, in two ways: moto forgets some settings, and keeps what is changed by hand."""
    ours, theirs = lab.behind()
    assert ours - theirs == set()
    assert {name for _, name in theirs - ours} <= LEFT_OUT
    assert len(ours & theirs) >= at_least


def test_there_are_changes_enough_and_of_most_services() -> None:
    assert len(CHANGES) >= 80
    assert len({change.service for change in CHANGES}) >= 20
    assert len({change.name for change in CHANGES}) == len(CHANGES)


def each_change_that_is_not_found_where_it_was_made(
    lab: ServiceLab, witness: Witness, known: dict[str, Finding]
) -> dict[str, list[str]]:
    """Make all changes one by one and return what drift said of those that it did not find, or not alone.

    What it found is added to `known`, by message. Terraform is asked about a resource before that is gone.
    """
    wrong: dict[str, list[str]] = {}
    for change in CHANGES:
        if not change.path and change.address in witness.found:
            witness.look(change.address)
        lab.change(change)
        new = [item for item in lab.drift(services_of(change)).findings if item.message not in known]
        known |= {item.message: item for item in new}
        for item in new:
            witness.found[item.target.address].add(item.change.path[0] if item.change.path else GONE)
        if not any(is_of(item, change) for item in new) or {item.target.address for item in new} != {change.address}:
            wrong[change.name] = [item.message for item in new]
    return wrong


def is_of(finding: Finding, change: Change) -> bool:
    return finding.target.address == change.address and ".".join(finding.change.path).startswith(change.path)
