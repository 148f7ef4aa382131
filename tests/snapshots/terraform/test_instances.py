"""Which instances and blocks there are, where the code says it by expressions; what is too much for that is a gap."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.model.outcome import GapReason
from engine.model.snapshot import Resource
from tests.snapshots.terraform.test_scope import TOKEN, collect, one

MODULE = """
variable "create" { default = true }
variable "queues" {
  type = map(object({
    delay = optional(number, 5)
    fifo  = optional(bool)
  }))
  default = {}
}
variable "names" {
  type    = list(string)
  default = []
}
resource "aws_sqs_queue" "one" {
  count = var.create && length(var.queues) > 0 ? 1 : 0
  name  = "one"
}
resource "aws_sqs_queue" "each" {
  for_each      = { for k, v in var.queues : k => v if var.create }
  name          = each.value.fifo == true ? "${each.key}.fifo" : each.key
  delay_seconds = each.value.delay
}
resource "aws_sqs_queue" "named" {
  for_each = toset([for name in var.names : lower(name)])
  name     = each.value
}
"""


def addresses(folder: Path, call: str) -> dict[str, Resource]:
    files = {"main.tf": f'module "m" {{\n  source = "./m"\n{call}\n}}\n', "m/main.tf": MODULE}
    found = collect(folder, files)
    assert found.gaps == ()
    return {item.address.removeprefix("module.m.aws_sqs_queue."): item for item in found.resources}


def test_conditions_and_computed_maps_give_the_instances(tmp_path: Path) -> None:
    call = '  queues = { a = {}, b = { fifo = true, delay = "7" } }\n  names = ["X", "x", "Y"]'
    found = addresses(tmp_path / "a", call)
    assert {address: dict(item.code) for address, item in found.items()} == {
        "one[0]": {"name": "one"},
        'each["a"]': {"name": "a", "delay_seconds": 5},
        'each["b"]': {"name": "b.fifo", "delay_seconds": 7},
        'named["x"]': {"name": "x"},
        'named["y"]': {"name": "y"},
    }
    assert addresses(tmp_path / "b", call + "\n  create = false").keys() == {'named["x"]', 'named["y"]'}
    assert addresses(tmp_path / "c", "").keys() == set()


def test_what_nobody_knows_gives_no_instance_of_its_own(tmp_path: Path) -> None:
    found = addresses(tmp_path, "  create = terraform.workspace\n  queues = { a = {} }\n  names = [aws_x.y.id]")
    assert found.keys() == {"one[*]", "each[*]", "named[*]"}


def test_a_condition_on_a_default_of_the_root_decides_no_instance(tmp_path: Path) -> None:
    code = 'variable "on" {\n  default = true\n}\nresource "aws_sqs_queue" "q" {\n  count = var.on ? 1 : 0\n}\n'
    assert one(collect(tmp_path, {"main.tf": code})).address == "aws_sqs_queue.q[*]"
    given = collect(tmp_path, {"main.tf": code, "terraform.tfvars": "on = false\n"})
    assert given.resources == ()


@pytest.mark.parametrize(
    ("said", "value", "is_certain"),
    [
        ("var.on ? local.fix : local.other", "x", False),
        ("true ? local.fix : var.a", "x", True),
        ("true ? var.a : local.fix", "d", False),
        ("false && var.on", False, True),
        ("var.on || true", True, True),
        ("var.on && true", True, False),
        ("try(local.map.none, local.fix)", "x", True),
        ("try(var.map.none, local.fix)", "x", False),
        ("can(var.map.none)", False, False),
        ('join("-", [local.fix, var.a])', "x-d", False),
        ("[for k, v in { a = 1 } : k if var.on][0]", "a", False),
        ("{ (var.a) = 1 }", {"d": 1}, False),
    ],
)
def test_what_rests_on_a_default_says_so(said: str, value: object, is_certain: bool, tmp_path: Path) -> None:
    names = """
variable "on" { default = true }
variable "a" { default = "d" }
variable "map" { default = { k = 1 } }
locals {
  fix   = "x"
  other = "y"
  map   = { k = 1 }
}
"""
    item = one(collect(tmp_path, {"main.tf": f'{names}resource "aws_sqs_queue" "q" {{\n  name = {said}\n}}\n'}))
    assert item.attributes["name"] == value
    assert ("name" in item.code) is is_certain


BLOCKS = """
locals {
  ports = [80, 443]
  rules = { b = { port = 2, cidrs = ["10.0.0.0/8"] }, a = { port = 1, cidrs = [] } }
}
variable "none" { default = [] }
resource "aws_security_group" "g" {
  name = "g"
  ingress {
    from_port = 22
  }
  dynamic "ingress" {
    for_each = local.ports
    content {
      from_port   = ingress.value
      description = "rule ${ingress.key}"
    }
  }
  dynamic "ingress" {
    for_each = local.rules
    iterator = rule
    content {
      from_port   = rule.value.port
      description = rule.key
      dynamic "inner" {
        for_each = rule.value.cidrs
        content {
          cidr = "${rule.key}:${inner.value}"
        }
      }
    }
  }
  dynamic "egress" {
    for_each = []
    content {
      from_port = 1
    }
  }
  dynamic "timeouts" {
    for_each = var.none
    content {
      create = "1m"
    }
  }
  dynamic "unknown" {
    for_each = aws_x.y.all
    content {
      a = 1
    }
  }
}
"""


def test_dynamic_blocks_are_made_in_their_order(tmp_path: Path) -> None:
    item = one(collect(tmp_path, {"main.tf": BLOCKS}))
    assert item.attributes == {
        "name": "g",
        "ingress": [
            {"from_port": 22},
            {"from_port": 80, "description": "rule 0"},
            {"from_port": 443, "description": "rule 1"},
            {"from_port": 1, "description": "a", "inner": []},
            {"from_port": 2, "description": "b", "inner": [{"cidr": "b:10.0.0.0/8"}]},
        ],
    }
    assert item.code == item.attributes


def test_the_values_of_a_map_are_not_its_keys(tmp_path: Path) -> None:
    code = """
variable "v" { default = "d" }
resource "aws_sqs_queue" "q" {
  for_each = { a = aws_x.y.id, b = var.v, c = "x" }
  name     = each.value
  policy   = each.key
}
"""
    found = {item.address: item for item in collect(tmp_path, {"main.tf": code}).resources}
    told = {address[-4:]: (dict(item.attributes), "name" in item.code) for address, item in found.items()}
    assert told == {
        '"a"]': ({"policy": "a"}, False),
        '"b"]': ({"policy": "b", "name": "d"}, False),
        '"c"]': ({"policy": "c", "name": "x"}, False),
    }


def test_null_is_given_or_is_the_default(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\n',
        "m/main.tf": """
variable "a" { default = "d" }
variable "b" {
  default  = "d"
  nullable = false
}
resource "aws_sqs_queue" "q" {
  name   = var.a == null ? "null" : var.a
  policy = var.b
}
""",
    }
    assert one(collect(tmp_path, files)).attributes == {"name": "null", "policy": "d"}


BOMBS = {
    "loops": "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
    "texts": 'join("", [for a in range(1000) : join("", [for b in range(1000) : "0123456789"])])',
    "product": "setproduct(range(1000), range(1000), range(1000))",
    "replaced": 'replace(join("", [for a in range(999) : "0123456"]), "", join("", [for a in range(999) : "0123"]))',
    "wide": 'format("%999999d", 1)',
    "searched": "[for a in range(1000) : [for b in range(1000) : contains(range(1000), a + b)]]",
    "deep": "-" * 90 + "local.one",
    "doubled": "local.l40",
    "doubled text": "local.t40",
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_grows_without_end_is_a_gap_and_takes_no_time(name: str, tmp_path: Path) -> None:
    doubled = "".join(
        f'  l{n} = [local.l{n - 1}, local.l{n - 1}]\n  t{n} = "${{local.t{n - 1}}}${{local.t{n - 1}}}"\n'
        for n in range(1, 41)
    )
    code = (
        f'locals {{\n  one = 1\n  l0 = 1\n  t0 = "x"\n{doubled}}}\n'
        f'resource "aws_sqs_queue" "q" {{\n  name = {BOMBS[name]}\n  policy = "p"\n}}\n'
    )
    begin = time.process_time()
    found = collect(tmp_path, {"main.tf": code})
    assert time.process_time() - begin < 20
    assert one(found).attributes == {"policy": "p"}
    (gap,) = found.gaps
    assert gap.reason is GapReason.LIMIT_REACHED
    assert gap.detail == "name of resource.aws_sqs_queue.q of the root module make more than is worked out"


def test_many_large_expressions_take_the_time_of_one(tmp_path: Path) -> None:
    rows = "".join(f"  a{n} = {BOMBS['loops']}\n" for n in range(300))
    begin = time.process_time()
    found = collect(tmp_path, {"main.tf": f'resource "aws_sqs_queue" "q" {{\n  name = "x"\n{rows}}}\n'})
    assert time.process_time() - begin < 20
    assert [gap.reason for gap in found.gaps] == [GapReason.LIMIT_REACHED]
    assert one(found).attributes == {"name": "x"}


@pytest.mark.parametrize(
    "said",
    [
        "upper(var.db_password)",
        "substr(var.db_password, 0, 5)",
        'split("-", var.db_password)[0]',
        "base64encode(var.db_password)",
        "jsonencode({ a = var.db_password })",
        'replace(var.db_password, "t", "_")',
        'format("%s", var.db_password)',
        "sha256(var.db_password)",
        'var.db_password == "hunter2hunter2" ? "yes" : "no"',
        "length(var.db_password)",
        'contains([var.db_password], "hunter2hunter2")',
        'sort([var.db_password, "a"])[0]',
        "[for k, v in { (var.db_password) = 1 } : k][0]",
        "keys({ for x in [var.db_password] : x => 1 })[0]",
        "nonsensitive(var.db_password)",
        'coalesce(var.db_password, "x")',
        'try(var.db_password, "x")',
        "one([var.db_password])",
        "var.db_password[*]",
        'join("", ["gh", "p_", "a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2"])',
        'sensitive("hunter2hunter2")',
    ],
)
def test_a_secret_is_not_looked_at_and_does_not_come_out(said: str, tmp_path: Path) -> None:
    variable = 'variable "db_password" {\n  default = "hunter2hunter2"\n}\n'
    code = f'{variable}resource "aws_sqs_queue" "q" {{\n  name = {said}\n}}\n'
    found = repr(collect(tmp_path, {"main.tf": code}))
    for clear in ("hunt", "HUNT", "un_er2", "'yes'", "aHVudGVy", TOKEN, "'name': 14"):
        assert clear not in found, clear


def test_a_key_that_was_put_together_and_is_a_secret_names_no_instance(tmp_path: Path) -> None:
    key = f'join("", ["{TOKEN[:3]}", "{TOKEN[3:]}"])'
    code = f'resource "aws_sqs_queue" "q" {{\n  for_each = toset([{key}])\n  name = "x"\n}}\n'
    found = collect(tmp_path, {"main.tf": code})
    assert one(found).address == "aws_sqs_queue.q[*]"
    assert TOKEN not in repr(found)


@pytest.mark.parametrize("length", [70, 150, 400, 5000])
@pytest.mark.parametrize("link", ["1 + ", "true && ", "false ? 1 : ", "-", "[", "upper(", '"${', "{ a = "])
def test_long_chains_are_worked_out_or_a_gap(link: str, length: int, tmp_path: Path) -> None:
    ends = {"[": "]", "upper(": ")", '"${': '}"', "{ a = ": " }"}.get(link, "")
    code = f"locals {{\n  a = {link * length}local.b{ends * length}\n  b = 1\n}}\n"
    found = collect(tmp_path, {"main.tf": 'resource "aws_sqs_queue" "q" {\n  name = local.a\n}\n', "l.tf": code})
    assert "name" not in one(found).attributes or found.gaps == ()
    assert all(gap.reason in {GapReason.LIMIT_REACHED, GapReason.UNPARSABLE} for gap in found.gaps)
