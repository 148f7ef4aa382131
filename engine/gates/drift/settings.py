"""What the drift gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from engine.gates.settings import GateSettings, Says
from engine.model.outcome import FailOn


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftSettings(GateSettings):
    """How drift counts."""

    fail_on: Annotated[FailOn, Says("The lowest severity of a finding that fails; below it a finding warns.")] = (
        FailOn.HIGH
    )
