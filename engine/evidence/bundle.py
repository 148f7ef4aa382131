"""The evidence of a verdict: the files of a bundle, their manifest, and the statement that is signed over it.

Where a key is at hand all of it is made together with the verdict, and kept with it, so that an export only packs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from engine.errors import BundleFormatError
from engine.evidence.statement import Place, Signed, write_statement
from engine.jsontext.codec import decode, encode, to_builtins
from engine.jsontext.digest import canonical_json
from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.model.verdict import Run
from engine.ports import Signer
from engine.signing.dsse import seal_envelope

RUN = "run.json"
VERDICT = "verdict.json"
MANIFEST = "manifest.json"
STATEMENT = "statements/verdict.dsse.json"
ENTRY = "ledger-entry.json"
# What the manifest cannot list: itself, what is signed over it, and where the ledger has all of that.
UNLISTED = frozenset({MANIFEST, STATEMENT, ENTRY})
# What an export adds where nothing was signed with the verdict: the ledger's entry has none of it.
_ADDED = frozenset({MANIFEST, STATEMENT, VERDICT, "README.txt", "report.html"})
MANIFEST_SCHEMA = "driftgate/bundle/2"
_ROLES = {
    RUN: "run",
    VERDICT: "verdict",
    "assessment.json": "assessment",
    "rules.json": "rules",
    "unanswered.json": "types without policies",
    "README.txt": "readme",
    "report.html": "report",
}
_MEDIA_TYPES = {".json": "application/json", ".html": "text/html", ".txt": "text/plain", ".xml": "application/xml"}
README = """driftgate evidence bundle

verdict.json       the decision with all its reasons
run.json           the run that made it
report.html        the same, to read
assessment.json    what the decision was made from
rules.json         the settings of the decision
unanswered.json    until when types without policies are open, where nobody answers for them
snapshots/         what was read, without secrets (they are keyed fingerprints)
reports/           what was found by comparing and judging the snapshots
results/           the test results that were judged
policies/          what the policies were
manifest.json      every file of these with its SHA-256
statements/        the signed statement (DSSE, in-toto) over the manifest
ledger-entry.json  where the ledger has the run, and the digests of all its documents

Verify it with a public key that you got from elsewhere, never from here:

    driftgate evidence verify THIS.zip --key PUBLIC.pem --environment prod --decision GO --max-age 1h
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """What makes evidence of a run: who signs it, and `more` files of it: the page, the policies."""

    signer: Signer
    more: Callable[[Run], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Epoch:
    epoch: str


_EPOCH = msgspec.json.Decoder(_Epoch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The documents of a run that wait for their place in the ledger to be signed."""

    run: Run
    files: Mapping[str, Document]
    epochs: tuple[str, ...]
    signer: Signer

    def sign(self, previous: str, before: Checkpoint) -> Mapping[str, Document]:
        """Return all documents, with the statement that is signed over them and their place in the ledger."""
        place = Place(previous=previous, before=before)
        digests = {name: file.digest for name, file in self.files.items()}
        payload = write_statement(self.run, digests, place, epochs=self.epochs, signed=Signed.WHEN_MADE)
        return {**self.files, STATEMENT: Document.of([seal_envelope(payload, self.signer)])}


def prepare(run: Run, documents: Mapping[str, Document], sealing: Sealing) -> Prepared:
    """Return the documents of a run with all that its evidence has beside them, and their manifest."""
    more = {**sealing.more(run), "README.txt": README.encode(), VERDICT: encode(run.verdict)}
    files = {**documents, **{name: Document.of([data]) for name, data in more.items()}}
    manifest = write_manifest({name: (file.size, file.digest) for name, file in files.items()})
    epochs = read_epochs(file.data(name) for name, file in documents.items() if name.startswith("snapshots/"))
    return Prepared(run=run, files={**files, MANIFEST: Document.of([manifest])}, epochs=epochs, signer=sealing.signer)


def build_bundle(
    run: Run, documents: Mapping[str, bytes], entry: LedgerEntry, before: Checkpoint, sealing: Sealing | None
) -> dict[str, bytes]:
    """Return the files of a bundle by path.

    `documents` are those of the run in the ledger, and `before` is what that was until then. What was signed with the
    verdict is packed as it is. Else it is signed now, which the statement says; without a signer there is none, and
    every verification says UNVERIFIED.
    """
    files = dict(documents)
    if STATEMENT not in files:
        files |= {"README.txt": README.encode(), RUN: encode(run), VERDICT: encode(run.verdict)}
        files |= {} if sealing is None else sealing.more(run)
        found = {name: Document.of([data]) for name, data in files.items()}
        files[MANIFEST] = write_manifest({name: (file.size, file.digest) for name, file in found.items()})
        if sealing is not None:
            digests = {name: Document.of([data]).digest for name, data in files.items()}
            epochs = read_epochs(data for name, data in files.items() if name.startswith("snapshots/"))
            place = Place(previous=entry.previous, before=before)
            payload = write_statement(run, digests, place, epochs=epochs, signed=Signed.LATER)
            files[STATEMENT] = seal_envelope(payload, sealing.signer)
    files[ENTRY] = canonical_json(to_builtins(entry))
    return files


def write_manifest(files: Mapping[str, tuple[int, str]]) -> bytes:
    """Return the manifest of files: `files` are their sizes in bytes and their digests (`sha256:…`), by path."""
    rows = [
        {
            "path": name,
            "bytes": size,
            "sha256": digest.removeprefix("sha256:"),
            "mediaType": _media_type(name),
            "role": _ROLES.get(name, name.partition("/")[0]),
        }
        for name, (size, digest) in sorted(files.items())
    ]
    return canonical_json({"schema_version": MANIFEST_SCHEMA, "files": rows})


def read_epochs(snapshots: Iterable[bytes]) -> tuple[str, ...]:
    """Return the key epochs of snapshots, sorted; raises BundleFormatError for what is none."""
    try:
        return tuple(sorted({_EPOCH.decode(data).epoch for data in snapshots}))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BundleFormatError("a snapshot does not say under which key it was redacted") from error


def read_stored_run(data: bytes) -> Run:
    """Return the run of its document in the ledger."""
    return decode(data, Run, name=RUN)


def kept_of(names: Iterable[str], entry: LedgerEntry) -> set[str]:
    """Return those files of a bundle that were kept with the verdict: the ledger's entry names these and no other."""
    kept = {*names} - {ENTRY}
    if STATEMENT in entry.documents:
        return kept
    return {name for name in kept - _ADDED if not name.startswith("policies/")}


def _media_type(name: str) -> str:
    suffix = name[name.rfind(".") :] if "." in name else ""
    return _MEDIA_TYPES.get(suffix, "application/octet-stream")


def read_entry(data: bytes) -> LedgerEntry:
    """Return the entry of a ledger from its document; raises BundleFormatError for anything else."""
    try:
        found: Any = msgspec.json.decode(data, type=LedgerEntry)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BundleFormatError(f"{ENTRY}: not an entry of a ledger") from error
    entry: LedgerEntry = found
    if canonical_json(to_builtins(entry)) != data:  # a doubled key is another entry for another reader
        raise BundleFormatError(f"{ENTRY}: not in the form in which an entry is written")
    return entry
