"""CloudFormation stacks."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ValidationError",)  # what AWS says of a stack that is not there
_STACK = ResourceType(
    name="aws_cloudformation_stack",
    listing=Call(operation="DescribeStacks", items="Stacks"),
    # Those in another stack are parts of it.
    where="!ParentId && StackStatus != 'DELETE_COMPLETE' && StackStatus != 'DELETE_IN_PROGRESS'",
    id="StackId",
    attributes={
        "name": "StackName",
        "capabilities": "ordered(Capabilities)",
        "disable_rollback": "DisableRollback || `false`",
        "iam_role_arn": "RoleARN",
        "notification_arns": "ordered(NotificationARNs)",
        # One that the template does not echo is masked.
        "parameters": "pairs(Parameters, 'ParameterKey', 'ParameterValue')",
        "timeout_in_minutes": "TimeoutInMinutes || `0`",
    },
    reads=(
        Read(
            operation="GetTemplate",
            parameters={"StackName": "StackId", "TemplateStage": "'Original'"},
            attributes={"template_body": "document(TemplateBody)"},
            absent=_GONE,
        ),
    ),
    tags="tags(Tags)",
    # What is in a stack is told one by one, with the stack as its maker.
    owned="`true`",
    facts=TypeFacts(
        documents=frozenset({"template_body"}),
        terraform_only=frozenset({"on_failure", "policy_body", "policy_url", "template_url"}),
        volatile=frozenset({"outputs"}),
        nothing_to_judge="a list of other resources, which are judged themselves",
    ),
)
SERVICES = (Service(name="cloudformation", types=(_STACK,)),)
