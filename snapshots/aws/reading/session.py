"""The one way in which AWS is called: credentials, what may be called, how fast, and what an answer means.

A client of botocore costs a third of a megabyte and a tenth of a second, so one client a service and region serves all
accounts: it signs with the credentials of the account that the calling thread works on.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

import boto3
import botocore
import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, Credentials, DeferredRefreshableCredentials
from botocore.exceptions import (
    BotoCoreError,
    ProfileNotFound,
)

from engine.model.outcome import GapReason
from snapshots.aws.reading import answers, models
from snapshots.aws.reading.api import DENIED, THROTTLED, Api, ApiError, StoppedError, WriteRefusedError, api_error
from snapshots.aws.reading.limits import Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.transport import Sender
from snapshots.http.budgets import CALL, Budget

_LOG = logging.getLogger(__name__)
_ACCOUNT_HOST = re.compile(r"//\d{12}\.")
_ATTEMPT = re.compile(r"attempt=(\d+)")
_READS = re.compile(r"(?:Describe|Get|Head|List|BatchGet|Simulate)[A-Z]|LookupEvents$")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: an account, the partition that it is in, the ARN of the user or role, and credentials that prove it."""

    account: str
    partition: str
    principal: str
    credentials: Any = field(repr=False)


_ACTING: ContextVar[Identity] = ContextVar("acting")


class _Acting(Credentials):
    """Credentials of the account that the calling thread works on."""

    def __init__(self) -> None:
        super().__init__("", "")

    def get_frozen_credentials(self) -> Any:
        """Return the credentials of the moment."""
        return _ACTING.get().credentials.get_frozen_credentials()


@dataclass(slots=True)
class Calls:
    """Counts calls for progress; shared by all threads."""

    made: int = 0
    lock: Lock = field(default_factory=Lock)

    def add(self) -> None:
        """Count a call."""
        with self.lock:
            self.made += 1


class AwsSession:
    """Makes clients that share one loader of service models: a loader for each account costs 25 MB.

    `allowed` are the operations (`service:Operation`) that may be called: everything else is refused before it leaves.
    """

    def __init__(
        self,
        allowed: Iterable[str],
        *,
        limits: Limits | None = None,
        max_attempts: int = 5,
        timeout: float = 30.0,
        budget: Budget = CALL,
    ) -> None:
        """Load nothing yet."""
        self._budget = budget
        self._allowed = frozenset(allowed) | {"sts:GetCallerIdentity"}
        self.limits = limits or Limits()
        self.calls = Calls()
        self.stop = Event()
        self.dated = ""  # what the newest answer says is the time
        core = botocore.session.Session()
        self._authorities = core.get_config_variable("ca_bundle")
        self._loader = models.loader(core.get_config_variable("data_path"))
        core.register_component("data_loader", self._loader)
        core.register_component("credential_provider", _Provider())
        self._session = boto3.Session(botocore_session=core)
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": max_attempts},
            connect_timeout=5,
            read_timeout=timeout,
            max_pool_connections=64,
            user_agent=f"driftgate Botocore/{botocore.__version__}",  # botocore's own is made anew for each call
        )
        self._lock = Lock()
        self._apis: dict[tuple[str, str], Api] = {}
        self._cores: dict[str, Any] = {}  # botocore's session of a profile
        self._askers: dict[tuple[object, ...], Any] = {}  # what asks for roles, by the credentials that it asks with

    def identity(self, location: AwsLocation) -> Identity:
        """Return who the credentials of a location are.

        Raises ApiError when AWS refuses them or is not there, and when they belong to another account.
        """
        credentials = self._credentials(location)
        with acting(Identity("", "aws", "", credentials)):
            answer = self.api("sts", location.regions[0]).whole("GetCallerIdentity") or {}
        account, arn = str(answer.get("Account", "")), str(answer.get("Arn", ""))
        if not account or arn.count(":") < 5:
            raise ApiError(GapReason.UNPARSABLE, "sts:GetCallerIdentity", "answer without Account or Arn")
        if location.account and account != location.account:
            raise ApiError(
                GapReason.ACCESS_DENIED, "sts:GetCallerIdentity", f"the credentials belong to account {account}"
            )
        return Identity(account, arn.split(":")[1], _principal(arn), credentials)

    def api(self, service: str, region: str) -> Api:
        """Return the calls of a service in a region, for any account; safe to call from several threads."""
        with self._lock:  # making clients is not thread-safe, using them is
            if (service, region) not in self._apis:
                self._apis[service, region] = self._made(service, region)
            return self._apis[service, region]

    def _made(self, service: str, region: str) -> Api:
        make: Any = self._session.client  # its stubs know services only as literals
        try:
            client = make(service, region_name=region, config=self._config)
        except (BotoCoreError, ValueError) as error:
            raise ApiError(GapReason.UNAVAILABLE, service, type(error).__name__) from error
        events = client.meta.events
        events.register("before-call", self._refuse_writes)
        answers.check(client)
        send = Sender(client, self._authorities, self._budget)

        def before_send(request: Any, **_: Any) -> Any:
            self.calls.add()
            _tell_retry(request, service, region)
            self.limits.bucket(_ACTING.get().account, region, service).take()
            if self.stop.is_set():
                raise StoppedError
            return send(request)

        def received(response_dict: Any, parsed_response: Any, **_: Any) -> None:
            code = str((parsed_response or {}).get("Error", {}).get("Code", ""))
            if response_dict:
                self.dated = str(response_dict["headers"].get("date", ""))
            throttled = code in THROTTLED or bool(response_dict and response_dict["status_code"] == 429)
            self.limits.bucket(_ACTING.get().account, region, service).answered(throttled=throttled)
            _tell_refusal(code, service, region, throttled=throttled)

        if ".amazonaws.com" not in client.meta.endpoint_url:
            events.register("before-sign", _without_account)
        events.register("before-send", before_send)
        events.register("response-received", received)
        return Api(client, service, self._budget)

    def _refuse_writes(self, model: Any, **_: Any) -> None:
        name = f"{model.service_model.service_name}:{model.name}"
        if name not in self._allowed or not _READS.match(model.name):
            _LOG.error("call_not_allowed", extra={"operation": name})
            raise WriteRefusedError(f"{name} is not among the read operations of the collectors")

    def _credentials(self, location: AwsLocation) -> Any:
        operation = "sts:GetCallerIdentity"
        try:
            with self._lock:  # of many accounts at once the first one loads what the others use
                core = self._core(location.profile)
                credentials = core.get_credentials()
        except ProfileNotFound as error:
            raise ApiError(GapReason.ACCESS_DENIED, operation, f"no profile {location.profile}") from error
        except Exception as error:
            raise api_error(error, operation) from error
        if credentials is None:
            raise ApiError(GapReason.ACCESS_DENIED, operation, "no credentials")
        if not location.role:
            return credentials
        return self._assumed(core, credentials, location)

    def _core(self, profile: str) -> Any:
        if profile not in self._cores:
            core = botocore.session.Session(profile=profile or None)
            core.register_component("data_loader", self._loader)
            self._cores[profile] = core
        return self._cores[profile]

    def _assumed(self, core: Any, credentials: Any, location: AwsLocation) -> Any:
        """Return the credentials of the location's role, taken at once and renewed before they end."""
        arguments = {"RoleSessionName": "driftgate"}
        if location.external_id:
            arguments["ExternalId"] = location.external_id
        if location.session_policy:
            arguments["Policy"] = location.session_policy

        def client(*names: Any, **given: Any) -> Any:
            asking = (*names, location.regions[0], *sorted(given.items()))
            with self._lock:
                if asking not in self._askers:
                    asker = core.create_client(*names, region_name=location.regions[0], config=self._config, **given)
                    self._askers[asking] = _bounded(asker, core, self._budget)
                return self._askers[asking]

        fetcher = AssumeRoleCredentialFetcher(
            client_creator=client,
            source_credentials=credentials,
            role_arn=location.role_arn(),
            extra_args=arguments,
        )
        assumed = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
        try:
            assumed.get_frozen_credentials()
        except Exception as error:
            raise api_error(error, "sts:AssumeRole") from error
        return assumed


def _bounded(client: Any, core: Any, budget: Budget) -> Any:
    """Return a client that takes nothing for an answer but answers, and those within a budget."""
    answers.check(client)
    client.meta.events.register("before-send", Sender(client, core.get_config_variable("ca_bundle"), budget))
    return client


def _tell_retry(request: Any, service: str, region: str) -> None:
    attempt = _ATTEMPT.search(str(request.headers.get("amz-sdk-request", "")))
    if attempt is not None and attempt[1] != "1":
        again = {"service": service, "account": _ACTING.get().account, "region": region, "attempt": int(attempt[1])}
        _LOG.info("call_retried", extra=again)


def _tell_refusal(code: str, service: str, region: str, *, throttled: bool) -> None:
    known = {"service": service, "account": _ACTING.get().account, "region": region, "code": code}
    if throttled:
        _LOG.info("call_throttled", extra=known)
    elif code in DENIED:
        _LOG.warning("call_refused", extra=known)


def _principal(arn: str) -> str:
    """Return the ARN of the role of a session, which IAM knows; that of a user as it is."""
    prefix, _, rest = arn.partition(":assumed-role/")
    return f"{prefix.replace(':sts:', ':iam:')}:role/{rest.partition('/')[0]}" if rest else arn


def _without_account(request: Any, **_: Any) -> None:
    """Ask an endpoint of one's own under its own name: S3 Control puts the account before it."""
    request.url = _ACCOUNT_HOST.sub("//", request.url)


class _Provider:
    """Gives botocore the credentials that follow the thread."""

    def load_credentials(self) -> _Acting:
        """Return them; botocore asks once a session."""
        return _Acting()


@contextmanager
def acting(identity: Identity) -> Iterator[None]:
    """Make calls of this thread as an account inside the block."""
    token = _ACTING.set(identity)
    try:
        yield
    finally:
        _ACTING.reset(token)


def plain_client(
    service: str, *, region: str = "", profile: str = "", endpoint: str = "", budget: Budget | None = None
) -> Any:
    """Return a boto3 client for something else than collecting; raises botocore's own errors.

    With a budget it takes only answers, and none that costs more; what it streams is paid where it is read.
    """
    core = botocore.session.Session(profile=profile or None)
    make: Any = boto3.Session(botocore_session=core).client
    config = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5, read_timeout=60)
    client = make(service, region_name=region or None, endpoint_url=endpoint or None, config=config)
    return client if budget is None else _bounded(client, core, budget)
