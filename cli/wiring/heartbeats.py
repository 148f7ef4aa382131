"""Tells a monitor that a night has come; it explains nothing, decides nothing, and its address is a secret."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from cli.wiring.credentials.references import value_of
from snapshots.http.addresses import host_of

_LOG = logging.getLogger(__name__)
_TIMEOUT = (3, 5)  # seconds to connect, and between two reads
_RETRIES = 3
_LONGEST = 2000  # characters of an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Where a monitor waits for nights: `reference` is env:NAME or file:PATH, a path starts from `base`."""

    reference: str
    base: Path
    pause: float = 0.5  # seconds before the third try; each further pause is twice as long
    seconds: float = 30.0  # of waiting, all tries together: a head that comes byte by byte has no end

    def send(self) -> str:
        """Ask the address once, again where it is busy or away; return what is wrong in words, nothing when it is told.

        The words never hold more of the address than its host.
        """
        address = self._address()
        if not address:
            return f"{self.reference} holds nothing that can be read"
        if problem := find_problem(address):
            return f"{self.reference} {problem}"
        return self._get(address)

    def _address(self) -> str:
        with suppress(OSError, ValueError):
            return (value_of(self.reference, self.base) or b"").decode().strip()
        return ""

    def _get(self, address: str) -> str:
        import requests  # noqa: PLC0415 - a fifth of a second, only where there is a heartbeat
        import urllib3  # noqa: PLC0415 - the same

        from snapshots.http.budgets import CALL, OverBudgetError, Spent  # noqa: PLC0415 - the same
        from snapshots.http.session import guarded_session  # noqa: PLC0415 - the same

        spent = Spent(replace(CALL, answer_seconds=self.seconds, total_seconds=self.seconds))
        host = urlsplit(address).hostname or ""
        try:
            # The body is never read: it may be endless.
            with (
                # A monitor does not say how long a pipeline waits.
                guarded_session(_RETRIES, self.pause, obeying=False) as session,
                spent.answering(),
                session.get(address, timeout=_TIMEOUT, allow_redirects=False, stream=True) as answer,
            ):
                status = answer.status_code
        except OverBudgetError as error:
            return f"{host} gave {error}"
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OSError) as error:
            return f"{host} does not answer ({type(error).__name__})"
        _LOG.info("heartbeat_sent", extra={"host": host, "status": status})
        return "" if 200 <= status < 300 else f"{host} answered {status}"


def find_problem(address: str) -> str:
    """Return why an address is asked by nobody, in words; nothing for https, and for http on this machine."""
    if len(address) > _LONGEST or not address.isascii():
        return "holds no address"
    host = host_of(address)
    if host is None:
        return "holds no plain address that begins with https://"
    return "" if host.is_closed else "holds an address without https, which everybody on the way could read"
