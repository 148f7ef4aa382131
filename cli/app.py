"""The command group: verbs are loaded when they are called, so that `--help` is instant."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import rich_click as click
from click.exceptions import ClickException, Exit

from cli.config.names import shortened
from cli.terminal.output import message
from cli.wiring.surroundings import as_error, check_surroundings, is_too_long
from engine.errors import (
    ConfigError,
    EngineError,
    EvaluatorMemoryError,
    LedgerChangedError,
    OutputError,
    SignatureError,
    UnknownIdError,
)
from engine.text import visible
from engine.verdict.exit_codes import ExitCode

_WIDEST = 200  # columns of help, however many a terminal, or a variable, claims to have
# verb -> (module, what it does); the module has the command under the name `command`.
VERBS: dict[str, tuple[str, str]] = {
    "demo": ("cli.commands.demo", "Run the whole line on a bundled estate, offline."),
    "init": ("cli.commands.init", "Write the first configuration of a repository."),
    "drift": ("cli.commands.drift", "Compare intent with reality."),
    "parity": ("cli.commands.parity", "Compare one environment with another."),
    "gate": ("cli.commands.gate", "Combine everything into one verdict."),
    "policy": ("cli.commands.policy", "Check, test, list and explain policies."),
    "snapshot": ("cli.commands.snapshot", "Take, list, show, compare and prune snapshots."),
    "record": ("cli.commands.record", "Run a tool and bind its results to what is released."),
    "results": ("cli.commands.results", "Keep which tests are expected."),
    "waive": ("cli.commands.waive", "Write a waiver for a finding."),
    "waivers": ("cli.commands.waivers", "Say what is waived and until when."),
    "baseline": ("cli.commands.baseline", "Keep what is known from gating."),
    "explain": ("cli.commands.explain", "Say all about a finding, a resource, a policy or a rule."),
    "status": ("cli.commands.status", "Say how environments stand, and whether the nights still come."),
    "runs": ("cli.commands.runs", "List and show the runs of the ledger."),
    "report": ("cli.commands.report", "Render a stored run again."),
    "evidence": ("cli.commands.evidence", "Export and verify evidence bundles."),
    "doctor": ("cli.commands.doctor", "Say what is missing before it matters."),
    "tools": ("cli.commands.tools", "Install the foreign tools."),
    "config": ("cli.commands.config", "Show and check the configuration."),
    "schema": ("cli.commands.schema", "Print the JSON Schemas."),
    "completion": ("cli.commands.completion", "Print a shell completion script."),
}
EPILOG = (
    "Exit codes: 0 GO or CONDITIONAL, 1 NO-GO, 2 usage or configuration error, 3 INCONCLUSIVE, 4 the tool failed. "
    "130 interrupted before there was a verdict. If several apply: 4 > 1 > 3 > 0."
)
_LINE = 2000  # characters of a line of an error
_SHORTEST = 6  # of an argument that may hold a secret
_USAGE = (ConfigError, UnknownIdError, SignatureError)


class Verbs(click.RichGroup):
    """A group whose commands are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs in the order in which people need them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a stand-in with the name and help of a verb: enough for every list, and free."""
        return click.RichCommand(name=cmd_name, help=VERBS[cmd_name][1]) if cmd_name in VERBS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the verb that was called, or fail with a suggestion."""
        name = args[0]
        if name not in VERBS:
            from difflib import get_close_matches  # noqa: PLC0415 - only for a typo

            close = get_close_matches(name, VERBS, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else " See driftgate --help."
            ctx.fail(f"No such command {name!r}.{hint}")
        module, _ = VERBS[name]
        if ctx.resilient_parsing:
            from cli.commands.completing import completed  # noqa: PLC0415 - only for a shell that completes

            verb, words = completed(module, name, args[1:])
            return name, verb, words
        return name, importlib.import_module(module).command, args[1:]


@click.group(cls=Verbs, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="driftgate", prog_name="driftgate")
def driftgate() -> None:
    """Prove whether an environment is fit to go live: drift, policies, tests, one verdict.

    Nothing unproven is ever GO.
    """


def _help_style() -> click.RichHelpConfiguration:
    """Return how help looks: in boxes on a terminal, and without them elsewhere."""
    found = click.RichHelpConfiguration()
    found.max_width = _WIDEST
    if not sys.stdout.isatty():
        found.style_options_panel_box = found.style_commands_panel_box = None
    return found


def _tell_usage(error: ClickException) -> None:
    """Tell what is wrong with a command line, in which arguments and variables of the environment are quoted.

    It stands in a box on a terminal. Elsewhere it is lines that are not folded, so that nothing quoted begins one.
    """
    told = shortened(_without_secrets(visible(error.format_message())), _LINE)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if sys.stderr.isatty():
        click.UsageError(told, ctx=context).show()
        return
    usage: tuple[str, ...] = ()
    if context is not None:
        pieces = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
        usage = (f"Usage: {pieces}", f"Try '{context.command_path} --help' for help.", "")
    message(*usage, f"Error: {told}", level="error")


def run(argv: list[str]) -> int:
    """Run a command line and return its exit code; every error of ours is told here and nowhere else."""
    try:
        check_surroundings(argv, os.environ)  # noqa: TID251 - whether our variables are texts
        result = driftgate.main(
            argv,
            prog_name="driftgate",
            standalone_mode=False,
            auto_envvar_prefix="DRIFTGATE",
            rich_help_config=_help_style(),
        )
    except Exit as ended:
        return ended.exit_code
    except click.Abort:
        message("interrupted; nothing was decided", level="error")
        return ExitCode.INTERRUPTED
    except ClickException as error:
        _tell_usage(error)
        return ExitCode.USAGE
    except EngineError as error:
        return _tell(error, argv)
    except OSError as error:
        told = as_error(error)
        if told is None:
            raise
        return _tell(told, argv)
    return result if isinstance(result, int) else ExitCode.GO


def _tell(error: EngineError, argv: Sequence[str]) -> int:
    """Tell an error and return its exit code; what was given may be of any length, and is shown by its beginning."""
    said = (_without_secrets(_without_arguments(line, argv)) for line in error.diagnostics())
    message(*(shortened(line, _LINE) for line in said), level="error")
    if isinstance(error, EvaluatorMemoryError | LedgerChangedError | OutputError):
        return ExitCode.INCONCLUSIVE
    return ExitCode.USAGE if isinstance(error, _USAGE) or is_too_long(error.__cause__) else ExitCode.FAILED


def _without_arguments(line: str, argv: Sequence[str]) -> str:
    """Return a line of an error without the secrets of the arguments that it repeats, whether it quotes them or not."""
    parts = {part for word in argv for part in (word, word.partition("=")[2], word.partition(":")[2])}
    repeated = sorted((part for part in parts if len(part) >= _SHORTEST and part in line), key=len, reverse=True)
    if not repeated:
        return line
    from cli.terminal.quoted import told_text  # noqa: PLC0415 - only for what repeats something

    for part in repeated:
        line = line.replace(part, told_text(part))
    return line


def _without_secrets(line: str) -> str:
    """Return a line of an error without the secrets that it quotes; what is to be typed stays as it is."""
    if line.startswith("  fix: ") or not ("'" in line or '"' in line):
        return line
    from cli.terminal.quoted import without_quoted_secrets  # noqa: PLC0415 - only for what quotes something

    return without_quoted_secrets(line)
