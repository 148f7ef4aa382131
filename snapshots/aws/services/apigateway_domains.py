"""What surrounds the REST APIs of API Gateway: domains, what leads to which API, links, and the account's settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, ResourceType, Service

_GONE = ("NotFoundException",)
_APIS = Call(operation="GetRestApis", items="items")


def _arn(kind: str, id_: str) -> str:
    return f"fill('arn:{{}}:apigateway:{{}}::/{kind}/{{}}', [_partition, _region, {id_}])"


_DOMAINS = Call(
    operation="GetDomainNames",
    items="items",
    parameters={"resourceOwner": "'SELF'"},
    where="!contains(endpointConfiguration.types || `[]`, 'PRIVATE')",
)
_DOMAIN = ResourceType(
    name="aws_api_gateway_domain_name",
    listing=_DOMAINS,
    id="domainName",
    attributes={
        "arn": _arn("domainnames", "domainName"),
        "domain_name": "domainName",
        "certificate_arn": "certificateArn",
        "certificate_name": "certificateName",
        "cloudfront_domain_name": "distributionDomainName",
        "cloudfront_zone_id": "distributionHostedZoneId",
        "endpoint_configuration": ("[endpointConfiguration][*].{types: types, ip_address_type: ipAddressType}"),
        "mutual_tls_authentication": (
            "[mutualTlsAuthentication][*].{truststore_uri: truststoreUri, truststore_version: truststoreVersion}"
        ),
        "ownership_verification_certificate_arn": "ownershipVerificationCertificateArn",
        "policy": "policy",
        "regional_certificate_arn": "regionalCertificateArn",
        "regional_certificate_name": "regionalCertificateName",
        "regional_domain_name": "regionalDomainName",
        "regional_zone_id": "regionalHostedZoneId",
        "routing_mode": "told(routingMode)",
        "security_policy": "securityPolicy",
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"certificate_body", "certificate_chain", "certificate_private_key"}),
        caseless=frozenset({"domain_name"}),
        defaults={"endpoint_configuration.ip_address_type": "ipv4"},
        nothing_to_judge="a name for stages, which are judged themselves",
    ),
)
_MAPPING = ResourceType(
    name="aws_api_gateway_base_path_mapping",
    listing=Call(
        operation="GetBasePathMappings",
        items="items",
        parameters={"domainName": "domainName"},
        of=_DOMAINS,
        absent=_GONE,
    ),
    id="join('/', [_parent.domainName, (basePath != '(none)' && basePath) || ''])",
    attributes={
        "domain_name": "_parent.domainName",
        "api_id": "restApiId",
        "stage_name": "stage",
        # The provider writes none for AWS's word for none.
        "base_path": "(basePath != '(none)' && basePath) || ''",
    },
    facts=TypeFacts(
        key=("domain_name", "base_path"),
        terraform_only=frozenset({"domain_name_id"}),  # of private domains only
        called=("domain_name", "base_path"),
        decides=Meaning.EXPOSURE,
        nothing_to_judge="it joins a domain and a stage, which are judged themselves",
    ),
)
_ACCOUNT = ResourceType(
    name="aws_api_gateway_account",
    listing=Call(operation="GetAccount", items="{cloudwatchRoleArn: cloudwatchRoleArn}"),
    id="'api-gateway-account'",
    attributes={"cloudwatch_role_arn": "cloudwatchRoleArn"},
    owned="!cloudwatchRoleArn",
    facts=TypeFacts(
        key=(),
        terraform_only=frozenset({"reset_on_delete"}),
        nothing_to_judge="it says whose role writes logs; that there are any is judged with stages",
    ),
)
_ANSWER = ResourceType(
    name="aws_api_gateway_gateway_response",
    listing=Call(
        operation="GetGatewayResponses",
        items="items",
        parameters={"restApiId": "id"},
        of=_APIS,
        absent=_GONE,
        where="!defaultResponse",
    ),
    id="join('-', ['aggr', _parent.id, responseType])",
    attributes={
        "rest_api_id": "_parent.id",
        "response_type": "responseType",
        "status_code": "statusCode",
        "response_parameters": "responseParameters",
        "response_templates": "responseTemplates",
    },
    facts=TypeFacts(
        called=("rest_api_id", "response_type"),
        nothing_to_judge="it says how an API refuses",
    ),
)
_MODEL = ResourceType(
    name="aws_api_gateway_model",
    listing=Call(operation="GetModels", items="items", parameters={"restApiId": "id"}, of=_APIS, absent=_GONE),
    id="id",
    attributes={
        "rest_api_id": "_parent.id",
        "name": "name",
        "content_type": "contentType",
        "description": "description",
        "schema": "schema",
    },
    # AWS makes these two with every API.
    owned="(name == 'Empty' || name == 'Error') && contains(description || '', 'default')",
    facts=TypeFacts(
        called=("rest_api_id", "name"),
        documents=frozenset({"schema"}),
        nothing_to_judge="it describes what an API is sent",
    ),
)
_LINK = ResourceType(
    name="aws_api_gateway_vpc_link",
    listing=Call(operation="GetVpcLinks", items="items"),
    id="id",
    attributes={
        "arn": _arn("vpclinks", "id"),
        "name": "name",
        "description": "description",
        "target_arns": "targetArns",
    },
    tags="tags(tags)",
    facts=TypeFacts(nothing_to_judge="a way to a load balancer, which is judged itself"),
)


def _settings(stages: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield an item for each path of a stage that has settings of its own."""
    for stage in stages:
        for path, told in sorted((stage.get("methodSettings") or {}).items()):
            yield {
                **{name: value for name, value in stage.items() if name.startswith("_")},
                "stageName": stage.get("stageName"),
                "methodPath": path.replace("~1", "/").lstrip("/"),
                "settings": told,
            }


_METHODS = ResourceType(
    name="aws_api_gateway_method_settings",
    listing=Call(
        operation="GetStages",
        items="item",
        parameters={"restApiId": "id"},
        of=_APIS,
        absent=_GONE,
        joined=_settings,
    ),
    id=lambda item: f"{item['_parent']['id']}-{item['stageName']}-{item['methodPath']}",
    attributes={
        "rest_api_id": lambda item: item["_parent"]["id"],
        "stage_name": lambda item: item["stageName"],
        "method_path": lambda item: item["methodPath"],
        "settings": lambda item: [
            {
                "cache_data_encrypted": item["settings"].get("cacheDataEncrypted", False),
                "cache_ttl_in_seconds": item["settings"].get("cacheTtlInSeconds", 0),
                "caching_enabled": item["settings"].get("cachingEnabled", False),
                "data_trace_enabled": item["settings"].get("dataTraceEnabled", False),
                "logging_level": item["settings"].get("loggingLevel", "OFF"),
                "metrics_enabled": item["settings"].get("metricsEnabled", False),
                "require_authorization_for_cache_control": item["settings"].get(
                    "requireAuthorizationForCacheControl", False
                ),
                "throttling_burst_limit": item["settings"].get("throttlingBurstLimit", -1),
                "throttling_rate_limit": item["settings"].get("throttlingRateLimit", -1.0),
                "unauthorized_cache_control_header_strategy": item["settings"].get(
                    "unauthorizedCacheControlHeaderStrategy", ""
                ),
            }
        ],
    },
    facts=TypeFacts(
        key=("rest_api_id", "stage_name", "method_path"),
        called=("rest_api_id", "stage_name", "method_path"),
    ),
)
SERVICES = (Service(name="apigateway", types=(_DOMAIN, _MAPPING, _ACCOUNT, _ANSWER, _MODEL, _LINK, _METHODS)),)
