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
_WRITTEN = ("annotations", "labels", "nodePorts")  # of every kind


@cache
def maps_of() -> Mapping[str, SchemaNode]:
    """Return the form of each kind that is known, as far as keys in it are people's own, by its type."""
    written = dict.fromkeys(_WRITTEN, _TEXTS)
    return {
        type_of(group, name): SchemaNode(kind=NodeKind.OBJECT, fields={**_fields(kind.shape or NOTHING), **written})
        for (group, name), kind in KINDS.items()
    }


def _fields(shape: Shape) -> Mapping[str, SchemaNode]:
    found: dict[str, SchemaNode] = dict.fromkeys((*MAPS, *shape.amounts), _TEXTS)
    for name in {*shape.members, *shape.keyed}:
        inner = SchemaNode(kind=NodeKind.OBJECT, fields=_fields(shape.members.get(name, NOTHING)))
        is_map = name in shape.keyed or name in MAPS
        # An object, or a list of them: of a list that names two alike the elements stand in their order.
        fields = {} if is_map else inner.fields
        found[name] = SchemaNode(kind=NodeKind.MAP if is_map else NodeKind.OBJECT, element=inner, fields=fields)
    return found
