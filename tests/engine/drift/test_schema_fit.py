"""A value is compared by the schema it was written in, or the report says that it was not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.gates.drift.judge import judge as drift_gate
from engine.model.gate import Requirement
from engine.model.outcome import Outcome, Severity
from engine.model.snapshot import Mode, Resource, Side, Snapshot
from snapshots.aws.provider import AwsProvider
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.collector import state_file
from snapshots.terraform.schema import Schemas
from snapshots.terraform.schema_json import load_schema
from tests.builders import PROVIDER, drift, observed, parity, resource, snapshot

ROOT = Path(__file__).parents[3]
REDACTOR = Redactor(b"k" * 32, "e")


def other(*resources: Resource) -> Snapshot:
    """Return the other side of either comparison: reality, and another environment."""
    return observed(*resources, environment="preprod")


def item(type_: str, number: int = 1, version: int | None = None, **attributes: Any) -> Resource:
    told = {"id": f"{type_}-{number}", **attributes}
    return resource(type_, told, f"n{number}", schema_version=version)


@pytest.mark.parametrize("compare", [drift, parity])
def test_two_versions_of_a_type_are_compared_and_named_once(compare: Any) -> None:
    ours = [item("aws_db_instance", number, 1, port=1) for number in range(3)]
    theirs = [replace(one, schema_version=2, attributes={**one.attributes, "port": 2}) for one in ours]
    report = compare(snapshot(*ours), other(*theirs))
    assert report.gaps == ()
    *changed, named = sorted(report.findings, key=lambda finding: finding.rule.endswith("schema_version"))
    assert [finding.change.path for finding in changed] == [("port",)] * 3
    assert (named.outcome, named.severity) == (Outcome.WARN, Severity.LOW)
    assert named.message == (
        "aws_db_instance is in versions 1 and 2 of its schema: what both have was compared, by version 2"
    )


@pytest.mark.parametrize("compare", [drift, parity])
def test_what_tells_no_version_is_in_that_of_the_table(compare: Any) -> None:
    (named,) = compare(snapshot(item("aws_db_instance", 1, 3)), other(item("aws_db_instance"))).findings
    assert named.message.startswith("aws_db_instance is in versions 2 and 3 of its schema")


@pytest.mark.parametrize("compare", [drift, parity])
def test_one_version_is_one_form_also_where_the_table_has_another(compare: Any) -> None:
    report = compare(snapshot(item("aws_db_instance", 1, 3)), other(item("aws_db_instance", 1, 3)))
    assert (report.findings, report.gaps) == ((), ())


@pytest.mark.parametrize("compare", [drift, parity])
def test_an_attribute_that_only_another_version_has_is_compared(compare: Any) -> None:
    """The table cannot tell that people set it: it would be left out, and nobody would know."""
    report = compare(
        snapshot(item("aws_db_instance", 1, 3, later="a")), other(item("aws_db_instance", 1, 3, later="b"))
    )
    assert [finding.change.path for finding in report.findings] == [("later",)]


@pytest.mark.parametrize("compare", [drift, parity])
def test_nothing_is_said_where_the_version_fits_or_is_not_told_or_the_type_is_not_known(compare: Any) -> None:
    here = [item("aws_db_instance", 1, 2), item("aws_vpc", 1, 1), item("aws_sqs_queue", 1), item("foo_bar", 1, 9)]
    data = replace(item("aws_db_instance", 2, 7), mode=Mode.DATA)
    deposed = replace(item("aws_db_instance", 3, 7), deposed="01234567")
    report = compare(snapshot(*here, data, deposed), other(*here))
    assert (report.findings, report.gaps) == ((), ())


def test_the_project_s_own_schema_takes_the_finding_away(tmp_path: Path) -> None:
    block = {"attributes": {"id": {"type": "string", "computed": True}, "port": {"type": "number", "optional": True}}}
    document = {"provider_schemas": {"aws": {"resource_schemas": {"aws_db_instance": {"version": 1, "block": block}}}}}
    (tmp_path / "schema.json").write_text(json.dumps(document))
    own = load_schema(tmp_path / "schema.json", Cache(tmp_path / "cache", Binding(tmp_path / "keys")))
    assert (own.version_of("aws_db_instance"), own.version_of("aws_vpc")) == (1, None)
    schema = Schemas([own])
    assert (schema.version_of("aws_db_instance"), schema.version_of("aws_vpc")) == (1, 1)
    here = item("aws_db_instance", 1, 1)
    there = replace(here, schema_version=None)
    assert drift(snapshot(here), other(there), provider=AwsProvider(schema)).findings == ()
    assert [found.rule for found in drift(snapshot(here), other(there)).findings] == ["drift.schema_version"]


@pytest.mark.parametrize("compare", [drift, parity])
def test_types_without_a_schema_are_named_and_compared_as_they_are_written(compare: Any) -> None:
    ours = [item("foo_bar", list=["a", "b"], text="x"), item("baz_qux"), item("aws_vpc"), item("gone_here", 5)]
    theirs = [item("foo_bar", list=["b", "a"], text="x"), item("baz_qux"), item("aws_vpc")]
    report = compare(snapshot(*ours), other(*theirs))
    assert report.unknown_types == ("baz_qux", "foo_bar")
    assert {finding.change.path[0] for finding in report.findings if finding.change.path} == {"list"}
    summary = drift_gate(report, Requirement.MUST).summary
    assert summary.endswith("; 2 types without a schema: baz_qux, foo_bar")


def test_a_summary_names_few_of_many_types() -> None:
    here = [item(f"foo_t{number}") for number in range(7)]
    report = drift(snapshot(*here), other(*here))
    summary = drift_gate(report, Requirement.MUST).summary
    assert summary.endswith("; 7 types without a schema: foo_t0, foo_t1, foo_t2, foo_t3, foo_t4 and 2 more")


def test_the_bundled_estates_fit_the_table() -> None:
    paths = sorted((ROOT / "cli" / "demo").rglob("*.tfstate"))
    assert len(paths) == 2
    for path in paths:
        taken = state_file(location=path.name, path=path, redactor=REDACTOR, provider=PROVIDER).collect()
        versions = {one.schema_version for one in taken.resources if one.mode is Mode.MANAGED}
        assert versions == {0, 1, 2}
        estate = snapshot(*taken.resources)
        assert drift(estate, replace(estate, side=Side.OBSERVED)).findings == ()
