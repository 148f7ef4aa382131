"""What doctor says of permissions before a scan: all of them by IAM's simulator, or what a trial shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from cli.commands.accounts import least_privilege
from fixtures.estate.lab import aws_server
from fixtures.estate.proxy import Answer, Fault, Proxy, fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.aws.catalog import actions
from snapshots.aws.doctor import examine, unknown_without
from snapshots.aws.reading.location import AwsLocation

pytestmark = pytest.mark.wide

LOCATION = AwsLocation(profile="", regions=("eu-west-1",), max_attempts=1)
RESULT = """<member><EvalActionName>{}</EvalActionName><EvalDecision>{}</EvalDecision></member>"""


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with aws_server() as url, fault_proxy(url) as running:
        yield running


def simulated(decisions: Mapping[str, str], without: frozenset[str] = frozenset()) -> Answer:
    """Return what IAM's simulator answers: allowed, but for some actions, and nothing of those `without`."""
    said = {name: "allowed" for name in unknown_without(with_cloud_control=True) if name not in without}
    members = "".join(RESULT.format(name, decision) for name, decision in {**said, **decisions}.items())
    return Answer(
        f'<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<SimulatePrincipalPolicyResult><EvaluationResults>{members}</EvaluationResults><IsTruncated>false</IsTruncated>"
        f"</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>".encode()
    )


def test_the_simulator_names_each_missing_permission_and_what_is_unknown_without_it(proxy: Proxy) -> None:
    proxy.answers = {
        "iam:SimulatePrincipalPolicy": simulated(
            {"kms:GetKeyPolicy": "implicitDeny", "s3:GetBucketPolicy": "explicitDeny", "kms:ListKeys": "allowed"}
        )
    }
    with endpoint(proxy.url):
        found = examine(LOCATION)
    assert dict(found.missing) == {
        "kms:GetKeyPolicy": ("aws_kms_key",),
        "s3:GetBucketPolicy": ("aws_s3_bucket", "aws_s3_bucket_policy"),
    }
    assert (found.problem, found.untold) == ("", ())
    assert found.dated.endswith(" GMT")


@pytest.mark.parametrize("cloud_control", [False, True])
def test_what_the_simulator_says_nothing_of_is_unknown(proxy: Proxy, *, cloud_control: bool) -> None:
    proxy.answers = {
        "iam:SimulatePrincipalPolicy": simulated(
            {}, without=frozenset({"kms:GetKeyPolicy", "cloudformation:GetResource"})
        )
    }
    with endpoint(proxy.url):
        found = examine(replace(LOCATION, cloud_control=cloud_control))
    names = ["cloudformation:GetResource", "kms:GetKeyPolicy"] if cloud_control else ["kms:GetKeyPolicy"]
    assert ([name for name, _ in found.untold], found.missing) == (names, ())


def test_the_permissions_of_cloud_control_are_those_of_a_source_that_uses_it(proxy: Proxy) -> None:
    mine = {"cloudformation:GetResource", "cloudformation:ListResources"}
    assert set(actions(with_cloud_control=True)) - set(actions()) == mine
    assert mine <= set(least_privilege(with_cloud_control=True)["Statement"][0]["Action"])
    proxy.answers = {
        "iam:SimulatePrincipalPolicy": simulated({"cloudformation:ListResources": "implicitDeny"}),
    }
    with endpoint(proxy.url):
        found = examine(replace(LOCATION, cloud_control=True))
    (missing,) = found.missing
    assert (missing[0], "aws_athena_data_catalog" in missing[1]) == ("cloudformation:ListResources", True)


def test_all_is_well(proxy: Proxy) -> None:
    proxy.answers = {"iam:SimulatePrincipalPolicy": simulated({"kms:ListKeys": "allowed"})}
    with endpoint(proxy.url):
        found = examine(LOCATION)
    assert (found.account, found.missing, found.untold) == ("123456789012", (), ())
    assert found.checked == "every action is allowed"


def test_without_the_simulator_each_list_is_tried_once(proxy: Proxy) -> None:
    proxy.answers = {"iam:SimulatePrincipalPolicy": Answer(b"<x/>", status=403)}
    proxy.operation, proxy.fault = "dynamodb:ListTables", Fault.DENIED
    with endpoint(proxy.url):
        found = examine(LOCATION)
    assert dict(found.missing) == {"dynamodb:ListTables": ("aws_dynamodb_table",)}
    assert "were not tried" in found.checked


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.DROPPED, Fault.GARBAGE])
def test_a_list_that_gives_no_answer_is_unknown(proxy: Proxy, fault: Fault) -> None:
    proxy.answers = {"iam:SimulatePrincipalPolicy": Answer(b"<x/>", status=403)}
    proxy.operation, proxy.fault = "dynamodb:ListTables", fault
    with endpoint(proxy.url):
        found = examine(LOCATION)
    proxy.operation = ""
    assert found.missing == ()
    assert dict(found.untold)["dynamodb:ListTables"] == ("aws_dynamodb_table",)


def test_nobody_at_home() -> None:
    with endpoint("http://127.0.0.1:9"):
        found = examine(LOCATION)
    assert found.problem.startswith("sts:GetCallerIdentity: ")


def test_every_permission_is_of_some_type() -> None:
    assert all(types for types in unknown_without().values())
