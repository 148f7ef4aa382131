"""Addresses: which host is meant has one answer or none, and nobody is led to where credentials lie."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest
import urllib3
from hypothesis import example, given
from hypothesis import strategies as st

from snapshots.http.addresses import host_of, is_off_limits, parse_host
from snapshots.http.session import GuardedConnection, OffLimitsError, guarded_session

PLAIN = {
    "https://a.example": "a.example",
    "https://a.example/": "a.example",
    "https://a.example:8443/x?y=@b.example#@c": "a.example:8443",
    "http://127.0.0.1:80/x": "127.0.0.1:80",
    "https://[::1]:1/x": "[::1]:1",
    "https://under_score.internal/x": "under_score.internal",
}
AMBIGUOUS = [
    "",
    "a.example",
    "ftp://a.example",
    "https://",
    "https:///x",
    "https://:443/",
    "https://a.example:/x",
    "https://a.example:443@b.example/x",
    "https://user@a.example/x",
    "https://user:password@a.example/x",
    "https://a.example\\@b.example/x",
    "https://a.example\\.b.example/x",
    "https://a.example%2eb.example/x",
    "https://a.example\t.b.example/x",
    "https://a.example/\nHost: b.example",
    "https://\uff41.example/x",
    "https://a.example\u3002b.example/x",
    "https://.a.example/x",
    "https://a.example:123456/x",
    "HTTPS://a.example",
]


@pytest.mark.parametrize("address", PLAIN)
def test_a_plain_address_names_its_host(address: str) -> None:
    assert str(host_of(address)) == PLAIN[address]


@pytest.mark.parametrize("address", AMBIGUOUS)
def test_an_address_that_two_readers_understand_differently_names_none(address: str) -> None:
    assert host_of(address) is None


@given(st.from_regex(r"\Ahttps?://[a-z.@:\\/?#\[\]%0-9\-_ ]{1,30}\Z"))
@example("https://a.example:443@b.example/")
def test_where_a_host_is_found_other_readers_find_the_same(address: str) -> None:
    found = host_of(address)
    if found is not None and not found.port:  # a port above 65535 is an error of theirs
        assert urlsplit(address).hostname == found.name.strip("[]").lower()
        assert (urllib3.util.parse_url(address).host or "").lower() == found.name.lower()


@pytest.mark.parametrize("text", ["a.example", "a.example:8443", "localhost:1"])
def test_a_host_by_itself(text: str) -> None:
    assert str(parse_host(text)) == text


@pytest.mark.parametrize("text", ["", "a.example/x", "a.example:x@b.example", "a b", "a.example:1@b.example", "*"])
def test_what_is_no_host(text: str) -> None:
    assert parse_host(text) is None


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "169.254.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "168.63.129.16",
        "100.100.100.200",
    ],
)
def test_where_credentials_lie_is_off_limits(address: str) -> None:
    assert is_off_limits(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "8.8.8.8", "fd00::1", "169.253.1.1", "2600::"],
)
def test_other_networks_are_not(address: str) -> None:
    assert not is_off_limits(address)


@contextmanager
def server() -> Iterator[tuple[str, int, list[str]]]:
    """Serve, and keep the paths that were asked for."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listening = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield "127.0.0.1", listening.server_port, asked
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def test_a_name_that_leads_there_gets_nothing() -> None:
    class LocalIsOffLimits(GuardedConnection):
        off_limits = staticmethod(lambda address: address == "127.0.0.1")

    with server() as (_, port, asked):
        with pytest.raises(OffLimitsError):
            LocalIsOffLimits("localhost", port).request("GET", "/latest/meta-data")
        assert not asked
        with guarded_session(0, 0) as session:
            assert session.get(f"http://localhost:{port}/x", timeout=5).ok
        assert asked == ["/x"]


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"])
def test_an_address_of_credentials_is_not_even_connected_to(host: str) -> None:
    with guarded_session(3, 0) as session, pytest.raises(OffLimitsError):
        session.get(f"http://{host}/latest/meta-data", timeout=60)
