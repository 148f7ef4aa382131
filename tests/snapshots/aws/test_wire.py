"""Documents held against the models of real operations: what is no answer, with its exact words, and what is one."""

from __future__ import annotations

from typing import Any

import pytest

from snapshots.aws.catalog import SERVICES
from snapshots.aws.reading.answers import OURS, NoAnswerError, _refuse
from snapshots.aws.reading.wire import OtherFormError, hold_cbor
from tests.snapshots.aws.shapes import SESSION

XML = {"query", "ec2", "rest-xml"}
ALARM = b"\xa1\x6cMetricAlarms\x81\xa1\x69AlarmName\x61a"  # {"MetricAlarms": [{"AlarmName": "a"}]}
VPCS = (
    '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet>{}</vpcSet></DescribeVpcsResponse>'
)
ATTRIBUTES = (
    "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>{}</Attributes></GetTopicAttributesResult>"
    "</GetTopicAttributesResponse>"
)
LIST = '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{}</ListAllMyBucketsResult>'


def refuse(operation: str, body: str | bytes, status: int = 200) -> None:
    service, _, name = operation.partition(":")
    model = SESSION.get_service_model(service).operation_model(name)
    told: dict[str, Any] = {"status_code": status, "body": body if isinstance(body, bytes) else body.encode()}
    _refuse(operation_model=model, response_dict=told)


@pytest.mark.parametrize(
    ("operation", "body", "says"),
    [
        ("kms:ListKeys", "", "that is no JSON"),
        ("kms:ListKeys", "<html/>", "that is no JSON"),
        ("kms:ListKeys", "[" * 100_000, "that is no JSON"),
        ("kms:ListKeys", "null", "that is no object"),
        ("kms:ListKeys", "[]", "that is no object"),
        ("kms:ListKeys", "1", "that is no object"),
        ("kms:ListKeys", '"Keys"', "that is no object"),
        ("kms:ListKeys", '{"message": "Forbidden"}', "with nothing of what was asked for"),
        ("kms:ListKeys", '{"Keys": "abc"}', "in which Keys is no list"),
        ("kms:ListKeys", '{"Keys": {"KeyId": "a"}}', "in which Keys is no list"),
        ("kms:ListKeys", '{"Keys": ["a"]}', "in which Keys is no object"),
        ("kms:ListKeys", '{"Keys": [{"KeyId": ["a"]}]}', "in which KeyId is no text"),
        ("kms:ListKeys", '{"Keys": [], "Truncated": "false"}', "in which Truncated is no boolean"),
        ("kms:DescribeKey", '{"KeyMetadata": []}', "in which KeyMetadata is no object"),
        ("kms:GetKeyRotationStatus", '{"RotationPeriodInDays": true}', "in which RotationPeriodInDays is no integer"),
        ("kms:GetKeyRotationStatus", '{"RotationPeriodInDays": 1.5}', "in which RotationPeriodInDays is no integer"),
        ("lambda:ListTags", '{"Tags": ["a"]}', "in which Tags is no map"),
        ("lambda:ListTags", '{"Tags": {"a": 1}}', "in which Tags is no text"),
        ("ec2:DescribeVpcs", "", "without the root DescribeVpcsResponse"),
        ("ec2:DescribeVpcs", "<html/>", "without the root DescribeVpcsResponse"),
        ("ec2:DescribeVpcs", "<DescribeSubnetsResponse/>", "without the root DescribeVpcsResponse"),
        ("ec2:DescribeVpcs", "<!DOCTYPE a><DescribeVpcsResponse/>", "without the root DescribeVpcsResponse"),
        ("ec2:DescribeVpcs", "<DescribeVpcsResponse>", "that is no XML"),
        (
            "ec2:DescribeVpcs",
            '<DescribeVpcsResponse xmlns="http://proxy.example/doc"/>',
            "in a namespace that is not of AWS",
        ),
        ("ec2:DescribeVpcs", VPCS.format("none"), "in which Vpcs is no list"),
        ("ec2:DescribeVpcs", VPCS.format("<vpc/>"), "in which Vpcs is no list"),
        ("ec2:DescribeVpcs", VPCS.format("<item>a</item>"), "in which Vpcs is no object"),
        (
            "ec2:DescribeVpcs",
            VPCS.format("<item><isDefault>yes</isDefault></item>"),
            "in which IsDefault is no boolean",
        ),
        ("ec2:DescribeVpcs", VPCS.format("<item><vpcId><a/></vpcId></item>"), "in which VpcId is no text"),
        ("iam:ListRoles", "<ListRolesResponse/>", "without one ListRolesResult"),
        ("sns:GetTopicAttributes", ATTRIBUTES.format("<entry/>"), "in which Attributes is no map"),
        ("sns:GetTopicAttributes", ATTRIBUTES.format("a"), "in which Attributes is no map"),
        ("s3:ListBuckets", "<ListBucketResult/>", "without the root ListAllMyBucketsResult"),
        ("s3:ListBuckets", LIST.format("<Buckets><Name>a</Name></Buckets>"), "in which Buckets is no list"),
        ("s3:GetBucketLocation", "<Location/>", "without the root LocationConstraint"),
        (
            "s3:GetBucketLocation",
            "<LocationConstraint><a/></LocationConstraint>",
            "in which BucketLocationConstraint is no text",
        ),
        ("s3:GetPublicAccessBlock", "<Tagging/>", "without the root PublicAccessBlockConfiguration"),
        ("s3:GetBucketPolicy", "<html/>", "that is no policy"),
        ("s3:GetBucketPolicy", '{"message": "Forbidden"}', "that is no policy"),
        ("cloudfront:ListDistributions", "<ListDistributionsResult/>", "without the root DistributionList"),
        ("route53:ListHostedZones", "<HostedZones/>", "without the root ListHostedZonesResponse"),
    ],
)
def test_what_is_none_says_so(operation: str, body: str, says: str) -> None:
    with pytest.raises(NoAnswerError, match=f"^answer {says}$"):
        refuse(operation, body)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("kms:ListKeys", '{"Keys": [{"KeyId": "a", "KeyArn": null}], "Newer": [1]}'),
        ("kms:ListKeys", '{"__type": "ListKeysResponse"}'),
        ("kms:DescribeKey", '{"KeyMetadata": {"KeyId": "a", "CreationDate": 1.7E9, "Enabled": true}}'),
        ("ec2:DescribeVpcs", '<?xml version="1.0"?>\n<!-- a -->\n' + VPCS.format("<item><newer/></item>")),
        ("ec2:DescribeVpcs", VPCS.format("\n  <item><isDefault>true</isDefault><state>available</state></item>\n")),
        ("s3:ListBuckets", LIST.format("<Buckets/>")),
        ("s3:GetBucketLocation", "<LocationConstraint>eu-west-1</LocationConstraint>"),
        ("s3:GetBucketLocation", "<LocationConstraint/>"),
        ("s3:GetBucketPolicy", '{"Statement": []}'),
    ],
)
def test_what_is_one_passes(operation: str, body: str) -> None:
    refuse(operation, body)


@pytest.mark.parametrize("status", [201, 202, 203, 204, 206, 226])
def test_another_status_is_no_answer(status: int) -> None:
    with pytest.raises(NoAnswerError, match=f"^answer with status {status}$"):
        refuse("kms:ListKeys", '{"Keys": []}', status)


def test_a_status_that_the_model_has_is_one_and_an_error_is_botocores() -> None:
    refuse("s3:DeleteBucket", b"", 204)
    with pytest.raises(NoAnswerError, match="status 200"):
        refuse("s3:DeleteBucket", b"", 200)
    refuse("kms:ListKeys", "<html/>", 302)
    refuse("kms:ListKeys", "", 500)


def test_a_document_of_cbor_is_a_map_in_the_form_of_its_model() -> None:
    shape = SESSION.get_service_model("cloudwatch").operation_model("DescribeAlarms").output_shape
    for body in (b"\xa0", b"\xbf\xff", ALARM):
        hold_cbor(body, shape)
    for body in (b"", b"<html/>", b"{}", b"\xa1"):
        with pytest.raises(OtherFormError, match="that is no"):
            hold_cbor(body, shape)
    with pytest.raises(OtherFormError, match="that is no object"):
        hold_cbor(b"\x80", shape)
    with pytest.raises(OtherFormError, match="in which AlarmName is no text"):
        hold_cbor(ALARM[:-2] + b"\x01", shape)


def test_the_namespace_of_every_service_that_is_read_is_one_of_aws() -> None:
    models = [SESSION.get_service_model(name) for name in sorted({"elasticbeanstalk", *(one.name for one in SERVICES)})]
    spaces = [model.metadata.get("xmlNamespace", "") for model in models if model.resolved_protocol in XML]
    told = list(filter(None, (space["uri"] if isinstance(space, dict) else space for space in spaces)))
    assert len(told) > 5
    assert [space for space in told if not OURS.fullmatch(space.encode())] == []


def test_comments_without_end_are_no_answer() -> None:
    with pytest.raises(NoAnswerError, match="answer without the root DescribeVpcsResponse"):
        refuse("ec2:DescribeVpcs", "<!---->" * 1000 + "x")
