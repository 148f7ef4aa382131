"""API Gateway: HTTP and WebSocket APIs with their stages, routes, integrations and authorizers."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, ResourceType, Service

_APIS = Call(operation="GetApis", items="Items")
_MANAGED = "ApiGatewayManaged"


def _part(operation: str) -> Call:
    """Return a call about each API."""
    return Call(
        operation=operation,
        items="Items",
        parameters={"ApiId": "ApiId"},
        of=_APIS,
        absent=("NotFoundException",),
    )


_API = ResourceType(
    name="aws_apigatewayv2_api",
    listing=_APIS,
    id="ApiId",
    attributes={
        "arn": "fill('arn:{}:apigateway:{}::/apis/{}', [_partition, _region, ApiId])",
        "execution_arn": "fill('arn:{}:execute-api:{}:{}:{}', [_partition, _region, _account, ApiId])",
        "api_endpoint": "ApiEndpoint",
        "name": "Name",
        "description": "Description",
        "protocol_type": "ProtocolType",
        "version": "Version",
        "ip_address_type": "IpAddressType",
        "api_key_selection_expression": "ApiKeySelectionExpression",
        "route_selection_expression": "RouteSelectionExpression",
        "disable_execute_api_endpoint": "DisableExecuteApiEndpoint || `false`",
        "cors_configuration": (
            "one(CorsConfiguration.{allow_credentials: AllowCredentials || `false`,"
            " allow_headers: ordered(AllowHeaders), allow_methods: ordered(AllowMethods),"
            " allow_origins: ordered(AllowOrigins), expose_headers: ordered(ExposeHeaders), max_age: MaxAge || `0`})"
        ),
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"credentials_arn", "fail_on_warnings", "route_key", "target"}),
        documents=frozenset({"body"}),
        splits=(
            Split(child="aws_apigatewayv2_authorizer", link="api_id", attributes=("body",)),
            Split(child="aws_apigatewayv2_integration", link="api_id", attributes=("body",)),
            Split(child="aws_apigatewayv2_route", link="api_id", attributes=("body",)),
        ),
    ),
)
_SETTINGS = (
    "data_trace_enabled: DataTraceEnabled || `false`, detailed_metrics_enabled: DetailedMetricsEnabled || `false`,"
    " logging_level: LoggingLevel, throttling_burst_limit: ThrottlingBurstLimit || `0`,"
    " throttling_rate_limit: ThrottlingRateLimit || `0`"
)


def _deployment(stage: Item) -> Any:
    """Return the deployment of a stage; a stage that deploys by itself moves to new ones all the time."""
    return UNTOLD if stage.get("AutoDeploy") else stage.get("DeploymentId")


def _route_settings(stage: Item) -> list[dict[str, Any]]:
    """Return the settings of single routes."""
    return [
        {
            "route_key": key,
            "data_trace_enabled": settings.get("DataTraceEnabled", False),
            "detailed_metrics_enabled": settings.get("DetailedMetricsEnabled", False),
            "logging_level": settings.get("LoggingLevel"),
            "throttling_burst_limit": settings.get("ThrottlingBurstLimit", 0),
            "throttling_rate_limit": settings.get("ThrottlingRateLimit", 0),
        }
        for key, settings in (stage.get("RouteSettings") or {}).items()
    ]


_STAGE = ResourceType(
    name="aws_apigatewayv2_stage",
    listing=_part("GetStages"),
    id="StageName",
    attributes={
        "arn": "fill('arn:{}:apigateway:{}::/apis/{}/stages/{}', [_partition, _region, _parent.ApiId, StageName])",
        "api_id": "_parent.ApiId",
        "name": "StageName",
        "description": "Description",
        "auto_deploy": "AutoDeploy || `false`",
        "deployment_id": _deployment,
        "client_certificate_id": "ClientCertificateId",
        "access_log_settings": "one(AccessLogSettings.{destination_arn: DestinationArn, format: Format})",
        "default_route_settings": f"one(DefaultRouteSettings.{{{_SETTINGS}}})",
        "route_settings": _route_settings,
        "stage_variables": "StageVariables",
    },
    tags="tags(Tags)",
    owned=_MANAGED,
    facts=TypeFacts(key=("api_id", "name")),
)


def _request_parameters(route: Item) -> list[dict[str, Any]]:
    """Return the parameters that requests to a route may or must have."""
    return [
        {"request_parameter_key": key, "required": limits.get("Required", False)}
        for key, limits in (route.get("RequestParameters") or {}).items()
    ]


_ROUTE = ResourceType(
    name="aws_apigatewayv2_route",
    listing=_part("GetRoutes"),
    id="RouteId",
    attributes={
        "api_id": "_parent.ApiId",
        "route_key": "RouteKey",
        "target": "Target",
        "api_key_required": "ApiKeyRequired || `false`",
        "authorization_type": "AuthorizationType",
        "authorization_scopes": "ordered(AuthorizationScopes)",
        "authorizer_id": "AuthorizerId",
        "model_selection_expression": "ModelSelectionExpression",
        "operation_name": "OperationName",
        "request_models": "RequestModels",
        "request_parameter": _request_parameters,
        "route_response_selection_expression": "RouteResponseSelectionExpression",
    },
    owned=_MANAGED,
)


def _response_parameters(integration: Item) -> list[dict[str, Any]]:
    """Return how responses are changed, by their status."""
    found = integration.get("ResponseParameters") or {}
    return [{"status_code": status, "mappings": dict(mappings)} for status, mappings in found.items()]


_INTEGRATION = ResourceType(
    name="aws_apigatewayv2_integration",
    listing=_part("GetIntegrations"),
    id="IntegrationId",
    attributes={
        "api_id": "_parent.ApiId",
        "description": "Description",
        "integration_type": "IntegrationType",
        "integration_subtype": "IntegrationSubtype",
        "integration_uri": "IntegrationUri",
        "integration_method": "IntegrationMethod",
        "connection_id": "ConnectionId",
        "connection_type": "ConnectionType",
        "content_handling_strategy": "ContentHandlingStrategy",
        "credentials_arn": "CredentialsArn",
        "passthrough_behavior": "PassthroughBehavior",
        "payload_format_version": "PayloadFormatVersion",
        "request_parameters": "RequestParameters",
        "request_templates": "RequestTemplates",
        "response_parameters": _response_parameters,
        "template_selection_expression": "TemplateSelectionExpression",
        "timeout_milliseconds": "TimeoutInMillis",
        "tls_config": "one({server_name_to_verify: TlsConfig.ServerNameToVerify})",
    },
    owned=_MANAGED,
)
_AUTHORIZER = ResourceType(
    name="aws_apigatewayv2_authorizer",
    listing=_part("GetAuthorizers"),
    id="AuthorizerId",
    attributes={
        "api_id": "_parent.ApiId",
        "name": "Name",
        "authorizer_type": "AuthorizerType",
        "authorizer_uri": "AuthorizerUri",
        "authorizer_credentials_arn": "AuthorizerCredentialsArn",
        "authorizer_payload_format_version": "AuthorizerPayloadFormatVersion",
        "authorizer_result_ttl_in_seconds": "AuthorizerResultTtlInSeconds || `0`",
        "enable_simple_responses": "EnableSimpleResponses || `false`",
        "identity_sources": "ordered(IdentitySource)",
        "jwt_configuration": "one(JwtConfiguration.{audience: ordered(Audience), issuer: Issuer})",
    },
    facts=TypeFacts(nothing_to_judge="it asks who calls; a route that asks nobody is judged itself"),
)
_DEPLOYMENT = ResourceType(
    name="aws_apigatewayv2_deployment",
    listing=_part("GetDeployments"),
    id="DeploymentId",
    attributes={"api_id": "_parent.ApiId", "auto_deployed": "AutoDeployed || `false`", "description": "Description"},
    owned="AutoDeployed",
    facts=TypeFacts(terraform_only=frozenset({"triggers"}), nothing_to_judge="it is a copy of an API"),
)
_DOMAINS = Call(operation="GetDomainNames", items="Items")
_DOMAIN = ResourceType(
    name="aws_apigatewayv2_domain_name",
    listing=_DOMAINS,
    id="DomainName",
    attributes={
        "arn": "fill('arn:{}:apigateway:{}::/domainnames/{}', [_partition, _region, DomainName])",
        "domain_name": "DomainName",
        "api_mapping_selection_expression": "ApiMappingSelectionExpression",
        "domain_name_configuration": (
            "DomainNameConfigurations[].{certificate_arn: CertificateArn, endpoint_type: EndpointType,"
            " hosted_zone_id: HostedZoneId, ip_address_type: IpAddressType || 'ipv4',"
            " ownership_verification_certificate_arn: OwnershipVerificationCertificateArn,"
            " security_policy: SecurityPolicy, target_domain_name: ApiGatewayDomainName}"
        ),
        "mutual_tls_authentication": (
            "one(MutualTlsAuthentication.{truststore_uri: TruststoreUri, truststore_version: TruststoreVersion})"
        ),
    },
    tags="tags(Tags)",
)
_MAPPING = ResourceType(
    name="aws_apigatewayv2_api_mapping",
    listing=Call(
        operation="GetApiMappings",
        items="Items",
        parameters={"DomainName": "DomainName"},
        of=_DOMAINS,
        absent=("NotFoundException",),
    ),
    id="ApiMappingId",
    attributes={
        "api_id": "ApiId",
        "api_mapping_key": "ApiMappingKey || ''",
        "domain_name": "_parent.DomainName",
        "stage": "Stage",
    },
    facts=TypeFacts(
        called=("domain_name", "api_mapping_key"),
        decides=Meaning.EXPOSURE,
        nothing_to_judge="it joins a domain and a stage, which are judged themselves",
    ),
)
_LINK = ResourceType(
    name="aws_apigatewayv2_vpc_link",
    listing=Call(operation="GetVpcLinks", items="Items"),
    id="VpcLinkId",
    attributes={
        "arn": "fill('arn:{}:apigateway:{}::/vpclinks/{}', [_partition, _region, VpcLinkId])",
        "name": "Name",
        "security_group_ids": "ordered(SecurityGroupIds)",
        "subnet_ids": "ordered(SubnetIds)",
    },
    tags="tags(Tags)",
    facts=TypeFacts(nothing_to_judge="a way into a network; how it is used is judged with the integration"),
)
SERVICES = (
    Service(
        name="apigatewayv2",
        types=(_API, _STAGE, _ROUTE, _INTEGRATION, _AUTHORIZER, _DEPLOYMENT, _DOMAIN, _MAPPING, _LINK),
        events="apigateway",
        families={"aws_apigatewayv2": TypeFacts(nameless=True)},
    ),
)
