"""The account and region that the values of a state tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.model.place import Place

_ARN = re.compile(r"arn:[a-z\-]+:([a-z0-9\-]+):([a-z0-9\-]*):(\d{12})?:")


def arn_place(attributes: Mapping[str, Any]) -> Place | None:
    """Return the place that a resource's own `arn` tells; none without one."""
    arn = attributes.get("arn")
    match = _ARN.match(arn) if isinstance(arn, str) else None
    return Place(match[3] or "", match[2]) if match else None
