"""`driftgate tools`: the foreign tools that driftgate drives."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from cli.commands.options import QuietOptions, options
from cli.terminal.output import message, result_in_lines
from cli.wiring.tools import runner, tools_folder


@click.group("tools", short_help="Install the foreign tools.")
def command() -> None:
    """Install the foreign tools."""


@command.command("install", short_help="Install Checkov into an environment of its own.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to (default: the user's data folder, or DRIFTGATE_TOOLS).",
)
@options(QuietOptions)
def install(common: QuietOptions, folder: Path | None) -> int:
    """Install Checkov, pinned with hashes, into an environment of its own; it is never imported.

    About a minute and 300 MB. What is there already is kept.
    """
    from policies.evaluators.checkov.tool import VERSION, installed  # noqa: PLC0415 - only this verb installs
    from policies.evaluators.checkov.tool import install as install_checkov  # noqa: PLC0415

    target = (folder or tools_folder()).absolute()
    if installed(target) is None and not common.quiet:
        message(f"installing Checkov {VERSION} into {target} (about a minute)")
    path = install_checkov(runner(), target)
    if not common.quiet:
        result_in_lines(f"ok  Checkov {VERSION}  {path}")
    return 0
