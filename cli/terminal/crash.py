"""Tracebacks for `--verbose`, without secrets: only places in the code and redacted messages."""

from __future__ import annotations

import secrets
import traceback

from engine.text import Harmless, lines
from snapshots.redaction.redact import Redactor

_FRAME = '  File "'


def traceback_of(error: BaseException) -> Harmless:
    """Return the traceback of an error with credentials removed from its messages, each line behind a bar."""
    redactor = Redactor(secrets.token_bytes(32), "crash")
    # A part is what is said of one frame, or a message, which is redacted as a whole: a private key has many lines.
    parts = (redactor.text(part.removesuffix("\n")) for part in traceback.format_exception(error))
    told = (line for part in parts for line in (part.split("\n") if part.startswith(_FRAME) else [part]))
    return lines(f"| {redactor.text(line)}" for line in told)
