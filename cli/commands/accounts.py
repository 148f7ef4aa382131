"""What `driftgate doctor` says of an AWS account: whose it is, what may not be read there, and what to allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from cli.terminal.output import counted
from engine.model.snapshot import SourceRef

if TYPE_CHECKING:
    from snapshots.aws.doctor import Examined

# What reads data; of these nothing is called but what is looked up by name.
_DATA = (
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "kms:Decrypt",
    "s3:GetObject",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
    "ssm:GetParameter",
)
_CLOCK = 60  # seconds that a clock may be off; an answer takes a few


@dataclass(frozen=True, slots=True)
class Check:
    """One line: a word (ok, warn, fail), what was looked at, and what came out."""

    state: str
    name: str
    detail: str
    fix: str = ""


def check_account(source: SourceRef, examined: Examined) -> Iterator[Check]:
    """Yield whose account a source is, and each action that its credentials may not take, or of which nothing is known.

    What is unknown without an action stands beside it.
    """
    if examined.problem:
        yield Check("fail", "AWS", f"{source.location}: {examined.problem}", examined.fix)
        return
    what = f"{source.location}: account {examined.account}"
    if not examined.missing and not examined.untold:
        yield Check("ok", "AWS", f"{what}, {examined.checked}")
        return
    parts = [
        f"{counted(len(actions), 'action')} {words}"
        for actions, words in ((examined.missing, "denied"), (examined.untold, "that may be denied: no answer told"))
        if actions
    ]
    fix = "driftgate doctor --iam-policy prints what to allow" if examined.missing else "run doctor again"
    yield Check("fail", "AWS", f"{what}, {', '.join(parts)}", fix)
    for word, actions in (("denied", examined.missing), ("untold", examined.untold)):
        for name, types in actions:
            yield Check("fail", word, f"{name}; unknown without it: {', '.join(types)}")


def check_clock(dated: str, now: datetime) -> Iterator[Check]:
    """Yield a check of this machine's clock against the Date header of an answer (RFC 9110); nothing without one."""
    try:
        theirs = parsedate_to_datetime(dated)
    except ValueError:
        return
    off = round((now - theirs).total_seconds()) if theirs.tzinfo is not None else 0
    if abs(off) <= _CLOCK:
        yield Check("ok", "clock", f"within {_CLOCK} s of AWS")
    else:
        where = "ahead of" if off > 0 else "behind"
        detail = f"{abs(off)} s {where} AWS: evidence would be from the future, or too old"
        yield Check("fail", "clock", detail, "set the clock of this machine by NTP")


def least_privilege(
    *, with_cloud_control: bool = False, with_events: bool = False, by_name: bool = False
) -> dict[str, Any]:
    """Return the policy that allows what the AWS collectors call, and the event history, and denies reading data.

    `by_name` allows also what is looked up by name, in a statement of its own, whose resources a person can narrow.
    """
    from snapshots.aws.catalog import actions  # noqa: PLC0415 - boto3 only for this option

    allowed = actions(with_cloud_control=with_cloud_control, with_events=with_events)
    asked = _by_name() if by_name else []
    named = {"Sid": "DriftgateLooksUpByName", "Effect": "Allow", "Action": asked, "Resource": "*"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "DriftgateReads", "Effect": "Allow", "Action": list(allowed), "Resource": "*"},
            {
                "Sid": "DriftgateNeverReadsData",
                "Effect": "Deny",
                "Action": [name for name in _DATA if name not in asked],
                "Resource": "*",
            },
            *([named] if asked else []),
        ],
    }


def _by_name() -> list[str]:
    from snapshots.aws.asked import OPERATIONS  # noqa: PLC0415 - boto3 only for this option
    from snapshots.aws.reading.permissions import action  # noqa: PLC0415 - the same

    return sorted(map(action, OPERATIONS))
