"""The account and region that the values of a state tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ARN = re.compile(r"arn:[a-z\-]+:([a-z0-9\-]+):([a-z0-9\-]*):(\d{12})?:")


def arn_place(attributes: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (account, region) of a resource's own `arn`, with empty text for a part it lacks; none without one."""
    arn = attributes.get("arn")
    match = _ARN.match(arn) if isinstance(arn, str) else None
    return (match[3] or "", match[2]) if match else None
