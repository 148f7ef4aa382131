"""Nights that do not come: `driftgate status` and `driftgate runs` over ledgers of known times."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from engine.jsontext.codec import digest_of, written
from engine.jsontext.document import Document
from engine.model.verdict import Decision
from engine.report.formats.json_schema import run_schema
from snapshots.store.ledger import SqliteLedger
from tests.acceptance.conftest import AS_OF, Ended, Program
from tests.ledger_files import unguarded
from tests.runs import runs

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LEDGER = Path(".driftgate/ledger.sqlite")
CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
  play: { desired: [{ tfstate: preprod.tfstate }] }
gates: { drift: {} }
"""
NIGHTLY = "nightly: { every: 24h, command: drift, environments: [prod, preprod] }\n"
Made = tuple[float, str, Decision]  # how many hours ago, the environment, what was decided


def keep(folder: Path, made: Sequence[Made], command: str = "drift", *, named: bool = False) -> None:
    """Append runs to the ledger of a folder."""
    ledger = SqliteLedger.in_folder((folder / LEDGER).parent)
    for number, (ago, environment, decision) in enumerate(made, start=1):
        run = runs()[decision]
        at = NOW - timedelta(hours=ago)
        verdict = replace(run.verdict, environment=environment, as_of=at, time_given=named)
        run_id = f"{at:%Y%m%dT%H%M%SZ}-{number:08x}"
        document = Document.of(written(replace(run, run_id=run_id, command=command, verdict=verdict)))
        ledger.append(run_id, command, verdict, digest_of(verdict), {"run.json": document})


def status(program: Program, *options: str, at: datetime = NOW) -> Ended:
    return program("status", *options, "--as-of", f"{at:%Y-%m-%dT%H:%M:%SZ}")


@pytest.fixture(name="nights")
def _nights(program: Program) -> Program:
    """Return the program after a week: one night of prod did not come, and preprod stopped three days ago."""
    program.write("driftgate.yaml", CONFIG + NIGHTLY)
    good, bad, open_ = Decision.GO, Decision.NO_GO, Decision.CONDITIONAL
    prod = [(150, good), (126, bad), (102, open_), (54, open_), (30, good), (6, good)]
    keep(program.folder, [(ago, "prod", word) for ago, word in prod])
    keep(program.folder, [(ago, "preprod", good) for ago in (126, 102, 78)])
    return program


def test_what_the_nights_say(nights: Program, snapshot: SnapshotAssertion) -> None:
    done = status(nights)
    assert (done.code, done.err) == (3, "")
    assert done.out == snapshot


def test_one_environment_by_itself(nights: Program, snapshot: SnapshotAssertion) -> None:
    done = status(nights, "prod")
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot
    # What nobody schedules is judged where somebody asks for it.
    assert status(nights, "play").code == 3


def test_the_status_as_data(nights: Program, snapshot: SnapshotAssertion) -> None:
    done = status(nights, "preprod", "--format", "json")
    assert done.code == 3
    assert json.loads(done.out) == snapshot


def test_the_clock_alone_makes_an_answer_none(nights: Program) -> None:
    codes = [status(nights, "prod", at=NOW + timedelta(hours=later)).code for later in (0, 20, 21, 10_000)]
    assert codes == [0, 0, 3, 3]
    assert status(nights, "prod", at=NOW + timedelta(hours=21)).out.splitlines()[-1] == "Next  driftgate drift prod"


def test_a_failure_is_a_failure_while_it_is_fresh(program: Program) -> None:
    program.write("driftgate.yaml", CONFIG)
    keep(program.folder, [(1, "prod", Decision.NO_GO), (1, "preprod", Decision.GO), (1, "play", Decision.INCONCLUSIVE)])
    assert status(program).code == 1
    assert status(program).out.splitlines()[-1].startswith("Next  driftgate report 2026")
    assert status(program, "--max-age", "30m").code == 3


@pytest.mark.parametrize("age", ["26", "-5h", "1.5d", "0h", "36501d", "999999999999999999d", "", "26h x"])
def test_an_age_that_is_none(nights: Program, age: str) -> None:
    done = status(nights, "--max-age", age)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: --max-age: ")
    assert "fix: write for example --max-age 26h" in done.err


def test_the_greatest_and_the_smallest_age(nights: Program) -> None:
    assert status(nights, "prod", "--max-age", "36500d").code == 0
    assert status(nights, "prod", "--max-age", "1ms").code == 3


def test_an_unknown_environment_and_no_configuration(nights: Program) -> None:
    done = status(nights, "prd")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: there is no environment 'prd' in driftgate.yaml\n  fix: did you mean 'prod'?\n"
    (nights.folder / "driftgate.yaml").unlink()
    assert status(nights).code == 2


def test_an_empty_ledger_and_runs_at_named_times(program: Program, snapshot: SnapshotAssertion) -> None:
    program.write("driftgate.yaml", CONFIG)
    done = status(program)
    assert done.code == 3
    assert done.out == snapshot
    keep(program.folder, [(1, name, Decision.GO) for name in ("prod", "preprod", "play")], named=True)
    assert status(program).out == done.out


def test_a_run_from_the_future(program: Program) -> None:
    program.write("driftgate.yaml", CONFIG)
    keep(program.folder, [(-24 * 365 * 7900, "prod", Decision.GO)])
    done = status(program, "prod")
    assert done.code == 3
    assert "a clock is wrong, so its age is not known" in done.out


def test_a_changed_ledger_proves_nothing(nights: Program) -> None:
    change(nights, "UPDATE runs SET as_of = '2026-11-20T08:00:00Z', decision = 'GO' WHERE position = 3")
    done = status(nights, "prod")
    said = "entry 3 of the ledger (20261116T030000Z-00000003) was changed after it was written"
    assert (done.code, done.out) == (3, "")
    assert done.err == f"error: {said}\n  fix: driftgate runs verify names all; take the ledger from a backup\n"
    for words in (("runs", "show", "latest"), ("runs", "list"), ("report", "latest"), ("explain", "abcd")):
        assert nights(*words).code == 3
    checked = nights("runs", "verify")
    assert (checked.code, checked.out.splitlines()[0]) == (3, f"problem  {said}")


@pytest.mark.parametrize("word", ["", "yesterday", "2026-11-20", "99999-01-01T00:00:00Z"])
def test_an_entry_without_a_time_is_an_error(nights: Program, word: str) -> None:
    change(nights, "UPDATE runs SET as_of = ? WHERE position = 3", word)
    for arguments in (("status",), ("runs", "list")):
        done = nights(*arguments)
        assert (done.code, done.out) == (3, "")
        assert "run 20261116T030000Z-00000003 of the ledger has no time" in done.err


@pytest.mark.parametrize(
    ("damage", "said"),
    [("newer", "which this driftgate does not know"), ("text", "the ledger cannot be used"), ("folder", "is a folder")],
)
def test_a_ledger_that_cannot_be_read(nights: Program, damage: str, said: str) -> None:
    if damage == "newer":
        change(nights, "UPDATE alembic_version SET version_num = '9999'")
    else:
        for path in (nights.folder / ".driftgate").glob("ledger.sqlite*"):
            path.unlink()
        if damage == "text":
            nights.write(str(LEDGER), "no ledger at all, and long enough to be none" * 40)
        else:
            (nights.folder / LEDGER).mkdir()
    for arguments in (("status",), ("runs", "list"), ("runs", "show", "latest")):
        done = nights(*arguments)
        assert (done.code, done.out) == (3 if damage == "text" else 4, "")
        assert said in done.err


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("{ every: 0h }", "every is above zero"),
        ("{ every: 24h, max-age: 23h }", "max-age is at least every"),
        ("{ environments: [] }", "nightly.environments: must not be empty"),
        ("{ environments: [prd] }", "there is no environment 'prd'; there is play, preprod, prod"),
        ("{ command: parity }", "nightly.command"),
        ("{ evry: 24h }", "evry"),
    ],
)
def test_a_schedule_that_is_none(program: Program, section: str, said: str) -> None:
    program.write("driftgate.yaml", f"{CONFIG}nightly: {section}\n")
    done = program("status")
    assert (done.code, done.out) == (2, "")
    assert "driftgate.yaml:" in done.err
    assert said in done.err


def test_the_runs(nights: Program, snapshot: SnapshotAssertion) -> None:
    done = nights("runs", "list", "prod", "--limit", "4")
    assert (done.code, done.err) == (0, "2 older not shown: --limit 6\n")
    shown = [nights("runs", "show", name) for name in ("latest", "20261114T")]
    assert [run.code for run in shown] == [0, 0]
    assert re.sub("[0-9a-f]{64}", "DIGEST", "\n".join([done.out, *(run.out for run in shown)])) == snapshot
    document = json.loads(nights("runs", "list", "--limit", "1", "--format", "json").out)
    assert (document["schema_version"], document["total"], len(document["runs"])) == ("driftgate/runs/1", 9, 1)
    assert nights("runs", "show", "2026").code == 2
    assert nights("runs", "show", "nothing").code == 2
    assert nights("runs", "list", "--limit", "0").code == 2
    assert nights("runs", "list", "elsewhere").out == "no runs about elsewhere yet\nNext  driftgate gate elsewhere\n"


def test_what_the_ledger_was_is_kept_elsewhere(nights: Program) -> None:
    """Who can write the folder can cut the end off, with all that is remembered there."""
    kept = nights("runs", "checkpoint").out
    assert kept.startswith("driftgate/ledger\n9\n")
    nights.write("kept", kept)
    whole = nights("runs", "verify", "--checkpoint", "kept")
    assert (whole.code, whole.out) == (0, "WHOLE  9 runs with all their documents, as 1 checkpoint had it\n")
    change(nights, "DELETE FROM documents WHERE run_id = (SELECT run_id FROM runs WHERE position = 9)")
    change(nights, "DELETE FROM runs WHERE position = 9")
    assert "the ledger has 8 of 9 entries: its end is missing" in nights("status").err
    (nights.folder / ".driftgate" / "ledger.checked").unlink()
    assert nights("runs", "verify").code == 0
    done = nights("runs", "verify", "--checkpoint", "kept", "--format", "json")
    assert (done.code, json.loads(done.out)["problems"]) == (3, ["the ledger has 8 of 9 entries: its end is missing"])
    nights.write("none", "no checkpoint")
    refused = nights("runs", "verify", "--checkpoint", "none")
    assert (refused.code, "none is no checkpoint and no signed bundle" in refused.err) == (2, True)


def test_a_run_tells_what_was_missed_before_it(program: Program) -> None:
    program.write(
        "driftgate.yaml", CONFIG.replace("{ drift: {} }", "{ policy: {} }") + "nightly: { environments: [prod] }\n"
    )
    now = datetime.now(tz=UTC)
    keep(program.folder, [((NOW - now).total_seconds() / 3600 + 99, "prod", Decision.GO)], "gate")
    first = program("gate", "prod", "--format", "json", "--report", "text=told.txt")
    nightly = json.loads(first.out)["nightly"]
    assert (nightly["every"], nightly["max_age"], nightly["missed"]) == ("1d", "26h", 3)
    Draft202012Validator(run_schema()).validate(json.loads(first.out))
    told = (program.folder / "told.txt").read_text()
    assert "nightly: every 1d, 3 MISSED since " in told
    assert told.count("  missed  due ") == 3
    again = json.loads(program("gate", "prod", "--format", "json", "--as-of", AS_OF).out)
    assert again["nightly"] is None  # at a time that was named
    assert again["decision"] == json.loads(first.out)["decision"]
    assert json.loads(program("gate", "play", "--format", "json").out)["nightly"] is None  # not scheduled
    stored = json.loads(program("report", json.loads(first.out)["run_id"], "--format", "json").out)
    assert stored["nightly"] == nightly
    assert program("status", "prod").code == first.code


def change(program: Program, statement: str, *values: str) -> None:
    """Change a ledger as somebody would who wants it otherwise: without its guards."""
    with unguarded(program.folder / LEDGER) as connection:
        connection.execute(statement, values)
