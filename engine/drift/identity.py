"""Who is who: which resource of one side is which of the other.

State against live goes by the provider's id within a type, then by address; `engine.drift.counterparts` does it for two
environments. Nothing is guessed and nothing is lost: matched + left only + right only + ambiguous is the input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.canonical.texts import Field, case, cidr
from engine.drift.moves import Moves
from engine.errors import EngineError
from engine.model.place import is_same_place
from engine.model.snapshot import Move, Resource

# Types whose id in a state is made up by the provider, or says too little: the attributes that name them instead. Of a
# type without any there is one in a place.
_BUCKET_PARTS = (
    # The id of these has the expected owner or the canned ACL behind the bucket, where one is given.
    "aws_s3_bucket_accelerate_configuration",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_request_payment_configuration",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_website_configuration",
)
NATURAL_KEYS: Mapping[str, tuple[str, ...]] = {
    "aws_apigatewayv2_stage": ("api_id", "name"),
    "aws_autoscaling_attachment": ("autoscaling_group_name", "elb", "lb_target_group_arn"),
    "aws_autoscaling_lifecycle_hook": ("autoscaling_group_name", "name"),
    "aws_autoscaling_policy": ("autoscaling_group_name", "name"),
    "aws_autoscaling_schedule": ("autoscaling_group_name", "scheduled_action_name"),
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "name"),
    "aws_cloudwatch_log_subscription_filter": ("log_group_name", "name"),
    "aws_ebs_encryption_by_default": (),
    "aws_iam_group_membership": ("group",),
    "aws_iam_group_policy_attachment": ("group", "policy_arn"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_user_policy_attachment": ("user", "policy_arn"),
    "aws_lambda_permission": ("function_name", "statement_id"),
    "aws_lb_target_group_attachment": ("target_group_arn", "target_id"),
    "aws_network_acl_rule": ("network_acl_id", "egress", "rule_number"),
    "aws_route": (
        "route_table_id",
        "destination_cidr_block",
        "destination_ipv6_cidr_block",
        "destination_prefix_list_id",
    ),
    "aws_route53_record": ("zone_id", "fqdn", "type", "set_identifier"),
    "aws_volume_attachment": ("instance_id", "volume_id"),
    **dict.fromkeys(_BUCKET_PARTS, ("bucket",)),
}


class MatchingError(EngineError):
    """A matching lost or invented a resource; a defect of driftgate, never of the input."""


@dataclass(frozen=True, slots=True)
class Matching:
    """The outcome of matching: pairs (left, right), what stands on one side only, and what has several candidates."""

    pairs: tuple[tuple[Resource, Resource], ...]
    left_only: tuple[Resource, ...]
    right_only: tuple[Resource, ...]
    ambiguous: tuple[Resource, ...]


def provider_id(resource: Resource) -> str:
    """Return the id of a resource at its provider: natural where the state's own id is made up."""
    names = NATURAL_KEYS.get(resource.type)
    if names is None or not resource.attributes.keys() >= set(names):
        return resource.id
    values = [resource.attributes[name] for name in names]
    if not all(isinstance(value, str | bool | float | int | None) for value in values):
        return resource.id
    parts = (_part(Field(resource.type, name), value) for name, value in zip(names, values, strict=True))
    return "/".join(parts) or resource.type


def _part(field: Field, value: str | bool | float | None) -> str:
    """Return a part of a natural key; where a name is asked for, people also write the ARN that ends with it."""
    if isinstance(value, str):
        if field.name.endswith("_name") and value.startswith("arn:"):
            return value.rpartition(":")[2]
        return case(field, cidr(field, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(int(value) if value == int(value) else value)


def match_by_id(left: Sequence[Resource], right: Sequence[Resource], moves: Iterable[Move] = ()) -> Matching:
    """Match by (type, provider id), in the same account and region when both sides tell; then the rest by address.

    `moves` are those that the two sides know of: an address is the one that it is by now.
    """
    first = _match(left, right, _by_id)
    known = Moves(moves)
    called = {
        id(item): moved
        for side in (left, right)
        for item, moved in _moved(side, known.among(item.address for item in side))
    }
    second = _match(
        first.left_only,
        first.right_only,
        lambda item: (item.type, called.get(id(item), item.address)) if item.address else None,
    )
    return _checked(
        left,
        right,
        Matching(
            pairs=first.pairs + second.pairs,
            left_only=second.left_only,
            right_only=second.right_only,
            ambiguous=first.ambiguous + second.ambiguous,
        ),
    )


def _by_id(item: Resource) -> tuple[str, str] | None:
    name = provider_id(item)
    return (item.type, name) if name else None


def _moved(side: Iterable[Resource], names: Mapping[str, str]) -> Iterator[tuple[Resource, str]]:
    return ((item, names[item.address]) for item in side if item.address in names)


def _match(
    left: Sequence[Resource],
    right: Sequence[Resource],
    key: Callable[[Resource], Hashable | None],
) -> Matching:
    lefts, rights = _by_key(left, key), _by_key(right, key)
    pairs: list[tuple[Resource, Resource]] = []
    left_only: list[Resource] = list(lefts.pop(None, ()))
    right_only: list[Resource] = list(rights.pop(None, ()))
    ambiguous: list[Resource] = []
    for name, ours in lefts.items():
        theirs = rights.pop(name, [])
        if len(ours) == len(theirs) == 1:
            if is_same_place(ours[0], theirs[0]):
                pairs.append((ours[0], theirs[0]))
            else:
                left_only += ours
                right_only += theirs
        else:
            rest = _match_places(ours, theirs)
            pairs += rest.pairs
            unclear = bool(rest.left_only and rest.right_only)
            (ambiguous if unclear else left_only).extend(rest.left_only)
            (ambiguous if unclear else right_only).extend(rest.right_only)
    for theirs in rights.values():
        right_only += theirs
    return Matching(tuple(pairs), tuple(left_only), tuple(right_only), tuple(ambiguous))


def _match_places(ours: Iterable[Resource], theirs: Iterable[Resource]) -> Matching:
    """Match resources of one id by exactly equal account and region, where that leaves no choice."""
    lefts, rights = (_by_key(list(side), lambda item: item.place) for side in (ours, theirs))
    pairs: list[tuple[Resource, Resource]] = []
    left_only: list[Resource] = []
    for place, here in lefts.items():
        there = rights.get(place, [])
        if len(here) == len(there) == 1:
            pairs.append((here[0], rights.pop(place)[0]))
        else:
            left_only += here
    return Matching(tuple(pairs), tuple(left_only), tuple(item for items in rights.values() for item in items), ())


def _by_key(
    resources: Sequence[Resource], key: Callable[[Resource], Hashable | None]
) -> dict[Hashable | None, list[Resource]]:
    found: dict[Hashable | None, list[Resource]] = defaultdict(list)
    for resource in resources:
        found[key(resource)].append(resource)
    return found


def _checked(left: Sequence[Resource], right: Sequence[Resource], matching: Matching) -> Matching:
    total = 2 * len(matching.pairs) + len(matching.left_only) + len(matching.right_only) + len(matching.ambiguous)
    if total != len(left) + len(right):
        raise MatchingError(f"matching {len(left)} with {len(right)} resources accounts for {total}")
    return matching
