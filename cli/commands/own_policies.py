"""`driftgate policy new`, `bundle` and `publish`: people's own policies, and the way to and from a server of OPA."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import ConfigOptions, QuietOptions, TrustOptions, options
from cli.terminal.output import message, result_in_lines, shown
from cli.wiring.credentials.trust import refusal
from cli.wiring.engines import open_server
from cli.wiring.files import is_replaceable
from cli.wiring.policies import shipped_ids, shipped_pack
from engine.errors import ConfigError, OutputError
from engine.evidence.bundle import STATEMENT
from engine.jsontext.digest import JsonError, parse_json
from engine.text import terminal
from snapshots.bounds import leads_out
from snapshots.store.atomic import PUBLIC, replace_file, write_new

if TYPE_CHECKING:
    from policies.evaluators.server import OpaServer


@dataclass(frozen=True, kw_only=True)
class PublishOptions(ConfigOptions, TrustOptions, QuietOptions):
    """The options of `policy publish`."""


@click.command("new", short_help="Write a policy to begin with, and its cases.")
@click.argument("folder", type=click.Path(path_type=Path))
@options(QuietOptions)
def new(common: QuietOptions, folder: Path) -> int:
    """Write a policy into a new folder, which is its id: FOLDER/policy.rego and FOLDER/cases.yaml.

    \b
        driftgate policy new policies/bucket-names
        driftgate policy test policies
        driftgate policy check tfplan:plan.json --rego policies

    It is proven as it is: change the rule and its cases together. Nothing that is there is written over.
    """  # noqa: D301 - click wants the control character
    from policies.authoring.beginning import write_beginning  # noqa: PLC0415 - only this verb writes policies

    files = write_beginning(folder.name)
    if folder.name in shipped_ids():
        raise ConfigError(f"the id {folder.name} is that of a policy of driftgate", hint="choose another name")
    for name in files:
        _check_place(folder / name)
        if (folder / name).exists():
            raise ConfigError(f"{folder / name} is there already", hint="choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_new(folder / name, text.encode())
    if not common.quiet:
        result_in_lines(*(f"ok  {terminal(str(folder / name))}" for name in files))
        shown(f"Next  driftgate policy test {terminal(str(folder.parent))}")
    return 0


@click.command("bundle", short_help="Write driftgate's policies as a bundle for an OPA server.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options(QuietOptions)
def bundle(common: QuietOptions, file: Path) -> int:
    """Write the policies that driftgate brings as a bundle of OPA, the same bytes each time.

    \b
        driftgate policy bundle driftgate.tar.gz
        opa run --server --bundle driftgate.tar.gz

    With `gates.policy.server` that server judges by them. Its revision is held against each answer.
    """  # noqa: D301 - click wants the control character
    from policies.evaluators.published import pack_bundle, pack_files  # noqa: PLC0415 - only this verb makes one

    _check_place(file)
    files = pack_files(shipped_pack())
    replace_file(file, [pack_bundle(files)], mode=PUBLIC)
    if not common.quiet:
        result_in_lines(f"ok  {terminal(str(file))}  {files.revision}")
    return 0


@click.command("publish", short_help="Put a signed verdict into an OPA server.")
@click.argument("run", metavar="RUN")
@click.option("--server", metavar="URL", default=None, help="Which server (default: gates.policy.server).")
@options(PublishOptions)
def publish(common: PublishOptions, run: str, server: str | None) -> int:
    """Put the signed verdict of a run into an OPA server, as data that other Rego can ask.

    \b
        driftgate policy publish latest --server https://opa.example:8181
        data.driftgate.verdicts.prod.decision == "GO"

    RUN is a run id, an unambiguous beginning or end of one, or `latest`. Beside what was decided stands the statement
    that was signed with it, as it was signed. A verdict that is not signed is not published, nor is one of another verb
    than `gate`: it answers less than a deployment asks. An earlier one does not replace a later one.
    """  # noqa: D301 - click wants the control character
    from policies.evaluators.server import ServerError  # noqa: PLC0415 - the network only where it is asked

    project = load_project(common, needed=False, waivers=False)
    if project.workspace.stranger:
        raise refusal("a verdict is sent over the network", project.workspace.stranger)
    entry = project.workspace.ledger.entry(run)
    if entry.command != "gate":
        raise ConfigError(
            f"{entry.run_id} is a verdict of {entry.command}, and a deployment asks for that of all gates",
            hint=f"publish one of driftgate gate {entry.environment}",
        )
    if STATEMENT not in entry.documents:
        raise ConfigError(
            f"the verdict of {entry.run_id} is not signed", hint="set evidence.sign, and run the gate again"
        )
    told = project.policy.server if server is None and project.policy is not None else server
    if not told:
        raise ConfigError("no server is named", hint="--server https://HOST:PORT, or gates.policy.server")
    opened = open_server(told, "--server" if server else "gates.policy.server", is_ours=server is not None)
    document = {
        "run": entry.run_id,
        "command": entry.command,
        "decision": entry.decision,
        "as_of": f"{entry.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "time_given": entry.time_given,
        "subject": entry.subject,
        "verdict": entry.verdict_digest,
        "statement": parse_json(project.workspace.ledger.document(entry.run_id, STATEMENT), name=STATEMENT),
    }
    path = ("driftgate", "verdicts", entry.environment)
    try:
        there = _published(opened, path)
        if there is not None and str(there.get("as_of", "")) > str(document["as_of"]):
            raise ConfigError(
                f"the server has a later verdict, {there.get('run')} of {there['as_of']}", hint="publish a new one"
            )
        opened.send("PUT", path, "", json.dumps(document).encode())
        kept = _published(opened, path)
    except (ServerError, JsonError) as error:
        raise OutputError(f"the verdict is not published: {error}", hint="look at the server, and try again") from error
    if kept != document:
        raise OutputError("the server has another verdict than the one that it got", hint="who else writes there?")
    if not common.quiet:
        message(f"published {entry.run_id}: {entry.decision}")
        result_in_lines(f"ok  data.driftgate.verdicts[{json.dumps(entry.environment)}]")
    return 0


def _published(server: OpaServer, path: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Return the verdict that a server has, none where it has none; raises ServerError and JsonError."""
    told = parse_json(server.send("GET", path), name="the server's answer")
    found = told.get("result") if isinstance(told, dict) else None
    return found if isinstance(found, dict) else None


def _check_place(path: Path) -> None:
    """Refuse a place in which nothing of ours is written: behind a link, and what is no regular file."""
    if not is_replaceable(path):
        raise ConfigError(f"{path} is a link, or no regular file", hint="choose another path")
    if leads_out(path.parent, Path.cwd()):
        raise ConfigError(f"{path}: a link leads out of the current folder", hint="choose another path")
