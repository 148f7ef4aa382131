"""Terraform's resource addresses, and the account and region that a state's values tell.

Address syntax: https://developer.hashicorp.com/terraform/internals/resource-addressing
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ARN = re.compile(r"arn:[a-z\-]+:([a-z0-9\-]+):([a-z0-9\-]*):(\d{12})?:")
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


def _quoted(key: str) -> str:
    # Terraform writes for_each keys as HCL template literals: quotes, controls and ${ %{ are escaped.
    escaped = (
        key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    escaped = escaped.replace("${", "$${").replace("%{", "%%{")
    if _PLAIN.fullmatch(escaped):
        return escaped
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda match: f"\\u{ord(match.group()):04x}", escaped)
