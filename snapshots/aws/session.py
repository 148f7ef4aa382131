"""Credentials, regions, retries, and the one way in which AWS is called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import boto3
import botocore.loaders
import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from engine.errors import CollectionError, CollectorAuthError, ConfigError
from engine.model.outcome import GapReason
from snapshots.aws.expressions import OPTIONS, compiled

_FORM = re.compile(r"(?:(?P<account>\d{12})/)?(?P<profile>[A-Za-z0-9_.+=,@ -]*?)@(?P<regions>[a-z0-9,-]+)")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "Forbidden", "403"}
)
_THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "RequestThrottled",
        "SlowDown",
        "LimitExceededException",
        "BandwidthLimitExceeded",
    }
)
_TOKENS = ("NextToken", "nextToken", "NextMarker", "position", "Truncated")
_MEMBER = re.compile(r"[A-Za-z]\w*")
_READS = re.compile(r"(?:Describe|Get|List)[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsLocation:
    """What `aws:` names: a profile (empty for the default credentials), regions, and the account that is expected."""

    profile: str
    regions: tuple[str, ...]
    account: str = ""
    max_attempts: int = 5

    def __str__(self) -> str:
        """Return the location as a person writes it."""
        return f"{f'{self.account}/' if self.account else ''}{self.profile}@{','.join(self.regions)}"


def parse_location(text: str) -> AwsLocation:
    """Return the location of a text such as `PROFILE@eu-west-1,us-east-1`; raises ConfigError with what to type."""
    match = _FORM.fullmatch(text)
    regions = tuple(part for part in match["regions"].split(",") if part) if match else ()
    if match is None or not regions:
        raise ConfigError(f"aws:{text} is no AWS source", hint="write aws:PROFILE@REGION, for example aws:@eu-west-1")
    known = botocore.session.get_session().get_available_regions("ec2")
    for region in regions:
        if not _REGION.fullmatch(region) or region not in known:
            raise ConfigError(f"aws:{text}: {region!r} is no AWS region", hint="write for example eu-west-1")
    return AwsLocation(profile=match["profile"], regions=tuple(sorted(set(regions))), account=match["account"] or "")


class ApiError(Exception):
    """A call that gave no answer: `reason` for the gap, `operation` as `service:Operation`, and AWS's error code."""

    def __init__(self, reason: GapReason, operation: str, code: str) -> None:
        """Keep nothing of the service's free text: it can hold data of the account."""
        super().__init__(f"{operation}: {code}")
        self.reason, self.operation, self.code = reason, operation, code


class WriteRefusedError(CollectionError):
    """A collector asked for an operation that is not a read; a defect of driftgate."""


@dataclass(slots=True)
class Calls:
    """Counts calls for progress; shared by all threads."""

    made: int = 0
    lock: Lock = field(default_factory=Lock)

    def add(self) -> int:
        """Count a call and return how many there were."""
        with self.lock:
            self.made += 1
            return self.made


class AwsSession:
    """Makes clients that share one loader of service models: a loader for each costs 25 MB."""

    def __init__(self, location: AwsLocation) -> None:
        """Open the profile; raises CollectorAuthError when it does not exist."""
        core = botocore.session.Session(profile=location.profile or None)
        core.register_component("data_loader", botocore.loaders.create_loader(core.get_config_variable("data_path")))
        try:
            self._session = boto3.Session(botocore_session=core)
        except ProfileNotFound as error:
            raise CollectorAuthError(
                f"there is no AWS profile {location.profile!r}",
                hint="see the profiles with: aws configure list-profiles",
            ) from error
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": location.max_attempts},
            connect_timeout=5,
            read_timeout=30,
            max_pool_connections=16,
            user_agent_extra="driftgate",
        )
        self._lock = Lock()
        self.calls = Calls()

    def api(self, service: str, region: str) -> Api:
        """Return the calls of a service in a region; safe to call from several threads."""
        with self._lock:  # making clients is not thread-safe, using them is
            try:
                make: Any = self._session.client  # its stubs know services only as literals
                client = make(service, region_name=region, config=self._config)
            except (BotoCoreError, ValueError) as error:
                raise CollectorAuthError(f"no AWS client for {service}: {type(error).__name__}") from error
        client.meta.events.register("before-call", _refuse_writes)
        if "json" in client.meta.service_model.metadata["protocol"]:
            client.meta.events.register("response-received", _refuse_garbage)
        return Api(client, service, self.calls)

    def account(self, region: str) -> str:
        """Return the id of the account that the credentials belong to.

        Raises CollectorAuthError without usable credentials, CollectionError when AWS cannot be reached.
        """
        try:
            return str((self.api("sts", region).whole("GetCallerIdentity") or {})["Account"])
        except ApiError as error:
            if error.reason is GapReason.UNAVAILABLE:
                raise CollectionError(
                    f"AWS cannot be reached ({error.code})", hint="check the network and AWS_ENDPOINT_URL"
                ) from error
            raise CollectorAuthError(
                f"AWS refused the credentials ({error.code})",
                hint="log in again, or name a profile: aws:PROFILE@REGION",
            ) from error


class Api:
    """The read calls of one service in one region; every failure is an ApiError."""

    def __init__(self, client: Any, service: str, calls: Calls) -> None:
        """`client` is a boto3 client; `calls` counts."""
        self._client, self.service, self._calls = client, service, calls

    def whole(self, operation: str, absent: tuple[str, ...] = (), **parameters: Any) -> dict[str, Any] | None:
        """Return the answer of an operation over all pages; none when AWS has one of the codes `absent` for it."""
        try:
            pages = list(self._pages(operation, parameters))
        except ApiError as error:
            if error.code in absent:
                return None
            raise
        if len(pages) == 1:
            return pages[0]
        return _joined(pages)

    def pages(
        self, operation: str, items: str, absent: tuple[str, ...] = (), *, may_lack: bool = False, **parameters: Any
    ) -> Iterator[Any]:
        """Yield what the expression `items` gives of each page.

        An answer without the member that `items` begins with is not an empty list, unless the API leaves it out then
        (`may_lack`).
        """
        member = _MEMBER.match(items)
        try:
            for page in self._pages(operation, parameters):
                self._check(operation, page, "" if may_lack or not member else member[0])
                found = compiled(items).search(page, options=OPTIONS)
                yield from found if isinstance(found, list) else [found] if found is not None else []
        except ApiError as error:
            if error.code not in absent:
                raise

    def _pages(self, operation: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        name = self._name(operation)
        method = xform_name(operation)
        try:
            if self._client.can_paginate(method):
                for page in self._client.get_paginator(method).paginate(**parameters):
                    self._calls.add()
                    yield page
                return
            self._calls.add()
            answer: dict[str, Any] = getattr(self._client, method)(**parameters)
        except WriteRefusedError:
            raise
        except Exception as error:
            raise api_error(error, name) from error
        if any(answer.get(token) for token in _TOKENS):
            raise ApiError(GapReason.LIMIT_REACHED, name, "more pages than can be read")
        yield answer

    def _check(self, operation: str, page: Mapping[str, Any], member: str) -> None:
        if member and member not in page:
            raise ApiError(GapReason.UNPARSABLE, self._name(operation), f"answer without {member}")

    def _name(self, operation: str) -> str:
        return f"{self.service}:{operation}"


def _refuse_writes(model: Any, **_: Any) -> None:
    if not _READS.match(model.name):
        raise WriteRefusedError(f"{model.service_model.service_name}:{model.name} is not a read operation")


def _refuse_garbage(response_dict: Mapping[str, Any], **_: Any) -> None:
    # botocore takes a body that is no JSON for an answer without any field: an empty list that nobody gave.
    if response_dict["status_code"] == 200 and response_dict["body"]:
        json.loads(response_dict["body"])


def _joined(pages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the pages of one answer as one: lists one after the other, of everything else the first."""
    found: dict[str, Any] = {}
    for page in pages:
        for name, value in page.items():
            if isinstance(value, list):
                found[name] = [*found.get(name, ()), *value]
            else:
                found.setdefault(name, value)
    return found


def plain_client(service: str, *, region: str = "", profile: str = "", endpoint: str = "") -> Any:
    """Return a boto3 client for something else than collecting; raises botocore's own errors."""
    make: Any = boto3.Session(profile_name=profile or None).client
    config = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5, read_timeout=60)
    return make(service, region_name=region or None, endpoint_url=endpoint or None, config=config)


def api_error(error: Exception, operation: str) -> ApiError:
    """Return what an exception of botocore means, without the service's free text."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, ClientError):
        return _answered(error.response, operation)
    if isinstance(
        error, NoCredentialsError | PartialCredentialsError | TokenRetrievalError | UnauthorizedSSOTokenError
    ):
        return ApiError(GapReason.ACCESS_DENIED, operation, "no credentials")
    if isinstance(error, BotoCoreError):
        return ApiError(GapReason.UNAVAILABLE, operation, type(error).__name__)
    return ApiError(GapReason.UNPARSABLE, operation, type(error).__name__)


def _answered(response: Mapping[str, Any], operation: str) -> ApiError:
    code = str(response.get("Error", {}).get("Code") or "no code")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in _THROTTLED or status == 429:
        return ApiError(GapReason.THROTTLED, operation, code)
    if code in _DENIED or status in {401, 403}:
        return ApiError(GapReason.ACCESS_DENIED, operation, code)
    return ApiError(GapReason.UNAVAILABLE, operation, code)
