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
from engine.model.snapshot import Mode
from engine.ports import Collection
from snapshots.redact import Redactor, is_secret
from snapshots.terraform.schema import ProviderSchema
from snapshots.terraform.state import StateCollector

SCHEMA = ProviderSchema()
AWS = 'provider["registry.terraform.io/hashicorp/aws"]'


def read(body: bytes | dict[str, Any]) -> Collection:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    collector = StateCollector(
        location="s.tfstate", path=Path("unused"), redactor=Redactor(b"k" * 32, "e"), schema=SCHEMA
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
    assert is_secret(found.outputs["a"])
    assert found.outputs["b"] == 12345678901234567890
    assert found.gaps == ()
    assert dict(found.origin.facts) == {"lineage": "aaaa", "serial": "3", "terraform_version": "1.11.4"}


def test_sensitive_paths_of_the_state_and_the_schema() -> None:
    path = [{"type": "get_attr", "value": "tags"}, {"type": "index", "value": {"value": "k", "type": "string"}}]
    found = read(
        state(
            resource(instance(attributes={"id": "v", "tags": {"k": "x", "l": "y"}}, sensitive_attributes=[path])),
            resource(instance(attributes={"id": "d", "password": "x"}), type="aws_db_instance", name="db"),
        )
    )
    by_type = {item.type: item.attributes for item in found.resources}
    assert is_secret(by_type["aws_vpc"]["tags"]["k"])
    assert by_type["aws_vpc"]["tags"]["l"] == "y"
    assert is_secret(by_type["aws_db_instance"]["password"])


def test_an_empty_state_is_an_estate_without_resources() -> None:
    found = read(state())
    assert (found.resources, found.gaps, found.complete) == ((), (), True)


ENCRYPTED = {"meta": {"key_provider.pbkdf2.x": "e"}, "encrypted_data": "AAAA", "encryption_version": "v0"}
POINTER = {"version": 3, "serial": 1, "lineage": "x", "backend": {"type": "s3", "config": {}}}
BROKEN = {
    "zero bytes": (b"", GapReason.EMPTY, "the state is empty (0 bytes)"),
    "blank": (b" \n", GapReason.EMPTY, "the state is empty (0 bytes)"),
    "cut": (json.dumps(state(resource())).encode()[:-9], GapReason.UNPARSABLE, "not JSON"),
    "list": (b"[]", GapReason.UNPARSABLE, "the document is not a JSON object"),
    "version 3": (state(version=3, modules=[]), GapReason.UNSUPPORTED, "state version 3 is not 4"),
    "version text": (state(version="4"), GapReason.UNSUPPORTED, "state version '4' is not 4"),
    "version true": (state(version=True), GapReason.UNSUPPORTED, "state version True is not 4"),
    "pointer": (POINTER, GapReason.UNSUPPORTED, "the file points to a backend and holds no state"),
    "encrypted": (ENCRYPTED, GapReason.UNSUPPORTED, "the state is encrypted by OpenTofu"),
    "show -json": ({"format_version": "1.0", "values": {}}, GapReason.UNSUPPORTED, "the file is output of"),
    "no resources": ({**state(), "resources": None}, GapReason.UNPARSABLE, "the state has no list of resources"),
    "no lineage": (state(lineage=""), GapReason.UNPARSABLE, "the state has no list of resources or no lineage"),
    "duplicate instance": (state(resource(), resource()), GapReason.UNPARSABLE, "aws_vpc.main stands in the state"),
    "duplicate deposed": (
        state(resource(instance(deposed="aaaaaaaa"), instance(deposed="aaaaaaaa"))),
        GapReason.UNPARSABLE,
        "aws_vpc.main stands in the state more than once",
    ),
    "unknown mode": (state(resource(mode="ephemeral")), GapReason.UNSUPPORTED, "resource mode 'ephemeral' is unknown"),
    "strange key": (state(resource(instance(index_key=True))), GapReason.UNPARSABLE, "instance key True is no index"),
    "duplicate keys": (b'{"version":4,"version":4}', GapReason.UNPARSABLE, "duplicate key 'version'"),
    "not a number": (b'{"version":NaN}', GapReason.UNPARSABLE, "NaN is not a JSON number"),
    "deep": (b"[" * 100_000, GapReason.UNPARSABLE, "nested deeper than 200 levels"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_readable_state_is_a_named_gap(name: str) -> None:
    body, reason, detail = BROKEN[name]
    found = read(body)  # type: ignore[arg-type]
    (gap,) = found.gaps
    assert (gap.reason, found.resources, found.complete) == (reason, (), False)
    assert detail in gap.detail
    assert gap.fix


def test_an_instance_of_an_old_form_is_a_gap_of_its_own() -> None:
    old = {"schema_version": 0, "attributes_flat": {"id": "x"}}
    found = read(state(resource(), resource(old, name="old")))
    assert [item.address for item in found.resources] == ["aws_vpc.main"]
    assert [(gap.address, gap.reason) for gap in found.gaps] == [("aws_vpc.old", GapReason.UNSUPPORTED)]


def test_a_missing_file_is_a_gap(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        collector = StateCollector(location="x", path=path, redactor=Redactor(b"k" * 32, "e"), schema=SCHEMA)
        (gap,) = collector.collect().gaps
        assert gap.reason is GapReason.MISSING_INPUT


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


def test_the_schema_table_knows_the_provider() -> None:
    groups = SCHEMA.find("aws_security_group")
    database = SCHEMA.find("aws_db_instance")
    assert groups is not None
    assert groups.fields["ingress"].kind == "set"
    assert database is not None
    assert database.fields["password"].sensitive
    assert database.fields["arn"].computed
    assert SCHEMA.find("aws_nothing") is None
    assert list(SCHEMA.types) == sorted(SCHEMA.types)
    assert (len(SCHEMA.types), SCHEMA.version) == (1526, "hashicorp/aws 5.100.0")
