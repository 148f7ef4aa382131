"""How fast many accounts are read, and how much of AWS's rate is used."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.ports import Collection, Silent
from fixtures.estate.lab import free_port
from fixtures.estate.recording import endpoint
from snapshots.aws.catalog import SERVICES
from snapshots.aws.collector import AwsCollector
from snapshots.aws.reading.location import AwsLocation
from snapshots.redaction.redact import Redactor

pytestmark = pytest.mark.bench
STUB = Path(__file__).parents[2] / "fixtures" / "estate" / "stub.py"
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2")
READ = [service for service in SERVICES if service.name in {"dynamodb", "kinesis", "kms", "logs", "sns", "sqs"}]
JOBS = 32


@contextmanager
def stub(*, tables: int = 0, rate: float = 0) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, str(STUB), str(port), str(tables), str(rate)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                counts(url)
                break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def counts(url: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{url}/counts", timeout=5) as answer:  # noqa: S310 - our own server
        found: dict[str, float] = json.loads(answer.read())
    return found


def collect(url: str, accounts: int, jobs: int, regions: tuple[str, ...] = REGIONS) -> tuple[Collection, float]:
    locations = [
        AwsLocation(profile="", regions=regions, account=f"{number:012}", role="Audit")
        for number in range(100000000001, 100000000001 + accounts)
    ]
    with endpoint(url):
        collector = AwsCollector(locations, Redactor(b"k" * 32, "bench"), progress=Silent(), jobs=jobs, services=READ)
        start = time.perf_counter()
        found = collector.collect()
        return found, time.perf_counter() - start


def test_twenty_accounts_in_four_regions() -> None:
    with stub() as url:
        few, one = collect(url, 2, 1)
        many, all_at_once = collect(url, 20, JOBS)
    assert few.gaps == many.gaps == ()
    assert len(many.listings) == 10 * len(few.listings)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = one * 10 / all_at_once
    figures = f"{all_at_once:.1f} s, one at a time {one * 10:.1f} s: {times:.1f} x (limit 6), {memory:.0f} MB"
    print(f"\n20 accounts x 4 regions {figures}")  # noqa: T201 - the figure is the result
    assert memory < 400
    assert times >= 6


def test_a_bucket_of_twenty_calls_a_second_is_used_and_never_overrun() -> None:
    with stub(tables=60, rate=20) as url:
        found, seconds = collect(url, 1, 8, regions=("eu-west-1",))
        seen = counts(url)
    assert found.gaps == ()
    rate = 241 / seen["seconds"]  # DynamoDB's calls: the other services have buckets of their own
    figures = f"{seen['calls']} calls in {seconds:.1f} s, {rate:.1f}/s of DynamoDB, {seen['refused']} refused"
    print(f"\n{figures} (limits 17 and 0)")  # noqa: T201 - the same
    assert seen["refused"] == 0
    assert rate >= 0.85 * 20
