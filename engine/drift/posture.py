"""What a resource that nobody manages exposes, grants and protects, as one digest.

Its finding says that it is there, and has no values. Who accepts it accepts it as it is: when it is opened later, the
digest moves, and with it the value of the finding (`engine.policy.baseline.value_of`).
"""

from __future__ import annotations

from engine.canonical.schema import SchemaTable
from engine.canonical.sets import identity
from engine.canonical.tables import VOLATILE
from engine.digest import digest_bytes
from engine.drift.attributes import canonical_forms
from engine.drift.severity import of_attribute
from engine.model.outcome import Gap, Severity
from engine.model.snapshot import Resource


def posture(resource: Resource, schema: SchemaTable, gaps: list[Gap]) -> str:
    """Return the digest of the canonical form of what people set of a resource and a change of which is severe.

    32 hex digits; nothing when no such attribute was read. `gaps` takes what has no canonical form.
    """
    node = schema.find(resource.type)
    names = resource.attributes.keys() - VOLATILE["*"] - VOLATILE.get(resource.type, frozenset()) - {"arn", "id"}
    if node is not None:
        names = {name for name in names if name in node.fields and not node.fields[name].computed}
    severe = {
        name: resource.attributes[name]
        for name in names
        if of_attribute(resource.type, name).rank >= Severity.HIGH.rank
    }
    (form,) = canonical_forms(resource, (severe,), node, gaps, {})
    said = {name: value for name, value in form.items() if value is not None}
    return digest_bytes(identity(said)).removeprefix("sha256:")[:32] if said else ""
