"""Which line of which file a finding is shown at, for formats that show findings in code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.model.outcome import Finding
from engine.model.snapshot import SourceKind
from engine.model.verdict import Run

CONFIGURATION = "driftgate.yaml"
_PLACE = re.compile(r"(.+?):(\d+)(?::(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file and a line of it, counted from one. `file` may be the address of a state elsewhere."""

    file: str
    line: int = 1

    @property
    def is_in_repository(self) -> bool:
        """Tell whether the file is named by a path that leads nowhere else: relative, without a scheme and `..`."""
        return "://" not in self.file and not self.file.startswith("/") and ".." not in self.file.split("/")


def locate_line(finding: Finding, run: Run) -> FileLine:
    """Return where a finding is in code; without such a place, the first line of what declares what was judged."""
    match = _PLACE.fullmatch(finding.target.location)
    return FileLine(file=match[1], line=int(match[2])) if match else FileLine(file=_declaring_file(run))


def locate_in_repository(finding: Finding, run: Run) -> FileLine:
    """Return the same, and the configuration for what lies outside of the repository."""
    found = locate_line(finding, run)
    return found if found.is_in_repository else FileLine(file=CONFIGURATION)


def _declaring_file(run: Run) -> str:
    """Return the file that declares what was judged: the first state among the inputs, else the configuration."""
    named = (source.partition(":") for entry in run.verdict.inputs for source in entry.sources)
    return next((location.lstrip("/") for kind, _, location in named if kind == SourceKind.TFSTATE), CONFIGURATION)
