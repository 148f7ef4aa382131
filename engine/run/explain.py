"""Who made what nobody intends: asked of the sources that know, once both sides are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.drift.makers import find_unknown
from engine.model.snapshot import Snapshot
from engine.ports import MakerSource
from engine.provider.port import Provider


def explain(
    desired: Snapshot | None, observed: Snapshot | None, sources: Sequence[MakerSource], provider: Provider
) -> Snapshot | None:
    """Return the observed side with the makers of what nobody intends, and a gap for what could not be asked.

    Without anything that nobody intends nothing is asked.
    """
    if desired is None or observed is None or not sources:
        return observed
    unknown = find_unknown(desired, observed, provider)
    for source in sources if unknown else ():
        reading = source.explain(observed, unknown)
        observed = replace(observed, resources=reading.resources, gaps=(*observed.gaps, *reading.gaps))
    return observed
