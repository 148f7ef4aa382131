"""The exit codes, the same for every verb and format."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import assert_never

from engine.model.verdict import Decision


class ExitCode(IntEnum):
    """What the process says to its caller.

    130 is the shell's own word for Ctrl-C before there was a verdict: a 3 would claim one that is in no ledger.
    """

    GO = 0
    NO_GO = 1
    USAGE = 2
    INCONCLUSIVE = 3
    FAILED = 4
    INTERRUPTED = 130


_PRECEDENCE = (ExitCode.FAILED, ExitCode.NO_GO, ExitCode.INCONCLUSIVE, ExitCode.GO)


def of(decision: Decision, *, report_only: bool = False) -> ExitCode:
    """Return the exit code of a decision; `report_only` turns NO-GO into 0 and nothing else."""
    match decision:
        case Decision.GO | Decision.CONDITIONAL:
            return ExitCode.GO
        case Decision.NO_GO:
            return ExitCode.GO if report_only else ExitCode.NO_GO
        case Decision.INCONCLUSIVE:
            return ExitCode.INCONCLUSIVE
        case _:
            assert_never(decision)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that counts when several apply: 4 > 1 > 3 > 0; of none, 0."""
    found = set(codes)
    return next((code for code in _PRECEDENCE if code in found), ExitCode.GO)
