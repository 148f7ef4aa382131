"""The truth about every service: a real Terraform applies them to moto, and each change past it is found.

The services are applied in groups, each to a moto server of its own, so that several workers share them. Drift must
find nothing right after the apply, and then each of the changes of tests/lab/changes at the right address and path. A
refresh by Terraform itself is the second witness: of each resource and of the first part of each path. In a soak a plan
imports all of it by the code of `explain --hcl`, so that the provider itself says what it imports by. What is shown of
all services together is shown of the parts, and that the parts are all of it: no service, type, change or reason is in
none. `make test` takes one of the groups, a soak all. A group takes two to five minutes, and most of them are waiting.
The provider is started nine times for a group, which costs half a minute of a processor, so that smaller groups would
cost more than they save.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.model.outcome import Finding
from fixtures.estate.changes import Change
from fixtures.estate.lab import aws_server, has_terraform
from fixtures.estate.service_lab import (
    ACCOUNT,
    ServiceLab,
    applied,
    changes_of,
    declared,
    service_names,
    services_of,
)
from snapshots.aws.catalog import TYPES
from tests.lab.importing import import_everything
from tests.lab.witness import GONE, REASONS, Witness, reasons_for
from tests.profiles import PROFILE, Profile, sample


@dataclass(frozen=True)
class Group:
    """Services that are applied together.

    `agreed` is on how many differences between code and state driftgate and a plan agree at least: right after the
    apply, as moto forgets some settings, and after all changes were taken into the state.
    """

    services: tuple[str, ...]
    agreed: tuple[int, int]


# None refers to another one's resources, so that they can be parted in any way. Terraform looks for two minutes for a
# service of ECS or a permission of EventBridge that is gone; together they are waited for once. A plan of wafv2 takes
# ten times the processor of another one, so that it is in a group that `make test` does not take.
GROUPS = {
    "edge": Group(
        services=(
            "acm",
            "apigateway",
            "apigatewayv2",
            "autoscaling",
            "cloudfront",
            "cloudwatch",
            "elbv2",
            "guardduty",
            "route53",
        ),
        agreed=(3, 18),
    ),
    "storage": Group(
        services=(
            "cognito",
            "ecr",
            "glue",
            "iam",
            "kms",
            "lakeformation",
            "s3",
            "secretsmanager",
            "ses",
            "sns",
            "sqs",
            "ssm",
        ),
        agreed=(3, 12),
    ),
    "data": Group(
        services=(
            "athena",
            "backup",
            "batch",
            "cloudtrail",
            "codebuild",
            "codedeploy",
            "config",
            "dynamodb",
            "ecs",
            "events",
            "firehose",
            "kinesis",
            "lambda",
            "logs",
            "rds",
            "redshift",
            "scheduler",
            "servicediscovery",
        ),
        agreed=(6, 24),
    ),
    "network": Group(
        services=("ec2", "ec2_images", "efs", "eks", "elasticache", "elb", "vpc", "vpn", "wafv2"),
        agreed=(11, 22),
    ),
}
ALL = tuple(name for group in GROUPS.values() for name in group.services)
CHANGES = tuple(changes_of(ALL))
# What moto cannot make, or not so that Terraform's provider can read it, and what has no file yet; the declarations'
# own tests cover these.
NOT_APPLIED = frozenset(
    {
        "aws_accessanalyzer_analyzer",
        "aws_acm_certificate_validation",
        "aws_alb_listener_certificate",
        "aws_api_gateway_account",
        "aws_api_gateway_base_path_mapping",
        "aws_api_gateway_domain_name",
        "aws_api_gateway_gateway_response",
        "aws_api_gateway_method_settings",
        "aws_api_gateway_model",
        "aws_api_gateway_rest_api_policy",
        "aws_api_gateway_vpc_link",
        "aws_apigatewayv2_api_mapping",
        "aws_apigatewayv2_authorizer",
        "aws_apigatewayv2_deployment",
        "aws_apigatewayv2_domain_name",
        "aws_appautoscaling_policy",
        "aws_appautoscaling_target",
        "aws_backup_selection",
        "aws_backup_vault_policy",
        "aws_batch_compute_environment",
        "aws_batch_job_queue",
        "aws_cloudformation_stack",
        "aws_cloudfront_cache_policy",
        "aws_cloudfront_origin_access_identity",
        "aws_cloudfront_origin_request_policy",
        "aws_cloudfront_response_headers_policy",
        "aws_cloudwatch_composite_alarm",
        "aws_cloudwatch_query_definition",
        "aws_codecommit_repository",
        "aws_codepipeline",
        "aws_cognito_identity_pool_roles_attachment",
        "aws_db_option_group",
        "aws_db_proxy",
        "aws_db_proxy_default_target_group",
        "aws_db_proxy_target",
        "aws_default_vpc_dhcp_options",
        "aws_ec2_managed_prefix_list_entry",
        "aws_efs_backup_policy",
        "aws_eks_access_entry",
        "aws_eks_access_policy_association",
        "aws_eks_addon",
        "aws_eks_pod_identity_association",
        "aws_elastic_beanstalk_application",
        "aws_elastic_beanstalk_application_version",
        "aws_elastic_beanstalk_environment",
        "aws_elasticache_parameter_group",
        "aws_elasticsearch_domain",
        "aws_elb_attachment",
        "aws_glue_trigger",
        "aws_guardduty_filter",
        "aws_lakeformation_data_lake_settings",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_function_url",
        "aws_lambda_layer_version",
        "aws_main_route_table_association",
        "aws_network_interface_sg_attachment",
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
        "aws_securityhub_standards_subscription",
        "aws_service_discovery_private_dns_namespace",
        "aws_service_discovery_public_dns_namespace",
        "aws_ses_domain_dkim",
        "aws_sfn_state_machine",
        "aws_vpc_endpoint_security_group_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_peering_connection_accepter",
        "aws_vpn_connection",
        "aws_vpn_connection_route",
        "aws_vpn_gateway_attachment",
        "aws_vpn_gateway_route_propagation",
    }
)
# Blocks that the state has more in than the code says: what is left out of a block only a plan can tell.
LEFT_OUT = frozenset({"instance_requirements", "ordered_cache_behavior", "viewer_certificate"})


def test_the_groups_have_every_service_and_change_once() -> None:
    assert sorted(ALL) == service_names()
    assert len(CHANGES) >= 80
    assert len({change.service for change in CHANGES}) >= 20
    assert len({change.name for change in CHANGES}) == len(CHANGES)


def test_the_groups_have_enough_of_everything() -> None:
    """What the groups show of their parts adds up to this."""
    blocks = declared(ALL)
    assert blocks.total() > 200
    assert {*TYPES} - blocks.keys() - declared(["main"]).keys() == NOT_APPLIED
    before, after = (sum(group.agreed[when] for group in GROUPS.values()) for when in (0, 1))
    assert (before >= 20, after >= 60) == (True, True)
    assert reasons_for(CHANGES) == REASONS


def test_the_page_is_of_these_services_and_changes() -> None:
    """`make lab` writes it; whoever adds a type or a change to the laboratory measures again."""
    page = (Path(__file__).parents[2] / "docs" / "lab.md").read_text()
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")] for line in page.splitlines() if "| `aws_" in line
    ]
    assert {row[0] for row in rows} == declared(["main", *ALL]).keys()
    made, found = (sum(int(row[column] or 0) for row in rows) for column in (2, 3))
    assert made == len(CHANGES)
    assert found >= 0.99 * made
    assert ": 0 findings, 0 gaps." in page


@pytest.mark.tool
@pytest.mark.parametrize("name", sample(sorted(GROUPS), test=1, quick=1))
def test_the_truth_about_the_services_of_a_group(name: str, tmp_path: Path) -> None:
    """One test, so that a group is applied once."""
    if not has_terraform():
        assert os.environ.get("CI") != "true", "terraform is missing on this machine"
        pytest.skip("terraform is missing: https://developer.hashicorp.com/terraform/install")
    group = GROUPS[name]
    with aws_server(ACCOUNT) as url:
        lab = applied(group.services, tmp_path, url)
        known = what_is_found_of_what_is_as_it_was_applied(lab, group)
        assert_code_says_what_a_plan_says(lab, at_least=group.agreed[0])
        if PROFILE is Profile.SOAK:
            imported = import_everything(lab, tmp_path)
            assert imported.count >= 55
            assert len(imported.types) >= 30
        changes = tuple(changes_of(group.services))
        witness = Witness(lab=lab)
        witness.begin()
        assert each_change_that_is_not_found_where_it_was_made(lab, witness, known, changes) == {}
        witness.look()
        assert {change.address for change in changes} == witness.found.keys()
        types = {item.target.address: item.target.type for item in known.values()}
        assert witness.disagreements(types, reasons_for(changes)) == []
        lab.absorb()
        assert_code_says_what_a_plan_says(lab, at_least=group.agreed[1])


def what_is_found_of_what_is_as_it_was_applied(lab: ServiceLab, group: Group) -> dict[str, Finding]:
    """Return the findings by message; there are none, and all that the files declare is there and compared."""
    clean = lab.drift()
    assert [finding.target.type for finding in clean.findings] == []
    assert [(gap.operation, gap.types, gap.path, gap.detail) for gap in clean.gaps] == []
    assert lab.managed.keys() == declared(["main", *group.services]).keys()
    assert clean.matched == sum(lab.managed.values()) >= declared(group.services).total()
    return {item.message: item for item in clean.findings}


def assert_code_says_what_a_plan_says(lab: ServiceLab, *, at_least: int) -> None:
    """Hold the code against the state, in two ways: moto forgets some settings, and keeps what is changed by hand."""
    ours, theirs = lab.behind()
    assert ours - theirs == set()
    assert {name for _, name in theirs - ours} <= LEFT_OUT
    assert len(ours & theirs) >= at_least


def each_change_that_is_not_found_where_it_was_made(
    lab: ServiceLab, witness: Witness, known: dict[str, Finding], changes: Iterable[Change]
) -> dict[str, list[str]]:
    """Make the changes one by one and return what drift said of those that it did not find, or not alone.

    What it found is added to `known`, by message. Resources go last: Terraform is asked once about those that were
    changed before, as it takes ten seconds of a processor to answer.
    """
    wrong: dict[str, list[str]] = {}
    for change in sorted(changes, key=lambda change: not change.path):
        if not change.path and change.address in witness.found.keys() - witness.refreshed.keys():
            witness.look()
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
