"""Synthetic answers as they are sent: the documents of AWS's protocols, and what may come in their place.

botocore reads them by itself, as it reads those of AWS; only the network is not there.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree as ET

import boto3
import botocore.awsrequest
import botocore.model

from snapshots.aws.reading import answers
from tests.snapshots.aws.synthetic import OVERRIDES, REGION, Fake, answer, tokens_of

_OUTSIDE = {"header", "headers", "statusCode"}
_PAGE = b"<!DOCTYPE html><html><body>Sign in</body></html>"
_FOREIGN = b'<Answer xmlns="http://proxy.example/"><message>Forbidden</message></Answer>'
# What says in an answer that there is no more; some models require it.
_LAST = {"IsTruncated": False, "Truncated": False, "HasMoreStreams": False, "Marker": ""}
_ATTRIBUTE = "{http://www.w3.org/2001/XMLSchema-instance}type"  # the one member of S3 that is no element
_POLICY = "GetBucketPolicy"  # its body is the policy itself


class Kind(StrEnum):
    """What comes in the place of an answer."""

    PAGE = "a page with 203"
    STATUS = "the answer with another 2xx"
    NOTHING = "nothing with 204"
    FOREIGN = "another document"
    NULL = "null"
    EMPTY = "a document of nothing"
    TYPE = "a member of another type"
    LACK = "an answer without a member"


@dataclass(frozen=True)
class Fault:
    """What happens to the answers of an operation (`service:Operation`), and to which of their members."""

    operation: str
    kind: Kind
    member: str = ""


class Sent(Fake):
    """Clients of services to which documents are sent, those of one operation with a fault."""

    def __init__(self, world: Mapping[str, Any], fault: Fault | None = None) -> None:
        """Nothing was called yet."""
        super().__init__(world)
        self.fault = fault

    def _client(self, service: str) -> Any:
        make: Any = boto3.client
        client = make(service, region_name=REGION, aws_access_key_id="k", aws_secret_access_key="s")
        answers.check(client)
        tokens, asked = tokens_of(client), list[Any]()

        def note(model: Any, **_: Any) -> None:
            asked[:] = [model]

        def respond(request: Any, **_: Any) -> Any:
            (model,) = asked
            operation = f"{service}:{model.name}"
            self.seen.add(operation)
            world = {**self.world, **dict.fromkeys(tokens), **_LAST, **self.world.get(operation, {})}
            value = OVERRIDES.get(operation) or answer(model.output_shape, world)
            fault = self.fault if self.fault and self.fault.operation == operation else None
            status, body, headers = _faulty(model, value, fault) if fault else (200, written(model, value), {})
            headers = {**_headers(model, value), **headers}
            return botocore.awsrequest.AWSResponse(request.url, status, headers, _Raw(body))  # type: ignore[arg-type]  # any map

        client.meta.events.register("before-call", note)
        client.meta.events.register("before-send", respond)
        return client


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Iterator[bytes]:
        yield self.body


def _faulty(model: Any, value: Any, fault: Fault) -> tuple[int, bytes, dict[str, str]]:
    """Return status, body and headers of what comes in the place of an answer."""
    is_json = "json" in model.service_model.resolved_protocol or model.name == _POLICY
    if fault.kind is Kind.PAGE:
        return 203, _PAGE, {"content-type": "text/html"}
    if fault.kind is Kind.STATUS:
        return 202, written(model, value), {}
    if fault.kind is Kind.NOTHING:
        return 204, b"", {}
    if fault.kind is Kind.FOREIGN:
        return 200, b'{"message": "Forbidden"}' if is_json else _FOREIGN, {}
    if fault.kind is Kind.NULL:
        return 200, b"null", {}
    if fault.kind is Kind.EMPTY:
        return 200, b"{}" if is_json else written(model, {}), {}
    left = {name: one for name, one in value.items() if name != fault.member}
    if fault.kind is Kind.LACK:
        return 200, b"{}" if model.name == _POLICY else written(model, left), {}
    return 200, written(model, value, other=fault.member), {}


def written(model: Any, value: Any, *, other: str = "") -> bytes:
    """Return the document of an answer, in which the member `other` has another type than in the model."""
    shape = model.output_shape
    payload = shape.serialization.get("payload")
    if model.name == _POLICY:
        return b'["abcd"]' if other else str(value["Policy"]).encode()
    if "json" in model.service_model.resolved_protocol:
        whole = _json(shape, value)
        if other:
            name = shape.members[other].serialization.get("name", other)
            whole[name] = _of_another_type(shape.members[other].type_name)
        return json.dumps(whole).encode()
    inner = shape if payload is None else shape.members[payload]
    root = root_of(model, inner)
    node = ET.SubElement(root, shape.serialization["resultWrapper"]) if "resultWrapper" in shape.serialization else root
    if model.name == "GetBucketLocation":
        _text_of(node, value, other)
    elif payload is not None and other == payload:
        node.text = "abcd"
    else:
        _members(node, inner, value.get(payload, {}) if payload else value, other=other)
    return ET.tostring(root)


def _text_of(node: ET.Element, value: Any, other: str) -> None:
    if other:
        ET.SubElement(node, "abcd")
    else:
        node.text = value.get("LocationConstraint")


def root_of(model: Any, shape: Any) -> ET.Element:
    """Return the root of a document of XML, as AWS calls it."""
    if model.service_model.resolved_protocol != "rest-xml":
        return ET.Element(f"{model.name}Response")
    return ET.Element(answers._ROOTS.get(model.name, shape.name))


def _headers(model: Any, value: Any) -> dict[str, str]:
    shape = model.output_shape
    found = {
        member.serialization.get("name", name): str(value[name])
        for name, member in shape.members.items()
        if member.serialization.get("location") == "header" and isinstance(value.get(name), str)
    }
    return {"content-type": "application/xml", **found}


def _of_another_type(kind: str) -> Any:
    return {"list": "abcd", "structure": ["abcd"], "map": ["abcd"]}.get(kind, {"abcd": ["abcd"]})


def _json(shape: Any, value: Any) -> Any:
    if isinstance(shape, botocore.model.StructureShape):
        members = [name for name in value if shape.members[name].serialization.get("location") not in _OUTSIDE]
        chosen = members[:1] if shape.is_tagged_union else members
        return {
            shape.members[name].serialization.get("name", name): _json(shape.members[name], value[name])
            for name in chosen
        }
    if isinstance(shape, botocore.model.ListShape):
        return [_json(shape.member, item) for item in value]
    if isinstance(shape, botocore.model.MapShape):
        return {key: _json(shape.value, item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.timestamp()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _members(node: ET.Element, shape: Any, value: Any, *, other: str = "") -> None:
    for name, inner in value.items():
        member = shape.members[name]
        how = member.serialization
        if how.get("location") in _OUTSIDE:
            continue
        if how.get("xmlAttribute"):
            node.set(_ATTRIBUTE, inner)
            continue
        called = how.get("name", name)
        if name == other:
            part = ET.SubElement(node, _item_of(member, called))
            if member.type_name in {"list", "structure", "map"}:
                part.text = "abcd"
            else:
                ET.SubElement(part, "abcd")
        elif how.get("flattened"):
            for item in inner:
                _write(ET.SubElement(node, _item_of(member, called)), member.member, item)
        else:
            _write(ET.SubElement(node, called), member, inner)


def _item_of(member: Any, called: str) -> str:
    """Return what an element of a member is called: that of a flattened list as its items are."""
    if member.type_name == "list" and member.serialization.get("flattened"):
        return str(member.member.serialization.get("name", called))
    return called


def _write(node: ET.Element, shape: Any, value: Any) -> None:
    if isinstance(shape, botocore.model.StructureShape):
        _members(node, shape, value)
    elif isinstance(shape, botocore.model.ListShape):
        for item in value:
            _write(ET.SubElement(node, shape.member.serialization.get("name", "member")), shape.member, item)
    elif isinstance(shape, botocore.model.MapShape):
        for key, item in value.items():
            entry = ET.SubElement(node, "entry")
            ET.SubElement(entry, shape.key.serialization.get("name", "key")).text = key
            _write(ET.SubElement(entry, shape.value.serialization.get("name", "value")), shape.value, item)
    else:
        node.text = _scalar(value)


def _scalar(value: Any) -> str:
    forms: Mapping[type, Callable[[Any], str]] = {
        bool: lambda one: str(one).lower(),
        bytes: lambda one: base64.b64encode(one).decode(),
        datetime: lambda one: one.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return forms.get(type(value), str)(value)
