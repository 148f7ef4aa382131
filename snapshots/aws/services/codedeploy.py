"""CodeDeploy: applications."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ApplicationDoesNotExistException",)
_APPLICATIONS = Call(
    operation="ListApplications",
    items="applications",
    describe=Call(
        operation="GetApplication", items="application", parameters={"applicationName": "_value"}, absent=_GONE
    ),
)
_APP_ARN = "fill('arn:{}:codedeploy:{}:{}:application:{}', [_partition, _region, _account, applicationName])"


def _tags(arn: str) -> Read:
    return Read(operation="ListTagsForResource", parameters={"ResourceArn": arn}, attributes={"tags": "tags(Tags)"})


_APPLICATION = ResourceType(
    name="aws_codedeploy_app",
    listing=_APPLICATIONS,
    id="fill('{}:{}', [applicationId, applicationName])",
    attributes={
        "arn": _APP_ARN,
        "application_id": "applicationId",
        "name": "applicationName",
        "compute_platform": "computePlatform",
        "github_account_name": "gitHubAccountName",
        "linked_to_github": "linkedToGitHub || `false`",
    },
    reads=(_tags(_APP_ARN),),
    facts=TypeFacts(
        defaults={"compute_platform": "Server"},
        nothing_to_judge="a name for groups that something is deployed to",
    ),
)
SERVICES = (Service(name="codedeploy", types=(_APPLICATION,)),)
