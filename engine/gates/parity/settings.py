"""What the parity gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from engine.errors import ConfigError
from engine.gates.settings import GateSettings, Says, Share, Switch
from engine.model.outcome import FailOn
from engine.model.parity import Expectation
from engine.provider.meaning import Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """What is expected of attributes of two environments; of several rules the first one that fits counts.

    Raises ConfigError for a rule about everything, and for a range that is missing or says nothing.
    """

    expect: Annotated[Expectation, Says("What is asked of them; `order` that the reference has at least as much.")]
    type: Annotated[str, Says("The resource type; `*` stands for anything.")] = "*"
    path: Annotated[
        str, Says("The attribute, names with dots between, a key with dots in quotes; also what is below.")
    ] = "*"
    address: Annotated[str, Says("The address of the candidate's resource.")] = "*"
    meaning: Annotated[Meaning | None, Says("What the attribute decides.")] = None
    min: Annotated[float | None, Says("Of ratio (candidate / reference) and bound: the least.")] = None
    max: Annotated[float | None, Says("Of ratio and bound: the most.")] = None
    reason: Annotated[str, Says("Why.")] = ""

    def __post_init__(self) -> None:
        """Refuse a rule about everything, and a range that is missing or says nothing."""
        if not (self.type and self.path and self.address):
            raise ConfigError("type, path and address must not be empty")
        if (self.type, self.path, self.address, self.meaning) == ("*", "*", "*", None):
            raise ConfigError("a rule needs a type, a path, an address or a meaning")
        ranged = self.expect in {Expectation.RATIO, Expectation.BOUND}
        if ranged and self.min is None and self.max is None:
            raise ConfigError(f"{self.expect} needs min or max")
        if not ranged and (self.min is not None or self.max is not None):
            raise ConfigError(f"min and max belong to ratio and bound, not to {self.expect}")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ConfigError("min is greater than max")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParitySettings(GateSettings):
    """What two environments must have in common."""

    against: Annotated[str, Says("The environment to compare with.")]
    fail_on: Annotated[FailOn, Says("The lowest severity of a finding that fails; below it a finding warns.")] = (
        FailOn.HIGH
    )
    min_confidence: Annotated[
        Share | None,
        Says("How much of what both must have in common has to be proven; without it the report only tells."),
    ] = None
    learn_words: Annotated[
        Switch,
        Says("Take a word by which names differ again and again for the environment's own; each is told."),
    ] = Switch.ON
    rules: Annotated[
        tuple[RuleSettings, ...],
        Says("What may differ, must differ or must be in proportion; all else that people set must be equal."),
    ] = ()
