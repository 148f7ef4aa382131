"""What doctor says of permissions before a scan: all of them by IAM's simulator, or what a trial shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fixtures.estate.lab import aws_server
from fixtures.estate.proxy import Answer, Fault, Proxy, fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.aws.doctor import examine, unknown_without
from snapshots.aws.location import AwsLocation

LOCATION = AwsLocation(profile="", regions=("eu-west-1",), max_attempts=1)
RESULT = """<member><EvalActionName>{}</EvalActionName><EvalDecision>{}</EvalDecision></member>"""


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with aws_server() as url, fault_proxy(url) as running:
        yield running


def simulated(**decisions: str) -> Answer:
    """Return what IAM's simulator answers: allowed, but for some actions."""
    members = "".join(RESULT.format(name, decision) for name, decision in decisions.items())
    return Answer(
        f'<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<SimulatePrincipalPolicyResult><EvaluationResults>{members}</EvaluationResults><IsTruncated>false</IsTruncated>"
        f"</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>".encode()
    )


def test_the_simulator_names_each_missing_permission_and_what_is_unknown_without_it(proxy: Proxy) -> None:
    proxy.answers = {
        "iam:SimulatePrincipalPolicy": simulated(
            **{"kms:GetKeyPolicy": "implicitDeny", "s3:GetBucketPolicy": "explicitDeny", "kms:ListKeys": "allowed"}
        )
    }
    with endpoint(proxy.url):
        found = examine(LOCATION)
    assert dict(found.missing) == {
        "kms:GetKeyPolicy": ("aws_kms_key",),
        "s3:GetBucketPolicy": ("aws_s3_bucket", "aws_s3_bucket_policy"),
    }
    assert found.problem == ""


def test_all_is_well(proxy: Proxy) -> None:
    proxy.answers = {"iam:SimulatePrincipalPolicy": simulated(**{"kms:ListKeys": "allowed"})}
    with endpoint(proxy.url):
        found = examine(LOCATION)
    assert (found.account, found.missing, found.checked) == ("123456789012", (), "every action is allowed")


def test_without_the_simulator_each_list_is_tried_once(proxy: Proxy) -> None:
    proxy.answers = {"iam:SimulatePrincipalPolicy": Answer(b"<x/>", status=403)}
    proxy.operation, proxy.fault = "dynamodb:ListTables", Fault.DENIED
    with endpoint(proxy.url):
        found = examine(LOCATION)
    assert dict(found.missing) == {"dynamodb:ListTables": ("aws_dynamodb_table",)}
    assert "were not tried" in found.checked


def test_nobody_at_home() -> None:
    with endpoint("http://127.0.0.1:9"):
        found = examine(LOCATION)
    assert found.problem.startswith("sts:GetCallerIdentity: ")


def test_every_permission_is_of_some_type() -> None:
    assert all(types for types in unknown_without().values())
