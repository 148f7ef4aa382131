"""`moved` blocks of code, in both forms, and the previous addresses of a plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.model.snapshot import Move, Side, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.collector import TerraformCollector
from snapshots.terraform.state.parse_cache import ParseCache
from tests.builders import PROVIDER

REDACTOR = Redactor(b"k" * 32, "e")


def collect(folder: Path, cache: Path | None = None) -> Collection:
    kept = None if cache is None else Cache(cache, Binding(cache.parent / "keys"))
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER, cache=kept)
    return CodeCollector(location="code", path=folder, redactor=REDACTOR, reader=reader).collect()


ENDS = [
    ("aws_vpc.a", "aws_vpc.b", "aws_vpc.a", "aws_vpc.b"),
    ('aws_vpc.a["x.y[0]"]', "aws_vpc.b[ 07 ]", 'aws_vpc.a["x.y[0]"]', "aws_vpc.b[7]"),
    (r'aws_vpc.a["q\"\u0041$${z}"]', "aws_vpc.a[1]", r'aws_vpc.a["q\"A$${z}"]', "aws_vpc.a[1]"),
    ("module.a", "module.b[0].module.c", "module.a", "module.b[0].module.c"),
    ("aws_vpc.a", 'module.m["k"].aws_vpc.a', "aws_vpc.a", 'module.m["k"].aws_vpc.a'),
    (
        "aws_iam_access_key.secret",
        "aws_iam_access_key.AKIAIOSFODNN7EXAMPLE",
        "aws_iam_access_key.secret",
        "aws_iam_access_key.AKIAIOSFODNN7EXAMPLE",
    ),
]


@pytest.mark.parametrize(("old", "new", "old_address", "new_address"), ENDS)
def test_a_moved_block_in_both_forms(tmp_path: Path, old: str, new: str, old_address: str, new_address: str) -> None:
    cache = tmp_path / "cache"
    one, other = tmp_path / "hcl", tmp_path / "json"
    one.mkdir()
    other.mkdir()
    (one / "main.tf").write_text(f"moved {{\n  from = {old}\n  to   = {new}\n}}\n")
    (other / "main.tf.json").write_text(json.dumps({"moved": [{"from": old, "to": new}]}))
    for folder in (one, other, one, other):  # the second time from what was kept
        found = collect(folder, cache)
        assert found.moves == (Move(module="", old=old_address, new=new_address),)
        assert (found.gaps, found.complete) == ((), True)


@pytest.mark.parametrize(
    "body",
    [
        "from = aws_vpc.a\n  to = aws_vpc.b[var.x]",
        'from = aws_vpc.a\n  to = aws_vpc.b["${var.x}"]',
        'from = "aws_vpc.a"\n  to = aws_vpc.b',
        "from = var.x\n  to = aws_vpc.b",
        "from = data.aws_vpc.a\n  to = data.aws_vpc.b",
        "from = aws_vpc.a",
        "from = aws_vpc\n  to = aws_vpc.b",
        "from = aws_vpc.a\n  to = module.b",
        "from = aws_vpc.a.id\n  to = aws_vpc.b.id",
        "from = aws_vpc[0].a\n  to = aws_vpc.b",
        "from = 7\n  to = aws_vpc.b",
    ],
)
def test_a_moved_block_that_names_no_two_addresses_is_a_gap_and_hides_nothing(tmp_path: Path, body: str) -> None:
    text = f'resource "aws_vpc" "b" {{\n}}\nmoved {{\n  {body}\n}}\n'
    (tmp_path / "main.tf").write_text(text)
    found = collect(tmp_path)
    assert [item.address for item in found.resources] == ["aws_vpc.b"]
    assert found.moves == ()
    assert [gap.detail for gap in found.gaps] == ["main.tf:3: a moved block does not name two addresses"]


@pytest.mark.parametrize("value", [7, [7], "x", {"from": "${aws_vpc.a}", "to": "aws_vpc.b"}, {"from": ["aws_vpc.a"]}])
def test_an_odd_moved_block_in_json_is_a_gap(tmp_path: Path, value: Any) -> None:
    (tmp_path / "main.tf.json").write_text(json.dumps({"moved": value}))
    found = collect(tmp_path)
    assert (found.moves, len(found.gaps)) == ((), 1)


def test_a_moved_block_belongs_to_its_module(tmp_path: Path) -> None:
    (tmp_path / "m" / "i").mkdir(parents=True)
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n  for_each = var.x\n}\n')
    (tmp_path / "m" / "main.tf").write_text('module "i" {\n  source = "./i"\n  count = 2\n}\n')
    (tmp_path / "m" / "i" / "main.tf").write_text("moved {\n  from = aws_vpc.a\n  to = aws_vpc.b\n}\n")
    assert collect(tmp_path).moves == (Move(module="module.m.module.i", old="aws_vpc.a", new="aws_vpc.b"),)


def test_a_removed_block_is_read_and_declares_nothing(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("removed {\n  from = aws_vpc.a\n  lifecycle {\n    destroy = false\n  }\n}\n")
    assert (collect(tmp_path).resources, collect(tmp_path).gaps) == ((), ())


def entry(address: str) -> dict[str, Any]:
    return {"address": address, "mode": "managed", "type": "aws_vpc", "name": "b", "provider_name": "p", "values": {}}


def test_a_plan_tells_what_was_moved(tmp_path: Path) -> None:
    change = {"actions": ["no-op"], "before": {}, "after": {}}
    named = {
        "address": "aws_vpc.b",
        "previous_address": "aws_vpc.a",
        "mode": "managed",
        "type": "aws_vpc",
        "change": change,
    }
    data = {**named, "address": "data.aws_vpc.b", "previous_address": "data.aws_vpc.a", "mode": "data"}
    values = {"root_module": {"resources": [entry("aws_vpc.b")], "padding": "x" * 1_100_000}}
    plan = {
        "format_version": "1.2",
        "complete": True,
        "timestamp": "2026-11-20T00:00:00Z",
        "planned_values": values,
        "prior_state": {"format_version": "1.0", "values": values},
        "resource_changes": [named, data],
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan))
    collector = TerraformCollector(
        source=SourceRef(kind=SourceKind.TFPLAN, location="plan.json"),
        backend=FileBackend(location="plan.json", path=path),
        redactor=REDACTOR,
        provider=PROVIDER,
        side=Side.DESIRED,
        parse_cache=ParseCache(Cache(tmp_path / "kept", Binding(tmp_path / "keys")), basis=("e",)),
    )
    for _ in range(2):  # the second time from what was kept
        found = collector.collect()
        assert found.gaps == ()
        assert found.moves == (Move(module="", old="aws_vpc.a", new="aws_vpc.b"),)
        assert [item.address for item in found.resources] == ["aws_vpc.b"]
