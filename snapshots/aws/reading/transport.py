"""Sends the calls of a client, and reads their answers, within what a question may cost.

botocore reads an answer to its end, whenever that comes. A handler of the event `before-send` may answer in its place:
this one sends by a session of botocore's own, made as its clients make theirs, and reads what it gives by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
    AWSResponse,
)
from botocore.endpoint import EndpointCreator
from botocore.exceptions import ConnectionClosedError, HTTPClientError
from botocore.httpsession import URLLib3Session

from snapshots.http.budgets import Budget, OverBudgetError, Spent, TimedResponse, send_timed

_CHUNK = 1 << 16
_SPENT: ContextVar[Spent | None] = ContextVar("spent", default=None)


@contextmanager
def spending(spent: Spent) -> Iterator[None]:
    """Let what is asked in this thread inside the block be paid by one question."""
    token = _SPENT.set(spent)
    try:
        yield
    finally:
        _SPENT.reset(token)


class Sender:
    """Sends the requests of one client; an answer that costs more than it may is an OverBudgetError."""

    def __init__(self, client: Any, verify: Any, budget: Budget) -> None:
        """`verify` is where the client's authorities are, as its session says (`ca_bundle`)."""
        config, creator = client.meta.config, EndpointCreator(client.meta.events)
        timeout: Any = (config.connect_timeout, config.read_timeout)  # its stubs know one number for both
        endpoint = creator.create_endpoint(
            client.meta.service_model,
            client.meta.region_name,
            client.meta.endpoint_url,
            verify=verify,
            timeout=timeout,
            max_pool_connections=config.max_pool_connections,
            http_session_cls=_Session,
            proxies=config.proxies,
            client_cert=config.client_cert,
            proxies_config=config.proxies_config,
        )
        self._budget, self._session = budget, endpoint.http_session

    def __call__(self, request: Any, **_: Any) -> AWSResponse:
        """Answer a request, for the event `before-send`."""
        spent = _SPENT.get() or Spent(self._budget)
        streamed, request.stream_output = request.stream_output, True
        try:
            with spent.answering():
                answer: AWSResponse = self._session.send(request)
                return answer if streamed else _read(answer, request, spent)
        except HTTPClientError:
            spent.left()  # the time was over: asking again would only cost it again
            raise
        finally:
            request.stream_output = streamed


_TIMED: Any = TimedResponse  # botocore's class of answers is for uploads only


class _Connection(AWSHTTPConnection):
    response_class = _TIMED

    def send(self, data: Any) -> None:
        _send(self, super().send, data)


class _SecureConnection(AWSHTTPSConnection):
    response_class = _TIMED

    def send(self, data: Any) -> None:
        _send(self, super().send, data)


def _send(connection: Any, send: Callable[[Any], None], data: Any) -> None:
    """Send what a connection has to say; what begins it connects first."""
    if connection.sock is None or not isinstance(data, bytes):
        send(data)
    else:
        send_timed(send, connection.sock, data)


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(AWSHTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Session(URLLib3Session):
    """A session whose connections hold an answer to the time that it may take."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        classes: dict[str, Any] = self._pool_classes_by_scheme  # type: ignore[attr-defined]  # its stubs leave it out
        classes.update(http=_Pool, https=_SecurePool)


class _Raw:
    """What was read, in the place of a connection."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        """Yield it."""
        yield self._body


def _read(answer: AWSResponse, request: Any, spent: Spent) -> AWSResponse:
    try:
        body = spent.read(answer.raw.stream(_CHUNK))
    except OverBudgetError:
        answer.raw.close()
        raise
    except Exception as error:  # of urllib3: botocore wraps those of its own reading so
        raise HTTPClientError(error=error) from error
    if request.method != "HEAD" and len(body) < int(answer.headers.get("Content-Length") or 0):
        raise ConnectionClosedError(endpoint_url=request.url, error="an answer that is cut off", request=request)
    headers: Any = answer.headers
    return AWSResponse(answer.url, answer.status_code, headers, _Raw(body))
