"""The four cases of the demo, each with a verdict for a true reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from engine.model.verdict import Decision

AS_OF = datetime(2026, 11, 20, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A recording of production with what it shows. `waived` tells whether the waiver file is used."""

    name: str
    recording: str
    title: str
    expected: Decision
    waived: bool = False


SCENARIOS = (
    Scenario(
        name="drifted",
        recording="prod.aws.drifted.json",
        title="somebody changed production by hand",
        expected=Decision.NO_GO,
    ),
    Scenario(
        name="denied",
        recording="prod.aws.denied.json",
        title="one call was denied: bucket policies are unknown",
        expected=Decision.INCONCLUSIVE,
    ),
    Scenario(
        name="waived",
        recording="prod.aws.waived.json",
        title="one change by hand, covered by a waiver that ends",
        expected=Decision.CONDITIONAL,
        waived=True,
    ),
    Scenario(
        name="repaired",
        recording="prod.aws.repaired.json",
        title="everything as intended",
        expected=Decision.GO,
    ),
)
STATES = ("prod.tfstate", "preprod.tfstate")
FILES = (
    "driftgate.yaml",
    "driftgate.waivers.yaml",
    "results/k6-1.json",
    "results/k6-2.json",
    "results/k6-3.json",
    "results/drill.json",
    "results/tests.xml",
    *(f"results/{name}.driftgate.json" for name in ("k6-1.json", "k6-2.json", "k6-3.json", "tests.xml")),
    *STATES,
)
