"""Where evidence comes from: what it is about, when it was made, by what, and who says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from engine.model.moment import Moment
from engine.model.subject import Subject

OWN_REPORT = "driftgate.report"  # what our own reports carry, so that they are never taken for evidence


class Vouched(StrEnum):
    """Who says where a result comes from, from nobody to a signature that was verified."""

    NOBODY = "nobody"
    ITSELF = "itself"
    RECORDED = "recorded"
    CLAIMED = "claimed"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What is known of the run that made a result; what is empty or none is not known.

    `began` and `ended` are those of the run, `tool` and `version` what made the result, `exit_code` that of its
    process, `command` the digest of its command line without secrets, `host` the class of the machine. `vouched` tells
    who says all this, `by` the name or key of whoever signed.
    """

    subject: Subject = field(default_factory=Subject)
    began: Moment | None = None
    ended: Moment | None = None
    tool: str = ""
    version: str = ""
    exit_code: int | None = None
    command: str = ""
    host: str = ""
    vouched: Vouched = Vouched.NOBODY
    by: str = ""
