"""What a scanner of configuration found, in words of the core and of no tool."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.outcome import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRule:
    """A rule that a scan names: its id, and what the tool says of it; `severity` is none where it says nothing.

    `aliases` are what the tool calls it besides.
    """

    id: str
    title: str
    severity: Severity | None = None
    description: str = ""
    remediation: str = ""
    references: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What is wrong by a rule: `address` is the resource as the tool calls it, `file` and `line` (from 1) where.

    `severity` is that of this result alone, where the tool gives it one, and `level` how loud it is told. It is `open`
    where the tool says that somebody has to look, `comment` is what was said to suppress it, empty where nobody did.
    """

    rule: str
    message: str
    address: str = ""
    file: str = ""
    line: int = 0
    severity: Severity | None = None
    level: Severity | None = None
    open: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """All that one run of a scanner found.

    `ended` tells whether the run came to a good end, none where nothing says so. `looked_at` counts what it says that
    it looked at, none where it says nothing.
    """

    tool: str
    version: str = ""
    rules: tuple[ScanRule, ...] = ()
    results: tuple[ScanResult, ...] = ()
    ended: bool | None = None
    looked_at: int | None = None

    @property
    def has_failures(self) -> bool:
        """Tell whether something is wrong that nobody suppressed."""
        return any(not one.open and not one.comment for one in self.results)
