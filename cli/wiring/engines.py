"""What asks the policies that driftgate brings: their module in this process, the `opa` program, or an OPA server."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cli.config.allowed import HOSTS, how
from cli.config.hosts import is_trusted
from cli.wiring.credentials.trust import refusal
from cli.wiring.tools import opa_executable, runner
from engine.errors import ConfigError
from engine.gates.policy.settings import Engine, PolicySettings
from snapshots.http.addresses import Host, host_of

if TYPE_CHECKING:
    from policies.authoring.catalog import Pack
    from policies.evaluators.asking import Machine
    from policies.evaluators.server import OpaServer

_TOKEN = "DRIFTGATE_OPA_TOKEN"  # noqa: S105 - the name of a variable


def pack_engine(
    pack: Pack, settings: PolicySettings, *, offline: bool, stranger: str
) -> tuple[Callable[[], Machine], str]:
    """Return what makes the machine that asks the shipped pack, and how it is called.

    Raises ConfigError for a server that nobody but the configuration names, and where nobody may go there.
    """
    from policies.evaluators.published import pack_files  # noqa: PLC0415 - only verbs that ask policies need them

    if settings.server:
        from policies.evaluators.server import ServerMachine  # noqa: PLC0415 - and the network only where it is asked

        where = "gates.policy.server"
        if stranger:
            raise refusal(f"{where} is asked over the network", stranger)
        if offline:
            raise ConfigError(f"{where} needs the network and --offline was given", hint="drop --offline")
        server, files = open_server(settings.server, where), pack_files(pack)
        return partial(ServerMachine, server, files.revision), "opa server"
    if settings.engine is Engine.OPA:
        from policies.evaluators.program import ProgramMachine  # noqa: PLC0415
        from policies.own.checking import RegoProgram  # noqa: PLC0415

        return partial(ProgramMachine, RegoProgram(runner(), opa_executable()), pack_files(pack)), "opa program"
    return _embedded(pack), "opa"


def _embedded(pack: Pack) -> Callable[[], Machine]:
    from policies.authoring.catalog import REGO  # noqa: PLC0415 - only verbs that ask policies need them
    from policies.evaluators.compiled import beside_bytecode  # noqa: PLC0415
    from policies.evaluators.wasm import embedded  # noqa: PLC0415

    return partial(embedded, pack.wasm, kept=beside_bytecode(Path(REGO) / "pack.wasm"))


def open_server(address: str, where: str, *, is_ours: bool = False) -> OpaServer:
    """Return a server of OPA by its address; raises ConfigError for one that the owner of the machine does not name.

    It gets what an estate is configured to be: a configuration alone, which may be a stranger's, sends that nowhere.
    One that `is_ours` was named by the one who runs this.
    """
    from policies.evaluators.server import OpaServer  # noqa: PLC0415 - the network only where it is asked

    host = host_of(address)
    if host is None or address.rstrip("/") != f"{host.scheme}://{host}":
        raise ConfigError(f"{where}: {address} is no address of a server", hint="write https://HOST:PORT")
    _check(host, where, is_ours=is_ours)
    token = os.environ.get(_TOKEN, "")  # noqa: TID251 - the owner of the machine says it
    return OpaServer(host.name, int(host.number), is_closed=host.scheme == "https", token=token)


def _check(host: Host, where: str, *, is_ours: bool) -> None:
    if not host.is_closed:
        raise ConfigError(
            f"{where}: the estate would go to {host} without https, where everybody on the way reads it",
            hint=f"write https://{host}",
        )
    if not is_ours and not is_trusted(host):
        raise ConfigError(
            f"{where}: the estate would go to {host}, which nobody but this file names", hint=how(HOSTS, host)
        )
