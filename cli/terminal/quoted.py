"""What messages repeat: an argument, a variable or a value of a file may be a secret, typed in the wrong place."""

from __future__ import annotations

import re
import secrets

from engine.model.secret import without_secrets

INSTEAD = "(a secret)"
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?")
_SHORTEST = 6  # letters that may hold one


def without_quoted_secrets(line: str) -> str:
    """Return a line of a message in which what stands in quotes holds no secret that can be recognised."""
    return _QUOTED.sub(lambda found: told_text(found.group()), line)


def told_text(text: str) -> str:
    """Return what is repeated in a message without the secrets that can be recognised in it; marks of ours stay."""
    if len(text) < _SHORTEST:
        return text
    from snapshots.redaction.redact import Redactor  # noqa: PLC0415 - most messages repeat nothing

    hidden = Redactor(secrets.token_bytes(32), "told").for_own().text(text)
    return text if hidden == text else without_secrets(hidden, INSTEAD)
