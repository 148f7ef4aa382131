"""Which members of answers may be left out, and which never are: what no model of botocore says, with its sources.

A member that an expression begins with is looked for in every answer: without it, it may be anybody's. Here stands what
AWS leaves out all the same, as its documentation says or as recorded answers show, and by what an answer is known then.
Recorded are the answers of a real AWS that Cloud Custodian's tests keep: `tests/data/placebo` of
https://github.com/cloud-custodian/cloud-custodian, at df800e9e94d0.
"""

from __future__ import annotations

from collections.abc import Mapping

_NOTHING: Mapping[str, str] = {}
_RECORDED = "recorded answers of Cloud Custodian: "
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_"
_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/api/API_"
_MARKER = "https://github.com/aws/aws-sdk/issues/495: the marker of a first page"
_EMPTY_OF_GATEWAY = "https://github.com/aws/aws-sdk-js/issues/1416: an empty collection is {}"
_EMPTY_OF_GATEWAY_2 = "https://github.com/aws/aws-cli/issues/4095: an empty collection may be nothing"
_FLAT = "https://smithy.io/2.0/spec/protocol-traits.html#xmlflattened-trait: an empty one is no element"
_LOGGED_TO = (
    "https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeLoggingStatus.html: of logs that are on"
)
# service:Operation -> member -> where it is said, or seen, that AWS leaves it out.
OMITTED: Mapping[str, Mapping[str, str]] = {
    "apigateway:GetAccount": {
        "cloudwatchRoleArn": "https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html: one that was set",
    },
    "apigateway:GetApiKeys": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetAuthorizers": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetBasePathMappings": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetDeployments": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetDomainNames": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetGatewayResponses": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetModels": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetRestApis": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetStages": {"item": _EMPTY_OF_GATEWAY},
    "apigateway:GetUsagePlans": {"items": _EMPTY_OF_GATEWAY},
    "apigateway:GetVpcLinks": {"items": _EMPTY_OF_GATEWAY},
    "apigatewayv2:GetApiMappings": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetAuthorizers": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetDeployments": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetDomainNames": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetIntegrations": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetRoutes": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetStages": {"Items": _EMPTY_OF_GATEWAY_2},
    "apigatewayv2:GetVpcLinks": {"Items": _EMPTY_OF_GATEWAY_2},
    "backup:GetBackupPlan": {
        "AdvancedBackupSettings": "its model: only where the advanced option is set for the plan",
    },
    "cloudtrail:GetEventSelectors": dict.fromkeys(
        ("AdvancedEventSelectors", "EventSelectors"),
        "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html: a trail has either",
    ),
    "cognito-identity:GetIdentityPoolRoles": dict.fromkeys(
        ("RoleMappings", "Roles"),
        "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles.html: what is set",
    ),
    "cognito-idp:GetUserPoolMfaConfig": dict.fromkeys(
        ("EmailMfaConfiguration", "SoftwareTokenMfaConfiguration", "WebAuthnConfiguration"),
        "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
        "API_GetUserPoolMfaConfig.html: what is set",
    ),
    "dynamodb:GetItem": {
        "Item": "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html: no matching item"
    },
    "elbv2:DescribeCapacityReservation": {
        "MinimumLoadBalancerCapacity": "its model: the requested minimum, which nobody has to request",
    },
    "events:DescribeEventBus": {"Policy": _RECORDED + "test_cwe_bus_kms_filter"},
    "kms:GetKeyRotationStatus": {"RotationPeriodInDays": _RECORDED + "test_key_rotation"},
    "lambda:GetFunction": {
        "Concurrency": _RECORDED + "test_arn_resolve_resources",
        "Tags": _LAMBDA + "GetFunction.html: only with the permission to list tags",
    },
    "lambda:GetFunctionCodeSigningConfig": dict.fromkeys(
        ("CodeSigningConfigArn", "FunctionName"), "moto and AWS: a function without a configuration has none of both"
    ),
    "lambda:ListAliases": {"NextMarker": _LAMBDA + "ListAliases.html: if more results are available"},
    "redshift:DescribeLoggingStatus": dict.fromkeys(
        ("BucketName", "LogDestinationType", "LogExports", "S3KeyPrefix"), _LOGGED_TO
    ),
    "route53:ListHealthChecks": {"Marker": _MARKER},
    "route53:ListHostedZones": {"Marker": _MARKER},
    "s3:GetBucketAccelerateConfiguration": {
        "Status": _S3 + "GetBucketAccelerateConfiguration.html: none where it was never set"
    },
    "s3:GetBucketLifecycleConfiguration": {"TransitionDefaultMinimumObjectSize": _RECORDED + "test_s3_lifecycle"},
    "s3:GetBucketLocation": {"LocationConstraint": _S3 + "GetBucketLocation.html: null in us-east-1"},
    "s3:GetBucketLogging": {"LoggingEnabled": _S3 + "GetBucketLogging.html: none where logging is off"},
    "s3:GetBucketNotificationConfiguration": dict.fromkeys(
        (
            "EventBridgeConfiguration",
            "LambdaFunctionConfigurations",
            "QueueConfigurations",
            "TopicConfigurations",
        ),
        _S3 + "GetBucketNotificationConfiguration.html: an empty element where nothing is notified",
    ),
    "s3:GetBucketVersioning": {
        "MFADelete": _S3 + "GetBucketVersioning.html: only where it was configured",
        "Status": _S3 + "GetBucketVersioning.html: an empty element where it was never set",
    },
    "s3:GetBucketWebsite": dict.fromkeys(
        ("ErrorDocument", "IndexDocument", "RedirectAllRequestsTo", "RoutingRules"),
        _S3 + "PutBucketWebsite.html: a website has an index document, or redirects",
    ),
    "s3:ListBucketAnalyticsConfigurations": {"AnalyticsConfigurationList": _FLAT},
    "s3:ListBucketIntelligentTieringConfigurations": {"IntelligentTieringConfigurationList": _FLAT},
    "s3:ListBucketInventoryConfigurations": {"InventoryConfigurationList": _FLAT},
    "s3:ListBucketMetricsConfigurations": {"MetricsConfigurationList": _FLAT},
    "s3:ListObjectsV2": {"Contents": _FLAT},
    "secretsmanager:GetResourcePolicy": {"ResourcePolicy": _RECORDED + "test_secrets_manager_cross_account"},
    "secretsmanager:ListSecretVersionIds": {
        "Versions": "a secret that never had a value has no version, and no source says that its list is empty then"
    },
    "sqs:ListQueueTags": {"Tags": _RECORDED + "test_cross_account_sqs"},
    "sqs:ListQueues": {"QueueUrls": "https://github.com/boto/boto3/issues/1813: none where there is no queue"},
}
_TRUNCATED = dict.fromkeys(("IsTruncated",), _S3 + "ListObjectsV2.html and its neighbours: every list says it")
# service:Operation -> member -> where it is said, or seen, that every answer has it, though its model does not say so.
ALWAYS: Mapping[str, Mapping[str, str]] = {
    "cloudtrail:GetEventSelectors": {"TrailARN": _RECORDED + "test_account_data_events"},
    "events:DescribeEventBus": {"Name": _RECORDED + "test_cwe_bus_kms_filter"},
    "s3:ListBucketAnalyticsConfigurations": _TRUNCATED,
    "s3:ListBucketIntelligentTieringConfigurations": _TRUNCATED,
    "s3:ListBucketInventoryConfigurations": _TRUNCATED,
    "s3:ListBucketMetricsConfigurations": _TRUNCATED,
    "s3:ListObjectsV2": _TRUNCATED,
    "secretsmanager:GetResourcePolicy": {"ARN": _RECORDED + "test_secrets_manager_cross_account"},
    "secretsmanager:ListSecretVersionIds": {
        "ARN": "https://docs.aws.amazon.com/secretsmanager/latest/apireference/"
        "API_ListSecretVersionIds.html: the secret that was asked about"
    },
}


def lacking(operation: str, wanted: set[str] | frozenset[str], answer: Mapping[str, object]) -> list[str]:
    """Return which of the members that are wanted an answer of `service:Operation` lacks and may not lack, sorted."""
    return sorted(wanted - answer.keys() - OMITTED.get(operation, _NOTHING).keys())


def always(operation: str) -> frozenset[str]:
    """Return the members that every answer has, beside those that its model says."""
    return frozenset(ALWAYS.get(operation, _NOTHING))
