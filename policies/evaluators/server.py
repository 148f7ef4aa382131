"""An OPA server as what is asked: one request a batch, through `opa-python-client`, within bounds of its own.

The server has loaded the bundle of the policies that are asked (`policies.evaluators.published`). Every answer tells
the revision of that bundle, and one of another revision is no answer. Of the client this takes the session and the
address. What the client leaves out is here: paths are quoted, a failing builtin is an error, and an answer is read
within a time and a size.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import quote

import requests
from opa_client.opa import OpaClient
from urllib3.exceptions import HTTPError

from policies.authoring.opa import ENTRYPOINT
from policies.evaluators.asking import MachineError, SilentError

_LOG = logging.getLogger(__name__)
_LEAST_TIME = 30.0  # seconds
_PER_BYTE = 2.0 / 1_000_000
_MOST = 64 * 1024 * 1024  # bytes of an answer
_ASKED = "strict-builtin-errors=true&provenance=true"
_SAID = 200  # letters of what a server says instead of an answer


class ServerError(Exception):
    """A server that does not answer as one of OPA: the text says what it did."""


class RefusedError(ServerError):
    """OPA itself says that a question cannot be answered, and why."""


class OpaServer(OpaClient):  # type: ignore[misc]  # it tells no types
    """The session of a client with one server; `timeout` in seconds is the least that a request may take."""

    def __init__(self, host: str, port: int, *, is_closed: bool, token: str = "", timeout: float = _LEAST_TIME) -> None:
        """Connect to nothing yet; `is_closed` says that it is asked over https."""
        super().__init__(host=host, port=port, ssl=is_closed, token=token or None, retries=0, timeout=timeout)
        # What the machine keeps for other hosts (.netrc, proxies) is not sent to this one.
        self._session.trust_env = False

    def send(self, method: str, path: tuple[str, ...], query: str = "", body: bytes | None = None) -> bytes:
        """Return the answer to a request below `/v1/data`; raises ServerError for everything that is none.

        A server that sends a byte now and then is not waited for: the whole of it is bounded, headers included.
        """
        url = f"{self.root_url}/data/{'/'.join(quote(part, safe='') for part in path)}{query and f'?{query}'}"
        patience: float = self.timeout + _PER_BYTE * len(body or b"")
        told: Queue[bytes | ServerError] = Queue()
        Thread(target=self._tell, args=(method, url, body, patience, told), daemon=True).start()
        try:
            answer = told.get(timeout=patience)
        except Empty as error:
            raise ServerError("it did not answer in time") from error
        if isinstance(answer, ServerError):
            raise answer
        return answer

    def _tell(
        self, method: str, url: str, body: bytes | None, patience: float, told: Queue[bytes | ServerError]
    ) -> None:
        try:
            told.put(self._asked(method, url, body, patience))
        except ServerError as error:
            told.put(error)
        except requests.Timeout:
            told.put(ServerError("it did not answer in time"))
        except (requests.RequestException, HTTPError, OSError, ValueError):
            told.put(ServerError("it cannot be reached, or breaks off"))

    def _asked(self, method: str, url: str, body: bytes | None, patience: float) -> bytes:
        with self._session.request(
            method,
            url,
            data=body,
            headers={"Content-Type": "application/json"},
            timeout=patience,
            allow_redirects=False,
            stream=True,
        ) as response:
            data = response.raw.read(_MOST + 1, decode_content=True)
            if len(data) > _MOST:
                raise ServerError("its answer is too large")
            if response.ok and not response.is_redirect:
                return bytes(data)
            said = _said(data)
            if said:
                raise RefusedError(f"it answers {response.status_code}: {said}")
            raise ServerError(f"it answers {response.status_code}, and not as OPA does")


def _said(data: bytes) -> str:
    """Return what OPA says of a request that failed; empty where it is not said in OPA's form."""
    try:
        told = json.loads(data)
        details = told.get("errors") or [told]
        return str(details[0]["message"])[:_SAID] if told.get("code") else ""
    except (ValueError, AttributeError, TypeError, IndexError, KeyError, RecursionError):
        return ""


class ServerMachine:
    """Implements `policies.evaluators.asking.Machine` over a server that has loaded a bundle of a `revision`."""

    batch = 1_000  # resources

    def __init__(self, server: OpaServer, revision: str) -> None:
        """Take the server; it is asked nothing yet."""
        self._server, self._revision = server, revision
        self._silent = ""

    def ask(self, document: bytes) -> Any:
        """Return the answer of the dispatch rule; raises MachineError where there is none, and none of this revision.

        A server that did not answer once is not asked again.
        """
        if not self._silent:
            try:
                return self._ask(document)
            except RefusedError as error:
                raise MachineError(f"the OPA server: {error}") from error
            except ServerError as error:
                self._silent = f"the OPA server: {error}"
        raise SilentError(self._silent)

    def _ask(self, document: bytes) -> Any:
        data = self._server.send("POST", tuple(ENTRYPOINT.split("/")), _ASKED, b'{"input":%s}' % document)
        told = _document(data)
        revisions = sorted(_revisions(told))
        if revisions != [self._revision]:
            other = ", ".join(revisions) or "no bundle of driftgate"
            raise ServerError(f"it has {other}, and not {self._revision}; make that: driftgate policy bundle FILE")
        if "result" not in told:
            raise ServerError("it has no such rule")
        _LOG.info("server_answered", extra={"decision": str(told.get("decision_id", "")), "revision": self._revision})
        return told["result"]


def _document(data: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ServerError("its answer is no JSON") from error
    if not isinstance(told, Mapping):
        raise ServerError("its answer is no JSON object")
    return told


def _revisions(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the revisions of the bundles of driftgate that an answer rests on."""
    provenance = told.get("provenance")
    bundles = provenance.get("bundles") if isinstance(provenance, Mapping) else None
    for entry in (bundles or {}).values() if isinstance(bundles, Mapping) else ():
        revision = entry.get("revision") if isinstance(entry, Mapping) else None
        if isinstance(revision, str) and revision.startswith("driftgate:"):
            yield revision
