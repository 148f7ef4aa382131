"""How much a difference matters, and the sentence that says why."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.outcome import FindingStatus, Severity
from engine.model.path import names
from engine.provider.meaning import Meaning
from engine.provider.rating import Rater
from snapshots.aws.catalog import SERVICES
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER

RATING = Rater(PROVIDER)
SG = "aws_security_group"
RDS = "aws_db_instance"
BUCKET = "aws_s3_bucket"

CASES = (
    (RDS, ("publicly_accessible",), False, True, "critical", "exposure"),
    (RDS, ("publicly_accessible",), True, False, "low", "exposure"),
    (RDS, ("deletion_protection",), True, False, "high", "durability"),
    (RDS, ("deletion_protection",), False, True, "low", "durability"),
    (RDS, ("storage_encrypted",), True, False, "high", "encryption"),
    (RDS, ("instance_class",), "db.t3.small", "db.t3.large", "medium", "capacity"),
    (RDS, ("tags", "size"), "a", "b", "low", "metadata"),
    (RDS, ("engine_version",), "15", "16", "medium", "behaviour"),
    (SG, ("ingress", "22 #0f", "cidr_blocks", "#1"), None, "0.0.0.0/0", "critical", "exposure"),
    (SG, ("ingress", "22 #0f", "cidr_blocks", "#1"), "0.0.0.0/0", None, "high", "exposure"),
    (SG, ("ingress", "22 #0f", "description"), "a", "b", "low", "metadata"),
    (BUCKET, ("force_destroy",), False, True, "high", "durability"),
    ("aws_iam_role", ("assume_role_policy", "Statement", "0", "Sid"), "a", "b", "critical", "identity"),
    ("aws_iam_role", ("max_session_duration",), 3600, 7200, "high", "identity"),
    ("aws_iam_policy", ("policy", "Statement", "#0"), None, {"Action": ["*"]}, "critical", "identity"),
    ("aws_lambda_function", ("environment", "variables", "description"), "a", "b", "high", "behaviour"),
    ("aws_instance", ("root_block_device", "0", "encrypted"), True, False, "high", "encryption"),
    ("aws_instance", ("root_block_device", "0", "volume_size"), 8, 9, "medium", "capacity"),
    ("aws_cloudwatch_log_group", ("retention_in_days",), 14, 7, "medium", "durability"),
    ("google_sql_database", ("anything",), 1, 2, "medium", "behaviour"),
)


@pytest.mark.parametrize(("type_", "path", "before", "after", "severity", "meaning"), CASES)
def test_what_a_change_weighs(
    type_: str, path: tuple[str, ...], before: Any, after: Any, severity: str, meaning: str
) -> None:
    weight = RATING.of_change(type_, names(*path), before, after)
    assert (weight.severity, weight.meaning) == (severity, meaning)
    assert weight.meaning.words in weight.why
    # What is said before the values are known is never less than what they turn out to weigh.
    assert RATING.of_attribute(type_, path[0]).rank >= weight.severity.rank


INSIDE = (
    ("aws_ecs_service", "network_configuration", "assign_public_ip", Severity.CRITICAL),
    ("aws_launch_template", "network_interfaces", "associate_public_ip_address", Severity.CRITICAL),
    ("aws_opensearch_domain", "domain_endpoint_options", "enforce_https", Severity.CRITICAL),
    ("aws_secretsmanager_secret", "replica", "kms_key_id", Severity.HIGH),
    ("aws_ecs_task_definition", "volume", "transit_encryption", Severity.HIGH),
)


@pytest.mark.parametrize(("type_", "name", "inner", "severity"), INSIDE)
def test_an_attribute_is_as_severe_as_the_most_in_it(type_: str, name: str, inner: str, severity: Severity) -> None:
    assert RATING.of_name(type_, name) is Severity.MEDIUM
    assert RATING.of_attribute(type_, name) is severity
    # Without a schema the value tells which names there are.
    value = [{"other": 1, inner: "x"}]
    assert RATING.of_attribute("no_such_type", name, [{"other": 1}]) is Severity.MEDIUM
    assert RATING.of_attribute("no_such_type", name, [{"other": {"publicly_accessible": True}}]) is Severity.CRITICAL
    assert {names[-1] for names, _ in RATING.severe_members(type_, name, value)} == {inner}


def test_what_only_the_provider_sets_and_keys_of_maps_are_nothing_in_it() -> None:
    assert RATING.of_attribute("aws_instance", "tags", {"publicly_accessible": "true"}) is Severity.LOW
    assert RATING.of_attribute("aws_instance", "maintenance_options") is Severity.MEDIUM


OPEN = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"], "description": "x"}
INNER = {**OPEN, "cidr_blocks": ["10.0.0.0/8"]}
STATEMENT = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DISK = {"device_name": "/dev/sdb", "volume_size": 8}
# The type, a path, what was and what is there, the path to the one thing in it that decides, and what that weighs.
BROUGHT: tuple[tuple[str, tuple[str, ...], Any, Any, tuple[str, ...], Any, str], ...] = (
    (SG, ("ingress",), None, [OPEN], ("ingress", "cidr_blocks"), ["0.0.0.0/0"], "critical"),
    (SG, ("ingress",), [INNER], [INNER, OPEN], ("ingress", "cidr_blocks"), ["0.0.0.0/0"], "critical"),
    (SG, ("ingress",), None, [INNER], ("ingress", "cidr_blocks"), ["10.0.0.0/8"], "high"),
    (BUCKET, ("versioning",), None, [{"enabled": False}], ("versioning", "enabled"), False, "high"),
    ("aws_iam_policy", ("policy", "Statement"), [], [STATEMENT], ("policy", "Statement", "Action"), "*", "critical"),
    (
        "aws_eks_cluster",
        ("vpc_config",),
        None,
        [{"endpoint_public_access": True, "public_access_cidrs": ["0.0.0.0/0"]}],
        ("vpc_config", "public_access_cidrs"),
        ["0.0.0.0/0"],
        "critical",
    ),
    (
        "aws_instance",
        ("ebs_block_device",),
        None,
        [{**DISK, "encrypted": False}],
        ("ebs_block_device", "encrypted"),
        False,
        "high",
    ),
    ("aws_instance", ("ebs_block_device",), None, [DISK], ("ebs_block_device", "volume_size"), 8, "medium"),
    (
        "aws_instance",
        ("network_interface",),
        None,
        {"a": {"b": [{"publicly_accessible": True}]}},
        ("network_interface", "a", "b", "publicly_accessible"),
        True,
        "critical",
    ),
    ("aws_instance", ("tags",), None, {"publicly_accessible": "true"}, ("tags",), None, "low"),
)


@pytest.mark.parametrize(("type_", "path", "before", "after", "inner", "value", "severity"), BROUGHT)
def test_what_is_brought_weighs_as_much_as_the_most_in_it(
    type_: str, path: tuple[str, ...], before: Any, after: Any, inner: tuple[str, ...], value: Any, severity: str
) -> None:
    brought = RATING.of_change(type_, names(*path), before, after)
    alone = RATING.of_change(type_, names(*inner), None, value)
    assert (brought.severity, alone.severity) == (severity, severity)


def test_what_was_there_is_not_brought() -> None:
    worse, other = {"publicly_accessible": True}, {"publicly_accessible": False}
    at = names("network_interface")
    for before, after in (([worse], [worse]), ([other, worse], [worse, other]), ([worse, other], [worse])):
        assert RATING.of_change("aws_instance", at, before, after).severity is Severity.MEDIUM
    assert RATING.of_change("aws_instance", at, [other], [other, worse]).severity is Severity.CRITICAL
    # What is hidden is nothing that anybody can look into.
    assert RATING.of_change("aws_instance", at, None, {"$secret": "0" * 32}).severity is Severity.MEDIUM


def test_an_unmanaged_resource_is_severe_where_it_holds_what_is() -> None:
    def of(**attributes: Any) -> Severity:
        return RATING.of_presence("aws_instance", FindingStatus.UNMANAGED, attributes).severity

    assert of(ami="a", monitoring=False, ebs_optimized=False) is Severity.MEDIUM
    assert of(network_interface=[{"publicly_accessible": True}]) is Severity.HIGH
    assert of(network_interface=[{"publicly_accessible": False}]) is Severity.MEDIUM


def test_a_missing_or_unmanaged_resource_of_security_is_high() -> None:
    for status in (FindingStatus.MISSING, FindingStatus.UNMANAGED):
        assert RATING.of_presence("aws_iam_role", status).severity is Severity.HIGH
    assert RATING.of_presence("aws_instance", FindingStatus.UNMANAGED).severity is Severity.MEDIUM


def test_every_meaning_has_its_words() -> None:
    assert len({meaning.words for meaning in Meaning}) == len(Meaning)
    assert {meaning.severity for meaning in Meaning} == {Severity.HIGH, Severity.MEDIUM, Severity.LOW}
    assert {meaning.weight for meaning in Meaning} == {1, 2, 3, 4, 5}


def test_what_is_said_of_names_is_said_of_names_that_there_are() -> None:
    common = PROVIDER.common
    names = [name for entries in common.meanings.values() for name in entries]
    assert len(names) == len(set(names)), "a name is in two meanings"
    told = {*names, *common.protections, *common.grades, *common.whole, *common.opening}
    # Members of container definitions, which are JSON in an attribute.
    inside = {"dockerLabels", "driverOpts", "logConfiguration"}
    assert told - inside - _attributes() == set()


def test_most_attributes_of_security_types_have_a_meaning_of_their_own() -> None:
    for service in SERVICES:
        for type_ in service.type_names:
            if type_.startswith(("aws_iam_", "aws_kms_", "aws_security_group")):
                assert RATING.meaning_of(type_, ("anything",)) is not Meaning.BEHAVIOUR


def _attributes() -> set[str]:
    found: set[str] = set()

    def walk(node: Any) -> None:
        for name, child in node.fields.items():
            found.add(name)
            walk(child)
            if child.element is not None:
                walk(child.element)

    for type_ in ProviderSchema().types:
        walk(PROVIDER.find(type_))
    return found
