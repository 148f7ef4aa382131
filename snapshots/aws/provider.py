"""What is known of AWS's resource types: implements `engine.provider.port.Provider`."""

from __future__ import annotations

from engine.model.parity import Expectation, ParityRule
from engine.provider.facts import Entries, Owner, Part, Split, Told, TypeFacts
from engine.provider.schema import SchemaNode, SchemaTable
from snapshots.aws import meanings, tables
from snapshots.aws.common_facts import COMMON
from snapshots.aws.terraform_only import TERRAFORM_ONLY

_RULES = Entries(
    same=("protocol", "from_port", "to_port"),
    each=("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"),
    itself="self",
    alone=("protocol", "-1"),
)
_RULE = {
    "protocol": Told(at="ip_protocol"),
    "cidr_blocks": Told(at="cidr_ipv4"),
    "ipv6_cidr_blocks": Told(at="cidr_ipv6"),
    "prefix_list_ids": Told(at="prefix_list_id"),
    "security_groups": Told(at="referenced_security_group_id"),
}
_INLINE = {
    "aws_security_group_rule": {"security_groups": Told(at="source_security_group_id")},
    "aws_vpc_security_group_ingress_rule": _RULE,
    "aws_vpc_security_group_egress_rule": _RULE,
    "aws_s3_bucket_versioning": {
        "enabled": Told(at="versioning_configuration.status", words={"Enabled": True, "Suspended": False}),
        "mfa_delete": Told(at="versioning_configuration.mfa_delete", words={"Enabled": True, "": False}),
    },
}


class AwsProvider:
    """Knows AWS by a table of schemas and our own tables."""

    def __init__(self, schema: SchemaTable) -> None:
        """Take the schemas from a table."""
        self._schema = schema
        self._facts: dict[str, TypeFacts] = {}
        self.common = COMMON

    @property
    def version(self) -> str:
        """Return what the schemas were made from."""
        return self._schema.version

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a type, none when the table does not know it."""
        return self._schema.find(type_)

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none when the table does not know the type."""
        return self._schema.version_of(type_)

    def facts(self, type_: str) -> TypeFacts:
        """Return what is known of a type."""
        known = self._facts.get(type_)
        if known is None:
            known = self._facts[type_] = facts(type_)
        return known


def facts(type_: str) -> TypeFacts:
    """Return what the tables say of a type."""
    none: frozenset[str] = frozenset()
    start = f"{type_}."
    owner = tables.FOLLOWS.get(type_)
    return TypeFacts(
        volatile=tables.VOLATILE.get(type_, none),
        terraform_only=TERRAFORM_ONLY.get(type_, none),
        defaults=tables.DEFAULTS.get(type_, {}),
        synonyms=tables.SYNONYMS.get(type_, {}),
        caseless=tables.CASELESS.get(type_, none),
        documents=tables.YAML_TEXTS.get(type_, none),
        unordered=tables.UNORDERED_LISTS.get(type_, none),
        instead=tables.INSTEAD.get(type_, {}),
        choosing=type_ in tables.CHOOSING,
        otherwise=frozenset(
            {"aws_acm_certificate": ["subject_alternative_names"], "aws_iam_openid_connect_provider": ["url"]}.get(
                type_, []
            )
        ),
        key=tables.NATURAL_KEYS.get(type_),
        called=tables.TOGETHER.get(type_, ()),
        nameless=tables.NAMELESS.fullmatch(type_) is not None,
        service=_service(type_),
        splits=tuple(
            Split(child=one.child, link=one.link, attributes=one.attributes, inline=_INLINE.get(one.child, {}))
            for one in tables.SPLITS
            if one.parent == type_
        ),
        parts=tuple(
            Part(child=one.child, link=one.link, attribute=one.attribute) for one in tables.PARTS if one.parent == type_
        ),
        entries=_RULES if type_.endswith("security_group") else None,
        owner=Owner(link=owner[0], type=owner[1]) if owner else None,
        implied=tables.IMPLIED.get(type_, {}),
        meanings={name.removeprefix(start): what for name, what in meanings.OF_TYPE.items() if name.startswith(start)},
        grades={name.removeprefix(start): what for name, what in meanings.GRADE.items() if name.startswith(start)},
        decides=next((meaning for beginning, meaning in meanings.OF_TYPES if type_.startswith(beginning)), None),
        parity=(
            ParityRule(
                name="own network",
                expect=Expectation.MUST_DIFFER,
                path="cidr_block",
                reason="networks with the same addresses cannot be joined",
            ),
        )
        if type_ == "aws_vpc"
        else (),
    )


def _service(type_: str) -> str:
    parts = type_.split("_")
    for length in range(len(parts), 1, -1):
        known = tables.SERVICES.get("_".join(parts[:length]))
        if known is not None:
            return known
    word = parts[1] if len(parts) > 1 else ""
    return "ec2" if tables.EC2.fullmatch(word) else word
