"""Terraform states: read completely, or a named gap; never an empty estate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.demo.estate import data
from engine.model.outcome import GapReason
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Mode
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER

SCHEMA = ProviderSchema()
AWS = 'provider["registry.terraform.io/hashicorp/aws"]'


def read(body: bytes | dict[str, Any]) -> Collection:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    collector = state_file(
        location="s.tfstate", path=Path("unused"), redactor=Redactor(b"k" * 32, "e"), provider=PROVIDER
    )
    return collector.parse(raw)


def state(*resources: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 3,
        "lineage": "aaaa",
        "outputs": {},
        "resources": list(resources),
        **changes,
    }


def resource(*instances: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "mode": "managed",
        "type": "aws_vpc",
        "name": "main",
        "provider": AWS,
        "instances": list(instances) or [instance()],
        **changes,
    }


def instance(**changes: Any) -> dict[str, Any]:
    return {"schema_version": 1, "attributes": {"id": "vpc-1"}, **changes}


def test_no_secret_stands_in_what_a_state_says_of_itself() -> None:
    token = "gh" + "p_" + "a1B2" * 9
    told = {"lineage": token, "terraform_version": f"1.11 {token}"}
    found = read(state(resource(instance(), instance(deposed=token)), **told))
    assert token not in repr(found)
    assert found.origins[0].facts["terraform_version"].startswith("1.11 $secret:")
    assert sorted(bool(item.deposed) for item in found.resources) == [False, True]
    same = read(state(resource(), lineage=token)).origins[0].facts["lineage"]
    assert same == found.origins[0].facts["lineage"]


def test_everything_that_a_state_holds() -> None:
    arn = "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"
    found = read(
        state(
            resource(instance(attributes={"id": "vpc-1", "arn": arn}, dependencies=["b.c", "a.b"])),
            resource(instance(index_key=0), instance(index_key=1), name="counted", module="module.net"),
            resource(instance(index_key="0"), instance(index_key='a"b\n${c}'), name="each"),
            resource(instance(status="tainted"), name="tainted"),
            resource(instance(deposed="abcd1234"), name="deposed"),
            resource(instance(), instance(deposed="abcd1234"), name="both"),
            resource(instance(), mode="data", name="read"),
            outputs={
                "a": {"value": "hidden", "sensitive": True, "type": "string"},
                "b": {"value": 12345678901234567890, "type": "number"},
            },
        )
    )
    by_address = {(item.address, item.deposed): item for item in found.resources}
    assert set(by_address) == {
        ("aws_vpc.main", ""),
        ("module.net.aws_vpc.counted[0]", ""),
        ("module.net.aws_vpc.counted[1]", ""),
        ('aws_vpc.each["0"]', ""),
        ('aws_vpc.each["a\\"b\\n$${c}"]', ""),
        ("aws_vpc.tainted", ""),
        ("aws_vpc.deposed", "abcd1234"),
        ("aws_vpc.both", ""),
        ("aws_vpc.both", "abcd1234"),
        ("data.aws_vpc.read", ""),
    }
    assert by_address["aws_vpc.tainted", ""].tainted
    assert by_address["data.aws_vpc.read", ""].mode is Mode.DATA
    assert by_address["aws_vpc.main", ""].dependencies == ("a.b", "b.c")
    assert {(item.account, item.region) for item in found.resources} == {("111122223333", "eu-west-1")}
    assert is_secret_mark(found.outputs["a"])
    assert found.outputs["b"] == 12345678901234567890
    assert found.gaps == ()
    assert dict(found.origins[0].facts) == {"lineage": "aaaa", "serial": "3", "terraform_version": "1.11.4"}


def test_sensitive_paths_of_the_state_and_the_schema() -> None:
    path = [{"type": "get_attr", "value": "tags"}, {"type": "index", "value": {"value": "k", "type": "string"}}]
    found = read(
        state(
            resource(instance(attributes={"id": "v", "tags": {"k": "x", "l": "y"}}, sensitive_attributes=[path])),
            resource(instance(attributes={"id": "d", "password": "x"}), type="aws_db_instance", name="db"),
        )
    )
    by_type = {item.type: item.attributes for item in found.resources}
    assert is_secret_mark(by_type["aws_vpc"]["tags"]["k"])
    assert by_type["aws_vpc"]["tags"]["l"] == "y"
    assert is_secret_mark(by_type["aws_db_instance"]["password"])


def test_an_empty_state_is_an_estate_without_resources() -> None:
    found = read(state())
    assert (found.resources, found.gaps, found.complete) == ((), (), True)


def test_a_lineage_may_be_empty_and_not_lack() -> None:
    assert read(state(resource(), lineage="")).gaps == ()
    assert [gap.reason for gap in read({**state(resource()), "lineage": None}).gaps] == [GapReason.UNPARSABLE]


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2"])
def test_what_older_versions_show_is_read(version: str) -> None:
    vpc = {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main", "values": {"id": "vpc-1"}}
    shown = {
        "format_version": version,
        "terraform_version": "1.0.11",
        "values": {"root_module": {"resources": [{**vpc, "provider_name": "aws", "schema_version": 1}]}},
    }
    found = read(shown)
    assert ([item.address for item in found.resources], found.gaps) == (["aws_vpc.main"], ())


@pytest.mark.parametrize("version", ["0.3", "0.10", "0", "2.0", "10.0"])
def test_another_version_is_a_gap(version: str) -> None:
    found = read({"format_version": version, "values": {"root_module": {}}})
    assert [gap.reason for gap in found.gaps] == [GapReason.UNSUPPORTED]


@pytest.mark.parametrize(
    ("type_", "attributes", "region"),
    [
        ("aws_nat_gateway", {"region": "us-east-1"}, "us-east-1"),
        ("aws_s3_bucket", {"region": "eu-west-1", "arn": "arn:aws:s3:::b"}, "eu-west-1"),
        ("aws_sqs_queue", {"region": "us-east-1", "arn": "arn:aws:sqs:eu-west-1:111122223333:q"}, "eu-west-1"),
        ("aws_iam_role", {"region": "us-east-1"}, ""),  # of no region
        ("aws_config_aggregate_authorization", {"region": "us-east-1"}, ""),  # it means another one
        ("aws_nat_gateway", {"region": "Mars"}, ""),
        ("google_compute_instance", {"region": "us-east-1"}, ""),
    ],
)
def test_the_own_region_of_a_resource_is_its_place(type_: str, attributes: dict[str, Any], region: str) -> None:
    """Version 6 of the provider writes one into each; before, some types had one with another meaning."""
    (found,) = read(state(resource(instance(attributes={"id": "x", **attributes}), type=type_))).resources
    assert found.region == region


def test_an_instance_of_an_old_form_is_a_gap_of_its_own() -> None:
    old = {"schema_version": 0, "attributes_flat": {"id": "x"}}
    found = read(state(resource(), resource(old, name="old")))
    assert [item.address for item in found.resources] == ["aws_vpc.main"]
    assert [(gap.address, gap.reason) for gap in found.gaps] == [("aws_vpc.old", GapReason.UNSUPPORTED)]


@pytest.mark.parametrize("value", [True, False, 1, [], {}])
def test_an_instance_with_another_deposed_key_than_a_text_is_a_gap_of_its_own(value: Any) -> None:
    odd = {"schema_version": 1, "attributes": {"id": "x"}, "deposed": value}
    found = read(state(resource(), resource(odd, name="odd")))
    assert [item.address for item in found.resources] == ["aws_vpc.main"]
    assert [(gap.address, gap.detail) for gap in found.gaps] == [
        ("aws_vpc.odd", "its deposed key has a form that is not known")
    ]


def test_a_missing_file_and_an_empty_folder_are_gaps(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none", GapReason.MISSING_INPUT), (tmp_path, GapReason.EMPTY)):
        collector = state_file(location="x", path=path, redactor=Redactor(b"k" * 32, "e"), provider=PROVIDER)
        (gap,) = collector.collect().gaps
        assert gap.reason is reason


def test_each_state_of_a_folder_is_an_origin_and_a_broken_one_hides_no_other(tmp_path: Path) -> None:
    for name, body in (
        ("a/terraform.tfstate", json.dumps(state(resource()))),
        ("b/terraform.tfstate.d/blue/terraform.tfstate", json.dumps(state(resource(name="blue"), lineage="b"))),
        ("b/.terraform/terraform.tfstate", "pointer"),
        ("c.tfstate", "{"),
        ("c.tfstate.backup", "{"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    found = state_file(
        location="states/", path=tmp_path, redactor=Redactor(b"k" * 32, "e"), provider=PROVIDER
    ).collect()
    assert [origin.source.location for origin in found.origins] == [
        "states/a/terraform.tfstate",
        "states/b/terraform.tfstate.d/blue/terraform.tfstate",
        "states/c.tfstate",
    ]
    assert found.origins[1].facts["workspace"] == "blue"
    assert {item.address for item in found.resources} == {"aws_vpc.main", "aws_vpc.blue"}
    assert [gap.source for gap in found.gaps] == ["tfstate:states/c.tfstate"]
    assert not found.complete


def test_a_value_of_any_type_is_unwrapped() -> None:
    wrapped = {"value": {"a": 1}, "type": ["object", {"a": "number"}]}
    found = read(
        state(resource(instance(attributes={"id": "x", "input": wrapped, "tags": {"type": "x", "value": "y"}})))
    )
    assert found.resources[0].attributes["input"] == {"a": 1}
    assert found.resources[0].attributes["tags"] == {"type": "x", "value": "y"}


@pytest.mark.parametrize("environment", ["prod", "preprod"])
def test_the_bundled_states_hold_canaries_and_the_collection_does_not(environment: str) -> None:
    raw = data(f"{environment}.tfstate")
    assert raw.count(b"DGCANARY") >= 5
    found = read(raw)
    assert found.gaps == ()
    assert len({item.type for item in found.resources if item.mode is Mode.MANAGED}) >= 25
    assert "DGCANARY" not in repr(found)


REAL = data("preprod.tfstate").rstrip()


@given(st.integers(0, len(REAL) - 1))
def test_a_truncated_state_is_never_a_smaller_estate(length: int) -> None:
    found = read(REAL[:length])
    assert found.resources == ()
    assert found.gaps


@given(st.data())
def test_no_mutation_raises_or_loses_silently(choices: st.DataObject) -> None:
    document = state(resource(), resource(instance(index_key=0), name="b"))
    node: Any = document
    for _ in range(choices.draw(st.integers(0, 4))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        if not keys:
            break
        key = choices.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or choices.draw(st.booleans()):
            node[key] = choices.draw(st.sampled_from([None, 7, "x", [], {}, True, [None], {"a": 1}]))
            break
        node = node[key]
    found = read(document)
    entries = document["resources"]
    meant = sum(len(entry["instances"]) for entry in entries) if not found.gaps else 0
    assert found.gaps or len(found.resources) == meant


@pytest.mark.parametrize("value", [True, -1, 1.5, "1", []])
def test_an_instance_without_a_whole_schema_version_is_a_gap_of_its_own(value: Any) -> None:
    found = read(state(resource(), resource(instance(schema_version=value), name="odd")))
    assert [(item.address, item.schema_version) for item in found.resources] == [("aws_vpc.main", 1)]
    assert [(gap.address, gap.detail) for gap in found.gaps] == [
        ("aws_vpc.odd", "its schema_version has a form that is not known")
    ]


def test_an_instance_may_not_tell_its_schema_version() -> None:
    found = read(state(resource({"attributes": {"id": "x"}})))
    assert [item.schema_version for item in found.resources] == [None]


def test_the_schema_table_knows_the_provider() -> None:
    groups = SCHEMA.find("aws_security_group")
    database = SCHEMA.find("aws_db_instance")
    assert groups is not None
    assert groups.fields["ingress"].kind == "set"
    assert database is not None
    assert database.fields["password"].sensitive
    assert database.fields["arn"].computed
    assert SCHEMA.find("aws_nothing") is None
    versions = [SCHEMA.version_of(name) for name in ("aws_db_instance", "aws_vpc", "aws_sqs_queue", "aws_nothing")]
    assert versions == [2, 1, 0, None]
    assert list(SCHEMA.types) == sorted(SCHEMA.types)
    assert (len(SCHEMA.types), SCHEMA.version) == (1745, "hashicorp/aws 5.100.0 and hashicorp/aws 6.66.0")
