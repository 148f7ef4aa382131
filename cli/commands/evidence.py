"""`driftgate evidence`: export and verify bundles."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.options import ConfigOptions, DataFormat, DataOptions, log_options, options
from cli.terminal.output import counted, message, result, shown
from cli.wiring.keys import signer
from cli.wiring.reports import renderer
from engine.errors import ConfigError
from engine.evidence.bundle import RUN, build_bundle, read_stored_run, write_archive
from engine.evidence.verify import VerificationState, verify_bundle
from engine.jsontext.codec import to_builtins
from engine.ports import Signer
from engine.report.interface import ReportKind
from engine.signing.keys import Ed25519Signer, generate_private_key
from engine.text import terminal
from snapshots.store.atomic import PUBLIC, write_atomically, write_new

_LOG = logging.getLogger(__name__)
_EXITS = {VerificationState.VALID: 0, VerificationState.INVALID: 1, VerificationState.UNVERIFIED: 3}


@click.group("evidence", short_help="Export and verify evidence bundles.")
def command() -> None:
    """Export and verify evidence bundles."""


@command.command("export", short_help="Write the evidence bundle of a run.")
@click.argument("run", metavar="RUN", default="latest")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write (default: evidence.dir/RUN.zip)."
)
@click.option(
    "--sign-key", type=click.Path(path_type=Path), help="The private key in PEM that signs (default: evidence.sign)."
)
@options(ConfigOptions)
def export(common: ConfigOptions, run: str, output: Path | None, sign_key: Path | None) -> int:
    """Write everything that a verdict rests on into one archive that an auditor can verify alone.

    RUN is a run id, an unambiguous beginning or end of one, or `latest`.
    """
    project = load_project(common, needed=False)
    entry = project.workspace.ledger.entry(run)
    path = export_bundle(project, entry.run_id, output, signer(project.loaded, "evidence", sign_key))
    about = "" if entry.environment == "-" else f" {entry.environment}"
    message(f"the bundle is of run {entry.run_id}: {entry.command}{about}, {entry.decision}")
    result(f"{path}")
    return 0


@command.command("verify", short_help="Verify an evidence bundle.")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The public key in PEM that you trust."
)
@click.option("--environment", help="The environment that the verdict must be about.")
@options(DataOptions)
def verify(common: DataOptions, bundle: Path, key: Path | None, environment: str | None) -> int:
    """Verify digests, signature and decision of a bundle, offline.

    VALID is exit code 0, INVALID 1. Without a key that you trust the answer is UNVERIFIED, exit code 3.
    """
    public = key.read_bytes() if key is not None else None
    found = verify_bundle(bundle.read_bytes(), public_key=public, environment=environment)
    if common.format is DataFormat.JSON:
        result(json.dumps({"schema_version": "driftgate/verification/1", **to_builtins(found)}, indent=2))
    else:
        lines = [f"problem  {terminal(problem)}" for problem in found.problems]
        lines += [f"withheld {terminal(name)}" for name in found.withheld]
        whom = f" for {found.environment}" if found.environment not in {"", "-"} else ""
        about = f"{found.decision}{whom} at {found.as_of:%Y-%m-%dT%H:%M:%SZ}  " if found.as_of else ""
        about += f"by {', '.join(found.gates)}  " if found.gates else ""
        about += f"only what has come since {found.base}  " if found.base is not None else ""
        counts = f"{counted(found.files, 'file')}, {counted(len(found.problems), 'problem')}"
        lines.append(f"{found.state}  {terminal(about)}{counts}")
        if found.state is VerificationState.UNVERIFIED:
            lines.append("Next  driftgate evidence verify BUNDLE --key PUBLIC.pem  (a key that you got from elsewhere)")
        shown("\n".join(lines))
    return _EXITS[found.state]


@command.command("keygen", short_help="Make a pair of signing keys.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@log_options
def keygen(folder: Path) -> int:
    """Write a new Ed25519 pair into a folder: signing.pem (secret) and signing.pub.pem (for auditors)."""
    private = generate_private_key()
    if not write_new(folder / "signing.pem", private):
        raise ConfigError(f"{folder / 'signing.pem'} exists already", hint="choose another folder")
    write_atomically(folder / "signing.pub.pem", Ed25519Signer(private).public_pem(), mode=PUBLIC)
    message(f"wrote {folder / 'signing.pem'} and {folder / 'signing.pub.pem'}")
    return 0


def export_bundle(project: Project, run: str, output: Path | None, signer: Signer | None) -> Path:
    """Write the bundle of a run and return its path."""
    ledger = project.workspace.ledger
    entry = ledger.entry(run)
    documents = ledger.documents(entry.run_id)
    found = read_stored_run(documents[RUN])
    files = {**documents, "report.html": renderer(ReportKind.HTML)(found).encode()}
    if any(item.kind == "policies" for item in found.verdict.inputs):
        files |= _policies()
    if output is None:
        folder = project.loaded.configuration.evidence.dir if project.loaded is not None else ".driftgate/evidence"
        base = project.loaded.base if project.loaded is not None else project.workspace.base
        output = base / folder / f"{entry.run_id}.zip"
    write_atomically(output, write_archive(build_bundle(found, files, entry, signer)))
    known = {"run": entry.run_id, "path": str(output), "files": len(files), "signed": signer is not None}
    _LOG.info("bundle_written", extra=known)
    if signer is None:
        message("the bundle is not signed: give --sign-key, or set evidence.sign")
    return output


def _policies() -> dict[str, bytes]:
    from importlib import resources  # noqa: PLC0415 - only bundles carry the policies

    folder = resources.files("policies")
    return {
        "policies/pack.wasm": folder.joinpath("rego/pack.wasm").read_bytes(),
        "policies/pack.json": folder.joinpath("rego/pack.json").read_bytes(),
        "policies/checkov.json": folder.joinpath("evaluators/checkov/table.json").read_bytes(),
    }
