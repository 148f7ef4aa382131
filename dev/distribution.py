"""What a release consists of: wheel, source distribution, software bill of materials and checksums.

The same commit gives the same bytes: times are those of the commit, tools are those of the lock. Whoever doubts a
release builds it again and compares.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.wiring.process import ChildProcess
from dev import versions
from dev.pack import Workshop
from engine.errors import EngineError

SUMS = "SHA256SUMS"
_PATIENCE = 600.0


class DistributionError(EngineError):
    """A distribution cannot be made."""


def build(shop: Workshop, target: Path, *, uv: str) -> tuple[Path, ...]:
    """Make a release of a checkout in the empty folder `target` and return its files; raises EngineError.

    `uv` is the program that knows what the lock holds.
    """
    if target.exists() and any(target.iterdir()):
        raise DistributionError(f"{target} is not empty", hint=f"rm -r {target}")
    shop.ensure()
    made_with = json.loads((shop.sources / "pack.json").read_bytes())["opa"]
    if made_with != versions.OPA:
        raise DistributionError(
            f"the Rego pack was made with OPA {made_with}, and releases are made with {versions.OPA}",
            hint=f"take that opa from the search path, remove {shop.sources / 'pack.json'}, and run again",
        )
    tools = _Tools(shop)
    epoch = tools.run("git", "log", "-1", "--format=%ct").decode().strip()
    given = {"SOURCE_DATE_EPOCH": epoch}
    tools.run(sys.executable, "-m", "hatchling", "build", "-d", str(target), env=given)
    bill = tools.run(uv, "export", "--quiet", "--frozen", "--no-dev", "--format", "cyclonedx1.5")
    name = f"driftgate-{_version(shop.root)}.cdx.json"
    (target / name).write_bytes(bill_of_materials(json.loads(bill), int(epoch)))
    files = sorted(path for path in target.iterdir() if not path.name.startswith("."))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (target / SUMS).write_text("".join(lines), encoding="utf-8")
    return (*files, target / SUMS)


def bill_of_materials(document: Mapping[str, Any], epoch: int) -> bytes:
    """Return a CycloneDX document with nothing in it that differs from one time to the next.

    `epoch` is the time of the commit in seconds; the serial number is made of what the document says.
    """
    metadata = {**document["metadata"], "timestamp": f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%dT%H:%M:%SZ}"}
    metadata["component"] = {**metadata["component"], "type": "application"}
    stable = {**document, "metadata": metadata, "serialNumber": ""}
    named = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(stable, sort_keys=True))
    return (json.dumps({**stable, "serialNumber": f"urn:uuid:{named}"}, indent=2) + "\n").encode()


def _version(root: Path) -> str:
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


class _Tools:
    """Runs programs in a checkout."""

    def __init__(self, shop: Workshop) -> None:
        self._root = shop.root
        self._runner = ChildProcess(path=shop.environment.get("PATH", ""), home=shop.environment.get("HOME", "/"))

    def run(self, *command: str, env: Mapping[str, str] | None = None) -> bytes:
        done = self._runner.run(command, timeout=_PATIENCE, cwd=self._root, env=env)
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip()
            raise DistributionError(f"{Path(command[0]).name} {command[1]} failed: {words}")
        return done.stdout
