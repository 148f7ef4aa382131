"""The seal of an assessment: its parts in their one order, and the digest of all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from engine.jsontext.codec import bytes_of, digest_of, parts_of
from engine.model.verdict import Assessment

T = TypeVar("T")
_BEGINNING = 4096  # bytes


def seal(assessment: Assessment) -> Assessment:
    """Return the assessment in its one order, without duplicates, with the digest of its contents."""
    ordered = replace(
        assessment,
        required=in_order(assessment.required),
        gates=in_order(assessment.gates),
        inputs=in_order(assessment.inputs),
        waivers=in_order(assessment.waivers),
        digest="",
    )
    return replace(ordered, digest=digest_of(ordered))


def in_order(values: Iterable[T]) -> tuple[T, ...]:
    """Return values in one order for equal sets of them, whatever order and repetition they came in."""
    found = tuple(values)
    if len(found) < 2:  # nothing to bring into an order, and writing a gate of many findings takes its time
        return found
    keyed = {_beginning(value): value for value in found}
    if len(keyed) < len(found):  # some are the same, or differ later
        keyed = {bytes_of(value): value for value in found}
    return tuple(keyed[key] for key in sorted(keyed))


def _beginning(value: object) -> bytes:
    """Return what the bytes of a value begin with: where these differ, they are in the order of the whole."""
    begun = b""
    for part in parts_of(value):
        begun += part
        if len(begun) >= _BEGINNING:
            break
    return begun[:_BEGINNING]
