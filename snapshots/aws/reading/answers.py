"""Whether what came back is an answer to what was asked: botocore makes one without fields of almost anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# Members that a model calls required and AWS leaves out: the marker of a first page (https://github.com/aws/aws-sdk/issues/495),
# and the configuration of a function that has none.
_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "ListHealthChecks": frozenset({"Marker"}),
    "ListHostedZones": frozenset({"Marker"}),
    "GetFunctionCodeSigningConfig": frozenset({"CodeSigningConfigArn", "FunctionName"}),
}
_MAP = 5  # the major type of a CBOR map
_OUTSIDE = frozenset({"header", "headers", "statusCode"})  # where members of an answer stand beside its body
_ROOT = re.compile(rb"(?:\s|<[?!][^>]*>)*<(?:[\w.\-]+:)?([\w.\-]+)")


class NoAnswerError(Exception):
    """What came back is no answer; the text says why, without anything of the answer."""


def check(client: Any) -> None:
    """Make a client refuse, by an exception, what is no answer in the protocol of its service."""
    model, events = client.meta.service_model, client.meta.events
    protocol = model.resolved_protocol  # of those that a service speaks, the one that botocore chose
    refuse = {"query": _refuse_other_answer, "ec2": _refuse_other_answer, "rest-xml": _refuse_page}.get(protocol)
    if "json" in protocol:
        refuse = _refuse_garbage
    elif "cbor" in protocol:
        refuse = _refuse_other_cbor
    if refuse is not None:
        events.register("response-received", refuse)
    events.register("after-call", _refuse_lack)
    if protocol == "rest-xml":
        events.register("after-call", _refuse_nothing)


def _refuse_lack(http_response: Any, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
    # botocore holds no answer against its model: of any object it makes an answer, without what it does not find there.
    if http_response.status_code < 300 and model.output_shape is not None:
        wanted = set(model.output_shape.required_members) - _LEFT_OUT.get(model.name, frozenset())
        lacking = sorted(wanted - parsed.keys())
        if lacking:
            raise NoAnswerError(f"answer without {', '.join(lacking)}")


def _refuse_nothing(http_response: Any, model: Any, **_: Any) -> None:
    # What is empty at S3 is an element without content, never a body without any.
    if http_response.status_code < 300 and model.output_shape is not None and not http_response.content.strip():
        members = model.output_shape.members.values()
        if any(member.serialization.get("location") not in _OUTSIDE for member in members):
            raise NoAnswerError("empty answer")


def _refuse_garbage(response_dict: Mapping[str, Any] | None, **_: Any) -> None:
    # botocore takes a body that is no JSON, or none, for an answer without any field: an empty list that nobody gave.
    if response_dict is not None and response_dict["status_code"] == 200:
        json.loads(response_dict["body"])


def _refuse_other_cbor(response_dict: Mapping[str, Any] | None, **_: Any) -> None:
    # Every answer is a map, also an empty one; the rest of it botocore reads strictly.
    if response_dict is not None and response_dict["status_code"] == 200:
        body = response_dict["body"]
        if not body or body[0] >> 5 != _MAP:
            raise NoAnswerError("answer that is no CBOR map")


def _refuse_other_answer(response_dict: Mapping[str, Any] | None, event_name: str, **_: Any) -> None:
    # The root of an answer names the operation; of any other root botocore makes an answer without any field.
    if response_dict is not None and response_dict["status_code"] == 200:
        root, operation = _root(response_dict["body"]), event_name.rpartition(".")[2]
        if root != f"{operation}Response":
            raise ValueError


def _refuse_page(response_dict: Mapping[str, Any] | None, **_: Any) -> None:
    # A page of a proxy or a login is XML too.
    if response_dict is not None and response_dict["status_code"] == 200:
        body = response_dict["body"]
        if isinstance(body, bytes) and _root(body).lower() == "html":
            raise ValueError


def _root(body: bytes) -> str:
    """Return the name of the root of an XML document, without its prefix; nothing when there is none."""
    found = _ROOT.match(body)
    return found[1].decode() if found else ""
