"""What people name by a part of its id: runs, snapshots, findings, waivers. One rule, and one text for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from engine.errors import UnknownIdError

LATEST = "latest"  # what people type for the newest run, and the newest snapshot
_NAMED = 5  # candidates that an error names


def choose(wanted: str, ids: Iterable[str], *, noun: str, see: str, digits: int = 0) -> str:
    """Return the one of `ids` that a text means: the whole id, or else its beginning, or its end behind a dash.

    Where no id ends so, the beginning of what stands behind the last dash is enough.
    `ids` come with the likeliest first; where several are meant, or none, the error names them in that order. `noun` is
    what they are, `see` what lists them, and `digits` how many of an id people read, 0 for all. Raises UnknownIdError.
    """
    known = list(dict.fromkeys(ids))
    if wanted in known:
        return wanted
    ends = [one for one in known if one.endswith(f"-{wanted}")] or [
        one for one in known if "-" in one and one.rpartition("-")[2].startswith(wanted)
    ]
    found = [one for one in known if one.startswith(wanted) or one in ends] if wanted else []
    if len(found) == 1:
        return found[0]
    if found:
        several = f"{wanted} is short for {len(found)} {noun}s: {_some(found, digits)}"
        raise UnknownIdError(several, hint=f"give more of it; see: {see}")
    raise unknown(wanted, known, noun=noun, see=see, digits=digits)


def unknown(
    wanted: str, ids: Iterable[str], *, noun: str, see: str, where: str = "", digits: int = 0
) -> UnknownIdError:
    """Return the error of an id that none of `ids` is: `where` says in which place it was looked for."""
    known = list(dict.fromkeys(ids))
    close = get_close_matches(wanted, known, n=_NAMED) or known
    there = f"there is {_some(close, digits)}; " if close else ""
    return UnknownIdError(f"there is no {noun} {wanted}{where and f' in {where}'}", hint=f"{there}see: {see}")


def _some(ids: Sequence[str], digits: int) -> str:
    named = ", ".join(one[:digits] if digits else one for one in ids[:_NAMED])
    return f"{named} and {len(ids) - _NAMED} more" if len(ids) > _NAMED else named
