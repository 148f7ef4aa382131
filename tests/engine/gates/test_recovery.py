"""The recovery gate over drill records."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.findings.fingerprint import make_fingerprint
from engine.gates.recovery.judge import judge
from engine.gates.recovery.settings import TIERS, DrillKind
from engine.gates.recovery.settings import RecoverySettings as Settings
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome
from snapshots.measurements.drill_record import schema
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/drill"
BROKEN = [entry for entry in json.loads((ROOT / "manifest.json").read_text())["entries"] if entry["gaps"]]
SOURCE = result_reader("drill", Redactor(b"k" * 32, "test"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TIER_1 = Settings(tier=1)
# A drill of another day that kept everything.
SECOND = {
    "id": "again",
    "disrupted_at": "2026-11-15T09:10:00Z",
    "detected_at": "2026-11-15T09:10:00Z",
    "last_recovered_marker": "2026-11-15T09:09:00Z",
    "started": "2026-11-15T09:11:00Z",
    "recovered": "2026-11-15T09:20:00Z",
}
TIMES = ("disrupted_at", "detected_at", "started", "recovered", "last_recovered_marker")
LEVELS = st.sampled_from(["L0", "L1", "L2", "L3", "L4"])
STATES = st.sampled_from(["passed", "failed", "skipped"])
# What the first version has not.
EARLIER: dict[str, Any] = {"schema_version": "driftgate/drill/1", "operator": ..., "detected_at": ...}


def read(*names: str) -> list[Measurement]:
    return [SOURCE.read((ROOT / f"{name}.json").read_bytes(), name=f"{name}.json") for name in names]


def drill(*, file: str = "", **changes: Any) -> Measurement:
    record = {**json.loads((ROOT / "ok.json").read_text()), **changes}
    kept = {key: value for key, value in record.items() if value is not ...}
    return SOURCE.read(json.dumps(kept).encode(), name=file or f"{kept['id']}.json")


def checks(*rows: tuple[str, str]) -> dict[str, Any]:
    made = [{"name": f"check of {level}", "level": level, "state": state} for level, state in rows]
    return {"checks": made}


def gate(measurements: Sequence[Measurement], settings: Settings = TIER_1, *, now: datetime = NOW) -> GateResult:
    return judge(measurements, settings, now=now)


NOTHING = "nothing shows that the recovered data are intact"
NO_OPERATOR = "nobody is named as the one who recovered"


@pytest.mark.parametrize(
    ("name", "outcome", "rules", "gaps"),
    [
        ("ok", Outcome.PASS, [], []),
        ("late", Outcome.FAIL, ["max-rto"], []),
        ("unnoticed", Outcome.FAIL, ["max-rto"], []),
        ("lossy", Outcome.FAIL, ["max-rpo"], []),
        ("never", Outcome.FAIL, ["not-recovered"], []),
        ("corrupt", Outcome.FAIL, ["integrity-check"], ["the integrity checks show L1, required is L4"]),
        ("shallow", Outcome.INCONCLUSIVE, [], ["the integrity checks show L2, required is L4"]),
        ("hollow", Outcome.INCONCLUSIVE, [], ["the integrity checks show L0, required is L4"]),
        (
            "claimed",
            Outcome.INCONCLUSIVE,
            [],
            ["the integrity level L4 is claimed, required is L4, and the checks show L2"],
        ),
        (
            "skipped",
            Outcome.INCONCLUSIVE,
            [],
            [
                "the integrity check row counts of 42 tables equal the source was not made",
                "the integrity checks show L1, required is L4",
            ],
        ),
        ("unvalidated", Outcome.INCONCLUSIVE, [], ["nobody validated the recovery", NOTHING]),
        (
            "blank-validator",
            Outcome.INCONCLUSIVE,
            [],
            ["nobody validated the recovery: validated_by is ' n/a\\t'"],
        ),
        (
            "self-validated",
            Outcome.INCONCLUSIVE,
            [],
            ["' ADA@acme.example' validated what 'Ada Lovelace <ada@acme.example>' recovered, and is the same person"],
        ),
        ("no-operator", Outcome.INCONCLUSIVE, [], [NO_OPERATOR]),
        (
            "one-check",
            Outcome.INCONCLUSIVE,
            [],
            ["1 business checks in a row passed, 3 make a recovery"],
        ),
        (
            "undisrupted",
            Outcome.INCONCLUSIVE,
            [],
            [
                (
                    "the RTO counts from the disruption, which the record does not tell: "
                    "from started it is 2250 s at least"
                ),
                "the record does not let the RPO be measured",
            ],
        ),
        (
            "version-1",
            Outcome.INCONCLUSIVE,
            [],
            [
                NO_OPERATOR,
                "the integrity level L4 is claimed, required is L4, and no check tells of which level it is",
            ],
        ),
        (
            "version-1-late",
            Outcome.FAIL,
            ["max-rto"],
            [
                NO_OPERATOR,
                "the integrity level L4 is claimed, required is L4, and no check tells of which level it is",
            ],
        ),
    ],
)
def test_drills_against_tier_1(name: str, outcome: Outcome, rules: list[str], gaps: list[str]) -> None:
    result = gate(read(name))
    assert (result.outcome, [finding.rule for finding in result.findings]) == (outcome, rules)
    kind = "prod/checkout/restore: "
    assert [gap.detail for gap in result.gaps] == [f"{kind}{detail}" for detail in gaps]
    assert all(gap.fix for gap in result.gaps)
    assert encode(result)


@pytest.mark.parametrize("entry", BROKEN, ids=lambda entry: entry["path"])
def test_a_record_that_contradicts_itself_or_is_none_proves_nothing(entry: dict[str, Any]) -> None:
    result = gate(read(entry["path"].removesuffix(".json")))
    assert result.outcome is Outcome.INCONCLUSIVE
    said = {gap.detail.removeprefix(f"{entry['path']}: ") for gap in result.gaps}
    assert {detail for _, detail in entry["gaps"]} <= said


def test_a_pass_says_what_it_rests_on_and_when_it_ends() -> None:
    result = gate(read("ok"))
    assert result.summary == (
        "prod/checkout/restore: RTO 2490 s (limit 3600 s), RPO 480 s (limit 900 s), detection 120 s, integrity L4, "
        "bound to no configuration"
    )
    assert result.evaluated == 1 + 2 + 4
    assert result.measured_at == datetime(2026, 11, 10, 9, 41, 30, tzinfo=UTC)
    assert result.expires_at == result.measured_at + timedelta(days=30)
    assert {metric.name: (metric.value, metric.unit) for metric in result.metrics} == {
        "drills": (1, "count"),
        "detection": (120, "s"),
        "rpo": (480, "s"),
        "rto": (2490, "s"),
    }


def test_a_failure_names_target_and_value() -> None:
    (finding,) = gate(read("late")).findings
    assert finding.message == (
        "prod/checkout/restore: RTO is 23640 s, allowed are 3600 s; 120 s of it passed until it was noticed"
    )
    assert (finding.change.before, finding.change.after) == (3600, 23640)
    assert finding.fingerprint == make_fingerprint(gate="recovery", rule="max-rto", resource="prod/checkout/restore")


def test_a_level_that_is_claimed_beyond_what_is_required_has_to_be_shown_too() -> None:
    lax = Settings(tier=4)
    shown = checks(("L1", "passed"), ("L2", "passed"))
    assert gate([drill(integrity=shown)], lax).outcome is Outcome.PASS
    assert gate([drill(integrity={**shown, "level": "L2"})], lax).outcome is Outcome.PASS
    assert gate([drill(integrity={**shown, "level": "L1"})], lax).outcome is Outcome.PASS
    assert gate([drill(integrity={**shown, "level": "L3"})], lax).outcome is Outcome.INCONCLUSIVE


def test_what_was_not_checked_is_never_a_failure_and_what_failed_always_is() -> None:
    for level in ("L0", "L1", "L2", "L3", "L4"):
        first = {"level": level, "checks": [{"name": "rows", "state": "passed"}]}
        assert gate([drill(file="a", **EARLIER, integrity=first)]).outcome is Outcome.INCONCLUSIVE
        first["checks"] = [{"name": "rows", "state": "failed"}]
        assert gate([drill(file="a", **EARLIER, integrity=first)]).outcome is Outcome.FAIL
        assert gate([drill(integrity=checks((level, "failed")))]).outcome is Outcome.FAIL


def test_an_rto_counts_from_the_disruption_or_is_not_kept() -> None:
    day = Settings(max_rto=timedelta(hours=1))
    undisrupted: dict[str, Any] = {"disrupted_at": ..., "last_recovered_marker": ...}
    assert gate([drill()], day).outcome is Outcome.PASS
    assert gate([drill(last_recovered_marker=...)], day).outcome is Outcome.PASS
    assert gate([drill(**undisrupted)], day).outcome is Outcome.INCONCLUSIVE
    slow = gate([drill(**undisrupted, recovered="2026-11-10T10:04:00.5Z")], day)
    assert [(finding.rule, finding.message) for finding in slow.findings] == [
        ("max-rto", "prod/checkout/restore: RTO is at least 3600.5 s, allowed are 3600 s")
    ]
    # Where the times contradict each other, the longer one counts.
    reversed_ = gate([drill(disrupted_at="2026-11-10T11:00:00Z", recovered="2026-11-10T10:30:00Z")], day)
    assert (reversed_.outcome, bool(reversed_.gaps)) == (Outcome.FAIL, True)


def test_detection_is_a_part_of_the_rto_and_judged_apart() -> None:
    minute = Settings(tier=1, max_detection=timedelta(minutes=1))
    (finding,) = gate(read("ok"), minute).findings
    assert (finding.rule, finding.outcome) == ("max-detection", Outcome.FAIL)
    assert finding.message == "prod/checkout/restore: detection is 120 s, allowed are 60 s"
    assert "detection 120 s (limit 60 s)" in gate(read("ok"), minute).summary
    assert gate(read("ok"), Settings(tier=1, max_detection=timedelta(minutes=2))).outcome is Outcome.PASS
    unknown = gate([drill(disrupted_at=..., last_recovered_marker=...)], minute)
    assert "prod/checkout/restore: the record does not let the detection be measured" in [
        gap.detail for gap in unknown.gaps
    ]
    (late,) = gate(read("unnoticed")).findings
    assert late.message.endswith("allowed are 3600 s; 2592120 s of it passed until it was noticed")


@pytest.mark.parametrize("blank", ["", " ", "\x07", "-", "N/A", "none", "unknown", "todo", "the operator"])
def test_nobody_vouches_without_a_name(blank: str) -> None:
    for key in ("validated_by", "operator"):
        assert gate([drill(**{key: blank})]).outcome is Outcome.INCONCLUSIVE
        assert gate([drill(**{key: blank or " "}, recovered=None)]).outcome is Outcome.FAIL


def test_two_records_of_one_id_that_differ_are_no_proof() -> None:
    other = drill(file="b.json", id=" Restore-2026-11-10", validated_by="grace")
    result = gate([drill(file="a.json"), other])
    assert (result.outcome, result.evaluated) == (Outcome.INCONCLUSIVE, 0)
    assert [gap.detail for gap in result.gaps] == [
        "a.json, b.json have the id 'restore-2026-11-10' and differ: none of them proves anything"
    ]
    many = [drill(file=f"{index}.json", notes=f"{index}") for index in range(8)]
    assert gate(many).gaps[0].detail.startswith("0.json, 1.json, 2.json, 3.json, 4.json and 3 more have the id")


def test_two_records_of_one_id_stay_failures_and_repair_none() -> None:
    again = drill(file="again.json", **SECOND)
    late = read("late")
    assert gate([*late, again]).outcome is Outcome.WARN
    assert gate([*late, again, drill(file="b.json", **SECOND, notes="other")]).outcome is Outcome.FAIL
    assert gate([drill(file="a.json"), drill(file="b.json", recovered=None)]).outcome is Outcome.FAIL


def test_two_equal_records_are_one() -> None:
    record = json.loads((ROOT / "ok.json").read_text())
    spaced = json.dumps(dict(reversed(record.items())), indent=7).encode()
    zoned = json.dumps({**record, "started": "2026-11-10T10:04:00+01:00"}).encode()
    copies = [SOURCE.read(data, name=f"copy {index}") for index, data in enumerate((spaced, zoned))]
    result = gate([*read("ok"), *copies])
    assert (result.outcome, result.evaluated) == (Outcome.PASS, gate(read("ok")).evaluated)


def test_a_drill_of_a_later_time_proves_nothing_and_repairs_none() -> None:
    ahead = gate(read("future"))
    assert (ahead.outcome, ahead.evaluated) == (Outcome.INCONCLUSIVE, 0)
    assert gate(read("late", "future")).outcome is Outcome.FAIL


def test_age_is_judged_by_the_given_time() -> None:
    ended = datetime(2026, 11, 10, 9, 41, 30, tzinfo=UTC)
    month = timedelta(days=30)
    assert gate(read("ok"), now=ended + month - timedelta(seconds=1)).outcome is Outcome.PASS
    old = gate(read("ok"), now=ended + month)
    assert (old.outcome, [gap.reason for gap in old.gaps]) == (Outcome.INCONCLUSIVE, [GapReason.STALE])
    assert [gap.detail for gap in old.gaps] == ["prod/checkout/restore: the last drill is 30d old, allowed are 30d"]
    assert gate(read("ok"), Settings(tier=1, max_age=timedelta(days=5))).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("kind", "told", "days"),
    [
        *(("restore", {"tier": tier}, days) for tier, days in enumerate((30, 30, 90, 180, 365))),
        *(("failover", {"tier": tier}, days) for tier, days in enumerate((30, 90, 180, 365, 365))),
        *((kind, {"max_rto": timedelta(hours=4)}, 90) for kind in ("restore", "failover")),
        *((kind, {"tier": 4, "max_age": timedelta(days=7)}, 7) for kind in ("restore", "failover")),
    ],
)
def test_every_kind_of_drill_grows_old(kind: str, told: dict[str, Any], days: int) -> None:
    settings = Settings(**told, kinds=(DrillKind(kind),))
    ended = datetime(2026, 11, 10, 9, 41, 30, tzinfo=UTC)
    made = [drill(kind=kind)]
    last = ended + timedelta(days=days) - timedelta(seconds=1)
    young = gate(made, settings, now=last)
    assert GapReason.STALE not in [gap.reason for gap in young.gaps]
    assert young.expires_at == ended + timedelta(days=days)
    old = gate(made, settings, now=last + timedelta(seconds=1))
    assert GapReason.STALE in [gap.reason for gap in old.gaps]


def test_a_failure_does_not_grow_old() -> None:
    years = NOW + timedelta(days=3650)
    result = gate(read("late"), now=years)
    assert (result.outcome, [finding.rule for finding in result.findings]) == (Outcome.FAIL, ["max-rto"])
    assert [gap.reason for gap in result.gaps] == [GapReason.STALE]


def test_a_later_success_makes_an_earlier_failure_a_warning() -> None:
    later = drill(**SECOND)
    result = gate([*read("late"), later])
    assert result.outcome is Outcome.WARN
    assert result.findings[0].message.endswith(", a later drill kept it")
    assert result.expires_at == datetime(2026, 12, 15, 9, 20, tzinfo=UTC)
    assert gate([*read("late"), drill(id="earlier", recovered="2026-11-10T09:05:00Z")]).outcome is Outcome.FAIL


def test_a_drill_that_had_begun_before_a_failed_one_ended_does_not_repeat_it() -> None:
    nine = "2026-11-15T09:00:00Z"
    late = drill(id="late", disrupted_at=nine, detected_at=nine, started=nine, recovered="2026-11-15T10:01:00Z")
    for began, outcome in (("2026-11-15T10:00:59Z", Outcome.FAIL), ("2026-11-15T10:01:00Z", Outcome.WARN)):
        other = drill(disrupted_at=began, detected_at=began, started=began, recovered="2026-11-15T10:20:00Z")
        assert gate([late, other], Settings(max_rto=timedelta(hours=1))).outcome is outcome


def test_required_kinds_and_services() -> None:
    both = Settings(tier=1, kinds=(DrillKind.RESTORE, DrillKind.FAILOVER))
    assert gate(read("ok"), both).outcome is Outcome.INCONCLUSIVE
    assert gate(read("ok", "failover"), both).outcome is Outcome.PASS
    assert gate(read("ok"), Settings(tier=1, services=("checkout",))).outcome is Outcome.PASS
    other = gate(read("ok"), Settings(tier=1, services=("checkout", "search")))
    assert [gap.detail for gap in other.gaps] == [
        "there is no usable restore drill of search; there are drills of checkout"
    ]
    nowhere = gate(read("failover"), Settings(tier=1, services=("search",)))
    assert [gap.detail for gap in nowhere.gaps] == ["there is no usable restore drill of search"]


def test_a_drill_that_was_not_asked_for_is_judged_too() -> None:
    slow = drill(kind="failover", id="f", recovered="2026-11-10T12:00:00Z")
    assert gate([*read("ok"), slow]).outcome is Outcome.FAIL


def test_tiers_get_laxer() -> None:
    tiers = [TIERS[number] for number in sorted(TIERS)]
    for values in (
        [tier.max_rto for tier in tiers],
        [tier.max_rpo for tier in tiers],
        [tier.max_age["restore"] for tier in tiers],
    ):
        assert values == sorted(values)
    integrity = [tier.min_integrity for tier in tiers]
    assert integrity == sorted(integrity, reverse=True)
    outcomes = [gate(read("shallow"), Settings(tier=number)).outcome for number in sorted(TIERS)]
    assert outcomes == [Outcome.FAIL, *[Outcome.INCONCLUSIVE] * 2, Outcome.PASS, Outcome.PASS]


def test_no_drill_is_no_pass() -> None:
    result = gate([])
    assert (result.outcome, result.evaluated) == (Outcome.INCONCLUSIVE, 0)


def test_the_order_and_repetition_of_files_change_nothing() -> None:
    files = read("ok", "late", "failover", "truncated")
    assert {encode(gate(order)) for order in permutations(files)} == {encode(gate([*files, *files]))}


_DAYS = st.lists(
    st.tuples(st.integers(1, 28), st.integers(1, 120), st.sampled_from(["restore", "failover"]), st.booleans()),
    max_size=4,
)


def _made(rows: list[tuple[int, int, str, bool]]) -> list[Measurement]:
    return [
        drill(
            id=f"{index}",
            kind=kind,
            started=f"2026-10-{day:02}T00:00:00Z",
            detected_at=f"2026-10-{day:02}T00:00:00Z",
            disrupted_at=f"2026-10-{day:02}T00:00:00Z",
            last_recovered_marker=f"2026-10-{day:02}T00:00:00Z",
            recovered=f"2026-10-{day:02}T0{minutes // 60}:{minutes % 60:02}:00Z",
            validated_by="grace" if validated else ...,
        )
        for index, (day, minutes, kind, validated) in enumerate(rows)
    ]


@given(_DAYS, st.integers(0, 60), st.integers(0, 60))
def test_time_alone_never_makes_it_better(rows: list[tuple[int, int, str, bool]], days: int, more: int) -> None:
    rank = {Outcome.PASS: 0, Outcome.WARN: 1, Outcome.INCONCLUSIVE: 2, Outcome.FAIL: 2}
    start = datetime(2026, 10, 30, tzinfo=UTC) + timedelta(days=days)
    before = gate(_made(rows), now=start)
    after = gate(_made(rows), now=start + timedelta(days=more))
    assert rank[after.outcome] >= rank[before.outcome]


@given(_DAYS)
def test_one_more_failed_drill_never_makes_it_better(rows: list[tuple[int, int, str, bool]]) -> None:
    failed = drill(id="failed", recovered=None)
    assert gate([*_made(rows), failed]).outcome.rank >= gate(_made(rows)).outcome.rank


DAMAGE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "nobody validated": lambda record: {**record, "validated_by": ...},
    "a blank validated": lambda record: {**record, "validated_by": "n/a"},
    "the operator validated": lambda record: {**record, "validated_by": record.get("operator", "ada")},
    "nobody recovered": lambda record: {**record, "operator": ...},
    "it never recovered": lambda record: {**record, "recovered": None, "consecutive_checks": 0},
    "it recovered later": lambda record: {**record, "recovered": shifted(record["recovered"], 6)},
    "it was disrupted earlier": lambda record: {**record, "disrupted_at": shifted(record["disrupted_at"], -6)},
    "it was noticed at the end": lambda record: {**record, "detected_at": record["recovered"] or ...},
    "the marker is older": lambda record: {**record, "last_recovered_marker": shifted(record["disrupted_at"], -6)},
    "the disruption is not told": lambda record: {**record, "disrupted_at": ..., "last_recovered_marker": ...},
    "one look": lambda record: {**record, "consecutive_checks": min(1, record["consecutive_checks"])},
    "a check is not there": lambda record: {**record, "integrity": {"checks": record["integrity"]["checks"][1:]}},
    "a check was not made": lambda record: with_first_check(record, state="skipped"),
    "a check failed": lambda record: with_first_check(record, state="failed"),
    "a check is of another level": lambda record: with_first_check(record, level="L0"),
    "more is claimed": lambda record: {**record, "integrity": {**record["integrity"], "level": "L4"}},
    "nothing was checked": lambda record: {**record, "integrity": {"checks": []}},
}


def shifted(time: str | Any, hours: int) -> Any:
    if not isinstance(time, str):
        return time
    return (datetime.fromisoformat(time) + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def with_first_check(record: dict[str, Any], **changes: str) -> dict[str, Any]:
    first, *others = record["integrity"]["checks"] or [{"name": "rows", "level": "L1", "state": "skipped"}]
    return {**record, "integrity": {**record["integrity"], "checks": [{**first, **changes}, *others]}}


def proves(result: GateResult) -> bool:
    return result.outcome in {Outcome.PASS, Outcome.WARN}


@given(
    st.lists(st.lists(st.sampled_from(sorted(DAMAGE)), max_size=3), min_size=1, max_size=3),
    st.integers(0, 2),
    st.sampled_from(sorted(DAMAGE)),
    st.sampled_from([TIER_1, Settings(tier=4), Settings(max_rto=timedelta(hours=1), max_detection=timedelta(hours=1))]),
)
def test_a_worse_record_never_makes_it_better(
    damage: list[list[str]], which: int, worse: str, settings: Settings
) -> None:
    records = []
    for index, kinds in enumerate(damage):
        record = {**json.loads((ROOT / "ok.json").read_text()), "id": f"{index}"}
        times = {key: shifted(value, 12 * index) for key, value in record.items() if key in TIMES}
        record |= times
        for kind in kinds:
            record = DAMAGE[kind](record)
        records.append(record)
    before = gate([drill(**record) for record in records], settings)
    records[which % len(records)] = DAMAGE[worse](records[which % len(records)])
    after = gate([drill(**record) for record in records], settings)
    assert proves(before) >= proves(after)


@given(st.lists(st.sampled_from(sorted(DAMAGE)), max_size=2), st.sampled_from(sorted(DAMAGE)))
def test_a_second_record_of_the_same_id_never_makes_it_better(damage: list[str], worse: str) -> None:
    record = json.loads((ROOT / "ok.json").read_text())
    for kind in damage:
        record = DAMAGE[kind](record)
    one, other = drill(file="a", **record), drill(file="b", **DAMAGE[worse](record))
    assert proves(gate([one])) >= proves(gate([one, other]))


@given(
    st.dictionaries(
        st.sampled_from(sorted(schema()["properties"])),
        st.one_of(
            st.none(),
            st.text(max_size=8),
            st.integers(),
            st.datetimes().map(lambda time: f"{time.isoformat()}Z"),
            st.lists(st.fixed_dictionaries({"name": st.text(), "level": LEVELS, "state": STATES})).map(
                lambda rows: {"checks": rows}
            ),
        ),
    ),
    st.sampled_from(["ok", "version-1"]),
)
def test_every_record_is_judged(changes: dict[str, Any], name: str) -> None:
    record = {**json.loads((ROOT / f"{name}.json").read_text()), **changes}
    measurement = SOURCE.read(json.dumps(record).encode(), name="fuzzed.json")
    for settings in (TIER_1, Settings(max_rto=timedelta(hours=4), max_detection=timedelta(hours=1))):
        assert encode(gate([measurement, *read("ok", "late")], settings))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"tier": 5},
        {"tier": 1, "min_integrity": "L0"},
        {"tier": 1, "kinds": ()},
        {"tier": 1, "kinds": ("restart",)},
        {"tier": 1, "max_age": timedelta(days=-1)},
        {"tier": 1, "max_age": timedelta.max},
        {"tier": 1, "min_consecutive": 0},
    ],
)
def test_settings_without_a_meaning_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="recovery gate"):
        Settings(**wrong)
