"""What all tests share: one Hypothesis profile, and skipping of tests whose tool is missing."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "driftgate",
    deadline=None,  # the machines are shared and noisy: speed is measured by benchmarks
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,  # a red test is red on every machine
    max_examples=200,
)
settings.load_profile("driftgate")
