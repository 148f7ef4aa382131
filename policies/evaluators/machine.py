"""Runs a Rego module that was compiled to Wasm: one question at a time, bounded in time and memory.

The interface is OPA's, version 1.2 (https://www.openpolicyagent.org/docs/wasm#abi-definition): the host brings the
memory, writes the input into it, and reads a text of JSON. Every builtin that a policy may use is in the module, so
that none is called back. What a module traps in is thrown away, and made anew for the next question.
"""

from __future__ import annotations

import json
import re
from threading import Timer
from typing import Any

from wasmtime import (
    Config,
    Engine,
    Func,
    FuncType,
    Instance,
    Limits,
    Linker,
    Memory,
    MemoryType,
    Module,
    Store,
    Trap,
    WasmtimeError,
)

from engine.errors import EvaluatorMemoryError
from policies.evaluators.asking import MachineError
from policies.evaluators.compiled import KeptModules

_ENV, _MEMORY = "env", "memory"
_PAGE = 65_536  # bytes
_STEP = 65_536  # bytes that are looked through at once for the end of a text
_RESERVED = 512 * _PAGE  # bytes of address space: 32 MiB
_FOREVER = 2**62  # ticks
_NO_MEMORY = re.compile(r"(?i)os error 12\b|cannot allocate|out of memory|failed to (?:allocate|reserve|map)|mmap")


class Machine:
    """A module, ready to be asked; `timeout` (seconds) and `pages` (64 KiB) bound a question, `size` its bytes."""

    batch = 50  # resources: a call costs more than a rule

    def __init__(self, wasm: bytes, *, timeout: float, pages: int, size: int, kept: KeptModules | None) -> None:
        """Compile the module, or take it as it was `kept`; raises MachineError for one that is none of OPA's.

        Raises EvaluatorMemoryError where there is no room for it.
        """
        self._timeout, self._pages, self._size = timeout, pages, size
        self._engine = Engine(_config())
        try:
            kept_module = kept.find(self._engine, wasm) if kept is not None else None
            self._module = kept_module or Module(self._engine, wasm)
            if kept is not None and kept_module is None:
                kept.keep(self._module, wasm)
            self._least = _least(self._module)
            self._stubs = Module(self._engine, _stubs(self._module))
            self._guest: _Guest | None = self._made()
        except (WasmtimeError, Trap) as error:
            if _NO_MEMORY.search(str(error)):
                raise _no_room(error) from error
            raise MachineError(f"it is no module that OPA has made ({_first_line(error)})") from error

    @property
    def lacking(self) -> frozenset[str]:
        """Return the builtins that the module leaves to its host; nobody gives them, and to call one is an error."""
        guest = self._guest or self._made()
        return guest.lacking()

    def ask(self, document: bytes) -> Any:
        """Return what the module answers to a text of JSON; raises MachineError where it gives no answer.

        Raises EvaluatorMemoryError where there is no room for a thread that ends it.
        """
        if len(document) > self._size:
            raise MachineError("there is too much to ask at once")
        try:
            guest = self._guest or self._made()
        except (WasmtimeError, Trap) as error:
            raise MachineError("it cannot be made anew") from error
        self._guest = None  # until it has answered
        # The epoch goes on once, when the time is over.
        timer = Timer(self._timeout, self._engine.increment_epoch)
        timer.daemon = True
        guest.store.set_epoch_deadline(1)
        try:
            timer.start()
        except RuntimeError as error:  # the system gives no thread, which needs a stack of its own
            raise _no_room(error) from error
        try:
            text = guest.answer(document, self._size)
        except Trap as error:
            over = "interrupt" in str(error)
            raise MachineError("it took too long" if over else "it failed, or ran out of memory") from error
        except (WasmtimeError, _AbortedError) as error:
            raise MachineError("it failed, or ran out of memory") from error
        finally:
            timer.cancel()
            timer.join()
        self._guest = guest
        try:
            (entry,) = json.loads(text)
            return entry["result"]
        except (ValueError, TypeError, KeyError) as error:
            raise MachineError("it gave no answer") from error

    def _made(self) -> _Guest:
        """Return the module with memory of its own: what it says that it needs is less than what its data takes."""
        while True:
            try:
                return _Guest(self._engine, self._module, self._stubs, self._least, self._pages)
            except Trap:
                if self._least >= self._pages:
                    raise
            self._least = min(2 * self._least, self._pages)


def _config() -> Config:
    """Return how modules run: memory takes few addresses and moves when it grows, where 4 GiB are usual.

    A scheduler or a shell may bound the addresses of a process to less than that.
    """
    config = Config()
    config.epoch_interruption = True
    config.memory_reservation = _RESERVED
    config.memory_reservation_for_growth = _RESERVED
    config.memory_guard_size = _PAGE
    return config


def _no_room(error: Exception) -> EvaluatorMemoryError:
    return EvaluatorMemoryError(
        f"there is no memory to judge policies in: {_first_line(error)}",
        hint="give the process more memory, or address space (ulimit -v): 1 GB is enough",
    )


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


class _AbortedError(Exception):
    """The module gave no text."""


class _Guest:
    """A module with its own memory."""

    def __init__(self, engine: Engine, module: Module, stubs: Module, least: int, pages: int) -> None:
        self.store = Store(engine)
        self.store.set_epoch_deadline(_FOREVER)
        self.store.set_limits(memory_size=pages * _PAGE)
        self._memory = Memory(self.store, MemoryType(Limits(least, pages)))
        linker = Linker(engine)
        linker.define(self.store, _ENV, _MEMORY, self._memory)
        linker.define_instance(self.store, _ENV, linker.instantiate(self.store, stubs))
        self._instance: Instance = linker.instantiate(self.store, module)
        self._exports = self._instance.exports(self.store)
        self._heap = self._call("opa_heap_ptr_get")

    def answer(self, document: bytes, size: int) -> bytes:
        """Return the text that the module answers to an input, at most so many bytes."""
        self._call("opa_heap_ptr_set", self._heap)  # what the last question left is free again
        at = self._call("opa_malloc", len(document))
        self._memory.write(self.store, document, at)
        told = self._call("opa_eval", 0, 0, 0, at, len(document), self._call("opa_heap_ptr_get"), 0)
        return self._text(told, size)

    def lacking(self) -> frozenset[str]:
        """Return the names of the builtins that are not in the module."""
        at = self._call("opa_json_dump", self._call("builtins"))
        return frozenset(json.loads(self._text(at, _STEP)))

    def _text(self, at: int, size: int) -> bytes:
        """Return the bytes up to a zero."""
        found = bytearray()
        end = min(self._memory.data_len(self.store), at + size)
        for start in range(at, end, _STEP):
            part = self._memory.read(self.store, start, min(start + _STEP, end))
            zero = part.find(0)
            found += part if zero < 0 else part[:zero]
            if zero >= 0:
                return bytes(found)
        raise _AbortedError("an answer without an end")

    def _call(self, name: str, *arguments: int) -> int:
        func = self._exports[name]
        if not isinstance(func, Func):
            raise WasmtimeError(f"{name} is no function")
        return int(func(self.store, *arguments) or 0)


def _least(module: Module) -> int:
    """Return the pages of memory that a module asks for."""
    for item in module.imports:
        if (item.module, item.name) == (_ENV, _MEMORY) and isinstance(item.type, MemoryType):
            return item.type.limits.min
    raise WasmtimeError("it takes no memory")


def _stubs(module: Module) -> str:
    """Return a module with the functions that another one takes, each of which traps.

    They are no functions of Python: those of all stores stand in one list, which is not safe among threads.
    """
    found = []
    for item in module.imports:
        if item.module == _ENV and isinstance(item.type, FuncType):
            takes, gives = (" ".join(map(str, types)) for types in (item.type.params, item.type.results))
            found.append(f'(func (export "{item.name}") (param {takes}) (result {gives}) unreachable)')
    return f"(module {' '.join(found)})"
