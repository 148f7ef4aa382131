"""The read calls of one service in one region: all pages of an answer, and what a failure means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore import xform_name
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from engine.errors import CollectionError
from engine.model.outcome import GapReason
from snapshots.aws.reading import answers, members
from snapshots.aws.reading.queries import begins, search
from snapshots.aws.reading.transport import spending
from snapshots.http.budgets import CALL, Budget, OverBudgetError, Spent

_TOKENS = (
    "HasMoreDeliveryStreams",
    "HasMoreTags",
    "IsTruncated",
    "NextMarker",
    "NextToken",
    "Truncated",
    "nextToken",
    "position",
)
DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "Forbidden", "403"}
)
THROTTLED = frozenset(
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


class ApiError(Exception):
    """A call that gave no answer: `reason` for the gap, `operation` as `service:Operation`, and AWS's error code.

    `refused` tells that the service itself answered so, by a status of HTTP that says the request is at fault.
    """

    def __init__(self, reason: GapReason, operation: str, code: str, *, refused: bool = False) -> None:
        """Keep nothing of the service's free text: it can hold data of the account."""
        super().__init__(f"{operation}: {code}")
        self.reason, self.operation, self.code, self.refused = reason, operation, code, refused


class WriteRefusedError(CollectionError):
    """A collector asked for an operation that is not a read; a defect of driftgate."""


class StoppedError(Exception):
    """The collection was interrupted: no call is made any more."""


class Api:
    """The read calls of one service in one region; every failure is an ApiError."""

    def __init__(self, client: Any, service: str, budget: Budget = CALL) -> None:
        """`client` is a boto3 client; `budget` is what each call may cost, with all of its pages."""
        self._client, self.service, self._budget = client, service, budget
        self._paginators: dict[str, Any] = {}

    def whole(
        self,
        operation: str,
        absent: tuple[str, ...] = (),
        *,
        wanted: frozenset[str] = frozenset(),
        **parameters: Any,
    ) -> dict[str, Any] | None:
        """Return the answer of an operation over all pages; none when AWS has one of the codes `absent` for it.

        An answer without the members `wanted` is none, but for those that AWS leaves out.
        """
        try:
            pages = list(self._pages(operation, parameters))
        except ApiError as error:
            if _says(error, absent):
                return None
            raise
        for page in pages:
            self.hold(operation, page, wanted)
        if len(pages) == 1:
            return pages[0]
        return _joined(pages)

    def pages(
        self,
        operation: str,
        items: str,
        absent: tuple[str, ...] = (),
        *,
        wanted: frozenset[str] = frozenset(),
        **parameters: Any,
    ) -> Iterator[Any]:
        """Yield what the expression `items` gives of each page.

        An answer without a member that `items` begins with, or that is `wanted`, is not an empty list, unless AWS
        leaves it out then.
        """
        wanted |= begins(items)
        try:
            for page in self._pages(operation, parameters):
                self.hold(operation, page, wanted)
                found = search(items, page)
                yield from found if isinstance(found, list) else [found] if found is not None else []
        except ApiError as error:
            if not _says(error, absent):
                raise

    def hold(self, operation: str, answer: Mapping[str, Any], wanted: frozenset[str]) -> None:
        """Raise an ApiError for an answer that lacks what is wanted and may not lack it."""
        lacking = members.lacking(self._name(operation), wanted, answer)
        if lacking:
            raise ApiError(GapReason.UNPARSABLE, self._name(operation), f"answer without {', '.join(lacking)}")

    def _pages(self, operation: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        name = self._name(operation)
        method = xform_name(operation)
        spent = Spent(self._budget)
        try:
            is_known = self._client.can_paginate(method)
            pages = self._paginator(method).paginate(**parameters) if is_known else self._turned(operation, parameters)
            turned = iter(pages)
            while (page := _next(turned, spent)) is not None:
                yield page
        except (ApiError, WriteRefusedError, StoppedError):
            raise
        except Exception as error:
            raise api_error(error, name) from error

    def _turned(self, operation: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the pages of an operation that botocore has no paginator of: some take the token that they give."""
        model = self._client.meta.service_model.operation_model(operation)
        taken = model.input_shape.members if model.input_shape is not None else {}
        asked = dict(parameters)
        while True:
            answer: dict[str, Any] = getattr(self._client, xform_name(operation))(**asked)
            token = next((name for name in _TOKENS if answer.get(name)), "")
            if token and (token not in taken or answer[token] == asked.get(token)):
                raise ApiError(GapReason.LIMIT_REACHED, self._name(operation), "more pages than can be read")
            yield answer
            if not token:
                return
            asked[token] = answer[token]

    def _paginator(self, method: str) -> Any:
        if method not in self._paginators:  # botocore makes a class of each, which takes as long as a call
            self._paginators[method] = self._client.get_paginator(method)
        return self._paginators[method]

    def _name(self, operation: str) -> str:
        return f"{self.service}:{operation}"


def _next(pages: Iterator[dict[str, Any]], spent: Spent) -> dict[str, Any] | None:
    """Return the next page; none after the last. Only while it is asked for is it on this call: others come between."""
    with spending(spent):
        page = next(pages, None)
    if page is not None:
        spent.turn()
    return page


def _says(error: ApiError, codes: Iterable[str]) -> bool:
    """Tell whether the service answers by one of some codes; a server that failed says nothing by any."""
    return error.refused and error.code in codes


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
    if isinstance(error, OverBudgetError):
        return ApiError(GapReason.LIMIT_REACHED, operation, str(error))
    if isinstance(error, BotoCoreError):
        return ApiError(GapReason.UNAVAILABLE, operation, type(error).__name__)
    if isinstance(error, answers.NoAnswerError):
        return ApiError(GapReason.UNPARSABLE, operation, str(error))
    return ApiError(GapReason.UNPARSABLE, operation, type(error).__name__)


def _answered(response: Mapping[str, Any], operation: str) -> ApiError:
    code = str(response.get("Error", {}).get("Code") or "no code")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    reason = GapReason.UNAVAILABLE
    if code in THROTTLED or status == 429:
        reason = GapReason.THROTTLED
    elif code in DENIED or status in {401, 403}:
        reason = GapReason.ACCESS_DENIED
    return ApiError(reason, operation, code, refused=isinstance(status, int) and 400 <= status < 500)
