"""Where other tools that compare environments are silent, crash or cry wolf: each is a case that must hold here.

The tools are tfstate-diff, aws-comparator, tf-plan-analyzer, aws-inventory-manager and driftctl, as read in their
source. The traps of DeepDiff are in `test_deepdiff_traps.py`, what needs the program in `acceptance/test_peers.py`.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.outcome import FindingStatus, Severity
from engine.provider.schema import NodeKind
from snapshots.aws.catalog import TYPES
from tests.builders import PROVIDER
from tests.engine.drift.states import Terraform, agreed, entries, entry, one, paths, plan, shown, state

DATA = Path(__file__).parents[3] / "fixtures" / "estate" / "data"
ARN = "arn:aws:lambda:{}:{}:function:{}"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}


@pytest.fixture
def terraform(tmp_path: Path) -> Terraform:
    return Terraform(tmp_path)


def nested(timeout: int) -> dict[str, Any]:
    """Return a module in a module in the form of `terraform show -json`."""
    function = {
        "address": "module.app.module.api[0].aws_lambda_function.orders",
        "mode": "managed",
        "type": "aws_lambda_function",
        "name": "orders",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": {"id": "orders", "function_name": "orders", "timeout": timeout},
        "sensitive_values": {},
    }
    inner = {"address": "module.app.module.api[0]", "resources": [function]}
    return {"address": "module.app", "child_modules": [inner]}


@pytest.mark.parametrize("form", [shown, plan])
def test_child_modules_are_compared(terraform: Terraform, form: Any) -> None:
    """tfstate-diff walks the resources of the root module only: a modularised estate compares nothing."""
    report = terraform.drift(shown(nested(30)), form(nested(31)))
    assert paths(report) == ["module.app.module.api[0].aws_lambda_function.orders timeout"]
    assert terraform.drift(shown(nested(30)), form(nested(30))).findings == ()


def test_modules_of_a_raw_state_are_compared(terraform: Terraform) -> None:
    """tfstate-diff: the same of a state, with the parity of two environments."""
    left, right = (
        state(entry("aws_lambda_function", "orders", {"timeout": timeout}, module="module.app.module.api[0]"))
        for timeout in (30, 31)
    )
    address = "module.app.module.api[0].aws_lambda_function.orders timeout"
    assert paths(terraform.drift(left, right)) == [address]
    assert paths(terraform.parity(left, right)) == [address]


def test_every_resource_of_a_real_modularised_estate_is_compared(terraform: Terraform) -> None:
    """tfstate-diff: the same of what a real Terraform printed of an estate of modules."""
    found = json.loads((DATA / "prod.plan-refresh-only.json").read_text())
    before = {"format_version": "1.0", **copy.deepcopy(found["prior_state"])}
    modules, changed = [*found["prior_state"]["values"]["root_module"]["child_modules"]], set()
    for module in modules:
        modules += module.get("child_modules", [])
        for item in module["resources"]:
            if item["mode"] == "managed" and item["values"].get("tags"):
                for name in ("tags", "tags_all"):
                    item["values"][name] = {**item["values"][name], "Owner": "nobody"}
                changed.add(f"{item['address']} tags.Owner")
    assert len(changed) == 14
    assert paths(terraform.drift(before, agreed(found))) == sorted(changed)


NO_POLICIES: list[Any] = [
    None,
    True,
    7,
    "",
    "{",
    "null",
    "[]",
    '"text"',
    {},
    {"Statement": 1},
    {"Statement": [None]},
    [],
]
NO_POLICIES += [
    '{"Statement": "x"}',
    '{"Statement": [{"Action": 1}]}',
    '{"Statement": [[]]}',
    '{"Statement": {"x": [7]}}',
]


@pytest.mark.parametrize("value", NO_POLICIES, ids=repr)
def test_a_policy_in_an_unexpected_form_is_compared_and_no_crash(terraform: Terraform, value: Any) -> None:
    """tfstate-diff panics on a policy that is not a string, or that is a string of something else."""
    odd, right = one("aws_s3_bucket_policy", policy=value), one("aws_s3_bucket_policy", policy=json.dumps(POLICY))
    for compare in (terraform.drift, terraform.parity):
        assert compare(odd, odd).findings == ()
        assert {finding.change.path[0] for finding in compare(odd, right).findings} == {"policy"}
        assert {finding.change.path[0] for finding in compare(right, odd).findings} == {"policy"}


NO_SETS: list[Any] = [None, "sg-1", 7, True, {"a": 1}, [None], [["sg-1"]], [1, "x"], [{}], [{"a": []}]]


@pytest.mark.parametrize("value", NO_SETS, ids=repr)
def test_a_set_with_unexpected_values_is_compared_and_no_crash(terraform: Terraform, value: Any) -> None:
    """tfstate-diff panics on a value of a set that it does not expect."""
    odd = one("aws_instance", vpc_security_group_ids=value)
    right = one("aws_instance", vpc_security_group_ids=["sg-0a0a0a0a", "sg-0b0b0b0b"])
    for compare in (terraform.drift, terraform.parity):
        assert compare(odd, odd).findings == ()
        assert {finding.change.path[0] for finding in compare(odd, right).findings} == {"vpc_security_group_ids"}


def network(environment: str, target: str) -> dict[str, Any]:
    """Return two groups and a route table with ids of their own, and what names one of the groups in its blocks."""
    ids = {name: f"sg-{environment}-{number:04d}" for number, name in enumerate(("web", "db"))}
    rule = {"from_port": 443, "to_port": 443, "protocol": "tcp", "security_groups": [ids[target]]}
    block = {"security_groups": [ids[target]], "subnets": ["subnet-a"], "assign_public_ip": False}
    gateway = f"igw-{environment}-0001"
    return state(
        *(entry("aws_security_group", name, {"id": id_, "name": name}) for name, id_ in ids.items()),
        entry("aws_security_group", "app", {"id": f"sg-{environment}-app", "name": "app", "ingress": [rule]}),
        entry("aws_ecs_service", "app", {"name": "app", "network_configuration": [block]}),
        entry("aws_internet_gateway", "main", {"id": gateway}),
        entry("aws_route_table", "main", {"route": [{"cidr_block": "0.0.0.0/0", "gateway_id": gateway}]}),
    )


def test_an_id_in_a_nested_block_is_translated_and_never_left_out(terraform: Terraform) -> None:
    """aws-comparator excludes bare names: a wrong group at the root is invisible, the right one in a block reported."""
    assert terraform.parity(network("prod", "web"), network("preprod", "web")).findings == ()
    report = terraform.parity(network("prod", "web"), network("preprod", "db"))
    assert {(finding.target.address, finding.change.path[0]) for finding in report.findings} == {
        ("aws_security_group.app", "ingress"),
        ("aws_ecs_service.app", "network_configuration"),
    }
    assert {"<aws_security_group.web>", "<aws_security_group.db>"} <= {
        text
        for finding in report.findings
        for side in (finding.change.before, finding.change.after)
        for text in json.dumps(side).split('"')
    }


TIMES = sorted(
    (type_, name)
    for type_ in TYPES
    if (node := PROVIDER.find(type_)) is not None
    for name, child in node.fields.items()
    if not child.computed and child.kind is NodeKind.STRING and (name.endswith(("_time", "_at")) or "timestamp" in name)
)


@pytest.mark.parametrize(
    ("type_", "name", "before", "after"),
    [
        *((type_, name, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z") for type_, name in TIMES),
        ("aws_sqs_queue", "receive_wait_time_seconds", 0, 20),
        ("aws_db_instance", "backup_window", "02:00-03:00", "12:00-13:00"),
        ("aws_db_instance", "maintenance_window", "sun:04:00-sun:05:00", "mon:12:00-mon:13:00"),
        ("aws_opensearch_domain", "encrypt_at_rest", [{"enabled": True}], [{"enabled": False}]),
        (
            "aws_opensearch_domain",
            "auto_tune_options",
            [{"maintenance_schedule": [{"start_at": "2026-01-01T00:00:00Z"}]}],
            [{"maintenance_schedule": [{"start_at": "2027-01-01T00:00:00Z"}]}],
        ),
    ],
)
def test_a_setting_that_is_called_like_a_time_is_compared(
    terraform: Terraform, type_: str, name: str, before: Any, after: Any
) -> None:
    """aws-comparator hides every field that ends in _time or _at or contains timestamp."""
    left, right = one(type_, **{name: before}), one(type_, **{name: after})
    for compare in (terraform.drift, terraform.parity):
        assert [finding.change.path[0] for finding in compare(left, right).findings] == [name]


def test_there_are_settings_that_are_called_like_a_time() -> None:
    assert len(TIMES) >= 5


@pytest.mark.parametrize(
    ("type_", "one_more", "one_less"),
    [
        (
            "aws_autoscaling_group",
            {"instance_refresh": [{"preferences": [{"checkpoint_percentages": [80, 80, 443]}]}]},
            {"instance_refresh": [{"preferences": [{"checkpoint_percentages": [80, 443]}]}]},
        ),
        (
            "aws_lambda_function",
            {"image_config": [{"command": ["-v", "-v", "run"]}]},
            {"image_config": [{"command": ["-v", "run"]}]},
        ),
        (
            "aws_sfn_state_machine",
            {"definition": json.dumps({"Retry": [{"MaxAttempts": 2}, {"MaxAttempts": 2}]})},
            {"definition": json.dumps({"Retry": [{"MaxAttempts": 2}]})},
        ),
    ],
)
def test_duplicates_in_an_ordered_list_count(
    terraform: Terraform, type_: str, one_more: dict[str, Any], one_less: dict[str, Any]
) -> None:
    """aws-comparator ignores the order without counting repetitions: [80, 80, 443] is [80, 443] to it."""
    for compare in (terraform.drift, terraform.parity):
        assert [
            finding.change.path[0] for finding in compare(one(type_, **one_more), one(type_, **one_less)).findings
        ] == [*one_more]


@pytest.mark.parametrize(
    ("type_", "attribute", "severity"),
    [
        ("aws_autoscaling_policy", "policy_type", Severity.MEDIUM),  # no policy
        ("aws_ecs_service", "propagate_tags", Severity.MEDIUM),  # no tags
        ("aws_lambda_function", "package_type", Severity.MEDIUM),
        ("aws_lambda_function", "function_name", Severity.MEDIUM),
        ("aws_lambda_function", "vpc_config", Severity.HIGH),
        ("aws_lambda_function", "image_config", Severity.MEDIUM),
        ("aws_iam_role", "name", Severity.HIGH),
        ("aws_vpc", "tags", Severity.LOW),
    ],
)
def test_a_severity_is_of_the_whole_name(terraform: Terraform, type_: str, attribute: str, severity: Severity) -> None:
    """aws-comparator looks for `type`, `name` and `config` anywhere in the name of a field."""
    before, after = ({"a": "b"}, {"a": "c"}) if attribute == "tags" else ("some", "other")
    (finding,) = terraform.drift(one(type_, **{attribute: before}), one(type_, **{attribute: after})).findings
    assert finding.severity is severity


def functions(**timeouts: int) -> dict[str, Any]:
    """Return functions of one name in several regions, each by a provider of its own."""
    return state(
        *(
            entry(
                "aws_lambda_function",
                region,
                {
                    "id": "orders",
                    "arn": ARN.format(region.replace("_", "-"), "111122223333", "orders"),
                    "function_name": "orders",
                    "timeout": timeout,
                },
            )
            for region, timeout in timeouts.items()
        )
    )


def test_one_id_in_several_regions_is_several_resources(terraform: Terraform) -> None:
    """aws-comparator and driftctl see one region in a run; an id alone would mix them up."""
    before, after = functions(eu_west_1=30, us_east_1=60), functions(us_east_1=61, eu_west_1=30)
    report = terraform.drift(before, after)
    assert (report.matched, report.ambiguous, report.gaps) == (2, 0, ())
    assert [(finding.target.region, finding.change.path, finding.change.after) for finding in report.findings] == [
        ("us-east-1", ("timeout",), 61)
    ]
    assert terraform.drift(before, functions(us_east_1=60, eu_west_1=30)).findings == ()


def test_one_id_that_is_gone_from_one_of_its_regions_is_missing_there(terraform: Terraform) -> None:
    report = terraform.drift(functions(eu_west_1=30, us_east_1=60), functions(us_east_1=60))
    assert [(finding.target.region, finding.status) for finding in report.findings] == [
        ("eu-west-1", FindingStatus.MISSING)
    ]


def denied(environment: str, bucket: str) -> dict[str, Any]:
    """Return the policy of an environment's bucket that denies access to another one."""
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    own = f"acme-{environment}-data"
    return state(entry("aws_s3_bucket_policy", "data", {"id": own, "bucket": own, "policy": policy}))


def test_only_an_environments_own_word_is_its_name(terraform: Terraform) -> None:
    """tf-plan-analyzer masks `-dev-` wherever it stands: also where production denies access to the wrong bucket."""
    names = ("prod", "dev")
    own = denied("prod", "acme-prod-data"), denied("dev", "acme-dev-data")
    assert terraform.parity(*own, names).findings == ()
    both_dev = denied("prod", "acme-dev-data"), denied("dev", "acme-dev-data")
    assert [finding.change.path[0] for finding in terraform.parity(*both_dev, names).findings] == ["policy"]
    crossed = denied("prod", "acme-dev-data"), denied("dev", "acme-prod-data")
    assert [finding.change.path[0] for finding in terraform.parity(*crossed, names).findings] == ["policy"]


def test_nothing_is_masked_when_one_environment_drifts(terraform: Terraform) -> None:
    """tf-plan-analyzer: drift compares one environment with itself, in which another's name is a difference."""
    report = terraform.drift(denied("prod", "acme-prod-data"), denied("prod", "acme-dev-data"))
    assert [finding.change.path[0] for finding in report.findings] == ["policy"]


def account(number: str, timeout: int) -> dict[str, Any]:
    """Return an estate in an account, with ARNs wherever they stand."""
    role = f"arn:aws:iam::{number}:role/orders"
    queue = f"arn:aws:sqs:eu-west-1:{number}:orders"
    return state(
        entry("aws_iam_role", "orders", {"id": "orders", "arn": role, "name": "orders"}),
        entry("aws_sqs_queue", "orders", {"id": f"https://sqs/{number}/orders", "arn": queue, "name": "orders"}),
        entry(
            "aws_lambda_function",
            "orders",
            {
                "id": "orders",
                "arn": ARN.format("eu-west-1", number, "orders"),
                "role": role,
                "timeout": timeout,
                "dead_letter_config": [{"target_arn": queue}],
            },
        ),
    )


def test_resources_of_two_accounts_are_counterparts(terraform: Terraform) -> None:
    """aws-inventory-manager keys by ARN: two accounts share no key, so everything is added and removed."""
    report = terraform.parity(account("111122223333", 30), account("444455556666", 30))
    assert (report.findings, report.matched, report.left_only, report.right_only) == ((), 3, 0, 0)
    report = terraform.parity(account("111122223333", 30), account("444455556666", 31))
    assert paths(report) == ["aws_lambda_function.orders timeout"]


def counted(*keys: int | str, changed: int | str | None = None) -> dict[str, Any]:
    """Return queues of one resource under these keys; the names are those of the keys and their kinds."""
    return state(
        entries(
            "aws_sqs_queue",
            "work",
            *(
                {
                    "index_key": key,
                    "attributes": {
                        "id": f"https://sqs/{type(key).__name__}-{key}",
                        "delay_seconds": 9 if key == changed else 1,
                    },
                }
                for key in keys
            ),
        )
    )


@pytest.mark.parametrize("changed", [0, "0", 1, "a"])
def test_the_key_of_an_instance_is_kept(terraform: Terraform, changed: int | str) -> None:
    """To driftctl, which drops the key of an instance, 0, "0" and 1 have one address."""
    keys = (0, "0", 1, "a")
    report = terraform.drift(counted(*keys), counted(*keys, changed=changed))
    assert report.matched == len(keys)
    assert paths(report) == [f"aws_sqs_queue.work[{json.dumps(changed)}] delay_seconds"]


@pytest.mark.parametrize("compare", ["drift", "parity"])
def test_an_instance_that_is_only_deposed_is_no_crash_and_no_resource(terraform: Terraform, compare: str) -> None:
    """In driftctl it is: the current object of an instance is decoded without looking whether there is one."""
    deposed = {"deposed": "0a1b2c3d", "attributes": {"id": "i-1", "instance_type": "t3.micro"}}
    left = state(entries("aws_instance", "web", deposed), entry("aws_sqs_queue", "work", {"delay_seconds": 1}))
    report: DriftReport = getattr(terraform, compare)(left, state(entry("aws_sqs_queue", "work", {"delay_seconds": 1})))
    assert (report.findings, report.gaps, report.matched) == ((), (), 1)


def test_what_is_left_over_of_a_replacement_is_unmanaged(terraform: Terraform) -> None:
    """To driftctl what the deposed object leaves in the cloud is not known to be that."""
    deposed = {"deposed": "0a1b2c3d", "attributes": {"id": "i-1", "instance_type": "t3.micro"}}
    there = one("aws_instance", id="i-1", instance_type="t3.micro")
    (finding,) = terraform.drift(state(entries("aws_instance", "web", deposed)), there).findings
    assert (finding.status, finding.target.id) == (FindingStatus.UNMANAGED, "i-1")
    assert "left over from a replacement" in finding.message
