"""The shipped pack: in step with its sources, loadable, reproducible, and checked and tested by the real OPA."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import EvaluatorMissingError
from engine.jsontext.digest import digest_bytes
from policies.authoring.catalog import Pack, load_pack, read_pack, read_sources, sources_digest
from policies.authoring.opa import OpaTool
from tests.shipped import shipped_sources


def test_the_pack_was_built_from_the_sources_that_lie_beside_it(pack: Pack, rego: Path) -> None:
    assert pack.sources == sources_digest(rego), "run: make policies"
    sources = read_sources(rego)
    assert pack.policies == tuple(source.policy for source in sources)
    assert shipped_sources() == sources


def test_the_pack_says_the_digest_of_its_wasm(pack: Pack, rego: Path) -> None:
    assert pack.digest == digest_bytes((rego / "pack.wasm").read_bytes())
    assert load_pack() == pack


def test_a_pack_that_is_not_the_one_that_was_built_is_refused(rego: Path) -> None:
    wasm, index = ((rego / name).read_bytes() for name in ("pack.wasm", "pack.json"))
    assert read_pack(wasm, index).policies
    for bad_wasm, bad_index in (
        (wasm + b"\0", index),
        (b"", index),
        (wasm, index[:-20]),
        (wasm, b"{}"),
        (wasm, b"[]"),
        (wasm, index.replace(b"rego-pack/3", b"rego-pack/4")),
        (wasm, index.replace(b'"severity": "low"', b'"severity": "none"')),
        (wasm, index.replace(b'"remediation":', b'"more":')),
    ):
        with pytest.raises(EvaluatorMissingError, match="the Rego pack is not the one that was built"):
            read_pack(bad_wasm, bad_index)


def _changed(folder: Path) -> None:
    policy = folder / "aws" / "logs" / "log_retention" / "policy.rego"
    policy.write_text(policy.read_text(encoding="utf-8").replace("days > 0", "days > 1"), encoding="utf-8")


def _one_more(folder: Path) -> None:
    (folder / "aws" / "logs" / "more.rego").write_text("package driftgate.aws.logs.more\n", encoding="utf-8")


def _one_less(folder: Path) -> None:
    (folder / "aws" / "logs" / "log_retention" / "policy.rego").unlink()


@pytest.mark.parametrize("change", [_changed, _one_more, _one_less], ids=["changed", "one more", "one less"])
def test_a_pack_of_other_policies_than_those_beside_it_judges_nothing(
    rego: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    folder = tmp_path / "rego"
    shutil.copytree(rego, folder)
    assert load_pack(folder) == load_pack()
    change(folder)
    with pytest.raises(EvaluatorMissingError, match="made of other policies than those beside it") as raised:
        load_pack(folder)
    assert raised.value.hint == "install driftgate again; in a checkout run: make pack"


@pytest.mark.parametrize("name", ["pack.wasm", "pack.json"])
def test_a_pack_that_is_not_whole_is_not_there(rego: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "rego"
    shutil.copytree(rego, folder)
    (folder / name).unlink()
    with pytest.raises(EvaluatorMissingError, match=r"^the Rego pack is not there$"):
        load_pack(folder)


def test_the_pack_covers_what_the_product_promises(pack: Pack) -> None:
    types = {type_ for policy in pack.policies for type_ in policy.resource_types}
    assert len(pack.policies) >= 22
    assert types >= {
        "aws_db_instance",
        "aws_dynamodb_table",
        "aws_iam_role",
        "aws_kms_key",
        "aws_lambda_function",
        "aws_s3_bucket",
        "aws_security_group",
        "aws_sns_topic",
        "aws_sqs_queue",
        "aws_vpc_security_group_ingress_rule",
    }
    for policy in pack.policies:
        assert any(control.startswith("nist-800-53-r5:") for control in policy.controls), policy.id


@pytest.mark.tool
def test_opa_finds_no_fault_in_the_sources(opa: OpaTool, rego: Path) -> None:
    opa.check(rego)


@pytest.mark.tool
def test_a_build_gives_the_shipped_bytes_again(opa: OpaTool, rego: Path, tmp_path: Path) -> None:
    opa.build(rego, tmp_path)
    for name in ("pack.wasm", "pack.json"):
        assert (tmp_path / name).read_bytes() == (rego / name).read_bytes(), f"{name}: run: make policies"
