"""The store, the key and the ledger: whole or not at all, and nothing changes unseen."""

from __future__ import annotations

import gzip
import hashlib
import multiprocessing
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ConfigError, InputError, LedgerChangedError, StoreError, UnsupportedSchemaError
from engine.jsontext.codec import LARGEST_PIECE, digest_of, encode, to_builtins
from engine.jsontext.document import Document
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import entry_digest
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Listing, Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from engine.model.verdict import Verdict
from snapshots.store.atomic import write_new
from snapshots.store.binding import Binding
from snapshots.store.files import FileSnapshotStore
from snapshots.store.keys import RedactionKeys
from snapshots.store.ledger import SqliteLedger
from snapshots.store.sqlite import MIGRATIONS, SCHEMA
from tests.profiles import examples
from tests.runs import runs

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SNAPSHOT = Snapshot(
    environment="prod",
    side=Side.DESIRED,
    taken_at=NOW,
    origins=(Origin(source=SourceRef(kind=SourceKind.TFSTATE, location="a.tfstate"), facts={"serial": "3"}),),
    resources=(Resource(type="aws_vpc", address="aws_vpc.a", id="vpc-1", attributes={"cidr_block": "10.0.0.0/16"}),),
    gaps=(Gap(reason=GapReason.EMPTY, source="x", detail="y"),),
    listings=(Listing(type="aws_vpc", account="1", region="r", complete=True, count=1),),
    epoch="e",
)
VERDICT: Verdict = next(iter(runs().values())).verdict

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
Folders = pytest.TempPathFactory


@settings(max_examples=examples(60))
@given(st.dictionaries(words, json_values, max_size=4))
def test_a_snapshot_comes_back_as_it_was(tmp_path_factory: Folders, attributes: dict[str, object]) -> None:
    store = FileSnapshotStore(tmp_path_factory.mktemp("store"))
    snapshot = replace(SNAPSHOT, resources=(replace(SNAPSHOT.resources[0], attributes=attributes),))
    name = store.put(snapshot)
    assert name == digest_of(snapshot)
    assert digest_of(store.get(name)) == name


def test_prefixes_and_order(tmp_path: Path) -> None:
    store = FileSnapshotStore(tmp_path)
    names = [store.put(replace(SNAPSHOT, taken_at=NOW + timedelta(hours=hours))) for hours in (2, 0, 1)]
    assert [entry.id for entry in store.list()] == [names[1], names[2], names[0]]
    assert store.get(names[0][7:14]).taken_at == NOW + timedelta(hours=2)
    assert store.put(replace(SNAPSHOT, taken_at=NOW)) == names[1]
    with pytest.raises(StoreError, match="there is no snapshot 000000"):
        store.get("000000")
    with pytest.raises(StoreError, match="is no snapshot id"):
        store.get("abc")


@pytest.mark.parametrize(
    "damage",
    [b"", b"x", gzip.compress(b"{}", mtime=0), None],
    ids=["empty", "not gzip", "another object", "cut"],
)
def test_a_damaged_object_is_an_error_that_names_it(tmp_path: Path, damage: bytes | None) -> None:
    store = FileSnapshotStore(tmp_path)
    name = store.put(SNAPSHOT)
    (path,) = tmp_path.glob("objects/*/*.json.gz")
    path.write_bytes(path.read_bytes()[:40] if damage is None else damage)
    with pytest.raises(StoreError, match=name[7:19]):
        store.get(name)


def test_a_list_does_without_what_is_removed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileSnapshotStore(tmp_path)
    first, second = store.put(SNAPSHOT), store.put(replace(SNAPSHOT, environment="other"))
    names = list(store._names())
    store.remove(first)
    monkeypatch.setattr(FileSnapshotStore, "_names", lambda _: iter(names))
    assert [entry.id for entry in store.list()] == [second]


def test_an_object_of_another_version_says_so(tmp_path: Path) -> None:
    document = encode(SNAPSHOT).replace(b'"snapshot/7"', b'"snapshot/8"')
    name = hashlib.sha256(document).hexdigest()
    path = tmp_path / "objects" / name[:2] / f"{name[2:]}.json.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(document, mtime=0))
    with pytest.raises(UnsupportedSchemaError, match="schema_version is 'snapshot/8'"):
        FileSnapshotStore(tmp_path).get(name)


def test_an_object_in_one_member_is_read_as_well(tmp_path: Path) -> None:
    store = FileSnapshotStore(tmp_path)
    name = store.put(SNAPSHOT)
    (path,) = tmp_path.glob("objects/*/*.json.gz")
    path.write_bytes(gzip.compress(encode(SNAPSHOT), mtime=0))
    assert store.get(name) == SNAPSHOT


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    FileSnapshotStore(tmp_path).put(SNAPSHOT)
    RedactionKeys(tmp_path / "keys").current()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3  # the object, its head, and the key
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def write_for_ever(folder: str) -> None:
    store = FileSnapshotStore(Path(folder))
    for number in range(100_000):
        store.put(replace(SNAPSHOT, environment=str(number)))


def test_a_killed_writer_leaves_a_readable_store(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        writer = context.Process(target=write_for_ever, args=(str(tmp_path),))
        writer.start()
        deadline = time.monotonic() + 20
        while len(list(tmp_path.glob("objects/*/*.json.gz"))) < 5 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        assert FileSnapshotStore(tmp_path).list()


def test_the_key_is_made_once_and_guarded(tmp_path: Path) -> None:
    keys = RedactionKeys(tmp_path)
    first = keys.current()
    assert first == keys.current()
    assert first.key.hex() not in repr(first)
    path = tmp_path / "redaction.key"
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by others"):
        keys.current()
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(ConfigError, match="is no key of 32 bytes"):
        keys.current()


def ledger(folder: Path) -> SqliteLedger:
    return SqliteLedger.in_folder(folder)


def append(log: SqliteLedger, run_id: str, documents: Mapping[str, bytes]) -> LedgerEntry:
    kept = {name: Document.of((data,)) for name, data in documents.items()}
    return log.append(run_id, "gate", VERDICT, digest_of(VERDICT), kept)


def append_some(folder: str, writer: int) -> None:
    log = ledger(Path(folder))
    for number in range(10):
        append(log, f"run-{writer}-{number}", {"a.json": b"x" * number})


def test_concurrent_writers_make_one_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_some, args=(str(tmp_path), number)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    log = ledger(tmp_path)
    assert len(log.entries()) == 20
    assert log.verify() == []
    assert log.documents("run-1-7") == {"a.json": b"x" * 7}


def append_for_ever(folder: str) -> None:
    log = ledger(Path(folder))
    body = {f"{number}.json": os.urandom(1 << 18) for number in range(8)}
    for number in range(100_000):
        append(log, f"run-{number:06}", body)


def test_a_killed_run_leaves_all_of_its_documents_or_no_entry(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for count in (1, 4, 8):
        writer = context.Process(target=append_for_ever, args=(str(tmp_path / str(count)),))
        writer.start()
        log = ledger(tmp_path / str(count))
        deadline = time.monotonic() + 20
        while len(log.entries()) < count and time.monotonic() < deadline:
            time.sleep(0.001)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        assert log.verify() == []
        assert len(log.entries()) >= count
        assert {len(log.documents(entry.run_id)) for entry in log.entries()} == {8}
        with sqlite3.connect(tmp_path / str(count) / "ledger.sqlite") as connection:
            (stored,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        connection.close()
        assert stored == 8 * len(log.entries())


def test_one_document_of_a_run(tmp_path: Path) -> None:
    log = ledger(tmp_path)
    append(log, "one", {"a.json": b"{}", "b.json": b""})
    assert (log.document("one", "a.json"), log.document("latest", "b.json")) == (b"{}", b"")
    with pytest.raises(StoreError, match=r"^run one has no c\.json in the ledger$"):
        log.document("one", "c.json")


def test_runs_are_found_by_parts_of_their_id(tmp_path: Path) -> None:
    log = ledger(tmp_path)
    with pytest.raises(StoreError, match="there is no run yet"):
        log.entry("latest")
    first = append(log, "20261120T030000Z-aaaa", {})
    second = append(log, "20261121T030000Z-bbbb", {})
    assert second.previous == first.entry_digest
    assert append(log, "20261120T030000Z-aaaa", {}) == first
    assert log.entry("latest") == second
    assert log.entry("aaaa") == first
    with pytest.raises(StoreError, match="short for 2 runs"):
        log.entry("2026")
    with pytest.raises(StoreError, match="there is no run zzzz"):
        log.entry("zzzz")


def test_the_database_itself_refuses_changes(tmp_path: Path) -> None:
    append(ledger(tmp_path), "one", {"a.json": b"{}"})
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        for statement in ("UPDATE runs SET decision='GO'", "DELETE FROM runs", "DELETE FROM documents"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("body", [b"not a database at all, certainly", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_file_that_is_no_ledger_is_an_error(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(body)
    with pytest.raises(StoreError, match="the ledger cannot be used"):
        ledger(tmp_path).entries()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    ledger(tmp_path).entries()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")
    connection.close()
    with pytest.raises(StoreError, match="the schema 9999, which this driftgate does not know"):
        ledger(tmp_path).entries()


def test_an_older_ledger_is_moved_and_keeps_its_entries(tmp_path: Path) -> None:
    first = append(ledger(tmp_path), "one", {"a.json": b"{}"})
    newer = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, newer)
    (newer / "versions" / "9000_note.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '9000'\ndown_revision = '0003'\n\n"
        "def upgrade():\n    op.add_column('runs', sa.Column('note', sa.String(20)))\n"
    )
    moved = SqliteLedger(tmp_path / "ledger.sqlite", Binding(tmp_path / "keys"), newer)
    assert list(moved.entries()) == [first]
    assert append(moved, "two", {}).previous == first.entry_digest
    with pytest.raises(StoreError, match="the schema 9000, which this driftgate does not know"):
        ledger(tmp_path).entries()


def test_a_ledger_of_before_the_subjects_is_moved_and_its_chain_holds(tmp_path: Path) -> None:
    added = ", subject VARCHAR(1000) DEFAULT '' NOT NULL, time_given INTEGER DEFAULT '0' NOT NULL"
    added += ", documents TEXT DEFAULT '' NOT NULL"
    before = SCHEMA.read_text().replace(added, "")
    script = before.replace("VALUES('0003')", "VALUES('0001')")
    assert "subject" not in script
    made = replace(append(ledger(tmp_path / "new"), "one", {"a.json": b"{}"}), subject="", documents={})
    first = replace(made, entry_digest=entry_digest(made))
    values = {**to_builtins(first), "position": 1}
    columns = [name for name in values if name not in {"subject", "time_given", "documents"}]
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.executescript(script)
        marks = ", ".join(f":{name}" for name in columns)
        connection.execute(f"INSERT INTO runs ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608 - our own names
    connection.close()
    moved = ledger(tmp_path)
    assert list(moved.entries()) == [first]
    assert append(moved, "two", {}).previous == first.entry_digest
    assert moved.verify() == []


def test_a_trigger_in_an_older_ledger_is_refused_before_it_is_moved(tmp_path: Path) -> None:
    script = SCHEMA.read_text().replace(", documents TEXT DEFAULT '' NOT NULL", "").replace("('0003')", "('0002')")
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
        connection.execute("CREATE TRIGGER z BEFORE INSERT ON runs BEGIN SELECT RAISE(IGNORE); END")
    connection.close()
    with pytest.raises(LedgerChangedError, match="the ledger has trigger z, which no driftgate has made"):
        ledger(tmp_path).entries()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
    connection.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    first = append(ledger(tmp_path), "one", {})
    newer = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, newer)
    (newer / "versions" / "9000_broken.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '9000'\ndown_revision = '0003'\n\n"
        "def upgrade():\n    op.add_column('runs', sa.Column('note', sa.String(20)))\n    op.execute('nonsense')\n"
    )
    with pytest.raises(StoreError, match="the ledger cannot be used"):
        SqliteLedger(tmp_path / "ledger.sqlite", Binding(tmp_path / "keys"), newer).entries()
    assert list(ledger(tmp_path).entries()) == [first]


@pytest.mark.parametrize("inside", ["snapshots", "snapshots/objects"])
def test_a_file_where_the_store_must_be_is_an_error_and_no_empty_store(inside: str, tmp_path: Path) -> None:
    place = tmp_path / ".driftgate"
    place.write_text("")
    store = FileSnapshotStore(place / inside)
    for work in (store.list, lambda: store.get("abcdef"), lambda: write_new(place / "keys" / "a.key", b"x")):
        with pytest.raises(StoreError, match=r"^\.driftgate is a file where a folder must be$"):
            work()


def test_what_is_in_the_way_of_the_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(StoreError, match=r"^file is a file where a folder must be$"):
        ledger(tmp_path / "file").entries()
    with pytest.raises(StoreError, match=r"^ledger\.sqlite is a folder where the ledger must be$"):
        ledger(tmp_path).entries()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b" " * (LARGEST_PIECE + 1)),
        gzip.compress(b"{", mtime=0) + gzip.compress(b"") * 200_000,
        gzip.compress(b"[" * 100_000),
        b"{}",
        b"",
    ],
    ids=["bomb", "empty members", "deep", "no gzip", "empty"],
)
def test_what_is_no_snapshot_is_told_and_stops_nobody(tmp_path: Path, data: bytes) -> None:
    store = FileSnapshotStore(tmp_path)
    name = store.put(SNAPSHOT)
    path = tmp_path / "objects" / "dd" / f"{'d' * 62}.json.gz"
    path.parent.mkdir()
    path.write_bytes(data)
    broken, whole = store.list()
    assert (broken.id, broken.problem.startswith(f"snapshot {'d' * 12} ")) == (f"sha256:{'d' * 64}", True)
    assert (whole.id, whole.problem, whole.is_ours) == (name, "", True)
    with pytest.raises(StoreError, match="d" * 12):
        store.get("d" * 64)


def test_large_resources_are_written_in_pieces_that_can_be_read(tmp_path: Path) -> None:
    store, item = FileSnapshotStore(tmp_path), SNAPSHOT.resources[0]
    large = tuple(replace(item, address=f"{item.address}{at}", attributes={"a": "x" * (20 << 20)}) for at in range(4))
    snapshot = replace(SNAPSHOT, resources=large)
    name = store.put(snapshot)
    assert name == digest_of(snapshot)
    assert store.get(name) == snapshot
    one = replace(item, attributes={"a": "x" * LARGEST_PIECE})
    with pytest.raises(InputError, match=rf"{item.address} has more than 64 MiB: no snapshot holds it"):
        store.put(replace(SNAPSHOT, resources=(one,)))
    with pytest.raises(InputError, match="what was read but the resources has more than 64 MiB"):
        store.put(replace(SNAPSHOT, outputs={"a": "x" * LARGEST_PIECE}))
