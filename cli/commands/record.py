"""`driftgate record`: run a tool, and bind what it makes to what it was run on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import ConfigOptions, Moment, QuietOptions, Words, options
from cli.commands.subjects import SubjectOption, known_subject, subject_of
from cli.terminal.output import counted, message
from cli.wiring.clock import SystemClock
from cli.wiring.keys import signer
from cli.wiring.recording import Recorder
from cli.wiring.tools import runner
from engine.errors import ConfigError
from snapshots.measurements.registry import BY_KIND
from snapshots.provenance.release import Release, find_release


@dataclass(frozen=True, kw_only=True)
class RecordOptions(ConfigOptions, QuietOptions):
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
@click.option(
    "--stdout", type=click.Path(path_type=Path, dir_okay=False), help="Also write what the tool prints to this file."
)
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
    given, release = subject_of(subject), Release()
    if not given.commit:
        release = find_release(Path.cwd(), os.environ, runner())  # noqa: TID251 - the CI system's own variables
    recorder = Recorder(
        subject=known_subject(given, release),
        release=release,
        clock=SystemClock(),
        redactor=project.workspace.redactor,
        kind=kind or "",
        signer=signer(project.loaded, "record"),
    )
    if attached:
        if recorder.signer is None:
            raise ConfigError("a claim has to be signed", hint="name the key under record.sign of the configuration")
        recorder.attach(attached, by=by, ended=ended)
        return _tell(common, recorder, attached, 0)
    done = recorder.run(command_line, folder, stdout)
    return _tell(common, recorder, done.results, done.exit_code)


def _check(
    command: tuple[str, ...], attached: tuple[Path, ...], folder: Path | None, stdout: Path | None, by: str
) -> None:
    if bool(command) == bool(attached):
        raise ConfigError(
            "record takes a command or --attach", hint="for example: driftgate record -o results -- pytest --junitxml …"
        )
    if attached and not by.strip():
        raise ConfigError("a claim says who makes it", hint="add --by NAME")
    if command and folder is None and stdout is None:
        raise ConfigError(
            "nothing says where the tool writes its results", hint="name the folder with -o, or a file with --stdout"
        )


def _tell(common: RecordOptions, recorder: Recorder, results: tuple[Path, ...], code: int) -> int:
    if common.quiet:
        return code
    if not results:
        message("record: the command made no result that is known; name what it makes with --kind")
        return code
    about = str(recorder.subject) or "nothing that is known (name it with --subject, or commit your changes)"
    message(f"record: bound {counted(len(results), 'result')} to {about}")
    if code:
        message(f"record: the command ended with the code {code}: what it wrote proves nothing")
    return code
