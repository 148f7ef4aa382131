"""An entry of the ledger: one verdict, with the digests of all that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One verdict in the append-only log: `entry_digest` covers all other fields, `previous` is the one before.

    `subject` is what it is about in words, `time_given` tells that it was decided for a time that somebody named.
    `documents` are the digests of all that it rests on, by name.
    """

    run_id: str
    environment: str
    command: str
    verdict_digest: str
    decision: str
    as_of: datetime
    previous: str
    entry_digest: str
    subject: str = ""
    time_given: bool = False
    documents: Mapping[str, str] = field(default_factory=dict)
