"""What AWS makes of attributes that nobody sets: permissions, keys, messages, records and guards.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNSET: Mapping[str, Mapping[str, Any]] = {
    "aws_iam_role": {"inline_policy": []},
    "aws_kms_key": {"enable_key_rotation": False},
    "aws_sqs_queue": {"kms_master_key_id": "", "sqs_managed_sse_enabled": True},
    "aws_sns_topic": {"kms_master_key_id": ""},
    "aws_cloudwatch_log_group": {"retention_in_days": 0, "kms_key_id": ""},
}
