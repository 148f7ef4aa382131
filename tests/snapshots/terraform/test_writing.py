"""Code that is written: what any value says is read back as the same, by our own reader, python-hcl2 and Terraform."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import hcl2.api
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.model.address import expression, written_key
from engine.provider.code import Block, Encoded, Reference
from engine.text import hcl, lines
from fixtures.estate.lab import Terraform, has_terraform
from snapshots.terraform.code.syntax import read_statements
from snapshots.terraform.code.writing import write_code
from tests.foreign import PAYLOADS
from tests.profiles import examples

HOSTILE = (
    *('"', "\\", "\\n", "a\nb\r\t", "${aws_x.y}", "%{ if true }", "$${x}", "${", "$${", "%{", "%%{", "$", "%"),
    *('"\n}\nresource "x" "y" {', "<<EOF\n${a}\nEOF\n", " <<-EOF", '${"}"}', "# c", "/*", "\x00\x1b[31m"),
    *("\u202e", "é", "e\u0301"),
    *("::error::x", "##[error]x", "__literal_0__", "\U000e0001", "}", "null", "true", "0", ""),
)
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from([*HOSTILE, *PAYLOADS]), st.text('${}%"\\\n<E', max_size=12))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def resource(**attributes: Any) -> Block:
    """Return the block of a resource."""
    return Block(kind="resource", labels=("aws_sqs_queue", "a"), attributes=attributes)


@settings(max_examples=examples(60))
@given(value=VALUES, other=TEXTS)
@example(value="${", other="}")
@example(value={"__start_line__": 1, "null": 2}, other="\\")
def test_any_value_is_read_back_as_it_was(value: Any, other: str) -> None:
    text = write_code([resource(one=value, two=other, three=[{other: value}])])
    (found,) = read_statements(text)
    assert found.body == {"one": value, "two": other, "three": [{other: value}]}


@settings(max_examples=examples(60))
@given(text=TEXTS)
def test_python_hcl2_finds_one_attribute_with_the_literal_that_was_written(text: str) -> None:
    code = write_code([Block(kind="x", attributes={"one": text, "two": "after"})])
    tree = hcl2.api.parses(code)
    assert len(list(tree.find_data("attribute"))) == 2
    assert not list(tree.find_data("interpolation"))
    if re.fullmatch(r"[^\\\"\x00-\x1f$%]*", text) and hcl(text) == f'"{text}"':
        assert hcl2.api.loads(code) == {"x": [{"one": text, "two": "after"}]}


@settings(max_examples=examples(60))
@given(text=TEXTS)
def test_nothing_that_steers_is_in_a_literal_and_no_line_ends_in_one(text: str) -> None:
    assert lines([hcl(text)]) == f"{hcl(text)}\n"
    code = write_code([resource(one=text)])
    assert code.count("\n") == 3


@settings(max_examples=examples(30))
@given(keys=st.lists(TEXTS.filter(bool), min_size=1, max_size=2))
def test_an_address_is_an_expression_whatever_its_keys_are(keys: list[str]) -> None:
    address = ".".join(f"module.m{written_key(key)}" for key in keys) + ".aws_sqs_queue.a"
    block = Block(kind="import", attributes={"to": Reference(expression(address)), "id": "x"})
    (found,) = read_statements(write_code([block]))
    assert found.body is not None
    steps = [part for key in keys for part in ("module", "m", key)]
    assert found.body["to"].means[1:] == (*steps, "aws_sqs_queue", "a")


@pytest.mark.parametrize(
    "text",
    ["", "a", "aws_x.${y}", "aws_x.y\n", 'aws_x."y"', "aws_x.y[*]", 'aws_x.y["\\q"]', "aws_x.y z", "aws_x.1", "."],
)
def test_what_no_code_can_name_is_no_expression(text: str) -> None:
    assert expression(text) == ""


def test_a_document_is_the_call_of_jsonencode_and_lists_of_objects_take_a_line_each() -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["a", "b"]}, {}]}
    nested = Block(kind="rule", attributes={"status": "on"}, blocks=(Block(kind="filter"),))
    block = Block(
        kind="resource",
        labels=("aws_x", "a"),
        attributes={"name": "n", "policy": Encoded(policy), "long_name": Reference("var.x")},
        blocks=(nested, nested),
        says=("What it is: \x1b", ""),
    )
    assert write_code([block, Block(kind="x")]) == (
        "# What it is: \\u{1b}\n"
        "#\n"
        'resource "aws_x" "a" {\n'
        '  name = "n"\n'
        "  policy = jsonencode({\n"
        '    Version = "2012-10-17"\n'
        "    Statement = [\n"
        "      {\n"
        '        Effect = "Allow"\n'
        '        Action = ["a", "b"]\n'
        "      },\n"
        "      {}\n"
        "    ]\n"
        "  })\n"
        "  long_name = var.x\n"
        "\n"
        "  rule {\n"
        '    status = "on"\n'
        "\n"
        "    filter {}\n"
        "  }\n"
        "\n"
        "  rule {\n"
        '    status = "on"\n'
        "\n"
        "    filter {}\n"
        "  }\n"
        "}\n"
        "\n"
        "x {}\n"
    )


@settings(max_examples=examples(40))
@given(kind=TEXTS, name=TEXTS)
@example(kind="a", name='q" {}\nresource "terraform_data" "x" {\n  provisioner "local-exec" {}\n}\nresource "b" "c')
def test_a_label_is_a_label_whatever_it_says(kind: str, name: str) -> None:
    block = Block(kind="resource", labels=(kind, name), attributes={"one": 1})
    (found,) = read_statements(write_code([block, Block(kind="x")])[: -len("\nx {}\n")])
    assert (found.labels, found.body) == ((_whole(kind), _whole(name)), {"one": 1})


def _whole(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


INJECTED = 'a = 1\n}\nresource "terraform_data" "x" {\n  b'


@pytest.mark.parametrize(
    "block",
    [
        Block(kind='x {}\nresource "a" "b"'),
        Block(kind="x", attributes={INJECTED: 2}),
        Block(kind="x", attributes={"a": Reference(f"1\n}}\n{INJECTED} = 2")}),
        Block(kind="x", attributes={"a": Reference('"${file("/etc/passwd")')}),
        Block(kind="x", blocks=(Block(kind='y {}\n}\nresource "a" "b" {\nz'),)),
    ],
)
def test_what_would_be_read_as_something_else_is_not_written(block: Block) -> None:
    with pytest.raises(InputError, match="cannot be written as code"):
        write_code([block])


def test_half_of_a_character_is_the_sign_for_what_is_unknown() -> None:
    assert hcl("a\ud800b") == '"a\ufffdb"'


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="needs terraform on PATH")
def test_terraform_reads_the_same_texts_and_finds_nothing_to_format(tmp_path: Path) -> None:
    texts = [text for text in (*HOSTILE, *PAYLOADS) if "\ufffd" not in text]
    code = write_code([Block(kind="output", labels=("texts",), attributes={"value": texts})])
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "main.tf").write_text(code)
    terraform = Terraform(tmp_path / "work", "", {}, source=tmp_path / "source")
    assert terraform.run("fmt", "-check") == ""
    terraform.run("apply", "-auto-approve", "-input=false")
    told = terraform.run("output", "-json", "texts")
    # Terraform keeps texts in the form in which letters and their signs are one (NFC).
    assert json.loads(told) == [unicodedata.normalize("NFC", text) for text in texts]
