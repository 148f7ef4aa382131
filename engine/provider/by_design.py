"""What environments differ in by design, whatever the provider; its own rules come before."""

from __future__ import annotations

from engine.model.parity import Expectation, ParityRule
from engine.provider.meaning import Meaning

# Networks are in `engine.parity.rules`: only inside of an organisation is one as good as another.
DEFAULTS: tuple[ParityRule, ...] = (
    ParityRule(
        name="size",
        expect=Expectation.ORDER,
        meaning=Meaning.CAPACITY.value,
        reason="the reference carries at least as much",
    ),
)
