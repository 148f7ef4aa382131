"""What an interrupted snapshot has completely, so that resuming it asks only for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.model.outcome import Gap
from engine.model.place import Place, is_same_place
from engine.model.snapshot import Listing, Resource, Snapshot
from snapshots.aws.reading.service import Service
from snapshots.aws.reading.sink import Site


@dataclass(frozen=True, slots=True)
class Kept:
    """The resources and coverage rows of one service in one place."""

    resources: tuple[Resource, ...]
    listings: tuple[Listing, ...]


class Earlier:
    """An interrupted snapshot; `used` tells whether anything of it was kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Sort what the snapshot has by type, account and region."""
        self.taken_at: datetime = snapshot.taken_at
        self.used = False
        self._gaps = snapshot.gaps
        self._listings = {(row.type, row.place): row for row in snapshot.listings}
        self._resources: dict[tuple[str, str], list[Resource]] = {}
        for item in snapshot.resources:
            self._resources.setdefault((item.type, item.account), []).append(item)

    def kept(self, service: Service, site: Site) -> Kept | None:
        """Return what there is of a service at a site; none when any of it was not read to the end."""
        rows: list[Listing] = []
        for type_ in service.types:
            regions = site.regions if type_.region else (site.place.region,)
            found = [self._listings.get((type_.name, Place(site.account, region))) for region in regions]
            if not all(row is not None and row.complete for row in found):
                return None
            rows += [row for row in found if row is not None]
        if any(_touches(gap, service, site.place) for gap in self._gaps):
            return None
        self.used = True
        here = {"", site.place.region} if not service.is_global else {"", *site.regions}
        resources = tuple(
            item
            for name in service.type_names
            for item in self._resources.get((name, site.account), ())
            if item.region in here
        )
        return Kept(resources, tuple(rows))


def _touches(gap: Gap, service: Service, place: Place) -> bool:
    return is_same_place(gap, place) and bool({*gap.types} & {*service.type_names})
