"""IAM roles with their policies, customer managed policies, and instance profiles."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_SERVICE_PATH = "/aws-service-role/"


def read(api: Api, sink: Sink) -> None:
    """Read the roles, policies and instance profiles of the account."""
    roles: list[dict[str, Any]] = []
    with sink.listing(
        "aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment", operation="iam:ListRoles"
    ):
        roles = list(api.items("list_roles", "Roles"))
    for role in roles:
        _role(api, sink, role)
    with sink.listing("aws_iam_policy", operation="iam:ListPolicies"):
        for policy in list(api.items("list_policies", "Policies", Scope="Local")):
            _policy(api, sink, policy)
    with sink.listing("aws_iam_instance_profile", operation="iam:ListInstanceProfiles"):
        for profile in list(api.items("list_instance_profiles", "InstanceProfiles")):
            _profile(api, sink, profile)


def _role(api: Api, sink: Sink, role: dict[str, Any]) -> None:
    name, owned = role["RoleName"], role["Path"].startswith(_SERVICE_PATH)
    attributes: dict[str, Any] = {
        "arn": role["Arn"],
        "name": name,
        "path": role["Path"],
        "assume_role_policy": _document(role["AssumeRolePolicyDocument"]),
        "max_session_duration": role.get("MaxSessionDuration", 3600),
        "description": role.get("Description", ""),
    }
    with sink.detail("aws_iam_role", name, "permissions_boundary"):
        whole = api.get("get_role", RoleName=name)["Role"]
        attributes["permissions_boundary"] = whole.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")
        attributes |= tags_of(whole.get("Tags"))
    sink.add("aws_iam_role", name, attributes, region="", provider_owned=owned)
    with sink.detail("aws_iam_role_policy", name):
        for inline in list(api.items("list_role_policies", "PolicyNames", RoleName=name)):
            answer = api.get("get_role_policy", RoleName=name, PolicyName=inline)
            policy = {"role": name, "name": inline, "policy": _document(answer["PolicyDocument"])}
            sink.add("aws_iam_role_policy", f"{name}:{inline}", policy, region="", provider_owned=owned)
    with sink.detail("aws_iam_role_policy_attachment", name):
        for attached in list(api.items("list_attached_role_policies", "AttachedPolicies", RoleName=name)):
            link = {"role": name, "policy_arn": attached["PolicyArn"]}
            sink.add(
                "aws_iam_role_policy_attachment",
                f"{name}/{attached['PolicyArn']}",
                link,
                region="",
                provider_owned=owned,
            )


def _policy(api: Api, sink: Sink, policy: dict[str, Any]) -> None:
    arn = policy["Arn"]
    attributes: dict[str, Any] = {"arn": arn, "name": policy["PolicyName"], "path": policy["Path"]}
    with sink.detail("aws_iam_policy", arn, "policy"):
        version = api.get("get_policy_version", PolicyArn=arn, VersionId=policy["DefaultVersionId"])
        attributes["policy"] = _document(version["PolicyVersion"]["Document"])
    with sink.detail("aws_iam_policy", arn, "tags"):
        whole = api.get("get_policy", PolicyArn=arn)["Policy"]
        attributes["description"] = whole.get("Description", "")
        attributes |= tags_of(whole.get("Tags"))
    sink.add("aws_iam_policy", arn, attributes, region="")


def _profile(api: Api, sink: Sink, profile: dict[str, Any]) -> None:
    name = profile["InstanceProfileName"]
    attributes: dict[str, Any] = {
        "arn": profile["Arn"],
        "name": name,
        "path": profile["Path"],
        "role": next((role["RoleName"] for role in profile["Roles"]), ""),
    }
    with sink.detail("aws_iam_instance_profile", name, "tags"):
        attributes |= tags_of(api.get("get_instance_profile", InstanceProfileName=name)["InstanceProfile"].get("Tags"))
    sink.add("aws_iam_instance_profile", name, attributes, region="")


def _document(value: Any) -> str:
    # IAM gives documents URL-encoded; botocore decodes and parses them for some calls.
    return unquote(value) if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


SERVICE = Service(
    name="iam",
    types=(
        "aws_iam_instance_profile",
        "aws_iam_policy",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_iam_role_policy_attachment",
    ),
    operations=(
        "iam:GetInstanceProfile",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfiles",
        "iam:ListPolicies",
        "iam:ListRolePolicies",
        "iam:ListRoles",
    ),
    read=read,
    is_global=True,
)
