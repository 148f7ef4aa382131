"""Takes what one service gives in one account and region, redacts it at once, and keeps the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.model.identity import Maker
from engine.model.outcome import Gap, GapReason
from engine.model.place import Place
from engine.model.snapshot import Listing, Resource
from snapshots.aws.reading.api import ApiError
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.service import ResourceType, Service
from snapshots.redaction.redact import Redactor

_FIXES = {
    GapReason.LIMIT_REACHED: "check what answers at this endpoint; docs/aws.md has what a call may cost",
    GapReason.THROTTLED: "run again with fewer --jobs, or at a quieter time",
    GapReason.UNAVAILABLE: "run again; check the network and the service's health",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a part of a collection is read: the account and region that are asked, of all the source's `regions`."""

    source: str
    account: str
    region: str
    regions: tuple[str, ...]
    partition: str = "aws"
    is_global: bool = False

    @property
    def place(self) -> Place:
        """Return the place of what is read: a global service has no region."""
        return Place(self.account, "" if self.is_global else self.region)


@dataclass(slots=True)
class Sink:
    """What was read in one place: resources, gaps, and which lists are complete."""

    site: Site
    redactor: Redactor
    resources: list[Resource] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    listed: dict[str, tuple[ResourceType, str]] = field(default_factory=dict)  # type -> what it is, its operation
    unlisted: set[str] = field(default_factory=set)

    def add(
        self,
        type_: ResourceType,
        id_: str,
        attributes: Mapping[str, Any],
        *,
        region: str = "",
        provider_owned: bool = False,
        maker: Maker | None = None,
    ) -> None:
        """Take a resource with exactly the attributes that were read."""
        redacted = self.redactor.resource(type_.name, {"id": id_, **attributes})
        self.resources.append(
            Resource(
                type=type_.name,
                address="",
                id=str(redacted["id"]),
                attributes=redacted,
                account=self.site.account,
                region=region or self.site.place.region,
                provider_owned=provider_owned,
                maker=self._redacted(maker),
            )
        )

    def _redacted(self, maker: Maker | None) -> Maker | None:
        return None if maker is None else replace(maker, name=self.redactor.text(maker.name))

    def list_type(self, type_: ResourceType, operation: str) -> None:
        """Open the coverage row of a type, complete until something fails."""
        self.listed[type_.name] = type_, operation

    def failed(self, error: ApiError, type_: ResourceType, *, id_: str = "", path: str = "") -> None:
        """Note what a failed call leaves unknown: the list of a type, one resource of it, or attributes of that."""
        if not path:
            self.unlisted.add(type_.name)
        fix = _FIXES.get(error.reason, "report this: the answer has a form that driftgate does not know")
        gap = Gap(
            reason=error.reason,
            source=self.site.source,
            detail=error.code,
            operation=error.operation,
            account=self.site.account,
            region=self.site.place.region,
            types=(type_.name,),
            id=self.redactor.text(id_),
            path=path,
            fix=f"allow {action(error.operation)}" if error.reason is GapReason.ACCESS_DENIED else fix,
        )
        self.gaps.append(gap)

    def unread(self, service: Service) -> None:
        """Note that the lists of a service were not read to the end."""
        for type_ in service.types:
            self.listed.setdefault(type_.name, (type_, service.name))
            self.unlisted.add(type_.name)

    def broken(self, service: Service, error: Exception) -> None:
        """Note that reading a service ended with a defect of ours."""
        self.unread(service)
        gap = Gap(
            reason=GapReason.TOOL_ERROR,
            source=self.site.source,
            detail=f"reading stopped ({type(error).__name__})",
            operation=service.name,
            account=self.site.account,
            region=self.site.place.region,
            types=service.type_names,
            fix="run again with -vv and report what it prints",
        )
        self.gaps.append(gap)

    def merged_gaps(self) -> list[Gap]:
        """Return the gaps; those that differ only in their types as one, sorted."""
        types: dict[Gap, set[str]] = {}
        for gap in self.gaps:
            types.setdefault(replace(gap, types=()), set()).update(gap.types)
        return sorted((replace(gap, types=tuple(sorted(names))) for gap, names in types.items()), key=repr)

    def listings(self) -> list[Listing]:
        """Return the coverage rows of everything that was listed."""
        counts = Counter((item.type, item.region) for item in self.resources)
        return [
            Listing(
                type=name,
                account=self.site.account,
                region=region,
                complete=name not in self.unlisted,
                count=counts[name, region],
                operation=operation,
            )
            for name, (type_, operation) in sorted(self.listed.items())
            for region in (self.site.regions if type_.region else (self.site.place.region,))
        ]
