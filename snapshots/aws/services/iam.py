"""IAM: roles, users and groups with their policies, keys, instance profiles, and what is set for the whole account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.outcome import Severity
from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import UNTOLD, Expression, Item, evaluate
from snapshots.aws.reading.service import Call, KnownType, Read, ResourceType, Service

_GONE = ("NoSuchEntity",)
# The paths that only AWS can write: of service-linked roles, and of those that IAM Identity Center makes.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
LINKED, _SSO = "/aws-service-role/", "/aws-reserved/sso.amazonaws.com/"
_OWNED = f"starts_with(Path, '{LINKED}')"
ROLES = Call(operation="ListRoles", items="Roles")
_USERS = Call(operation="ListUsers", items="Users")
_GROUPS = Call(operation="ListGroups", items="Groups")


def _role_maker(role: Item) -> list[str] | None:
    """Return who made a role, by its path; none where people may have."""
    path = role["Path"]
    if path.startswith(LINKED):
        return ["service-linked", path.removeprefix(LINKED).strip("/")]
    if path.startswith(_SSO) and role["RoleName"].startswith("AWSReservedSSO_"):
        return ["sso", role["RoleName"]]
    return None


def _of_role(part: Item) -> list[str] | None:
    return _role_maker(part["_parent"])


def _inline_call(kind: str, parents: Call) -> Call:
    """Return the call of the inline policies of roles, users or groups (`kind` is Role, User or Group)."""
    name = f"{kind}Name"
    return Call(
        operation=f"List{kind}Policies",
        items="PolicyNames",
        parameters={name: name},
        of=parents,
        describe=Call(
            operation=f"Get{kind}Policy", items="@", parameters={name: f"_parent.{name}", "PolicyName": "_value"}
        ),
    )


_ROLE_POLICIES = _inline_call("Role", ROLES)


def _inline(kind: str, listing: Call, *, owned: str = "", maker: Expression = "") -> ResourceType:
    """Return the type of the inline policies of roles, users or groups."""
    lower, name = kind.lower(), f"{kind}Name"
    return ResourceType(
        name=f"aws_iam_{lower}_policy",
        listing=listing,
        id=f"join(':', [{name}, PolicyName])",
        attributes={lower: name, "name": "PolicyName", "policy": "document(PolicyDocument)"},
        owned=owned,
        maker=maker,
        facts=TypeFacts(called=(lower, "name")),
    )


def _inline_form(answer: Item) -> Any:
    """Return the inline policies of a role as the role itself can hold them; unread when one could not be had."""
    role = answer["_item"]["RoleName"]
    documents = {
        policy["PolicyName"]: evaluate("document(PolicyDocument)", policy)
        for policy in answer["_items"](_ROLE_POLICIES)
        if policy["RoleName"] == role
    }
    names = answer["PolicyNames"]
    if not documents.keys() >= set(names):
        return UNTOLD
    return [{"name": name, "policy": documents[name]} for name in names]


def _attachments(kind: str, parents: Call) -> Call:
    """Return the call of the managed policies of roles, users or groups."""
    name = f"{kind}Name"
    return Call(operation=f"ListAttached{kind}Policies", items="AttachedPolicies", parameters={name: name}, of=parents)


# What managed policies are attached to, by the kind of what that is.
ATTACHED: Mapping[str, Call] = {
    "Role": _attachments("Role", ROLES),
    "User": _attachments("User", _USERS),
    "Group": _attachments("Group", _GROUPS),
}


def _attached(kind: str, *, owned: str = "", maker: Expression = "") -> ResourceType:
    """Return the type of the attachments of managed policies to roles, users or groups."""
    lower, name = kind.lower(), f"{kind}Name"
    return ResourceType(
        name=f"aws_iam_{lower}_policy_attachment",
        listing=ATTACHED[kind],
        id=f"join('/', [_parent.{name}, PolicyArn])",
        attributes={lower: f"_parent.{name}", "policy_arn": "PolicyArn"},
        owned=owned,
        maker=maker,
        facts=TypeFacts(key=(lower, "policy_arn"), called=(lower, "policy_arn")),
    )


_ROLE = ResourceType(
    name="aws_iam_role",
    listing=ROLES,
    uses=(_ROLE_POLICIES,),
    id="RoleName",
    attributes={
        "arn": "Arn",
        "name": "RoleName",
        "path": "Path",
        "unique_id": "RoleId",
        "assume_role_policy": "document(AssumeRolePolicyDocument)",
        "max_session_duration": "MaxSessionDuration",
        "description": "Description",
    },
    reads=(
        Read(
            operation="GetRole",
            parameters={"RoleName": "RoleName"},
            attributes={
                "permissions_boundary": "Role.PermissionsBoundary.PermissionsBoundaryArn",
                "tags": "tags(Role.Tags)",
            },
        ),
        Read(
            operation="ListAttachedRolePolicies",
            parameters={"RoleName": "RoleName"},
            attributes={"managed_policy_arns": "ordered(AttachedPolicies[].PolicyArn)"},
        ),
        Read(
            operation="ListRolePolicies",
            parameters={"RoleName": "RoleName"},
            attributes={"inline_policy": _inline_form},
            needs=("PolicyNames",),
        ),
    ),
    owned=_OWNED,
    maker=_role_maker,
    facts=TypeFacts(
        volatile=frozenset({"create_date", "unique_id"}),
        terraform_only=frozenset({"force_detach_policies"}),
        defaults={"path": "/", "max_session_duration": 3600},
        unordered=frozenset({"managed_policy_arns"}),
        splits=(
            Split(child="aws_iam_role_policy", link="role", attributes=("inline_policy",)),
            Split(child="aws_iam_role_policy_attachment", link="role", attributes=("managed_policy_arns",)),
            Split(child="aws_iam_policy_attachment", link="roles", attributes=("managed_policy_arns",)),
        ),
    ),
)
_USER = ResourceType(
    name="aws_iam_user",
    listing=_USERS,
    id="UserName",
    attributes={"arn": "Arn", "name": "UserName", "path": "Path", "unique_id": "UserId"},
    reads=(
        Read(
            operation="GetUser",
            parameters={"UserName": "UserName"},
            attributes={
                "permissions_boundary": "User.PermissionsBoundary.PermissionsBoundaryArn",
                "tags": "tags(User.Tags)",
            },
        ),
    ),
)
_GROUP = ResourceType(
    name="aws_iam_group",
    listing=_GROUPS,
    id="GroupName",
    attributes={"arn": "Arn", "name": "GroupName", "path": "Path", "unique_id": "GroupId"},
)
_MEMBERSHIP = ResourceType(
    name="aws_iam_group_membership",
    listing=Call(
        operation="GetGroup",
        items="{Group: Group.GroupName, Users: Users[].UserName}",
        parameters={"GroupName": "GroupName"},
        of=_GROUPS,
        where="Users",
    ),
    id="Group",
    attributes={"group": "Group", "users": "ordered(Users)"},
    facts=TypeFacts(
        terraform_only=frozenset({"name"}),  # the provider makes it the id; AWS has no name of a membership
        key=("group",),
        nothing_to_judge="it joins users and a group; what they may do together is judged with the users",
    ),
)
# What AWS tells of it are the memberships of the groups.
_GROUPS_OF_USER = KnownType(
    name="aws_iam_user_group_membership",
    facts=TypeFacts(nothing_to_judge="it joins a user and groups; what they may do together is judged with the user"),
)
_ACCESS_KEY = ResourceType(
    name="aws_iam_access_key",
    listing=Call(operation="ListAccessKeys", items="AccessKeyMetadata", parameters={"UserName": "UserName"}, of=_USERS),
    id="AccessKeyId",
    attributes={"user": "UserName", "status": "Status", "create_date": "CreateDate"},
    facts=TypeFacts(terraform_only=frozenset({"pgp_key"})),
)
_POLICY = ResourceType(
    name="aws_iam_policy",
    listing=Call(operation="ListPolicies", items="Policies", parameters={"Scope": "'Local'"}),
    id="Arn",
    attributes={"arn": "Arn", "name": "PolicyName", "path": "Path", "policy_id": "PolicyId"},
    reads=(
        Read(
            operation="GetPolicyVersion",
            parameters={"PolicyArn": "Arn", "VersionId": "DefaultVersionId"},
            attributes={"policy": "document(PolicyVersion.Document)"},
        ),
        Read(
            operation="GetPolicy",
            parameters={"PolicyArn": "Arn"},
            attributes={"description": "Policy.Description", "tags": "tags(Policy.Tags)"},
        ),
    ),
    facts=TypeFacts(volatile=frozenset({"attachment_count"}), defaults={"path": "/"}),
)
_PROFILE = ResourceType(
    name="aws_iam_instance_profile",
    listing=Call(operation="ListInstanceProfiles", items="InstanceProfiles"),
    id="InstanceProfileName",
    attributes={
        "arn": "Arn",
        "name": "InstanceProfileName",
        "path": "Path",
        "unique_id": "InstanceProfileId",
        "role": "Roles[0].RoleName",
    },
    reads=(
        Read(
            operation="GetInstanceProfile",
            parameters={"InstanceProfileName": "InstanceProfileName"},
            attributes={"tags": "tags(InstanceProfile.Tags)"},
        ),
    ),
    facts=TypeFacts(nothing_to_judge="it hands out a role, which is judged itself"),
)
_PASSWORD_POLICY: Mapping[str, Expression] = {
    "allow_users_to_change_password": "AllowUsersToChangePassword",
    "expire_passwords": "ExpirePasswords || `false`",
    "hard_expiry": "HardExpiry || `false`",
    "max_password_age": "MaxPasswordAge || `0`",
    "minimum_password_length": "MinimumPasswordLength",
    "password_reuse_prevention": "PasswordReusePrevention || `0`",
    "require_lowercase_characters": "RequireLowercaseCharacters",
    "require_numbers": "RequireNumbers",
    "require_symbols": "RequireSymbols",
    "require_uppercase_characters": "RequireUppercaseCharacters",
}
_ACCOUNT_PASSWORD_POLICY = ResourceType(
    name="aws_iam_account_password_policy",
    listing=Call(operation="GetAccountPasswordPolicy", items="PasswordPolicy", absent=_GONE),
    id="'iam-account-password-policy'",
    attributes=_PASSWORD_POLICY,
    facts=TypeFacts(at_most=Severity.MEDIUM),
)
_ALIAS = ResourceType(
    name="aws_iam_account_alias",
    listing=Call(operation="ListAccountAliases", items="AccountAliases"),
    id="_value",
    attributes={"account_alias": "_value"},
    facts=TypeFacts(nothing_to_judge="a name of the account"),
)
_OPENID = ResourceType(
    name="aws_iam_openid_connect_provider",
    listing=Call(
        operation="ListOpenIDConnectProviders",
        items="OpenIDConnectProviderList",
        describe=Call(
            operation="GetOpenIDConnectProvider",
            items="@",
            parameters={"OpenIDConnectProviderArn": "Arn"},
            absent=_GONE,
        ),
    ),
    id="_item.Arn",
    attributes={
        "arn": "_item.Arn",
        "url": "Url",
        "client_id_list": "ordered(ClientIDList)",
        "thumbprint_list": "ThumbprintList",
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        otherwise=frozenset({"url"}),
        nothing_to_judge="an issuer; whom it lets in is judged with the roles that trust it",
    ),
)
_SAML = ResourceType(
    name="aws_iam_saml_provider",
    listing=Call(
        operation="ListSAMLProviders",
        items="SAMLProviderList",
        describe=Call(operation="GetSAMLProvider", items="@", parameters={"SAMLProviderArn": "Arn"}, absent=_GONE),
    ),
    id="_item.Arn",
    attributes={
        "arn": "_item.Arn",
        "name": "after('/', _item.Arn)",
        "saml_metadata_document": "SAMLMetadataDocument",
        "valid_until": "ValidUntil",
    },
    tags="tags(Tags)",
    facts=TypeFacts(nothing_to_judge="an issuer; whom it lets in is judged with the roles that trust it"),
)
SERVICES = (
    Service(
        name="iam",
        types=(
            _ROLE,
            _inline("Role", _ROLE_POLICIES, owned=f"starts_with(_parent.Path, '{LINKED}')", maker=_of_role),
            _attached("Role", owned=f"starts_with(_parent.Path, '{LINKED}')", maker=_of_role),
            _USER,
            _inline("User", _inline_call("User", _USERS)),
            _attached("User"),
            _GROUP,
            _inline("Group", _inline_call("Group", _GROUPS)),
            _attached("Group"),
            _MEMBERSHIP,
            _ACCESS_KEY,
            _POLICY,
            _PROFILE,
            _ACCOUNT_PASSWORD_POLICY,
            _ALIAS,
            _OPENID,
            _SAML,
        ),
        known=(_GROUPS_OF_USER,),
        is_global=True,
        families={"aws_iam": TypeFacts(decides=Meaning.IDENTITY)},
    ),
)
