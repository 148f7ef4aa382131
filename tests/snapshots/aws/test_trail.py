"""CloudTrail's records: who called, on what, and nothing else of them; and what is said of files that are none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.jsontext.codec import to_builtins
from engine.model.event import Mention
from engine.ports import EventReading
from fixtures.trail import generate
from fixtures.trail.generate import ACCOUNT, ALICE, CONSOLE, GROUP, LOCAL, TERRAFORM, record, session, user
from snapshots.aws.events.trail import MAX_MENTIONS, Trail
from snapshots.aws.events.trail_files import TrailFiles
from snapshots.redaction.redact import Redactor
from tests.canaries import search

TRAIL = Path(generate.__file__).parent
REDACTOR = Redactor(b"k" * 32, "epoch")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
BROKEN: Mapping[str, str] = json.loads((TRAIL / "broken.json").read_text())


def read(path: Path, location: str = "given") -> EventReading:
    return TrailFiles(location=location, path=path, redactor=REDACTOR).read(since=None, until=NOW)


def principal(who: Mapping[str, Any], **more: Any) -> str:
    found = Trail(REDACTOR).event(record(1, who, "2026-11-20T00:00:00Z", "ec2:RunInstances", **more))
    assert found is not None
    return found.principal


def named(request: Any, answer: Any = None, **more: Any) -> set[tuple[str, str]]:
    found = Trail(REDACTOR).event(record(1, ALICE, "2026-11-20T00:00:00Z", "ec2:RunInstances", request, answer, **more))
    assert found is not None
    return {(mention.name, mention.role) for mention in found.resources}


def test_a_record_becomes_an_event() -> None:
    found = Trail(REDACTOR).event(LOCAL[0])
    assert found is not None
    assert (found.service, found.operation, found.account, found.region, found.failed) == (
        "ec2",
        "AuthorizeSecurityGroupIngress",
        ACCOUNT,
        "eu-west-1",
        False,
    )
    assert found.time == datetime(2026, 11, 20, 14, 3, 11, tzinfo=UTC)
    assert found.resources == (Mention(name=GROUP, role="group"), Mention(name="sgr-0abc", role="securitygrouprule"))


@pytest.mark.parametrize(
    ("who", "more", "shown"),
    [
        (user("bob"), {}, "bob"),
        (ALICE, {}, "alice (role Admin)"),
        (ALICE, {"userAgent": TERRAFORM}, "alice (role Admin, Terraform)"),
        (ALICE, {"userAgent": CONSOLE, "sessionCredentialFromConsole": "true"}, "alice (role Admin, console)"),
        ({**ALICE, "invokedBy": "rds.amazonaws.com"}, {}, "alice (role Admin, through rds.amazonaws.com)"),
        ({"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root"}, {}, "root"),
        ({"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}, {}, "autoscaling.amazonaws.com"),
        (
            {"type": "AWSAccount", "principalId": "AIDAX", "accountId": "444455556666"},
            {},
            "AIDAX (account 444455556666)",
        ),
        ({"type": "FederatedUser", "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/eve"}, {}, "eve"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}}, {}, "u-1"),
        ({"type": "WebIdentityUser", "userName": "app"}, {}, "app"),
        ({"type": "Unknown"}, {}, "unknown"),
        ({}, {}, "unknown"),
    ],
)
def test_who_called_is_named_as_people_know_them(who: Mapping[str, Any], more: Mapping[str, Any], shown: str) -> None:
    assert principal(who, **more) == shown


def test_a_session_that_is_named_like_a_credential_is_not_shown() -> None:
    assert "ghp_" not in principal(session("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ci"))


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ({"bucketName": "acme"}, {("acme", "bucket")}),
        ({"dBInstanceIdentifier": "orders"}, {("orders", "dbinstance")}),
        ({"instancesSet": {"items": [{"instanceId": "i-1"}, {"x": 1}]}}, {("i-1", "instance")}),
        ({"InstanceIds": ["i-1"]}, {("i-1", "instance")}),
        ({"cluster": "prod", "service": "web"}, {("prod", "cluster"), ("web", "service")}),
        ({"resourceArn": "arn:aws:sqs:eu-west-1:1:a"}, {("arn:aws:sqs:eu-west-1:1:a", "")}),
        ({"name": "x"}, {("x", "")}),
        ({"name": "two words"}, set()),
        ({"description": "x"}, set()),
        (None, set()),
        ("text", set()),
    ],
)
def test_what_is_named(request_: Any, names: set[tuple[str, str]]) -> None:
    assert named(request_) == names


def test_the_resources_beside_a_record_count_too() -> None:
    entry = {"ARN": "arn:aws:s3:::acme", "type": "AWS::S3::Bucket", "accountId": ACCOUNT}
    assert named(None, resources=[entry, 7]) == {("arn:aws:s3:::acme", "bucket")}
    beside = [{"ResourceName": "alice", "ResourceType": "AWS::IAM::User"}]
    found = Trail(REDACTOR).event(LOCAL[3], beside)
    assert found is not None
    assert Mention(name="alice", role="user") in found.resources


def test_an_event_names_so_many_and_no_more() -> None:
    assert len(named({"instanceIds": [f"i-{number}" for number in range(100_000)]})) == MAX_MENTIONS
    deep: Any = "i-1"
    for _ in range(90):
        deep = {"instanceId": deep}
    assert named(deep) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"readOnly": True},
        {"readOnly": "true"},
        {"managementEvent": False},
        {"eventCategory": "Data"},
        {"eventCategory": "Insight"},
    ],
)
def test_what_only_reads_or_is_about_data_is_no_event(changes: Mapping[str, Any]) -> None:
    assert Trail(REDACTOR).event({**LOCAL[0], **changes}) is None


@pytest.mark.parametrize("form", ["cloudtrail", "lookup-events.json"])
def test_files_in_both_forms_tell_the_same(form: str) -> None:
    found = read(TRAIL / form, form)
    assert found.notes == ()
    assert {event.event_id[-2:] for event in found.events} == {
        *("01", "02", "04", "05", "06", "07", "08", "09", "10", "11", "13"),
        *("20", "21"),
    }
    (one,) = found.inputs
    files = ", 2 files" if form == "cloudtrail" else ""
    assert (one.name, one.kind, one.taken_at) == (f"{form} (13 changes{files})", "events", None)
    assert one.digest.startswith("sha256:")


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_used_is_said_by_its_name(name: str) -> None:
    found = read(TRAIL / "broken" / name, name)
    said = BROKEN[name]
    assert found.notes == (f"{name}{said}" if said.startswith(":") else f"{name}: {said}",)
    assert search("\n".join(found.notes).encode(), ["DGCANARY"]) == set()
    assert len(found.inputs) == 1


def test_a_broken_file_hides_no_other(tmp_path: Path) -> None:
    for path in [*(TRAIL / "broken").iterdir(), *(TRAIL / "cloudtrail").rglob("*1405Z_a.json.gz")]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    found = read(tmp_path, "logs/")
    assert len(found.notes) == len(BROKEN)
    assert all(note.startswith("logs/") for note in found.notes)
    assert len(found.events) == 12
    assert found.inputs[0].name == "logs/ (12 changes, 12 files, 9 not read)"


def test_a_file_that_was_unpacked_on_the_way_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_text(json.dumps({"Records": LOCAL}))
    assert read(tmp_path / "a.json.gz").notes == ()


def test_a_folder_without_events_is_said(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("x")
    found = read(tmp_path, "logs")
    assert found.notes == ("logs: no file below it ends in .json or .json.gz",)


def test_a_folder_within_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"Records": LOCAL}))
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(read(tmp_path).events) == 11


def test_a_file_that_is_too_large_unpacked_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snapshots.aws.events.trail_files.MAX_BYTES", 4000)
    (tmp_path / "a.json.gz").write_bytes(generate.packed({"Records": [], "x": "y" * 5000}))
    found = read(tmp_path / "a.json.gz", "a.json.gz")
    assert found.notes == ("a.json.gz: unpacked it has more than the 4000 bytes that are read of a file",)


SECRET = "DGCANARYgenerated1"
SECRET_KEYS = st.sampled_from(
    ["masterUserPassword", "secretString", "clientRequestToken", "policyDocument", "password", "authToken", "value"]
) | st.sampled_from(
    ["userData", "privateKey", "secretAccessKey", "apiKey", "plaintext", "content", "description", "policy", "Value"]
)
FORM_KEYS = st.sampled_from(["Sid", "accessKeyId", "webhookUrl", "sessionToken", "masterUserSecret", "message", "body"])
FREE = st.sampled_from(
    ["environment", "tags", "tagSet", "parameters", "metadata", "headers", "secrets", "requestParameters"]
)
ANY_KEY = st.sampled_from(["bucketName", "roleArn", "instanceId", "name", "id", "queueUrl", "x"])
PARAMETERS = st.recursive(
    st.dictionaries(SECRET_KEYS | FORM_KEYS, st.just(SECRET), min_size=1, max_size=3)
    | st.builds(lambda free, key: {free: {key: SECRET}}, FREE, ANY_KEY)
    | st.builds(lambda free, key: {free: [{"name": key, key: SECRET}]}, FREE, ANY_KEY)
    | st.builds(lambda key: {key: f"text with {SECRET}"}, ANY_KEY)
    | st.builds(lambda key: {key: f"https://user:{SECRET}@host/x"}, ANY_KEY)
    | st.builds(lambda key: {key: json.dumps({"password": SECRET})}, ANY_KEY),
    lambda inner: (
        st.dictionaries(st.sampled_from(["items", "config", "dBInstance", "x"]), inner, max_size=3)
        | st.lists(inner, max_size=3)
    ),
    max_leaves=6,
)


@given(PARAMETERS, PARAMETERS)
def test_no_secret_of_the_parameters_leaves_the_reader(request_: Any, answer: Any) -> None:
    made = record(1, ALICE, "2026-11-20T00:00:00Z", "ec2:RunInstances", request_, answer, errorMessage=SECRET)
    found = Trail(REDACTOR).event({**made, "additionalEventData": {"name": SECRET}, "tlsDetails": {"id": SECRET}})
    assert search(json.dumps(to_builtins(found)).encode(), [SECRET]) == set()


def test_nothing_planted_leaves_the_files() -> None:
    for path in (TRAIL / "cloudtrail", TRAIL / "lookup-events.json", TRAIL / "broken"):
        found = read(path)
        assert search(json.dumps(to_builtins(found)).encode(), ["DGCANARY"]) == set()


FIELDS = st.sampled_from(["Records", "Events", "CloudTrailEvent", "userIdentity", "eventTime", "resources", "readOnly"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=3),
)


@given(value=JSON, beside=st.booleans())
def test_no_document_breaks_the_reader(
    value: Any,
    beside: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    made = {**LOCAL[0], **value} if isinstance(value, dict) and beside else value
    texts = [{"CloudTrailEvent": json.dumps(made), "Resources": value}]
    for document in (made, {"Records": [made]}, {"Events": texts}, {"Events": value}):
        path.write_text(json.dumps(document))
        assert len(read(path).inputs) == 1


CLUSTER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"


def pod(role: str, provider: str = CLUSTER, **facts: str) -> dict[str, Any]:
    issuer = {"type": "Role", "userName": role}
    session = {"sessionIssuer": issuer, "webIdFederationData": {"federatedProvider": provider}}
    return {"type": "AssumedRole", "accountId": ACCOUNT, "sessionContext": session, **facts}


LOAD_BALANCERS = "AmazonEKSLoadBalancerControllerRole"


@pytest.mark.parametrize(
    ("who", "maker", "confirms"),
    [
        (user("bob"), "None", ()),
        ({"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}, "autoscaling", ()),
        ({"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"}, "None", ()),
        ({**ALICE, "invokedBy": "autoscaling.amazonaws.com"}, "None", ()),
        (pod(LOAD_BALANCERS), "None", ("eks-controller",)),
        (pod("shop-karpenter"), "None", ("karpenter",)),
        (pod("shop-web"), "None", ()),
        (
            pod("x", userName="system:serviceaccount:kube-system:aws-load-balancer-controller"),
            "None",
            ("eks-controller",),
        ),
        (pod(LOAD_BALANCERS, userName="system:serviceaccount:shop:web"), "None", ()),
        (pod(LOAD_BALANCERS, CLUSTER.replace("oidc.eks", "x.oidc.eks")), "None", ()),
        (pod(LOAD_BALANCERS, CLUSTER.replace(ACCOUNT, "999999999999")), "None", ()),
    ],
)
def test_a_service_by_itself_is_a_maker_and_the_pod_of_a_controller_confirms_its_claims(
    who: Mapping[str, Any], maker: str, confirms: tuple[str, ...]
) -> None:
    found = Trail(REDACTOR).event(record(1, who, "2026-11-20T00:00:00Z", "ec2:CreateSecurityGroup"))
    assert found is not None
    assert (str(found.maker), found.confirms) == (maker, confirms)
    assert not confirms or found.issuer == "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"


def test_a_rule_is_named_by_the_answer_that_made_it() -> None:
    answer = {"securityGroupRuleSet": {"items": [{"groupId": "sg-1", "securityGroupRuleId": "sgr-1"}]}}
    made = record(1, ALICE, "2026-11-20T00:00:00Z", "ec2:AuthorizeSecurityGroupIngress", {}, answer)
    found = Trail(REDACTOR).event(made)
    assert found is not None
    assert Mention(name="sgr-1", role="securitygrouprule") in found.resources
