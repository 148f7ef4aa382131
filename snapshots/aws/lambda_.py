"""Lambda functions and the statements of their resource policies."""

from __future__ import annotations

import json
from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api


def read(api: Api, sink: Sink) -> None:
    """Read the functions of one region with their permissions."""
    with sink.listing("aws_lambda_function", "aws_lambda_permission", operation="lambda:ListFunctions"):
        for function in list(api.items("list_functions", "Functions")):
            _function(api, sink, function)
            with sink.detail("aws_lambda_permission", function["FunctionName"]):
                _permissions(api, sink, function["FunctionName"])


def _function(api: Api, sink: Sink, function: dict[str, Any]) -> None:
    name = function["FunctionName"]
    network = function.get("VpcConfig") or {}
    dead_letters = function.get("DeadLetterConfig") or {}
    variables = (function.get("Environment") or {}).get("Variables") or {}
    attributes: dict[str, Any] = {
        "arn": function["FunctionArn"],
        "function_name": name,
        "description": function.get("Description", ""),
        "role": function["Role"],
        "runtime": function.get("Runtime", ""),
        "handler": function.get("Handler", ""),
        "timeout": function["Timeout"],
        "memory_size": function["MemorySize"],
        "package_type": function.get("PackageType", "Zip"),
        "architectures": function.get("Architectures", ["x86_64"]),
        "kms_key_arn": function.get("KMSKeyArn", ""),
        "layers": [layer["Arn"] for layer in function.get("Layers", ())],
        "environment": [{"variables": variables}] if variables else [],
        "tracing_config": [{"mode": function["TracingConfig"]["Mode"]}] if "TracingConfig" in function else [],
        "dead_letter_config": [{"target_arn": dead_letters["TargetArn"]}] if dead_letters.get("TargetArn") else [],
        "vpc_config": [
            {
                "subnet_ids": sorted(network["SubnetIds"]),
                "security_group_ids": sorted(network["SecurityGroupIds"]),
                "vpc_id": network.get("VpcId", ""),
                "ipv6_allowed_for_dual_stack": network.get("Ipv6AllowedForDualStack", False),
            }
        ]
        if network.get("SubnetIds")
        else [],
    }
    with sink.detail("aws_lambda_function", name, "tags"):
        whole = api.get("get_function", FunctionName=name)
        attributes |= tags_of(whole.get("Tags") or {})
        attributes["reserved_concurrent_executions"] = whole.get("Concurrency", {}).get(
            "ReservedConcurrentExecutions", -1
        )
    sink.add("aws_lambda_function", name, attributes)


def _permissions(api: Api, sink: Sink, name: str) -> None:
    answer = api.maybe("get_policy", ("ResourceNotFoundException",), FunctionName=name)
    for statement in json.loads(answer["Policy"])["Statement"] if answer else ():
        principal = statement["Principal"]
        if isinstance(principal, dict):
            principal = next(iter(principal.values()))
        conditions = statement.get("Condition", {})
        attributes = {
            "function_name": name,
            "statement_id": statement["Sid"],
            "action": statement["Action"],
            "principal": principal,
            "source_arn": _condition(conditions, "aws:SourceArn"),
            "source_account": _condition(conditions, "aws:SourceAccount"),
        }
        sink.add("aws_lambda_permission", statement["Sid"], attributes)


def _condition(conditions: dict[str, Any], key: str) -> str | None:
    wanted = key.lower()
    for entries in conditions.values():
        for name, value in entries.items():
            if name.lower() == wanted:
                return str(value)
    return None


SERVICE = Service(
    name="lambda",
    types=("aws_lambda_function", "aws_lambda_permission"),
    operations=("lambda:GetFunction", "lambda:GetPolicy", "lambda:ListFunctions"),
    read=read,
)
