"""Classic load balancers, and the instances that are registered with them."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Owner, Split, TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_BALANCERS = Call(operation="DescribeLoadBalancers", items="LoadBalancerDescriptions")
_ATTRIBUTES = "LoadBalancerAttributes"
_DESYNC = "elb.http.desyncmitigationmode"


def _listeners(balancer: Item) -> Any:
    """Return what is listened to; the provider writes protocols in small letters."""
    listeners = [entry["Listener"] for entry in balancer.get("ListenerDescriptions") or ()]
    return [
        {
            "instance_port": one.get("InstancePort"),
            "instance_protocol": str(one.get("InstanceProtocol") or "").lower(),
            "lb_port": one.get("LoadBalancerPort"),
            "lb_protocol": str(one.get("Protocol") or "").lower(),
            "ssl_certificate_id": one.get("SSLCertificateId") or "",
        }
        for one in listeners
    ]


_BALANCER = ResourceType(
    name="aws_elb",
    listing=_BALANCERS,
    id="LoadBalancerName",
    attributes={
        "arn": "fill('arn:{}:elasticloadbalancing:{}:{}:loadbalancer/{}',"
        " [_partition, _region, _account, LoadBalancerName])",
        "name": "LoadBalancerName",
        "dns_name": "DNSName",
        "zone_id": "CanonicalHostedZoneNameID",
        "internal": "Scheme == 'internal'",
        "availability_zones": "ordered(AvailabilityZones)",
        "subnets": "ordered(Subnets)",
        "security_groups": "ordered(SecurityGroups)",
        "source_security_group": "fill('{}/{}', [SourceSecurityGroup.OwnerAlias, SourceSecurityGroup.GroupName])",
        "instances": "ordered(Instances[].InstanceId)",
        "listener": _listeners,
        "health_check": (
            "one(HealthCheck.{target: Target, interval: Interval, timeout: Timeout,"
            " healthy_threshold: HealthyThreshold, unhealthy_threshold: UnhealthyThreshold})"
        ),
    },
    reads=(
        Read(
            operation="DescribeLoadBalancerAttributes",
            parameters={"LoadBalancerName": "LoadBalancerName"},
            attributes={
                "access_logs": (
                    f"[{_ATTRIBUTES}.AccessLog][?S3BucketName].{{bucket: S3BucketName, bucket_prefix: S3BucketPrefix,"
                    " enabled: Enabled, interval: EmitInterval || `60`}"
                ),
                "connection_draining": f"{_ATTRIBUTES}.ConnectionDraining.Enabled || `false`",
                "connection_draining_timeout": f"{_ATTRIBUTES}.ConnectionDraining.Timeout || `300`",
                "cross_zone_load_balancing": f"{_ATTRIBUTES}.CrossZoneLoadBalancing.Enabled || `false`",
                "desync_mitigation_mode": (
                    f"told({_ATTRIBUTES}.AdditionalAttributes[?Key == '{_DESYNC}'].Value | [0])"
                ),
                "idle_timeout": f"{_ATTRIBUTES}.ConnectionSettings.IdleTimeout || `60`",
            },
        ),
        Read(
            operation="DescribeTags",
            parameters={"LoadBalancerNames": "[LoadBalancerName]"},
            attributes={"tags": "tags(TagDescriptions[0].Tags)"},
        ),
    ),
    facts=TypeFacts(
        terraform_only=frozenset({"name_prefix"}),
        called=("name",),
        splits=(Split(child="aws_elb_attachment", link="elb", attributes=("instances",)),),
    ),
)
_ATTACHMENT = ResourceType(
    name="aws_elb_attachment",
    listing=Call(operation="DescribeLoadBalancers", items="LoadBalancerDescriptions | inner(@, 'Instances')"),
    id="join('-', [_of.LoadBalancerName, InstanceId])",
    attributes={"elb": "_of.LoadBalancerName", "instance": "InstanceId"},
    # The balancer says itself which instances it has; one more there is told of it.
    owned="`true`",
    facts=TypeFacts(
        nothing_to_judge="it joins a load balancer and an instance",
        key=("elb", "instance"),
        called=("elb", "instance"),
        owner=Owner(link="instance", type="aws_instance"),
    ),
)
SERVICES = (Service(name="elb", types=(_BALANCER, _ATTACHMENT), events="elasticloadbalancing"),)
