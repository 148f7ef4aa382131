"""WAF: web ACLs, rule groups, the sets that rules name, and where ACLs log to; those of CloudFront are global."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.provider.facts import UNKNOWN, TypeFacts
from snapshots.aws.reading.expressions import Expression, Item
from snapshots.aws.reading.service import Call, KnownType, Read, ResourceType, Service

_GONE = ("WAFNonexistentItemException",)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# AWS's members whose block in Terraform is not simply their name in lower case with underscores.
_NAMES: Mapping[str, str] = {
    "CloudWatchMetricsEnabled": "cloudwatch_metrics_enabled",
    "Conditions": "condition",
    "CustomKeys": "custom_key",
    "DataProtections": "data_protection",
    "Filters": "filter",
    "InsertHeaders": "insert_header",
    "ResponseHeaders": "response_header",
    "RuleActionOverrides": "rule_action_override",
    "RuleLabels": "rule_label",
    "Statements": "statement",
    "TextTransformations": "text_transformation",
}
_FIELDS = frozenset({"AddressFields", "PhoneNumberFields"})


def _blocks(value: Any) -> Any:
    """Return what AWS says as Terraform's nested blocks: names with underscores, single objects as lists of one."""
    if isinstance(value, Mapping):
        return {
            _NAMES.get(name) or _WORD.sub("_", name).lower(): _member(name, item)
            for name, item in value.items()
            if not name.startswith("_")
        }
    if isinstance(value, list | tuple):
        return [_blocks(item) for item in value]
    return value


def _member(name: str, value: Any) -> Any:
    if name in _FIELDS:
        return [{"identifiers": [entry["Identifier"] for entry in value or ()]}]
    if name == "SearchString":  # bytes, which items have as hex digits
        return bytes.fromhex(value).decode("utf-8", "backslashreplace")
    if name.endswith("Config") and not value:
        return []
    found = _blocks(value)
    return [found] if isinstance(found, dict) else found


def _block(name: str) -> Any:
    """Return the expression of a member of the item as nested blocks; an empty list where AWS does not say it."""

    def find(item: Item) -> Any:
        return _member(name, item.get(name)) or []

    return find


def _response_bodies(acl: Item) -> list[dict[str, Any]]:
    return [
        {"key": key, "content": body.get("Content"), "content_type": body.get("ContentType")}
        for key, body in sorted((acl.get("CustomResponseBodies") or {}).items())
    ]


def _call(kind: str, scope: str) -> Call:
    """Return the call that lists the things of a kind in a scope and asks about each."""
    return Call(
        operation=f"List{kind}s",
        items=f"{kind}s",
        parameters={"Scope": f"'{scope}'", "Limit": 100},
        describe=Call(
            operation=f"Get{kind}",
            items=f"merge({kind}, {{Scope: '{scope}'}})",
            parameters={"Name": "Name", "Id": "Id", "Scope": f"'{scope}'"},
            absent=_GONE,
        ),
    )


_COMMON = {"arn": "ARN", "name": "Name", "description": "Description", "scope": "Scope"}
_TAGS = Read(
    operation="ListTagsForResource",
    parameters={"ResourceARN": "ARN"},
    attributes={"tags": "tags(TagInfoForResource.TagList)"},
)


_ACL = {
    **_COMMON,
    "default_action": _block("DefaultAction"),
    "rule": _block("Rules"),
    "visibility_config": _block("VisibilityConfig"),
    "custom_response_body": _response_bodies,
    "captcha_config": _block("CaptchaConfig"),
    "challenge_config": _block("ChallengeConfig"),
    "token_domains": "ordered(TokenDomains)",
    "association_config": _block("AssociationConfig"),
    "data_protection_config": _block("DataProtectionConfig"),
}
_RULE_GROUP = {
    **_COMMON,
    "capacity": "Capacity",
    "rule": _block("Rules"),
    "visibility_config": _block("VisibilityConfig"),
    "custom_response_body": _response_bodies,
}
_IP_SET = {**_COMMON, "ip_address_version": "IPAddressVersion", "addresses": "ordered(Addresses)"}
_PATTERN_SET = {**_COMMON, "regular_expression": "RegularExpressionList[].{regex_string: RegexString}"}
_LOGGING = {
    "resource_arn": "ResourceArn",
    "log_destination_configs": "ordered(LogDestinationConfigs)",
    "logging_filter": _block("LoggingFilter"),
    "redacted_fields": _block("RedactedFields"),
}


_ACL_FACTS = TypeFacts(
    volatile=frozenset({"capacity", "lock_token"}), terraform_only=frozenset({"rule_json"}), choosing=True
)
_GROUP_FACTS = TypeFacts(choosing=True)
_RULE_FACTS = TypeFacts(choosing=True, nothing_to_judge="a rule of a web ACL, which is judged itself")
_LIST_FACTS = TypeFacts(nothing_to_judge="a list for rules; that there are any is judged with what has them")


def _types(scope: str) -> tuple[ResourceType, ...]:
    """Return the types of a scope: REGIONAL, or CLOUDFRONT whose API is in one region."""

    def named(
        type_: str, name: str, attributes: Mapping[str, Expression], facts: TypeFacts = UNKNOWN, owned: str = ""
    ) -> ResourceType:
        return ResourceType(
            name=type_,
            listing=_call(name, scope),
            id="Id",
            attributes=attributes,
            reads=(_TAGS,),
            owned=owned,
            facts=facts,
        )

    logging = Call(
        operation="ListLoggingConfigurations",
        items="LoggingConfigurations",
        parameters={"Scope": f"'{scope}'", "Limit": 100},
    )
    return (
        named("aws_wafv2_web_acl", "WebACL", _ACL, _ACL_FACTS, "ManagedByFirewallManager"),
        named("aws_wafv2_rule_group", "RuleGroup", _RULE_GROUP, _GROUP_FACTS),
        named("aws_wafv2_ip_set", "IPSet", _IP_SET, _LIST_FACTS),
        named("aws_wafv2_regex_pattern_set", "RegexPatternSet", _PATTERN_SET, _LIST_FACTS),
        ResourceType(
            name="aws_wafv2_web_acl_logging_configuration",
            listing=logging,
            id="ResourceArn",
            attributes=_LOGGING,
            owned="ManagedByFirewallManager",
        ),
    )


SERVICES = (
    Service(
        name="wafv2",
        types=_types("REGIONAL"),
        known=(KnownType(name="aws_wafv2_web_acl_rule", facts=_RULE_FACTS),),
    ),
    Service(name="wafv2", types=_types("CLOUDFRONT"), is_global=True, home="us-east-1"),
)
