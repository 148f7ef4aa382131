"""The formats of credentials that are looked for in every text; `snapshots.redaction.formats.form` says what one is."""

from __future__ import annotations

from snapshots.redaction.formats.commands import COMMANDS
from snapshots.redaction.formats.form import Format
from snapshots.redaction.formats.hashes import HASHES
from snapshots.redaction.formats.markup import MARKUP
from snapshots.redaction.formats.tokens import TOKENS
from snapshots.redaction.formats.vendors import VENDORS
from snapshots.redaction.formats.written import ADDRESSES, WRITTEN

FORMATS: tuple[Format, ...] = (*WRITTEN, *MARKUP, *COMMANDS, *ADDRESSES, *TOKENS, *VENDORS, *HASHES)
