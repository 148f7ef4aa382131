"""Elastic Beanstalk: applications, their versions, and the environments that run them."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service


def _tags(arn: str) -> Read:
    return Read(
        operation="ListTagsForResource", parameters={"ResourceArn": arn}, attributes={"tags": "tags(ResourceTags)"}
    )


_APPLICATION = ResourceType(
    name="aws_elastic_beanstalk_application",
    listing=Call(operation="DescribeApplications", items="Applications"),
    id="ApplicationName",
    attributes={
        "arn": "ApplicationArn",
        "name": "ApplicationName",
        "description": "Description",
        # Without a role the provider writes no block, whatever the rules are.
        "appversion_lifecycle": (
            "[ResourceLifecycleConfig][?ServiceRole].{service_role: ServiceRole,"
            " max_age_in_days: (VersionLifecycleConfig.MaxAgeRule.Enabled"
            " && VersionLifecycleConfig.MaxAgeRule.MaxAgeInDays) || `0`,"
            " max_count: (VersionLifecycleConfig.MaxCountRule.Enabled"
            " && VersionLifecycleConfig.MaxCountRule.MaxCount) || `0`,"
            " delete_source_from_s3: VersionLifecycleConfig.MaxAgeRule.DeleteSourceFromS3"
            " || VersionLifecycleConfig.MaxCountRule.DeleteSourceFromS3 || `false`}"
        ),
    },
    reads=(_tags("ApplicationArn"),),
    facts=TypeFacts(nothing_to_judge="a name for environments, of which AWS shows every part by itself"),
)
_VERSION = ResourceType(
    name="aws_elastic_beanstalk_application_version",
    listing=Call(operation="DescribeApplicationVersions", items="ApplicationVersions"),
    id="VersionLabel",
    attributes={
        "arn": "ApplicationVersionArn",
        "application": "ApplicationName",
        "name": "VersionLabel",
        "description": "Description",
        "bucket": "SourceBundle.S3Bucket",
        "key": "SourceBundle.S3Key",
    },
    reads=(_tags("ApplicationVersionArn"),),
    facts=TypeFacts(
        key=("application", "name"),
        called=("application", "name"),
        terraform_only=frozenset({"force_delete", "process"}),
        nothing_to_judge="where the code of an application lies; the bucket is judged itself",
    ),
)
_ENVIRONMENT = ResourceType(
    name="aws_elastic_beanstalk_environment",
    listing=Call(operation="DescribeEnvironments", items="Environments", parameters={"IncludeDeleted": "`false`"}),
    where="Status != 'Terminated' && Status != 'Terminating'",
    id="EnvironmentId",
    attributes={
        "arn": "EnvironmentArn",
        "application": "ApplicationName",
        "name": "EnvironmentName",
        "cname": "CNAME",
        "description": "Description",
        "endpoint_url": "EndpointURL",
        "platform_arn": "PlatformArn",
        "solution_stack_name": "SolutionStackName",
        "template_name": "TemplateName",
        "tier": "Tier.Name",
        "version_label": "VersionLabel",
    },
    reads=(_tags("EnvironmentArn"),),
    facts=TypeFacts(
        terraform_only=frozenset({"cname_prefix", "poll_interval", "wait_for_ready_timeout"}),
        called=("name",),
        nothing_to_judge="AWS makes its balancers, groups and machines as stacks of their own, which are judged",
    ),
)
SERVICES = (Service(name="elasticbeanstalk", types=(_APPLICATION, _VERSION, _ENVIRONMENT)),)
