"""`driftgate record`: run a tool, and bind what it makes to what it was run on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.kinds import NewFile
from cli.commands.option_types import Moment, Words
from cli.commands.options import ConfigOptions, QuietOptions, TrustOptions, options
from cli.commands.subjects import SubjectOption, subject_of
from cli.terminal.output import counted, message
from cli.wiring.clock import SystemClock
from cli.wiring.credentials.keys import signer
from cli.wiring.credentials.trust import refusal
from cli.wiring.process import NotStartedError
from cli.wiring.recording import Recorded, Recorder
from cli.wiring.tools import runner
from engine.errors import ConfigError
from engine.model.subject import Subject, is_same
from engine.verdict.exit_codes import ExitCode
from snapshots.measurements.registry import BY_KIND
from snapshots.provenance.beside import is_beside
from snapshots.provenance.release import Release, find_release


@dataclass(frozen=True, kw_only=True)
class RecordOptions(ConfigOptions, QuietOptions, TrustOptions):
    """The options of this verb."""


@click.command(
    "record",
    short_help="Run a tool and bind its results to what is released.",
    context_settings={"allow_interspersed_args": False},
)
@click.option(
    "--subject",
    "subject",
    type=SubjectOption(),
    multiple=True,
    help="What the tool is run on, instead of what git and the CI system say; may be repeated. Keys: commit, image, "
    "version, environment.",
)
@click.option("--kind", type=Words(BY_KIND), help="The kind of the results; without it they are recognised.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder below which the tool writes its results.",
)
@click.option("--stdout", type=NewFile(), help="Also write what the tool prints to this file.")
@click.option(
    "--attach",
    "attached",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="Instead of running a tool, sign a claim about this result of a remote service; may be repeated.",
)
@click.option("--by", default="", help="Who claims it, with --attach.")
@click.option("--ended", type=Moment(), default=None, help="When it was measured, with --attach.")
@click.argument("command_line", metavar="-- COMMAND...", nargs=-1, type=click.UNPROCESSED)
@options(RecordOptions)
def command(  # noqa: PLR0913, PLR0917 - the options of the verb
    common: RecordOptions,
    subject: tuple[tuple[str, str], ...],
    kind: str | None,
    folder: Path | None,
    stdout: Path | None,
    attached: tuple[Path, ...],
    by: str,
    ended: datetime | None,
    command_line: tuple[str, ...],
) -> int:
    """Run a tool, pass its output and its exit code through, and write RESULT.driftgate.json beside each result.

    \b
        driftgate record -o results -- pytest --junitxml results/unit.xml
        driftgate record -o perf --subject version=2.1 -- k6 run load.js
        driftgate record --stdout load.json -- ./load-test.sh
        driftgate record --attach load.json --by ada@acme.example
    """  # noqa: D301 - click wants the control character
    project = load_project(common, needed=common.config is not None)
    _check(command_line, attached, folder, stdout, by)
    given = subject_of(subject)
    recorder = Recorder(
        given=given,
        look=lambda: _look(given),
        clock=SystemClock(),
        redactor=project.workspace.redactor,
        kind=kind or "",
        signer=None if project.workspace.stranger else signer(project.loaded, "record"),
    )
    if not attached:
        try:
            return _tell(common, recorder.run(command_line, folder, stdout))
        except NotStartedError as error:
            message(*error.diagnostics(), level="error")
            return error.code
    if recorder.signer is None and project.workspace.stranger:
        raise refusal("a claim has to be signed", project.workspace.stranger)
    if recorder.signer is None:
        raise ConfigError("a claim has to be signed", hint="name the key under record.sign of the configuration")
    return _tell(common, recorder.attach(attached, by=by, ended=ended))


def _look(given: Subject) -> Release:
    """Return what git and the CI system say; raises ConfigError where the tree of a named commit has changes."""
    found = find_release(Path.cwd(), {} if given.commit else os.environ, runner())  # noqa: TID251 - the CI system's own variables
    if not given.commit:
        return found
    if found.head and found.clean is False and is_same("commit", given.commit, found.head):
        raise ConfigError(
            f"git has changes of that commit: {', '.join(found.changed)}", hint="commit them, and record the run again"
        )
    return Release(clean=found.clean) if is_same("commit", given.commit, found.head) else Release()


def _check(
    command: tuple[str, ...], attached: tuple[Path, ...], folder: Path | None, stdout: Path | None, by: str
) -> None:
    if bool(command) == bool(attached):
        raise ConfigError(
            "record takes a command or --attach", hint="for example: driftgate record -o results -- pytest --junitxml …"
        )
    if attached and not by.strip():
        raise ConfigError("a claim says who makes it", hint="add --by NAME")
    for path in (*attached, *([stdout] if stdout is not None else [])):
        if is_beside(path):
            raise ConfigError(f"{path}: that is the name of a record, and of no result", hint="name the result")
    for path in attached:
        if not path.is_file():  # a device may never end
            raise ConfigError(f"{path}: it is no regular file", hint="name the result")
    if command and folder is None and stdout is None:
        raise ConfigError(
            "nothing says where the tool writes its results", hint="name the folder with -o, or a file with --stdout"
        )


def _tell(common: RecordOptions, done: Recorded) -> int:
    for path, why in done.unbound.items():
        message(f"record: {path} is not bound: {why}")
    if not common.quiet:
        _tell_bound(done)
    return done.exit_code or (ExitCode.INCONCLUSIVE if done.unbound else 0)


def _tell_bound(done: Recorded) -> None:
    if not done.results:
        if not done.unbound:
            ended = f", and ended with the code {done.exit_code}" if done.exit_code else ""
            fix = "" if done.exit_code else "; name what it makes with --kind"
            message(f"record: the command made no result that is known{ended}{fix}")
        return
    about = str(done.subject)
    if not about:
        changed = ", ".join(done.release.changed)
        why = f"git has changes in {changed}: commit them" if changed else "name it with --subject"
        about = f"nothing that is known ({why}, and record the run again)"
    message(f"record: bound {counted(len(done.results), 'result')} to {about}")
    if done.exit_code:
        message(f"record: the command ended with the code {done.exit_code}: what it wrote proves nothing")
