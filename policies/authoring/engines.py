"""What asks policies while they are proven: their module, or the program of OPA where that leaves something to it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from policies.authoring.builtins import PURE
from policies.authoring.catalog import PolicySource
from policies.authoring.opa import OpaTool, write_sources
from policies.evaluators.asking import Machine
from policies.evaluators.program import ProgramMachine
from policies.evaluators.wasm import embedded
from policies.own.checking import RegoProgram
from policies.own.files import RegoFiles


def choose_engine(opa: OpaTool, folder: Path, sources: Sequence[PolicySource], wasm: bytes) -> Machine:
    """Return what asks the policies of a folder, which are compiled already."""
    module = embedded(wasm)
    if not module.lacking:
        return module
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_sources(folder, sources, root, PURE)
        modules = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.rego"))}
    return ProgramMachine(RegoProgram(opa.runner, opa.executable), RegoFiles(name=folder.name, modules=modules))
