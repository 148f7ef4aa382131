"""What the drift gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from engine.gates.settings import Duration, GateSettings, Says
from engine.model.outcome import FailOn


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftSettings(GateSettings):
    """How drift counts."""

    fail_on: Annotated[FailOn, Says("The lowest severity of a finding that fails; below it a finding warns.")] = (
        FailOn.HIGH
    )
    max_age: Annotated[Duration, Says("How old what was seen of reality may be: a plan, or a stored snapshot.")] = (
        timedelta(hours=24)
    )
