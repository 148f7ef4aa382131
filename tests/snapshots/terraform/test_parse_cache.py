"""What the parse cache keeps: the same as reading anew, used only where nothing changed, and without a secret."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import SIZE, Binding
from snapshots.store.cache import Cache
from snapshots.store.objects import sealed, unsealed
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from snapshots.terraform.state.parse_cache import LARGE, ParseCache
from tests.builders import PROVIDER

PASSWORD = "correct-horse-battery"


def state(path: Path, *, serial: int = 1, size: int = LARGE) -> Path:
    attributes = {"id": "db", "password": PASSWORD, "backup_window": "x" * size, "allocated_storage": 1.0}
    document = {
        "version": 4,
        "serial": serial,
        "lineage": "l",
        "outputs": {"port": {"value": 5432}},
        "resources": [
            {
                "mode": "managed",
                "type": "aws_db_instance",
                "name": "db",
                "instances": [{"attributes": attributes}, {"attributes": None}],
            }
        ],
    }
    path.write_text(json.dumps(document))
    return path


def collector(path: Path, *, epoch: str = "e", version: str = "1") -> TerraformCollector:
    return TerraformCollector(
        source=SourceRef(kind=SourceKind.TFSTATE, location="s.tfstate"),
        backend=FileBackend(location="s.tfstate", path=path),
        redactor=Redactor(b"k" * 32, epoch),
        provider=PROVIDER,
        parse_cache=ParseCache(Cache(path.parent / "kept", Binding(path.parent / "keys")), (epoch, version)),
    )


def kept(path: Path) -> list[Path]:
    return sorted(item for item in (path.parent / "kept").rglob("*") if item.is_file())


def test_a_kept_reading_is_what_is_read_anew(tmp_path: Path) -> None:
    path = state(tmp_path / "s.tfstate")
    first = collector(path).collect()
    (file,) = kept(path)
    stamp = file.stat().st_mtime_ns
    again = collector(path).collect()
    assert again == first
    assert again.gaps
    assert kept(path) == [file]
    assert file.stat().st_mtime_ns == stamp


def test_a_kept_reading_is_used(tmp_path: Path) -> None:
    path = state(tmp_path / "s.tfstate")
    one = collector(path)
    first = one.collect()
    other = replace(one, provider=None)  # type: ignore[arg-type] # reading anew would ask it
    assert other.collect() == first


@pytest.mark.parametrize("change", ["serial", "epoch", "schema", "side", "previous key"])
def test_whatever_a_reading_depends_on_leads_to_a_new_one(tmp_path: Path, change: str) -> None:
    path = state(tmp_path / "s.tfstate")
    collector(path).collect()
    before = kept(path)
    again = collector(path)
    match change:
        case "serial":
            state(path, serial=2)
        case "epoch":
            again = collector(path, epoch="other")
        case "schema":
            again = collector(path, version="2")
        case "side":
            again = replace(again, side=Side.OBSERVED)
        case "previous key":
            again = replace(again, redactor=replace(again.redactor, previous=b"o" * 32))
    found = again.collect()
    if change == "previous key":
        assert again.redactor.bridge  # each secret was seen
        assert kept(path) == before
    else:
        assert set(kept(path)) - set(before)
        assert len(kept(path)) == (2 if change == "side" else 1)
    assert found.origins[0].facts["serial"] == ("2" if change == "serial" else "1")


def test_a_file_is_known_without_holding_it_and_other_bytes_are_read(tmp_path: Path) -> None:
    path = state(tmp_path / "s.tfstate")
    first = collector(path).collect()
    (document,) = collector(path).backend.documents()
    seen = document.see()
    assert seen is not None
    assert (seen.digest, seen.size) == (first.origins[0].digest, path.stat().st_size)
    path.write_bytes(path.read_bytes() + b" ")
    assert collector(path).collect().origins[0].digest != seen.digest
    path.unlink()
    assert document.see() is None
    path.mkdir()
    assert document.see() is None


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff\n", b"0" * 64 + b"\n", None])
def test_a_damaged_one_is_read_anew(tmp_path: Path, damage: bytes | None) -> None:
    path = state(tmp_path / "s.tfstate")
    first = collector(path).collect()
    (file,) = kept(path)
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    assert collector(path).collect() == first


def test_a_poisoned_one_is_read_anew(tmp_path: Path) -> None:
    """Whoever can write the folder, and knows the form, closes no port that is open."""
    path = state(tmp_path / "s.tfstate")
    first = collector(path).collect()
    (file,) = kept(path)
    forged = sealed(replace(unsealed(file.read_bytes()[SIZE:], name="kept"), resources=(), complete=True))
    for seal in (file.read_bytes()[:SIZE], bytes(SIZE), b""):
        file.write_bytes(seal + forged)
        assert collector(path).collect() == first


def test_small_documents_are_not_kept(tmp_path: Path) -> None:
    path = state(tmp_path / "s.tfstate", size=10)
    collector(path).collect()
    assert kept(path) == []


def test_a_place_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    path = state(tmp_path / "s.tfstate")
    (tmp_path / "kept").write_text("a file")
    found: Collection = collector(path).collect()
    assert found.resources


def test_no_secret_is_kept(tmp_path: Path) -> None:
    path = state(tmp_path / "s.tfstate")
    collector(path).collect()
    (file,) = kept(path)
    told = gzip.decompress(file.read_bytes()[SIZE:]).decode()
    assert "aws_db_instance" in told
    assert PASSWORD not in told
