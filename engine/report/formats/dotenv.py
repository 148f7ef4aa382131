"""The verdict as variables, for the jobs of a pipeline that come later.

As GitLab takes them (https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv): one NAME=VALUE a line,
without quotes and comments.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.verdict import Run
from engine.text import Harmless, lines

PREFIX = "DRIFTGATE_"


def render(run: Run) -> Harmless:
    """Return the variables, one a line."""
    return lines(f"{PREFIX}{name.upper()}={value}" for name, value in list_variables(run).items())


def list_variables(run: Run) -> Mapping[str, str]:
    """Return the variables of a verdict; none of them can hold foreign text."""
    return {"decision": str(run.verdict.decision), "exit_code": str(int(run.exit_code)), "run_id": run.run_id}
