"""The suites and tests of a JUnit file: what they list, beside what they count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.model.measurement import CheckState


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test, or what a suite as a whole ended with.

    `suite` is the position of its suite in the file, `instant` tells that it passed in no time.
    """

    suite: int
    key: str
    state: CheckState
    detail: str
    flaky: bool
    instant: bool


@dataclass(slots=True, kw_only=True)
class Suite:
    """What a suite counts in its attributes, and what it and the suites inside it list.

    Counted are `tests` (none where it does not say), `bad` ones, `skips`, and `unrun` by any word; `said` is its own
    state. Listed are tests (`listed`), those that were `skipped`, `marks` of failures and errors, and `attempts` inside
    a test. `whole` results are about the suite itself. `undated` are tests that ran and of which nothing says when.
    `short` failures are counted in it and listed nowhere, `short_inside` in the suites inside it. `versioned` tells
    that it says which Go it was made by.
    """

    tag: str
    name: str
    position: int
    tests: int | None
    bad: int
    skips: int
    unrun: int
    said: CheckState
    time: str
    parent: Suite | None
    inner: list[Suite] = field(default_factory=list)
    listed: int = 0
    skipped: int = 0
    marks: int = 0
    attempts: int = 0
    whole: int = 0
    undated: int = 0
    short: int = 0
    short_inside: int = 0
    versioned: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is listed in it, nor counted as skipped."""
        return not (self.listed or self.inner or self.whole or self.skips or self.unrun)

    def walk(self) -> Iterator[Suite]:
        """Yield the suite and those inside it, in the order of the file."""
        waiting = [self]
        while waiting:
            suite = waiting.pop()
            yield suite
            waiting += reversed(suite.inner)

    def close(self) -> None:
        """Compare the failures, and count all of it in the suite around it."""
        self.short = max(0, self.bad - self.marks - self.attempts - self.short_inside)
        around = self.parent
        if around is not None:
            around.listed += self.listed
            around.skipped += self.skipped
            around.marks += self.marks
            around.attempts += self.attempts
            around.undated += self.undated
            around.short_inside += self.short + self.short_inside
