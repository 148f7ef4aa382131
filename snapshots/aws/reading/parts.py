"""What a collection is made of: each service in each region of each account, and what has come of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.model.outcome import Gap
from engine.model.snapshot import Listing, Origin, Resource
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.service import Service
from snapshots.aws.reading.session import Identity
from snapshots.aws.reading.sink import Site


@dataclass(frozen=True, slots=True)
class Entry:
    """Who asks at a location, and which of its regions are enabled."""

    identity: Identity
    regions: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class CollectionPart:
    """One service in one region of one account."""

    location: AwsLocation
    identity: Identity
    service: Service
    site: Site

    @property
    def name(self) -> tuple[str, str, str]:
        """Return the account, the API and the region."""
        return self.identity.account, self.service.name, self.site.place.region

    def repeats(self, other: CollectionPart) -> bool:
        """Tell whether another location of the same account has this already: it would be there twice."""
        if self.service is not other.service:
            return False
        # The buckets of a region are read with the location that names it.
        return not any(type_.region for type_ in self.service.types) or self.location.regions == other.location.regions


@dataclass(slots=True)
class Work:
    """What a collection has so far."""

    parts: list[CollectionPart] = field(default_factory=list)
    named: dict[tuple[str, str, str], list[CollectionPart]] = field(default_factory=dict)
    done: set[CollectionPart] = field(default_factory=set)
    resources: list[Resource] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    def add(self, part: CollectionPart) -> None:
        """Take a part in, unless another one finds the same."""
        others = self.named.setdefault(part.name, [])
        if not any(part.repeats(other) for other in others):
            others.append(part)
            self.parts.append(part)

    def extent(self) -> str:
        """Return how many accounts and regions are looked at, for people."""
        accounts, regions = {part.identity.account for part in self.parts}, {part.site.region for part in self.parts}
        return f"{len(accounts)} accounts, {len(regions)} regions"


def site(location: AwsLocation, identity: Identity, service: Service, region: str) -> Site:
    """Return where a service of a location is read."""
    return Site(
        source=f"aws:{location}",
        account=identity.account,
        region=region,
        regions=location.regions,
        partition=identity.partition,
        is_global=service.is_global,
    )
