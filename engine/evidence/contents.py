"""Whether the files of a bundle fit together: manifest, run, verdict, the decision made again, the ledger's entry.

The same is asked before a bundle is written and when it is verified. Every problem is collected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from engine.errors import EngineError, InputError
from engine.evidence.bundle import (
    ENTRY,
    MANIFEST,
    MANIFEST_SCHEMA,
    RUN,
    STATEMENT,
    UNLISTED,
    VERDICT,
    kept_of,
    read_entry,
    read_epochs,
)
from engine.evidence.statement import Signed, find_differences, when_signed
from engine.jsontext.codec import decode, digest_of, encode, to_builtins
from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import entry_digest
from engine.model.verdict import Assessment, Rules, Run, Verdict
from engine.signing.dsse import open_envelope
from engine.verdict.decide import decide

T = TypeVar("T")


class Files(Protocol):
    """The files of a bundle, by path."""

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        ...

    def read(self, name: str) -> bytes:
        """Return a file."""
        ...


@dataclass(slots=True)
class Contents:
    """What the files of a bundle say: `digests` by path, the run and the verdict, and the `problems` that they have.

    `entry` is where the ledger has it.

    `withheld` are inputs of which no file is there, `unread` files that were too large to be looked at.
    """

    digests: dict[str, str] = field(default_factory=dict)
    epochs: tuple[str, ...] = ()
    run: Run | None = None
    verdict: Verdict | None = None
    problems: list[str] = field(default_factory=list)
    entry: LedgerEntry | None = None
    withheld: tuple[str, ...] = ()
    unread: list[str] = field(default_factory=list)


def examine(files: Files, *, limit: int | None = None) -> Contents:
    """Return what the files of a bundle say, and all in which they do not fit together.

    Documents of more than `limit` bytes are not opened. Raises BundleFormatError for a file that cannot be read.
    """
    found = Contents()
    documents, snapshots = _read_all(files, found)
    found.problems += _manifest_problems(documents.get(MANIFEST), found)
    reader = _Reader(documents, found, limit)
    found.run, found.verdict = reader.read(RUN, Run), reader.read(VERDICT, Verdict)
    if found.run is not None and found.verdict is not None and found.run.verdict != found.verdict:
        found.problems.append(f"{RUN}: its verdict is not the one of {VERDICT}")
    assessment, rules = reader.read("assessment.json", Assessment), reader.read("rules.json", Rules)
    if found.verdict is not None and assessment is not None and rules is not None:
        found.problems += _replay_problems(assessment, rules, found.verdict)
    if found.verdict is not None:
        present = frozenset(found.digests.values())
        found.withheld = tuple(sorted({one.name for one in found.verdict.inputs if one.digest not in present}))
    try:
        found.epochs = read_epochs(snapshots)
        entry = read_entry(documents[ENTRY]) if ENTRY in documents else None
    except InputError as error:
        found.problems.append(error.message)
    else:
        found.entry = entry
        found.problems += _entry_problems(entry, found)
    return found


def find_problems(files: Mapping[str, bytes]) -> list[str]:
    """Return all in which the files of a bundle that is about to be written do not fit together."""
    found = examine(_InMemory(files))
    problems = list(found.problems)
    if STATEMENT in files:
        payload = open_envelope(files[STATEMENT], name=STATEMENT).payload
        problems += find_contradictions(parse_json(payload, name=STATEMENT), found)
    return sorted(problems)


@dataclass(frozen=True, slots=True)
class _InMemory:
    """Files that are there already."""

    files: Mapping[str, bytes]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def read(self, name: str) -> bytes:
        """See `Files`."""
        return self.files[name]


def find_contradictions(statement: Any, contents: Contents) -> Iterator[str]:
    """Yield what a statement says that its bundle does not, each with the name of the statement."""
    if contents.run is None:
        return
    previous = "" if contents.entry is None else contents.entry.previous
    differences = find_differences(statement, contents.run, contents.digests, previous, epochs=contents.epochs)
    for difference in differences:
        yield f"{STATEMENT}: {difference}"
    is_kept = contents.entry is not None and STATEMENT in contents.entry.documents
    if is_kept != (when_signed(statement) is Signed.WHEN_MADE):
        yield f"{STATEMENT}: it says that it was signed {when_signed(statement)}, and the ledger's entry differs"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Opens documents, and notes why one cannot be."""

    documents: Mapping[str, bytes]
    found: Contents
    limit: int | None

    def read(self, name: str, kind: type[T]) -> T | None:
        """Return a document as a value of a type; none where it is missing, too large or something else."""
        data = self.documents.get(name)
        if data is None:
            self.found.problems.append(f"{name}: it is missing")
            return None
        if self.limit is not None and len(data) > self.limit:
            self.found.unread.append(name)
            return None
        try:
            return decode(data, kind, name=name)
        except InputError as error:
            self.found.problems.append(error.message)
            return None


def _read_all(files: Files, found: Contents) -> tuple[dict[str, bytes], list[bytes]]:
    """Note the digest of each file, and return those that are opened; all others are let go at once."""
    documents: dict[str, bytes] = {}
    snapshots: list[bytes] = []
    for name in files:
        data = files.read(name)
        found.digests[name] = digest_bytes(data)
        if "/" not in name and name.endswith(".json"):
            documents[name] = data
        elif name.startswith("snapshots/"):
            snapshots.append(data)
    return documents, snapshots


def _manifest_problems(data: bytes | None, found: Contents) -> Iterator[str]:
    if data is None:
        yield f"{MANIFEST}: it is missing"
        return
    listed = _listed(data)
    if listed is None:
        yield f"{MANIFEST}: not a manifest of {MANIFEST_SCHEMA}"
        return
    present = found.digests.keys() - UNLISTED
    for name in sorted(present - listed.keys()):
        yield f"{name}: it is not in the manifest"
    for name in sorted(listed.keys() - present):
        yield f"{name}: the manifest has it, the bundle does not"
    for name in sorted(present & listed.keys()):
        told = found.digests[name].removeprefix("sha256:")
        if listed[name][0] != told:
            yield f"{name}: its SHA-256 is {told}, the manifest says {listed[name][0]}"


def read_sizes(manifest: bytes) -> dict[str, int]:
    """Return how many bytes each file of a manifest has, by path; nothing for what is no manifest."""
    return {name: size for name, (_, size) in (_listed(manifest) or {}).items()}


def _listed(data: bytes) -> dict[str, tuple[str, int]] | None:
    """Return the digests and sizes of a manifest by path, none where it is no manifest."""
    try:
        document = parse_json(data, name=MANIFEST)
    except JsonError:
        return None
    if not isinstance(document, dict) or document.get("schema_version") != MANIFEST_SCHEMA:
        return None
    entries = document.get("files")
    if not isinstance(entries, list) or not entries:
        return None
    listed: dict[str, tuple[str, int]] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str) or entry["path"] in listed:
            return None
        if type(entry.get("bytes")) is not int:
            return None
        listed[entry["path"]] = str(entry.get("sha256")), entry["bytes"]
    return listed


def _replay_problems(assessment: Assessment, rules: Rules, verdict: Verdict) -> Iterator[str]:
    """Make the decision again from the assessment and the rules: it must be the same, byte for byte."""
    try:
        again = decide(assessment, rules, verdict.as_of)
    except (EngineError, ValueError, TypeError, OverflowError) as error:
        yield f"assessment.json: the decision cannot be made again: {type(error).__name__}"
        return
    if encode(again) != encode(verdict):
        yield f"{VERDICT}: deciding again gives {again.decision}, which is not what it says"


def _entry_problems(entry: LedgerEntry | None, found: Contents) -> Iterator[str]:
    if entry is None:
        yield f"{ENTRY}: it is missing"
        return
    if entry.entry_digest != entry_digest(entry):
        yield f"{ENTRY}: it was changed after it was written"
    for name, digest in sorted(entry.documents.items()):
        if found.digests.get(name) != digest:
            yield f"{name}: it is not the one that the ledger has"
    kept = kept_of(found.digests, entry)
    yield from (f"{name}: the ledger's entry does not name it" for name in sorted(kept - entry.documents.keys()))
    for name in sorted(entry.documents.keys() & found.digests.keys() - kept):
        yield f"{name}: the ledger's entry names it, and an export has added it"
    if found.run is None or found.verdict is None:
        return
    said: Sequence[tuple[str, object, object]] = (
        ("run", entry.run_id, found.run.run_id),
        ("command", entry.command, found.run.command),
        ("environment", entry.environment, found.verdict.environment),
        ("decision", entry.decision, str(found.verdict.decision)),
        ("time", entry.as_of, found.verdict.as_of),
        ("named time", entry.time_given, found.verdict.time_given),
        ("subject", entry.subject, str(found.verdict.subject)),
        ("verdict", entry.verdict_digest, digest_of(found.verdict)),
    )
    for name, told, is_so in said:
        if told != is_so or to_builtins(told) != to_builtins(is_so):  # one time is written in many ways
            yield f"{ENTRY}: its {name} is not that of {VERDICT if name != 'run' else RUN}"
