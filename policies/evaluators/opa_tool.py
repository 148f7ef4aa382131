"""OPA's own program: compiled by Go at a version and digest that are pinned, once, into the folder of tools.

Go looks the module up in its checksum database as well (https://go.dev/ref/mod#checksum-database): what is compiled is
what everybody else gets.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from engine.errors import EvaluatorCrashedError
from engine.jsontext.digest import digest_bytes
from engine.ports import ProcessRunner

VERSION = "1.22.0"
MODULE = "github.com/open-policy-agent/opa"
SUM = "h1:CwxTSHfk5GmA1CaySVWyxRvggY2xZYxKL6bhDuWOCuU="  # of the module, as go.sum has it
_MARKER = "driftgate-digest"
_PATIENCE = 1800.0  # seconds: a slow machine compiles OPA for minutes


def installed(tools: Path) -> Path | None:
    """Return the `opa` that was compiled into a folder of tools; none where there is none, or only a part of one.

    The digest beside it is what was compiled; reading all of the program each time would take as long as it runs.
    """
    program = tools / f"opa-{VERSION}" / "opa"
    try:
        _, size = program.with_name(_MARKER).read_text(encoding="ascii").split()
        return program if program.stat().st_size == int(size) else None
    except (OSError, ValueError):
        return None


def install(runner: ProcessRunner, tools: Path, go: str, given: Mapping[str, str]) -> Path:
    """Compile OPA into a folder of tools and return the program; what is there already is kept.

    `given` are the variables that Go needs of the environment. Raises EvaluatorCrashedError with Go's last words, and
    for a module of another digest.
    """
    known = installed(tools)
    if known is not None:
        return known
    folder = tools / f"opa-{VERSION}"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    name = f"{MODULE}@v{VERSION}"
    told = _go(runner, [go, "mod", "download", "-json", name], given)
    if json.loads(told).get("Sum") != SUM:
        raise EvaluatorCrashedError(f"{name} is not what it was: its digest is another", hint="look at GOPROXY")
    env = {**given, "GOBIN": str(folder), "CGO_ENABLED": "0"}
    _go(runner, [go, "install", "-trimpath", name], env)
    program = folder / "opa"
    if not program.is_file():
        raise EvaluatorCrashedError("OPA was compiled, and there is no program")
    data = program.read_bytes()
    program.with_name(_MARKER).write_text(f"{digest_bytes(data)} {len(data)}\n", encoding="ascii")
    return program


def _go(runner: ProcessRunner, command: list[str], env: Mapping[str, str]) -> bytes:
    result = runner.run(command, timeout=_PATIENCE, env=env)
    if result.returncode != 0:
        words = result.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise EvaluatorCrashedError(f"compiling OPA failed: {' '.join(words)}", hint="check the network and try again")
    return result.stdout
