"""What depends on dates: never on the machine's, never known beyond the table, and the worse the later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.model.outcome import Outcome
from policies.authoring.catalog import Pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.judging import JUDGING
from snapshots.aws.support import DATES, TABLE, VERSIONS, find_ends, read_table
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot
from tests.profiles import sample
from tests.shipped import kept_engine

VERSION_FAMILIES = [(family, version) for family, table in read_table().items() for version in table.ends]


def test_every_table_names_the_page_of_the_vendor_and_ordered_days() -> None:
    assert TABLE.read_text(encoding="utf-8").startswith("# When what AWS runs leaves support")
    for table in read_table().values():
        assert table.source.startswith("https://docs.aws.amazon.com/")
        assert table.kind in {"names", "numbers", "versions"}
        assert table.read <= date(2026, 11, 30)
        for days in table.ends.values():
            told = [day for day in days if isinstance(day, date)]
            assert told == sorted(told)
            assert {day for day in days if not isinstance(day, date)} <= {"unread"}
            assert len(days) <= 2


def test_what_types_tell_is_in_their_schemas_and_their_families_are_in_the_table() -> None:
    schema, table = ProviderSchema(), read_table()
    for type_, forms in VERSIONS.items():
        node = schema.find(type_)
        assert node is not None
        for form in forms:
            assert {*form.attributes, *filter(None, [form.engine])} <= node.fields.keys()
            assert {form.family} - {""} | set(form.families.values()) <= table.keys()
    for type_, names in DATES.items():
        node = schema.find(type_)
        assert node is not None
        assert set(names) <= node.fields.keys()


@pytest.mark.parametrize(("family", "version"), sample(VERSION_FAMILIES, test=40, quick=10))
def test_a_listed_version_is_found_as_it_is_listed(family: str, version: str) -> None:
    days = read_table()[family].ends[version]
    found = find_ends(family, version)
    assert found is not None
    assert not found.latest
    assert (found.standard, found.extended) == (
        (None, None) if not days else tuple(day if isinstance(day, date) else None for day in (days[0], days[-1]))
    )


@pytest.mark.parametrize(
    ("family", "version", "known"),
    [
        ("mysql", "8.0.36", date(2026, 7, 31)),
        ("mysql", "8.04", None),  # not 8.0.4
        ("mysql", "8", None),  # of which 8.0 and 8.4 are two
        ("mysql", "5.1.2", date(2022, 3, 1)),
        ("postgres", "9.5", date(2022, 4, 30)),
        ("postgres", "100", None),
        ("postgres", "", None),
        ("postgres", "latest", None),
        ("lambda", "python3", None),
        ("lambda", "PYTHON3.12", None),
        ("opensearch", "Elasticsearch_7.10", date(2027, 11, 7)),
        ("opensearch", "Solr_1.0", None),
        ("elasticsearch", "1.5", None),
        ("nothing", "1", None),
    ],
)
def test_a_version_is_known_by_its_parts_and_never_by_likeness(family: str, version: str, known: date | None) -> None:
    found = find_ends(family, version)
    assert (None if found is None else found.standard) == known


def outcome(evaluator: RegoEvaluator, version: str, as_of: datetime | None) -> Outcome:
    item = resource("aws_eks_cluster", {"version": version})
    (result,) = (one for one in evaluator.evaluate(snapshot(item), as_of).results if one.policy == "eks-version")
    return result.outcome


@pytest.mark.parametrize("version", ["1.20", "1.29", "1.33", "1.36", "1.99"])
def test_time_passing_never_improves_a_verdict(evaluator: RegoEvaluator, version: str) -> None:
    days = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=100 * step) for step in range(20)]
    ranks = [outcome(evaluator, version, day) for day in days]
    assert ranks == sorted(ranks, key=lambda one: (one is Outcome.FAIL, one is Outcome.INCONCLUSIVE))


def test_without_a_time_nothing_is_known(evaluator: RegoEvaluator) -> None:
    assert outcome(evaluator, "1.20", None) is Outcome.INCONCLUSIVE


def test_the_time_of_the_snapshot_and_of_the_machine_count_for_nothing(pack: Pack) -> None:
    evaluator = RegoEvaluator(pack, judging=JUDGING, schema=ProviderSchema(), engine=kept_engine())
    assert outcome(evaluator, "1.29", datetime(2026, 3, 22, 23, 59, tzinfo=UTC)) is Outcome.PASS
    assert outcome(evaluator, "1.29", datetime(2026, 3, 23, tzinfo=UTC)) is Outcome.FAIL


def test_a_version_that_is_only_the_default_of_a_variable_proves_nothing(evaluator: RegoEvaluator) -> None:
    told = {"engine": "postgres", "engine_version": "17.2"}
    as_of = datetime(2026, 6, 1, tzinfo=UTC)
    for code, outcome in ((told, Outcome.PASS), ({"engine": "postgres"}, Outcome.INCONCLUSIVE)):
        item = resource("aws_db_instance", told, declared=True, code=code)
        results = evaluator.evaluate(snapshot(item), as_of).results
        assert [one.outcome for one in results if one.policy == "rds-engine-version"] == [outcome]


def test_a_version_that_is_hidden_proves_nothing(evaluator: RegoEvaluator) -> None:
    told = {"engine": "postgres", "engine_version": {"$secret": "0" * 32, "epoch": "e1"}, "replicate_source_db": ""}
    results = evaluator.evaluate(snapshot(resource("aws_db_instance", told)), datetime(2026, 6, 1, tzinfo=UTC)).results
    assert [one.outcome for one in results if one.policy == "rds-engine-version"] == [Outcome.INCONCLUSIVE]
