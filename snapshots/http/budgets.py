"""What an answer may cost in time and bytes, whoever gives it: one that never ends is no answer.

The timeout of a socket begins anew with every byte, so that a byte a second is read for ever. The deadline here is one
of the whole answer, its head among it: whatever is read of a connection that makes `TimedResponse` is held to it.
A head is small, and so is what it may cost, with all that comes before it (https://www.rfc-editor.org/rfc/rfc9110#name-informational-1xx).
"""

from __future__ import annotations

import http.client
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn

_CHUNK = 1 << 16
_MEBIBYTE = 1 << 20
_INTERIM = re.compile(rb"HTTP/\S+[ \t]+1\d\d\b")  # the first line of an answer that only says to go on waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one question may cost: one answer to it, and all of them: pages, tries and redirects.

    The time of a head begins with its first byte: until then a server may look for what it was asked for.
    """

    head_bytes: int = 1 << 18
    head_seconds: float = 30.0
    head_interims: int = 16  # answers that only say to go on waiting (`100 Continue`), before the one that counts
    answer_bytes: int
    answer_seconds: float
    pages: int
    total_bytes: int
    total_seconds: float  # of waiting for answers; what we wait ourselves, so as not to ask too much, is not counted


# The largest answers of AWS have some megabytes, and 10,000 pages are 500,000 of what comes in pages of 50.
CALL = Budget(
    answer_bytes=64 * _MEBIBYTE,
    answer_seconds=120.0,
    pages=10_000,
    total_bytes=512 * _MEBIBYTE,
    total_seconds=1800.0,
)
# A state is one document, and some have a hundred megabytes.
STATE = Budget(
    answer_bytes=512 * _MEBIBYTE,
    answer_seconds=600.0,
    pages=10_000,
    total_bytes=1024 * _MEBIBYTE,
    total_seconds=900.0,
)


class OverBudgetError(Exception):
    """An answer that cost too much; the text says which budget ended it."""


@dataclass(slots=True)
class _Head:
    """What the head of an answer has cost so far; `begun` is when its first byte came."""

    begun: float | None = None
    bytes: int = 0
    interims: int = 0


class Spent:
    """What a question has cost so far."""

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is spent yet."""
        self.budget, self._clock = budget, clock
        self.pages = self.bytes = 0
        self.seconds = 0.0
        self._deadline, self._over, self._ended = 0.0, "", ""
        self._head: _Head | None = None

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Hold everything that this thread reads inside the block to the time that one answer may take."""
        begun, one, left = self._clock(), self.budget.answer_seconds, self.budget.total_seconds - self.seconds
        self._deadline = begun + min(one, left)
        self._over, self._ended = f"no whole answer within {one:g} s" if one <= left else "", ""
        token = _ANSWERING.set(self)
        try:
            yield
        finally:
            _ANSWERING.reset(token)
            self.seconds += self._clock() - begun

    def left(self) -> float:
        """Return how many seconds are left of the answer; raises OverBudgetError when there are none."""
        now = self._clock()
        left = self._deadline - now
        if self._ended:  # whoever asks may have made another error of it
            self._end(self._ended)
        if left <= 0:
            self._end(self._over or f"answers that take more than {self.budget.total_seconds:g} s in all")
        if self._head is None or self._head.begun is None:
            return left
        of_head = self._head.begun + self.budget.head_seconds - now
        if of_head <= 0:
            self._end(f"no whole head of an answer within {self.budget.head_seconds:g} s")
        return min(left, of_head)

    def _end(self, why: str) -> NoReturn:
        self._ended = why
        raise OverBudgetError(why)

    @contextmanager
    def heading(self) -> Iterator[None]:
        """Hold what is read inside the block to what the head of an answer may cost."""
        self._head = _Head()
        try:
            yield
        except OverBudgetError:
            raise
        except Exception:
            self.left()  # whatever it failed of: its time was over
            raise
        finally:
            self._head = None

    def come(self) -> None:
        """Note that bytes have come: those of a head are counted from the first of them."""
        if self._head is not None and self._head.begun is None:
            self._head.begun = self._clock()

    def read_line(self, line: bytes) -> None:
        """Count a line of a head, if one is read; raises OverBudgetError for more of them than it may have."""
        if self._head is None:
            return
        self._head.bytes += len(line)
        self._head.interims += _INTERIM.match(line) is not None
        if self._head.bytes > self.budget.head_bytes:
            self._end(f"a head of an answer of more than {self.budget.head_bytes:,} bytes")
        if self._head.interims > self.budget.head_interims:
            self._end(f"more than {self.budget.head_interims} answers that only say to go on waiting")

    def read(self, chunks: Iterator[bytes]) -> bytes:
        """Return what an answer holds; raises OverBudgetError for more than it may."""
        found, size = list[bytes](), 0
        for chunk in self._chunks(chunks):
            size += len(chunk)
            if size > self.budget.answer_bytes:
                raise OverBudgetError(f"an answer of more than {_mebibytes(self.budget.answer_bytes)}")
            if self.bytes + size > self.budget.total_bytes:
                raise OverBudgetError(f"answers of more than {_mebibytes(self.budget.total_bytes)} in all")
            found.append(chunk)
        self.bytes += size
        return b"".join(found)

    def _chunks(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except OverBudgetError:
            raise
        except Exception:
            self.left()  # whatever it failed of: its time was over
            raise

    def turn(self) -> None:
        """Count a page."""
        self.pages += 1
        if self.pages > self.budget.pages:
            raise OverBudgetError(f"more than {self.budget.pages:,} pages")


_ANSWERING: ContextVar[Spent | None] = ContextVar("answering", default=None)


class TimedResponse(http.client.HTTPResponse):
    """An answer of a connection that ends with the time of the question, if one is asked in this thread."""

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        """Read from `sock` what http.client reads."""
        super().__init__(sock, *arguments, **options)
        raw: Any = self.fp
        self.fp = _Lines(_Timed(raw.detach(), sock), _CHUNK)

    def begin(self) -> None:
        """Read the head."""
        spent = _ANSWERING.get()
        with nullcontext() if spent is None else spent.heading():
            super().begin()


def send_timed(send: Callable[[Any], None], sock: Any, data: bytes) -> None:
    """Send bytes piece by piece, if a question is asked in this thread: each within the socket's timeout, all in time.

    A socket takes its timeout for all that is sent at once, so that much takes too long for it, however fast it goes.
    """
    spent = _ANSWERING.get()
    if spent is None:
        send(data)
        return
    timeout, pieces = sock.gettimeout(), memoryview(data)
    try:
        for at in range(0, len(data), _CHUNK):
            left = spent.left()
            sock.settimeout(left if timeout is None else min(left, timeout))
            send(pieces[at : at + _CHUNK])
    except TimeoutError:
        spent.left()  # the time of the question was over, or only that of the socket
        raise
    finally:
        sock.settimeout(timeout)


class _Lines(io.BufferedReader):
    """What is read of an answer, each line of whose head is counted."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line, as a buffered stream does."""
        line = super().readline(size)
        spent = _ANSWERING.get()
        if spent is not None:
            spent.read_line(line)
        return line


class _Timed(io.RawIOBase):
    """The bytes of a socket, each read of which waits no longer than its timeout and the rest of the answer's time."""

    def __init__(self, raw: io.RawIOBase, sock: Any) -> None:
        self._raw, self._sock, self._timeout = raw, sock, sock.gettimeout()

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, as a raw stream does."""
        spent = _ANSWERING.get()
        if spent is not None:
            left = spent.left()
            self._sock.settimeout(left if self._timeout is None else min(left, self._timeout))
        size = self._raw.readinto(buffer)
        if spent is not None:
            spent.come()
        return size

    def close(self) -> None:
        """Close the stream, and not the socket: its connection does that."""
        self._raw.close()
        super().close()


def _mebibytes(number: int) -> str:
    return f"{number / _MEBIBYTE:g} MiB"
