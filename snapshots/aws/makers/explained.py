"""What stacks have made, brought together with what is there: by their lists, their templates, and by tags."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.model.identity import Maker, ResourceKey
from engine.model.place import is_same
from engine.model.snapshot import Resource
from snapshots.aws.makers.declared import find_declared, list_declared
from snapshots.aws.makers.parts import DEFAULT, INSIDE, Wholes, follow
from snapshots.aws.makers.stack_types import ALSO
from snapshots.aws.makers.tags import STACK_NAME
from snapshots.aws.makers.templates import Declared
from snapshots.aws.reading.api import ApiError

TEMPLATE = "cloudformation:GetTemplate"
_BY_TAG = f"tag {STACK_NAME}"
# Resources of their own whose ids in a stack nobody else knows: ours, the whole and where the part names it, theirs.
_BESIDE: Mapping[str, tuple[tuple[str, str], str]] = {
    "aws_api_gateway_method": (("aws_api_gateway_rest_api", "rest_api_id"), "AWS::ApiGateway::Method"),
    "aws_network_acl_rule": (("aws_network_acl", "network_acl_id"), "AWS::EC2::NetworkAclEntry"),
    "aws_route": (("aws_route_table", "route_table_id"), "AWS::EC2::Route"),
    "aws_sns_topic_policy": (("aws_sns_topic", "arn"), "AWS::SNS::TopicPolicy"),
    "aws_sqs_queue_policy": (("aws_sqs_queue", "queue_url"), "AWS::SQS::QueuePolicy"),
    "aws_vpc_dhcp_options_association": (
        ("aws_vpc_dhcp_options", "dhcp_options_id"),
        "AWS::EC2::VPCDHCPOptionsAssociation",
    ),
}
_PARTS = {**INSIDE, **{type_: link for type_, (link, _) in _BESIDE.items()}}
# Attributes that a stack may know a resource by, beside its id.
_NAMES = ("arn", "name", "stage_name", "statement_id", "association_id")
_SEPARATORS = re.compile(r"[|:]")


def plain(id_: str) -> str:
    """Return an id with one sign between its names: CloudFormation joins them by others than Terraform."""
    return _SEPARATORS.sub("/", id_)


@dataclass(slots=True)
class StackRegion:
    """What the stacks of a region say: all names of stacks, what each made or let go, and what could not be asked."""

    makers: dict[str, Maker] = field(default_factory=dict)  # by the stack's own name
    made: dict[tuple[str, str], list[Maker]] = field(default_factory=lambda: defaultdict(list))  # by our type and id
    homes: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # its stack and logical id, by the same
    physical: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # of a stack, by logical ids
    left: set[tuple[str, str]] = field(default_factory=set)  # what a stack has let go, by our type and id
    types: dict[Maker, set[str]] = field(default_factory=lambda: defaultdict(set))  # theirs
    failures: list[ApiError] = field(default_factory=list)
    listed: bool = False


class Explained:
    """Brings the resources of a snapshot and the stacks of an account together.

    `unread` are the failures for which it is not known whether a stack declares a part, with their regions, by its key.
    """

    def __init__(self, account: str, regions: Mapping[str, StackRegion], resources: Sequence[Resource]) -> None:
        self.account, self.regions = account, regions
        self.unread: dict[ResourceKey, tuple[str, ApiError]] = {}
        # As many of one type may have a name as stacks have made: which of more is theirs, nothing tells.
        self._called = Counter(
            (ALSO.get(item.type, item.type), item.place, name) for item in resources for name in _known_as(item)
        )
        self._direct = [self._explained(item) if is_same(item.account, account) else item for item in resources]
        self._wholes = Wholes(self._direct, _PARTS)
        self._proofs: dict[ResourceKey, str] = {}
        self._beside = {item.key for item in self._direct if item.type in _BESIDE and self._has_beside(item)}

    def homes(self, unknown: Sequence[Resource]) -> set[tuple[str, str]]:
        """Return the regions and stacks that have made wholes of parts which nothing else explains."""
        return {(region, stack) for region, stack, _, _ in self._parts(unknown)}

    def declare(
        self, unknown: Sequence[Resource], templates: Mapping[tuple[str, str], Declared | ApiError | None]
    ) -> None:
        """Take what the templates of stacks declare of parts."""
        for (name, stack, logical, type_), parts in self._parts(unknown).items():
            template = templates[name, stack]
            if isinstance(template, ApiError):
                self.unread |= {part.key: (name, template) for part in parts}
            if template is None or isinstance(template, ApiError):
                continue
            self._beside -= {part.key for part in parts}
            known = {item.id for item in self._direct if item.type == type_}
            entries = list_declared(template, logical, type_, self.regions[name].physical[stack], known)
            proven = find_declared(parts, entries)
            # Without an entry of the kind AWS's own defaults are left as they are.
            self._proofs |= {part.key: TEMPLATE if part.key in proven else "" for part in parts if entries}

    def resources(self) -> list[Resource]:
        """Return all resources in their order."""
        whole = follow(self._direct, INSIDE, self._proofs)
        beside = {type_: link for type_, (link, _) in _BESIDE.items()}
        told = follow(whole, beside, self._proofs)
        return [
            after if self._proofs.get(after.key) or after.key in self._beside else before
            for before, after in zip(whole, told, strict=True)
        ]

    def _parts(self, unknown: Sequence[Resource]) -> dict[tuple[str, str, str, str], list[Resource]]:
        """Return the parts of what stacks have made, by the region, the stack, its logical id, and our type."""
        keys = {item.key for item in unknown}
        found = defaultdict[tuple[str, str, str, str], list[Resource]](list)
        for item in self._direct:
            of_stack = item.maker is not None and item.maker.is_confirmed and item.maker.confirmed_by != DEFAULT
            whole = None if of_stack or item.key not in keys else self._wholes.of(item)
            home = self._home(whole) if whole is not None else None
            if home is not None:
                found[*home, item.type].append(item)
        return found

    def _home(self, item: Resource) -> tuple[str, str, str] | None:
        """Return the region, the stack and the logical id of what a stack has made."""
        if item.maker is None or not item.maker.is_confirmed:
            return None
        for name, region in self.regions.items():
            for id_ in _known_as(item) if is_same(item.region, name) else ():
                if (item.type, id_) in region.homes:
                    return (name, *region.homes[item.type, id_])
        return None

    def _explained(self, item: Resource) -> Resource:
        by_tag = item.maker is not None and item.maker.confirmed_by == _BY_TAG
        if item.maker is not None and item.maker.is_confirmed and not by_tag:
            return item
        maker = next(self._makers(item), None)
        if maker is not None:
            return replace(item, maker=maker)
        return self._tagged(item, item.maker) if by_tag and item.maker is not None else item

    def _tagged(self, item: Resource, maker: Maker) -> Resource:
        """Return what only its tag says to be of a stack: nobody's where that stack is gone, or has let it go.

        What lies in no region can be of a stack in any: of one that is in none of those that were asked it is a claim.
        So it is where the stacks could not be listed: the tag stays when the stack is gone.
        """
        asked = [region for name, region in self.regions.items() if is_same(item.region, name)]
        if not asked or maker.tool == "control-tower":
            return item
        if any((ALSO.get(item.type, item.type), id_) in region.left for id_ in _known_as(item) for region in asked):
            return replace(item, maker=None)
        stack = next((region.makers[maker.name] for region in asked if maker.name in region.makers), None)
        if stack is not None:
            return replace(item, maker=replace(stack, confirmed_by=_BY_TAG))
        if not all(region.listed for region in asked):
            return _claimed(item, maker, "whether that stack is there, nobody told")
        if item.region:
            return replace(item, maker=None)
        return _claimed(item, maker, f"no such stack in {', '.join(self.regions)}")

    def _makers(self, item: Resource) -> Iterator[Maker]:
        type_ = ALSO.get(item.type, item.type)
        for name, region in self.regions.items():
            if is_same(item.region, name):
                for id_ in _known_as(item):
                    makers = region.made.get((type_, id_), ())
                    if makers and self._called[type_, item.place, id_] <= len(makers):
                        yield makers[0]

    def _has_beside(self, part: Resource) -> bool:
        whole = self._wholes.of(part)
        if whole is None or whole.maker is None:
            return False
        theirs, maker = _BESIDE[part.type][1], whole.maker
        return any(theirs in region.types.get(maker, ()) for region in self.regions.values())


def _claimed(item: Resource, maker: Maker, why: str) -> Resource:
    return replace(item, maker=replace(maker, confirmed_by="", claimed_by=f"{_BY_TAG}; {why}"))


def _known_as(item: Resource) -> set[str]:
    told = (item.attributes.get(name) for name in _NAMES)
    return {plain(item.id), *(plain(value) for value in told if isinstance(value, str) and value)}
