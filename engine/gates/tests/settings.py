"""What the tests gate can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from engine.errors import ConfigError
from engine.gates.settings import Between, ResultSettings, Says, Share
from engine.gates.tests.expected import read_expected


@dataclass(frozen=True, slots=True, kw_only=True)
class TestsSettings(ResultSettings):
    """What is required of the tests. Raises ConfigError for values without a meaning."""

    max_skipped: Annotated[Share, Says("The share of tests above which skipping is a warning.")] = 0.1
    min_tests: Annotated[int, Between(1, None), Says("How many tests must have been executed.")] = 1
    required: Annotated[
        tuple[str, ...],
        Says("Names (CLASS::NAME) of tests that must be among them, so that one that was deleted is noticed."),
    ] = ()
    expected: Annotated[
        str,
        Says(
            "A file of the tests that must be among them, beside the configuration; `driftgate results expect FILE` "
            "writes it from a good run. Fewer, renamed or newly skipped tests are named and prove nothing."
        ),
    ] = ""

    @property
    def documents(self) -> Mapping[str, str]:
        """Return the file of expected tests, where there is one."""
        return {"expected": self.expected} if self.expected else {}

    @property
    def early_end(self) -> str:
        """Return how expected tests are set, where there are none: those that were never begun leave no trace."""
        if self.expected:
            return ""
        return "name the tests of a good run: driftgate results expect FILE -o EXPECTED, and `expected: EXPECTED`"

    def check_document(self, data: bytes, *, name: str) -> None:
        """Refuse what is no document of expected tests; raises InputError."""
        read_expected(data, name=name)

    def __post_init__(self) -> None:
        """Refuse a share outside 0 to 1, and settings under which no test would do."""
        if not 0 <= self.max_skipped <= 1 or self.min_tests < 1:
            raise ConfigError(
                "tests gate: a limit is out of range", hint="max-skipped from 0 % to 100 %, min-tests at least 1"
            )
