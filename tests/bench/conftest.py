"""Benchmarks run as the program does: garbage is looked for rarely."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cli.__main__ import expect_many_objects


@pytest.fixture(autouse=True)
def as_the_program_runs() -> Iterator[None]:
    before = gc.get_threshold()
    expect_many_objects()
    yield
    gc.set_threshold(*before)
