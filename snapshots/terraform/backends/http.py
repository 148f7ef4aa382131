"""States behind HTTP: Terraform's http backend as GitLab and others serve it, and the API of HCP Terraform.

Credentials go to the host that was named and nowhere else: a redirect to another one is not followed with them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import requests
import urllib3

from engine.errors import ConfigError
from engine.jsontext.digest import JsonError, parse_json
from engine.model.outcome import GapReason
from snapshots.http.addresses import host_of, parse_host, parts_of_hcp
from snapshots.http.budgets import STATE, Budget, OverBudgetError, Spent
from snapshots.http.session import OffLimitsError, guarded_session
from snapshots.redaction.names import is_secret_name
from snapshots.terraform.backends.interface import BackendError, LoadedDocument, StateDocument

_LOG = logging.getLogger(__name__)
_TIMEOUT = (5, 60)  # seconds to connect, and between two reads
_RETRIES = 4
_CHUNK = 1 << 16
_REASONS = {401: GapReason.ACCESS_DENIED, 403: GapReason.ACCESS_DENIED, 404: GapReason.MISSING_INPUT}
# Parameters that make an address a key by itself: signed URLs of Azure, AWS and Google, and keys in a query.
_SIGNED = re.compile(r"sig|(?:.*-)?signature|auth|code|key", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What proves who asks: headers, or a user and a password. Never shown."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpBackend:
    """Reads the state at one address with GET, as Terraform's http backend does."""

    location: str
    credentials: Credentials
    pause: float = 1.0  # seconds before the second try; each further pause is twice as long
    budget: Budget = STATE

    def documents(self) -> Sequence[StateDocument]:
        """Return the one document."""
        return [StateDocument(location=self.location, load=self._load)]

    def _load(self) -> LoadedDocument:
        with guarded_session(_RETRIES, self.pause) as session:
            return LoadedDocument(data=_get(session, self.location, self.credentials, Spent(self.budget)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HcpBackend:
    """Reads the current state of a workspace of HCP Terraform or Terraform Enterprise.

    API: https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-versions
    """

    location: str
    host: str
    organisation: str
    workspace: str
    token: str = field(repr=False)
    base: str = ""  # another scheme or port, for a server of one's own
    pause: float = 1.0
    budget: Budget = STATE

    def documents(self) -> Sequence[StateDocument]:
        """Return the workspace's current state; raises BackendError when the API does not give it."""
        credentials = Credentials(headers={"Authorization": f"Bearer {self.token}"})
        root = self.base or f"https://{self.host}"
        workspace = f"{root}/api/v2/organizations/{quote(self.organisation)}/workspaces/{quote(self.workspace)}"
        spent = Spent(self.budget)
        with guarded_session(_RETRIES, self.pause) as session:
            id_ = _member(_get(session, workspace, credentials, spent), "data", "id")
            url = f"{root}/api/v2/workspaces/{quote(str(id_))}/current-state-version"
            answer = _get(session, url, credentials, spent)
        version = _member(answer, "data", "attributes")
        download = version.get("hosted-state-download-url") if isinstance(version, dict) else None
        if not isinstance(download, str):
            raise BackendError(GapReason.UNPARSABLE, "the API names no download of the state", "check the workspace")
        target = urljoin(root, download)

        facts = {"state_version": str(_member(answer, "data", "id")), "workspace": self.workspace}

        def load() -> LoadedDocument:
            same = urlsplit(target).netloc == urlsplit(root).netloc
            with guarded_session(_RETRIES, self.pause) as session:
                body = _get(session, target, credentials if same else Credentials(), spent, follow=True)
            return LoadedDocument(data=body, facts=facts)

        return [StateDocument(location=self.location, load=load)]


def parse_http(location: str, credentials: Credentials) -> HttpBackend:
    """Return the backend of an `http(s)://` location; raises ConfigError for one with a password in it."""
    parts = urlsplit(location)
    if "@" in parts.netloc:
        raise ConfigError(
            "tfstate: the address of a state holds a user or password",
            hint="set TF_HTTP_USERNAME and TF_HTTP_PASSWORD, or headers in driftgate.yaml",
        )
    if any(is_secret_name(name) or _SIGNED.fullmatch(name) for name in parse_qs(parts.query)):
        raise ConfigError(
            f"tfstate: the address of a state on {parts.hostname} holds a secret",
            hint="give it as a header in driftgate.yaml",
        )
    host = host_of(location)
    if host is None:
        raise ConfigError(f"tfstate:{location} names no host", hint="write tfstate:https://HOST/PATH")
    if (credentials.headers or credentials.login) and not host.is_closed:
        raise ConfigError(
            f"tfstate:{location}: credentials go over https only, and everybody on the way would read these",
            hint=f"write tfstate:https://{host}",
        )
    return HttpBackend(location=location, credentials=credentials)


def parse_hcp(location: str, token_of: Mapping[str, str]) -> HcpBackend:
    """Return the backend of `hcp://[HOST/]ORGANISATION/WORKSPACE`.

    `token_of` is the environment: the token stands where Terraform looks for it, in `TF_TOKEN_<host>` with dots as
    underscores. Raises ConfigError with what to type.
    """
    host, organisation, workspace = parts_of_hcp(location)
    if not host:
        raise ConfigError(f"tfstate:{location} names no workspace", hint="write tfstate:hcp://ORGANISATION/WORKSPACE")
    named = parse_host(host)
    if named is None:
        raise ConfigError(f"tfstate:{location} names no host", hint="write tfstate:hcp://HOST/ORGANISATION/WORKSPACE")
    variable = "TF_TOKEN_" + named.name.replace(".", "_").replace("-", "__")
    token = token_of.get(variable, "")
    if not token:
        raise ConfigError(f"tfstate:{location}: there is no token for {host}", hint=f"set {variable}")
    base = f"http://{host}" if named.is_here else ""
    return HcpBackend(
        location=location, host=host, organisation=organisation, workspace=workspace, token=token, base=base
    )


def _get(session: requests.Session, url: str, credentials: Credentials, spent: Spent, *, follow: bool = False) -> bytes:
    """Return what a good answer holds; raises BackendError, which names no more than the host, for every other one."""
    host = _host(url, closed=follow or bool(credentials.headers or credentials.login))
    try:
        with spent.answering():
            answer, body = _asked(session, url, credentials, spent, follow=follow)
    except OverBudgetError as error:
        raise BackendError(GapReason.LIMIT_REACHED, f"{host} gave {error}", "check the address") from None
    except OffLimitsError:
        detail = f"{host} leads to a link-local address, and nothing was asked there"
        raise BackendError(GapReason.UNSUPPORTED, detail, "check the host") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        raise BackendError(
            GapReason.UNAVAILABLE, f"{host} cannot be reached ({type(error).__name__})", "check the address"
        ) from None  # the exception shows the whole URL
    retries = getattr(answer.raw, "retries", None)
    if retries is not None and retries.history:
        _LOG.info("request_retried", extra={"host": host, "times": len(retries.history), "status": answer.status_code})
    if answer.is_redirect:
        raise BackendError(GapReason.UNSUPPORTED, f"{host} redirects elsewhere", "give the address that it names")
    if answer.status_code == 204:  # what an http backend says of a state that was never written
        raise BackendError(GapReason.EMPTY, "the server has no state there yet (204)", "apply once, or check the URL")
    if answer.status_code == 429:
        raise BackendError(GapReason.THROTTLED, f"{host} has too many requests (429)", "run again later")
    if answer.status_code >= 300:
        reason = _REASONS.get(answer.status_code, GapReason.UNAVAILABLE)
        raise BackendError(reason, f"{host} answered {answer.status_code}", "check the address and the credentials")
    if answer.status_code != 200:  # 203 is what a proxy has changed
        detail = f"{host} answered {answer.status_code}, which is no state"
        raise BackendError(GapReason.UNPARSABLE, detail, "check the address, and what stands before it")
    return body


def _host(url: str, *, closed: bool) -> str:
    """Return the host of an address that the API names; raises BackendError where it is none, or not `closed`."""
    host = host_of(url)
    if host is None:
        raise BackendError(GapReason.UNSUPPORTED, "the address does not say plainly which host is meant", "check it")
    if closed and not host.is_closed:
        raise BackendError(GapReason.UNSUPPORTED, f"{host.name} is asked over https only", f"write https://{host}")
    return host.name


def _asked(
    session: requests.Session, url: str, credentials: Credentials, spent: Spent, *, follow: bool
) -> tuple[requests.Response, bytes]:
    """Return an answer and what it holds."""
    login, headers = credentials.login, dict(credentials.headers)
    try:
        answer = session.get(url, headers=headers, auth=login, timeout=_TIMEOUT, allow_redirects=False, stream=True)
        if follow and answer.is_redirect:
            answer.close()
            target = urljoin(url, answer.headers["Location"])
            _host(target, closed=True)
            answer = session.get(target, timeout=_TIMEOUT, allow_redirects=False, stream=True)
        with answer:
            return answer, spent.read(answer.iter_content(_CHUNK))
    except (requests.RequestException, urllib3.exceptions.HTTPError):
        spent.left()  # its time was over, whatever it failed of
        raise


def _member(answer: bytes, *names: str) -> Any:
    try:
        found: Any = parse_json(answer, name="answer")
        for name in names:
            found = found[name]
    except (JsonError, KeyError, TypeError) as error:
        raise BackendError(
            GapReason.UNPARSABLE, f"the API's answer has no {'.'.join(names)}", "check the address"
        ) from error
    return found
