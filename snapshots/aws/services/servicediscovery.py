"""Cloud Map: namespaces and the services in them."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_NOTHING = TypeFacts(nothing_to_judge="it says where a service is found")
_NAMESPACES = Call(operation="ListNamespaces", items="Namespaces", where="!ResourceOwner || ResourceOwner == 'SELF'")
_TAGS = Read(operation="ListTagsForResource", parameters={"ResourceARN": "Arn"}, attributes={"tags": "tags(Tags)"})
_COMMON = {"arn": "Arn", "name": "Name", "description": "Description"}


def _namespace(name: str, kind: str, **attributes: str) -> ResourceType:
    return ResourceType(
        name=name,
        listing=_NAMESPACES,
        where=f"Type == '{kind}'",
        id="Id",
        attributes={**_COMMON, **attributes},
        reads=(_TAGS,),
        facts=TypeFacts(
            # AWS takes it to make the zone, and tells it of the zone only.
            terraform_only=frozenset({"vpc"} if kind == "DNS_PRIVATE" else ()),
            nothing_to_judge=_NOTHING.nothing_to_judge,
        ),
    )


_ZONE = "Properties.DnsProperties.HostedZoneId"
_DNS = block(
    namespace_id="NamespaceId",
    routing_policy="RoutingPolicy",
    dns_records="DnsRecords[].{ttl: TTL, type: Type}",
)
_SERVICE = ResourceType(
    name="aws_service_discovery_service",
    listing=Call(
        operation="ListServices",
        items="Services",
        describe=Call(operation="GetService", items="Service", parameters={"Id": "Id"}, absent=("ServiceNotFound",)),
    ),
    id="Id",
    attributes={
        **_COMMON,
        "namespace_id": "NamespaceId",
        "type": "Type",
        "dns_config": f"[DnsConfig][*].{_DNS}",
        "health_check_config": (
            "[HealthCheckConfig][*].{failure_threshold: FailureThreshold, resource_path: ResourcePath, type: Type}"
        ),
        "health_check_custom_config": "[HealthCheckCustomConfig][*].{failure_threshold: FailureThreshold}",
    },
    reads=(_TAGS,),
    facts=TypeFacts(
        terraform_only=frozenset({"force_destroy"}),
        called=("namespace_id", "name"),
        defaults={"dns_config.routing_policy": "MULTIVALUE"},
        nothing_to_judge=_NOTHING.nothing_to_judge,
    ),
)
SERVICES = (
    Service(
        name="servicediscovery",
        types=(
            _namespace("aws_service_discovery_private_dns_namespace", "DNS_PRIVATE", hosted_zone=_ZONE),
            _namespace("aws_service_discovery_public_dns_namespace", "DNS_PUBLIC", hosted_zone=_ZONE),
            _namespace("aws_service_discovery_http_namespace", "HTTP", http_name="Properties.HttpProperties.HttpName"),
            _SERVICE,
        ),
    ),
)
