"""Which hosts a configuration may send credentials to: those that the owner of the machine names, and no others.

The owner names them in `DRIFTGATE_ALLOW_HOSTS`, or where Terraform and AWS look: `TF_TOKEN_*` belongs to its host,
`TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD` to the host of `TF_HTTP_ADDRESS`, AWS's credentials to AWS and to the host of
`AWS_ENDPOINT_URL`. Without a port that of its scheme is meant. Somebody may listen on this machine as well, so that it
is named like any other. A state that nobody proves anything for may be anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from cli.config.allowed import ACCOUNTS, HOSTS, how, list_allowed, said
from cli.config.entries import Location, list_accounts, list_states
from engine.errors import ConfigError
from snapshots.http.addresses import Host, host_of, parse_host, parts_of_hcp

if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration
    from cli.config.model import StateSource

# Names of S3 itself: https://docs.aws.amazon.com/general/latest/gr/s3.html, and of its endpoints in a network of one's
# own. Others below amazonaws.com are anybody's.
_S3 = re.compile(
    r"(?:(?:bucket\.)?vpce-[a-z0-9\-]+\.)?s3(?:-fips)?(?:\.dualstack)?(?:[.\-][a-z0-9\-]+)?(?:\.vpce)?\.amazonaws\.com(?:\.cn)?"
)
_ROLE_ACCOUNT = re.compile(r"arn:[^:]*:iam::(\d{12}):")


def check_hosts(loaded: LoadedConfiguration) -> None:
    """Raise ConfigError for the first host and account that gets credentials and is nobody's, with how to allow it."""
    for location, problem, hint in (*_of_states(loaded), *_of_accounts(loaded)):
        where, key = loaded.document.where(location), ".".join(map(str, location))
        raise ConfigError(f"{where}: {key}: {problem}", hint=hint)


def _of_states(loaded: LoadedConfiguration) -> Iterator[tuple[Location, str, str]]:
    for where, location, state in list_states(loaded.configuration):
        told = _sent_to(location, state)
        if told is None:
            continue
        host, trusted, what = told
        if host is None:
            yield where, "the address does not say plainly which host is meant", "write https://HOST/PATH"
        elif not host.is_closed:
            hint = f"write https://{host}, or take them away"
            yield where, f"{what} would go to {host} without https, where everybody on the way reads them", hint
        elif not is_trusted(host, trusted):
            yield where, f"{what} would go to {host}, which nobody but this file names", how(HOSTS, host)


def _sent_to(location: str, state: StateSource | None) -> tuple[Host | None, tuple[str, ...], str] | None:
    """Return the host that gets credentials for a state, what names hosts besides, and what they are; none for none."""
    if location.startswith("s3://"):
        endpoint = parse_qs(urlsplit(location).query).get("endpoint", [""])[0]
        host = host_of(endpoint)
        if not endpoint or (host is not None and host.scheme == "https" and _S3.fullmatch(host.name)):
            return None
        return host, (said("AWS_ENDPOINT_URL"), said("AWS_ENDPOINT_URL_S3")), "AWS's credentials"
    if location.startswith(("https://", "http://")):
        if state is not None and state.headers:
            return host_of(location), (), f"the header {next(iter(state.headers))}"
        if said("TF_HTTP_USERNAME") and said("TF_HTTP_PASSWORD"):
            return host_of(location), (said("TF_HTTP_ADDRESS"),), "TF_HTTP_USERNAME and TF_HTTP_PASSWORD"
    if location.startswith("hcp://"):  # its token is looked up by the name of the host, which says no port
        host = parse_host(parts_of_hcp(location)[0])
        return None if host is None or not host.port else (host, (), f"the token of {host.name}")
    return None


def is_trusted(host: Host, addresses: tuple[str, ...] = ()) -> bool:
    """Tell whether a host is one of `addresses`, or allowed by the owner of the machine."""
    allowed = [found for entry in list_allowed(HOSTS) if (found := parse_host(entry)) is not None]
    known = [(entry.name, entry.port or host.usual_port) for entry in allowed]
    known += [(entry.name, entry.number) for address in addresses if (entry := host_of(address)) is not None]
    return any((name.lower(), port) == (host.name.lower(), host.number) for name, port in known)


# Where an account is not allowed by name, no other secret goes to it than one that is meant for that.
_EXTERNAL_ID = "DRIFTGATE_EXTERNAL_ID"


def _of_accounts(loaded: LoadedConfiguration) -> Iterator[tuple[Location, str, str]]:
    """Yield the roles of accounts that the entry does not name, and the accounts that the owner does not allow."""
    allowed = list_allowed(ACCOUNTS)
    for where, account in list_accounts(loaded.configuration):
        found = _ROLE_ACCOUNT.match(account.role)
        if found is not None and found[1] != account.account:
            told = "names no account" if account.account is None else f"names account {account.account}"
            problem = f"the role is in account {found[1]}, and the entry {told}"
            yield (*where, "role"), problem, f'write account: "{found[1]}"'
        elif allowed and account.account is None:
            hint = f'write account: "{allowed[0]}"'
            yield where, f"{ACCOUNTS} names the accounts that may be read, and the entry names none", hint
        elif allowed and account.account not in allowed:
            hint = how(ACCOUNTS, ",".join((*allowed, str(account.account))))
            yield (*where, "account"), f"account {account.account} is none that {ACCOUNTS} names", hint
        elif account.external_id and not allowed and not account.external_id.startswith(f"env:{_EXTERNAL_ID}"):
            hint = f"call its variable {_EXTERNAL_ID}, or {how(ACCOUNTS, account.account or 'ACCOUNT')}"
            problem = f"{account.external_id} would be sent to an account that only this configuration names"
            yield (*where, "external-id"), problem, hint
