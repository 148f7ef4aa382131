"""Does the same for many things at once, by a bounded pool of threads, and gives what came of it in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import local
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class Together:
    """A pool of `jobs` threads. What one of them asks for in its turn it does by itself: none waits for another."""

    def __init__(self, jobs: int) -> None:
        """Start no thread yet."""
        self._pool = ThreadPoolExecutor(jobs)
        self._here = local()

    def each(self, work: Callable[[Thing], Result], things: Sequence[Thing]) -> list[Result]:
        """Return the results for all things; raises the first error and begins nothing after it."""
        if len(things) < 2 or getattr(self._here, "busy", False):
            return [work(thing) for thing in things]
        futures: list[Future[Result]] = [
            self._pool.submit(copy_context().run, self._busily, work, thing) for thing in things
        ]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()

    def end(self) -> None:
        """End the threads; what has not begun never does."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _busily(self, work: Callable[[Thing], Result], thing: Thing) -> Result:
        self._here.busy = True
        return work(thing)
