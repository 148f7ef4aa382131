"""Where keys of Kubernetes' objects are people's own, so that no container is judged by what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine.provider.schema import NodeKind, SchemaNode
from snapshots.documents.kubernetes.kinds import KINDS
from snapshots.documents.kubernetes.objects import type_of
from snapshots.documents.kubernetes.shapes import MAPS, NOTHING, Shape

_TEXT = SchemaNode(kind=NodeKind.STRING)
_TEXTS = SchemaNode(kind=NodeKind.MAP, element=_TEXT)
_ANYWHERE = ("annotations", "labels", "matchLabels", "nodeSelector")


@cache
def maps_of() -> Mapping[str, SchemaNode]:
    """Return the form of each kind that is known, as far as keys in it are people's own, by its type."""
    own = dict.fromkeys((*sorted(MAPS), "nodePorts"), _TEXTS)
    return {
        type_of(group, name): SchemaNode(kind=NodeKind.OBJECT, fields={**_fields(kind.shape or NOTHING), **own})
        for (group, name), kind in KINDS.items()
    }


def _fields(shape: Shape) -> Mapping[str, SchemaNode]:
    found: dict[str, SchemaNode] = dict.fromkeys((*_ANYWHERE, *sorted(shape.amounts)), _TEXTS)
    for name in sorted({*shape.members, *shape.keyed}):
        inner = SchemaNode(kind=NodeKind.OBJECT, fields=_fields(shape.members.get(name, NOTHING)))
        is_map = name in shape.keyed or name in MAPS
        # Of a list of objects nothing is said: their members have names.
        found[name] = SchemaNode(kind=NodeKind.MAP, element=inner) if is_map else inner
    return found
