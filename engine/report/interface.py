"""What a report is: a pure function from a run to text."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from engine.model.verdict import Run


class ReportKind(StrEnum):
    """The formats; also the `KIND` of `--report KIND=PATH`."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    GITHUB = "github"
    HTML = "html"
    GITLAB_CODEQUALITY = "gitlab-codequality"
    GITLAB_SAST = "gitlab-sast"
    DOTENV = "dotenv"


class Report(Protocol):
    """Renders runs in one format."""

    def __call__(self, run: Run) -> str:
        """Return the whole document as text, ending in a line feed; never changes or hides a decision."""
        ...
