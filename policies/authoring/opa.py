"""The `opa` program: checks and compiles Rego. Needed to build the pack, never to use it."""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.errors import EvaluatorCrashedError, EvaluatorOutputError
from engine.ports import ProcessRunner
from policies.authoring.builtins import NOW
from policies.authoring.catalog import (
    BUILTINS,
    Pack,
    PolicySource,
    pack_index,
    read_libraries,
    read_sources,
    sources_digest,
)

ENTRYPOINT = "driftgate/main/results"
_TIMEOUT = 120.0
CANARY = "canary"  # is no policy id: those have an area before their name
# What stands behind `in`; all other operators say that they are infix.
_OPERATORS = frozenset({"internal.member_2", "internal.member_3"})


class OpaTool:
    """Drives an `opa` executable through a process runner."""

    def __init__(self, runner: ProcessRunner, executable: str = "opa", builtins: frozenset[str] = BUILTINS) -> None:
        """Take the program by name or path, and the builtins that policies may call."""
        self.runner, self.executable, self._builtins = runner, executable, builtins

    def version(self) -> str:
        """Return the version of OPA."""
        first = self._run("version").decode().splitlines()[0]
        return first.removeprefix("Version: ").strip()

    def check(self, folder: Path) -> None:
        """Check the policies of a folder strictly; raises EvaluatorOutputError with OPA's words."""
        with tempfile.TemporaryDirectory() as name:
            self._run("check", "--strict", "--capabilities", str(self._capabilities(Path(name))), str(folder))

    def parse(self, path: Path) -> dict[str, Any]:
        """Return the syntax tree of a module with its locations; raises EvaluatorOutputError with OPA's words."""
        tree: dict[str, Any] = json.loads(
            self._run("parse", "--format", "json", "--json-include", "locations,-comments", str(path))
        )
        return tree

    def faults(self, folder: Path) -> str:
        """Return what OPA says against the policies of a folder, all of it."""
        command = [self.executable, "check", "--max-errors", "0", str(folder)]
        return self.runner.run(command, timeout=_TIMEOUT).stderr.decode(errors="replace")

    def pack(self, folder: Path, sources: Sequence[PolicySource]) -> Pack:
        """Return the policies of a folder, compiled; raises EvaluatorOutputError with OPA's words."""
        return Pack(
            wasm=self.compile(folder, sources),
            policies=tuple(source.policy for source in sources),
            sources=sources_digest(folder),
            opa=self.version(),
        )

    def build(self, folder: Path, target: Path) -> None:
        """Compile the policies of a folder into `pack.wasm` and `pack.json` in `target`; same sources, same bytes."""
        sources = read_sources(folder)
        wasm = self.compile(folder, sources)
        target.joinpath("pack.wasm").write_bytes(wasm)
        target.joinpath("pack.json").write_bytes(pack_index(wasm, sources, sources_digest(folder), self.version()))

    def compile(self, folder: Path, sources: Sequence[PolicySource]) -> bytes:
        """Return the Wasm of the policies with the dispatch rule; raises EvaluatorOutputError with OPA's words."""
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            write_sources(folder, sources, work / "bundle", self._builtins)
            self._run(
                "build", "--target", "wasm", "--entrypoint", ENTRYPOINT, "--optimize", "0",
                "--capabilities", str(self._capabilities(work)), "--output", str(work / "pack.tar.gz"), ".",
                cwd=work / "bundle",
            )  # fmt: skip
            with tarfile.open(fileobj=BytesIO((work / "pack.tar.gz").read_bytes())) as archive:
                member = archive.extractfile("/policy.wasm")
                if member is None:
                    raise EvaluatorOutputError("opa build made no policy.wasm")
                return member.read()

    def _capabilities(self, folder: Path) -> Path:
        # An allow-list: what a later OPA adds is not allowed before somebody says so.
        everything: dict[str, Any] = json.loads(self._run("capabilities", "--current"))
        allowed = self._builtins | _OPERATORS
        everything["builtins"] = [
            entry for entry in everything["builtins"] if entry.get("infix") or entry["name"] in allowed
        ]
        everything["allow_net"] = []
        path = folder / "capabilities.json"
        path.write_text(json.dumps(everything), encoding="utf-8")
        return path

    def _run(self, *arguments: str, cwd: Path | None = None) -> bytes:
        result = self.runner.run([self.executable, *arguments], timeout=_TIMEOUT, cwd=cwd)
        if result.returncode is None:
            raise EvaluatorCrashedError(f"opa {arguments[0]} took longer than {_TIMEOUT:.0f} s")
        if result.returncode != 0:
            words = result.stderr.decode(errors="replace").strip() or result.stdout.decode(errors="replace").strip()
            raise EvaluatorOutputError(f"opa {arguments[0]} failed: {words}")
        return result.stdout


def write_sources(
    folder: Path, sources: Sequence[PolicySource], target: Path, builtins: frozenset[str] = BUILTINS
) -> None:
    """Write what a pack is compiled from into `target`: policies, what they share, the canary and the dispatch rule."""
    for path in (*read_libraries(folder, builtins), *(source.path for source in sources)):
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((folder / path).read_bytes())
    (target / "canary.rego").write_text(CANARY_MODULE, encoding="utf-8")
    (target / "main.rego").write_text(dispatch(sources), encoding="utf-8")


def write_module(path: Path, text: str) -> None:
    """Write a module that is made here into a folder that is compiled."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# The time of the verdict, in nanoseconds: no policy looks at a clock.
# Of a case it stands beside the resource.
_TIME = f' with {NOW} as object.get(input.resources[position], "now", input.now)'


def dispatch(sources: Sequence[PolicySource]) -> str:
    """Return the rule that judges a batch.

    `input.resources` are resources, `input.plan` maps a policy id to positions in them, `input.params` to what the
    policy is told, `input.now` is the time; the answer maps each id to one list of findings a position, in order, so
    that every pair is answered explicitly.
    """
    # What a single resource is judged by stands in it: the cases of one policy tell it many things at once.
    told = ' with input.params as object.get(input.resources[position], "told", input.params["{}"])'
    modules = [
        (CANARY, "driftgate.canary", ""),
        *(
            (
                source.policy.id,
                source.package,
                (told.format(source.policy.id) if source.policy.params else "") + (_TIME if source.asks_time else ""),
            )
            for source in sources
        ),
    ]
    rules = [
        f'results["{id_}"] := [found |\n'
        f'\tsome position in input.plan["{id_}"]\n'
        f"\tfound := data.{package}.deny with input as input.resources[position]{params}\n"
        f'] if input.plan["{id_}"]\n'
        for id_, package, params in modules
    ]
    return "package driftgate.main\n\nimport rego.v1\n\n" + "\n".join(rules)


# Judges what the engine is asked when it starts, to see that it finds what is wrong and only that.
CANARY_MODULE = """package driftgate.canary

import rego.v1

deny contains {"path": ["bird"], "observed": bird, "required": "alive", "args": {}} if {
	bird := input.attributes.bird
	bird != "alive"
}
"""
