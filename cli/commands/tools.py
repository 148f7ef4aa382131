"""`driftgate tools`: the foreign tools that driftgate drives."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from cli.commands.options import QuietOptions, options
from cli.terminal.output import message, result_in_lines
from cli.wiring.tools import install_opa, runner, tools_folder


@click.group("tools", short_help="Install the foreign tools.")
def command() -> None:
    """Install the foreign tools."""


@command.command("install", short_help="Install Checkov, or OPA for your own Rego.")
@click.argument("tool", type=click.Choice(["checkov", "opa"]), default="checkov")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to (default: the user's data folder, or DRIFTGATE_TOOLS).",
)
@options(QuietOptions)
def install(common: QuietOptions, tool: str, folder: Path | None) -> int:
    """Install a foreign tool; by default Checkov. What is there already is kept.

    Checkov is pinned with hashes, lives in an environment of its own and is never imported: about a minute and 300 MB.
    OPA is compiled by Go at a pinned version and digest: a minute or two, and 60 MB. Only people's own Rego needs it.
    """
    target = (folder or tools_folder()).absolute()
    name, path = _opa(common, target) if tool == "opa" else _checkov(common, target)
    if not common.quiet:
        result_in_lines(f"ok  {name}  {path}")
    return 0


def _checkov(common: QuietOptions, target: Path) -> tuple[str, Path]:
    from policies.evaluators.checkov.tool import VERSION, installed  # noqa: PLC0415 - only this verb installs
    from policies.evaluators.checkov.tool import install as install_checkov  # noqa: PLC0415

    if installed(target) is None and not common.quiet:
        message(f"installing Checkov {VERSION} into {target} (about a minute)")
    return f"Checkov {VERSION}", install_checkov(runner(), target)


def _opa(common: QuietOptions, target: Path) -> tuple[str, Path]:
    from policies.evaluators.opa_tool import VERSION  # noqa: PLC0415 - only this verb installs

    def tell() -> None:
        if not common.quiet:
            message(f"compiling OPA {VERSION} into {target} (a minute or two)")

    return f"OPA {VERSION}", install_opa(target, tell)
