"""Schemas of one's own: of any version of a provider, of several, read once and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ConfigError
from engine.provider.schema import NodeKind
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.schema import ProviderSchema, Schemas
from snapshots.terraform.schema_json import load_schema


def type_(version: int, **attributes: Any) -> dict[str, Any]:
    told = {name: {"type": kind, "optional": True} for name, kind in attributes.items()}
    return {"version": version, "block": {"attributes": told}}


def written(folder: Path, name: str, **providers: dict[str, Any]) -> Path:
    document = {
        "format_version": "1.0",
        "provider_schemas": {
            f"registry.terraform.io/hashicorp/{provider}": {"resource_schemas": types}
            for provider, types in providers.items()
        },
    }
    (folder / name).write_text(json.dumps(document))
    return folder / name


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache" / "schemas", Binding(tmp_path / "keys"))


def test_a_type_is_as_the_newest_of_several_files_says_and_all_others_as_ours(tmp_path: Path, cache: Cache) -> None:
    old = written(tmp_path, "old.json", aws={"aws_vpc": type_(1, cidr="string"), "aws_new": type_(0, a="bool")})
    new = written(tmp_path, "new.json", aws={"aws_vpc": type_(2, region="string")}, random={"random_pet": type_(0)})
    for files in ([old, new], [new, old]):
        table = Schemas([load_schema(path, cache) for path in files])
        assert [table.version_of(name) for name in ("aws_vpc", "aws_new", "random_pet")] == [2, 0, 0]
        vpc = table.find("aws_vpc")
        assert vpc is not None
        assert list(vpc.fields) == ["region"]
        assert table.find("aws_sqs_queue") == ProviderSchema().find("aws_sqs_queue")
        assert table.find("google_x") is None
        assert table.version.endswith(f"+{ProviderSchema().version}")


def test_the_first_of_two_alike_counts(tmp_path: Path, cache: Cache) -> None:
    one = written(tmp_path, "one.json", aws={"aws_vpc": type_(1, one="string")})
    two = written(tmp_path, "two.json", aws={"aws_vpc": type_(1, two="string")})
    found = Schemas([load_schema(path, cache) for path in (one, two)]).find("aws_vpc")
    assert found is not None
    assert list(found.fields) == ["one"]


def test_a_table_is_kept_and_nobody_else_s_is_believed(tmp_path: Path, cache: Cache) -> None:
    path = written(tmp_path, "s.json", aws={"aws_vpc": type_(3, cidr="string")})
    load_schema(path, cache)
    (kept,) = cache.folder.iterdir()
    first = kept.read_bytes()
    assert load_schema(path, cache).version_of("aws_vpc") == 3
    assert kept.read_bytes() == first
    kept.write_bytes(first.replace(b"aws_vpc\t3", b"aws_vpc\t4"))
    assert load_schema(path, cache).version_of("aws_vpc") == 3
    assert kept.read_bytes() == first


def test_nested_attributes_and_blocks_are_what_they_are(tmp_path: Path, cache: Cache) -> None:
    nested = {"attributes": {"name": {"type": "string", "required": True}}, "nesting_mode": "set"}
    block = {
        "attributes": {
            "rules": {"nested_type": nested, "optional": True},
            "made": {"type": "number", "computed": True},
        },
        "block_types": {
            "timeouts": {"nesting_mode": "single", "block": {"attributes": {"create": {"type": "string"}}}}
        },
    }
    path = written(tmp_path, "s.json", aws={"aws_x": {"version": 0, "block": block}})
    found = load_schema(path, cache).find("aws_x")
    assert found is not None
    assert {name: node.kind for name, node in found.fields.items()} == {
        "made": NodeKind.NUMBER,
        "rules": NodeKind.SET,
        "timeouts": NodeKind.OBJECT,
    }
    assert found.fields["made"].computed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "s.json is no provider schema"),
        ("[]", "s.json is no provider schema"),
        ("{}", "s.json is no provider schema"),
        ('{"provider_schemas": []}', "s.json is no provider schema"),
        ('{"provider_schemas": {"a": {"resource_schemas": {"t": {}}}}}', "s.json is no provider schema"),
        (
            '{"provider_schemas": {"a": {"resource_schemas": {"t": {"block": {"attributes": {"x": {"type": "u"}}}}}}}}',
            "s.json is no provider schema",
        ),
        ('{"provider_schemas": {"a": {"resource_schemas": {"t\\tx": {"block": {}}}}}}', "s.json is no provider schema"),
        ('{"provider_schemas": {}}', "s.json describes no type of resource"),
        ('{"provider_schemas": {"a": {"data_source_schemas": {}}}}', "s.json describes no type of resource"),
    ],
)
def test_what_is_no_schema_is_an_error(text: str, why: str, tmp_path: Path, cache: Cache) -> None:
    (tmp_path / "s.json").write_text(text)
    with pytest.raises(ConfigError, match=f"^{why}$"):
        load_schema(tmp_path / "s.json", cache)
    assert not cache.folder.exists()
