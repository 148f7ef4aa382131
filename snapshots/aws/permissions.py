"""What is known of AWS's permissions: keys that limit who asks, ways to more power, secrets, and who vouches for whom.

Keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html and "The meaning of
public" in https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html. Ways to more
power: Rhino Security Labs, https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation, and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html. Which resources an action takes:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.provider.permissions import Escalation, Issuer, KeyForm, PermissionWords, Readable

_LIMITING: Mapping[str, KeyForm] = {
    **dict.fromkeys(
        (
            *("aws:principalaccount", "aws:principalorgid", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceowner"),
            *("aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn", "kms:calleraccount"),
            *("s3:dataaccesspointaccount", "lambda:eventsourcetoken", "sns:endpoint"),
        ),
        KeyForm.VALUE,
    ),
    # Not aws:VpcSourceIp: other people's networks have the same private addresses, so that it limits nobody alone.
    "aws:sourceip": KeyForm.NETWORK,
    **dict.fromkeys(("aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"), KeyForm.ARN),
    **dict.fromkeys(("aws:principalorgpaths", "aws:sourceorgpaths"), KeyForm.PATH),
    **dict.fromkeys(("aws:userid",), KeyForm.USER),
    **dict.fromkeys(("aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"), KeyForm.SWITCH),
}
_ROLE, _PASSED_TO = "iam:passrole", "iam:passedtoservice"
_ENDS = ("amazonaws.com", "amazonaws.com.cn")
_ALONE = {
    "iam:createpolicyversion": "any policy as its default version",
    "iam:setdefaultpolicyversion": "an older version of a policy",
    "iam:createaccesskey": "keys of other users",
    "iam:createloginprofile": "the console as other users",
    "iam:updateloginprofile": "the passwords of other users",
    "iam:attachuserpolicy": "any policy on a user",
    "iam:attachgrouppolicy": "any policy on a group",
    "iam:attachrolepolicy": "any policy on a role",
    "iam:putuserpolicy": "any policy in a user",
    "iam:putgrouppolicy": "any policy in a group",
    "iam:putrolepolicy": "any policy in a role",
    "iam:addusertogroup": "the groups of others",
    "iam:updateassumerolepolicy": "any role, by trusting oneself",
    "iam:deleteuserpermissionsboundary": "what a boundary keeps from a user",
    "iam:deleterolepermissionsboundary": "what a boundary keeps from a role",
    "iam:putuserpermissionsboundary": "another boundary of a user",
    "iam:putrolepermissionsboundary": "another boundary of a role",
    "lambda:updatefunctioncode": "the role of any function",
    "glue:updatedevendpoint": "the role of an endpoint of Glue",
    "ssm:sendcommand": "the role of any machine",
    "ssm:startsession": "the role of any machine",
    "sso-directory:addmembertogroup": "the groups of others in Identity Center",
    "codestar:createproject": "the role of CodeStar",
    "ec2-instance-connect:sendsshpublickey": "a shell on any machine",
}
# Whom the role is passed to, which `iam:PassedToService` can limit, and what else it takes.
_WITH_A_ROLE = {
    "ec2-run": (("ec2",), ("ec2:runinstances",)),
    "lambda-invoke": (("lambda",), ("lambda:createfunction", "lambda:invokefunction")),
    "lambda-event-source": (("lambda",), ("lambda:createfunction", "lambda:createeventsourcemapping")),
    "lambda-permission": (("lambda",), ("lambda:createfunction", "lambda:addpermission")),
    "glue-endpoint": (("glue",), ("glue:createdevendpoint",)),
    "glue-job": (("glue",), ("glue:createjob", "glue:startjobrun")),
    "cloudformation": (("cloudformation",), ("cloudformation:createstack",)),
    "data-pipeline": (
        ("datapipeline", "elasticmapreduce", "ec2"),
        ("datapipeline:createpipeline", "datapipeline:putpipelinedefinition"),
    ),
    "ecs-task": (("ecs-tasks",), ("ecs:registertaskdefinition", "ecs:runtask")),
    "codebuild": (("codebuild",), ("codebuild:createproject", "codebuild:startbuild")),
    "sagemaker-notebook": (
        ("sagemaker",),
        ("sagemaker:createnotebookinstance", "sagemaker:createpresignednotebookinstanceurl"),
    ),
    "sagemaker-training": (("sagemaker",), ("sagemaker:createtrainingjob",)),
    "states": (("states",), ("states:createstatemachine", "states:startexecution")),
    "bedrock-agentcore": (
        ("bedrock-agentcore",),
        ("bedrock-agentcore:createcodeinterpreter", "bedrock-agentcore:invokecodeinterpreter"),
    ),
}
_REGIONAL = "zz-any:000000000000"
_USER, _GROUP = "arn:aws:iam::000000000000:user/zz-any", "arn:aws:iam::000000000000:group/zz-any"
_ANY_ROLE, _POLICY = "arn:aws:iam::000000000000:role/zz-any", "arn:aws:iam::000000000000:policy/zz-any"
_FUNCTION = f"arn:aws:lambda:{_REGIONAL}:function:zz-any"
_MACHINE = f"arn:aws:ec2:{_REGIONAL}:instance/zz-any"
_NOTEBOOK = f"arn:aws:sagemaker:{_REGIONAL}:notebook-instance/zz-any"
_INTERPRETER = f"arn:aws:bedrock-agentcore:{_REGIONAL}:code-interpreter-custom/zz-any"
# Of a machine that is run, the instance alone: with an image or a network of his own one still passes any role to it.
# Actions that are not here take no resource, and are given by what means every resource alone.
_PROTOTYPES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("iam:createaccesskey", "iam:createloginprofile", "iam:updateloginprofile", "iam:attachuserpolicy"),
            *("iam:putuserpolicy", "iam:putuserpermissionsboundary", "iam:deleteuserpermissionsboundary"),
        ),
        (_USER,),
    ),
    **dict.fromkeys(("iam:attachgrouppolicy", "iam:putgrouppolicy", "iam:addusertogroup"), (_GROUP,)),
    **dict.fromkeys(
        (
            *(_ROLE, "iam:attachrolepolicy", "iam:putrolepolicy", "iam:updateassumerolepolicy"),
            *("iam:putrolepermissionsboundary", "iam:deleterolepermissionsboundary"),
        ),
        (_ANY_ROLE,),
    ),
    **dict.fromkeys(("iam:createpolicyversion", "iam:setdefaultpolicyversion"), (_POLICY,)),
    **dict.fromkeys(
        (
            *("lambda:updatefunctioncode", "lambda:createfunction", "lambda:invokefunction"),
            "lambda:addpermission",
        ),
        (_FUNCTION,),
    ),
    "lambda:createeventsourcemapping": (f"arn:aws:lambda:{_REGIONAL}:event-source-mapping:zz-any",),
    **dict.fromkeys(("ec2:runinstances", "ssm:startsession", "ec2-instance-connect:sendsshpublickey"), (_MACHINE,)),
    "ssm:sendcommand": (_MACHINE, "arn:aws:ssm:zz-any::document/AWS-RunShellScript"),
    **dict.fromkeys(
        ("glue:createdevendpoint", "glue:updatedevendpoint"), (f"arn:aws:glue:{_REGIONAL}:devEndpoint/zz-any",)
    ),
    **dict.fromkeys(("glue:createjob", "glue:startjobrun"), (f"arn:aws:glue:{_REGIONAL}:job/zz-any",)),
    "cloudformation:createstack": (f"arn:aws:cloudformation:{_REGIONAL}:stack/zz-any/zz-any",),
    **dict.fromkeys(
        ("datapipeline:createpipeline", "datapipeline:putpipelinedefinition"),
        (f"arn:aws:datapipeline:{_REGIONAL}:pipeline/zz-any",),
    ),
    **dict.fromkeys(
        ("ecs:registertaskdefinition", "ecs:runtask"), (f"arn:aws:ecs:{_REGIONAL}:task-definition/zz-any:1",)
    ),
    **dict.fromkeys(
        ("codebuild:createproject", "codebuild:startbuild"), (f"arn:aws:codebuild:{_REGIONAL}:project/zz-any",)
    ),
    "codestar:createproject": (f"arn:aws:codestar:{_REGIONAL}:project/zz-any",),
    **dict.fromkeys(("sagemaker:createnotebookinstance", "sagemaker:createpresignednotebookinstanceurl"), (_NOTEBOOK,)),
    "sagemaker:createtrainingjob": (f"arn:aws:sagemaker:{_REGIONAL}:training-job/zz-any",),
    **dict.fromkeys(
        ("states:createstatemachine", "states:startexecution"), (f"arn:aws:states:{_REGIONAL}:stateMachine:zz-any",)
    ),
    **dict.fromkeys(
        ("bedrock-agentcore:createcodeinterpreter", "bedrock-agentcore:invokecodeinterpreter"), (_INTERPRETER,)
    ),
}

PERMISSIONS = PermissionWords(
    becoming=("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"),
    limiting=_LIMITING,
    prototypes=_PROTOTYPES,
    escalations=(
        *(
            Escalation(id=action.replace(":", "-"), actions=frozenset({action}), gives=gives)
            for action, gives in _ALONE.items()
        ),
        *(
            Escalation(
                id=f"pass-role-{name}",
                actions=frozenset({_ROLE, *actions}),
                gives="any role that may be passed",
                asked={_PASSED_TO: tuple(f"{one}.{end}" for one in services for end in _ENDS)},
            )
            for name, (services, actions) in _WITH_A_ROLE.items()
        ),
    ),
    secrets=(
        Readable(
            what="secrets",
            actions=("secretsmanager:getsecretvalue", "secretsmanager:batchgetsecretvalue"),
            prototype=f"arn:aws:secretsmanager:{_REGIONAL}:secret:zz-any",
        ),
        Readable(
            what="parameters",
            actions=("ssm:getparameter", "ssm:getparameters", "ssm:getparametersbypath", "ssm:getparameterhistory"),
            prototype=f"arn:aws:ssm:{_REGIONAL}:parameter/zz-any",
        ),
        Readable(
            what="roles",
            actions=("sts:assumerole", _ROLE),
            prototype=_ANY_ROLE,
        ),
        Readable(
            what="what is encrypted by any key",
            actions=("kms:decrypt", "kms:reencryptfrom", "kms:creategrant"),
            prototype=f"arn:aws:kms:{_REGIONAL}:key/zz-any",
        ),
    ),
    issuers=(
        Issuer(host="token.actions.githubusercontent.com", owner="repo:"),
        Issuer(host="gitlab.com", owner="project_path:"),
        Issuer(host="app.terraform.io", owner="organization:"),
        Issuer(host="agent.buildkite.com", owner="organization:"),
        Issuer(host="api.bitbucket.org"),
        Issuer(host="accounts.google.com"),
        Issuer(host="graph.facebook.com", subject="app_id"),
        Issuer(host="www.amazon.com", subject="app_id"),
        Issuer(host="oidc.vercel.com", owner="owner:"),
        Issuer(host="cognito-identity.amazonaws.com", subject="aud"),
    ),
)
