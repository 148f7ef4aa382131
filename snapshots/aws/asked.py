"""Looks up what is intended and nobody can list: objects of buckets by their headers, items of tables by their keys.

A bucket may have more objects than anybody can list, and a table's items are data. So only those are asked about that
a state names, where what they lie in was seen; of an item only the attributes that the state has.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from engine.model.outcome import Gap, GapReason
from engine.model.place import is_same
from engine.model.snapshot import Listing, Resource, Snapshot
from engine.ports import AskedReading
from snapshots.aws.item_keys import find_key
from snapshots.aws.reading.api import ApiError
from snapshots.aws.reading.limits import Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.parts import site
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.reader import ServiceReader
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.reading.session import AwsSession, acting
from snapshots.aws.reading.sink import Sink
from snapshots.aws.reading.together import Together
from snapshots.aws.services import dynamodb_items, s3_objects
from snapshots.redaction.redact import Redactor

# Of each service the types, the call whose items are what is intended, the type that these lie in, and its name there.
_OF: Mapping[str, tuple[tuple[ResourceType, ...], Call, str, str]] = {
    "s3": (s3_objects.TYPES, s3_objects.ASKED, "aws_s3_bucket", "bucket"),
    "dynamodb": (dynamodb_items.TYPES, dynamodb_items.ASKED, "aws_dynamodb_table", "table_name"),
}
BY_NAME: Mapping[str, tuple[ResourceType, ...]] = {service: types for service, (types, *_) in _OF.items()}
OPERATIONS: tuple[str, ...] = tuple(
    f"{service}:{name}"
    for service, (types, *_) in _OF.items()
    for name in sorted({name for type_ in types for name in type_.operations})
)


class AskedReader:
    """Implements `engine.ports.AskedSource` for an account."""

    def __init__(
        self, location: AwsLocation, redactor: Redactor, *, jobs: int = 4, limits: Limits | None = None
    ) -> None:
        """Call nothing yet."""
        self._location, self._redactor, self._jobs, self._limits = location, redactor, jobs, limits

    def look_up(self, observed: Snapshot, intended: Sequence[Resource]) -> AskedReading:
        """Return what is there of the intended resources that lie in something of this account."""
        session = AwsSession(OPERATIONS, limits=self._limits, max_attempts=self._location.max_attempts)
        try:
            identity = session.identity(self._location)
        except ApiError as error:
            return AskedReading(gaps=(self._gap(error, intended),))
        wholes = {(one.type, one.id): one for one in observed.resources}
        sinks: list[Sink] = []
        left: list[Resource] = []
        together = Together(self._jobs)
        try:
            for name, (types, asked, whole, link) in _OF.items():
                plan = _Plan({type_.name: type_ for type_ in types}, identity.account, self._redactor)
                for item in intended:
                    plan.add(item, wholes.get((whole, str(item.attributes.get(link)))))
                left += plan.left
                for (type_, region), items in plan.found.items():
                    service = Service(name=name, types=(type_,))
                    sink = Sink(site(self._location, identity, service, region), self._redactor)
                    with acting(identity):
                        reader = ServiceReader(session.api(name, region), sink, together)
                        reader.give(asked, items)
                        reader.read(service)
                    sinks.append(sink)
        finally:
            together.end()
        return self._reading(sinks, left, identity.account)

    def _reading(self, sinks: Sequence[Sink], left: Sequence[Resource], account: str) -> AskedReading:
        """Return what was found; the lists of types of which something was not asked for are not whole."""
        unasked = {item.type for item in left}
        rows = [replace(row, complete=row.complete and row.type not in unasked) for s in sinks for row in s.listings()]
        rows += [
            Listing(type=name, account=account, region=self._location.regions[0], complete=False, count=0)
            for name in sorted(unasked)
        ]
        gap = Gap(
            reason=GapReason.UNSUPPORTED,
            source=f"aws:{self._location}",
            detail="what it lies in was not seen, or its key has a form that cannot be asked for",
            operation="look up by name",
            account=account,
            types=tuple(sorted(unasked)),
            fix="add the region and the account of the bucket or the table to the source",
            count=len(left),
        )
        return AskedReading(
            resources=tuple(sorted((one for sink in sinks for one in sink.resources), key=lambda item: item.order)),
            listings=tuple(sorted(rows, key=lambda row: (row.type, row.account, row.region))),
            gaps=(*(gap for sink in sinks for gap in sink.merged_gaps()), *((gap,) if left else ())),
        )

    def _gap(self, error: ApiError, intended: Sequence[Resource]) -> Gap:
        denied = error.reason is GapReason.ACCESS_DENIED
        return Gap(
            reason=error.reason,
            source=f"aws:{self._location}",
            detail=error.code,
            operation=error.operation,
            account=self._location.account,
            types=tuple(sorted({item.type for item in intended})),
            fix=f"allow {action(error.operation)}" if denied else "run again",
        )


class _Plan:
    """What is asked about in an account, by type and by the region of what it lies in, and what is `left`."""

    def __init__(self, types: Mapping[str, ResourceType], account: str, redactor: Redactor) -> None:
        self._types, self._account, self._redactor = types, account, redactor
        self.found: dict[tuple[ResourceType, str], list[Mapping[str, Any]]] = defaultdict(list)
        self.left: list[Resource] = []

    def add(self, item: Resource, whole: Resource | None) -> None:
        """Take an intended resource with what it lies in; what lies in another account is asked about there."""
        if item.type not in self._types or not is_same((whole or item).account, self._account):
            return
        asked = None if whole is None else _asked(item, whole, self._redactor)
        if whole is None or asked is None:
            self.left.append(item)
        else:
            self.found[self._types[item.type], whole.region].append(asked)


def _asked(item: Resource, parent: Resource, redactor: Redactor) -> Mapping[str, Any] | None:
    """Return what is asked about a resource; none where its key is not known."""
    if item.type != "aws_dynamodb_table_item":
        return item.attributes
    kinds = {one["name"]: one["type"] for one in parent.attributes.get("attribute", ())}
    key = find_key(item, kinds, redactor)
    if key is None:
        return None
    attributes: set[str] = set()
    with suppress(TypeError, ValueError):
        attributes = set(json.loads(item.attributes["item"]))
    names = {f"#a{number}": name for number, name in enumerate(sorted(attributes | key.keys()))}
    return {
        "id": item.id,
        **{name: item.attributes.get(name) for name in ("table_name", "hash_key", "range_key")},
        "wanted": key,
        "names": names,
        "projection": ", ".join(names),
        "is_told": bool(attributes),
    }
