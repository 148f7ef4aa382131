"""The fingerprint of a configuration: the same for what means the same, another for every change that matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.demo.estate import DEMO_KEY, EPOCH, Recordings
from engine.drift.since import Estate, Moved, Since
from engine.model.measurement import ProvenConfiguration
from engine.model.outcome import Gap, GapReason
from engine.model.secret import marked
from engine.model.snapshot import Mode, Move, Resource, Side, Snapshot
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER, listing, listings, observed, resource, snapshot
from tests.engine.drift.rewrites import rewritten
from tests.profiles import sample

ROOT = Path(__file__).parents[3]
DB = "aws_db_instance.main"
DATABASE: Mapping[str, Any] = {
    "id": "db-ABCDEFGHIJKLMNOPQRSTUV",
    "identifier": "main",
    "engine": "postgres",
    "engine_version": "16",
    "engine_version_actual": "16.3",
    "instance_class": "db.r6g.large",
    "allocated_storage": 200,
    "storage_type": "gp3",
    "iops": 0,
    "storage_encrypted": True,
    "kms_key_id": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "db_subnet_group_name": "acme-prod",
    "parameter_group_name": "acme-pg16",
    "vpc_security_group_ids": ["sg-0123456789abcdef0", "sg-0fedcba9876543210"],
    "backup_retention_period": 30,
    "backup_window": "03:00-03:30",
    "multi_az": True,
    "publicly_accessible": False,
    "deletion_protection": True,
    "option_group_name": "default:postgres-16",
    "port": 5432,
    "password": marked("0" * 32, "e"),
    "latest_restorable_time": "2026-11-21T01:49:08Z",
    "status": "available",
    "endpoint": "main.aaaa.eu-west-1.rds.amazonaws.com:5432",
    "tags": {"owner": "ada"},
    "tags_all": {"owner": "ada", "stack": "acme"},
    "timeouts": None,
}
KEY = resource(
    "aws_kms_key",
    {
        "id": "1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "description": "databases",
        "enable_key_rotation": True,
        "policy": '{"Version": "2012-10-17", "Statement": []}',
    },
    "main",
)
SUBNETS = resource(
    "aws_db_subnet_group",
    {"id": "acme-prod", "name": "acme-prod", "description": "x", "subnet_ids": ["subnet-0a", "subnet-0b"]},
    "main",
)
# Called the same, and of another type.
CACHE_SUBNETS = resource(
    "aws_elasticache_subnet_group", {"id": "acme-prod", "name": "acme-prod", "subnet_ids": ["subnet-0a"]}, "main"
)
PARAMETERS = resource(
    "aws_db_parameter_group",
    {
        "id": "acme-pg16",
        "name": "acme-pg16",
        "family": "postgres16",
        "parameter": [{"name": "wal_level", "value": "logical", "apply_method": "pending-reboot"}],
    },
    "main",
)
GROUP = resource(
    "aws_security_group",
    {"id": "sg-0123456789abcdef0", "name": "db", "description": "d", "vpc_id": "vpc-0a", "ingress": [], "egress": []},
    "db",
)
RULE = resource(
    "aws_security_group_rule",
    {
        "id": "sgrule-1",
        "security_group_id": "sg-0123456789abcdef0",
        "type": "ingress",
        "protocol": "tcp",
        "from_port": 5432,
        "to_port": 5432,
        "cidr_blocks": ["10.0.0.0/16"],
        "description": "from the application",
    },
    "db",
)
AROUND = (KEY, SUBNETS, CACHE_SUBNETS, PARAMETERS, GROUP, RULE)


def database(**changes: Any) -> Resource:
    kept = {name: value for name, value in {**DATABASE, **changes}.items() if value is not ...}
    return resource("aws_db_instance", kept, "main")


def estate(*resources: Resource, **facts: Any) -> Estate:
    return Estate(snapshot(*resources, **facts), None, PROVIDER)


def taken(of: Estate, *names: str) -> ProvenConfiguration:
    found = of.take(names)
    assert found.configuration is not None, (found.absent, found.gaps)
    return found.configuration


def since(*now: Resource, before: tuple[Resource, ...] = (database(), *AROUND)) -> Since:
    return estate(*now).compare(taken(estate(*before), DB))


def around(changed: Resource, **changes: Any) -> tuple[Resource, ...]:
    """Return what is around the database, with other attributes of one of it."""
    other = replace(changed, attributes={**changed.attributes, **changes})
    return (database(), *(other if item is changed else item for item in AROUND))


SAME: Mapping[str, tuple[Resource, ...]] = {
    "nothing": (database(), *AROUND),
    "the order of a set": (database(vpc_security_group_ids=DATABASE["vpc_security_group_ids"][::-1]), *AROUND),
    "the order of attributes": (replace(database(), attributes=dict(reversed(list(DATABASE.items())))), *AROUND),
    "another spelling of a name": (database(db_subnet_group_name="ACME-prod"), *AROUND),
    "a number in text": (database(allocated_storage="200"), *AROUND),
    "a default that was not set": (database(manage_master_user_password=False), *AROUND),
    "tags": (database(tags={"owner": "grace"}, tags_all={}), *AROUND),
    "what moves by itself": (database(latest_restorable_time="2026-11-22T00:00:00Z", status="modifying"), *AROUND),
    "what the provider sets": (database(endpoint="other:5432"), *AROUND),
    "a password": (database(password=marked("1" * 32, "e")), *AROUND),
    "how the next apply is made": (database(apply_immediately=True, skip_final_snapshot=True), *AROUND),
    "the description of a key": around(KEY, description="other"),
    "the description of a group of subnets": around(SUBNETS, description="other"),
    "the description of a rule": around(RULE, description="other"),
    "a policy in another layout": around(KEY, policy='{"Statement":[],"Version":"2012-10-17"}'),
    "another type that is called the same": around(CACHE_SUBNETS, subnet_ids=["subnet-0z"]),
    "another resource": (database(), *AROUND, resource("aws_sqs_queue", {"id": "q", "name": "q"})),
}
# What moved, and of which resource.
MOVED: Mapping[str, tuple[tuple[Resource, ...], str, tuple[str, ...]]] = {
    name: ((database(**{name: value}), *AROUND), DB, (name,))
    for name, value in {
        "engine": "mariadb",
        "engine_version": "17",
        "engine_version_actual": "16.4",
        "instance_class": "db.r6g.xlarge",
        "allocated_storage": 300,
        "storage_type": "io1",
        "iops": 3000,
        "storage_encrypted": False,
        "kms_key_id": "arn:aws:kms:eu-west-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab",
        "db_subnet_group_name": "acme-other",
        "parameter_group_name": "acme-pg16-slow",
        "option_group_name": "other",
        "vpc_security_group_ids": ["sg-0123456789abcdef0"],
        "backup_retention_period": 7,
        "backup_window": "04:00-04:30",
        "multi_az": False,
        "publicly_accessible": True,
        "deletion_protection": False,
        "port": 5433,
    }.items()
} | {
    "a rotation of the key": (around(KEY, enable_key_rotation=False), "aws_kms_key.main", ("enable_key_rotation",)),
    "the policy of the key": (
        around(KEY, policy='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'),
        "aws_kms_key.main",
        ("policy",),
    ),
    "the network path": (
        around(SUBNETS, subnet_ids=["subnet-0a", "subnet-0c"]),
        "aws_db_subnet_group.main",
        ("subnet_ids",),
    ),
    "a parameter": (
        around(PARAMETERS, parameter=[{"name": "wal_level", "value": "replica", "apply_method": "pending-reboot"}]),
        "aws_db_parameter_group.main",
        ("parameter",),
    ),
    "a rule of a group": (
        around(RULE, cidr_blocks=["0.0.0.0/0"]),
        "aws_security_group.db",
        ("aws_security_group_rule",),
    ),
    "a group without its rule": (
        (database(), *(item for item in AROUND if item is not RULE)),
        "aws_security_group.db",
        ("aws_security_group_rule",),
    ),
}


@pytest.mark.parametrize("how", SAME)
def test_what_means_the_same_has_the_same_fingerprint(how: str) -> None:
    assert since(*SAME[how]) == Since(moved=(), unclear=(), sides=frozenset({Side.DESIRED}))


@pytest.mark.parametrize("what", MOVED)
def test_every_change_that_decides_about_recovery_is_named(what: str) -> None:
    now, name, attributes = MOVED[what]
    assert since(*now) == Since(
        moved=(Moved(name=name, attributes=attributes, is_reference=name != DB),),
        unclear=(),
        sides=frozenset({Side.DESIRED}),
    )


@pytest.mark.parametrize("left_out", ["multi_az", "storage_encrypted", "backup_retention_period"])
def test_a_proof_that_leaves_something_out_proves_nothing_of_it(left_out: str) -> None:
    whole = taken(estate(database(), *AROUND), DB)
    cut = tuple(
        (name, replace(told, attributes=tuple(one for one in told.attributes if one[0] != left_out)))
        for name, told in whole.resources
    )
    since_then = estate(database(), *AROUND).compare(replace(whole, resources=cut))
    assert since_then.moved == ()
    (unclear,) = since_then.unclear
    assert unclear.detail == f"{left_out} is not in the proof, which says nothing of what it was then"
    moved = estate(database(port=1), *AROUND).compare(replace(whole, resources=cut))
    assert [one.attributes for one in moved.moved] == [("port",)]


def test_it_holds_what_the_resource_refers_to_one_step_far() -> None:
    subnet = resource("aws_subnet", {"id": "subnet-0a", "cidr_block": "10.0.1.0/24"}, "a")
    proven = taken(estate(database(), *AROUND, subnet), DB)
    assert [name for name, _ in proven.resources] == [DB]
    assert [name for name, _ in proven.references] == [
        "aws_db_parameter_group.main",
        "aws_db_subnet_group.main",
        "aws_kms_key.main",
        "aws_security_group.db",
    ]
    told = dict(dict(proven.resources)[DB].attributes)
    assert told.keys() & {"tags", "tags_all", "password", "status", "endpoint", "id", "timeouts"} == set()
    both = taken(estate(database(), *AROUND), DB, "aws_kms_key.main")
    assert "aws_kms_key.main" not in dict(both.references)


def test_what_is_gone_is_gone_and_what_was_renamed_is_not() -> None:
    proven = taken(estate(database(), *AROUND), DB)
    gone = (Moved(name=DB), Moved(name="aws_kms_key.main", is_reference=True))
    assert estate(*(item for item in AROUND if item is not KEY)).compare(proven).moved == gone
    renamed = replace(database(), address="aws_db_instance.orders")
    assert estate(renamed, *AROUND).compare(proven).moved == (Moved(name=DB),)
    move = Move(module="", old=DB, new="aws_db_instance.orders")
    assert estate(renamed, *AROUND, moves=(move,)).compare(proven).moved == ()


def test_what_was_not_read_is_never_the_same_and_never_another() -> None:
    unread = since(database(multi_az=...), *AROUND)
    assert unread.moved == ()
    assert [(entry.name, entry.reason, entry.detail) for entry in unread.unclear] == [
        (DB, GapReason.MISSING_INPUT, "multi_az was not read")
    ]
    # A fact that stands in another resource now is compared there.
    inside = around(GROUP, ingress=[{"from_port": 1}])
    assert since(*inside).unclear == ()


def test_a_gap_of_the_intent_leaves_what_is_absent_unknown() -> None:
    gap = Gap(reason=GapReason.ACCESS_DENIED, source="other.tfstate", detail="AccessDenied", operation="read")
    now = estate(*AROUND, gaps=(gap,)).compare(taken(estate(database(), *AROUND), DB))
    assert (now.unclear[0].name, now.unclear[0].reason) == (DB, GapReason.MISSING_INPUT)
    assert now.moved == ()


def function(password: str, epoch: str) -> Resource:
    attributes = {
        "id": "checkout",
        "function_name": "checkout",
        "memory_size": 128,
        "environment": [{"variables": {"PASSWORD": marked(password * 32, epoch)}}],
    }
    return resource("aws_lambda_function", attributes)


def test_secrets_are_compared_under_one_key_and_under_two_never() -> None:
    name = "aws_lambda_function.this"
    proven = taken(estate(function("a", "e")), name)
    assert dict(dict(proven.resources)[name].attributes)["environment"].endswith("@e")  # type: ignore[union-attr]
    assert estate(function("a", "e")).compare(proven) == Since(moved=(), unclear=(), sides=frozenset({Side.DESIRED}))
    assert estate(function("b", "e")).compare(proven).moved == (Moved(name=name, attributes=("environment",)),)
    for password in "ab":
        found = estate(function(password, "f"), epoch="f").compare(proven)
        (entry,) = found.unclear
        assert (found.moved, entry.reason) == ((), GapReason.INCOMPARABLE)
        assert entry.detail == "environment holds secrets that were hidden under the key e, and the key is f now"
    # Beside what cannot be compared, what moved is still seen.
    other = function("a", "f")
    other = replace(other, attributes={**other.attributes, "memory_size": 256})
    assert estate(other, epoch="f").compare(proven).moved == (Moved(name=name, attributes=("memory_size",)),)


def test_a_part_of_a_text_that_is_a_secret_is_one_too() -> None:
    def with_user_data(secret: str) -> Resource:
        return resource("aws_launch_template", {"id": "lt-1", "user_data": f"token=$secret:{secret * 32} run"})

    name = "aws_launch_template.this"
    proven = taken(estate(with_user_data("a")), name)
    assert estate(with_user_data("b"), epoch="f").compare(proven).moved == ()
    assert estate(with_user_data("b")).compare(proven).moved == (Moved(name=name, attributes=("user_data",)),)


def test_digests_of_other_rules_are_the_same_where_they_are_equal_and_say_nothing_where_not() -> None:
    proven = replace(taken(estate(database(), *AROUND), DB), form=f"sha256:{'0' * 64}")
    assert estate(database(), *AROUND).compare(proven).unclear == ()
    found = estate(database(multi_az=False), *AROUND).compare(proven)
    assert [(entry.reason, entry.detail) for entry in found.unclear] == [
        (GapReason.INCOMPARABLE, "multi_az was written by other rules then")
    ]
    assert found.moved == ()


def there(*resources: Resource) -> tuple[Resource, ...]:
    """Return resources as the APIs tell them: without an address."""
    return tuple(replace(item, address="") for item in resources)


def test_reality_counts_where_it_is_read() -> None:
    intended = snapshot(database(), *AROUND)
    before = Estate(intended, observed(*there(database(), *AROUND)), PROVIDER)
    proven = taken(before, DB)
    assert {entry.side for _, entry in (*proven.resources, *proven.references)} == {Side.OBSERVED}
    assert "aws_kms_key.main" in dict(proven.references)  # by the address that the intent has for it
    assert before.compare(proven) == Since(moved=(), unclear=(), sides=frozenset({Side.OBSERVED}))
    drifted = Estate(intended, observed(*there(database(multi_az=False), *AROUND)), PROVIDER)
    assert drifted.compare(proven).moved == (Moved(name=DB, attributes=("multi_az",)),)
    # What is only intended, and not there yet, moves nothing.
    planned = Estate(snapshot(database(multi_az=False), *AROUND), observed(*there(database(), *AROUND)), PROVIDER)
    assert planned.compare(proven).moved == ()
    gone = Estate(intended, observed(*there(*AROUND), listings=listings(database(), *AROUND)), PROVIDER)
    assert gone.compare(proven).moved == (Moved(name=DB),)
    rows = (*listings(*AROUND), listing("aws_db_instance", complete=False))
    unread = Estate(intended, observed(*there(*AROUND), listings=rows), PROVIDER).compare(proven)
    assert (unread.moved, [entry.name for entry in unread.unclear]) == ((), [DB])


def test_a_fingerprint_of_one_side_holds_on_the_other_as_far_as_it_is_equal() -> None:
    proven = taken(estate(database(), *AROUND), DB)
    # No API tells a version as it was written, nor the group's rules as they were split.
    told = (database(engine_version=..., password=...), *AROUND)
    rows = listings(*told, *(resource(f"aws_vpc_security_group_{way}_rule") for way in ("ingress", "egress")))
    intended = snapshot(database(), *AROUND)
    both = Estate(intended, observed(*there(*told), listings=rows), PROVIDER)
    assert both.compare(proven) == Since(moved=(), unclear=(), sides=frozenset({Side.OBSERVED}))
    other = Estate(intended, observed(*there(database(port=1), *AROUND), listings=rows), PROVIDER)
    assert [entry.detail for entry in other.compare(proven).unclear] == [
        "port was read of the desired side then, and of the observed side now"
    ]


def test_what_nobody_reads_there_is_looked_up_in_the_intent() -> None:
    name = "aws_fsx_backup.this"
    disk = resource("aws_fsx_backup", {"id": "backup-1", "file_system_id": "fs-1", "volume_id": None})
    both = Estate(snapshot(disk), observed(), PROVIDER)
    proven = taken(both, name)
    assert both.compare(proven).sides == {Side.DESIRED}
    assert (
        Estate(snapshot(disk), observed(listings=(listing(disk.type, complete=False),)), PROVIDER)
        .compare(proven)
        .unclear
    )


def test_resources_without_an_address_are_named_by_type_and_id() -> None:
    twins = [replace(item, region=region) for region in ("eu-west-1", "us-east-1") for item in there(PARAMETERS)]
    twins = [
        replace(item, attributes={**item.attributes, "arn": f"arn:aws:rds:{item.region}:1:pg:acme-pg16"})
        for item in twins
    ]
    stored = replace(database(), address="", region="eu-west-1")
    found = Estate(None, observed(stored, *twins), PROVIDER)
    name = f"aws_db_instance {DATABASE['id']}"
    proven = taken(found, name)
    # Two of one name in two regions: the ARN tells them apart.
    assert [other for other, _ in proven.references] == ["aws_db_parameter_group arn:aws:rds:eu-west-1:1:pg:acme-pg16"]
    assert found.compare(proven) == Since(moved=(), unclear=(), sides=frozenset({Side.OBSERVED}))
    assert Estate(None, observed(*twins, listings=listings(stored, *twins)), PROVIDER).compare(proven).moved == (
        Moved(name=name),
    )
    (absent,) = found.take([DB]).absent
    assert (absent.is_gone, absent.detail) == (False, "nothing tells which resource has this address")


def test_of_two_of_one_name_none_is_taken() -> None:
    twice = estate(database(), replace(database(), id="other"))
    (absent,) = twice.take([DB]).absent
    assert (absent.reason, absent.is_gone) == (GapReason.INCOMPARABLE, False)


@pytest.mark.parametrize(
    "gap",
    [
        {"types": ("aws_db_instance",), "id": DATABASE["id"], "path": "multi_az"},
        {"types": ("aws_db_instance",)},
        {"types": ("aws_kms_key",), "id": KEY.id},
        {"types": ("aws_security_group_rule",)},
    ],
    ids=lambda gap: f"{gap['types'][0]} {'one' if 'id' in gap else 'all'}",
)
def test_no_fingerprint_is_made_of_what_was_not_read_whole(gap: dict[str, Any]) -> None:
    made = Gap(reason=GapReason.ACCESS_DENIED, source="@", detail="AccessDenied", operation="Describe", **gap)
    whole = estate(database(), *AROUND)
    found = estate(database(), *AROUND, gaps=(made,)).take([DB])
    assert (found.configuration, found.gaps) == (None, (made,))
    assert whole.take([DB]).gaps == ()


def test_of_what_nobody_can_tell_it_is_said_what_was_not_read() -> None:
    lost = Gap(reason=GapReason.ACCESS_DENIED, source="@", detail="AccessDenied", operation="Describe")
    elsewhere = replace(lost, types=("aws_sqs_queue",))
    found = estate(*AROUND, gaps=(lost, elsewhere)).take([DB])
    assert ([entry.reason for entry in found.absent], found.gaps) == ([GapReason.MISSING_INPUT], (lost,))


def test_what_has_no_configuration_binds_nothing() -> None:
    found = estate(resource("null_resource", {"id": "1"})).take(["null_resource.this"])
    assert (found.configuration, found.absent[0].reason) == (None, GapReason.UNSUPPORTED)
    assert estate().take([]).configuration is None


# What data stores there are, and edits of each that decide about recovery.
EDITS: Mapping[str, Mapping[str, Any]] = {
    "aws_db_instance": {"engine_version_actual": "99.1", "kms_key_id": "k", "backup_retention_period": 1},
    "aws_dynamodb_table": {
        "server_side_encryption": [{"enabled": True, "kms_key_arn": "k"}],
        "point_in_time_recovery": [{"enabled": False, "recovery_period_in_days": 1}],
    },
    "aws_efs_file_system": {"kms_key_id": "k", "lifecycle_policy": [{"transition_to_ia": "AFTER_1_DAY"}]},
    "aws_s3_bucket": {"object_lock_configuration": [{"object_lock_enabled": "Enabled"}]},
    "aws_ebs_volume": {"kms_key_id": "k", "size": 9999, "snapshot_id": "snap-1"},
}


def bundled() -> list[tuple[str, Snapshot]]:
    """Return the estates that come with the product: two states, and reality as it was recorded."""
    found = [("repaired", Recordings().get("prod.aws.repaired.json"))]
    for path in sorted((ROOT / "cli" / "demo").rglob("*.tfstate")):
        redactor = Redactor(DEMO_KEY, EPOCH)
        read = state_file(location=path.name, path=path, redactor=redactor, provider=PROVIDER).collect()
        found.append((path.stem, snapshot(*read.resources, epoch=EPOCH)))
    return found


def alone(stored: Snapshot) -> Estate:
    is_observed = stored.side is Side.OBSERVED
    return Estate(None if is_observed else stored, stored if is_observed else None, PROVIDER)


@pytest.mark.parametrize(("which", "stored"), bundled(), ids=lambda value: value if isinstance(value, str) else "")
def test_real_data_stores_hold_still_and_move_when_they_are_edited(which: str, stored: Snapshot) -> None:
    whole = alone(stored)
    stores = [item for item in stored.applied if item.type in EDITS]
    assert len(stores) >= 6, which
    for item in stores:
        name = item.full_name
        proven = taken(whole, name)
        assert whole.compare(proven) == Since(moved=(), unclear=(), sides=frozenset({stored.side}))
        for attribute, value in EDITS[item.type].items():
            other = replace(item, attributes={**item.attributes, attribute: value})
            resources = tuple(other if one is item else one for one in stored.resources)
            edited = replace(stored, resources=resources)
            assert alone(edited).compare(proven).moved == (Moved(name=name, attributes=(attribute,)),)


@pytest.mark.parametrize("seed", sample(range(40), test=6, quick=1))
def test_a_rewrite_of_a_real_estate_that_keeps_the_meaning_moves_nothing(seed: int) -> None:
    rng = Random(seed)
    for _, stored in bundled()[1:]:
        resources = [item for item in stored.resources if item.mode is Mode.MANAGED]
        whole = estate(*resources)
        names = [item.address for item in resources if item.type in EDITS]
        proven = taken(whole, *names)
        again = [replace(item, attributes=rewritten(rng, item.type, item.attributes, PROVIDER)) for item in resources]
        rng.shuffle(again)
        assert Estate(snapshot(resources=tuple(again)), None, PROVIDER).compare(proven).moved == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*DATABASE, "unknown"]), JSON, max_size=6), st.booleans())
def test_any_values_are_the_same_as_themselves_and_the_order_of_keys_says_nothing(
    changes: dict[str, Any], known: bool
) -> None:
    item = replace(database(**changes), id="x", type="aws_db_instance" if known else "acme_thing")
    name = f"{item.type} x"
    found = estate(item).take([name])
    if found.configuration is not None:
        turned = replace(item, attributes=dict(reversed(list(item.attributes.items()))))
        assert estate(turned).compare(found.configuration).moved == ()
