"""The formats of credentials that are looked for in every text; `snapshots.redaction.form` says what one is."""

from __future__ import annotations

from snapshots.redaction.commands import COMMANDS
from snapshots.redaction.form import Format
from snapshots.redaction.hashes import HASHES
from snapshots.redaction.tokens import TOKENS
from snapshots.redaction.written import ADDRESSES, WRITTEN

FORMATS: tuple[Format, ...] = (*WRITTEN, *COMMANDS, *ADDRESSES, *TOKENS, *HASHES)
