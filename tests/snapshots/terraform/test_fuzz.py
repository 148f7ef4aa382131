"""Documents of Terraform broken in every way: an error, or an estate that holds all that still stands in them.

The law of `lost`: a document may show less than it did, but never less than what is left of it names, unless a gap says
so. What names a resource is told by this module's own reading, which knows nothing of where a resource has to stand:

- every object that looks like a resource, wherever it is in the part of the document that is read (`planned_values` of
  a plan as intent, `prior_state` as reality, all of a state), is a resource of the estate or a gap with an address;
- whatever `resource_changes` says will be there is in the planned values, and whatever it says was there, or
  `resource_drift` says is there still, is in the prior state.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.demo.estate import data
from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER
from tests.profiles import examples
from tests.snapshots.terraform.mutations import broken_bytes, broken_value, written

PLANS = Path(__file__).parents[3] / "fixtures" / "estate" / "data"
REDACTOR = Redactor(b"k" * 32, "e")
_UNREAD = frozenset({"configuration", "relevant_attributes", "variables"})  # parts of a plan
# What a resource has in the JSON forms, and in a raw state; an object with some of it is one, whatever else it lost.
_SHOWN = frozenset({"address", "mode", "name", "provider_name", "schema_version", "sensitive_values", "type", "values"})
_RAW = frozenset({"instances", "mode", "name", "provider", "type"})


def small(node: Any) -> Any:
    """Return a real document with every fourth resource, and what is said of these."""
    if isinstance(node, dict):
        return {name: small(part) for name, part in node.items() if name not in _UNREAD}
    return [small(part) for part in node if not _left_out(part)] if isinstance(node, list) else node


def _left_out(node: Any) -> bool:
    is_resource = isinstance(node, dict) and {"mode", "type", "name"} <= node.keys()
    return is_resource and zlib.crc32(f"{node['type']}.{node['name']}".encode()) % 4 != 0


REFRESH = json.loads((PLANS / "prod.plan-refresh-only.json").read_text())
DOCUMENTS = {
    "plan": json.loads((PLANS / "prod.plan.json").read_text()),
    "refresh-only plan": REFRESH,
    "shown state": {"format_version": "1.0", **REFRESH["prior_state"]},
    "raw state": json.loads(data("prod.tfstate")),
}
SMALL = {name: small(document) for name, document in DOCUMENTS.items()}
FORMS = [
    pytest.param("plan", SourceKind.TFPLAN, Side.DESIRED, id="plan-desired"),
    pytest.param("plan", SourceKind.TFPLAN, Side.OBSERVED, id="plan-observed"),
    pytest.param("refresh-only plan", SourceKind.TFPLAN, Side.OBSERVED, id="refresh-only-plan"),
    pytest.param("shown state", SourceKind.TFSTATE, Side.DESIRED, id="shown-state"),
    pytest.param("raw state", SourceKind.TFSTATE, Side.DESIRED, id="raw-state"),
]


def read(body: bytes, kind: SourceKind, side: Side) -> Collection:
    collector = TerraformCollector(
        source=SourceRef(kind=kind, location="document.json"),
        backend=FileBackend(location="document.json", path=Path("unused")),
        redactor=REDACTOR,
        provider=PROVIDER,
        side=side,
    )
    return written(collector.parse(body), side)


def looking_like(node: Any, marks: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects that look like resources, wherever they are; nothing is looked for inside one."""
    if isinstance(node, dict) and len(node.keys() & marks) >= 3:
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from looking_like(inner, marks)


def standing(document: Any, side: Side) -> int:
    """Return how many instances of resources stand in what is left of a document."""
    if "format_version" not in document:
        entries = [entry.get("instances") for entry in looking_like(document, _RAW)]
        return sum(len(instances) if isinstance(instances, list) else 1 for instances in entries)
    if "planned_values" in document or "resource_changes" in document:
        document = document.get("planned_values" if side is Side.DESIRED else "prior_state")
    return sum(1 for _ in looking_like(document, _SHOWN))


def promised(document: Any, side: Side) -> Iterator[str]:
    """Yield the addresses that the changes of a plan name as parts of one of its two estates."""
    for name in ("resource_changes", "resource_drift"):
        entries = document.get(name)
        for entry in entries if isinstance(entries, list) else []:
            change = entry.get("change") if isinstance(entry, dict) else None
            if not isinstance(change, dict) or entry.get("mode") != "managed" or "deposed" in entry:
                continue
            if name == "resource_drift":
                there = side is Side.OBSERVED and isinstance(change.get("after"), dict)
            elif side is Side.OBSERVED:
                there = isinstance(change.get("before"), dict)
            else:
                there = isinstance(change.get("after"), dict)
            if there:
                yield str(entry.get("address"))


def lost(body: bytes, found: Collection, side: Side) -> list[str]:
    """Return what a collection keeps silent about: nothing, if it obeys the law."""
    if not found.resources and found.gaps and not found.complete:
        return []  # unreadable, and said so
    try:
        document = json.loads(body.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=float.fromhex)
    except ValueError:
        return ["it was read and is no JSON"]
    wrong = [f"{gap.reason} says nothing" for gap in found.gaps if not gap.detail or not gap.fix]
    if found.complete != (not [gap for gap in found.gaps if not gap.address and gap.reason != "stale"]):
        wrong.append("incomplete without a reason, or the other way round")
    said = len(found.resources) + sum(1 for gap in found.gaps if gap.address)
    if said != standing(document, side):
        wrong.append(f"{said} resources of {standing(document, side)}")
    addresses = {item.address for item in found.resources} | {gap.address for gap in found.gaps}
    return wrong + [f"{address} is lost" for address in promised(document, side) if address not in addresses]


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


@pytest.mark.parametrize(("name", "kind", "side"), FORMS)
def test_a_whole_document_loses_nothing_and_the_law_sees_a_loss(name: str, kind: SourceKind, side: Side) -> None:
    for document in (DOCUMENTS[name], SMALL[name]):
        body = json.dumps(document).encode()
        found = read(body, kind, side)
        assert found.gaps == ()
        assert lost(body, found, side) == []
        assert lost(body, replace(found, resources=found.resources[1:]), side) != []
        assert lost(body, replace(found, resources=()), side) != []


@pytest.mark.parametrize(("name", "kind", "side"), FORMS)
@settings(max_examples=examples(300))
@given(choices=st.data())
def test_a_document_with_broken_values_loses_nothing_silently(
    choices: st.DataObject, name: str, kind: SourceKind, side: Side
) -> None:
    body = json.dumps(choices.draw(broken_value(SMALL[name]))).encode()
    assert lost(body, read(body, kind, side), side) == []


@pytest.mark.parametrize(("name", "kind", "side"), FORMS)
@settings(max_examples=examples(300))
@given(choices=st.data())
def test_a_document_with_broken_bytes_loses_nothing_silently(
    choices: st.DataObject, name: str, kind: SourceKind, side: Side
) -> None:
    body = choices.draw(broken_bytes(json.dumps(SMALL[name]).encode()))
    assert lost(body, read(body, kind, side), side) == []
