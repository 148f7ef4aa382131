"""Tells a monitor that a night has come; it explains nothing, decides nothing, and its address is a secret."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cli.wiring.files import read_file

_LOG = logging.getLogger(__name__)
_TIMEOUT = (3, 5)  # seconds to connect, and between two reads
_RETRIES = 3
_BUSY = frozenset({429, 500, 502, 503, 504})
_LONGEST = 2000  # characters of an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Where a monitor waits for nights: `reference` is env:NAME or file:PATH, a path starts from `base`."""

    reference: str
    base: Path
    pause: float = 0.5  # seconds before the third try; each further pause is twice as long

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
        kind, _, rest = self.reference.partition(":")
        if kind == "env":
            return (os.environ.get(rest) or "").strip()  # noqa: TID251 - the configuration names the variable
        with suppress(OSError, ValueError):
            return read_file(self.base / rest).decode().strip()
        return ""

    def _get(self, address: str) -> str:
        import requests  # noqa: PLC0415 - a fifth of a second, only where there is a heartbeat
        import urllib3  # noqa: PLC0415 - the same

        host = urlsplit(address).hostname or ""
        retries = urllib3.Retry(
            total=_RETRIES,
            backoff_factor=self.pause,
            status_forcelist=_BUSY,
            raise_on_status=False,
            redirect=0,
            respect_retry_after_header=False,  # a monitor does not say how long a pipeline waits
        )
        try:
            with requests.Session() as session:
                session.trust_env = False  # no credentials from a .netrc
                for scheme in ("http://", "https://"):
                    session.mount(scheme, requests.adapters.HTTPAdapter(max_retries=retries))
                # The body is never read: it may be endless.
                with session.get(address, timeout=_TIMEOUT, allow_redirects=False, stream=True) as answer:
                    status = answer.status_code
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OSError) as error:
            return f"{host} does not answer ({type(error).__name__})"
        _LOG.info("heartbeat_sent", extra={"host": host, "status": status})
        return "" if 200 <= status < 300 else f"{host} answered {status}"


def find_problem(address: str) -> str:
    """Return why an address is asked by nobody, in words; nothing for https, and for http on this machine."""
    # Of a backslash two readers of addresses make two hosts.
    if len(address) > _LONGEST or not address.isascii() or not address.isprintable() or "\\" in address:
        return "holds no address"
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "holds no address"
    if not host or parts.scheme not in {"http", "https"}:
        return "holds no address that begins with https://"
    if parts.scheme == "http" and not _is_here(host):
        return "holds an address without https, which everybody on the way could read"
    return ""


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
