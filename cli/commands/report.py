"""`driftgate report`: render a stored run again."""

from __future__ import annotations

from dataclasses import dataclass

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.deciding import tell, with_exit_code, write_reports
from cli.commands.options import ConfigOptions, OutputOptions, ProgressOptions, options
from cli.wiring.reading import ReadOptions
from engine.evidence.bundle import RUN, read_stored_run


@dataclass(frozen=True, kw_only=True)
class StoredOptions(ConfigOptions, OutputOptions, ProgressOptions):
    """The options of this verb."""


@click.command("report", short_help="Render a stored run again.")
@click.argument("run", metavar="RUN")
@options(StoredOptions)
def command(common: StoredOptions, run: str) -> int:
    """Render a run of the ledger again, without looking at anything else.

    RUN is a run id, an unambiguous beginning or end of one, or `latest`.

    \b
        driftgate report latest --report html=report.html
    """  # noqa: D301 - click wants the control character
    ledger = load_project(common, needed=False).workspace.ledger
    with ReadOptions(progress=common.watch()) as how:
        how.progress.step("reading the run", 0, 1)
        found = with_exit_code(read_stored_run(ledger.document(run, RUN)), report_only=common.report_only)
        written = write_reports(common, found, whole=common.whole, progress=how.progress)
    tell(common, found, written)
    return found.exit_code
