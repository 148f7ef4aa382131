"""A session that asks the host that was named: no login from a .netrc, and no address where credentials lie."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import requests
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from snapshots.http.addresses import is_off_limits
from snapshots.http.budgets import TimedResponse

_BUSY = frozenset({429, 500, 502, 503, 504})
_PATIENCE = 30.0  # the most seconds that a server may ask us to wait before a try


class OffLimitsError(urllib3.exceptions.HTTPError):
    """A host has led to an address where a cloud keeps credentials; nothing was sent."""


class GuardedConnection(HTTPConnection):
    """A connection that is looked at before anything is sent: what a name resolves to is known only then.

    Its answers are held to the time of the question.
    """

    response_class = TimedResponse
    off_limits = staticmethod(is_off_limits)

    def connect(self) -> None:
        """Connect; raises OffLimitsError."""
        with suppress(ValueError):  # a name, which is no address yet
            self._check(self.host)
        super().connect()
        if self.sock is not None:
            self._check(str(self.sock.getpeername()[0]))

    def _check(self, address: str) -> None:
        if self.off_limits(address):
            self.close()
            raise OffLimitsError(f"{self.host} leads to a link-local address")


class GuardedTlsConnection(GuardedConnection, HTTPSConnection):
    """The same over TLS: a handshake tells nothing but the name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = GuardedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = GuardedTlsConnection


class _Adapter(requests.adapters.HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of the guarded connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


class _Retry(urllib3.Retry):
    """Waits as long as a server asks for, but not for ever."""

    def get_retry_after(self, response: Any) -> float | None:
        """Return the seconds that an answer asks to wait for."""
        asked = super().get_retry_after(response)
        return None if asked is None else min(asked, _PATIENCE)


def guarded_session(tries: int, pause: float, *, obeying: bool = True) -> requests.Session:
    """Return a session that asks busy hosts again, `tries` times, after `pause` seconds and then twice as long.

    It waits as a server asks for while it is `obeying`. Whoever asks passes `allow_redirects=False`. A host that leads
    to an address where a cloud keeps credentials raises OffLimitsError before anything is sent.
    """
    retries = _Retry(
        total=tries,
        backoff_factor=pause,
        status_forcelist=_BUSY,
        raise_on_status=False,
        redirect=0,
        respect_retry_after_header=obeying,
    )
    session = requests.Session()
    session.trust_env = False  # no credentials from a .netrc, which were never meant for this
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(max_retries=retries))
    return session
