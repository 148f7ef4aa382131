"""`driftgate completion`: scripts that complete commands in a shell."""

from __future__ import annotations

from enum import StrEnum

import rich_click as click
from click.shell_completion import get_completion_class

from cli.commands.option_types import Choice
from cli.commands.options import log_options
from cli.terminal.output import result_in_lines
from engine.errors import ConfigError


class Shell(StrEnum):
    """The shells that can be completed."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@click.command("completion", short_help="Print a shell completion script.")
@log_options
@click.argument("shell", type=Choice(Shell))
@click.pass_context
def command(ctx: click.Context, shell: Shell) -> int:
    """Print the completion script of a shell.

    \b
        eval "$(driftgate completion bash)"
    """  # noqa: D301 - click wants the control character
    kind = get_completion_class(shell)
    if kind is None:
        raise ConfigError(f"click has no completion for {shell}")
    group = ctx.find_root().command
    result_in_lines(*kind(group, {}, "driftgate", "_DRIFTGATE_COMPLETE").source().rstrip("\n").split("\n"))
    return 0
