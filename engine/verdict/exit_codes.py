"""The exit codes, the same for every verb and format."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
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


def of(decision: Decision, *, report_only: bool = False) -> ExitCode:
    """Return the exit code of a decision; `report_only` turns NO-GO into 0 and nothing else."""
    from engine.model.verdict import Decision  # noqa: PLC0415 - the help needs the codes and no verdict

    match decision:
        case Decision.GO | Decision.CONDITIONAL:
            return ExitCode.GO
        case Decision.NO_GO:
            return ExitCode.GO if report_only else ExitCode.NO_GO
        case Decision.INCONCLUSIVE:
            return ExitCode.INCONCLUSIVE
        case _:
            assert_never(decision)
