"""Terraform code: where resources are declared, what it ignores, and what it says literally."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.drift.intent import code_address, with_code
from engine.model.snapshot import Mode, Resource
from engine.ports import Collection
from snapshots.redact import Redactor
from snapshots.secret_marks import is_secret
from snapshots.terraform.code import CodeCollector
from snapshots.terraform.code_files import CodeReader
from snapshots.terraform.hcl_file import CodeError, parse_hcl, parse_tf_json
from snapshots.terraform.schema import ProviderSchema

REDACTOR = Redactor(b"k" * 32, "e")
SCHEMA = ProviderSchema()
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


def collect(folder: Path, *, cache: Path | None = None, jobs: int = 1) -> Collection:
    reader = CodeReader(redactor=REDACTOR, schema=SCHEMA, cache=cache, jobs=jobs)
    return CodeCollector(location="code", path=folder, redactor=REDACTOR, reader=reader).collect()


def test_what_code_declares(folder: Path) -> None:
    found = collect(folder)
    assert found.gaps == ()
    by_address = {item.address: item for item in found.resources}
    assert set(by_address) == {
        "aws_sqs_queue.one",
        "aws_instance.many[*]",
        "data.aws_caller_identity.me",
        "module.inner[*].aws_sns_topic.alerts",
    }
    queue, many = by_address["aws_sqs_queue.one"], by_address["aws_instance.many[*]"]
    assert queue.attributes == {
        "name": "one",
        "delay_seconds": 3,
        "tags": {"Name": "a${b}"},
        "tags_all": {"Owner": "team", "Name": "a${b}"},
    }
    assert (queue.location, queue.ignored, queue.declared, queue.id) == ("main.tf:12", ("tags", "policy"), True, "")
    assert (many.location, many.ignored) == ("main.tf:24", ("*",))
    assert many.attributes["root_block_device"] == [{"encrypted": True, "volume_size": 8}]
    assert "ami" not in many.attributes
    assert "tags_all" not in many.attributes  # its provider has no default tags
    assert is_secret(many.attributes["user_data"])
    assert by_address["data.aws_caller_identity.me"].mode is Mode.DATA
    topic = by_address["module.inner[*].aws_sns_topic.alerts"]
    assert (dict(topic.attributes), topic.location) == (
        {"name": "alerts", "fifo_topic": False},
        "inner/topic.tf.json:4",
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


def test_installed_modules_are_followed(folder: Path) -> None:
    remote = folder / ".terraform" / "modules" / "far"
    remote.mkdir(parents=True)
    (remote / "main.tf").write_text('resource "aws_sqs_queue" "far" {}\n')
    entries = [{"Key": "", "Dir": "."}, {"Key": "far", "Source": "x/y/aws", "Dir": ".terraform/modules/far"}]
    (folder / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": entries}))
    (folder / "far.tf").write_text('module "far" {\n  source = "x/y/aws"\n}\n')
    found = collect(folder)
    assert found.gaps == ()
    assert "module.far.aws_sqs_queue.far" in {item.address for item in found.resources}


def test_one_broken_file_hides_no_other(folder: Path) -> None:
    (folder / "broken.tf").write_text('resource "aws_sqs_queue" "x" {\n')
    found = collect(folder)
    assert [gap.detail for gap in found.gaps] == ["broken.tf:2: the file is no HCL"]
    assert len(found.resources) == 4


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
    return Resource(type="aws_sqs_queue", address=address, id=changes.pop("id", ""), attributes={}, **changes)


def test_code_tells_the_state_its_lines_and_stays_where_nothing_was_applied() -> None:
    state = [resource('module.m["a.b[0]"].aws_sqs_queue.q[1]', id="1"), resource("aws_sqs_queue.plain", id="2")]
    code = [
        resource("module.m[*].aws_sqs_queue.q[*]", declared=True, location="m/q.tf:3", ignored=("tags",)),
        resource("aws_sqs_queue.new", declared=True, location="new.tf:1"),
    ]
    found = {item.address: item for item in with_code([*state, *code])}
    assert set(found) == {'module.m["a.b[0]"].aws_sqs_queue.q[1]', "aws_sqs_queue.plain", "aws_sqs_queue.new"}
    assert found['module.m["a.b[0]"].aws_sqs_queue.q[1]'].location == "m/q.tf:3"
    assert found['module.m["a.b[0]"].aws_sqs_queue.q[1]'].ignored == ("tags",)
    assert found["aws_sqs_queue.plain"].location == ""


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("a.b", "a.b"),
        ("a.b[0]", "a.b"),
        ('a.b["x"]', "a.b"),
        ('module.m["a\\"].c[1]"].a.b[10]', "module.m.a.b"),
        ("module.m[*].a.b[*]", "module.m.a.b"),
    ],
)
def test_an_address_without_keys(address: str, code: str) -> None:
    assert code_address(address) == code


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
        assert is_secret(vpn.attributes["tunnel1_preshared_key"])
    assert "DGCANARY" not in "".join(path.read_text() for path in cache.iterdir())


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
