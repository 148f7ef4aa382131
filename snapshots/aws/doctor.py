"""What credentials may not read, found out before a scan.

IAM's policy simulator answers for every action at once; what it leaves out is unknown. Where it may not be asked, each
list call is tried once, which says nothing of the calls about single resources.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from engine.model.outcome import GapReason
from snapshots.aws.catalog import services
from snapshots.aws.makers.stacks import OPERATIONS
from snapshots.aws.reading.api import ApiError
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import Call, Service
from snapshots.aws.reading.session import AwsSession, Identity, acting

_SIMULATE = "iam:SimulatePrincipalPolicy"
_SIMULATED = "every action is allowed"
_TRIED = "every list call is allowed (the other calls were not tried: there is no permission to simulate them)"
_Types = dict[str, tuple[str, ...]]  # an action -> the types of which something is unknown without it
_CHUNK = 100  # actions that the simulator takes at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An account and what is missing: pairs of an action and the types that are unknown without it.

    Of the actions in `untold` nobody said whether they are allowed. `dated` is the Date header of the newest answer.
    """

    account: str = ""
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    untold: tuple[tuple[str, tuple[str, ...]], ...] = ()
    checked: str = ""
    problem: str = ""
    fix: str = ""
    dated: str = ""


def examine(location: AwsLocation) -> Examined:
    """Ask AWS what the credentials of a location may not read; never raises for what AWS answers."""
    read = services(with_cloud_control=location.cloud_control)
    allowed = {name for service in read for name in service.operations} | {_SIMULATE}
    session = AwsSession(allowed, max_attempts=location.max_attempts)
    try:
        identity = session.identity(location)
    except ApiError as error:
        fix = "log in again, or check the profile and the role"
        return Examined(problem=f"{error.operation}: {error.code}", fix=fix, dated=session.dated)
    with acting(identity):
        try:
            (denied, untold), checked = _simulated(session, identity, location), _SIMULATED
        except ApiError:
            (denied, untold), checked = _tried(session, location), _TRIED
    return Examined(
        account=identity.account,
        missing=tuple(sorted(denied.items())),
        untold=tuple(sorted(untold.items())),
        checked=checked,
        dated=session.dated,
    )


def unknown_without(*, with_cloud_control: bool = False) -> _Types:
    """Return for each IAM action the types of which something is unknown without it."""
    found: dict[str, set[str]] = defaultdict(set)
    for service in services(with_cloud_control=with_cloud_control):
        for type_ in service.types:
            for name in type_.operations:
                found[action(f"{service.name}:{name}")].add(type_.name)
    for name in OPERATIONS:  # what stacks made of all types
        found[action(name)].add("aws_cloudformation_stack")
    return {name: tuple(sorted(types)) for name, types in sorted(found.items())}


def _simulated(session: AwsSession, identity: Identity, location: AwsLocation) -> tuple[_Types, _Types]:
    """Return what the simulator denies, and what it says nothing of."""
    wanted = unknown_without(with_cloud_control=location.cloud_control)
    names = list(wanted)
    api = session.api("iam", location.regions[0])
    denied: _Types = {}
    told: set[str] = set()
    for start in range(0, len(names), _CHUNK):
        results = api.pages(
            "SimulatePrincipalPolicy",
            "EvaluationResults",
            PolicySourceArn=identity.principal,
            ActionNames=names[start : start + _CHUNK],
        )
        for result in results:
            name = result["EvalActionName"]
            told.add(name)
            if result["EvalDecision"] != "allowed":
                denied[name] = wanted[name]
    return denied, {name: types for name, types in wanted.items() if name not in told}


def _tried(session: AwsSession, location: AwsLocation) -> tuple[_Types, _Types]:
    """Return the list calls that are refused, and those that gave no answer, which says nothing of permissions."""
    denied: _Types = {}
    untold: _Types = {}
    wanted = unknown_without(with_cloud_control=location.cloud_control)
    for service in services(with_cloud_control=location.cloud_control):
        for name, call in sorted(_roots(service).items()):
            constant: dict[str, Any] = {
                key: value.strip("'") if isinstance(value, str) else value for key, value in call.parameters.items()
            }
            try:
                api = session.api(service.name, service.home or location.regions[0])
                next(iter(api.pages(name, "@", call.absent, **constant)), None)
            except ApiError as error:
                needed = action(f"{service.name}:{name}")
                (denied if error.reason is GapReason.ACCESS_DENIED else untold)[needed] = wanted[needed]
    return denied, {name: types for name, types in untold.items() if name not in denied}


def _roots(service: Service) -> dict[str, Call]:
    """Return the list calls of a service that are about nothing else; their parameters are constant."""
    found: dict[str, Call] = {}
    for type_ in service.types:
        call = type_.listing
        while call.of is not None:
            call = call.of
        found.setdefault(call.operation, call)
    return found
