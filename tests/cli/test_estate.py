"""The bundled estate: complete, small, real, without traces of a machine, and its recordings show what they claim."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli.demo.estate import DEMO_KEY, EPOCH, data
from cli.demo.scenarios import AS_OF, FILES, SCENARIOS, STATES
from engine.jsontext.codec import decode, encode
from engine.model.drift import DriftReport
from engine.model.outcome import FindingStatus, GapReason, Outcome
from engine.model.snapshot import Mode, Resource, Side, Snapshot
from engine.run.take import take_snapshot
from fixtures.estate.generate import ACCOUNTS, planted
from fixtures.estate.recording import TAKEN
from policies.authoring.catalog import load_pack
from policies.evaluators.wasm import RegoEvaluator
from snapshots.aws.catalog import TYPES
from snapshots.aws.judging import JUDGING
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from snapshots.terraform.schema import ProviderSchema
from tests import builders
from tests.builders import PROVIDER
from tests.canaries import search
from tests.shipped import kept_engine

ROOT = Path(__file__).parents[2]
DATA = ROOT / "cli" / "demo" / "data"
PLANS = ROOT / "fixtures" / "estate" / "data"
CANARIES = json.loads((PLANS / "canaries.json").read_text())
RECORDINGS = tuple(scenario.recording for scenario in SCENARIOS)
USUAL_PORT = "5000"  # the generator puts moto's usual port in place of the one it happened to get
LOOPBACK = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)")
MACHINE = re.compile(r"(?<![\w.:/-])/(?:tmp|opt|root|home|work|var|private|Users|usr)/[\w.-]+|[A-Z]:\\\\")


@cache
def desired(environment: str) -> Snapshot:
    collector = state_file(
        location=f"{environment}.tfstate",
        path=DATA / f"{environment}.tfstate",
        redactor=Redactor(DEMO_KEY, EPOCH),
        provider=PROVIDER,
    )
    return take_snapshot([collector], environment=environment, side=Side.DESIRED, epoch=EPOCH, now=AS_OF)


@cache
def recording(name: str) -> Snapshot:
    return decode(data(f"prod.aws.{name}.json"), Snapshot, name=name)


@cache
def drift(name: str) -> DriftReport:
    return builders.drift(desired("prod"), recording(name))


def managed(environment: str) -> list[Resource]:
    return [item for item in desired(environment).resources if item.mode is Mode.MANAGED]


def instances(environment: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for resource in json.loads(data(f"{environment}.tfstate"))["resources"]:
        for instance in resource["instances"]:
            yield resource, instance


def committed() -> list[Path]:
    return sorted(path for folder in (DATA, PLANS) for path in folder.rglob("*") if path.is_file())


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def secret_parts() -> set[str]:
    """Return the part of every planted text that is secret: of a URL, its password."""
    return {re.sub(r"^\w+://[^:]*:(.*)@.*$", r"\1", entry["secret"]) for entry in CANARIES}


def test_everything_that_the_demo_needs_is_there_and_nothing_else() -> None:
    expected = {*FILES, *RECORDINGS}
    assert all(data(name) for name in expected)
    assert {path.relative_to(DATA).as_posix().removesuffix(".gz") for path in committed() if DATA in path.parents} == (
        expected
    )


def test_the_package_data_is_below_a_megabyte_compressed() -> None:
    assert sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in committed() if DATA in path.parents) < (
        1_000_000
    )


@pytest.mark.parametrize("path", [path for path in committed() if path.suffix == ".gz"], ids=lambda path: path.name)
def test_packed_files_carry_neither_time_nor_name(path: Path) -> None:
    # RFC 1952: flags at byte 3 (8 is a file name), the time at bytes 4 to 7.
    head = path.read_bytes()[:8]
    assert (head[3], head[4:8]) == (0, bytes(4))


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.name)
def test_no_committed_file_shows_the_machine_that_made_it(path: Path) -> None:
    text = unpacked(path).decode()
    assert set(LOOPBACK.findall(text)) <= {USUAL_PORT}
    # AWS has names that look like paths; every other absolute path is one of a machine.
    assert set(MACHINE.findall(text)) == set()


@pytest.mark.parametrize("environment", ACCOUNTS)
def test_a_state_is_read_whole_and_has_the_size_and_types_of_the_estate(environment: str) -> None:
    snapshot = desired(environment)
    assert (snapshot.gaps, snapshot.complete) == ((), True)
    assert 60 <= len(managed(environment)) <= 90
    types = {item.type for item in managed(environment)}
    assert len(types) >= 28
    assert types <= set(TYPES)
    assert {item.account for item in managed(environment)} == {ACCOUNTS[environment]}


@pytest.mark.parametrize("environment", ACCOUNTS)
def test_a_state_has_the_forms_that_real_states_have(environment: str) -> None:
    found = list(instances(environment))
    keys = {json.dumps(instance["index_key"]) for _, instance in found if "index_key" in instance}
    assert {"0", '"0"'} <= keys  # count's first and for_each's, which are not the same
    modules = {str(resource.get("module", "")) for resource, _ in found}
    assert 'module.bucket["invoices.eu"]' in modules
    assert any(name.count("module.") >= 2 for name in modules)
    assert {resource["mode"] for resource, _ in found} == {"managed", "data"}
    assert any(instance.get("sensitive_attributes") for _, instance in found)
    assert any(instance.get("dependencies") for _, instance in found)
    outputs = json.loads(data(f"{environment}.tfstate"))["outputs"]
    assert {bool(output.get("sensitive")) for output in outputs.values()} == {True, False}


def test_every_planted_secret_stands_where_the_list_says() -> None:
    assert planted() == CANARIES
    by_file = {name for entry in CANARIES for name in entry["files"]}
    assert {f"cli/demo/data/{name}" for name in STATES} <= by_file
    # Terraform keeps the SHA-1 of user data; what was changed by hand was never in Terraform.
    nowhere = {(entry["environment"], entry["variable"]) for entry in CANARIES if not entry["files"]}
    assert nowhere == {("preprod", "bootstrap_token"), ("prod", "hand")}


@pytest.mark.parametrize("environment", ACCOUNTS)
def test_the_state_as_a_snapshot_holds_no_planted_secret(environment: str) -> None:
    assert search(data(f"{environment}.tfstate"), secret_parts()) != set()
    assert search(encode(desired(environment)), {*secret_parts(), "DGCANARY"}) == set()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_recording_holds_no_planted_secret_and_is_the_snapshot_it_says(scenario: Any) -> None:
    body = data(scenario.recording)
    assert search(body, {*secret_parts(), "DGCANARY"}) == set()
    snapshot = decode(body, Snapshot, name=scenario.recording)
    assert encode(snapshot) == body
    assert (snapshot.environment, snapshot.side, snapshot.epoch) == ("prod", Side.OBSERVED, EPOCH)
    assert snapshot.taken_at == TAKEN == datetime(2026, 11, 20, 2, tzinfo=UTC)
    # Types that were added since the recording was made are not in it.
    assert {item.type for item in managed("prod")} <= {item.type for item in snapshot.listings} <= set(TYPES)


def test_the_repaired_recording_is_exactly_what_was_intended() -> None:
    report = drift("repaired")
    assert (report.findings, report.gaps, report.matched) == ((), (), len(managed("prod")))


def test_the_drifted_recording_shows_each_planted_change_and_nothing_else() -> None:
    report = drift("drifted")
    function = "module.compute.aws_lambda_function.orders"
    policy = ("module.compute.aws_iam_role_policy.function", "policy", Outcome.FAIL)
    shown = [
        (
            item.target.address or item.target.type,
            item.change.path[-1] if item.target.type == "aws_lambda_function" else "".join(item.change.path[:1]),
            item.outcome,
        )
        for item in report.findings
    ]
    assert sorted(shown) == sorted(
        [
            ('module.bucket["uploads"].aws_s3_bucket_public_access_block.this', "", Outcome.FAIL),
            ("aws_vpc_security_group_ingress_rule", "", Outcome.FAIL),
            (function, "timeout", Outcome.WARN),
            (function, "API_TOKEN", Outcome.FAIL),
            ("module.data.aws_db_instance.orders", "backup_retention_period", Outcome.WARN),
            policy,  # the new statement, and the two that it replaced
            policy,
            policy,
            ("aws_s3_bucket", "", Outcome.WARN),
            ("module.compute.aws_cloudwatch_log_group.function", "", Outcome.FAIL),
            ("module.data.aws_sqs_queue.orders", "tags", Outcome.WARN),
        ]
    )
    unmanaged = {item.target.type for item in report.findings if item.status is FindingStatus.UNMANAGED}
    assert unmanaged == {"aws_s3_bucket", "aws_vpc_security_group_ingress_rule"}
    assert report.gaps == ()


def test_the_denied_recording_lacks_one_call_and_concludes_nothing_from_it() -> None:
    snapshot, report = recording("denied"), drift("denied")
    assert {(gap.reason, gap.operation) for gap in snapshot.gaps} == {(GapReason.ACCESS_DENIED, "s3:GetBucketPolicy")}
    assert [item.type for item in snapshot.listings if not item.complete] == ["aws_s3_bucket_policy"]
    assert not any(item.type == "aws_s3_bucket_policy" for item in snapshot.resources)
    assert report.findings == ()
    # The bucket has its policy inline as well.
    assert {type_ for gap in report.gaps for type_ in gap.types} == {"aws_s3_bucket", "aws_s3_bucket_policy"}


def test_the_waived_recording_has_the_one_change_that_the_waiver_names() -> None:
    report = drift("waived")
    assert [(item.rule, item.target.address, item.change.path) for item in report.findings] == [
        ("drift.changed", "module.compute.aws_lambda_function.orders", ("memory_size",))
    ]
    assert report.gaps == ()
    waivers = data("driftgate.waivers.yaml").decode()
    assert "rule: drift.changed\n" in waivers
    assert "address: module.compute.aws_lambda_function.orders\n" in waivers


# What a test server keeps nothing of (dead letters of functions), and what an estate of this size leaves to others: the
# demo's configuration sets these policies aside, each with an owner and a reason.
SET_ASIDE = frozenset(
    {
        "compute-devices-encrypted",
        "compute-monitoring",
        "compute-public-address",
        "dynamodb-deletion-protection",
        "lambda-code-signing",
        "lambda-dead-letters",
        "network-flow-logs",
        "rds-enhanced-monitoring",
        "s3-mfa-delete",
        "sns-delivery-told",
    }
)


@pytest.mark.parametrize(
    ("environment", "failing"),
    [
        ("prod", SET_ASIDE),
        # The short retention is planted: parity must find it.
        ("preprod", SET_ASIDE | {"data-log-retention"}),
    ],
)
def test_the_intended_estate_keeps_the_policies(environment: str, failing: frozenset[str]) -> None:
    pack = load_pack()
    snapshot = desired(environment)
    evaluator = RegoEvaluator(pack, judging=JUDGING, schema=ProviderSchema(), engine=kept_engine())
    evaluation = evaluator.evaluate(snapshot, snapshot.taken_at)
    assert evaluation.gaps == ()
    assert len(evaluation.results) > 70
    found = {(item.policy, item.outcome) for item in evaluation.results if item.outcome is not Outcome.PASS}
    assert found == {(policy, Outcome.FAIL) for policy in failing}


@pytest.mark.parametrize("name", ["prod.plan.json", "prod.plan-refresh-only.json"])
def test_a_plan_is_a_real_one_and_destroys_nothing(name: str) -> None:
    plan = json.loads((PLANS / name).read_text())
    assert (plan["terraform_version"], plan["complete"], plan["errored"]) == ("1.11.4", True, False)
    actions = {action for change in plan.get("resource_changes", ()) for action in change["change"]["actions"]}
    assert actions <= {"no-op", "update", "read"}
    assert plan["resource_drift"]
