"""Whether what came back is an answer to what was asked: botocore makes one without fields of almost anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_ROOT = re.compile(rb"(?:\s|<[?!][^>]*>)*<(?:[\w.\-]+:)?([\w.\-]+)")


def check(client: Any) -> None:
    """Make a client refuse, by an exception, what is no answer in the protocol of its service."""
    protocol = client.meta.service_model.metadata["protocol"]
    refuse = {"query": _refuse_other_answer, "ec2": _refuse_other_answer, "rest-xml": _refuse_page}.get(protocol)
    if "json" in protocol:
        refuse = _refuse_garbage
    if refuse is not None:
        client.meta.events.register("response-received", refuse)


def _refuse_garbage(response_dict: Mapping[str, Any] | None, **_: Any) -> None:
    # botocore takes a body that is no JSON, or none, for an answer without any field: an empty list that nobody gave.
    if response_dict is not None and response_dict["status_code"] == 200:
        json.loads(response_dict["body"])


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
