"""Variables, locals and instances: what the code says by literals, defaults and files of variables, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.outcome import GapReason
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from tests.builders import PROVIDER
from tests.profiles import examples

REDACTOR = Redactor(b"k" * 32, "e")
TOKEN = "gh" + "p_" + "a1B2" * 9


def collect(
    folder: Path, files: dict[str, str], *, var_files: tuple[str, ...] = (), cached: bool = False
) -> Collection:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    cache = Cache(folder / ".cache", Binding(folder / ".keys")) if cached else None
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER, cache=cache)
    return CodeCollector(location=".", path=folder, redactor=REDACTOR, reader=reader, var_files=var_files).collect()


def one(found: Collection) -> Resource:
    (item,) = found.resources
    return item


QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = %s\n}\n'


@pytest.mark.parametrize(
    ("said", "names", "wanted"),
    [
        ("var.a", 'variable "a" {\n  default = "x"\n}', "x"),
        ('"${var.a}"', 'variable "a" {\n  default = "x"\n}', "x"),
        ('"p-${var.a}-${local.b}"', 'variable "a" {\n  default = "x"\n}\nlocals {\n  b = 7\n}', "p-x-7"),
        ('"${true}-${1}"', "", "true-1"),
        ("local.c", 'locals {\n  a = "x"\n  b = local.a\n  c = "${local.b}y"\n}', "xy"),
        ("var.a.b[1].c", 'variable "a" {\n  default = { b = [{}, { c = "z" }] }\n}', "z"),
        ('local.a["k"]', 'locals {\n  a = { k = "v" }\n}', "v"),
        ("local.a[local.k]", 'locals {\n  k = "z"\n  a = { z = "v" }\n}', "v"),
        ("var.a", 'variable "a" {\n  type = string\n  default = 7\n}', "7"),
        ("tostring(var.a)", 'variable "a" {\n  default = 7\n}', "7"),
        # what is not known
        ("var.a", 'variable "a" {\n}', None),
        ("var.b", 'variable "a" {\n  default = 1\n}', None),
        ("var.a", 'variable "a" {\n  default = null\n}', None),
        ("var.a.x", 'variable "a" {\n  default = { y = 1 }\n}', None),
        ("var.a[2]", 'variable "a" {\n  default = [1]\n}', None),
        ("var.a[-1]", 'variable "a" {\n  default = [1]\n}', None),
        ("var.a", 'variable "a" {\n  type = number\n  default = "x"\n}', None),
        ('"p-${var.a}"', 'variable "a" {\n  default = ["x"]\n}', None),
        ('"p-${var.a}"', 'variable "a" {\n  default = 1.5\n}', "p-1.5"),
        ('"${~ var.a ~} b"', 'variable "a" {\n  default = "x"\n}', "xb"),
        ('"%{ if true }${var.a}%{ endif }"', 'variable "a" {\n  default = "x"\n}', "x"),
        ("terraform.workspace", "", None),
        ("aws_sqs_queue.other.name", "", None),
        ("upper(var.a)", 'variable "a" {\n  default = "x"\n}', "X"),
        ('true ? var.a : "b"', 'variable "a" {\n  default = "x"\n}', "x"),
        ('terraform.workspace == "x" ? "a" : "b"', "", None),
        ('file("main.tf")', "", None),
        ("each.key", "", None),
        ("count.index", "", None),
        ("local.a", "locals {\n  a = terraform.workspace\n}", None),
    ],
)
def test_what_a_name_stands_for(said: str, names: str, wanted: str | None, tmp_path: Path) -> None:
    for turn in range(2):  # the second time from what is kept
        found = collect(tmp_path, {"main.tf": QUEUE % said, "names.tf": names}, cached=True)
        assert found.gaps == (), turn
        assert one(found).attributes.get("name") == wanted


def test_tags_are_put_together(tmp_path: Path) -> None:
    code = """
locals { common = { Owner = "us", Env = var.env } }
variable "env" { default = "prod" }
provider "aws" {
  default_tags { tags = local.common }
}
resource "aws_sqs_queue" "q" { tags = merge(local.common, { Name = "q-${var.env}" }) }
"""
    item = one(collect(tmp_path, {"main.tf": code}))
    assert item.attributes["tags"] == {"Owner": "us", "Env": "prod", "Name": "q-prod"}
    assert item.attributes["tags_all"] == item.attributes["tags"]
    assert dict(item.code) == {}


def test_what_files_give_counts_in_their_order_and_is_certain(tmp_path: Path) -> None:
    files = {
        "main.tf": QUEUE % "var.a" + 'variable "a" {\n  default = "0"\n}\n',
        "terraform.tfvars": 'a = "1"\n',
        "terraform.tfvars.json": '{"a": "2"}',
        "a.auto.tfvars": 'a = "3"\n',
        "b.auto.tfvars.json": '{"a": "4"}',
        "envs/prod.tfvars": 'a = "5"\n',
        "other.tfvars": 'a = "6"\n',
    }
    for named, wanted in (((), "4"), (("envs/prod.tfvars",), "5"), (("envs/prod.tfvars", "other.tfvars"), "6")):
        item = one(collect(tmp_path, files, var_files=named))
        assert (item.attributes["name"], item.code["name"]) == (wanted, wanted)
    files = {name: text for name, text in files.items() if "/" not in name and not name.startswith("other")}
    for number, name in reversed(list(enumerate(list(files)[1:]))):
        (tmp_path / name).unlink()
        files.pop(name)
        item = one(collect(tmp_path, files))
        assert item.attributes["name"] == str(number)
    assert "name" not in item.code  # a default, which anybody may overrule


def test_other_variables_make_another_source(tmp_path: Path) -> None:
    files = {"main.tf": QUEUE % "var.a" + 'variable "a" {\n}\n', "terraform.tfvars": 'a = "1"\n'}
    first = collect(tmp_path, files).origins[0].digest
    assert collect(tmp_path, {**files, "terraform.tfvars": 'a = "2"\n'}).origins[0].digest != first


@pytest.mark.parametrize(
    ("name", "text", "detail"),
    [
        ("terraform.tfvars", "a = \n", "the file is no HCL"),
        ("terraform.tfvars", "a = 1\na = 2\n", "a variable is no argument, or is given twice"),
        ("terraform.tfvars", "b {\n}\n", "a variable is no argument, or is given twice"),
        ("terraform.tfvars", b"a = \xff", "the file is not UTF-8"),
        ("terraform.tfvars.json", "[]", "the file is not a JSON object"),
        ("x.auto.tfvars.json", "{", "the file is no JSON"),
        ("none.tfvars", None, "it is no regular file, or a link to nowhere"),
    ],
)
def test_a_file_of_variables_that_cannot_be_read_is_a_gap_and_the_rest_goes_on(
    name: str, text: str | bytes | None, detail: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = collect(tmp_path, {"main.tf": QUEUE % '"x"'}, var_files=() if text is not None else (name,))
    (gap,) = found.gaps
    assert detail in gap.detail
    assert name in gap.detail
    assert one(found).attributes["name"] == "x"


def test_calls_give_values_to_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": """
variable "env" {}
module "a" {
  source = "./m"
  name   = "x-${var.env}"
  size   = 3
  many   = ["p", "q"]
  lost   = terraform.workspace
}
""",
        "terraform.tfvars": 'env = "prod"\n',
        "m/main.tf": """
variable "name" {}
variable "size" {}
variable "many" {}
variable "lost" { default = "d" }
variable "left" { default = "l" }
resource "aws_sqs_queue" "counted" {
  count = var.size
  name  = "${var.name}-${count.index}"
}
resource "aws_sqs_queue" "each" {
  for_each   = toset(var.many)
  name       = each.key
  policy     = each.value
  fifo_queue = var.lost
  kms_master_key_id = var.left
}
resource "aws_sqs_queue" "mapped" {
  for_each = { a = { n = 1 }, b = { n = 2 } }
  delay_seconds = each.value.n
}
""",
    }
    found = collect(tmp_path, files)
    assert found.gaps == ()
    assert {item.address: item.attributes for item in found.resources} == {
        **{f"module.a.aws_sqs_queue.counted[{n}]": {"name": f"x-prod-{n}"} for n in range(3)},
        **{
            f'module.a.aws_sqs_queue.each["{key}"]': {"name": key, "policy": key, "kms_master_key_id": "l"}
            for key in ("p", "q")
        },
        'module.a.aws_sqs_queue.mapped["a"]': {"delay_seconds": 1},
        'module.a.aws_sqs_queue.mapped["b"]': {"delay_seconds": 2},
    }
    assert all(dict(item.code) == dict(item.attributes) for item in found.resources)


@pytest.mark.parametrize("said", ["count = var.n", "for_each = toset(var.m)", "for_each = var.o", "for_each = var.p"])
def test_how_many_there_are_does_not_rest_on_a_default(said: str, tmp_path: Path) -> None:
    defaults = {"n": "2", "m": '["a"]', "o": "{}"}
    names = "".join(f'variable "{name}" {{\n  default = {text}\n}}\n' for name, text in defaults.items())
    item = one(collect(tmp_path, {"main.tf": f'resource "aws_sqs_queue" "q" {{\n  {said}\n}}\n{names}'}))
    assert item.address == "aws_sqs_queue.q[*]"


def test_a_secret_is_one_wherever_its_name_leads(tmp_path: Path) -> None:
    files = {
        "main.tf": """
variable "db_password" { default = "hunter2hunter2" }
variable "plain" { default = "Tr0ub4dor&3-horse" }
variable "marked" {
  default   = "no-secret-by-name"
  sensitive = true
}
locals {
  url = "postgres://app:${var.db_password}@db/x"
  api_token = "s3cr3t-v4lue-here"
}
resource "aws_db_instance" "d" {
  password   = var.plain
  username   = var.marked
  db_name    = local.url
  identifier = "x-${var.marked}"
  engine     = local.api_token
  tags       = { (var.plain) = "x", Note = "TOKEN" }
}
""".replace("TOKEN", TOKEN),
        "terraform.tfvars": 'db_password = "another-pass-1"\nmarked = "still-marked"\n',
    }
    for _ in range(2):
        found = collect(tmp_path, files, cached=True)
        item = one(found)
        for clear in ("hunter2", "another-pass-1", "Tr0ub4dor", "s3cr3t", "still-marked", TOKEN):
            assert clear not in repr(found), clear
        assert "password" not in item.attributes
        assert is_secret_mark(item.attributes["engine"])
        assert "db_name" not in item.attributes
        assert "identifier" not in item.attributes


def test_a_local_that_names_itself_is_a_gap_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    code = 'locals {\n  a = local.b\n  b = "${local.a}"\n  c = "x"\n}\n'
    rows = "".join(f'resource "aws_sqs_queue" "q{n}" {{\n  name = local.a\n  policy = local.c\n}}\n' for n in range(3))
    found = collect(tmp_path, {"main.tf": code + rows})
    (gap,) = found.gaps
    assert (gap.reason, gap.detail) == (GapReason.UNPARSABLE, "local.a of the root module names itself")
    assert [dict(item.attributes) for item in found.resources] == [{"policy": "x"}] * 3


@pytest.mark.parametrize(
    "names",
    [
        "\n".join(["l0 = [1, 1]", *(f"l{n} = [local.l{n - 1}, local.l{n - 1}]" for n in range(1, 40))]),
        "\n".join(["k0 = 1", *(f"k{n} = local.k{n - 1}" for n in range(1, 3000)), "l39 = local.k2999"]),
        "l39 = " + "[" * 90 + "]" * 90,
    ],
    ids=["doubled", "long", "deep"],
)
def test_locals_without_end_are_unknown_and_take_no_time(names: str, tmp_path: Path) -> None:
    code = QUEUE % "[local.l39, var.x]"
    found = collect(tmp_path, {"main.tf": f'{code}locals {{\n{names}\n}}\nvariable "x" {{\n  default = 1\n}}\n'})
    assert "name" not in one(found).attributes or names.startswith("l39")


@settings(max_examples=examples(60), deadline=None)
@given(
    value=st.recursive(
        st.one_of(st.from_regex(r"[a-zA-Z0-9]{0,8}", fullmatch=True), st.integers(0, 9), st.booleans()),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_a_value_is_the_same_by_every_way(value: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    said = json.dumps(value)
    ways = {
        "a": f"locals {{\n  a = {said}\n}}\n{QUEUE % 'local.a'}",
        "b": f'variable "a" {{\n  default = {said}\n}}\n{QUEUE % "var.a"}',
        "c": f"locals {{\n  a = local.b\n  b = {said}\n}}\n{QUEUE % 'local.a'}",
        "d": QUEUE % said,
    }
    told = {
        name: dict(one(collect(tmp_path_factory.mktemp(name), {"main.tf": text})).attributes)
        for name, text in ways.items()
    }
    assert all(attributes == told["d"] for attributes in told.values()), json.dumps(value)
