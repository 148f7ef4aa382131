"""Ways into the other environment: a bucket, key, queue, database or account of the reference in the candidate.

A candidate that works with what belongs to the reference breaks it in every test, whatever the attribute is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.estate.references import find_parts
from engine.matching.side import MatchSide
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource

_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PARTS = re.compile(r"[\s\"',\[\]()]+")


class Ways:
    """Tells what of the reference a value of the candidate names."""

    def __init__(self, reference: MatchSide, candidate: MatchSide, alone: Sequence[Resource] = ()) -> None:
        """Take what names a resource of the reference; what both have under one id is shared, and no way.

        Values are looked at as the candidate's are translated. `alone` are those of the reference's resources that the
        candidate has no counterpart of: both sides name them alike, so that no difference tells of them.
        """
        shared = candidate.find_ids(candidate.resources)
        self._names: dict[str, str] = {}
        for item in reference.resources:
            for text in reference.find_ids([item]) - shared:
                self._names.setdefault(candidate.translation.text(text), item.name)
        unique = re.compile(reference.provider.common.naming.unique)
        self._alone = {
            text: item.name
            for item in alone
            for text in reference.find_ids([item]) - shared
            if unique.fullmatch(text) or str(item.attributes.get("arn")).endswith(f":::{text}")
        }
        own = {item.account for item in candidate.resources}
        self._accounts = {item.account for item in reference.resources if item.account} - own

    def find(self, value: Any) -> str:
        """Return what of the reference a value names, empty for nothing."""
        return next((found for text in _texts(value) if (found := self._of_text(text))), "")

    def find_alone(self, value: Any) -> str:
        """Return what a value names that only the reference has, by a name that nothing else has anywhere."""
        if not self._alone:
            return ""
        return next((found for text in _texts(value) if (found := _named(text, self._alone))), "")

    def _of_text(self, text: str) -> str:
        if found := _named(text, self._names):
            return found
        account = next((one for one in _ACCOUNT.findall(text) if one in self._accounts), "")
        return f"the account {account}" if account else ""


def _named(text: str, names: Mapping[str, str]) -> str:
    for part in dict.fromkeys((text, *_PARTS.split(text))):
        for start, end in ((0, len(part)), *find_parts(part)):
            if found := names.get(part[start:end]):
                return found
    return ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        if not is_secret_mark(value):
            for key, item in value.items():
                yield key
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
