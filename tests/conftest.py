"""What all tests share: one Hypothesis profile, and skipping of tests whose tool is missing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "driftgate",
    deadline=None,  # the machines are shared and noisy: speed is measured by benchmarks
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,  # a red test is red on every machine
    max_examples=200,
)
settings.load_profile("driftgate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the laboratory first: it takes as long as all the rest, which the other workers do meanwhile."""
    items.sort(key=lambda item: "lab" not in item.path.parts)
