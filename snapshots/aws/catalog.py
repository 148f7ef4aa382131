"""All that is read of AWS: the services of all modules, those of one API as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from snapshots.aws.index import MODULES, services_of
from snapshots.aws.makers.stacks import OPERATIONS
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import ResourceType, Service
from snapshots.aws.services import cloud_control


def _read(services: Iterable[Service]) -> tuple[Service, ...]:
    """Return the services of which types are read, sorted; several modules may declare types of one."""
    found: dict[tuple[str, bool, str], Service] = {}
    for service in services:
        key = (service.name, service.is_global, service.home)
        before = found[key].types if key in found else ()
        found[key] = replace(service, types=(*before, *service.types))
    return tuple(found[key] for key in sorted(found) if found[key].types)


SERVICES: tuple[Service, ...] = _read(
    service for module in sorted(set(MODULES.values())) for service in services_of(module)
)
RESOURCE_TYPES: tuple[ResourceType, ...] = tuple(
    sorted((type_ for service in SERVICES for type_ in service.types), key=lambda type_: type_.name)
)
TYPES: tuple[str, ...] = tuple(dict.fromkeys(type_.name for type_ in RESOURCE_TYPES))
# Types without a list of their own, and those of which AWS shows their facts as a part.
INSIDE: Mapping[str, tuple[str, ...]] = {
    known.name: known.inside
    for module in sorted(set(MODULES.values()))
    for service in services_of(module)
    for known in service.known
    if known.inside
}


def services(*, with_cloud_control: bool) -> tuple[Service, ...]:
    """Return the services that a source reads."""
    return (*SERVICES, cloud_control.SERVICE) if with_cloud_control else SERVICES


def actions(*, with_cloud_control: bool = False, with_events: bool = False) -> tuple[str, ...]:
    """Return the IAM actions that reading everything needs, sorted; `with_events` also what tells who changed it.

    Those that tell who made what nobody intends are among them.

    Cloud Control also needs those of each type's own service, which only its handlers know.
    """
    events = ("cloudtrail:LookupEvents",) if with_events else ()
    found = {action(name) for service in services(with_cloud_control=with_cloud_control) for name in service.operations}
    makers = map(action, OPERATIONS)
    return tuple(sorted({*found, *events, *makers, "ec2:DescribeRegions", "sts:GetCallerIdentity"}))
