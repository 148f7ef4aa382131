"""Drills that say which configuration they prove: they hold as long as it is the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drift.since import Estate
from engine.gates.gate import Asked, Case, KeptSnapshot, Measured
from engine.gates.recovery.judge import GATE, judge
from engine.gates.recovery.settings import RecoverySettings as Settings
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.secret import marked
from engine.model.snapshot import Resource, Snapshot
from engine.model.subject import Subject
from snapshots.measurements.drill_record import write_proof
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor
from tests.builders import PROVIDER, listings, observed, resource, snapshot

OK = json.loads((Path(__file__).parents[3] / "fixtures/results/drill/ok.json").read_text())
SOURCE = result_reader("drill", Redactor(b"k" * 32, "test"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TIER_1 = Settings(tier=1)
WHO = "prod/checkout/restore"
AGAIN = "repeat the restore drill, and give its record as proves what this prints: driftgate snapshot fingerprint"
DB, DISK, CODE = "aws_db_instance.this", "aws_ebs_volume.this", "aws_lambda_function.this"
LATER: dict[str, Any] = {
    "id": "later",
    "disrupted_at": "2026-11-15T09:10:00Z",
    "detected_at": "2026-11-15T09:10:00Z",
    "last_recovered_marker": "2026-11-15T09:09:00Z",
    "started": "2026-11-15T09:11:00Z",
    "recovered": "2026-11-15T09:20:00Z",
}
LATE: dict[str, Any] = {"recovered": "2026-11-10T15:34:00Z"}


def database(**changes: Any) -> Resource:
    told = {"id": "db-1", "engine": "postgres", "engine_version_actual": "16.3", "multi_az": True, **changes}
    return resource("aws_db_instance", {name: value for name, value in told.items() if value is not ...})


def disk(size: int = 10) -> Resource:
    return resource("aws_ebs_volume", {"id": "vol-1", "size": size})


def code(password: str, epoch: str) -> Resource:
    secret = [{"variables": {"P": marked(password * 32, epoch)}}]
    return resource("aws_lambda_function", {"id": "f", "function_name": "f", "environment": secret})


ESTATE = (database(), disk(), code("a", "e"))


def estate(*resources: Resource, **facts: Any) -> Estate:
    return Estate(snapshot(*(resources or ESTATE), **facts), None, PROVIDER)


def drill(*proven: str, of: Estate | None = None, file: str = "", **changes: Any) -> Measurement:
    """Return a drill that proves the configuration of these resources, of none without any."""
    record = {**OK, **changes}
    if proven:
        taken = (of or estate()).take(proven)
        assert taken.configuration is not None, (taken.absent, taken.gaps)
        record["proves"] = write_proof(taken.configuration)
    return SOURCE.read(json.dumps(record).encode(), name=file or f"{record['id']}.json")


def gate(measurements: Sequence[Measurement], now: Estate | None) -> GateResult:
    return judge(measurements, TIER_1, now=NOW, estate=now)


def said(result: GateResult) -> list[tuple[GapReason, str]]:
    return [(gap.reason, gap.detail.removeprefix(f"{WHO}: ")) for gap in result.gaps]


def test_a_record_gives_back_the_fingerprint_that_was_written() -> None:
    taken = estate().take([DB, CODE]).configuration
    assert drill(DB, CODE).proves == taken is not None
    assert drill().proves is None


def test_a_drill_of_the_configuration_as_it_is_passes_and_says_so() -> None:
    result = gate([drill(DB, DISK)], estate())
    assert (result.outcome, result.gaps) == (Outcome.PASS, ())
    assert result.summary.endswith("integrity L4, bound to the configuration of 2 resources as intended")
    there = Estate(snapshot(*ESTATE), observed(*(replace(item, address="") for item in ESTATE)), PROVIDER)
    result = gate([drill(DB, of=there)], there)
    assert result.summary.endswith("bound to the configuration of 1 resource as observed")


def test_a_drill_that_names_no_configuration_is_as_good_as_before_and_says_so() -> None:
    for now in (None, estate(), estate(database(multi_az=False))):
        result = gate([drill()], now)
        assert result.outcome is Outcome.PASS
        assert result.summary.endswith("integrity L4, bound to no configuration")


MOVED = estate(database(multi_az=False, engine_version_actual="17.1"), disk(), code("a", "e"))


def test_a_drill_of_another_configuration_is_no_proof_any_more() -> None:
    result = gate([drill(DB, DISK)], MOVED)
    assert (result.outcome, result.evaluated) == (Outcome.INCONCLUSIVE, 0)
    assert said(result) == [
        (GapReason.INVALIDATED, "aws_db_instance.this is not as it was: engine_version_actual, multi_az")
    ]
    assert result.gaps[0].fix == f"{AGAIN} prod aws_db_instance.this aws_ebs_volume.this"
    assert GapReason.INVALIDATED.is_unfit
    assert gate([drill(DISK)], MOVED).outcome is Outcome.PASS


def test_a_drill_of_what_is_gone_is_no_proof_any_more() -> None:
    result = gate([drill(DB, DISK)], estate(code("a", "e")))
    assert said(result) == [(GapReason.INVALIDATED, "aws_db_instance.this is gone; aws_ebs_volume.this is gone")]
    assert result.gaps[0].fix == f"{AGAIN} prod ADDRESS..."
    # What is still there can be named.
    assert gate([drill(DB, CODE)], estate(code("a", "e"))).gaps[0].fix == f"{AGAIN} prod {CODE}"


def test_the_command_to_type_is_one_of_a_shell() -> None:
    name = "aws_db_instance db-1"
    there = Estate(None, observed(replace(database(), address="")), PROVIDER)
    now = Estate(None, observed(replace(database(multi_az=False), address="")), PROVIDER)
    made = drill(name, of=there, environment="prod $(x)")
    assert gate([made], now).gaps[0].fix == f"{AGAIN} 'prod $(x)' '{name}'"


def test_what_it_refers_to_is_told_apart() -> None:
    key = resource("aws_kms_key", {"id": "k", "arn": "arn:aws:kms:eu-west-1:1:key/k", "enable_key_rotation": True})
    before = estate(database(kms_key_id="arn:aws:kms:eu-west-1:1:key/k"), key)
    rotated = replace(key, attributes={**key.attributes, "enable_key_rotation": False})
    now = estate(database(kms_key_id="arn:aws:kms:eu-west-1:1:key/k"), rotated)
    assert said(gate([drill(DB, of=before)], now)) == [
        (GapReason.INVALIDATED, "aws_kms_key.this, to which it refers, is not as it was: enable_key_rotation")
    ]


def test_what_was_not_read_is_unknown() -> None:
    result = gate([drill(DB)], estate(database(multi_az=...)))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert said(result) == [
        (GapReason.MISSING_INPUT, "whether aws_db_instance.this is as it was cannot be told: multi_az was not read")
    ]
    gap = Gap(reason=GapReason.ACCESS_DENIED, source="s", detail="AccessDenied")
    unread = estate(disk(), gaps=(gap,))
    assert [reason for reason, _ in said(gate([drill(DB)], unread))] == [GapReason.MISSING_INPUT]


def test_secrets_under_another_key_are_neither_equal_nor_different() -> None:
    told = "environment holds secrets that were hidden under the key e, and the key is f now"
    for password in "ab":
        result = gate([drill(CODE)], estate(code(password, "f"), epoch="f"))
        assert said(result) == [(GapReason.INCOMPARABLE, f"whether {CODE} is as it was cannot be told: {told}")]
    assert gate([drill(CODE)], estate(code("b", "e"))).gaps[0].reason is GapReason.INVALIDATED


def test_without_any_source_the_gap_says_what_is_missing() -> None:
    result = gate([drill(DB)], None)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert said(result) == [
        (
            GapReason.MISSING_INPUT,
            "it proves the configuration of aws_db_instance.this, and no source tells what that is now",
        )
    ]
    assert result.gaps[0].fix == "name a source of the environment under desired or observed"


def test_many_names_are_cut() -> None:
    many = [resource("aws_ebs_volume", {"id": f"vol-{number}", "size": 1}, f"d{number}") for number in range(8)]
    result = gate([drill(*(item.address for item in many), of=estate(*many))], estate())
    told = "; ".join(f"aws_ebs_volume.d{number} is gone" for number in range(5))
    assert said(result) == [(GapReason.INVALIDATED, f"{told}; and 3 more")]
    resized = estate(*(replace(item, attributes={**item.attributes, "size": 2}) for item in many))
    fix = gate([drill(*(item.address for item in many), of=estate(*many))], resized).gaps[0].fix
    assert fix == f"{AGAIN} prod ADDRESS..."


def test_it_takes_away_a_pass_and_never_a_failure() -> None:
    late = drill(DB, **LATE)
    result = gate([late], MOVED)
    assert (result.outcome, [finding.rule for finding in result.findings]) == (Outcome.FAIL, ["max-rto"])
    assert [gap.reason for gap in result.gaps] == [GapReason.INVALIDATED]
    # A drill that proves nothing any more repairs no failure either.
    kept = drill(DB, **LATER)
    assert gate([drill(**LATE), kept], estate()).outcome is Outcome.WARN
    assert gate([drill(**LATE), kept], MOVED).outcome is Outcome.FAIL


def test_a_drill_is_replaced_by_one_that_says_as_much_of_what_is_now() -> None:
    old = drill(DB)
    assert gate([old, drill(DB, of=MOVED, **LATER)], MOVED).outcome is Outcome.PASS
    assert gate([old, drill(DB, DISK, of=MOVED, **LATER)], MOVED).outcome is Outcome.PASS
    assert gate([old, drill(**LATER)], MOVED).outcome is Outcome.PASS  # which one it proves is not known
    # One of other resources, or one before it of which nobody knows what it proves, does not replace it.
    assert gate([old, drill(DISK, of=MOVED, **LATER)], MOVED).outcome is Outcome.INCONCLUSIVE
    assert gate([drill(file="old.json"), drill(DB, **LATER)], MOVED).outcome is Outcome.INCONCLUSIVE
    assert gate([old, drill(DB, of=MOVED, **LATER, service="ledger")], MOVED).outcome is Outcome.INCONCLUSIVE


def test_several_drills_together_replace_one_of_all_that_they_recovered() -> None:
    old, of_database = drill(DB, DISK), drill(DB, of=MOVED, **LATER)
    of_disk = drill(DISK, of=MOVED, **{**LATER, "id": "disk"})
    assert gate([old, of_database], MOVED).outcome is Outcome.INCONCLUSIVE
    result = gate([old, of_database, of_disk], MOVED)
    assert result.outcome is Outcome.PASS
    assert result.summary.count("bound to the configuration of 1 resource as intended") == 2


def test_a_failure_is_repaired_by_a_drill_of_the_same_resources_only() -> None:
    late = drill(DB, **LATE)
    assert gate([late, drill(DISK, **LATER)], estate()).outcome is Outcome.FAIL
    for repaired in (drill(DB, **LATER), drill(DB, DISK, **LATER), drill(**LATER)):
        assert gate([late, repaired], estate()).outcome is Outcome.WARN


def test_each_resource_that_was_drilled_needs_a_drill_that_is_not_too_old() -> None:
    both = [drill(DB), drill(DISK, **LATER)]
    result = gate(both, estate())
    assert (result.outcome, result.expires_at) == (Outcome.PASS, datetime(2026, 12, 10, 9, 41, 30, tzinfo=UTC))
    later = judge(both, TIER_1, now=datetime(2026, 12, 12, tzinfo=UTC), estate=estate())
    assert said(later) == [(GapReason.STALE, f"the last drill of {DB} is 31d 14h old, allowed are 30d")]
    assert later.gaps[0].fix == "repeat the restore drill"


def test_two_records_that_differ_only_in_what_they_prove_are_no_proof() -> None:
    result = gate([drill(DB, file="a.json"), drill(DISK, file="b.json")], estate())
    assert [gap.reason for gap in result.gaps] == [GapReason.INCOMPARABLE]


def case(*sides: Snapshot | None, **facts: Any) -> Case:
    desired, there = (
        None if side is None else KeptSnapshot(snapshot=side, digest=f"sha256:{which}")
        for which, side in zip("do", sides, strict=True)
    )
    measured = {"recovery": Measured(results=(facts.pop("drill", drill(DB)),))}
    subject = Subject(environment="prod")
    return Case(
        environment="prod",
        now=NOW,
        provider=PROVIDER,
        desired=desired,
        observed=there,
        measured=measured,
        subject=subject,
        **facts,
    )


def test_the_gate_looks_at_reality_and_names_the_snapshots_that_it_rests_on() -> None:
    asked = Asked(gate=GATE, settings=TIER_1)
    there = (replace(database(), address=""), replace(disk(), address=""))
    of = Estate(snapshot(*ESTATE), observed(*there), PROVIDER)
    made = drill(DB, of=of)
    result = asked.judge(case(snapshot(*ESTATE), observed(*there), drill=made)).result
    assert result is not None
    assert (result.outcome, result.inputs) == (Outcome.PASS, tuple(sorted(("sha256:d", "sha256:o", made.digest))))
    gone = observed(replace(disk(), address=""), listings=listings(database(), disk()))
    moved = asked.judge(case(snapshot(*ESTATE), gone, drill=made)).result
    assert moved is not None
    assert said(moved) == [(GapReason.INVALIDATED, "aws_db_instance.this is gone")]
    unbound = asked.judge(case(snapshot(*ESTATE), None, drill=drill())).result
    assert unbound is not None
    assert unbound.inputs == (drill().digest,)


def test_the_sources_of_one_environment_say_nothing_of_another_one() -> None:
    asked = Asked(gate=GATE, settings=replace(TIER_1, environment="prod"))
    same = asked.judge(case(snapshot(*ESTATE), None)).result
    elsewhere = asked.judge(replace(case(snapshot(*ESTATE), None), environment="preprod")).result
    assert same is not None
    assert elsewhere is not None
    assert (same.outcome, elsewhere.outcome) == (Outcome.PASS, Outcome.INCONCLUSIVE)


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "multi_az": st.sampled_from([True, False, ...]),
        "engine_version_actual": st.sampled_from(["16.3", "17.1", ...]),
        "tags": st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    },
)


@given(CHANGES, st.sampled_from(["e", "f"]), st.booleans(), st.booleans(), st.booleans())
def test_what_it_says_of_the_configuration_never_makes_a_drill_better(
    changes: dict[str, Any], epoch: str, gone: bool, late: bool, unread: bool
) -> None:
    told = LATE if late else {}
    gap = Gap(reason=GapReason.ACCESS_DENIED, source="s", detail="AccessDenied")
    resources = [disk(), code("a", epoch), *([] if gone else [database(**changes)])]
    now = estate(*resources, epoch=epoch, gaps=(gap,) if unread else ())
    bound, unbound = gate([drill(DB, DISK, CODE, **told)], now), gate([drill(**told)], now)
    assert bound.outcome.rank >= unbound.outcome.rank
    assert bound.findings == unbound.findings
    same = {name: value for name, value in changes.items() if name != "tags"}
    unchanged = all(database(**same).attributes.get(name) == value for name, value in database().attributes.items())
    assert (bound.outcome is Outcome.PASS) == (unchanged and epoch == "e" and not gone and not late)
    assert encode(bound)


# The day on which a drill was made, what it recovers, how that was configured, and whether it took too long.
ROWS = st.lists(
    st.tuples(
        st.integers(0, 70),
        st.sampled_from([(), (DB,), (DISK,), (DB, DISK), (DB, DISK, CODE)]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def made(rows: list[tuple[int, tuple[str, ...], bool, bool]]) -> list[Measurement]:
    return [
        drill(*names, of=MOVED if moved else None, **on(day, late=late, id=f"drill-{number}"))
        for number, (day, names, moved, late) in enumerate(rows)
    ]


def on(day: int, *, late: bool, **changes: Any) -> dict[str, Any]:
    start = datetime(2026, 11, 1, 9, tzinfo=UTC) + timedelta(days=day)
    minutes = {"last_recovered_marker": -1, "disrupted_at": 0, "detected_at": 0, "started": 1}
    minutes["recovered"] = 90 if late else 10
    times = {name: (start + timedelta(minutes=after)).isoformat() for name, after in minutes.items()}
    return {**times, **changes}


@given(ROWS, st.integers(71, 140), st.integers(0, 60))
def test_time_alone_never_makes_drills_of_configurations_better(
    rows: list[tuple[int, tuple[str, ...], bool, bool]], days: int, more: int
) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=days)
    drills = made(rows)
    before, after = (judge(drills, TIER_1, now=time, estate=MOVED) for time in (now, now + timedelta(days=more)))
    assert after.outcome.rank >= before.outcome.rank
    if before.outcome is Outcome.PASS and before.expires_at is not None:
        assert (after.outcome is Outcome.PASS) == (now + timedelta(days=more) < before.expires_at)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_drills_of_configurations_changes_nothing(
    rows: list[tuple[int, tuple[str, ...], bool, bool]], chance: Random
) -> None:
    drills = made(rows)
    shuffled = chance.sample(drills, len(drills))
    now = datetime(2027, 1, 12, tzinfo=UTC)
    one, other = (judge(told, TIER_1, now=now, estate=MOVED) for told in (drills, shuffled))
    assert encode(one) == encode(other)


@pytest.mark.parametrize("name", [DB, "x", "", "a" * 500, 'module.a["b.c"].aws_x.y', "aws_x \u0000"])
def test_every_name_in_a_record_is_judged(name: str) -> None:
    proves = {**write_proof_of(DB), "resources": {name: write_proof_of(DB)["resources"][DB]}}
    read = SOURCE.read(json.dumps({**OK, "proves": proves}).encode(), name="a.json")
    assert encode(gate([read], estate()))


def write_proof_of(*names: str) -> dict[str, Any]:
    taken = estate().take(names).configuration
    assert taken is not None
    return write_proof(taken)


def test_one_resource_named_twice_is_refused_by_its_place() -> None:
    text = json.dumps({**OK, "proves": write_proof_of(DB)})
    twice = text.replace(f'"resources": {{"{DB}"', f'"resources": {{"{DB}": {{}}, "{DB}"')
    assert twice != text
    read = SOURCE.read(twice.encode(), name="a.json")
    assert [gap.reason for gap in read.gaps] == [GapReason.UNPARSABLE]
    assert DB in read.gaps[0].detail


def test_the_first_version_proves_no_configuration() -> None:
    earlier = json.loads((Path(__file__).parents[3] / "fixtures/results/drill/version-1.json").read_text())
    read = SOURCE.read(json.dumps({**earlier, "proves": write_proof_of(DB)}).encode(), name="a.json")
    assert [gap.detail for gap in read.gaps] == [
        (
            "a.json: no record of driftgate/drill/1, which it says it is: $: "
            "Additional properties are not allowed ('proves' was unexpected)"
        )
    ]
