"""What is asked about batches of resources: a module in this process, a program, or a server."""

from __future__ import annotations

from typing import Any, Protocol


class MachineError(Exception):
    """What is asked cannot be run, or gave no answer: the text says why."""


class SilentError(MachineError):
    """Nobody answers, whatever is asked: asking for less brings nothing."""


class Machine(Protocol):
    """Answers the question of the dispatch rule (`policies.evaluators.questions`); `batch` is how much at once."""

    @property
    def batch(self) -> int:
        """Return how many resources are asked about at once."""
        ...

    def ask(self, document: bytes) -> Any:
        """Return the answer to a text of JSON; raises MachineError where there is none, SilentError where none is."""
        ...
