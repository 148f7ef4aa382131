"""The foreign tools: where they are installed, and what runs them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from cli.wiring.process import ChildProcess
from engine.errors import ConfigError
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


# Of the environment, to Go: where modules come from, and who may be asked about them.
_PASSED = ("GO", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE", "XDG_CACHE_HOME")
_OPA_HOW = "run: driftgate tools install opa (it needs Go); or: brew install opa"


def opa_executable() -> str:
    """Return OPA: that of the tools folder, else the one on the search path; raises ConfigError with what to type."""
    from policies.evaluators.opa_tool import installed  # noqa: PLC0415 - only where people's own Rego is asked for

    found = installed(tools_folder()) or shutil.which("opa")
    if found is None:
        raise ConfigError("people's own Rego needs OPA, and it is not installed", hint=_OPA_HOW)
    return str(found)


def install_opa(folder: Path, tell: Callable[[], None]) -> Path:
    """Compile OPA into a folder of tools and return it; `tell` is called when that begins.

    Raises ConfigError without Go, else as the evaluator's tool.
    """
    from policies.evaluators.opa_tool import install, installed  # noqa: PLC0415 - only this verb installs

    known = installed(folder)
    if known is not None:
        return known
    go = shutil.which("go")
    if go is None:
        raise ConfigError(
            "OPA is compiled by Go, and there is none",
            hint="install Go (https://go.dev/dl), or OPA itself: https://www.openpolicyagent.org/docs#1-download-opa",
        )
    tell()
    given = {name: value for name, value in os.environ.items() if name.startswith(_PASSED)}  # noqa: TID251 - the composition root
    return install(runner(), folder, go, given)
