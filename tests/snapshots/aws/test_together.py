"""Many at once: the same results in the same order, one error ends it, and nobody waits for a thread that waits."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar

import pytest

from snapshots.aws.reading.together import Together

WHO: ContextVar[str] = ContextVar("who")


def test_results_come_in_order_and_at_once() -> None:
    together, met = Together(2), threading.Barrier(2, timeout=10)

    def work(number: int) -> int:
        met.wait()  # breaks unless two are at work at once
        time.sleep(0.01 * (4 - number))
        return number

    assert together.each(work, [0, 1, 2, 3]) == [0, 1, 2, 3]
    together.end()


def test_what_is_asked_within_is_done_by_the_same_thread() -> None:
    together = Together(1)  # a second thread does not exist: waiting for one would never end
    outer = together.each(lambda one: together.each(lambda two: one * two, [1, 2, 3]), [1, 10])
    assert outer == [[1, 2, 3], [10, 20, 30]]
    together.end()


def test_the_first_error_ends_it() -> None:
    together, seen = Together(1), []

    def work(number: int) -> None:
        seen.append(number)
        if number == 1:
            raise KeyError(number)
        time.sleep(0.01)

    with pytest.raises(KeyError):
        together.each(work, list(range(1000)))
    together.end()
    assert len(seen) < 1000


def test_the_account_goes_along() -> None:
    together = Together(2)
    for name in ("one", "other"):
        WHO.set(name)
        assert together.each(lambda _: WHO.get(), [1, 2, 3]) == [name] * 3
    together.end()
