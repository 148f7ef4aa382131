"""The recovery gate over drill records."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/drill"
SOURCE = result_reader("drill", Redactor(b"k" * 32, "test"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TIER_1 = Settings(tier=1)


def read(*names: str) -> list[Measurement]:
    return [SOURCE.read((ROOT / f"{name}.json").read_bytes(), name=f"{name}.json") for name in names]


def drill(**changes: Any) -> Measurement:
    record = {**json.loads((ROOT / "ok.json").read_text()), **changes}
    kept = {key: value for key, value in record.items() if value is not ...}
    return SOURCE.read(json.dumps(kept).encode(), name=f"{kept['id']}.json")


def gate(measurements: Sequence[Measurement], settings: Settings = TIER_1, *, now: datetime = NOW) -> GateResult:
    return judge(measurements, settings, now=now)


@pytest.mark.parametrize(
    ("name", "outcome", "rules"),
    [
        ("ok", Outcome.PASS, []),
        ("late", Outcome.FAIL, ["max-rto"]),
        ("lossy", Outcome.FAIL, ["max-rpo"]),
        ("never", Outcome.FAIL, ["not-recovered"]),
        ("shallow", Outcome.FAIL, ["min-integrity"]),
        ("corrupt", Outcome.FAIL, ["integrity-check"]),
        ("unvalidated", Outcome.INCONCLUSIVE, []),
        ("one-check", Outcome.INCONCLUSIVE, []),
        ("reversed", Outcome.INCONCLUSIVE, []),
        ("no-zone", Outcome.INCONCLUSIVE, []),
        ("unknown-field", Outcome.INCONCLUSIVE, []),
        ("unknown-version", Outcome.INCONCLUSIVE, []),
        ("half-rpo", Outcome.INCONCLUSIVE, []),
        ("truncated", Outcome.INCONCLUSIVE, []),
        ("failover", Outcome.INCONCLUSIVE, []),
    ],
)
def test_drills_against_tier_1(name: str, outcome: Outcome, rules: list[str]) -> None:
    result = gate(read(name))
    assert (result.outcome, [finding.rule for finding in result.findings]) == (outcome, rules)
    assert (outcome is Outcome.INCONCLUSIVE) <= bool(result.gaps)
    assert encode(result)


def test_a_pass_says_what_it_rests_on_and_when_it_ends() -> None:
    result = gate(read("ok"))
    assert result.summary == "prod/checkout/restore: RTO 2250 s (limit 3600 s), RPO 480 s (limit 900 s), integrity L4"
    assert result.evaluated == 1 + 2 + 3
    assert result.measured_at == datetime(2026, 11, 10, 9, 41, 30, tzinfo=UTC)
    assert result.expires_at == result.measured_at + timedelta(days=30)
    assert {metric.name: (metric.value, metric.unit) for metric in result.metrics} == {
        "drills": (1, "count"),
        "rpo": (480, "s"),
        "rto": (2250, "s"),
    }


def test_a_failure_names_target_and_value() -> None:
    (finding,) = gate(read("late")).findings
    assert finding.message == "prod/checkout/restore: RTO is 23400 s, allowed are 3600 s"
    assert (finding.change.before, finding.change.after) == (3600, 23400)
    assert finding.fingerprint == make_fingerprint(gate="recovery", rule="max-rto", resource="prod/checkout/restore")


def test_an_unvalidated_restore_proves_nothing() -> None:
    assert [gap.detail for gap in gate(read("unvalidated")).gaps] == [
        "prod/checkout/restore: nobody validated the recovery",
        "prod/checkout/restore: nothing shows that the recovered data are intact",
    ]
    claimed = drill(integrity={"level": "L4", "checks": []})
    assert gate([claimed]).outcome is Outcome.INCONCLUSIVE
    skipped = drill(
        integrity={"level": "L4", "checks": [{"name": "a", "state": "passed"}, {"name": "b", "state": "skipped"}]}
    )
    assert gate([skipped]).outcome is Outcome.INCONCLUSIVE


def test_an_rpo_that_was_not_measured_is_not_kept() -> None:
    unmeasured = drill(disrupted_at=..., last_recovered_marker=...)
    assert gate([unmeasured]).outcome is Outcome.INCONCLUSIVE
    assert gate([unmeasured], Settings(max_rto=timedelta(hours=1))).outcome is Outcome.PASS


def test_age_is_judged_by_the_given_time() -> None:
    ended = datetime(2026, 11, 10, 9, 41, 30, tzinfo=UTC)
    month = timedelta(days=30)
    assert gate(read("ok"), now=ended + month - timedelta(seconds=1)).outcome is Outcome.PASS
    old = gate(read("ok"), now=ended + month)
    assert (old.outcome, [gap.reason for gap in old.gaps]) == (Outcome.INCONCLUSIVE, [GapReason.STALE])
    assert gate(read("ok"), Settings(tier=1, max_age=timedelta(days=5))).outcome is Outcome.INCONCLUSIVE


def test_a_later_success_makes_an_earlier_failure_a_warning() -> None:
    later = drill(
        id="again",
        **{
            key: f"2026-11-15T09:{minute}:00Z"
            for key, minute in (
                ("disrupted_at", "10"),
                ("last_recovered_marker", "09"),
                ("started", "11"),
                ("recovered", "20"),
            )
        },
    )
    result = gate([*read("late"), later])
    assert result.outcome is Outcome.WARN
    assert result.findings[0].message.endswith(", a later drill kept it")
    assert result.expires_at == datetime(2026, 12, 15, 9, 20, tzinfo=UTC)
    assert gate([*read("late"), drill(id="earlier", recovered="2026-11-10T09:05:00Z")]).outcome is Outcome.FAIL


def test_required_kinds_and_services() -> None:
    both = Settings(tier=1, kinds=(DrillKind.RESTORE, DrillKind.FAILOVER))
    assert gate(read("ok"), both).outcome is Outcome.INCONCLUSIVE
    assert gate(read("ok", "failover"), both).outcome is Outcome.PASS
    assert gate(read("ok"), Settings(tier=1, services=("checkout",))).outcome is Outcome.PASS
    other = gate(read("ok"), Settings(tier=1, services=("checkout", "search")))
    assert [gap.detail for gap in other.gaps] == ["there is no usable restore drill of search"]


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
    assert outcomes == [Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.PASS]


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
            disrupted_at=f"2026-10-{day:02}T00:00:00Z",
            last_recovered_marker=f"2026-10-{day:02}T00:00:00Z",
            recovered=f"2026-10-{day:02}T0{minutes // 60}:{minutes % 60:02}:00Z",
            validated_by="someone" if validated else ...,
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
