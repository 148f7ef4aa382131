"""Whether what came back is an answer to what was asked: botocore makes one without fields of almost anything.

docs/aws.md says what counts as an answer; `snapshots.aws.reading.wire` holds the document itself against the model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from snapshots.aws.reading import members, wire

_OUTSIDE = frozenset({"header", "headers", "statusCode"})  # where members of an answer stand beside its body
_BESIDE = frozenset({"ResponseMetadata"})  # what botocore writes into every answer
_GOOD = 200  # the status of an answer, where a model names no other
_ROOT = re.compile(rb"(?:\s++|<\?[^>]*+>|<!--(?:(?!-->).)*+-->)*+<(?:[\w.\-]+:)?([\w.\-]+)([^>]*)>", re.DOTALL)
_NAMESPACE = re.compile(rb"""xmlns(?::[\w.\-]+)?\s*=\s*["']([^"']*)["']""")
# Of stores that speak S3's protocol one writes the name without `doc` (https://cloud.google.com/storage/docs/xml-api).
OURS = re.compile(rb"https?://[a-z0-9.\-]+\.amazonaws\.com(?:\.cn)?/(?:docs?/)?[0-9]{4}-[0-9]{2}-[0-9]{2}/?")
_INSTANCE = b"http://www.w3.org/2001/XMLSchema-instance"
# The roots of S3's answers, which botocore's model does not name. Source: "Response Syntax" of each operation in
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
_ROOTS: Mapping[str, str] = {
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLocation": "LocationConstraint",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketTagging": "Tagging",
    "GetObjectTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListObjectsV2": "ListBucketResult",
}
# Servers that follow S3 call the root by its operation, also by the names that it had.
_ALSO: Mapping[str, str] = {
    "GetBucketNotificationConfiguration": "GetBucketNotificationResponse",
    "ListBucketIntelligentTieringConfigurations": "ListIntelligentTieringConfigurationsResult",
}
# The root holds the value of a member itself, which botocore reads by a rule of its own.
_TEXTS: Mapping[str, str] = {"GetBucketLocation": "LocationConstraint"}


class NoAnswerError(Exception):
    """What came back is no answer; the text says why, without anything of the answer."""


def check(client: Any) -> None:
    """Make a client refuse, by an exception, what is no answer in the protocol of its service."""
    client.meta.events.register("before-parse", _refuse)
    client.meta.events.register("after-call", _refuse_lack)


def _refuse(operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
    # Of every status below 301 botocore makes an answer, and of anything that its parser can walk through.
    status, body = response_dict["status_code"], response_dict["body"]
    if status >= 300:
        return  # an error: botocore raises it as one
    if status != int(operation_model.http.get("responseCode", _GOOD)):
        raise NoAnswerError(f"answer with status {status}")
    if operation_model.output_shape is None or not isinstance(body, bytes):
        return
    try:
        _hold(operation_model, body)
    except wire.OtherFormError as error:
        raise NoAnswerError(f"answer {error}") from None  # from what the answer is, which holds all of it


def _hold(operation: Any, body: bytes) -> None:
    """Hold a body against the model of its operation, in the protocol that botocore chose for the service."""
    protocol, shape = operation.service_model.resolved_protocol, operation.output_shape
    payload = shape.serialization.get("payload")
    if payload is None and not any(_is_inside(member) for member in shape.members.values()):
        return  # all of it stands in headers
    shape = shape if payload is None else shape.members[payload]
    if shape.type_name in {"string", "blob"}:
        _hold_document(body)
    elif "json" in protocol:
        wire.hold_json(body, shape)
    elif "cbor" in protocol:
        wire.hold_cbor(body, shape)
    else:
        _hold_root(operation, shape, body)
        text = _TEXTS.get(operation.name)
        wire.hold_xml(body, shape if text is None else shape.members[text])


def _is_inside(member: Any) -> bool:
    return member.serialization.get("location") not in _OUTSIDE


def _hold_document(body: bytes) -> None:
    # What S3 gives as it was put is the policy of a bucket, and every policy has statements:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "Statement" not in found:
        raise wire.OtherFormError("that is no policy")


def _hold_root(operation: Any, shape: Any, body: bytes) -> None:
    """Hold the root of a document of XML against its operation: of any other botocore makes an answer of nothing."""
    wanted = ours = f"{operation.name}Response"
    if operation.service_model.resolved_protocol == "rest-xml":
        wanted = _ROOTS.get(operation.name, shape.serialization.get("name", shape.name))
    found = _ROOT.match(body)
    if found is None or found[1].decode() not in {wanted, ours, _ALSO.get(operation.name)}:
        raise wire.OtherFormError(f"without the root {wanted}")
    spaces = {space for space in _NAMESPACE.findall(found[2]) if space != _INSTANCE}
    if any(not OURS.fullmatch(space) for space in spaces):
        raise wire.OtherFormError("in a namespace that is not of AWS")


def _refuse_lack(parsed: Mapping[str, Any], http_response: Any, model: Any, **_: Any) -> None:
    # botocore holds no answer against its model: of any object it makes an answer, without what it does not find there.
    shape = model.output_shape
    if http_response.status_code >= 300 or shape is None:
        return
    name = f"{model.service_model.service_name}:{model.name}"
    lacking = members.lacking(name, set(shape.required_members) | members.always(name), parsed)
    payload = shape.serialization.get("payload")
    if not lacking and payload and shape.members[payload].type_name == "structure":
        found = parsed.get(payload) or {}
        lacking = members.lacking(name, set(shape.members[payload].required_members), found)
        lacking = lacking or ([] if found else members.lacking(name, {payload}, {}))
    if lacking:
        raise NoAnswerError(f"answer without {', '.join(lacking)}")
    if not parsed.keys() - _BESIDE and name not in members.OMITTED and any(map(_is_inside, shape.members.values())):
        raise NoAnswerError("answer of nothing")
