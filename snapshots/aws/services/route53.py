"""Route 53: hosted zones, their records, and health checks."""

from __future__ import annotations

import re
from typing import Any

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.hosted_zones import LOAD_BALANCERS
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("NoSuchHostedZone",)
_ZONES = Call(
    operation="ListHostedZones",
    items="HostedZones",
    describe=Call(operation="GetHostedZone", items="@", parameters={"Id": "Id"}, absent=_GONE),
)
_ZONE_ID = "after('/', HostedZone.Id)"


def _domain(text: str) -> str:
    """Return a domain name as the provider writes it: no final dot, no octal escapes, lower case."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text).removesuffix(".").lower()


def _name(record: Item) -> str:
    return _domain(record["Name"])


def _record_id(record: Item) -> str:
    zone = record["_parent"]["HostedZone"]["Id"].rpartition("/")[2]
    return "_".join(part for part in (zone, _name(record), record["Type"], record.get("SetIdentifier")) if part)


def _values(record: Item) -> list[str]:
    """Return the values of a record; those of TXT records without the quotes around them."""
    values = [entry["Value"] for entry in record.get("ResourceRecords") or ()]
    if record["Type"] in {"TXT", "SPF"}:
        values = [value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value for value in values]
    return sorted(values)


def _alias(record: Item) -> list[dict[str, Any]]:
    target = record.get("AliasTarget")
    if not target:
        return []
    return [
        {
            "name": _domain(target["DNSName"]).removeprefix("dualstack."),
            "zone_id": target["HostedZoneId"],
            "evaluate_target_health": target["EvaluateTargetHealth"],
        }
    ]


def _made_by_aws(record: Item) -> bool:
    """Tell whether AWS keeps the record: that of a zone itself, of a traffic policy or of a linked service."""
    zone = record["_parent"]["HostedZone"]
    apex = _name(record) == _domain(zone["Name"]) and record["Type"] in {"NS", "SOA"}
    return apex or bool(record.get("TrafficPolicyInstanceId") or zone.get("LinkedService"))


def _tags(kind: str, id_: str) -> Read:
    """Return the call about a resource's tags."""
    return Read(
        operation="ListTagsForResource",
        parameters={"ResourceType": f"'{kind}'", "ResourceId": id_},
        attributes={"tags": "tags(ResourceTagSet.Tags)"},
    )


_ZONE = ResourceType(
    name="aws_route53_zone",
    listing=_ZONES,
    id=_ZONE_ID,
    attributes={
        "arn": f"fill('arn:{{}}:route53:::hostedzone/{{}}', [_partition, {_ZONE_ID}])",
        "zone_id": _ZONE_ID,
        "name": lambda zone: _domain(zone["HostedZone"]["Name"]),
        "comment": "HostedZone.Config.Comment",
        "delegation_set_id": "after('/', DelegationSet.Id)",
        "vpc": "VPCs[].{vpc_id: VPCId, vpc_region: VPCRegion}",
    },
    reads=(_tags("hostedzone", _ZONE_ID),),
    owned="HostedZone.LinkedService",
    facts=TypeFacts(caseless=frozenset({"name"}), nameless=True),
)
_RECORD = ResourceType(
    name="aws_route53_record",
    listing=Call(
        operation="ListResourceRecordSets",
        items="ResourceRecordSets",
        parameters={"HostedZoneId": _ZONE_ID},
        of=_ZONES,
        absent=_GONE,
    ),
    id=_record_id,
    attributes={
        "zone_id": "after('/', _parent.HostedZone.Id)",
        "name": _name,
        "fqdn": _name,
        "type": "Type",
        "ttl": "TTL",
        "records": _values,
        "alias": _alias,
        "set_identifier": "SetIdentifier || ''",
        "health_check_id": "HealthCheckId",
        "multivalue_answer_routing_policy": "MultiValueAnswer || `false`",
        "weighted_routing_policy": "one({weight: Weight})",
        "latency_routing_policy": "one({region: Region})",
        "failover_routing_policy": "one({type: Failover})",
        "geolocation_routing_policy": (
            "one({continent: GeoLocation.ContinentCode, country: GeoLocation.CountryCode,"
            " subdivision: GeoLocation.SubdivisionCode})"
        ),
        "geoproximity_routing_policy": (
            "(GeoProximityLocation && [{aws_region: GeoProximityLocation.AWSRegion,"
            " local_zone_group: GeoProximityLocation.LocalZoneGroup, bias: GeoProximityLocation.Bias || `0`,"
            " coordinates: one({latitude: GeoProximityLocation.Coordinates.Latitude,"
            " longitude: GeoProximityLocation.Coordinates.Longitude})}]) || `[]`"
        ),
        "cidr_routing_policy": (
            "one({collection_id: CidrRoutingConfig.CollectionId, location_name: CidrRoutingConfig.LocationName})"
        ),
    },
    owned=_made_by_aws,
    facts=TypeFacts(
        volatile=frozenset(
            {
                "name",  # with or without the zone's name; `fqdn` is compared
            }
        ),
        terraform_only=frozenset({"allow_overwrite"}),
        synonyms={"alias.zone_id": LOAD_BALANCERS},
        meanings={
            "alias": Meaning.EXPOSURE,
            "records": Meaning.EXPOSURE,
        },
        # An address that is let go, or a bucket that is gone, is somebody else's tomorrow: that stands nowhere.
        nothing_to_judge="it says where a name leads; whether that is still one's own no configuration tells",
        defaults={"multivalue_answer_routing_policy": False, "ttl": 0},
        caseless=frozenset(
            {
                "fqdn",
                "name",  # with or without the zone's name; `fqdn` is compared
            }
        ),
        key=("zone_id", "fqdn", "type", "set_identifier"),
        called=("zone_id", "fqdn"),
    ),
)
_CHECK = ResourceType(
    name="aws_route53_health_check",
    listing=Call(operation="ListHealthChecks", items="HealthChecks"),
    id="Id",
    attributes={
        "arn": "fill('arn:{}:route53:::healthcheck/{}', [_partition, Id])",
        "type": "HealthCheckConfig.Type",
        "fqdn": "HealthCheckConfig.FullyQualifiedDomainName",
        "ip_address": "HealthCheckConfig.IPAddress",
        "port": "HealthCheckConfig.Port",
        "resource_path": "HealthCheckConfig.ResourcePath",
        "search_string": "HealthCheckConfig.SearchString",
        "request_interval": "HealthCheckConfig.RequestInterval",
        "failure_threshold": "HealthCheckConfig.FailureThreshold",
        "measure_latency": "HealthCheckConfig.MeasureLatency",
        "invert_healthcheck": "HealthCheckConfig.Inverted",
        "disabled": "HealthCheckConfig.Disabled",
        "enable_sni": "HealthCheckConfig.EnableSNI",
        "regions": "ordered(HealthCheckConfig.Regions)",
        "child_healthchecks": "ordered(HealthCheckConfig.ChildHealthChecks)",
        "child_health_threshold": "HealthCheckConfig.HealthThreshold",
        "cloudwatch_alarm_name": "HealthCheckConfig.AlarmIdentifier.Name",
        "cloudwatch_alarm_region": "HealthCheckConfig.AlarmIdentifier.Region",
        "insufficient_data_health_status": "HealthCheckConfig.InsufficientDataHealthStatus",
        "routing_control_arn": "HealthCheckConfig.RoutingControlArn",
    },
    reads=(_tags("healthcheck", "Id"),),
    owned="LinkedService",
    facts=TypeFacts(
        terraform_only=frozenset({"reference_name"}),
        # A kind of health check has not all of these; a state then has zeros.
        defaults={
            "child_health_threshold": 0,
            "disabled": False,
            "enable_sni": False,
            "failure_threshold": 0,
            "invert_healthcheck": False,
            "measure_latency": False,
            "port": 0,
            "request_interval": 0,
        },
        caseless=frozenset({"fqdn"}),
    ),
)
SERVICES = (Service(name="route53", types=(_ZONE, _RECORD, _CHECK), is_global=True),)
