"""Drift of a state against a live AWS API: exactly what was changed, and never 0 when a call is denied."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3
import pytest

from fixtures.estate.lab import aws_environment
from fixtures.estate.proxy import Fault, fault_proxy
from tests.acceptance.conftest import Program

REGION = "us-east-1"
OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"  # whom moto gives every bucket
BUCKET = "acme-live-uploads"


def client(url: str, service: str) -> Any:
    make: Any = boto3.client
    return make(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


@pytest.fixture
def bucket(aws: str, program: Program) -> Program:
    """Return a folder with the state of a bucket and its public access block, which are there in the API."""
    s3 = client(aws, "s3")
    block = {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    if BUCKET not in [entry["Name"] for entry in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET)
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=block)
    flags = {
        "block_public_acls": True,
        "block_public_policy": True,
        "ignore_public_acls": True,
        "restrict_public_buckets": True,
    }
    entries = [
        (
            "aws_s3_bucket",
            {
                "bucket": BUCKET,
                "arn": f"arn:aws:s3:::{BUCKET}",
                "region": REGION,
                "object_lock_enabled": False,
                "grant": [{"id": OWNER, "type": "CanonicalUser", "permissions": ["FULL_CONTROL"], "uri": ""}],
                "versioning": [{"enabled": False, "mfa_delete": False}],
                "tags": None,
                "tags_all": {},
            },
        ),
        ("aws_s3_bucket_public_access_block", {"bucket": BUCKET, **flags}),
    ]
    state = {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 7,
        "lineage": "live",
        "outputs": {},
        "resources": [
            {
                "mode": "managed",
                "type": kind,
                "name": "uploads",
                "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                "instances": [{"schema_version": 0, "attributes": {"id": BUCKET, **attributes}}],
            }
            for kind, attributes in entries
        ],
    }
    program.write("live.tfstate", json.dumps(state))
    return program


def drift(program: Program, url: str, *more: str) -> Any:
    environment = {**aws_environment(url), "AWS_CONFIG_FILE": os.devnull}
    return program("drift", "tfstate:live.tfstate", f"aws:@{REGION}", *more, env=environment)


def test_nothing_changed_is_go(aws: str, bucket: Program) -> None:
    done = drift(bucket, aws)
    assert done.code == 0, done.out + done.err
    assert done.out.splitlines()[-2].startswith("GO")


def test_a_removed_public_access_block_is_exactly_what_is_reported(aws: str, bucket: Program) -> None:
    client(aws, "s3").delete_public_access_block(Bucket=BUCKET)
    done = drift(bucket, aws, "--format", "json")
    document = json.loads(done.out)
    assert done.code == 1
    assert [(item["rule"], item["address"]) for item in document["findings"]] == [
        ("drift.missing", "aws_s3_bucket_public_access_block.uploads")
    ]
    assert document["gaps"] == []


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.SLOW])
def test_a_failing_list_of_buckets_is_inconclusive_and_never_0(aws: str, bucket: Program, fault: Fault) -> None:
    with fault_proxy(aws) as proxy:
        proxy.operation, proxy.fault = "s3:ListBuckets", fault
        done = drift(bucket, proxy.url, "--format", "json")
    document = json.loads(done.out)
    assert (done.code, document["decision"], document["findings"]) == (3, "INCONCLUSIVE", [])
    assert "s3:ListBuckets" in {gap["operation"] for gap in document["gaps"]}


def test_no_endpoint_is_inconclusive_and_a_verdict_in_the_ledger(bucket: Program) -> None:
    done = drift(bucket, "http://127.0.0.1:9", "--format", "json")
    document = json.loads(done.out)
    assert (done.code, document["decision"], document["findings"]) == (3, "INCONCLUSIVE", [])
    assert "sts:GetCallerIdentity" in {gap["operation"] for gap in document["gaps"]}
