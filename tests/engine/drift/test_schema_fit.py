"""A value is compared by the schema it was written in, or the report says that it was not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.gates.drift.judge import judge as drift_gate
from engine.model.gate import Requirement
from engine.model.outcome import GapReason
from engine.model.snapshot import Mode, Resource, Side, Snapshot
from snapshots.aws.provider import AwsProvider
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
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
def test_a_version_that_the_table_does_not_have_is_one_gap_and_is_compared(compare: Any) -> None:
    ours = [item("aws_db_instance", number, 1, port=1) for number in range(3)]
    theirs = [replace(one, schema_version=2, attributes={**one.attributes, "port": 2}) for one in ours]
    report = compare(snapshot(*ours), other(*theirs))
    (gap,) = report.gaps
    assert (gap.reason, gap.source, gap.types) == (GapReason.UNSUPPORTED, "comparison", ("aws_db_instance",))
    assert gap.detail == "aws_db_instance is in version 1 of its schema and was compared by version 2 (3 resources)"
    assert gap.fix == "give the provider's own schema: terraform.provider-schema in driftgate.yaml"
    assert [finding.change.path for finding in report.findings] == [("port",)] * 3


@pytest.mark.parametrize("compare", [drift, parity])
def test_no_gap_where_the_version_fits_or_is_not_told_or_the_type_is_not_known(compare: Any) -> None:
    here = [item("aws_db_instance", 1, 2), item("aws_vpc", 1, 1), item("aws_sqs_queue", 1), item("foo_bar", 1, 9)]
    data = replace(item("aws_db_instance", 2, 7), mode=Mode.DATA)
    deposed = replace(item("aws_db_instance", 3, 7), deposed="01234567")
    report = compare(snapshot(*here, data, deposed), other(*here))
    assert report.gaps == ()


def test_the_project_s_own_schema_takes_the_gap_away(tmp_path: Path) -> None:
    block = {"attributes": {"id": {"type": "string", "computed": True}, "port": {"type": "number", "optional": True}}}
    document = {"provider_schemas": {"aws": {"resource_schemas": {"aws_db_instance": {"version": 1, "block": block}}}}}
    (tmp_path / "schema.json").write_text(json.dumps(document))
    schema = load_schema(tmp_path / "schema.json")
    assert (schema.version_of("aws_db_instance"), schema.version_of("aws_vpc")) == (1, None)
    here = item("aws_db_instance", 1, 1)
    assert drift(snapshot(here), other(here), provider=AwsProvider(schema)).gaps == ()


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
        gaps = drift(estate, replace(estate, side=Side.OBSERVED)).gaps
        assert [gap for gap in gaps if gap.source == "comparison"] == []
