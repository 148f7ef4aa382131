"""What CloudFormation says that it has made: the resources of every stack that there is.

Asked only where something is there that nobody intends. DescribeStacks leaves out stacks that were deleted, so that
what one of them has left behind is nobody's: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.model.identity import Maker
from engine.model.outcome import Gap, GapReason
from engine.model.place import is_same
from engine.model.snapshot import Resource, Snapshot
from engine.ports import MakerReading, Progress
from snapshots.aws.makers.parts import INSIDE, follow
from snapshots.aws.makers.stack_types import ALSO, STACK_TYPES
from snapshots.aws.makers.tags import STACK_NAME, maker_of_stack
from snapshots.aws.reading.api import Api, ApiError
from snapshots.aws.reading.limits import Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.session import AwsSession, Identity, acting
from snapshots.aws.reading.together import Together
from snapshots.redaction.redact import Redactor

STACKS, RESOURCES = "cloudformation:DescribeStacks", "cloudformation:ListStackResources"
OPERATIONS = (STACKS, RESOURCES)
_BY_TAG = f"tag {STACK_NAME}"
_NO_MORE = frozenset({"DELETE_COMPLETE", "DELETE_SKIPPED"})
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
# Attributes that a stack may know a resource by, beside its id.
_NAMES = ("arn", "name", "stage_name", "statement_id", "association_id")
_SEPARATORS = re.compile(r"[|:]")


@dataclass(slots=True)
class _Region:
    """What the stacks of a region say: all names of stacks, what each made or let go, and what could not be asked."""

    makers: dict[str, Maker] = field(default_factory=dict)  # by the stack's own name
    made: dict[tuple[str, str], list[Maker]] = field(default_factory=lambda: defaultdict(list))  # by our type and id
    left: set[tuple[str, str]] = field(default_factory=set)  # what a stack has let go, by our type and id
    types: dict[Maker, set[str]] = field(default_factory=lambda: defaultdict(set))  # theirs
    failures: list[ApiError] = field(default_factory=list)
    listed: bool = False


class StackMakers:
    """Implements `engine.ports.MakerSource` for an account; its regions are asked at once, and their stacks too."""

    def __init__(
        self,
        location: AwsLocation,
        redactor: Redactor,
        *,
        progress: Progress,
        jobs: int = 4,
        limits: Limits | None = None,
    ) -> None:
        """Call nothing yet."""
        self._location, self._redactor, self._progress = location, redactor, progress
        self._jobs, self._limits = jobs, limits

    def explain(self, observed: Snapshot, unknown: Sequence[Resource]) -> MakerReading:
        """Return the resources of a snapshot with the stacks that have made them.

        `unknown` are those that nobody intends. What could not be asked is a gap, as far as one of them then has no
        maker still.
        """
        session = AwsSession(OPERATIONS, limits=self._limits, max_attempts=self._location.max_attempts)
        try:
            identity = session.identity(self._location)
        except ApiError as error:
            return self._reading(observed, unknown, self._location.account, {"": _Region(failures=[error])})
        ours = [item for item in unknown if is_same(item.account, identity.account)]
        wanted = {item.region for item in ours}
        regions = [name for name in self._location.regions if name in wanted or "" in wanted]
        if not regions:
            return MakerReading(resources=observed.resources)
        together = Together(self._jobs)
        try:
            found = together.each(lambda name: self._region(session, identity, name, together), regions)
        except KeyboardInterrupt:
            session.stop.set()
            raise
        finally:
            together.end()
        return self._reading(observed, ours, identity.account, dict(zip(regions, found, strict=True)))

    def _region(self, session: AwsSession, identity: Identity, name: str, together: Together) -> _Region:
        found = _Region()
        with acting(identity):
            try:
                api = session.api("cloudformation", name)
                stacks = list(api.pages("DescribeStacks", "Stacks"))
                found.listed = True
            except ApiError as error:
                found.failures.append(error)
                return found
            names = {str(stack["StackId"]): str(stack["StackName"]) for stack in stacks if stack.get("StackName")}
            roots = {
                str(stack["StackName"]): names.get(str(stack.get("RootId")), str(stack["StackName"]))
                for stack in stacks
                if stack.get("StackName")
            }
            self._progress.step(f"CloudFormation {name}", 0, len(roots))
            listed = together.each(lambda stack: _listed(api, stack), sorted(roots))
            for stack, entries in zip(sorted(roots), listed, strict=True):
                self._take(found, stack, roots[stack], entries)
        return found

    def _take(self, found: _Region, stack: str, root: str, entries: Sequence[Mapping[str, str]] | ApiError) -> None:
        if isinstance(entries, ApiError):
            found.failures.append(entries)
            found.makers[stack] = self._maker(root, "cloudformation")
            return
        maker = found.makers[stack] = self._maker(root, _tool(entries))
        for entry in entries:
            theirs, id_ = entry.get("ResourceType", ""), entry.get("PhysicalResourceId", "")
            if entry.get("ResourceStatus") in _NO_MORE or not id_:
                found.left.add((STACK_TYPES.get(theirs, ""), _plain(id_)))
                continue
            found.types[maker].add(theirs)
            if theirs in STACK_TYPES:
                found.made[STACK_TYPES[theirs], _plain(id_)].append(maker)

    def _maker(self, stack: str, tool: str) -> Maker:
        return maker_of_stack(self._redactor.text(stack), RESOURCES, tool=tool)

    def _reading(
        self, observed: Snapshot, unknown: Sequence[Resource], account: str, regions: Mapping[str, _Region]
    ) -> MakerReading:
        told = _Explained(account, regions, observed.resources)
        resources = told.resources()
        known = {item.key for item in resources if item.maker is not None and item.maker.is_confirmed}
        left = [item for item in unknown if item.key not in known]
        gaps = [self._gap(error, account, name, left) for name, region in regions.items() for error in region.failures]
        return MakerReading(resources=tuple(resources), gaps=tuple({gap for gap in gaps if gap.count}))

    def _gap(self, error: ApiError, account: str, region: str, left: Sequence[Resource]) -> Gap:
        here = [item for item in left if is_same(item.region, region)]
        fix = f"allow {action(error.operation)}" if error.reason is GapReason.ACCESS_DENIED else "run again"
        what = "resource that nobody intends" if len(here) == 1 else "resources that nobody intends"
        return Gap(
            reason=error.reason,
            source=f"aws:{self._location}",
            detail=f"{error.code}: a stack may have made {len(here)} {what}",
            operation=error.operation,
            account=account,
            region=region,
            types=tuple(sorted({item.type for item in here})),
            fix=fix,
            count=len(here),
        )


def _listed(api: Api, stack: str) -> list[Mapping[str, str]] | ApiError:
    try:
        return list(api.pages("ListStackResources", "StackResourceSummaries", StackName=stack))
    except ApiError as error:
        return error


def _tool(entries: Sequence[Mapping[str, str]]) -> str:
    """Return the tool that has made a stack, by what it puts into each: it is confirmed as a stack in any case."""
    if any(entry.get("ResourceType") == "AWS::CDK::Metadata" for entry in entries):
        return "cdk"
    if any(entry.get("LogicalResourceId") == "ServerlessDeploymentBucket" for entry in entries):
        return "serverless"
    return "cloudformation"


def _plain(id_: str) -> str:
    # CloudFormation joins the names of a composite id by other signs than Terraform.
    return _SEPARATORS.sub("/", id_)


class _Explained:
    """Brings the resources of a snapshot and the stacks of an account together."""

    def __init__(self, account: str, regions: Mapping[str, _Region], resources: Sequence[Resource]) -> None:
        self._account, self._regions, self._all = account, regions, resources
        # As many of one type may have a name as stacks have made: which of more is theirs, nothing tells.
        self._called = Counter(
            (ALSO.get(item.type, item.type), item.place, name) for item in resources for name in _known_as(item)
        )

    def resources(self) -> list[Resource]:
        """Return all resources in their order."""
        direct = [self._explained(item) if is_same(item.account, self._account) else item for item in self._all]
        beside = {type_: whole for type_, (whole, _) in _BESIDE.items()}
        return follow(follow(direct, INSIDE, lambda _part, _maker: True), beside, self._has_beside)

    def _explained(self, item: Resource) -> Resource:
        by_tag = item.maker is not None and item.maker.confirmed_by == _BY_TAG
        if item.maker is not None and item.maker.is_confirmed and not by_tag:
            return item
        maker = next(self._makers(item), None)
        if maker is not None:
            return replace(item, maker=maker)
        return self._tagged(item, item.maker) if by_tag and item.maker is not None else item

    def _tagged(self, item: Resource, maker: Maker) -> Resource:
        """Return what only its tag says to be of a stack: nobody's where that stack is gone, or has let it go."""
        region = self._regions.get(item.region)
        if region is None or not region.listed or maker.tool == "control-tower":
            return item
        if any((ALSO.get(item.type, item.type), id_) in region.left for id_ in _known_as(item)):
            return replace(item, maker=None)
        stack = region.makers.get(maker.name)
        return replace(item, maker=None if stack is None else replace(stack, confirmed_by=_BY_TAG))

    def _makers(self, item: Resource) -> Iterator[Maker]:
        type_ = ALSO.get(item.type, item.type)
        for name, region in self._regions.items():
            if is_same(item.region, name):
                for id_ in _known_as(item):
                    makers = region.made.get((type_, id_), ())
                    if makers and self._called[type_, item.place, id_] <= len(makers):
                        yield makers[0]

    def _has_beside(self, part: Resource, maker: Maker) -> bool:
        theirs = _BESIDE[part.type][1]
        return any(theirs in region.types.get(maker, ()) for region in self._regions.values())


def _known_as(item: Resource) -> set[str]:
    told = (item.attributes.get(name) for name in _NAMES)
    return {_plain(item.id), *(_plain(value) for value in told if isinstance(value, str) and value)}
