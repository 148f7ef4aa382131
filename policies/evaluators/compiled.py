"""Modules as they were compiled, kept beside the bytecode of Python: compiling takes a hundred times as long.

What is kept is code of this machine, as bytecode is, and lies where that lies: who can write there can write that. It
is named by the module and by the program that compiled it, and begins with the digest of both, so that a damaged one,
and that of another module, is none. Nothing is kept where Python keeps no bytecode: https://docs.python.org/3/using/cmdline.html#cmdoption-B.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Protocol

from wasmtime import Engine, Module, WasmtimeError

from policies.evaluators.judgements import Cache

_SIZE = 32  # bytes of a digest
_OTHERS_WRITE = 0o022


class KeptModules(Protocol):
    """Keeps modules as they were compiled."""

    def find(self, engine: Engine, wasm: bytes) -> Module | None:
        """Return a module that was kept; none where there is none."""
        ...

    def keep(self, module: Module, wasm: bytes) -> None:
        """Keep a module for the next run, if that is possible."""
        ...


@dataclass(frozen=True, slots=True)
class SealedModules:
    """Keeps the modules of people's own policies under the seal of an installation: what is kept there is code."""

    cache: Cache

    def find(self, engine: Engine, wasm: bytes) -> Module | None:
        """Return a module that this installation has compiled; none where there is none."""
        data = self.cache.read(_name(wasm))
        try:
            return None if data is None else Module.deserialize(engine, data)
        except WasmtimeError:  # of another machine
            return None

    def keep(self, module: Module, wasm: bytes) -> None:
        """Keep a module under the seal, if that is possible."""
        self.cache.write(_name(wasm), bytes(module.serialize()))


@dataclass(frozen=True, slots=True)
class CompiledModules:
    """Keeps the modules of one folder, which it only reads where it is not `written`."""

    folder: Path
    written: bool = True

    def find(self, engine: Engine, wasm: bytes) -> Module | None:
        """Return a module that was kept; none where there is none, or one that is not as it was written."""
        path = self._path(wasm)
        try:
            with path.open("rb") as file:  # what is looked at is what is read
                about, data = os.fstat(file.fileno()), file.read()
        except OSError:
            return None
        is_ours = about.st_uid in (0, os.geteuid()) and not about.st_mode & _OTHERS_WRITE
        if not is_ours or _seal(wasm, data[_SIZE:]) != data[:_SIZE]:
            return None
        try:
            return Module.deserialize(engine, data[_SIZE:])
        except WasmtimeError:  # of another machine
            return None

    def keep(self, module: Module, wasm: bytes) -> None:
        """Write a module where the next run finds it, instead of those that were there, if that is possible."""
        if not self.written:
            return
        data, path = bytes(module.serialize()), self._path(wasm)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(_seal(wasm, data) + data)
                Path(name).chmod(0o644)
                Path(name).replace(path)
            finally:  # a full disk is not filled more
                Path(name).unlink(missing_ok=True)
            for other in self.folder.glob(f"{path.name.partition('.')[0]}.*{path.suffix}"):
                if other != path:
                    other.unlink()

    def _path(self, wasm: bytes) -> Path:
        return self.folder / f"pack.{_name(wasm)}"


def _name(wasm: bytes) -> str:
    return f"{sha256(wasm).hexdigest()[:16]}.wasmtime-{version('wasmtime')}.cwasm"


def _seal(wasm: bytes, compiled: bytes) -> bytes:
    """Return the digest of a module and of what it was compiled to."""
    return sha256(sha256(wasm).digest() + sha256(compiled).digest()).digest()


def beside_bytecode(source: Path) -> CompiledModules:
    """Return where modules of a source are kept."""
    return CompiledModules(Path(cache_from_source(str(source))).parent, written=not sys.dont_write_bytecode)
