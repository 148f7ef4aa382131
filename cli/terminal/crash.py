"""Tracebacks for `--verbose`, without secrets: only places in the code and redacted messages."""

from __future__ import annotations

import secrets
import traceback

from engine.text import terminal
from snapshots.redaction.redact import Redactor


def traceback_of(error: BaseException) -> str:
    """Return the traceback of an error with credentials removed from its messages."""
    text = "".join(traceback.format_exception(error))
    redactor = Redactor(secrets.token_bytes(32), "crash")
    text = redactor.text(text)  # as a whole: a private key has many lines
    return "\n".join(terminal(redactor.text(line)) for line in text.splitlines()) + "\n"
