"""What can only be asked for by what is intended: looked up once both sides are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.model.snapshot import Side, Snapshot
from engine.ports import AskedSource
from engine.provider.port import Provider


def look_up(
    desired: Snapshot | None, observed: Snapshot | None, sources: Sequence[AskedSource], provider: Provider
) -> Snapshot | None:
    """Return the observed side with what it says of intended resources of types that nobody lists."""
    if desired is None or observed is None or observed.side is not Side.OBSERVED:
        return observed
    intended = [item for item in desired.applied if provider.facts(item.type).asked]
    for source in sources if intended else ():
        reading = source.look_up(observed, intended)
        observed = replace(
            observed,
            resources=(*observed.resources, *reading.resources),
            listings=(*observed.listings, *reading.listings),
            gaps=(*observed.gaps, *reading.gaps),
        )
    return observed
