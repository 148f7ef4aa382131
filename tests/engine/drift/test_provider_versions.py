"""Two environments, or a state and another, that versions 5 and 6 of the provider wrote: each kind of change once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.model.outcome import FailOn, GapReason
from engine.model.snapshot import Resource, Snapshot
from engine.provider.schema import SchemaNode
from snapshots.aws.upgrades import UPGRADES
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER, drift, observed, parity, resource, snapshot
from tests.engine.drift.test_metamorphic import changed as changed_resources

OLDER, BOTH = ProviderSchema(newer=str), ProviderSchema()
NAMED_ONCE = {"drift.schema_version", "parity.schema_version"}


def item(type_: str, version: int, **attributes: Any) -> Resource:
    return resource(type_, {"id": f"{type_}-1", **attributes}, schema_version=version)


def other(*resources: Resource) -> Snapshot:
    return observed(*resources, environment="preprod")


def changed(compare: Any, ours: Resource, theirs: Resource) -> tuple[list[Any], list[tuple[str, GapReason]]]:
    """Return the paths that differ, and the attributes of the gaps, either way round alike."""
    found = []
    for left, right in ((ours, theirs), (theirs, ours)):
        report = compare(snapshot(left), other(right))
        assert {one.rule for one in report.findings if not one.change.path} <= NAMED_ONCE
        paths = sorted(one.change.path for one in report.findings if one.change.path)
        found.append((paths, sorted((gap.path, gap.reason) for gap in report.gaps)))
    assert found[0] == found[1]
    return found[0]


# (type, as version 5 writes it, as version 6 writes the same, another value of that, where the difference is)
SAME: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], Any]] = [
    (
        "aws_batch_compute_environment",
        {"compute_environment_name": "a", "type": "MANAGED"},
        {"name": "a", "type": "MANAGED", "region": "eu-west-1"},
        {"name": "b", "type": "MANAGED", "region": "eu-west-1"},
        ("compute_environment_name",),
    ),
    (
        "aws_servicequotas_template",
        {"region": "eu-west-1", "value": 5},
        {"region": "us-east-1", "aws_region": "eu-west-1", "value": 5},
        {"region": "us-east-1", "aws_region": "eu-west-2", "value": 5},
        ("aws_region",),
    ),
    (
        "aws_verifiedpermissions_schema",
        {"definition": {"value": "x"}},
        {"definition": [{"value": "x"}], "region": "eu-west-1"},
        {"definition": [{"value": "y"}], "region": "eu-west-1"},
        ("definition", "value"),
    ),
    (
        "aws_resiliencehub_resiliency_policy",
        {"policy": {"az": {"rpo": "1h", "rto": "1h"}}},
        {"policy": [{"az": [{"rpo": "1h", "rto": "1h"}]}]},
        {"policy": [{"az": [{"rpo": "2h", "rto": "1h"}]}]},
        ("policy", "az", "rpo"),
    ),
    (
        "aws_launch_template",
        {"block_device_mappings": [{"ebs": [{"encrypted": "1"}]}]},
        {"block_device_mappings": [{"ebs": [{"encrypted": "true"}]}]},
        {"block_device_mappings": [{"ebs": [{"encrypted": "false"}]}]},
        ("block_device_mappings", "0", "ebs", "0", "encrypted"),
    ),
    ("aws_launch_template", {"ebs_optimized": "0"}, {"ebs_optimized": "false"}, {"ebs_optimized": "true"}, None),
    ("aws_redshift_cluster", {"encrypted": True}, {"encrypted": "true"}, {"encrypted": "false"}, ("encrypted",)),
    (
        "aws_networkmanager_connect_peer",
        {"bgp_options": [{"peer_asn": 64512}]},
        {"bgp_options": [{"peer_asn": "64512"}]},
        {"bgp_options": [{"peer_asn": "64513"}]},
        ("bgp_options", "0", "peer_asn"),
    ),
    (
        "aws_guardduty_detector_feature",
        {"additional_configuration": [{"name": "A", "status": "ENABLED"}, {"name": "B", "status": "ENABLED"}]},
        {"additional_configuration": [{"name": "B", "status": "ENABLED"}, {"name": "A", "status": "ENABLED"}]},
        {"additional_configuration": [{"name": "B", "status": "ENABLED"}]},
        None,
    ),
    (
        "aws_instance",
        {"cpu_core_count": 2, "cpu_options": [{"core_count": 2}]},
        {"cpu_options": [{"core_count": 2}], "region": "eu-west-1"},
        {"cpu_options": [{"core_count": 4}], "region": "eu-west-1"},
        ("cpu_options", "0", "core_count"),
    ),
]


@pytest.mark.parametrize("compare", [drift, parity])
@pytest.mark.parametrize(("type_", "five", "six", "changes", "where"), SAME)
def test_what_two_versions_write_otherwise_is_the_same_and_a_change_of_it_is_told(
    compare: Any, type_: str, five: dict[str, Any], six: dict[str, Any], changes: dict[str, Any], where: Any
) -> None:
    ours = item(type_, 0, **five)
    assert changed(compare, ours, item(type_, 1, **six)) == ([], [])
    found, gaps = changed(compare, ours, item(type_, 1, **changes))
    assert (len(found), gaps) == (1, [])
    assert where is None or found == [where]


# (type, attribute, as 5 writes it, as 6 writes it, what both write as well)
UNLIKE: list[tuple[str, str, Any, Any, dict[str, Any]]] = [
    ("aws_elasticache_replication_group", "auth_token_update_strategy", "ROTATE", "SET", {}),
    (
        "aws_batch_job_queue",
        "compute_environment_order",
        [{"compute_environment": "a", "order": 0}],
        [{"compute_environment": "b", "order": 0}],
        {"compute_environments": ["a"]},
    ),
    (
        "aws_lakeformation_opt_in",
        "resource_data",
        [{"lf_tag": [{"key": "k", "value": "v"}]}],
        [{"lf_tag": [{"key": "k", "values": ["v"]}]}],
        {},
    ),
]


@pytest.mark.parametrize("compare", [drift, parity])
@pytest.mark.parametrize(("type_", "name", "five", "six", "beside"), UNLIKE)
def test_a_difference_in_what_means_something_else_is_a_gap_between_versions_and_drift_within_one(
    compare: Any, type_: str, name: str, five: Any, six: Any, beside: dict[str, Any]
) -> None:
    ours = item(type_, 2, **{name: five}, **beside)
    assert changed(compare, ours, item(type_, 3, **{name: six}, **beside)) == ([], [(name, GapReason.UNSUPPORTED)])
    assert changed(compare, ours, item(type_, 3, **{name: five}, **beside)) == ([], [])
    found, gaps = changed(compare, ours, item(type_, 2, **{name: six}, **beside))
    assert ({path[0] for path in found}, gaps) == ({name}, [])
    if not beside:  # one version of the schema, and only one side has a region of its own: the provider is another
        theirs = item(type_, 2, **{name: six}, region="eu-west-1")
        assert changed(compare, ours, theirs) == ([], [(name, GapReason.UNSUPPORTED)])


def test_it_is_drift_where_nothing_is_set_that_makes_it_mean_something_else() -> None:
    ours, theirs = (
        item("aws_batch_job_queue", version, compute_environment_order=[{"compute_environment": name, "order": 0}])
        for version, name in ((1, "a"), (2, "b"))
    )
    found, gaps = changed(drift, ours, theirs)
    assert (len(found), gaps) == (1, [])


def test_what_one_version_does_not_have_is_told_as_unread() -> None:
    ours = item("aws_redshift_cluster", 0, logging=[{"enable": True, "bucket_name": "b"}], snapshot_copy=[])
    for sides in ((ours, item("aws_redshift_cluster", 0)), (item("aws_redshift_cluster", 0), ours)):
        names = [row.name for row in parity(snapshot(sides[0]), other(sides[1])).unread]
        assert "aws_redshift_cluster.logging" in names
        assert "aws_redshift_cluster.snapshot_copy" not in names  # it says nothing
    report = drift(snapshot(ours), other(item("aws_redshift_cluster", 0)))
    assert "aws_redshift_cluster.logging" in [row.name for row in report.unread]


def test_what_another_attribute_says_as_well_is_not_unread() -> None:
    ours = item("aws_eip", 0, vpc=True, domain="vpc")
    for compare in (drift, parity):
        report = compare(snapshot(ours), other(item("aws_eip", 0, domain="vpc")))
        assert "aws_eip.vpc" not in [row.name for row in report.unread]
        silent = compare(snapshot(ours), other(item("aws_eip", 0)))
        assert "aws_eip.vpc" in [row.name for row in silent.unread]


@pytest.mark.parametrize("type_", [name for name, upgrade in UPGRADES.items() if upgrade.key])
def test_a_resource_whose_id_has_another_form_is_the_same_one(type_: str) -> None:
    named: dict[str, Any] = {name: f"the {name}" for name in UPGRADES[type_].key or ()}
    left = resource(type_, {**named, "id": "as 5 made it"}, schema_version=0)
    right = resource(type_, {**named, "id": "as 6 makes it", "region": "eu-west-1"}, schema_version=1)
    report = drift(snapshot(left), other(right))
    assert (report.matched, report.left_only, report.right_only) == (1, 0, 0)


def fields(table: ProviderSchema, type_: str, path: str) -> SchemaNode | None:
    node = table.find(type_)
    for name in path.split("."):
        while node is not None and node.element is not None:
            node = node.element
        node = None if node is None else node.fields.get(name)
    return node


@pytest.mark.parametrize("type_", UPGRADES)
def test_the_table_names_what_the_schemas_have(type_: str) -> None:
    upgrade, node = UPGRADES[type_], BOTH.find(type_)
    assert node is not None
    for old, new in upgrade.versions.renamed.items():
        assert fields(OLDER, type_, old) is not None
        assert (fields(OLDER, type_, new), fields(BOTH, type_, new) is None) == (None, False)
    for old, new in upgrade.versions.retold.items():
        assert old in node.varying
        assert fields(OLDER, type_, new) is not None
    for name, where in upgrade.versions.unlike.items():
        assert all(fields(OLDER, type_, one) is not None for one in (name, *where))
    for path in upgrade.words:
        found = fields(BOTH, type_, path)
        assert found is not None
        assert found.kind == "string"
    assert all(fields(BOTH, type_, name) is not None for name in upgrade.key or ())
    facts = PROVIDER.facts(type_)
    assert facts.versions is upgrade.versions
    assert facts.synonyms.keys() >= set(upgrade.words)


def test_the_own_region_that_an_older_intent_does_not_tell_is_its_place() -> None:
    ours = resource("aws_sqs_queue", {"id": "q", "name": "q"}, schema_version=0, region="eu-west-1")
    for place, told in (("eu-west-1", "eu-west-1"), ("eu-west-1", ""), ("", "eu-west-1")):
        one = resource("aws_sqs_queue", dict(ours.attributes), schema_version=0, region=place)
        there = resource(
            "aws_sqs_queue", {"id": "q", "name": "q", "region": "eu-west-1"}, schema_version=0, region=told
        )
        report = drift(snapshot(one), other(there), fail_on=FailOn.LOW)
        assert (report.matched, list(report.findings), list(report.gaps), report.attributes_unread) == (1, [], [], 0)
    elsewhere = resource("aws_sqs_queue", {"id": "q", "name": "q", "region": "us-east-1"}, region="us-east-1")
    assert drift(snapshot(ours), other(elsewhere)).findings


@pytest.mark.parametrize("steps", [(0, 0), (3, 3), (0, 3), (3, 0)])
@pytest.mark.parametrize("compare", [drift, parity])
def test_versions_that_nobody_knows_hide_nothing_and_invent_nothing(compare: Any, steps: tuple[int, int]) -> None:
    """Both in one version compare without a word; two versions are named once a type, and all else is as in one."""
    before, after = changed_resources(7)
    ours, theirs = (
        [replace(one, schema_version=(PROVIDER.version_of(one.type) or 0) + step) for one in side]
        for side, step in zip((before, after), steps, strict=True)
    )
    plain, found = (compare(snapshot(*one), other(*two)) for one, two in ((before, after), (ours, theirs)))
    named = [one.message.split()[0] for one in found.findings if one.rule in NAMED_ONCE]
    told = [one.fingerprint for one in found.findings if one.rule not in NAMED_ONCE]
    assert told == [one.fingerprint for one in plain.findings]
    assert (found.gaps, found.matched) == (plain.gaps, plain.matched)
    types = {one.type for one in before if PROVIDER.version_of(one.type) is not None}
    assert sorted(named) == (sorted(types) if steps[0] != steps[1] else [])
