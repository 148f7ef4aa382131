"""Tracebacks for `--verbose`, without secrets: only places in the code and redacted messages."""

from __future__ import annotations

import secrets
import traceback

from engine.text import Harmless, lines
from snapshots.redaction.redact import Redactor

_FRAME = '  File "'


def traceback_of(error: BaseException) -> Harmless:
    """Return the traceback of an error with credentials removed from its messages."""
    redactor = Redactor(secrets.token_bytes(32), "crash")
    # A part is what is said of one frame, or a message, which is redacted as a whole: a private key has many lines.
    return lines(line for part in traceback.format_exception(error) for line in _split(redactor.text(part), redactor))


def _split(part: str, redactor: Redactor) -> list[str]:
    """Return the lines of a frame, which are ours, and a message as one line, which may be anything."""
    told = part.removesuffix("\n")
    return [redactor.text(line) for line in (told.split("\n") if told.startswith(_FRAME) else [told])]
