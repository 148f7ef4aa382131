"""`driftgate results`: what result files say, beside what a gate makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.kinds import NewFile
from cli.commands.options import ConfigOptions, QuietOptions, options
from cli.terminal.output import counted, message, result
from cli.wiring.results import ProjectResults
from engine.errors import ConfigError, EngineError
from engine.gates.tests.expected import expect_tests, write_expected
from engine.model.measurement import Measure
from engine.ports import ResultFile
from engine.text import json_text
from snapshots.measurements.registry import kinds
from snapshots.store.atomic import write_atomically


@dataclass(frozen=True, kw_only=True)
class ExpectOptions(ConfigOptions, QuietOptions):
    """The options of this verb."""


@click.group("results", short_help="Keep which tests are expected.")
def command() -> None:
    """Keep which tests are expected."""


@command.command("expect", short_help="Write which tests a good run has.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("-o", "--output", type=NewFile(), help="The file to write (default: stdout).")
@options(ExpectOptions)
def expect(common: ExpectOptions, files: tuple[Path, ...], output: Path | None) -> int:
    """Write the suites and tests of a good run, all files of it, for `expected` of the tests gate.

    \b
        driftgate results expect tests/*.xml -o tests.expected.json

    A later run with fewer, renamed or newly skipped tests is not proven.
    """  # noqa: D301 - click wants the control character
    project = load_project(common, needed=common.config is not None)
    reader = ProjectResults(project.workspace.redactor)
    (kind,) = kinds(frozenset({Measure.TEST_CASES}))
    for path in files:
        if not path.is_file():
            raise ConfigError(f"{path}: there is no such file", hint="name the results of a good run")
    clean = project.workspace.redactor.text
    runs = [reader.read(ResultFile(kind=kind, path=path, name=clean(path.as_posix()))).measurement for path in files]
    try:
        expected = expect_tests(runs)
    except EngineError as error:
        raise ConfigError(error.message, hint=error.hint) from error
    document = write_expected(expected)
    if output is None:
        result(json_text(document.decode()))
        return 0
    write_atomically(output, document)
    output.chmod(0o644)  # it is kept beside the code
    if not common.quiet:
        suites = counted(len(expected.suites), "suite")
        message(f"wrote {output}: {counted(expected.total, 'test')} of {suites}; commit it, and name it as `expected`")
    return 0
