"""The `opa` program: checks, tests and compiles Rego. Needed to build the pack, never to use it."""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.digest import JsonError, parse_json
from engine.errors import EvaluatorCrashedError, EvaluatorOutputError
from engine.ports import ProcessRunner
from policies.catalog import Source, pack_index, read_sources, sources_digest

ENTRYPOINT = "driftgate/main/results"
_TIMEOUT = 120.0
# Builtins that reach the world, the clock or chance: a policy that names one does not compile.
_FORBIDDEN = (
    "http.",
    "net.lookup",
    "opa.runtime",
    "rand.",
    "time.now",
    "uuid.",
    "providers.",
    "trace",
    "print",
    "rego.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """The outcome of `opa test`: how many passed, and the names of those that did not."""

    passed: int
    failed: tuple[str, ...]


class OpaTool:
    """Drives an `opa` executable through a process runner."""

    def __init__(self, runner: ProcessRunner, executable: str = "opa") -> None:
        """Take the program by name or path."""
        self._runner, self._executable = runner, executable

    def version(self) -> str:
        """Return the version of OPA."""
        first = self._run("version").decode().splitlines()[0]
        return first.removeprefix("Version: ").strip()

    def check(self, folder: Path) -> None:
        """Check the policies of a folder strictly; raises EvaluatorOutputError with OPA's words."""
        self._run("check", "--strict", "--capabilities", str(self._capabilities()), str(folder))

    def test(self, folder: Path) -> TestRun:
        """Run the tests of a folder; raises EvaluatorOutputError when there are none or OPA fails."""
        result = self._runner.run([self._executable, "test", "--format", "json", str(folder)], timeout=_TIMEOUT)
        try:
            entries = parse_json(result.stdout, name="opa test")
        except JsonError as error:
            words = result.stderr.decode(errors="replace").strip() or result.stdout.decode(errors="replace").strip()
            raise EvaluatorOutputError(f"opa test gave no result: {words}") from error
        if not entries:
            raise EvaluatorOutputError("there are no Rego tests", hint="write NAME_test.rego beside each policy")
        failed = tuple(
            f"{entry['package'].removeprefix('data.')}.{entry['name']}"
            for entry in entries
            if entry.get("fail") or entry.get("error") or entry.get("skip")
        )
        return TestRun(passed=len(entries) - len(failed), failed=failed)

    def build(self, folder: Path, target: Path) -> None:
        """Compile the policies of a folder into `pack.wasm` and `pack.json` in `target`; same sources, same bytes."""
        sources = read_sources(folder)
        wasm = self.compile(folder, sources)
        target.joinpath("pack.wasm").write_bytes(wasm)
        target.joinpath("pack.json").write_bytes(pack_index(wasm, sources, sources_digest(folder), self.version()))

    def compile(self, folder: Path, sources: Sequence[Source]) -> bytes:
        """Return the Wasm of the policies with the dispatch rule; raises EvaluatorOutputError with OPA's words."""
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            for source in sources:
                copy = work / "bundle" / source.path
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes((folder / source.path).read_bytes())
            (work / "bundle" / "main.rego").write_text(dispatch(sources), encoding="utf-8")
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

    def _capabilities(self, folder: Path | None = None) -> Path:
        everything: dict[str, Any] = json.loads(self._run("capabilities", "--current"))
        everything["builtins"] = [entry for entry in everything["builtins"] if not entry["name"].startswith(_FORBIDDEN)]
        everything["allow_net"] = []
        path = (folder or Path(tempfile.mkdtemp(prefix="driftgate-opa-"))) / "capabilities.json"
        path.write_text(json.dumps(everything), encoding="utf-8")
        return path

    def _run(self, *arguments: str, cwd: Path | None = None) -> bytes:
        result = self._runner.run([self._executable, *arguments], timeout=_TIMEOUT, cwd=cwd)
        if result.returncode is None:
            raise EvaluatorCrashedError(f"opa {arguments[0]} took longer than {_TIMEOUT:.0f} s")
        if result.returncode != 0:
            words = result.stderr.decode(errors="replace").strip() or result.stdout.decode(errors="replace").strip()
            raise EvaluatorOutputError(f"opa {arguments[0]} failed: {words}")
        return result.stdout


def dispatch(sources: Sequence[Source]) -> str:
    """Return the rule that judges a batch.

    `input.resources` are resources, `input.plan` maps a policy id to positions in them; the answer maps each id to one
    list of findings a position, in order, so that every pair is answered explicitly.
    """
    rules = [
        f'results["{source.policy.id}"] := [found |\n'
        f'\tsome position in input.plan["{source.policy.id}"]\n'
        f"\tfound := data.{source.package}.deny with input as input.resources[position]\n"
        f'] if input.plan["{source.policy.id}"]\n'
        for source in sources
    ]
    return "package driftgate.main\n\nimport rego.v1\n\n" + "\n".join(rules)
