"""Random resources of the provider's types, as its schema allows them."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

from engine.provider.schema import NodeKind, SchemaNode, SchemaTable
from tests.builders import PROVIDER

POLICIES = frozenset({"policy", "assume_role_policy", "access_policies", "access_policy"})
DOCUMENTS = frozenset({"definition", "container_definitions", "dashboard_body", "event_pattern", "pattern"})
SKIPPED = frozenset({"id", "etag", "timeouts", "arn", "tags", "tags_all", "schedule_expression"})
ROOT = "arn:aws:iam::111122223333:root"
_SCALARS = frozenset({NodeKind.STRING, NodeKind.NUMBER, NodeKind.BOOL})


def synthetic(rng: Random, type_: str, schema: SchemaTable) -> dict[str, Any]:
    """Return attributes of a type as its schema allows them, most of them set."""
    node = schema.find(type_)
    assert node is not None
    volatile = PROVIDER.common.volatile | PROVIDER.facts(type_).volatile
    found = {
        name: _made(rng, name, child, 0)
        for name, child in sorted(node.fields.items())
        if name not in SKIPPED | volatile and rng.random() < 0.8
    }
    if "tags" in node.fields:
        found["tags"] = {"Name": word(rng), "Owner": word(rng)}
        found["tags_all"] = {**found["tags"], "Stage": "x"}
    return {name: value for name, value in found.items() if value is not None}


def word(rng: Random) -> str:
    """Return a word that no table knows."""
    return f"w{rng.randrange(10**9):09d}"


def _made(rng: Random, name: str, node: SchemaNode, depth: int) -> Any:
    match node.kind:
        case NodeKind.STRING:
            return _text(rng, name)
        case NodeKind.NUMBER:
            return rng.randrange(1, 10**6)
        case NodeKind.BOOL:
            return rng.random() < 0.5
        case NodeKind.MAP if node.element is not None and node.element.kind in _SCALARS:
            return {word(rng): _made(rng, "", node.element, depth + 1) for _ in range(2)}
        case NodeKind.LIST | NodeKind.SET if node.element is not None and depth < 3:
            count = rng.randrange(1, 4)
            items = [_made(rng, name, node.element, depth + 1) for _ in range(count)]
            plain = [item for item in items if item not in (None, {}, [])]
            unique = {json.dumps(item, sort_keys=True): item for item in plain}
            return list(unique.values()) or None
        case NodeKind.OBJECT if depth < 4:
            members = {
                key: _made(rng, key, child, depth + 1)
                for key, child in sorted(node.fields.items())
                if key not in {"tags", "tags_all", "schedule_expression"} and rng.random() < 0.7
            }
            return {key: item for key, item in members.items() if item is not None} or None
    return None


def _text(rng: Random, name: str) -> str:
    if name in POLICIES:
        return json.dumps(_policy(rng))
    if name in DOCUMENTS:
        return json.dumps({"a": word(rng), "b": {"c": [rng.randrange(100), word(rng)], "d": True}})
    if "cidr" in name:
        return f"10.{rng.randrange(256)}.{rng.randrange(256)}.0/24"
    if name in {"user_data", "user_data_base64"}:
        return base64.b64encode(f"#!/bin/sh\necho {word(rng)}\n".encode()).decode()
    if name == "description":
        return f"{word(rng)}\n{word(rng)}"
    return word(rng)


def _policy(rng: Random) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": word(rng),
                "Effect": "Allow",
                "Principal": {"AWS": [ROOT]},
                "Action": [f"s3:Get{word(rng)}", f"s3:Put{word(rng)}"],
                "Resource": [f"arn:aws:s3:::{word(rng)}"],
                "Condition": {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:x": [word(rng), "b"]}},
            }
            for _ in range(rng.randrange(1, 4))
        ],
    }
