"""What CloudFormation says that it has made: the resources of every stack that there is.

Asked only where something is there that nobody intends. DescribeStacks leaves out stacks that were deleted, so that
what one of them has left behind is nobody's. GetTemplate tells which parts of a resource its stack declares: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.model.identity import Maker
from engine.model.outcome import Gap, GapReason
from engine.model.place import is_same
from engine.model.snapshot import Resource, Snapshot
from engine.ports import MakerReading, Progress
from snapshots.aws.makers.explained import TEMPLATE, Explained, StackRegion, plain
from snapshots.aws.makers.stack_types import STACK_TYPES
from snapshots.aws.makers.tags import maker_of_stack
from snapshots.aws.makers.templates import Declared, TemplateError, parse_template
from snapshots.aws.reading.api import Api, ApiError
from snapshots.aws.reading.limits import Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.session import AwsSession, Identity, acting
from snapshots.aws.reading.together import Together
from snapshots.redaction.redact import Redactor

STACKS, RESOURCES = "cloudformation:DescribeStacks", "cloudformation:ListStackResources"
OPERATIONS = (STACKS, RESOURCES, TEMPLATE)
_NO_MORE = frozenset({"DELETE_COMPLETE", "DELETE_SKIPPED"})


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
            told = Explained(self._location.account, {"": StackRegion(failures=[error])}, observed.resources)
            return self._reading(told, unknown)
        ours = [item for item in unknown if is_same(item.account, identity.account)]
        wanted = {item.region for item in ours}
        regions = [name for name in self._location.regions if name in wanted or "" in wanted]
        if not regions:
            return MakerReading(resources=observed.resources)
        together = Together(self._jobs)
        try:
            found = together.each(lambda name: self._region(session, identity, name, together), regions)
            told = Explained(identity.account, dict(zip(regions, found, strict=True)), observed.resources)
            with acting(identity):
                homes = sorted(told.homes(ours))
                told.declare(
                    ours, dict(zip(homes, together.each(lambda at: _template(session, *at), homes), strict=True))
                )
        except KeyboardInterrupt:
            session.stop.set()
            raise
        finally:
            together.end()
        return self._reading(told, ours)

    def _region(self, session: AwsSession, identity: Identity, name: str, together: Together) -> StackRegion:
        found = StackRegion()
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

    def _take(self, found: StackRegion, stack: str, root: str, entries: Sequence[Mapping[str, str]] | ApiError) -> None:
        if isinstance(entries, ApiError):
            found.failures.append(entries)
            found.makers[stack] = self._maker(root, "cloudformation")
            return
        maker = found.makers[stack] = self._maker(root, _tool(entries))
        for entry in entries:
            theirs, id_ = entry.get("ResourceType", ""), entry.get("PhysicalResourceId", "")
            if entry.get("ResourceStatus") in _NO_MORE or not id_:
                found.left.add((STACK_TYPES.get(theirs, ""), plain(id_)))
                continue
            logical = entry.get("LogicalResourceId", "")
            found.types[maker].add(theirs)
            found.physical[stack][logical] = id_
            if theirs in STACK_TYPES:
                found.made[STACK_TYPES[theirs], plain(id_)].append(maker)
                found.homes[STACK_TYPES[theirs], plain(id_)] = (stack, logical)

    def _maker(self, stack: str, tool: str) -> Maker:
        return maker_of_stack(self._redactor.text(stack), RESOURCES, tool=tool)

    def _reading(self, told: Explained, unknown: Sequence[Resource]) -> MakerReading:
        resources = told.resources()
        known = {item.key for item in resources if item.maker is not None and item.maker.is_confirmed}
        left = [item for item in unknown if item.key not in known]
        gaps = [
            self._gap(error, told.account, name, left)
            for name, region in told.regions.items()
            for error in region.failures
        ]
        unread = defaultdict[tuple[str, ApiError], list[Resource]](list)
        for item in left:
            if (failure := told.unread.get(item.key)) is not None:
                unread[failure].append(item)
        gaps += [self._gap(error, told.account, name, parts) for (name, error), parts in unread.items()]
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


def _template(session: AwsSession, region: str, stack: str) -> Declared | ApiError | None:
    """Return what a stack declares; none where its template cannot be read, which a person cannot mend."""
    try:
        api, wanted = session.api("cloudformation", region), frozenset({"TemplateBody"})
        answer = api.whole("GetTemplate", wanted=wanted, StackName=stack, TemplateStage="Processed")
        return parse_template((answer or {}).get("TemplateBody"))
    except ApiError as error:
        return error
    except TemplateError:
        return None


def _tool(entries: Sequence[Mapping[str, str]]) -> str:
    """Return the tool that has made a stack, by what it puts into each: it is confirmed as a stack in any case."""
    if any(entry.get("ResourceType") == "AWS::CDK::Metadata" for entry in entries):
        return "cdk"
    if any(entry.get("LogicalResourceId") == "ServerlessDeploymentBucket" for entry in entries):
        return "serverless"
    return "cloudformation"
