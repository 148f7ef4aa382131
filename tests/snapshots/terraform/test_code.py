"""Terraform code: where resources are declared, what it ignores, and what it says literally."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import pytest

from engine.drift.intent import add_code
from engine.model.outcome import GapReason
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Mode, Resource
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.hcl_file import parse_hcl, parse_tf_json
from snapshots.terraform.code.installed import unknown_kept
from tests import builders
from tests.builders import PROVIDER

REDACTOR = Redactor(b"k" * 32, "e")
ESTATE = Path(__file__).parents[3] / "fixtures" / "estate" / "terraform"
MAIN = """# a comment
provider "aws" {
  default_tags {
    tags = { Owner = "team" }
  }
}
provider "aws" {
  alias  = "west"
  region = var.region
}

resource "aws_sqs_queue" "one" {
  name       = "one"
  policy     = data.aws_iam_policy_document.x.json
  delay_seconds = 3
  tags = {
    Name = "a$${b}"
  }
  lifecycle {
    ignore_changes = [tags["x"], policy]
  }
}

resource "aws_instance" "many" {
  count    = 2
  provider = aws.west
  ami      = "ami-${var.ami}"
  user_data = "PASSWORD=DGCANARYcode"
  root_block_device {
    encrypted   = true
    volume_size = 8
  }
  lifecycle { ignore_changes = all }
}

data "aws_caller_identity" "me" {}

module "inner" {
  source   = "./inner"
  for_each = toset(["a"])
}
"""
INNER = {"resource": {"aws_sns_topic": {"alerts": {"name": "alerts", "display_name": "${var.x}", "fifo_topic": False}}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "code" / "inner").mkdir(parents=True)
    (tmp_path / "code" / "main.tf").write_text(MAIN)
    (tmp_path / "code" / "inner" / "topic.tf.json").write_text(json.dumps(INNER, indent=1))
    return tmp_path / "code"


def collect(
    folder: Path, *, cache: Path | None = None, jobs: int = 1, kept: Callable[[PurePath], str | None] = unknown_kept
) -> Collection:
    blocks = None if cache is None else Cache(cache, Binding(cache.parent / "keys"))
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER, cache=blocks, jobs=jobs)
    return CodeCollector(location="code", path=folder, redactor=REDACTOR, reader=reader, kept=kept).collect()


def test_what_code_declares(folder: Path) -> None:
    found = collect(folder)
    assert found.gaps == ()
    by_address = {item.address: item for item in found.resources}
    assert set(by_address) == {
        "aws_sqs_queue.one",
        "aws_instance.many[0]",
        "aws_instance.many[1]",
        "data.aws_caller_identity.me",
        'module.inner["a"].aws_sns_topic.alerts',
    }
    queue, many = by_address["aws_sqs_queue.one"], by_address["aws_instance.many[1]"]
    assert queue.attributes == {
        "name": "one",
        "delay_seconds": 3,
        "tags": {"Name": "a${b}"},
        "tags_all": {"Owner": "team", "Name": "a${b}"},
    }
    assert (queue.location, queue.ignored, queue.declared, queue.id) == (
        "code/main.tf:12",
        ("tags", "policy"),
        True,
        "",
    )
    assert (many.location, many.ignored) == ("code/main.tf:24", ("*",))
    assert many.attributes["root_block_device"] == [{"encrypted": True, "volume_size": 8}]
    assert "ami" not in many.attributes
    assert "tags_all" not in many.attributes  # its provider has no default tags
    assert is_secret_mark(many.attributes["user_data"])
    assert by_address["data.aws_caller_identity.me"].mode is Mode.DATA
    topic = by_address['module.inner["a"].aws_sns_topic.alerts']
    assert (dict(topic.attributes), topic.location) == (
        {"name": "alerts", "fifo_topic": False},
        "code/inner/topic.tf.json:4",
    )


def test_what_is_kept_is_the_same_and_holds_no_secret(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = collect(folder, cache=cache)
    kept = list(cache.iterdir())
    assert len(kept) == 2
    assert all(b"DGCANARY" not in path.read_bytes() for path in kept)
    assert collect(folder, cache=cache) == first == collect(folder)
    for path in kept:  # what is damaged is read again
        path.write_text("{")
    assert collect(folder, cache=cache) == first
    (folder / "main.tf").write_text(MAIN.replace("delay_seconds = 3", "delay_seconds = 4"))
    changed = {item.address: item for item in collect(folder, cache=cache).resources}
    assert changed["aws_sqs_queue.one"].attributes["delay_seconds"] == 4


def test_several_processes_read_the_same(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"f{number:02}.tf").write_text(f'resource "aws_sqs_queue" "q{number:02}" {{\n  name = "q"\n}}\n')
    assert collect(tmp_path, jobs=2) == collect(tmp_path, jobs=1)


@pytest.mark.parametrize(
    ("kept", "problem"),
    [
        ("", ""),
        ("modules/far/main.tf", "git keeps .terraform/modules/far/main.tf, which a change may have brought"),
        (None, "nobody can tell whether git keeps files of .terraform: git does not answer here"),
    ],
)
def test_installed_modules_are_followed_where_git_keeps_none(folder: Path, kept: str | None, problem: str) -> None:
    remote = folder / ".terraform" / "modules" / "far"
    remote.mkdir(parents=True)
    (remote / "main.tf").write_text('resource "aws_sqs_queue" "far" {}\n')
    entries = [{"Key": "", "Dir": "."}, {"Key": "far", "Source": "x/y/aws", "Dir": ".terraform/modules/far"}]
    (folder / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": entries}))
    (folder / "far.tf").write_text('module "far" {\n  source = "x/y/aws"\n}\n')
    found = collect(folder, kept=lambda place: kept if place == folder / ".terraform" else "another folder")
    addresses = {item.address for item in found.resources}
    assert ("module.far.aws_sqs_queue.far" in addresses) == (not problem)
    assert [gap.detail for gap in found.gaps] == (
        [f"the code of module.far is not believed: {problem}"] if problem else []
    )


def test_one_broken_file_hides_no_other(folder: Path) -> None:
    (folder / "broken.tf").write_text('resource "aws_sqs_queue" "x" {\n')
    found = collect(folder)
    assert [gap.detail for gap in found.gaps] == ["broken.tf:2: the file is no HCL"]
    assert len(found.resources) == 5


def test_a_file_that_is_none_is_a_gap_and_a_folder_is_no_file(folder: Path) -> None:
    (folder / "nowhere.tf").symlink_to("missing.tf")
    os.mkfifo(folder / "pipe.tf")
    (folder / "folder.tf").mkdir()
    found = collect(folder)
    assert [gap.detail for gap in found.gaps] == [
        f"{name}.tf: it is no regular file, or a link to nowhere" for name in ("nowhere", "pipe")
    ]
    assert len(found.resources) == 5


def test_the_code_of_the_estate_is_read_whole() -> None:
    found = collect(ESTATE)
    assert found.gaps == ()
    assert len(found.resources) > 35
    assert all(":" in item.location for item in found.resources)


@pytest.mark.parametrize(
    "text", ["resource", "=", "{", 'a "b" {', "\x00", "locals { a = <<EOT\n x\n }", "a = [1,", "}"]
)
def test_what_is_no_code_is_an_error_and_never_a_traceback(text: str) -> None:
    with pytest.raises(CodeError):
        parse_hcl(text)
    with pytest.raises(CodeError):
        parse_tf_json(text.encode())


def resource(address: str, **changes: Any) -> Resource:
    return builders.resource("aws_sqs_queue", address=address, **{"id": "", **changes})


def test_code_tells_the_state_its_lines_and_stays_where_nothing_was_applied() -> None:
    state = [resource('module.m["a.b[0]"].aws_sqs_queue.q[1]', id="1"), resource("aws_sqs_queue.plain", id="2")]
    code = [
        resource("module.m[*].aws_sqs_queue.q[*]", declared=True, location="m/q.tf:3", ignored=("tags",)),
        resource("aws_sqs_queue.new", declared=True, location="new.tf:1"),
    ]
    found = {item.address: item for item in add_code([*state, *code])}
    assert set(found) == {'module.m["a.b[0]"].aws_sqs_queue.q[1]', "aws_sqs_queue.plain", "aws_sqs_queue.new"}
    assert found['module.m["a.b[0]"].aws_sqs_queue.q[1]'].location == "m/q.tf:3"
    assert found['module.m["a.b[0]"].aws_sqs_queue.q[1]'].ignored == ("tags",)
    assert found["aws_sqs_queue.plain"].location == ""


@pytest.mark.parametrize(
    ("repeat", "keys"),
    [
        ("count = 3", ["[0]", "[1]", "[2]"]),
        ("count = 0", []),
        ('count = "2"', ["[0]", "[1]"]),
        ("count = -1", ["[*]"]),
        ("count = 100000", ["[*]"]),
        ("count = var.on ? 1 : 0", ["[*]"]),
        ('for_each = toset(["b.c", "a"])', ['["a"]', '["b.c"]']),
        ('for_each = toset([\n"a",\n"b",\n])', ['["a"]', '["b"]']),
        ("for_each = toset([])", []),
        ("for_each = {}", []),
        ('for_each = { a = var.x, "b-c" = { y = 1 } }', ['["a"]', '["b-c"]']),
        ("for_each = { a = 1, (var.z) = 2 }", ["[*]"]),
        ('for_each = { "a${var.z}" = 2 }', ["[*]"]),
        ('for_each = toset(["a", var.x])', ["[*]"]),
        ('for_each = toset(["a", "b${var.x}"])', ["[*]"]),
        ('for_each = toset([upper("a")])', ['["A"]']),
        ('for_each = toset([file("a")])', ["[*]"]),
        ("for_each = var.all", ["[*]"]),
        ("for_each = { for k in var.all : k => k }", ["[*]"]),
    ],
)
def test_literal_repetitions_are_declared_one_by_one(tmp_path: Path, repeat: str, keys: list[str]) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text('resource "aws_sqs_queue" "q" {\n}\n')
    block = f'resource "aws_sqs_queue" "q" {{\n  {repeat}\n}}\n'
    (tmp_path / "main.tf").write_text(f'{block}module "m" {{\n  source = "./m"\n  {repeat}\n}}\n')
    found = collect(tmp_path)
    inside = [f"module.m{key}.aws_sqs_queue.q" for key in keys]
    assert [item.address for item in found.resources] == sorted([*(f"aws_sqs_queue.q{key}" for key in keys), *inside])
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("repeat", "keys"),
    [
        ({"for_each": '${toset(["a", "b, c"])}'}, ['["a"]', '["b, c"]']),
        ({"for_each": "${toset([var.a])}"}, ["[*]"]),
        ({"for_each": {"a": 1}}, ['["a"]']),
        ({"count": "${var.a}"}, ["[*]"]),
        ({"count": True}, ["[*]"]),
    ],
)
def test_literal_repetitions_in_json(tmp_path: Path, repeat: dict[str, Any], keys: list[str]) -> None:
    (tmp_path / "main.tf.json").write_text(json.dumps({"resource": {"aws_vpc": {"a": repeat}}}))
    assert [item.address for item in collect(tmp_path).resources] == [f"aws_vpc.a{key}" for key in keys]


def test_modules_in_modules_are_many_and_never_too_many(tmp_path: Path) -> None:
    (tmp_path / "m" / "n").mkdir(parents=True)
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n  count = 40\n}\n')
    (tmp_path / "m" / "main.tf").write_text('module "n" {\n  source = "./n"\n  count = 40\n}\n')
    (tmp_path / "m" / "n" / "main.tf").write_text('resource "aws_vpc" "a" {\n}\n')
    found = [item.address for item in collect(tmp_path).resources]
    assert len(found) == 40
    assert found[0] == "module.m[0].module.n[*].aws_vpc.a"


def test_modules_that_call_one_another_twice_end(tmp_path: Path) -> None:
    """A kilobyte of code asks for 2 to the power of 30 modules."""
    for number in range(30):
        (tmp_path / f"m{number}").mkdir()
        calls = "".join(f'module "{name}" {{\n  source = "../m{number + 1}"\n}}\n' for name in "ab")
        (tmp_path / f"m{number}" / "main.tf").write_text(f'{calls}resource "aws_vpc" "a" {{\n}}\n')
    (tmp_path / "m30").mkdir()
    (tmp_path / "m30" / "main.tf").write_text('resource "aws_vpc" "a" {\n}\n')
    found = collect(tmp_path / "m0")
    (gap,) = found.gaps
    assert (gap.reason, found.complete) == (GapReason.LIMIT_REACHED, False)
    assert gap.detail.startswith("more than 10000 calls of modules, or 100000 resources: module.a.module.")
    assert len(found.resources) == 10_001
    assert len(found.origins) == 1


@pytest.mark.parametrize(
    ("code", "state", "left"),
    [
        (["a[0]", "a[1]", "a[2]"], ["a[0]", "a[2]"], ["a[1]"]),
        (['a["x"]', 'a["y"]'], ['a["y"]'], ['a["x"]']),
        (["a[0]", "a[1]"], ["a"], ["a[1]"]),  # Terraform takes the one without a key for the first
        (["a"], ["a[0]"], []),
        (["a[*]"], ["a"], []),
        (["a[*]"], ["a[7]"], []),
        (["module.m[*].a[0]", "module.m[*].a[1]"], ['module.m["k"].a[1]'], ["module.m[*].a[0]"]),
        (["module.m[0].a[*]", "module.m[1].a[*]"], ["module.m[1].a[3]"], ["module.m[0].a[*]"]),
    ],
)
def test_what_is_declared_one_by_one_and_not_there_stays(code: list[str], state: list[str], left: list[str]) -> None:
    declared = [resource(address, declared=True, location="q.tf:1") for address in code]
    found = add_code([*(resource(address, id=address) for address in state), *declared])
    assert [item.address for item in found if item.declared] == left
    assert {item.location for item in found} == {"q.tf:1"}


OVERRIDDEN = """provider "aws" {
  default_tags {
    tags = { Owner = "team" }
  }
}
resource "aws_instance" "a" {
  ami           = var.ami
  instance_type = "t3.micro"
  user_data     = "x"
  root_block_device {
    encrypted = false
  }
  root_block_device {
    volume_size = 8
  }
  lifecycle {
    ignore_changes  = [tags]
    prevent_destroy = true
  }
}
"""
OVER = """resource "aws_instance" "a" {
  ami       = "ami-1"
  user_data = var.x
  count     = 2
  root_block_device {
    encrypted = true
  }
  lifecycle {
    prevent_destroy = false
  }
}
"""


@pytest.mark.parametrize("name", ["override.tf", "a_override.tf"])
def test_an_override_is_merged_over_what_it_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "main.tf").write_text(OVERRIDDEN)
    (tmp_path / name).write_text(OVER)
    later = {
        "resource": {"aws_instance": {"a": {"instance_type": "t3.large"}}},
        "provider": {"aws": {"default_tags": {"tags": {"Owner": "us"}}}},
    }
    (tmp_path / "z_override.tf.json").write_text(json.dumps(later))
    found = collect(tmp_path)
    assert found.gaps == ()
    assert [item.address for item in found.resources] == ["aws_instance.a[0]", "aws_instance.a[1]"]
    for item in found.resources:
        assert dict(item.attributes) == {
            "ami": "ami-1",
            "instance_type": "t3.large",
            "root_block_device": [{"encrypted": True}],
            "tags_all": {"Owner": "us"},
        }
        assert (item.location, item.ignored) == ("code/main.tf:6", ("tags",))


def test_an_override_of_nothing_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_instance" "b" {\n}\n')
    (tmp_path / "override.tf").write_text(OVER)
    found = collect(tmp_path)
    assert [item.address for item in found.resources] == ["aws_instance.b"]
    assert [gap.detail for gap in found.gaps] == ["override.tf:1: there is no resource aws_instance.a to override"]


SENSITIVE = """resource "aws_vpn_connection" "v" {
  tunnel1_preshared_key = "DGCANARYtunnel"
}
resource "aws_cloudwatch_event_connection" "c" {
  auth_parameters {
    api_key {
      key   = "x-k"
      value = "DGCANARYvalue"
    }
  }
}
resource "null_resource" "n" {
  provisioner "local-exec" {
    command = "mysql -pDGCANARYcommand"
  }
}
"""


def test_what_the_schema_calls_sensitive_is_neither_shown_nor_kept(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SENSITIVE)
    cache = tmp_path / "cache"
    for _ in range(2):  # read, and read from what was kept
        collection = collect(tmp_path, cache=cache)
        assert "DGCANARY" not in repr(collection)
        (vpn,) = [item for item in collection.resources if item.type == "aws_vpn_connection"]
        assert is_secret_mark(vpn.attributes["tunnel1_preshared_key"])
    assert b"DGCANARY" not in b"".join(path.read_bytes() for path in cache.iterdir())


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("main.tofu", "main.tofu is code for OpenTofu only: module.m"),
        ("README.md", "there is no Terraform code: module.m"),
    ],
)
def test_a_module_without_code_that_is_read_is_a_gap(tmp_path: Path, name: str, detail: str) -> None:
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n}\n')
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / name).write_text('resource "aws_cloudtrail" "x" {\n}\n')
    found = collect(tmp_path)
    assert ([gap.detail for gap in found.gaps], found.complete) == ([detail], False)


@pytest.mark.parametrize("body", [{"tags": ["x"]}, {"tags": 5}, {"dynamic": 1}])
def test_json_of_an_odd_form_is_no_traceback(tmp_path: Path, body: dict[str, Any]) -> None:
    code = {"provider": {"aws": {"default_tags": {"tags": {"a": "b"}}}}, "resource": {"aws_vpc": {"a": body}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(code))
    assert [item.address for item in collect(tmp_path).resources] == ["aws_vpc.a"]


def test_tags_that_are_no_map_are_no_default_tags(tmp_path: Path) -> None:
    provider = 'provider "aws" {\n  default_tags {\n    tags = { Owner = "team" }\n  }\n}\n'
    (tmp_path / "main.tf").write_text(provider + 'resource "aws_vpc" "a" {\n  tags = "x"\n}\n')
    (item,) = collect(tmp_path).resources
    assert item.attributes == {"tags": "x"}


def test_a_folder_that_cannot_be_listed_is_a_gap(tmp_path: Path) -> None:
    found = collect(tmp_path / "nowhere")
    assert [gap.detail for gap in found.gaps] == [".: the folder cannot be read: No such file or directory"]
    assert not found.complete


@pytest.mark.parametrize("written", ['{"x": {"for_each": "${a}"}}', '[{"x": {"for_each": "${a}"}}]', "7"])
def test_dynamic_blocks_in_json_are_an_object_or_a_list(written: str) -> None:
    (block,) = parse_tf_json(f'{{"resource":{{"a":{{"b":{{"c":1,"dynamic":{written}}}}}}}}}'.encode())
    assert block.values == {"c": 1}
    assert block.dynamic == (() if written == "7" else ("x",))
