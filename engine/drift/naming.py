"""What a resource is called in the calls that change it: by which words an event names it, and of which service.

Ids, ARNs and addresses stand for one resource wherever they occur. A name is only one among resources of its kind: of
it the event has to say as what it is meant (`engine.model.event.Mention.role`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.event import Mention
from engine.model.snapshot import Resource

# Attributes that together name a resource, which has no name or id of its own in a call.
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "aws_appautoscaling_policy": ("resource_id", "name"),
    "aws_appautoscaling_target": ("resource_id",),
    "aws_autoscaling_policy": ("autoscaling_group_name", "name"),
    "aws_cloudwatch_event_target": ("rule", "target_id"),
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "name"),
    "aws_iam_group_policy": ("group", "name"),
    "aws_iam_group_policy_attachment": ("group", "policy_arn"),
    "aws_iam_role_policy": ("role", "name"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_user_policy": ("user", "name"),
    "aws_iam_user_policy_attachment": ("user", "policy_arn"),
    "aws_lambda_permission": ("function_name", "statement_id"),
    "aws_lb_target_group_attachment": ("target_group_arn", "target_id"),
    "aws_network_acl_rule": ("network_acl_id",),
    "aws_route": ("route_table_id", "destination_cidr_block"),
    "aws_route53_record": ("zone_id", "fqdn"),
    "aws_secretsmanager_secret_policy": ("secret_arn",),
    "aws_security_group_rule": ("security_group_id",),
    "aws_sqs_queue_policy": ("queue_url",),
}
# Of these several may share a name, which does not tell which of them is meant.
_NAMELESS = re.compile(
    r"aws_(?:api_gateway|apigatewayv2|cognito)_\w+|aws_backup_(?:plan|selection)|aws_(?:default_)?security_group"
    r"|aws_ecs_service|aws_guardduty_filter|aws_route53_zone"
)
# Attributes that hold an id, an ARN or a name of the resource itself.
_OWN = ("arn", "name", "bucket", "function_name", "identifier", "cluster_identifier", "replication_group_id", "url")
_UNIQUE = re.compile(
    r"arn:.+|https?://.+|[a-z]{1,12}-[0-9a-f]{8,17}|(?:db|cluster)-[A-Z0-9]{20,}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|(?=[A-Z]*\d)[A-Z][A-Z0-9]{9,31}",
)
# The services whose types do not say it in their second word: the longest prefix counts.
_SERVICES: Mapping[str, str] = {
    "aws_alb": "elasticloadbalancing",
    "aws_api_gateway": "apigateway",
    "aws_apigatewayv2": "apigateway",
    "aws_appautoscaling": "application-autoscaling",
    "aws_cloudwatch_event": "events",
    "aws_cloudwatch_log": "logs",
    "aws_db": "rds",
    "aws_docdb": "rds",
    "aws_efs": "elasticfilesystem",
    "aws_elasticsearch": "es",
    "aws_elb": "elasticloadbalancing",
    "aws_kinesis_firehose": "firehose",
    "aws_launch_configuration": "autoscaling",
    "aws_lb": "elasticloadbalancing",
    "aws_neptune": "rds",
    "aws_opensearch": "es",
    "aws_sfn": "states",
}
_EC2 = re.compile(
    r"ami|customer|default|ebs|ec2|egress|eip|flow|instance|internet|key|launch|main|nat|network|placement|route"
    r"|security|snapshot|spot|subnet|volume|vpc|vpn"
)
_ARN_SERVICE = re.compile(r"arn:[a-z-]+:([a-z0-9-]+):")
_ALIASES = {"monitoring": "cloudwatch"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to name a resource: words of which an event has every one. `unique` ones need no role."""

    words: tuple[str, ...]
    unique: bool


def ways(resource: Resource) -> Iterator[Way]:
    """Yield the ways in which an event can name a resource."""
    together = _TOGETHER.get(resource.type)
    if together is not None:
        words = tuple(map(plain, _texts(resource.attributes, together)))
        if len(words) == len(together):
            yield Way(words, unique=True)
    own = _OWN if _NAMELESS.fullmatch(resource.type) is None else _OWN[:1]
    for word in dict.fromkeys(map(plain, (resource.id, *_texts(resource.attributes, own)))):
        unique = _UNIQUE.fullmatch(word) is not None
        if word and (unique or together is None):
            yield Way((word,), unique=unique)


def plain(name: str) -> str:
    """Return a name as all APIs write it: of a zone without its path, of a log group without its end, of DNS too."""
    return name.removeprefix("/hostedzone/").removesuffix(":*").rstrip(".")


def means(mention: Mention, type_: str) -> bool:
    """Tell whether what an event calls a thing can be of a Terraform type."""
    whole = type_.replace("_", "")
    return mention.role in whole or (mention.role.startswith("db") and mention.role[2:] in whole)


def service_of(resource: Resource) -> str:
    """Return the service whose calls change a resource: by its ARN, else by its type."""
    arn = resource.attributes.get("arn")
    match = _ARN_SERVICE.match(arn) if isinstance(arn, str) else None
    if match is not None:
        return match[1]
    parts = resource.type.split("_")
    for length in range(len(parts), 1, -1):
        known = _SERVICES.get("_".join(parts[:length]))
        if known is not None:
            return known
    word = parts[1] if len(parts) > 1 else ""
    return "ec2" if _EC2.fullmatch(word) else word


def service_named(source: str) -> str:
    """Return the service of an event as ARNs call it."""
    return _ALIASES.get(source, source)


def _texts(attributes: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = attributes.get(name)
        if isinstance(value, str) and value:
            yield value
