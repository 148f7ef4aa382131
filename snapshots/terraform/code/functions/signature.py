"""A function of Terraform: how many arguments it takes, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from snapshots.terraform.code.evaluation.values import ANY, UnknownError

MANY = 1_000_000  # arguments


@dataclass(frozen=True, slots=True)
class Function:
    """What makes a value of `least` to `most` arguments, of a primitive type where it always `returns` one."""

    of: Callable[..., Any]
    least: int
    most: int
    returns: str = ANY

    def __call__(self, arguments: list[Any]) -> Any:
        """Return what the function makes; raises UnknownError, and FailedError where Terraform refuses it."""
        if not self.least <= len(arguments) <= self.most:
            raise UnknownError
        return self.of(*arguments)
