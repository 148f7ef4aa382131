"""What all readers of result files share: foreign text made safe to carry, and the measurement of an unusable file."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from engine.errors import InputError
from engine.jsontext.digest import digest_bytes
from engine.model.measurement import Measurement
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason
from snapshots.measurements.reader import Reader
from snapshots.redaction.redact import Redactor

T = TypeVar("T")

MAX_TEXT = 500
# Redaction can shorten a text, so more than MAX_TEXT is looked at before the cut; what lies beyond is never shown.
LOOKED_AT = 65_536


class UnreadableResultError(InputError):
    """A result file cannot be used; `reason` says in which way. Readers turn it into a gap."""

    def __init__(self, reason: GapReason, message: str, *, hint: str = "") -> None:
        """Keep the reason of the gap beside the message and the hint."""
        super().__init__(message, hint=hint)
        self.reason = reason


def shown(text: str, redactor: Redactor) -> str:
    """Return foreign text without credentials, encodable as UTF-8, of at most MAX_TEXT characters."""
    clean = redactor.text(_encodable(text[:LOOKED_AT]))
    return clean if len(clean) <= MAX_TEXT else clean[: MAX_TEXT - 1] + "…"


def label(text: str, redactor: Redactor) -> str:
    """Return a foreign name as `shown`, with a short digest at the end of a cut one, so that names stay apart."""
    clean = redactor.text(_encodable(text[:LOOKED_AT]))
    if len(clean) <= MAX_TEXT:
        return clean
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{clean[: MAX_TEXT - 14]}…#{mark}"


def source_name(name: str) -> str:
    """Return a path as given, with bytes that are not UTF-8 escaped."""
    return _encodable(name)


def unreadable(
    reader: Reader, data: bytes, name: str, error: UnreadableResultError, *, redactor: Redactor
) -> Measurement:
    """Return the measurement of a file that could not be used: no numbers, no checks, one gap."""
    source = source_name(name)
    gap = Gap(
        reason=error.reason,
        source=source,
        detail=shown(error.message, redactor),
        operation=f"read:{reader.kind}",
        fix=error.hint,
    )
    return Measurement(
        kind=reader.kind,
        measures=reader.measures,
        source=source,
        digest=digest_bytes(data),
        dialect="",
        metrics=(),
        checks=(),
        gaps=(gap,),
    )


def refuse_large(data: bytes, name: str, limit: int) -> None:
    """Raise UnreadableResultError when `data` has more than `limit` bytes."""
    if len(data) > limit:
        raise large(name, len(data), limit)


def large(name: str, size: int, limit: int) -> UnreadableResultError:
    """Return the error of a file of more bytes than are read."""
    return UnreadableResultError(
        GapReason.LIMIT_REACHED,
        f"{name}: {size} bytes, more than the {limit} that are read",
        hint="give the summary of the run, not its raw data",
    )


def refuse_empty(data: bytes, name: str) -> None:
    """Raise UnreadableResultError when `data` holds nothing but white space."""
    if not data.strip():
        raise UnreadableResultError(
            GapReason.EMPTY, f"{name}: the file is empty", hint="run the tool to its end and give the file it writes"
        )


def shaped(value: Any, kind: type[T], where: str) -> T:
    """Return a JSON value as a type of msgspec; raises UnreadableResultError with the path of what is of another shape.

    `where` is the file and the path of the value in it, such as `k6.json: $.metrics.http_reqs`.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        said, _, below = str(error).replace("`", "").partition(" - at ")
        path = f"{where}{below.removeprefix('$')}" if "$" in where else f"{where}: {below or '$'}"
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{path}: {said[:1].lower()}{said[1:]}") from error
    except UnicodeEncodeError as error:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a text holds half of a character") from error


def shaped_each(values: dict[str, Any], kind: type[T], where: str) -> dict[str, T]:
    """Return a JSON object of members of one type; raises UnreadableResultError with the name of one that is not."""
    return {key: shaped(value, kind, f"{where}.{key}") for key, value in values.items()}


def number(value: Any, where: str) -> float:
    """Return a JSON number as a float; raises UnreadableResultError for anything else, booleans included."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: not a number")
    return float(value)


def count(value: Any, where: str) -> int:
    """Return a JSON number as a count; raises UnreadableResultError for what is negative, not whole or beyond 2^53."""
    counted = number(value, where)
    if not 0 <= counted <= 2**53 or counted != int(counted):
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: {counted:g} is not a count")
    return int(counted)


def mapping(value: Any, where: str) -> dict[str, Any]:
    """Return a JSON object; raises UnreadableResultError for anything else."""
    if not isinstance(value, dict):
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: not an object")
    return value


def moment(value: Any, where: str) -> Moment:
    """Return ISO 8601 text as a moment, which is an interval without a zone; raises UnreadableResultError.

    Years before 1971 and after 9000 are refused: they are zero values and overflows of other tools.
    """
    return Moment.of(_time(value, where))


def instant(value: Any, where: str) -> datetime:
    """Return text with a zone as a time in UTC, to its last digit; raises as `moment` does, and without a zone."""
    time = _time(value, where)
    if time.tzinfo is None:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a time without a zone")
    return time.astimezone(UTC)


def _time(value: Any, where: str) -> datetime:
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: not a time") from error
    if not 1971 <= time.year <= 9000:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a time in the year {time.year}")
    return time


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
