"""`driftgate evidence`: export and verify bundles."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.kinds import NewFile, holds_secret, max_age_of
from cli.commands.option_types import Words
from cli.commands.options import (
    ClockOptions,
    ConfigOptions,
    DataFormat,
    DataOptions,
    TrustOptions,
    log_options,
    options,
)
from cli.commands.subjects import SubjectOption, subject_of
from cli.terminal.output import counted, message, result_as_json, result_in_lines, shown
from cli.wiring.credentials.keys import read_key, signer
from cli.wiring.credentials.sealing import sealing_with
from cli.wiring.credentials.trust import refusal
from cli.wiring.files import read_file
from engine.errors import ConfigError, EvidenceError
from engine.evidence.archive import MAX_TOTAL, write_archive
from engine.evidence.bundle import RUN, STATEMENT, Sealing, build_bundle, read_stored_run
from engine.evidence.contents import find_problems
from engine.evidence.statement import Signed
from engine.evidence.verify import Expected, Verification, VerificationState, verify_bundle
from engine.gates.table import BY_NAME
from engine.jsontext.codec import to_builtins
from engine.model.subject import RELEASE
from engine.model.verdict import Decision
from engine.signing.keys import Ed25519Signer, generate_private_key
from engine.text import terminal
from snapshots.store.atomic import PUBLIC, write_atomically, write_new

_LOG = logging.getLogger(__name__)
_EXITS = {VerificationState.VALID: 0, VerificationState.INVALID: 1, VerificationState.UNVERIFIED: 3}


@dataclass(frozen=True, kw_only=True)
class VerifyOptions(DataOptions, ClockOptions):
    """The options of verification: whom one trusts, and all that one knows of what a verdict has to be."""

    key: Annotated[
        Path | None,
        click.option(
            "--key",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="The public key in PEM that you trust.",
        ),
    ]
    environment: Annotated[
        str | None, click.option("--environment", help="The environment that the verdict must be about.")
    ]
    decisions: Annotated[
        tuple[str, ...],
        click.option(
            "--decision",
            "decisions",
            type=Words(tuple(map(str, Decision))),
            multiple=True,
            help="What the verdict must be; may be repeated for what is good enough.",
        ),
    ]
    max_age: Annotated[
        str | None,
        click.option("--max-age", metavar="DURATION", help="How long ago it may have been decided, for example 1h."),
    ]
    gates: Annotated[
        tuple[str, ...],
        click.option(
            "--gate",
            "gates",
            type=Words(tuple(BY_NAME)),
            multiple=True,
            help="A gate that it must have passed as a must; may be repeated.",
        ),
    ]
    command: Annotated[
        str | None,
        click.option("--command", metavar="VERB", help="The verb that must have made it, for example gate."),
    ]
    run_id: Annotated[str | None, click.option("--run", "run_id", help="The id of the run that it must be of.")]
    subject: Annotated[
        tuple[tuple[str, str], ...],
        click.option(
            "--subject",
            "subject",
            type=SubjectOption(RELEASE),
            multiple=True,
            help="What must be released by it; may be repeated. Keys: commit, image, version.",
        ),
    ]
    when_made: Annotated[
        bool,
        click.option(
            "--when-made", is_flag=True, help="Refuse a statement that was signed later than the verdict was made."
        ),
    ]

    @property
    def expected(self) -> Expected:
        """Return what the verdict has to be; raises ConfigError for what cannot be."""
        return Expected(
            environment=self.environment,
            decisions=frozenset(self.decisions),
            max_age=max_age_of(self.max_age),
            now=self.clock().now(),
            run=self.run_id,
            command=self.command,
            gates=frozenset(self.gates),
            subject=subject_of(self.subject),
            when_made=self.when_made,
        )


@dataclass(frozen=True, kw_only=True)
class ExportOptions(ConfigOptions, TrustOptions):
    """The options of `export`."""


@click.group("evidence", short_help="Export and verify evidence bundles.")
def command() -> None:
    """Export and verify evidence bundles."""


@command.command("export", short_help="Write the evidence bundle of a run.")
@click.argument("run", metavar="RUN", default="latest")
@click.option("-o", "--output", type=NewFile(), help="The file to write (default: evidence.dir/RUN.zip).")
@click.option(
    "--sign-key", type=click.Path(path_type=Path), help="The private key in PEM that signs (default: evidence.sign)."
)
@options(ExportOptions)
def export(common: ExportOptions, run: str, output: Path | None, sign_key: Path | None) -> int:
    """Write everything that a verdict rests on into one archive that an auditor can verify alone.

    What was signed with the verdict is packed as it is. Else it is signed now, and says "signed later".

    RUN is a run id, an unambiguous beginning or end of one, or `latest`.
    """
    project = load_project(common, needed=False)
    entry = project.workspace.ledger.entry(run)
    # What was signed with the verdict is only packed, for which nobody needs the key.
    stranger = project.workspace.stranger
    if stranger and sign_key is not None:
        raise refusal("--sign-key signs", stranger)
    by = None if stranger or STATEMENT in entry.documents else signer(project.loaded, "evidence", sign_key)
    path = export_bundle(project, entry.run_id, output, sealing_with(by))
    about = "" if entry.environment == "-" else f" {entry.environment}"
    message(f"the bundle is of run {entry.run_id}: {entry.command}{about}, {entry.decision}")
    result_in_lines(f"{path}")
    return 0


@command.command("verify", short_help="Verify an evidence bundle.")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options(VerifyOptions)
def verify(common: VerifyOptions, bundle: Path) -> int:
    """Verify digests, signature and decision of a bundle, offline.

    VALID is exit code 0, INVALID 1. Without a key that you trust the answer is UNVERIFIED, exit code 3. A deployment
    asks for all that it knows:

    \b
        driftgate evidence verify evidence.zip --key release.pub.pem \\
            --environment prod --decision GO --max-age 1h --when-made \\
            --gate drift --gate policy
    """  # noqa: D301 - click wants the control character
    public = read_key(common.key) if common.key is not None else None
    try:
        data = read_file(bundle, MAX_TOTAL)
    except OSError as error:
        raise ConfigError(
            f"{bundle}: cannot be read: {error.strerror}", hint="name the bundle that was exported"
        ) from error
    found = verify_bundle(data, public_key=public, expected=common.expected)
    if common.format is DataFormat.JSON:
        result_as_json({"schema_version": "driftgate/verification/2", **to_builtins(found)})
    else:
        shown(*_lines(found))
    return _EXITS[found.state]


def _lines(found: Verification) -> Iterator[str]:
    yield from (f"problem  {terminal(problem)}" for problem in found.problems)
    yield from (f"withheld {terminal(name)}" for name in found.withheld)
    if found.unread:
        yield f"unread   {counted(len(found.unread), 'file')}: nobody vouches for them, and they are large"
    whom = f" for {found.environment}" if found.environment not in {"", "-"} else ""
    about = f"{found.decision}{whom} at {found.as_of:%Y-%m-%dT%H:%M:%SZ}  " if found.as_of else ""
    about += f"about {found.subject}  " if found.subject else ""
    about += f"by {', '.join(found.gates)}  " if found.gates else ""
    about += f"only what has come since {found.base}  " if found.base is not None else ""
    counts = f"{counted(found.files, 'file')}, {counted(len(found.problems), 'problem')}"
    yield f"{found.state}  {terminal(about)}{counts}"
    if found.signed == Signed.LATER:
        yield "signed   later, at an export, and not when the verdict was made (--when-made refuses that)"
    if found.time_given:
        yield f"clock    replaced: it was decided for a time that somebody named ({found.as_of:%Y-%m-%dT%H:%M:%SZ})"
    if found.state is VerificationState.UNVERIFIED:
        yield "Next  driftgate evidence verify BUNDLE --key PUBLIC.pem  (a key that you got from elsewhere)"


@command.command("keygen", short_help="Make a pair of signing keys.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@log_options
def keygen(folder: Path) -> int:
    """Write a new Ed25519 pair into a folder: signing.pem (secret) and signing.pub.pem (for auditors)."""
    if holds_secret(str(folder)):
        raise ConfigError("the name of the folder holds a secret", hint="choose another folder")
    private = generate_private_key()
    if not write_new(folder / "signing.pem", private):
        raise ConfigError(f"{folder / 'signing.pem'} exists already", hint="choose another folder")
    write_atomically(folder / "signing.pub.pem", Ed25519Signer(private).public_pem(), mode=PUBLIC)
    message(f"wrote {folder / 'signing.pem'} and {folder / 'signing.pub.pem'}")
    return 0


def export_bundle(project: Project, run: str, output: Path | None, sealing: Sealing | None) -> Path:
    """Write the bundle of a run and return its path; raises EvidenceError where the ledger contradicts itself."""
    ledger = project.workspace.ledger
    entry = ledger.entry(run)
    documents = ledger.documents(entry.run_id)
    files = build_bundle(read_stored_run(documents[RUN]), documents, entry, ledger.checkpoint(entry.run_id), sealing)
    if problems := find_problems(files):
        raise EvidenceError(f"run {entry.run_id} cannot be exported: {problems[0]}", hint="driftgate runs verify")
    if output is None:
        folder = project.loaded.configuration.evidence.dir if project.loaded is not None else ".driftgate/evidence"
        base = project.loaded.base if project.loaded is not None else project.workspace.base
        output = base / folder / f"{entry.run_id}.zip"
    write_atomically(output, write_archive(files))
    signed = STATEMENT in files
    _LOG.info("bundle_written", extra={"run": entry.run_id, "path": str(output), "files": len(files), "signed": signed})
    if not signed:
        message("the bundle is not signed: give --sign-key, or set evidence.sign")
    elif STATEMENT not in documents:
        message("signed later, at this export: no key was there when the verdict was made")
    return output
