"""What the policy gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from engine.gates.settings import GateSettings, Says, Switch
from engine.model.outcome import FailOn


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings(GateSettings):
    """Which policies judge, and how they count."""

    fail_on: Annotated[FailOn, Says("The lowest severity of a finding that fails; below it a finding warns.")] = (
        FailOn.HIGH
    )
    checkov: Annotated[Switch, Says("Also run Checkov from its own environment.")] = Switch.OFF
    skip: Annotated[tuple[str, ...], Says("Ids of policies that do not apply to this organisation.")] = ()
