"""Whom flags are for: keys, addresses and names of people, which never leave.

A rule may ask about anything; what is asked about a person is hidden, like any secret, by its fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.redaction.marks import Path

_PERSON = re.compile(
    r"(?:user|account|customer|member|person|session|targeting|device|client|anonymous)?[_.\-]?(?:id|key|uuid|guid)|"
    r"(?:user|first|last|full|given|family|login|nick|display)?[_.\-]?names?|user|users|email|e-mail|mail|phone|"
    r"(?:remote|client)?[_.\-]?(?:ip|address)|ip[_.\-]?address|avatar",
    re.IGNORECASE,
)


def is_person(attribute: Any) -> bool:
    """Tell whether an attribute of a context says who somebody is: the last word of its name does."""
    return isinstance(attribute, str) and _PERSON.fullmatch(re.split(r"[./]", attribute)[-1]) is not None


def texts_below(value: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of the texts in a value that stands at a path."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_below(item, (*path, index))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from texts_below(item, (*path, name))
