"""`driftgate init`: the first configuration of a repository."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.config import missing_results
from cli.commands.foreseen import foresee, missing_sources
from cli.commands.option_types import Words
from cli.commands.options import ClockOptions, ConfigOptions, QuietOptions, options
from cli.commands.pipelines import SEEN, check_place, kind_of, make_pipelines, read_configuration, write_files
from cli.config.load import FILE, find, load
from cli.init.configuration import WAIVERS, Scope, is_observed, write_configuration
from cli.init.environments import FoundEnvironment
from cli.init.look import Found, look
from cli.init.pipelines import PipelineKind
from cli.terminal.output import counted, message, result_in_lines
from cli.wiring.files import check_new
from cli.wiring.ownership import check_ownership
from cli.wiring.policies import judged_providers, scope_of_types
from cli.wiring.tools import has_checkov, runner
from cli.wiring.workspace import FOLDER
from engine.acceptance.person import is_named
from engine.errors import ConfigError, EngineError
from engine.policy.scope import name_provider
from engine.text import terminal
from snapshots.store.atomic import PRIVATE, PUBLIC, write_new

_ABOUT_WAIVERS = """# Waivers

What is accepted as it is, by whom and until when: one file for each, which `driftgate waive FINGERPRINT` writes.
Let somebody who does not own it review each. `driftgate waivers list` says which still hold.
"""
_SHOWN = 8  # things of a kind that are told one by one
_TIMEOUT = 10.0  # seconds that git may take


@dataclass(frozen=True, kw_only=True)
class InitOptions(QuietOptions, ClockOptions):
    """The options of this verb."""


@click.command("init", short_help="Write the first configuration of a repository.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    help="The folder to look at (default: this one).",
)
@click.option(
    "--ci",
    "ci",
    is_flag=False,
    flag_value=SEEN,
    type=Words((SEEN, *PipelineKind)),
    default=None,
    help="Also write pipelines, for the CI system that is seen or the one that is named; or what else runs driftgate.",
)
@click.option(
    "--package",
    metavar="REQUIREMENT",
    default="",
    help="With --ci, what pipelines install (default: this version, from where this driftgate was installed).",
)
@click.option("--minimal", is_flag=True, help="Write the configuration without comments.")
@click.option("--dry-run", is_flag=True, help="Print the configuration and write nothing.")
@options(InitOptions)
def command(common: InitOptions, folder: Path, ci: str | None, package: str, minimal: bool, dry_run: bool) -> int:
    """Look at a repository and write `driftgate.yaml`, a folder of waivers, and what keeps `.driftgate` out of git.

    States, backends, code, Terragrunt, plans, result files, tools, the CI system and AWS profiles are looked for in
    files; nothing is run but git, which is asked for your address and the branch, and nothing is asked for over the
    network. A file that exists is never overwritten.

    With --ci pipelines are written too: for pull requests, before a deployment, and for the night. Where there is a
    configuration already, that is all that is written.

    \b
        driftgate init
        driftgate init --ci github
        driftgate init --ci container --dry-run
    """  # noqa: D301 - click wants the control character
    check_ownership()
    there = find(folder.absolute())
    if ci is not None:
        check_place(folder, there)
    if there is not None and not dry_run and ci is None:
        raise ConfigError(
            f"{there.name} is there already: {there}",
            hint="driftgate config check looks at it; --dry-run shows what would be written",
        )
    found = look(folder, os.environ, Path.home())  # noqa: TID251 - AWS's own variables
    kind = None if ci is None else kind_of(ci, found)
    lines: list[str] = []
    steps = [] if folder.absolute() == Path.cwd() else [f"cd {quote(str(folder))}"]
    made = None
    if there is None or kind is None:
        owner = _owner(folder)
        now = common.clock().now()
        text = write_configuration(found, _scope(found.environments), owner=owner, now=now, minimal=minimal)
        if not common.quiet:
            for line in _told(found, owner):
                message(line)
        if dry_run:
            result_in_lines(*text.rstrip("\n").split("\n"))
        else:
            _write(folder, text, quiet=common.quiet)
            lines += _checked(folder, found)
            steps += _next(found)
        made = read_configuration(text)
    if kind is not None:
        configuration = made or load(folder / FILE).configuration
        pipelines = make_pipelines(kind, configuration, found, folder, package=package)
        if dry_run:
            result_in_lines(*pipelines.shown().rstrip("\n").split("\n"))
        else:
            steps += write_files(folder, pipelines, quiet=common.quiet)
            lines += [f"not yet  {terminal(line)}" for line in pipelines.lacking()]
            lines.append(f"ok  {kind}: {counted(len(pipelines.files), 'file')}")
    if not dry_run:
        result_in_lines(*lines, *(f"Next  {terminal(step)}" for step in steps))
    return 0


def _checked(folder: Path, found: Found) -> list[str]:
    """Return what the configuration that was written lacks, and that it is there."""
    project = load_project(ConfigOptions(config=folder / FILE), needed=True)
    lacking = [*missing_results(project), *missing_sources(project), *map(str, foresee(project))]
    lacking += [
        f"{one.name}: its code asks for its workspace, and nothing here names them all: see `terraform workspace list`"
        for one in found.environments
        if one.is_open
    ]
    told = f"ok  {FILE}: {counted(len(found.environments) or 1, 'environment')}"
    return [*(f"not yet  {terminal(line)}" for line in lacking), told]


def _write(folder: Path, text: str, *, quiet: bool) -> None:
    files = (
        (FILE, text, PUBLIC),  # for git, and for whoever works on the repository
        (f"{WAIVERS}/README.md", _ABOUT_WAIVERS, PUBLIC),
        (f"{FOLDER}/.gitignore", "*\n", PRIVATE),
    )
    check_new(folder, (name for name, _, _ in files))
    with suppress(FileExistsError):  # a file in its place is told by what is written there
        (folder / WAIVERS).mkdir()
    for name, body, mode in files:
        made = write_new(folder / name, body.encode(), mode=mode)
        if not quiet:
            message(f"wrote {name}" if made else f"kept {name}, which was there")


def _scope(environments: tuple[FoundEnvironment, ...]) -> Scope:
    """Return what policies do not judge: of providers that they know the types, and other providers whole."""
    types: Counter[str] = Counter()
    for environment in environments:
        types.update(environment.types)
    open_ones, known = [row.type for row in scope_of_types(types).unjudged], judged_providers()
    return Scope(
        unjudged=tuple(type_ for type_ in open_ones if name_provider(type_) in known),
        outside=tuple(sorted({name_provider(type_) for type_ in open_ones} - known)),
    )


def _owner(folder: Path) -> str:
    """Return the address of who types, as git knows it; empty where it does not."""
    try:
        done = runner().run(["git", "-C", str(folder), "config", "user.email"], timeout=_TIMEOUT)
    except EngineError:
        return ""
    told = done.stdout.decode("utf-8", "replace").strip()
    return told if done.returncode == 0 and is_named(told) and told.isprintable() else ""


def _told(found: Found, owner: str) -> Iterator[str]:
    for environment in found.environments[:_SHOWN]:
        yield f"found {terminal(environment.name)}: {', '.join(_parts(environment))}"
    more = len(found.environments) - _SHOWN
    if more > 0:
        yield f"found {more} more environments"
    yield from (f"found {entry.kind}: {terminal(entry.pattern)}" for entry in found.results[:_SHOWN])
    yield from (f"found {tool.name}: {terminal(tool.command)}" for tool in found.tools)
    yield from (f"found plan: {terminal(plan)}" for plan in found.plans[:_SHOWN])
    if found.ci:
        yield f"found {found.ci}"
    if found.unread:
        count = counted(len(found.unread), "file")
        yield f"left out {count} that no state can be read from: {terminal(found.unread[0])}"
    if found.cut:
        yield "there are more files than are looked at"
    if not owner:
        yield "git knows no address of yours, so nobody answers for what is open: name an owner in the configuration"


def _parts(environment: FoundEnvironment) -> Iterator[str]:
    if environment.states:
        more = f" and {len(environment.states) - 1} more" if len(environment.states) > 1 else ""
        yield f"state {terminal(environment.states[0])}{more}"
    if environment.types:
        yield counted(sum(environment.types.values()), "resource")
    if environment.code:
        yield f"code {terminal(environment.code[0])}"
    if environment.refresh:
        yield f"refresh {terminal(environment.refresh)}"
    if environment.account:
        yield f"account {environment.account}"
    if environment.profile:
        yield f"profile {terminal(environment.profile)}"
    yield from (terminal(problem) for problem in environment.problems[:1])


def _next(found: Found) -> list[str]:
    """Return what to type first: the most that works with what was found."""
    environments = found.environments
    if not environments:
        return ["driftgate demo    # there is no state, plan or code here: name your sources in driftgate.yaml"]
    first = environments[0]
    steps = [] if has_checkov() else ["driftgate tools install    # Checkov, which the policy gate asks"]
    if is_observed(first) and first.states:
        steps.append(f"driftgate drift {quote(first.name)}")
    if not (first.states or first.code):
        steps.append(f"driftgate config check    # then name the sources of {quote(first.name)} in driftgate.yaml")
    elif first.is_local or not first.states:
        steps.append(f"driftgate policy check {quote(first.name)}")
    elif first.code:
        steps.append(f"driftgate policy check {quote(f'hcl:{first.code[0]}')}")
    local = [environment for environment in environments if environment.is_local]
    if len(local) > 1:
        steps.append(f"driftgate parity {quote(local[0].name)} {quote(local[1].name)}")
    return steps or [f"driftgate policy check {quote(first.name)}"]
