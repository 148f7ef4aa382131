"""The shipped pack: in step with its sources, loadable, reproducible, and checked and tested by the real OPA."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.digest import digest_bytes
from policies.catalog import Pack, load_pack, read_sources, sources_digest
from policies.opa import OpaTool


def test_the_pack_was_built_from_the_sources_that_lie_beside_it(pack: Pack, rego: Path) -> None:
    assert pack.sources == sources_digest(rego), "run: make policies"
    assert pack.policies == tuple(source.policy for source in read_sources(rego))


def test_the_pack_says_the_digest_of_its_wasm(pack: Pack, rego: Path) -> None:
    assert pack.digest == digest_bytes((rego / "pack.wasm").read_bytes())
    assert load_pack() == pack


def test_every_policy_has_a_test_beside_it_with_a_pass_and_a_failure(rego: Path) -> None:
    for source in read_sources(rego):
        tests = (rego / source.path.replace(".rego", "_test.rego")).read_text(encoding="utf-8")
        assert ".deny) == 0" in tests, source.path
        assert ".deny) == 1" in tests, source.path


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
def test_every_rego_test_passes(opa: OpaTool, rego: Path) -> None:
    run = opa.test(rego)
    assert run.failed == ()
    assert run.passed >= 2 * len(read_sources(rego))


@pytest.mark.tool
def test_a_build_gives_the_shipped_bytes_again(opa: OpaTool, rego: Path, tmp_path: Path) -> None:
    opa.build(rego, tmp_path)
    for name in ("pack.wasm", "pack.json"):
        assert (tmp_path / name).read_bytes() == (rego / name).read_bytes(), f"{name}: run: make policies"
