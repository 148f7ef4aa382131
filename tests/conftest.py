"""What all tests share: the profiles of Hypothesis, and where the laboratory stands."""

from __future__ import annotations

import gc
from itertools import islice

import pytest
from hypothesis import HealthCheck, settings

from tests.profiles import PROFILE, examples

settings.register_profile(
    PROFILE,
    deadline=None,  # the machines are shared and noisy: speed is measured by benchmarks
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,  # a red test is red on every machine
    max_examples=examples(),
)
settings.load_profile(PROFILE)


def pytest_report_header() -> str:
    """Say which profile is taken."""
    return f"driftgate: profile {PROFILE}, {examples()} examples of a property"


def pytest_collection_finish() -> None:
    """Look for garbage rarely, and not among the tests, which all stay: it took a twentieth of a run."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin the share of each worker with a part of the laboratory.

    A part takes minutes, and most of them are waiting, which other workers use. Work that is stolen comes from the end
    of a share, so that what is long has to stand at the beginning of one; each worker gets the next of equal shares.
    """
    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [item for item in items if "lab" in item.path.parts]
    rest = iter([item for item in items if "lab" not in item.path.parts])
    left, ordered = len(items), []
    for worker in range(workers):
        share = left // (workers - worker)
        left -= share
        own = long[worker::workers]
        ordered += own + list(islice(rest, max(share - len(own), 0)))
    items[:] = [*ordered, *rest]
