"""Answers of AWS made from the shapes of botocore's service models, with every member there.

A client answers with them instead of asking anybody, by the event that botocore's own Stubber uses. So every call of
every collector can be made, also those that no simulator of AWS knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import botocore.awsrequest
import botocore.model

from snapshots.aws.reading.api import Api
from snapshots.aws.reading.reader import ServiceReader
from snapshots.aws.reading.service import Service
from snapshots.aws.reading.sink import Sink, Site
from snapshots.aws.reading.together import Together
from snapshots.redaction.redact import Redactor

ACCOUNT, REGION = "123456789012", "eu-west-1"
REDACTOR = Redactor(b"k" * 32, "synthetic")
_TIME = datetime(2026, 11, 20, tzinfo=UTC)
_DEPTH = 9
_DOCUMENT = '{"Statement": [{"Sid": "abcd", "Effect": "Allow", "Action": "a:B", "Principal": "*"}]}'
_DOCUMENTS = ("policy", "document", "policytext", "definition", "dashboardbody", "eventpattern", "content")
_PERMISSIONS = _DOCUMENT.replace('"Sid"', f'"Resource": "arn:aws:service:{REGION}:{ACCOUNT}:thing/abcd", "Sid"')
_ANSWERS = {"200": {"statusCode": "200"}}
_METHOD = {
    "httpMethod": "GET",
    "authorizationType": "NONE",
    "methodResponses": _ANSWERS,
    "methodIntegration": {"type": "MOCK", "httpMethod": "GET", "integrationResponses": _ANSWERS},
}
# What the members are that expressions look at, in two worlds; none is a member that is left out. Under the name of an
# operation stands what is so in its answer only; `Block.Member` is a member of one block.
WORLDS: tuple[Mapping[str, Any], ...] = (
    {
        "boolean": False,
        "DomainName": "abcd.example",
        "IsEgress": True,
        "LocationConstraint": REGION,
        "OwnerId": ACCOUNT,
        "PrimaryRegion": REGION,
        "VpcOwnerId": ACCOUNT,
        "acm:DescribeCertificate": {"Status": "ISSUED", "Type": "AMAZON_ISSUED"},
        "cloudfront:ListCachePolicies": {"Type": "custom"},
        "cloudfront:ListOriginRequestPolicies": {"Type": "custom"},
        "cloudfront:ListResponseHeadersPolicies": {"Type": "custom"},
        "cloudformation:DescribeStacks": {"ParentId": None},
        "ec2:DescribeDhcpOptions": {"Key": "domain-name", "Value": "eu-west-1.compute.internal"},
        "ec2:DescribeVpcs": {"CidrBlockAssociationSet.CidrBlock": "10.1.0.0/16", "CidrBlockState.State": "associated"},
        "elbv2:DescribeListeners": {"Protocol": "HTTPS"},
        "glue:GetDatabases": {"TargetDatabase": None},
        "glue:GetTables": {"ViewDefinition": None},
        "opensearch:DescribeDomain": {"EngineVersion": "Elasticsearch_7.10"},
        "rds:DescribeDBProxyTargets": {"TrackedClusterId": None},
        "iam:ListRoles": {"Path": "/aws-service-role/abcd.amazonaws.com/"},
        "rds:DescribeDBInstances": {"DBClusterIdentifier": None},
    },
    {
        "boolean": True,
        "ec2:DescribeRouteTables": {"SubnetId": None},
        "AliasName": "alias/abcd",
        "Code": "active",
        "GroupName": "default",
        "HasMoreDeliveryStreams": False,
        "HasMoreTags": False,
        "InstanceType": "t3.micro",
        "IsEgress": False,
        "LocationConstraint": REGION,
        "Origin": "CreateRoute",
        "Owner": "CUSTOM_POLICY",
        "OwnerId": ACCOUNT,
        "PrimaryRegion": REGION,
        "Region": REGION,
        "State": "attached",
    },
)
# Answers whose maps have names that mean something.
OVERRIDES: Mapping[str, Any] = {
    "apigateway:GetResources": {"items": [{"id": "abcd", "path": "/a", "resourceMethods": {"GET": _METHOD}}]},
    "lambda:GetPolicy": {"Policy": _PERMISSIONS},
    "sns:GetTopicAttributes": {"Attributes": {"TopicArn": "arn:aws:sns:r:1:abcd", "Policy": _DOCUMENT}},
    "sns:GetSubscriptionAttributes": {"Attributes": {"SubscriptionArn": "arn:aws:sns:r:1:abcd:e", "Protocol": "sqs"}},
    "servicediscovery:ListNamespaces": {
        "Namespaces": [
            {"Id": kind, "Arn": f"arn:aws:servicediscovery:r:1:namespace/{kind}", "Name": kind, "Type": kind}
            for kind in ("DNS_PRIVATE", "DNS_PUBLIC", "HTTP")
        ]
    },
    "sqs:GetQueueAttributes": {"Attributes": {"QueueArn": "arn:aws:sqs:r:1:abcd", "Policy": _DOCUMENT}},
}


def answer(shape: botocore.model.Shape | None, world: Mapping[str, Any], *, depth: int = 0, name: str = "") -> Any:
    """Return a value of a shape with all its members, as they are in a world."""
    if shape is None:
        return {}
    if isinstance(shape, botocore.model.StructureShape):
        if depth > _DEPTH:
            return {}
        members = {key: inner for key, inner in shape.members.items() if world.get(key, "") is not None}
        told = {key: world.get(f"{name}.{key}") for key in members}
        return {key: told[key] or answer(inner, world, depth=depth + 1, name=key) for key, inner in members.items()}
    if isinstance(shape, botocore.model.ListShape):
        return [answer(shape.member, world, depth=depth + 1, name=name)] if depth < _DEPTH else []
    if isinstance(shape, botocore.model.MapShape):
        return {"abcd": answer(shape.value, world, depth=depth + 1, name=name)}
    return _scalar(shape, world, name)


def _scalar(shape: botocore.model.Shape, world: Mapping[str, Any], name: str) -> Any:
    kind = shape.type_name
    if name in world and kind in {"string", "boolean"}:
        return world[name]
    if kind != "string":
        plain = {"boolean": world["boolean"], "timestamp": _TIME, "blob": b"abcd", "float": 1.5, "double": 1.5}
        return plain.get(kind, 1)
    enum = shape.metadata.get("enum")
    lower = name.lower()
    if enum:
        return enum[0]
    if lower.endswith("arn"):
        return f"arn:aws:service:{REGION}:{ACCOUNT}:thing/abcd"
    if lower.endswith(_DOCUMENTS):
        return _DOCUMENT
    return "abcd".ljust(int(shape.metadata.get("min", 0)), "x")


class Fake:
    """Clients of services that answer for themselves; the operation `denied` is refused, `seen` are those called."""

    def __init__(self, world: Mapping[str, Any], *, denied: str = "") -> None:
        """Nothing was called yet."""
        self.world, self.denied, self.seen = world, denied, set[str]()

    def read(self, service: Service) -> Sink:
        """Read a service from nothing but synthetic answers."""
        site = Site(
            source="aws:synthetic", account=ACCOUNT, region=REGION, regions=(REGION,), is_global=service.is_global
        )
        sink = Sink(site, REDACTOR)
        ServiceReader(Api(self._client(service.name), service.name), sink, Together(1)).read(service)
        return sink

    def _client(self, service: str) -> Any:
        make: Any = boto3.client
        client = make(service, region_name=REGION, aws_access_key_id="k", aws_secret_access_key="s")
        tokens = tokens_of(client)

        def respond(model: Any, **_: Any) -> Any:
            operation = f"{service}:{model.name}"
            self.seen.add(operation)
            http = botocore.awsrequest.AWSResponse("", 200, {}, None)  # type: ignore[arg-type]  # nobody reads its headers
            if operation == self.denied:
                http.status_code = 403
                error = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
                return http, error
            world = {**self.world, **dict.fromkeys(tokens), **self.world.get(operation, {})}
            return http, OVERRIDES.get(operation) or answer(model.output_shape, world)

        client.meta.events.register("before-call", respond)
        return client


def tokens_of(client: Any) -> set[str]:
    """Return the members that say that there is more."""
    names = {"NextToken", "nextToken", "NextMarker", "Marker", "position", "Truncated", "IsTruncated", "NextPageToken"}
    for method in client.meta.method_to_api_mapping:
        if client.can_paginate(method):
            config = client.get_paginator(method)._pagination_cfg
            tokens = config["output_token"]
            words = [*(tokens if isinstance(tokens, list) else [tokens]), config.get("more_results", "")]
            names |= {word.split(" ")[0].rpartition(".")[2] for word in words if word}
    return names
