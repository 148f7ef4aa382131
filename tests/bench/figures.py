"""Figures of one piece of work, measured in a process of its own."""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from cli.__main__ import expect_many_objects


@dataclass(frozen=True)
class Figure:
    """How long something took in seconds, the most memory of its process in MB, and what it gave.

    `processor` are the seconds that it and its children worked: others on the machine make them longer by far less.
    """

    seconds: float
    processor: float
    memory: float
    result: str


def alone(work: Callable[[Path, int], str], folder: Path, number: int = 0, *, ours: bool = True) -> Figure:
    """Run something in a process of its own, of a small server: a child counts the memory of its parent as its own.

    A new process has the defaults of Python. `ours` sets what the program sets; what it is compared with keeps them.
    """
    started = expect_many_objects if ours else None
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver"), initializer=started) as pool:
        return pool.submit(_measured, work, folder, number).result()


def _measured(work: Callable[[Path, int], str], folder: Path, number: int) -> Figure:
    gc.collect()
    start, worked = time.perf_counter(), _worked()
    result = work(folder, number)
    return Figure(
        seconds=time.perf_counter() - start,
        processor=_worked() - worked,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        result=result,
    )


def _worked() -> float:
    """Return the seconds that this process and those of its children that have ended have worked."""
    return sum(os.times()[:4])
