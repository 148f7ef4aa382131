"""What never ends, ends: bytes one at a time, bytes without end, pages without end; of AWS, a bucket, and HTTP."""

from __future__ import annotations

import itertools
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.credentials import Credentials as Keys

from engine.errors import StoreError
from engine.model.outcome import GapReason
from engine.model.snapshot import Side, Snapshot
from fixtures.estate.recording import endpoint
from snapshots.aws.reading.api import Api, ApiError
from snapshots.aws.reading.limits import Limits
from snapshots.aws.reading.session import AwsSession, Identity, acting
from snapshots.http.budgets import STATE, Budget, OverBudgetError, Spent, send_timed
from snapshots.store.s3 import S3SnapshotStore
from snapshots.terraform.backends.http import Credentials, HttpBackend
from snapshots.terraform.backends.interface import BackendError
from snapshots.terraform.backends.s3 import S3Backend

SMALL = Budget(answer_bytes=1 << 20, answer_seconds=0.4, pages=20, total_bytes=2 << 20, total_seconds=30.0)
SLOW = replace(SMALL, answer_seconds=30.0)
COUNTED = replace(SLOW, head_bytes=4096, head_interims=3)
HEADS = replace(COUNTED, head_seconds=0.3)
SNAPSHOT = Snapshot(
    environment="prod",
    side=Side.OBSERVED,
    taken_at=datetime(2026, 11, 20, tzinfo=UTC),
    origins=(),
    resources=(),
    epoch="e",
)
S3 = "http://s3.amazonaws.com/doc/2006-03-01/"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Talk = Callable[[Callable[[bytes], Any]], None]


@contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """Run a server that reads a request and then says what `talk` says, until nobody listens; yield its URL."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = 0
            while line := self.rfile.readline().strip().lower():
                length = int(line.partition(b":")[2]) if line.startswith(b"content-length:") else length
            self.rfile.read(length)  # what is left unread would reset the connection
            try:
                talk(self.request.sendall)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def drip(send: Callable[[bytes], Any]) -> None:
    send(HEAD + b"Content-Length: 1000000\r\n\r\n")
    for _ in itertools.count():
        send(b" ")
        time.sleep(0.05)


def drip_head(send: Callable[[bytes], Any]) -> None:
    send(HEAD + b"X-More: ")
    for _ in itertools.count():
        send(b"x")
        time.sleep(0.05)


def pour(send: Callable[[bytes], Any]) -> None:
    send(HEAD + b"\r\n")
    for _ in itertools.count():
        send(b" " * 65536)


def pour_chunks(send: Callable[[bytes], Any]) -> None:
    send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in itertools.count():
        send(b"10000\r\n" + b" " * 65536 + b"\r\n")


def pour_head(send: Callable[[bytes], Any]) -> None:
    send(HEAD)
    for number in itertools.count():
        send(b"X-%d: %s\r\n" % (number, b"x" * 1000))


def drip_status(send: Callable[[bytes], Any]) -> None:
    for _ in itertools.count():
        send(b"H")
        time.sleep(0.05)


def stall_head(send: Callable[[bytes], Any]) -> None:
    send(HEAD)
    time.sleep(1.0)


def go_on(send: Callable[[bytes], Any]) -> None:
    for _ in itertools.count():
        send(b"HTTP/1.1 100 Continue\r\n\r\n")


def go_on_slowly(send: Callable[[bytes], Any]) -> None:
    for _ in itertools.count():
        send(b"HTTP/1.1 100 Continue\r\nX-More: x\r\n\r\n")
        time.sleep(0.2)


LONG = "no whole head of an answer within 0.3 s"
ENDLESS = [
    (drip, SMALL, "no whole answer within 0.4 s"),
    (drip_head, SMALL, "no whole answer within 0.4 s"),
    (pour, SLOW, "an answer of more than 1 MiB"),
    (pour_chunks, SLOW, "an answer of more than 1 MiB"),
    (drip_head, HEADS, LONG),
    (drip_status, HEADS, LONG),
    (stall_head, HEADS, LONG),
    (pour_head, COUNTED, "a head of an answer of more than 4,096 bytes"),
    (go_on, COUNTED, "more than 3 answers that only say to go on waiting"),
    (go_on_slowly, HEADS, LONG),
]
NAMES = [
    *("drip", "drip of the head", "bytes", "chunks", "slow head", "slow status", "half a head", "large head"),
    *("interim answers", "slow interim answers"),
]


@contextmanager
def tables(url: str, budget: Budget) -> Iterator[Api]:
    """Yield the calls of DynamoDB at a URL."""
    with endpoint(url):
        session = AwsSession(["dynamodb:ListTables"], limits=Limits(default=10000.0), budget=budget)
        with acting(Identity("123456789012", "aws", "", Keys("k", "s"))):
            yield session.api("dynamodb", "eu-west-1")


@pytest.mark.parametrize(("talk", "budget", "detail"), ENDLESS, ids=NAMES)
def test_an_answer_of_aws_that_does_not_end_is_a_gap(talk: Talk, budget: Budget, detail: str) -> None:
    with talking(talk) as url, tables(url, budget) as api, pytest.raises(ApiError) as caught:
        list(api.pages("ListTables", "TableNames"))
    error = caught.value
    assert (error.reason, error.operation, error.code) == (GapReason.LIMIT_REACHED, "dynamodb:ListTables", detail)


@pytest.mark.parametrize(("talk", "budget", "detail"), ENDLESS, ids=NAMES)
def test_a_state_behind_http_that_does_not_end_is_a_gap(talk: Talk, budget: Budget, detail: str) -> None:
    with talking(talk) as url:
        (document,) = HttpBackend(location=url, credentials=Credentials(), pause=0, budget=budget).documents()
        with pytest.raises(BackendError) as caught:
            document.load()
    assert (caught.value.reason, caught.value.detail) == (GapReason.LIMIT_REACHED, f"127.0.0.1 gave {detail}")


@pytest.mark.parametrize(("talk", "budget", "detail"), ENDLESS, ids=NAMES)
def test_a_state_in_a_bucket_that_does_not_end_is_a_gap(talk: Talk, budget: Budget, detail: str) -> None:
    with talking(talk) as url, endpoint(url):
        backend = S3Backend(location="s3://states/a.tfstate", bucket="states", key="a.tfstate", budget=budget)
        (document,) = backend.documents()
        with pytest.raises(BackendError) as caught:
            document.load()
    assert (caught.value.reason, caught.value.detail) == (GapReason.LIMIT_REACHED, f"s3:GetObject: {detail}")


USES: dict[str, Callable[[S3SnapshotStore], object]] = {
    "s3:PutObject": lambda store: store.put(SNAPSHOT),
    "s3:ListBucket": lambda store: store.list(),
    "s3:DeleteObject": lambda store: store.remove("a" * 64),
}


@pytest.mark.parametrize(("talk", "budget", "detail"), ENDLESS, ids=NAMES)
def test_a_bucket_of_snapshots_that_does_not_end_is_an_error(talk: Talk, budget: Budget, detail: str) -> None:
    with talking(talk) as url, endpoint(url):
        store = S3SnapshotStore("snapshots", "a", budget=budget)
        for operation, use in USES.items():
            with pytest.raises(StoreError) as caught:
                use(store)
            assert caught.value.message == f"the snapshot store s3://snapshots/a cannot be used: {operation}: {detail}"
            assert caught.value.hint == "check what answers at the endpoint"


@pytest.mark.parametrize(("talk", "budget", "detail"), ENDLESS[:4], ids=NAMES[:4])
def test_a_snapshot_in_a_bucket_that_does_not_end_is_an_error(talk: Talk, budget: Budget, detail: str) -> None:
    asked = itertools.count()
    key = f"<Contents><Key>a/objects/{'0' * 64}.json.gz</Key></Contents><IsTruncated>false</IsTruncated>"

    def list_and_talk(send: Callable[[bytes], Any]) -> None:
        if next(asked):
            talk(send)
        else:
            send(whole(f'<ListBucketResult xmlns="{S3}">{key}</ListBucketResult>'.encode()))

    with talking(list_and_talk) as url, endpoint(url), pytest.raises(StoreError) as caught:
        S3SnapshotStore("snapshots", "a", budget=budget).get("0" * 64)
    assert caught.value.message == f"the snapshot store s3://snapshots/a cannot be used: s3:GetObject: {detail}"


def test_a_listing_of_a_bucket_that_does_not_end_is_an_error() -> None:
    numbers = itertools.count()

    def page(send: Callable[[bytes], Any]) -> None:
        told = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{next(numbers)}</NextContinuationToken>"
        send(whole(f'<ListBucketResult xmlns="{S3}">{told}</ListBucketResult>'.encode()))

    with talking(page) as url, endpoint(url), pytest.raises(StoreError, match="more than 20 pages"):
        S3SnapshotStore("snapshots", "a", budget=SLOW).list()
    assert next(numbers) == 21


def test_who_takes_what_is_written_a_byte_at_a_time_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, endpoint(f"http://127.0.0.1:{server.getsockname()[1]}"):
        store, begun = S3SnapshotStore("snapshots", "a", budget=SMALL), time.monotonic()
        ends = threading.Event()

        def listen() -> None:
            taken, _ = server.accept()
            with taken:
                while not ends.wait(0.01):
                    taken.recv(1000)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        with pytest.raises(StoreError, match=r"s3:PutObject: no whole answer within 0\.4 s"):
            store.write("a", bytes(64 << 20))
        assert time.monotonic() - begun < 4
        ends.set()
        thread.join()


def test_who_takes_what_is_written_slowly_and_steadily_gets_all_of_it() -> None:
    ours, theirs = socket.socketpair()
    data, taken = bytes(range(256)) * 8192, bytearray()  # 2 MiB

    def listen() -> None:
        while len(taken) < len(data):
            taken.extend(theirs.recv(1 << 18))
            time.sleep(0.06)

    with ours, theirs:
        ours.settimeout(0.3)  # all of it takes longer
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        begun = time.monotonic()
        with Spent(SLOW).answering():
            send_timed(ours.sendall, ours, data)
        thread.join()
        assert (bytes(taken), ours.gettimeout()) == (data, 0.3)
        assert time.monotonic() - begun > 0.3


def whole(body: bytes) -> bytes:
    return HEAD + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def late(send: Callable[[bytes], Any]) -> None:
    time.sleep(0.5)  # longer than a head may take: it has not begun
    send(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + whole(b'{"TableNames": ["a"]}'))


def test_who_looks_for_long_and_then_answers_is_heard() -> None:
    with talking(late) as url, tables(url, HEADS) as api:
        assert list(api.pages("ListTables", "TableNames")) == ["a"]
    with talking(late) as url:
        (document,) = HttpBackend(location=url, credentials=Credentials(), pause=0, budget=HEADS).documents()
        assert document.load().data == b'{"TableNames": ["a"]}'


def test_pages_that_do_not_end_are_a_gap_though_no_token_is_there_twice() -> None:
    numbers = itertools.count()

    def page(send: Callable[[bytes], Any]) -> None:
        send(whole(json.dumps({"TableNames": ["a"], "LastEvaluatedTableName": f"table-{next(numbers)}"}).encode()))

    with talking(page) as url, tables(url, SLOW) as api, pytest.raises(ApiError) as caught:
        list(api.pages("ListTables", "TableNames"))
    assert (caught.value.reason, caught.value.code) == (GapReason.LIMIT_REACHED, "more than 20 pages")
    assert next(numbers) == 21


def test_pages_of_much_are_a_gap_together() -> None:
    numbers = itertools.count()

    def page(send: Callable[[bytes], Any]) -> None:
        names = ["a" * 600_000]
        send(whole(json.dumps({"TableNames": names, "LastEvaluatedTableName": f"table-{next(numbers)}"}).encode()))

    with talking(page) as url, tables(url, SLOW) as api, pytest.raises(ApiError) as caught:
        list(api.pages("ListTables", "TableNames"))
    assert (caught.value.reason, caught.value.code) == (GapReason.LIMIT_REACHED, "answers of more than 2 MiB in all")


def test_an_answer_that_is_cut_off_is_no_answer() -> None:
    def cut(send: Callable[[bytes], Any]) -> None:
        send(HEAD + b"Content-Length: 1000\r\nConnection: close\r\n\r\n" + b'{"TableNames": []}')

    with talking(cut) as url, tables(url, SLOW) as api, pytest.raises(ApiError) as caught:
        list(api.pages("ListTables", "TableNames"))
    assert (caught.value.reason, caught.value.code) == (GapReason.UNAVAILABLE, "ConnectionClosedError")


def test_what_is_paid_is_counted_over_all_answers() -> None:
    now = [0.0]
    spent = Spent(replace(SMALL, answer_seconds=8.0, total_seconds=10.0), clock=lambda: now[0])
    with spent.answering():
        now[0] += 6
        assert spent.left() == 2
    now[0] += 1000  # between two answers nothing is paid
    with spent.answering():
        now[0] += 3
        assert spent.left() == 1
        now[0] += 1
        with pytest.raises(OverBudgetError, match="answers that take more than 10 s in all"):
            spent.left()
    with spent.answering(), pytest.raises(OverBudgetError, match="10 s in all"):
        spent.left()
    assert STATE.total_seconds >= STATE.answer_seconds
