"""Terraform's resource addresses, and the account and region that a state's values tell.

Address syntax: https://developer.hashicorp.com/terraform/internals/resource-addressing
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_ARN = re.compile(r"arn:[a-z\-]+:([a-z0-9\-]+):([a-z0-9\-]*):(\d{12})?:")
# Of what a `moved` block names: names, and between them keys that are literals.
_STEP = re.compile(r"(?P<name>[^\W\d][\w\-]*)(?P<key>\[\s*(?:\d+|\"(?:[^\"\\\n]|\\.)*\")\s*\])?(?:\.|$)")
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_NO_RESOURCES = frozenset({"count", "data", "each", "ephemeral", "local", "path", "self", "terraform", "var"})
_PLAIN = re.compile(r"[^\\\"\x00-\x1f\x7f-\x9f]*")


def address(module: str, mode: str, type_: str, name: str, key: int | str | None) -> str:
    """Return the address of an instance; `key` is a count index, a for_each key, or none."""
    prefix = f"{module}." if module else ""
    data = "data." if mode == "data" else ""
    return f"{prefix}{data}{type_}.{name}{index(key)}"


def arn_place(attributes: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (account, region) of a resource's own `arn`, with empty text for a part it lacks; none without one."""
    arn = attributes.get("arn")
    match = _ARN.match(arn) if isinstance(arn, str) else None
    return (match[3] or "", match[2]) if match else None


def index(key: int | str | None) -> str:
    """Return what follows a name in the address of one of several instances: `[0]`, `["a"]`, nothing for no key."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return f'["{_quoted(key)}"]'


def written(text: str) -> str:
    """Return the address of a resource or module that code names, as Terraform writes it; empty when it is none."""
    names: list[str] = []
    keys: list[str] = []
    text, at = text.strip(), 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            return ""
        names.append(match["name"])
        keys.append(_key(match["key"]) if match["key"] else "")
        at = match.end()
    pairs = len(names) // 2
    firsts, seconds = names[::2], keys[1::2]
    is_address = (
        not text.endswith(".")
        and 2 * pairs == len(names) > 0
        and all(first == "module" for first in firsts[:-1])
        and firsts[-1] not in _NO_RESOURCES
        and not any(keys[::2])
        and _NO_KEY not in keys
    )
    if not is_address:
        return ""
    return ".".join(f"{first}.{name}{key}" for first, name, key in zip(firsts, names[1::2], seconds, strict=True))


_NO_KEY = "?"


def _key(text: str) -> str:
    """Return an instance key as Terraform writes it; `_NO_KEY` when it is an expression."""
    inner = text[1:-1].strip()
    if inner.isdecimal():
        return index(int(inner[:18]))
    if _TEMPLATE.search(inner):
        return _NO_KEY
    try:
        key = json.loads(inner.replace("$${", "${").replace("%%{", "%{"))
    except ValueError:
        return _NO_KEY
    return index(str(key))


def _quoted(key: str) -> str:
    # Terraform writes for_each keys as HCL template literals: quotes, controls and ${ %{ are escaped.
    escaped = (
        key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    escaped = escaped.replace("${", "$${").replace("%{", "%%{")
    if _PLAIN.fullmatch(escaped):
        return escaped
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda match: f"\\u{ord(match.group()):04x}", escaped)
