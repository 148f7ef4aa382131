"""The foreign tools: where they are installed, and what runs them."""

from __future__ import annotations

import os
from pathlib import Path

from cli.wiring.process import ChildProcess
from engine.ports import ProcessRunner


def runner() -> ProcessRunner:
    """Return the runner of child processes, with nothing of our environment but the search path and the home."""
    return ChildProcess(path=os.environ.get("PATH", os.defpath), home=os.environ.get("HOME", "/"))  # noqa: TID251 - the composition root


def tools_folder() -> Path:
    """Return where the foreign tools are installed: DRIFTGATE_TOOLS, else the user's data folder."""
    given = os.environ.get("DRIFTGATE_TOOLS")  # noqa: TID251 - the composition root
    if given:
        return Path(given)
    import platformdirs  # noqa: PLC0415 - only needed here

    return Path(platformdirs.user_data_dir("driftgate", appauthor=False)) / "tools"


def has_checkov() -> bool:
    """Tell whether Checkov is installed in its own environment."""
    return checkov_executable() is not None


def checkov_executable() -> Path | None:
    """Return Checkov in its own environment, none where it is not installed."""
    from policies.evaluators.checkov.tool import installed  # noqa: PLC0415 - only when Checkov is asked for

    return installed(tools_folder())
