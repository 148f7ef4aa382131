"""`driftgate waive`: a waiver for a finding of the ledger, written into the waiver file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.option_types import Until
from cli.commands.options import ClockOptions, ConfigOptions, QuietOptions, options
from cli.terminal.output import message, result_in_lines
from engine.acceptance.baseline import digest_value
from engine.acceptance.person import is_same_person
from engine.errors import ConfigError
from engine.model.outcome import Outcome
from engine.report.view.folding import join_names
from engine.report.view.shown import again
from engine.run.history import find_finding
from engine.text import terminal

_EXAMPLES = {
    "until": "2026-12-15",
    "reason": '"the sale"',
    "owner": "ada@acme.example",
    "approver": "grace@acme.example",
}


@dataclass(frozen=True, kw_only=True)
class WaiveOptions(ConfigOptions, ClockOptions, QuietOptions):
    """The options that this verb shares with others."""


@click.command("waive", short_help="Write a waiver for a finding.")
@click.argument("finding", metavar="FINGERPRINT")
@click.option("--until", type=Until(), help="When it ends, at most 90 days ahead: 2026-12-15.")
@click.option("--reason", help="Why it is acceptable until then.")
@click.option("--owner", help="Who answers for it.")
@click.option("--approver", help="Who has approved it; never the owner.")
@click.option("--ticket", default="none", show_default=True, help="Where it is followed up.")
@click.option("--id", "id_", help="The waiver's own name (default: made of the end and the fingerprint).")
@click.option(
    "--pin/--no-pin", default=True, help="Waive only what was found, so that it alerts again when the value moves."
)
@options(WaiveOptions)
def command(  # noqa: PLR0913 - a waiver has as many parts
    common: WaiveOptions,
    finding: str,
    until: datetime | None,
    reason: str | None,
    owner: str | None,
    approver: str | None,
    ticket: str,
    id_: str | None,
    *,
    pin: bool,
) -> int:
    """Write a waiver for a finding into the waiver file, or into the folder of them. FINGERPRINT may be its beginning.

    The ids of findings stand behind them in brackets. Until a waiver is committed and reviewed it is only a file.

    \b
        driftgate waive 3d434a77 --until 2026-12-15 --reason "the sale" \\
            --owner ada@acme.example --approver grace@acme.example
    """  # noqa: D301 - click wants the control character
    from cli.config.waivers import MAX_LIFE, append_waiver  # noqa: PLC0415 - pydantic only where a file is written

    if until is None or reason is None or owner is None or approver is None:
        raise _lacking(finding, {"until": until, "reason": reason, "owner": owner, "approver": approver})
    project = load_project(common, needed=True, waivers=False)
    path = project.waiver_path()
    found = find_finding(project.workspace.ledger, finding)
    if found.finding.outcome not in {Outcome.FAIL, Outcome.WARN}:
        raise ConfigError(
            f"{found.finding.fingerprint[:12]} is {found.finding.outcome}: what is not proven cannot be waived",
            hint=found.finding.remediation or "see what it lacks: driftgate report latest",
        )
    if is_same_person(owner, approver):
        raise ConfigError("the owner cannot approve the waiver", hint="name somebody else with --approver")
    created = datetime.combine(common.clock().now().date(), time(), until.tzinfo)
    if until <= created or until - created > MAX_LIFE:
        raise ConfigError(
            f"--until {until:%Y-%m-%d} is not within the next 90 days",
            hint=f"write a day up to {created + MAX_LIFE:%Y-%m-%d}",
        )
    entry = {
        "id": id_ or f"W-{until:%Y%m%d}-{found.finding.fingerprint[:8]}",
        "owner": owner,
        "approver": approver,
        "reason": reason,
        "ticket": ticket,
        "environment": found.run.verdict.environment,
        "created": f"{created:%Y-%m-%d}",
        "expires": f"{until:%Y-%m-%d}" if until.time() == time() else f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "fingerprint": found.finding.fingerprint,
    }
    if pin:
        entry["value"] = digest_value(found.finding)
    written = append_waiver(path, entry, about=found.finding.message, base=project.workspace.base)
    result_in_lines(f"{entry['id']}  {terminal(found.finding.message)}")
    if not common.quiet:
        name = terminal(written.relative_to(path.parent).as_posix())
        message(f"wrote {name}; review and commit it, then: {again(found.run)}")
    return 0


def _lacking(finding: str, given: Mapping[str, object]) -> ConfigError:
    """Return the error that names all options which a waiver needs and was not given, with an example of each."""
    names = [name for name, value in given.items() if value is None]
    example = " ".join(f"--{name} {_EXAMPLES[name]}" for name in names)
    return ConfigError(
        f"a waiver needs {join_names([f'--{name}' for name in names])} as well",
        hint=f"add for example: driftgate waive {finding} {example}",
    )
