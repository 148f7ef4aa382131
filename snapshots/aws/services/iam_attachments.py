"""IAM: managed policies with all that they are attached to, and the roles that AWS makes for its services."""

from __future__ import annotations

from collections.abc import Mapping

from engine.provider.facts import Component, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Expression, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service
from snapshots.aws.services.iam import ATTACHED, LINKED, ROLES


def _holders(kind: str) -> Mapping[str, Expression]:
    """Return the attribute of the names of all roles, users or groups that a policy is attached to."""

    def find(policy: Item) -> list[str]:
        items = policy["_items"](ATTACHED[kind])
        return sorted(one["_parent"][f"{kind}Name"] for one in items if one["PolicyArn"] == policy["Arn"])

    return {f"{kind.lower()}s": find}


_ATTACHMENT = ResourceType(
    name="aws_iam_policy_attachment",
    listing=Call(operation="ListPolicies", items="Policies", parameters={"Scope": "'All'", "OnlyAttached": True}),
    uses=tuple(ATTACHED.values()),
    id="Arn",
    attributes={"policy_arn": "Arn", **_holders("Role"), **_holders("User"), **_holders("Group")},
    owned="`true`",  # each attachment is a resource of its own
    facts=TypeFacts(
        key=("policy_arn",),
        called=("policy_arn",),
        decides=Meaning.IDENTITY,
        terraform_only=frozenset({"name"}),  # the provider makes it the id; AWS has no name of an attachment
        components=tuple(
            Component(child=f"aws_iam_{kind.lower()}_policy_attachment", link="policy_arn", attribute="policy_arn")
            for kind in ATTACHED
        ),
    ),
)
_LINKED_ROLE = ResourceType(
    name="aws_iam_service_linked_role",
    listing=ROLES,
    where=f"starts_with(Path, '{LINKED}')",
    id="Arn",
    attributes={
        "arn": "Arn",
        "aws_service_name": f"before('/', after('{LINKED}', Path))",
        "custom_suffix": "contains(RoleName || '', '_') && after('_', RoleName) || ''",
        "description": "Description",
        "name": "RoleName",
        "path": "Path",
        "unique_id": "RoleId",
    },
    reads=(Read(operation="GetRole", parameters={"RoleName": "RoleName"}, attributes={"tags": "tags(Role.Tags)"}),),
    owned="`true`",
    facts=TypeFacts(
        volatile=frozenset({"create_date"}), decides=Meaning.IDENTITY, nothing_to_judge="AWS writes what it may do"
    ),
)
SERVICES = (Service(name="iam", types=(_ATTACHMENT, _LINKED_ROLE), is_global=True),)
