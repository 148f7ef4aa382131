"""Items of tables, by key: only the attributes that the code has, and their values only as fingerprints."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, KnownType, ResourceType, Service

# What is intended; `snapshots.aws.asked` gives the items with what is asked for, nobody lists them.
ASKED = Call(operation="GetItem", items="@")


def _text(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _item(found: Item) -> Any:
    """Return the item as JSON text; unread where the state hides which attributes the code has."""
    if not found["_parent"]["is_told"]:
        return UNTOLD
    return json.dumps(found["Item"], default=_text, separators=(",", ":"), sort_keys=True)


_ITEM = ResourceType(
    name="aws_dynamodb_table_item",
    listing=Call(
        operation="GetItem",
        items="{Item: Item}",
        parameters={
            "TableName": "table_name",
            "Key": "wanted",
            "ProjectionExpression": "projection",
            "ExpressionAttributeNames": "names",
        },
        of=ASKED,
        absent=("ResourceNotFoundException",),
        where="Item != `null`",
    ),
    id="_parent.id",
    attributes={
        "table_name": "_parent.table_name",
        "hash_key": "_parent.hash_key",
        "range_key": "_parent.range_key || ''",
        "item": _item,
    },
    facts=TypeFacts(
        asked=True,
        called=("table_name", "hash_key"),
        sets=frozenset({"BS", "NS", "SS"}),
        nothing_to_judge="a row of a table, which is judged itself",
    ),
)
TYPES = (_ITEM,)
SERVICES = (Service(name="dynamodb", known=tuple(KnownType(name=type_.name, facts=type_.facts) for type_ in TYPES)),)
