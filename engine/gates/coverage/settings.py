"""What the coverage gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from engine.gates.settings import Duration, GateSettings, Says, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSettings(GateSettings):
    """What had to be looked at, and how fresh it must be."""

    min: Annotated[Share, Says("The least share of lists read completely and of policy pairs judged.")] = 0.99
    max_age: Annotated[Duration | None, Says("How old any input with a time may be.")] = None
