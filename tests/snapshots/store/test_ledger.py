"""The ledger is what was written: edited, deleted, swapped, reordered and missing entries and documents are named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError, LedgerChangedError, StoreError
from engine.jsontext.codec import digest_of, to_builtins
from engine.jsontext.digest import canonical_json
from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import Tree, entry_digest
from engine.model.verdict import Verdict
from snapshots.store.ledger import SqliteLedger
from tests.ledger_files import GUARDS, unguarded
from tests.runs import runs

VERDICT: Verdict = next(iter(runs().values())).verdict
NAMES = ("one", "two", "three", "four")


def append(log: SqliteLedger, run_id: str, **documents: bytes) -> LedgerEntry:
    kept = {f"{name}.json": Document.of((data,)) for name, data in documents.items()}
    return log.append(run_id, "gate", VERDICT, digest_of(VERDICT), kept)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a ledger of four runs, each with two documents."""
    log = SqliteLedger.in_folder(tmp_path)
    for name in NAMES:
        append(log, name, a=name.encode(), b=b"{}")
    return tmp_path


def force(folder: Path, *statements: str) -> None:
    """Change the database as somebody does who may write the file."""
    with unguarded(folder / "ledger.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)


def forged(folder: Path, number: int, **facts: Any) -> list[str]:
    """Return what makes an entry another one with a chain that holds, from it to the end."""
    entries = list(SqliteLedger.in_folder(folder).entries())
    statements, previous = [], entries[number - 1].previous
    for position, entry in enumerate(entries[number - 1 :], start=number):
        told = {**to_builtins(entry), **(facts if position == number else {}), "previous": previous}
        told = {**told, "documents": entry.documents, "entry_digest": "", "as_of": entry.as_of}
        made = LedgerEntry(**told)
        previous = entry_digest(made)
        sets = f"previous='{made.previous}', entry_digest='{previous}', decision='{made.decision}'"
        statements.append(f"UPDATE runs SET {sets} WHERE position={position}")  # noqa: S608 - our own values
    return statements


def gone(run_id: str) -> list[str]:
    """Return what removes a run with all that it has."""
    where = f"WHERE run_id='{run_id}'"
    return [f"DELETE FROM documents {where}", f"DELETE FROM runs {where}"]  # noqa: S608 - our own names


def moved(position: int, to: int) -> list[str]:
    """Return what moves an entry to another place."""
    return [f"UPDATE runs SET position={to} WHERE position={position}"]  # noqa: S608 - our own numbers


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE runs SET decision='GO!' WHERE run_id='one'"], "entry 1 of the ledger (one) was changed"),
        (["UPDATE runs SET decision='GO!' WHERE run_id='four'"], "entry 4 of the ledger (four) was changed"),
        (
            ["UPDATE runs SET as_of='2020-01-01T00:00:00Z' WHERE run_id='two'"],
            "entry 2 of the ledger (two) was changed",
        ),
        (["UPDATE runs SET documents='{}' WHERE run_id='two'"], "entry 2 of the ledger (two) was ch"),
        (
            gone("two"),
            "entry 2 of the ledger is",
        ),
        (
            [*gone("two"), *gone("three")],
            "entries 2 to 3 of the ledger are missing",
        ),
        (
            gone("four"),
            "has 3 of 4 entries: its end",
        ),
        (["DELETE FROM documents", "DELETE FROM runs"], "has 0 of 4 entries: its end is missing"),
        (
            [*moved(2, 9), *moved(3, 2), *moved(9, 3)],
            "entry 2 of the ledger (three) does not follow on the one before it",
        ),
        (["UPDATE runs SET previous='sha256:0' WHERE run_id='three'"], "entry 3 of the ledger (three) does not follow"),
    ],
)
def test_entries_that_are_not_what_was_written_are_named_by_whoever_reads(
    folder: Path, statements: list[str], said: str
) -> None:
    force(folder, *statements)
    log = SqliteLedger.in_folder(folder)
    assert any(said in problem for problem in log.verify()), log.verify()
    for read in (log.entries, lambda: log.entry("one"), lambda: log.documents("one"), lambda: log.named("a.json")):
        with pytest.raises(LedgerChangedError):
            read()
    with pytest.raises(LedgerChangedError):
        append(log, "five")


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_chain_that_was_made_anew_is_another_one_than_it_was(folder: Path, number: int) -> None:
    force(folder, *forged(folder, number, decision="GO!"))
    log = SqliteLedger.in_folder(folder)
    with pytest.raises(LedgerChangedError, match=r"entry 4 of the ledger \(four\) is another one than it was"):
        log.entries()
    assert "the first 4 entries of the ledger are not those of the checkpoint" in log.verify()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE documents SET body=x'00' WHERE run_id='two' AND name='a.json'"], "a.json of run two is damaged"),
        (
            [
                (
                    "UPDATE documents SET body=(SELECT body FROM documents WHERE run_id='one' AND name='a.json') "
                    "WHERE run_id='two' AND name='a.json'"
                )
            ],
            "a.json of run two is not what was stored",
        ),
        (
            [
                (
                    "UPDATE documents SET (digest, body)=(SELECT digest, body FROM documents WHERE run_id='one' AND "
                    "name='a.json') WHERE run_id='two' AND name='a.json'"
                )
            ],
            "a.json of run two was changed after it was written",
        ),
        (["DELETE FROM documents WHERE run_id='two' AND name='a.json'"], "a.json of run two is missing in the ledger"),
        (
            [
                (
                    "INSERT INTO documents SELECT run_id, 'c.json', digest, body FROM documents WHERE run_id='two' AND "
                    "name='b.json'"
                )
            ],
            "c.json of run two was added after it was written",
        ),
    ],
)
def test_documents_that_are_not_what_was_written_are_named(folder: Path, statements: list[str], said: str) -> None:
    force(folder, *statements)
    log = SqliteLedger.in_folder(folder)
    assert [problem for problem in log.verify() if said in problem], log.verify()
    assert log.documents("one") == {"a.json": b"one", "b.json": b"{}"}
    with pytest.raises(Exception, match="of run two"):
        log.documents("two")
    if "c.json" not in said:
        with pytest.raises(Exception, match="of run two"):
            log.document("two", "a.json")
        with pytest.raises(Exception, match="of run two"):
            log.named("a.json")


def test_an_end_that_was_cut_off_with_what_was_remembered_is_noticed_elsewhere(folder: Path) -> None:
    kept = SqliteLedger.in_folder(folder).checkpoint()
    force(folder, *gone("four"))
    (folder / "ledger.checked").unlink()
    assert SqliteLedger.in_folder(folder).verify() == []  # nothing here knows better
    assert SqliteLedger.in_folder(folder).verify([kept]) == ["the ledger has 3 of 4 entries: its end is missing"]


def test_what_another_installation_remembers_counts_for_nothing(folder: Path, tmp_path: Path) -> None:
    """Who has not the key cannot say that less was there: what is not sealed by it is as if it were not there."""
    other = tmp_path / "other"
    append(SqliteLedger.in_folder(other), "one", a=b"one", b=b"{}")
    for data in ((other / "ledger.checked").read_bytes(), b"", b"x" * 99):
        (folder / "ledger.checked").write_bytes(data)
        log = SqliteLedger.in_folder(folder)
        assert log.began_anew  # and is told
        assert len(log.entries()) == len(NAMES)
        assert log.verify() == []
        assert not SqliteLedger.in_folder(folder).began_anew


def test_a_folder_in_the_place_of_the_last_check_is_told(folder: Path) -> None:
    (folder / "ledger.checked").unlink()
    (folder / "ledger.checked").mkdir()
    with pytest.raises(LedgerChangedError, match="what was checked of the ledger cannot be read: Is a directory"):
        SqliteLedger.in_folder(folder).entries()


def test_a_run_is_read_back_after_it_was_written(folder: Path) -> None:
    """What somebody puts into the file while it is open would change what is written."""
    log = SqliteLedger.in_folder(folder)
    log.entries()
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute("CREATE TRIGGER z BEFORE INSERT ON runs BEGIN SELECT RAISE(IGNORE); END")
    connection.close()
    with pytest.raises((LedgerChangedError, StoreError)):
        append(log, "five", a=b"five")
    force(folder)
    assert [entry.run_id for entry in SqliteLedger.in_folder(folder).entries()] == list(NAMES)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET documents=printf('%.*c', 5000, '[')",
        "UPDATE runs SET documents='['",
        "UPDATE runs SET as_of='zz'",
        "UPDATE runs SET environment=cast(x'ff' AS text)",
        "UPDATE documents SET body='text'",
        "UPDATE documents SET body=x'00'",
        "UPDATE documents SET body=zeroblob(1000)",
        "DROP TABLE documents",
        "ALTER TABLE runs ADD COLUMN evil TEXT",
    ],
)
def test_a_damaged_ledger_is_no_failure_of_the_tool(statement: str, folder: Path) -> None:
    force(folder, statement)
    log = SqliteLedger.in_folder(folder)
    with pytest.raises(LedgerChangedError):
        log.documents("one")


@pytest.mark.parametrize("kept", [100, 5000])
def test_a_file_that_is_cut_is_a_changed_ledger(kept: int, folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = folder / "ledger.sqlite"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(LedgerChangedError, match="the ledger cannot be used: "):
        SqliteLedger.in_folder(folder).entries()


COLUMNS = {
    "runs": "position run_id environment command verdict_digest decision as_of previous entry_digest subject time_given"
    " documents",
    "documents": "run_id name digest body",
}
# SQLite takes a value of any kind in a column of any other.
KINDS = ("x'FFFE'", "CAST(x'FFFE' AS TEXT)", "7", "1.5", "9e999", "''", "'[[['", "char(0, 10, 27)")


@pytest.mark.parametrize("value", KINDS)
@pytest.mark.parametrize(
    ("table", "column"), [(table, one) for table, names in COLUMNS.items() for one in names.split()]
)
def test_a_value_of_another_kind_is_a_change_that_every_reader_tells(
    folder: Path, table: str, column: str, value: str
) -> None:
    last = "position = 4" if table == "runs" else "run_id = 'four' AND name = 'a.json'"
    with unguarded(folder / "ledger.sqlite") as connection:
        same = f"SELECT 1 FROM {table} WHERE {column} = {value} AND {last}"  # noqa: S608 - of this test
        if connection.execute(same).fetchall():
            return
        try:
            connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {last}")  # noqa: S608 - of this test
        except sqlite3.IntegrityError:
            return  # SQLite refuses it
    log = SqliteLedger.in_folder(folder)
    readers: list[Callable[[], object]] = [
        *(log.entries, log.checkpoint, lambda: log.documents("four"), lambda: log.document("four", "a.json")),
        *(lambda: log.named("a.json"), lambda: log.entry("four")),
    ]
    told = 0
    for read in readers:
        try:
            read()
        except StoreError:
            told += 1
    try:
        problems = log.verify()
    except StoreError as error:
        problems = [error.message]
    assert problems
    assert told


def test_documents_of_no_run_are_named(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute("INSERT INTO documents VALUES ('none', 'a.json', 'sha256:0', x'00')")
    connection.close()
    assert SqliteLedger.in_folder(folder).verify() == ["the ledger has documents of a run none, and no such run"]


def test_an_entry_that_was_kept_elsewhere_is_held_against_the_ledger(folder: Path) -> None:
    entries = list(SqliteLedger.in_folder(folder).entries())
    log = SqliteLedger.in_folder(folder)
    assert log.verify([], [(4, entries[3]), (1, entries[0])]) == []
    assert log.verify([], [(3, entries[3])]) == [
        "entry 3 of the ledger is not that of run four, which was kept elsewhere"
    ]
    force(folder, *gone("four"))
    (folder / "ledger.checked").unlink()
    assert SqliteLedger.in_folder(folder).verify([], [(4, entries[3])]) == [
        "the ledger has 3 of 4 entries: its end is missing"
    ]


@pytest.mark.parametrize("name", [*GUARDS, "sqlite_autoindex_runs_9"])
def test_a_trigger_that_only_has_the_name_of_ours_is_refused(name: str, folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute(f"DROP TRIGGER {name if name in GUARDS else GUARDS[0]}")
        connection.execute("CREATE TRIGGER x BEFORE INSERT ON runs BEGIN SELECT RAISE(IGNORE); END")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET name = ?, sql = replace(sql, ' x ', ?) WHERE name = 'x'", (name, f" {name} ")
        )
    connection.close()
    with pytest.raises(LedgerChangedError, match=f"the ledger has trigger {name}, which no driftgate has made"):
        SqliteLedger.in_folder(folder).entries()


@pytest.mark.parametrize("name", GUARDS)
def test_a_ledger_without_one_of_its_guards_is_refused(name: str, folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    with pytest.raises(LedgerChangedError, match=f"the ledger lacks trigger {name}, which keeps it append-only"):
        SqliteLedger.in_folder(folder).entries()


def test_a_table_that_leaves_rows_away_is_refused(folder: Path) -> None:
    """A clause in a table does what a trigger would: what is written is not kept, and nobody is told."""
    clause = "UNIQUE (name) ON CONFLICT IGNORE, PRIMARY KEY"
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'PRIMARY KEY', ?) WHERE name = 'documents'", (clause,)
        )
    connection.close()
    with pytest.raises(LedgerChangedError, match="ON CONFLICT in documents, which no driftgate has made"):
        SqliteLedger.in_folder(folder).entries()


def test_a_checkpoint_holds_as_the_ledger_grows_and_says_what_was_there_before(folder: Path) -> None:
    log = SqliteLedger.in_folder(folder)
    kept = log.checkpoint()
    assert kept.size == len(NAMES)
    append(log, "five", a=b"5")
    assert SqliteLedger.in_folder(folder).verify([kept]) == []
    assert log.checkpoint("five") == kept
    assert log.checkpoint("one") == Tree().checkpoint
    placed = log.append("six", "gate", VERDICT, digest_of(VERDICT), place)
    assert placed.documents["place.json"] == Document.of([told(placed.previous, log.checkpoint("six"))]).digest


def told(previous: str, before: Checkpoint) -> bytes:
    return canonical_json({"previous": previous, "before": before.to_json()})


def place(previous: str, before: Checkpoint) -> Mapping[str, Document]:
    """Return a document that says where it stands."""
    return {"place.json": Document.of([told(previous, before)])}


@given(st.lists(st.binary(max_size=5), max_size=40), st.integers(0, 40))
def test_the_tree_is_that_of_rfc_6962_however_it_grows(leaves: list[bytes], cut: int) -> None:
    import hashlib  # noqa: PLC0415 - an independent implementation, written from the definition

    def root(part: list[bytes]) -> bytes:
        if len(part) < 2:
            return hashlib.sha256(b"".join(b"\0" + leaf for leaf in part)).digest()
        split = 1
        while split * 2 < len(part):
            split *= 2
        return hashlib.sha256(b"\1" + root(part[:split]) + root(part[split:])).digest()

    assert Tree().plus(leaves[:cut]).plus(leaves[cut:]).root == root(leaves)


def test_the_tree_of_the_specifications_own_examples() -> None:
    """Roots of https://github.com/google/certificate-transparency, `merkletree/merkle_tree_test.cc`."""
    leaves = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    ]
    assert [Tree().plus(leaves[: number + 1]).root.hex() for number in range(6)] == roots


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"driftgate/ledger\n1\n",
        b"other\n1\n" + b"A" * 43 + b"=\n",
        b"driftgate/ledger\n01\n" + b"A" * 43 + b"=\n",
        b"driftgate/ledger\n-1\n" + b"A" * 43 + b"=\n",
        b"driftgate/ledger\n1\nAAAA\n",
        b"driftgate/ledger\n1\n" + b"A" * 43 + b"=\nmore\n",
        b"driftgate/ledger\n1\n" + b"A" * 43 + b"=",
    ],
)
def test_what_is_no_checkpoint_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not a checkpoint"):
        Checkpoint.parse(data, name="c")
    good = Checkpoint(size=7, root=b"\1" * 32)
    assert Checkpoint.parse(bytes(good), name="c") == good
    assert Checkpoint.from_json(good.to_json()) == good
