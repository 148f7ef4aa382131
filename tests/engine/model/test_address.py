"""An address is read into its steps and written back the same, whatever its keys hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.address import (
    ANY_KEY,
    Address,
    Step,
    code_address,
    inside,
    instances_of,
    of_code,
    parse,
    parts,
    split_key,
    without_count,
    write,
    written_key,
)

NAMES = st.from_regex(r"[a-zA-Z_][\w\-]{0,8}", fullmatch=True).filter(lambda name: name not in {"module", "data"})
KEYS = st.none() | st.integers(0, 10**6) | st.text() | st.text(alphabet='.[]"\\${}%*\n\té0', max_size=8)
MODULES = st.lists(st.tuples(NAMES, KEYS), max_size=3)
MODES = st.sampled_from(["managed", "data"])


def modules_of(found: list[tuple[str, int | str | None]]) -> str:
    address = ""
    for name, key in found:
        address = inside(address, f"module.{name}{written_key(key)}")
    return address


@given(modules=MODULES, mode=MODES, type_=NAMES, name=NAMES, key=KEYS)
def test_what_is_written_is_read_and_written_again(
    modules: list[tuple[str, int | str | None]], mode: str, type_: str, name: str, key: int | str | None
) -> None:
    module = modules_of(modules)
    text = write(module, mode, type_, name, key)
    address = parse(text)
    assert address is not None
    assert (str(address), address.module, address.type, address.name, address.key) == (text, module, type_, name, key)
    assert not address.is_module
    assert len(address.steps) == len(modules) + 1
    assert split_key(text) == (write(module, mode, type_, name), written_key(key))
    assert without_count(text) == (write(module, mode, type_, name) if isinstance(key, int) else text)


@given(modules=MODULES, mode=MODES, type_=NAMES, name=NAMES, key=KEYS)
def test_without_its_keys_it_is_the_address_of_the_code(
    modules: list[tuple[str, int | str | None]], mode: str, type_: str, name: str, key: int | str | None
) -> None:
    text = write(modules_of(modules), mode, type_, name, key)
    plain = write(modules_of([(module, None) for module, _ in modules]), mode, type_, name)
    assert code_address(text) == plain
    address = parse(text)
    assert address is not None
    assert ".".join(step.name for step in address.steps) == plain
    assert parts(text)[-1] == f"{name}{written_key(key)}"
    assert len(parts(text)) == len(plain.split("."))


@given(modules=MODULES.filter(bool), type_=NAMES, name=NAMES, key=KEYS)
def test_what_code_writes_is_what_terraform_writes(
    modules: list[tuple[str, int | str | None]], type_: str, name: str, key: int | str | None
) -> None:
    text = write(modules_of(modules), "managed", type_, name, key)
    if type_ not in {"count", "each", "ephemeral", "local", "path", "self", "terraform", "var"}:
        assert of_code(f"  {text} ") == text
    assert of_code(modules_of(modules)) == modules_of(modules)
    assert parse(modules_of(modules)) == Address(tuple(Step(f"module.{n}", written_key(k)) for n, k in modules))


@given(modules=MODULES, name=NAMES, key=KEYS)
def test_any_key_stands_for_every_instance(
    modules: list[tuple[str, int | str | None]], name: str, key: int | str | None
) -> None:
    text = write(modules_of(modules), "managed", "aws_vpc", name, key)
    address = parse(text)
    assert address is not None
    declared = ".".join(f"{step.name}{ANY_KEY}" for step in address.steps)
    assert instances_of(declared).fullmatch(text)
    assert instances_of(text).fullmatch(text)
    assert not instances_of(declared).fullmatch(f"{text}x")


@pytest.mark.parametrize(
    "text", ["", ".", "aws_vpc", "aws_vpc.a.", "aws_vpc.a.b", "aws_vpc.a[0", 'aws_vpc.a["x]', "aws_vpc.a[x]", "[0].a"]
)
def test_what_is_no_address_has_no_steps(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a.b", "a.b"),
        ("a.b[0]", "a.b"),
        ('a.b["x"]', "a.b"),
        ('module.m["a\\"].c[1]"].a.b[10]', "module.m.a.b"),
        ("module.m[*].a.b[*]", "module.m.a.b"),
    ],
)
def test_an_address_without_keys(text: str, code: str) -> None:
    assert code_address(text) == code


def test_the_first_instance_is_the_one_without_a_key() -> None:
    assert instances_of("a.b[0]").fullmatch("a.b")
    assert not instances_of("a.b[1]").fullmatch("a.b")
