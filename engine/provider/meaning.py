"""What an attribute decides: the words in which severities, weights and parity rules are said, for every provider."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from engine.model.outcome import Severity


class Meaning(StrEnum):
    """What an attribute decides; what nobody has said anything of is `behaviour`."""

    EXPOSURE = "exposure"
    ENCRYPTION = "encryption"
    IDENTITY = "identity"
    AUDIT = "audit"
    DURABILITY = "durability"
    BEHAVIOUR = "behaviour"
    CAPACITY = "capacity"
    COST = "cost"
    METADATA = "metadata"

    @property
    def severity(self) -> Severity:
        """Return the severity of a change."""
        return _SAID[self][0]

    @property
    def weight(self) -> int:
        """Return the weight in the confidence of parity."""
        return _SAID[self][1]

    @property
    def words(self) -> str:
        """Return the words that explain it."""
        return _SAID[self][2]


_SAID: Mapping[Meaning, tuple[Severity, int, str]] = {
    Meaning.EXPOSURE: (Severity.HIGH, 5, "who can reach it"),
    Meaning.ENCRYPTION: (Severity.HIGH, 5, "how what it holds or sends is encrypted"),
    Meaning.IDENTITY: (Severity.HIGH, 5, "who may do what"),
    Meaning.AUDIT: (Severity.HIGH, 4, "what is recorded and noticed"),
    Meaning.DURABILITY: (Severity.HIGH, 4, "whether what it holds survives a failure or a mistake"),
    Meaning.BEHAVIOUR: (Severity.MEDIUM, 3, "what it does"),
    Meaning.CAPACITY: (Severity.MEDIUM, 2, "how much it can carry"),
    Meaning.COST: (Severity.LOW, 1, "what it costs"),
    Meaning.METADATA: (Severity.LOW, 1, "how it is labelled"),
}
