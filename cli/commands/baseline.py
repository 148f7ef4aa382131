"""`driftgate baseline`: what is known and accepted as it is stays visible and does not gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import rich_click as click

from cli.commands.arguments import Project, load_project
from cli.commands.option_types import Until
from cli.commands.options import ClockOptions, ConfigOptions, options
from cli.config.baselines import read_baselines, write_baselines
from cli.config.waivers import MAX_LIFE
from cli.terminal.output import counted, message, shown
from engine.acceptance.baseline import Approval, Difference, compare_baseline, list_accepted, make_baseline
from engine.acceptance.person import is_named, is_same_person
from engine.errors import ConfigError
from engine.model.outcome import Finding
from engine.model.waiver import Baseline
from engine.run.history import newest_run
from engine.text import terminal

_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class BaselineOptions(ConfigOptions, ClockOptions):
    """The options that these verbs share with others."""


_owner = click.option("--owner", required=True, help="Who answers for what is accepted.")
_approver = click.option("--approver", required=True, help="Who has approved it; never the owner.")
_reason = click.option("--reason", required=True, help="Why it is accepted as it is.")
_until = click.option("--until", type=Until(), help="When it ends, at most 90 days ahead (default: in 90 days).")
_accept_missing = click.option(
    "--accept-missing", is_flag=True, help="Also take resources that are missing; without it none is."
)


@click.group("baseline", short_help="Keep what is known from gating.")
def command() -> None:
    """Accept findings as they are: they stay visible, and gate again when their values move.

    The findings are those of the newest run about an environment; nothing is looked at anew.
    """


@command.command("create", short_help="Accept the findings of the newest run.")
@click.argument("environment", metavar="ENV")
@_owner
@_approver
@_reason
@_until
@_accept_missing
@options(BaselineOptions)
def create(
    common: BaselineOptions,
    environment: str,
    owner: str,
    approver: str,
    reason: str,
    until: datetime | None,
    *,
    accept_missing: bool,
) -> int:
    """Accept the findings of the newest run about ENV as they are."""
    project, baselines = _read(common, environment)
    if environment in baselines:
        raise ConfigError(f"there is a baseline of {environment} already", hint="driftgate baseline update, or prune")
    run = newest_run(project.workspace.ledger, environment)
    change = compare_baseline(run.verdict, None, accept_missing=accept_missing)
    approval = _approval(common, owner, approver, reason, until)
    entry = make_baseline(environment, list_accepted(change.new), approval, run=run.run_id)
    told = f"{counted(len(change.new), 'finding')} accepted, of run {run.run_id} ({run.command})"
    return _write(project, {**baselines, environment: entry}, change, told)


@command.command("update", short_help="Bring the baseline to the newest run.")
@click.argument("environment", metavar="ENV")
@_owner
@_approver
@_reason
@_until
@click.option("--accept-new", is_flag=True, help="Also take findings that are new, or have another value now.")
@_accept_missing
@options(BaselineOptions)
def update(
    common: BaselineOptions,
    environment: str,
    owner: str,
    approver: str,
    reason: str,
    until: datetime | None,
    *,
    accept_new: bool,
    accept_missing: bool,
) -> int:
    """Drop what is gone from the baseline of ENV; take what is new only with --accept-new."""
    project, baselines = _read(common, environment)
    before = _existing(baselines, environment)
    run = newest_run(project.workspace.ledger, environment)
    change = compare_baseline(run.verdict, before, accept_missing=accept_missing)
    if (change.new or change.moved) and not accept_new:
        _list("new", change.new)
        _list("moved", change.moved)
        raise ConfigError(
            f"{counted(len(change.new), 'finding')} would be new and {len(change.moved)} have moved",
            hint="look at them, and accept them with --accept-new",
        )
    gone = {entry.fingerprint for entry in change.gone}
    moved = {finding.fingerprint for finding in change.moved}
    kept = [entry for entry in before.findings if entry.fingerprint not in gone | moved]
    entries = [*kept, *list_accepted([*change.new, *change.moved])]
    approval = _approval(common, owner, approver, reason, until)
    after = make_baseline(environment, entries, approval, run=run.run_id)
    told = (
        f"{len(change.new)} new, {len(change.moved)} moved, {len(change.gone)} gone, {len(kept)} kept, "
        f"by run {run.run_id} ({run.command})"
    )
    return _write(project, {**baselines, environment: after}, change, told)


@command.command("prune", short_help="Drop what is gone.")
@click.argument("environment", metavar="ENV")
@options(ConfigOptions)
def prune(common: ConfigOptions, environment: str) -> int:
    """Drop from the baseline of ENV what the newest run no longer finds."""
    project, baselines = _read(common, environment)
    before = _existing(baselines, environment)
    change = compare_baseline(newest_run(project.workspace.ledger, environment).verdict, before)
    gone = {entry.fingerprint for entry in change.gone}
    kept = [entry for entry in before.findings if entry.fingerprint not in gone]
    after = replace(before, findings=tuple(kept))
    told = f"{len(change.gone)} gone, {len(kept)} kept"
    return _write(project, {**baselines, environment: after}, None, told)


def _approval(common: BaselineOptions, owner: str, approver: str, reason: str, until: datetime | None) -> Approval:
    """Return the approval that the options tell; raises ConfigError for one that is none."""
    created = common.clock().now()
    expires = until or created + MAX_LIFE
    if not (is_named(owner) and is_named(approver) and reason.strip()):
        raise ConfigError(
            "a baseline has an owner, somebody who approved it, and a reason", hint="name them: --owner, --approver"
        )
    if is_same_person(owner, approver):
        raise ConfigError("the owner cannot approve the baseline", hint="name somebody else with --approver")
    if not created < expires <= created + MAX_LIFE:
        raise ConfigError(
            f"--until {expires:%Y-%m-%d} is not within the next 90 days",
            hint=f"write a day up to {created + MAX_LIFE:%Y-%m-%d}",
        )
    return Approval(owner=owner, approver=approver, reason=reason, created=created, expires=expires)


def _read(common: ConfigOptions, environment: str) -> tuple[Project, dict[str, Baseline]]:
    project = load_project(common, needed=True)
    project.environment(environment)
    return project, read_baselines(project.baseline_path())


def _existing(baselines: dict[str, Baseline], environment: str) -> Baseline:
    found = baselines.get(environment)
    if found is None:
        raise ConfigError(f"there is no baseline of {environment}", hint=f"driftgate baseline create {environment}")
    return found


def _write(project: Project, baselines: dict[str, Baseline], change: Difference | None, told: str) -> int:
    path = project.baseline_path()
    write_baselines(path, baselines)
    shown(f"{path.name}: {told}")
    if change is not None and change.refused:
        _list("left out", change.refused)
        message("a failure that was measured is never accepted, a missing resource only with --accept-missing")
    return 0


def _list(word: str, findings: Sequence[Finding]) -> None:
    for finding in findings[:_SHOWN]:
        message(f"{word}: {finding.severity} {terminal(finding.message)}  [{finding.fingerprint[:8]}]")
    if len(findings) > _SHOWN:
        message(f"{word}: and {len(findings) - _SHOWN} more")
