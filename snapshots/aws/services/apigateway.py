"""API Gateway: REST APIs with all that is in them, API keys without their values, and usage plans with their keys."""

from __future__ import annotations

import json
from typing import Any

from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, ResourceType, Service

_GONE = ("NotFoundException",)
_VERBS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_APIS = Call(operation="GetRestApis", items="items")
_PLANS = Call(operation="GetUsagePlans", items="items")
_API_ARN = "arn:{}:apigateway:{}::/restapis/{}"


def _policy(api: Item) -> str | None:
    """Return an API's policy as JSON; AWS tells it with every quote escaped, as if inside another text."""
    text: str | None = api.get("policy")
    try:
        return None if text is None else str(json.loads(f'"{text}"'))
    except ValueError:
        return text


_API = ResourceType(
    name="aws_api_gateway_rest_api",
    listing=_APIS,
    id="id",
    attributes={
        "arn": f"fill('{_API_ARN}', [_partition, _region, id])",
        "execution_arn": "fill('arn:{}:execute-api:{}:{}:{}', [_partition, _region, _account, id])",
        "root_resource_id": "rootResourceId",
        "name": "name",
        "description": "description",
        "api_key_source": "apiKeySource",
        "binary_media_types": "binaryMediaTypes",
        "disable_execute_api_endpoint": "disableExecuteApiEndpoint || `false`",
        "endpoint_configuration": (
            "one(endpointConfiguration.{ip_address_type: ipAddressType, types: types,"
            " vpc_endpoint_ids: ordered(vpcEndpointIds)})"
        ),
        "minimum_compression_size": "minimumCompressionSize && to_string(minimumCompressionSize)",
        "policy": _policy,
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"fail_on_warnings", "parameters", "put_rest_api_mode"}),
        documents=frozenset({"body"}),
        splits=(
            Split(child="aws_api_gateway_authorizer", link="rest_api_id", attributes=("body",)),
            Split(child="aws_api_gateway_integration", link="rest_api_id", attributes=("body",)),
            Split(child="aws_api_gateway_method", link="rest_api_id", attributes=("body",)),
            Split(child="aws_api_gateway_resource", link="rest_api_id", attributes=("body",)),
            Split(child="aws_api_gateway_rest_api_policy", link="rest_api_id", attributes=("policy",)),
        ),
    ),
)
_POLICY = ResourceType(
    name="aws_api_gateway_rest_api_policy",
    listing=_APIS,
    where="policy",
    id="id",
    attributes={"rest_api_id": "id", "policy": _policy},
)


def _part(operation: str, items: str, **parameters: Any) -> Call:
    """Return a call about each API."""
    return Call(
        operation=operation,
        items=items,
        parameters={"restApiId": "id", **parameters},
        of=_APIS,
        absent=_GONE,
    )


_RESOURCE = ResourceType(
    name="aws_api_gateway_resource",
    listing=_part("GetResources", "items"),
    id="id",
    attributes={"rest_api_id": "_parent.id", "parent_id": "parentId", "path": "path", "path_part": "pathPart"},
    owned="path == '/'",
    facts=TypeFacts(nothing_to_judge="a path, whose methods are judged themselves"),
)
_BY_VERB = ", ".join(f"{{resource: id, verb: '{verb}', method: resourceMethods.{verb}}}" for verb in _VERBS)
_METHODS = _part("GetResources", f"items[].[{_BY_VERB}][] | [?method]", embed=["methods"])
_METHOD_PLACE = {"rest_api_id": "_parent.id", "resource_id": "resource", "http_method": "verb"}
_METHOD = ResourceType(
    name="aws_api_gateway_method",
    listing=_METHODS,
    id="join('-', ['agm', _parent.id, resource, verb])",
    attributes={
        **_METHOD_PLACE,
        "authorization": "method.authorizationType",
        "authorization_scopes": "ordered(method.authorizationScopes)",
        "authorizer_id": "method.authorizerId",
        "api_key_required": "method.apiKeyRequired || `false`",
        "operation_name": "method.operationName",
        "request_models": "method.requestModels",
        "request_parameters": "method.requestParameters",
        "request_validator_id": "method.requestValidatorId",
    },
)
_INTEGRATION = ResourceType(
    name="aws_api_gateway_integration",
    listing=_METHODS,
    where="method.methodIntegration",
    id="join('-', ['agi', _parent.id, resource, verb])",
    attributes={
        **_METHOD_PLACE,
        "type": "method.methodIntegration.type",
        "uri": "method.methodIntegration.uri",
        "integration_http_method": "method.methodIntegration.httpMethod",
        "credentials": "method.methodIntegration.credentials",
        "connection_id": "method.methodIntegration.connectionId",
        "connection_type": "method.methodIntegration.connectionType || 'INTERNET'",
        "content_handling": "method.methodIntegration.contentHandling",
        "passthrough_behavior": "method.methodIntegration.passthroughBehavior",
        "cache_key_parameters": "ordered(method.methodIntegration.cacheKeyParameters)",
        "cache_namespace": "method.methodIntegration.cacheNamespace",
        "request_parameters": "method.methodIntegration.requestParameters",
        "request_templates": "method.methodIntegration.requestTemplates",
        "timeout_milliseconds": "method.methodIntegration.timeoutInMillis",
        "tls_config": (
            "one(method.methodIntegration.tlsConfig.{insecure_skip_verification: insecureSkipVerification || `false`})"
        ),
    },
)
_ANSWERS = ", ".join(
    f"{{resource: id, verb: '{verb}', method: values(resourceMethods.{verb}.methodResponses || `{{}}`),"
    f" integration: values(resourceMethods.{verb}.methodIntegration.integrationResponses || `{{}}`)}}"
    for verb in _VERBS
)
_RESPONSES = "items[].[{}][] | inner(@, '{}')"
_RESPONSE_PLACE = {
    "rest_api_id": "_parent.id",
    "resource_id": "_of.resource",
    "http_method": "_of.verb",
    "status_code": "statusCode",
    "response_parameters": "responseParameters",
}
_METHOD_RESPONSE = ResourceType(
    name="aws_api_gateway_method_response",
    listing=_part("GetResources", _RESPONSES.format(_ANSWERS, "method"), embed=["methods"]),
    id="join('-', ['agmr', _parent.id, _of.resource, _of.verb, statusCode])",
    attributes={**_RESPONSE_PLACE, "response_models": "responseModels"},
    facts=TypeFacts(nothing_to_judge="it shapes what a method answers"),
)
_INTEGRATION_RESPONSE = ResourceType(
    name="aws_api_gateway_integration_response",
    listing=_part("GetResources", _RESPONSES.format(_ANSWERS, "integration"), embed=["methods"]),
    id="join('-', ['agir', _parent.id, _of.resource, _of.verb, statusCode])",
    attributes={
        **_RESPONSE_PLACE,
        "content_handling": "contentHandling",
        "response_templates": "responseTemplates",
        "selection_pattern": "selectionPattern",
    },
    facts=TypeFacts(nothing_to_judge="it shapes what an integration answers"),
)
_DEPLOYMENT = ResourceType(
    name="aws_api_gateway_deployment",
    listing=_part("GetDeployments", "items"),
    id="id",
    attributes={"rest_api_id": "_parent.id", "description": "description"},
    facts=TypeFacts(
        terraform_only=frozenset({"canary_settings", "stage_description", "variables"}),
        splits=(Split(child="aws_api_gateway_stage", link="deployment_id", attributes=("stage_name",)),),
        nothing_to_judge="a copy of the API, which is judged with its stages",
    ),
)
_STAGE = ResourceType(
    name="aws_api_gateway_stage",
    listing=_part("GetStages", "item"),
    id="join('-', ['ags', _parent.id, stageName])",
    attributes={
        "arn": f"fill('{_API_ARN}/stages/{{}}', [_partition, _region, _parent.id, stageName])",
        "rest_api_id": "_parent.id",
        "stage_name": "stageName",
        "deployment_id": "deploymentId",
        "description": "description",
        "documentation_version": "documentationVersion",
        "client_certificate_id": "clientCertificateId",
        "cache_cluster_enabled": "cacheClusterEnabled || `false`",
        "cache_cluster_size": "cacheClusterSize",
        "variables": "variables",
        "xray_tracing_enabled": "tracingEnabled || `false`",
        "access_log_settings": "one(accessLogSettings.{destination_arn: destinationArn, format: format})",
        "canary_settings": (
            "one(canarySettings.{deployment_id: deploymentId, percent_traffic: percentTraffic || `0`,"
            " stage_variable_overrides: stageVariableOverrides, use_stage_cache: useStageCache || `false`})"
        ),
    },
    tags="tags(tags)",
)
_AUTHORIZER = ResourceType(
    name="aws_api_gateway_authorizer",
    listing=_part("GetAuthorizers", "items"),
    id="id",
    attributes={
        "arn": f"fill('{_API_ARN}/authorizers/{{}}', [_partition, _region, _parent.id, id])",
        "rest_api_id": "_parent.id",
        "name": "name",
        "type": "type",
        "authorizer_uri": "authorizerUri",
        "authorizer_credentials": "authorizerCredentials",
        "authorizer_result_ttl_in_seconds": "not_null(authorizerResultTtlInSeconds, `300`)",
        "identity_source": "identitySource",
        "identity_validation_expression": "identityValidationExpression",
        "provider_arns": "ordered(providerARNs)",
    },
    facts=TypeFacts(nothing_to_judge="it asks who calls; a method that asks nobody is judged itself"),
)
_KEY = ResourceType(
    name="aws_api_gateway_api_key",
    listing=Call(operation="GetApiKeys", items="items"),
    id="id",
    attributes={
        "arn": "fill('arn:{}:apigateway:{}::/apikeys/{}', [_partition, _region, id])",
        "name": "name",
        "description": "description",
        "customer_id": "customerId",
        "enabled": "enabled || `false`",
    },
    tags="tags(tags)",
    facts=TypeFacts(nothing_to_judge="it says whose calls are counted; what a plan allows is judged with the plan"),
)


def _stages(plan: Item) -> list[dict[str, Any]]:
    """Return the stages of a usage plan with the limits of their methods."""
    return [
        {
            "api_id": stage.get("apiId"),
            "stage": stage.get("stage"),
            "throttle": [
                {"path": path, "burst_limit": limits.get("burstLimit", 0), "rate_limit": limits.get("rateLimit", 0)}
                for path, limits in (stage.get("throttle") or {}).items()
            ],
        }
        for stage in plan.get("apiStages") or ()
    ]


_PLAN = ResourceType(
    name="aws_api_gateway_usage_plan",
    listing=_PLANS,
    id="id",
    attributes={
        "arn": "fill('arn:{}:apigateway:{}::/usageplans/{}', [_partition, _region, id])",
        "name": "name",
        "description": "description",
        "product_code": "productCode",
        "api_stages": _stages,
        "quota_settings": "one(quota.{limit: limit || `0`, offset: offset || `0`, period: period})",
        "throttle_settings": "one(throttle.{burst_limit: burstLimit || `0`, rate_limit: rateLimit || `0`})",
    },
    tags="tags(tags)",
)
_VALIDATOR = ResourceType(
    name="aws_api_gateway_request_validator",
    listing=Call(
        operation="GetRequestValidators", items="items", parameters={"restApiId": "id"}, of=_APIS, absent=_GONE
    ),
    id="id",
    attributes={
        "rest_api_id": "_parent.id",
        "name": "name",
        "validate_request_body": "validateRequestBody || `false`",
        "validate_request_parameters": "validateRequestParameters || `false`",
    },
    facts=TypeFacts(
        protections={"validate_request_body": True, "validate_request_parameters": True},
        nothing_to_judge="it refuses what has another form",
    ),
)
_PLAN_KEY = ResourceType(
    name="aws_api_gateway_usage_plan_key",
    listing=Call(
        operation="GetUsagePlanKeys", items="items", parameters={"usagePlanId": "id"}, of=_PLANS, absent=_GONE
    ),
    id="id",
    attributes={"usage_plan_id": "_parent.id", "key_id": "id", "key_type": "type", "name": "name"},
    # One key may be in several plans: its id says too little.
    facts=TypeFacts(
        key=("usage_plan_id", "key_id"),
        called=("usage_plan_id", "key_id"),
        decides=Meaning.IDENTITY,
        nothing_to_judge="it joins a key and a plan",
    ),
)
SERVICES = (
    Service(
        name="apigateway",
        types=(
            _API,
            _POLICY,
            _RESOURCE,
            _METHOD,
            _INTEGRATION,
            _METHOD_RESPONSE,
            _INTEGRATION_RESPONSE,
            _DEPLOYMENT,
            _STAGE,
            _AUTHORIZER,
            _KEY,
            _PLAN,
            _PLAN_KEY,
            _VALIDATOR,
        ),
        families={"aws_api_gateway": TypeFacts(nameless=True)},
    ),
)
