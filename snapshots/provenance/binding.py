"""What binds a result: what is believed of its origin, from one file beside it or from several that agree."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.errors import InputError
from engine.jsontext.digest import digest_bytes
from engine.model.measurement import Measurement, Provenance, Vouched
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason
from engine.model.subject import RELEASE, Subject, shared
from snapshots.bounds import unlinked

if TYPE_CHECKING:
    from engine.signing.public_keys import PublicKey
    from engine.signing.sigstore.certificate import Identity
    from engine.signing.sigstore.trusted_root import TrustedRoot

_MOST_OF_A_RESULT = 64 * 2**20
NAMES = (*RELEASE, "environment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose signatures count; without a key and a root none is asked for, and none is verified.

    `root` is the trusted root of Sigstore, by which `identities` sign.
    """

    keys: Sequence[PublicKey] = ()
    root: TrustedRoot | None = None
    identities: Sequence[Identity] = ()

    @property
    def asks(self) -> str:
        """Return the setting by which only what is signed binds a result, empty where none asks for it."""
        return "record.keys" if self.keys else "record.roots" if self.root is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What one file beside a result says of it, and is believed.

    `source` names that file; `paper` are the bytes that others can verify it by, empty where they may hold a secret.
    """

    source: str
    provenance: Provenance
    paper: bytes = b""
    gaps: tuple[Gap, ...] = ()


def read_beside(path: Path, name: str, most: int) -> bytes:
    """Return the bytes of a file beside a result; raises InputError for what is none, or larger than `most`.

    It is nobody else's file: a link that leads out of the folder is refused.
    """
    try:
        if not unlinked(path).is_relative_to(unlinked(path.parent)):
            raise InputError(f"{name}: a link leads out of the folder of the result")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise InputError(f"{name}: not a file of at most {most} bytes")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from error


def believe(measurement: Measurement, told: Provenance, source: str) -> Provenance:
    """Return what is told of a result with what the result says itself; raises InputError where the two differ."""
    itself, measured = measurement.provenance, measurement.measured_at
    claimed = told.vouched is Vouched.CLAIMED
    if measured is not None and told.began is not None and not claimed and measured.is_before(told.began.earliest):
        raise InputError(
            f"{source}: the result was measured at {measured}, before the run began that it is said to be of; results "
            "that were made elsewhere are claimed: driftgate record --attach"
        )
    last = measurement.last_at or measured
    if last is not None and told.ended is not None and last.is_after(told.ended.latest):
        raise InputError(f"{source}: it ended before the result was measured, at {last}")
    different = shared(itself.subject, told.subject, NAMES)[1]
    if different:
        both = f"{getattr(told.subject, different[0])}, and the result of {getattr(itself.subject, different[0])}"
        raise InputError(f"{source}: it speaks of the {different[0]} {both}")
    return replace(
        told,
        subject=_filled(told.subject, itself.subject),
        tool=itself.tool or told.tool,
        version=itself.version or (told.version if itself.tool in {"", told.tool} else ""),
    )


def agreed(bindings: Sequence[Binding]) -> Provenance:
    """Return what several bindings say together; raises InputError that names two of them which differ.

    What one does not say another one adds, where both are vouched for alike: a claim adds nothing to a signature. Of
    two times the earlier one counts.
    """
    first, *others = sorted(bindings, key=lambda binding: binding.provenance.vouched is Vouched.CLAIMED)
    found = first.provenance
    for other in others:
        if difference := _difference(found, other.provenance):
            raise InputError(f"{first.source} and {other.source} differ: {difference}")
        if found.vouched is other.provenance.vouched:
            found = _together(found, other.provenance)
    return found


def lost(files: Mapping[str, str], folder: Path, source: str, clean: Callable[[str], str] = str) -> tuple[Gap, ...]:
    """Return what a run has made beside a result and is not that any more: with it a failure may have gone.

    `files` are the names with their digests; `clean` hides the secrets of a name.
    """
    gone = [name for name in sorted(files) if not _is_there(folder / name)]
    changed = [name for name in sorted(files) if name not in gone and not _is_still(folder / name, files[name])]
    found = []
    for names, reason, what in (
        (gone, GapReason.MISSING_INPUT, "which is not there"),
        (changed, GapReason.FOREIGN, "which is not what it was"),
    ):
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            detail = f"the run has also made {', '.join(map(clean, names[:3]))}{more}, {what}"
            found.append(gap(reason, source, detail, "give all results of the run, as it made them"))
    return tuple(found)


def siblings(files: Iterable[tuple[str, str]], digest: str) -> Mapping[str, str]:
    """Return the files, with their digests, that stand in the folder of the one with a digest and are named like it.

    A run makes much that is no result, so that only what is named like the result is asked for.
    """
    named = [(PurePosixPath(name.replace("\\", "/")), found) for name, found in files if name]
    ours = {(path.parent, path.suffix) for path, found in named if found == digest}
    names = {path.name for path, found in named if found == digest}
    return {path.name: found for path, found in named if (path.parent, path.suffix) in ours and path.name not in names}


def gap(reason: GapReason, source: str, detail: str, fix: str) -> Gap:
    """Return what a result lacks that a file beside it should give."""
    return Gap(reason=reason, source=source, detail=detail, operation="read:sidecar", fix=fix)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def _is_still(path: Path, digest: str) -> bool:
    """Tell whether a regular file still has the bytes of a digest."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_OF_A_RESULT:
            return False
        return digest_bytes(path.read_bytes()) == digest
    except OSError:
        return False


def _difference(ours: Provenance, theirs: Provenance) -> str:
    different = shared(ours.subject, theirs.subject, NAMES)[1]
    if different:
        name = different[0]
        return f"the {name} {getattr(ours.subject, name)} and {getattr(theirs.subject, name)}"
    if None not in {ours.exit_code, theirs.exit_code} and ours.exit_code != theirs.exit_code:
        return f"the exit code {ours.exit_code} and {theirs.exit_code}"
    for one, other in ((ours, theirs), (theirs, ours)):
        if one.began is not None and other.ended is not None and one.began.is_after(other.ended.latest):
            return f"a run that began at {one.began} and one that ended at {other.ended}"
    return ""


def _together(ours: Provenance, theirs: Provenance) -> Provenance:
    ended = [entry for entry in (ours, theirs) if entry.exit_code is not None]
    return replace(
        ours,
        subject=_filled(ours.subject, theirs.subject),
        began=_earlier(ours.began, theirs.began),
        ended=_earlier(ours.ended, theirs.ended),
        tool=ours.tool or theirs.tool,
        version=ours.version or (theirs.version if ours.tool in {"", theirs.tool} else ""),
        exit_code=ended[0].exit_code if ended else None,
        tells_failures=bool(ended) and all(entry.tells_failures for entry in ended),
        command=ours.command or theirs.command,
        host=ours.host or theirs.host,
        by=", ".join(dict.fromkeys((*ours.by.split(", "), *theirs.by.split(", ")))),
    )


def _earlier(one: Moment | None, other: Moment | None) -> Moment | None:
    known = [time for time in (one, other) if time is not None]
    return min(known, key=lambda time: (time.earliest, time.latest), default=None)


def _filled(subject: Subject, other: Subject) -> Subject:
    return Subject(**{name: getattr(subject, name) or getattr(other, name) for name in NAMES})
