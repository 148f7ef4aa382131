"""Checkpoints in a bucket: what a ledger was is known where whoever writes it does not reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.app import run
from cli.config.load import load
from engine.errors import StoreError
from engine.ledger.checkpoint import Checkpoint
from fixtures.estate.lab import moto_server
from fixtures.estate.proxy import fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.store.ledger import SqliteLedger
from snapshots.store.s3 import S3SnapshotStore
from snapshots.store.witness import BucketWitness
from tests.ledger_files import unguarded

NOW = datetime(2026, 11, 20, tzinfo=UTC)
STATE = '{"version": 4, "serial": 1, "lineage": "x", "resources": []}'

pytestmark = pytest.mark.wide


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    with moto_server() as url, endpoint(url):
        make: Any = boto3.client
        make("s3", region_name="us-east-1").create_bucket(Bucket="kept", ObjectLockEnabledForBucket=True)
        yield url


@pytest.fixture
def project(aws: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a project whose snapshots are in a bucket, under its own name, with two runs in its ledger."""
    with endpoint(aws):
        (tmp_path / "a.tfstate").write_text(STATE)
        (tmp_path / "driftgate.yaml").write_text(
            "version: 1\nenvironments: { prod: { desired: [{ tfstate: a.tfstate }] } }\ngates: { policy: {} }\n"
            f"snapshots: {{ store: 's3://kept/{tmp_path.name}', lock: 7d }}\n"
        )
        monkeypatch.chdir(tmp_path)
        for hour in (2, 3):
            assert run(["gate", "prod", "-q", "--as-of", f"2026-11-20T0{hour}:00:00Z"]) == 3
        yield tmp_path


def witness(project: Path) -> BucketWitness:
    return BucketWitness(S3SnapshotStore("kept", project.name, timedelta(days=7)))


def test_each_run_is_witnessed_and_the_witness_cannot_be_removed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = SqliteLedger.in_folder(project / ".driftgate")
    kept = witness(project).list(ledger.first())
    assert [one.size for one in kept] == [1, 2]
    assert kept[-1] == ledger.checkpoint()
    capsys.readouterr()
    assert run(["runs", "verify"]) == 0
    assert "WHOLE  2 runs with all their documents, as 2 checkpoints had it" in capsys.readouterr().out
    make: Any = boto3.client
    (first, _) = witness(project).store.keys("checkpoints/")
    held = make("s3").head_object(Bucket="kept", Key=first)
    assert held["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=6)
    assert Checkpoint.parse(make("s3").get_object(Bucket="kept", Key=first)["Body"].read(), name="x") == kept[0]


def test_an_end_that_was_cut_off_with_all_that_was_remembered_is_noticed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with unguarded(project / ".driftgate" / "ledger.sqlite") as connection:
        (newest,) = connection.execute("SELECT run_id FROM runs ORDER BY position DESC LIMIT 1").fetchone()
        for table in ("documents", "runs"):
            connection.execute(f"DELETE FROM {table} WHERE run_id = ?", (newest,))  # noqa: S608 - names of our own
    (project / ".driftgate" / "ledger.checked").unlink()
    capsys.readouterr()
    assert run(["runs", "verify"]) == 3
    assert "problem  the ledger has 1 of 2 entries: its end is missing" in capsys.readouterr().out


def test_a_ledger_that_is_gone_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ledger.sqlite", "ledger.checked"):
        (project / ".driftgate" / name).unlink()
    capsys.readouterr()
    assert run(["runs", "verify"]) == 0
    assert f"this ledger is empty, and s3://kept/{project.name} has checkpoints of 1 ledger" in capsys.readouterr().err


def test_a_ledger_that_nobody_has_seen_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (project / "driftgate.yaml").read_text().replace(f"s3://kept/{project.name}", "s3://kept/other")
    (project / "driftgate.yaml").write_text(text)
    capsys.readouterr()
    assert run(["runs", "verify"]) == 0
    assert "s3://kept/other has no checkpoint of this ledger" in capsys.readouterr().err


def test_what_is_no_checkpoint_among_them_says_nothing(project: Path) -> None:
    ledger = SqliteLedger.in_folder(project / ".driftgate")
    (key, _) = witness(project).store.keys("checkpoints/")
    folder = key.removeprefix(f"{project.name}/").rpartition("/")[0]
    witness(project).store.write(f"{folder}/readme.md", b"x")
    assert [one.size for one in witness(project).list(ledger.first())] == [1, 2]
    assert witness(project).list(()) == []


def test_a_witness_that_cannot_be_asked_is_an_error_and_a_verdict_stays(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(project / "driftgate.yaml").configuration.snapshots.store == f"s3://kept/{project.name}"
    broken = S3SnapshotStore("nowhere", "")
    with pytest.raises(StoreError, match="NoSuchBucket"):
        BucketWitness(broken).list(SqliteLedger.in_folder(project / ".driftgate").first())
    capsys.readouterr()
    with fault_proxy(broken.client.meta.endpoint_url) as proxy, endpoint(proxy.url):
        proxy.operation = "s3:ListObjectsV2"
        assert run(["runs", "verify"]) == 4
    assert f"the snapshot store s3://kept/{project.name} cannot be used: s3:ListBucket" in capsys.readouterr().err
