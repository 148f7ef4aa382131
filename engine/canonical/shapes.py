"""Values in the shape that the schema has: another version of a provider may write the same in another one.

A block of which there is one stands as an object in one version and as a list of one in another. Both are the same to
Terraform, which upgrades a state without asking
(https://developer.hashicorp.com/terraform/plugin/framework/resources/state-upgrade).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.secret import is_secret_mark
from engine.provider.schema import NodeKind, SchemaNode


def in_shape(value: Any, node: SchemaNode) -> Any:
    """Return a value in the shape of its node where it is the same in another one, or else as it is."""
    if node.kind is NodeKind.OBJECT and isinstance(value, list) and len(value) < 2:
        return value[0] if value else None
    inner = node.element
    is_block = node.kind in {NodeKind.LIST, NodeKind.SET} and inner is not None and inner.kind is NodeKind.OBJECT
    return [value] if is_block and isinstance(value, Mapping) and not is_secret_mark(value) else value
