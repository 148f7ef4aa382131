"""What one environment calls things, replaced by what both call them.

Ids, ARNs and names that belong to a resource of the snapshot become that resource's logical address, and the
environment's own word in names becomes `{env}`; so two environments that differ only in these show nothing, and one
that points somewhere else shows exactly that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.model.snapshot import Resource

_ID_ATTRIBUTES = (
    "arn",
    "id",
    "url",
    "invoke_arn",
    "bucket_regional_domain_name",
    "unique_id",
    "key_id",
    "latest_restorable",
)
_SHORTEST = 8  # shorter values (`web`, `22`) are ordinary words, not names of one thing
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")


class Translation:
    """The names of one snapshot, ready to translate its values."""

    def __init__(
        self, resources: Sequence[Resource], *, tokens: Sequence[str], names: Mapping[int, str] | None = None
    ) -> None:
        """`tokens` are the words that name the environment, such as `prod`, longest first wins.

        `names` are the logical addresses of resources (by `id()`) whose own address is another.
        """
        self._called = names or {}
        words = sorted({token for token in tokens if token}, key=lambda token: (-len(token), token))
        self._token = (
            re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z0-9])", re.IGNORECASE)
            if words
            else None
        )
        self._accounts = {resource.account for resource in resources if resource.account}
        self._regions = {resource.region for resource in resources if resource.region}
        self._names: dict[str, str] = {}
        for resource in resources:
            for value in (resource.id, *(resource.attributes.get(name) for name in _ID_ATTRIBUTES)):
                if isinstance(value, str) and len(value) >= _SHORTEST:
                    # Sub-resources of a bucket or queue share its id: the first by address speaks for all.
                    self._names.setdefault(value, f"<{self.logical(resource)}>")
        self._cache: dict[str, str] = {}

    def logical(self, resource: Resource) -> str:
        """Return the address of a resource without the environment's word."""
        return self._called.get(id(resource)) or self.generic(resource.address or f"{resource.type}.{resource.id}")

    def value(self, value: Any) -> Any:
        """Return a JSON value with every name translated; secrets stay as they are."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            if "$secret" in value:
                return value
            return {self.generic(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return value

    def text(self, text: str) -> str:
        """Return a text with the ids, ARNs, accounts, regions and environment words in it translated."""
        known = self._cache.get(text)
        if known is None:
            # A secret inside a text differs between environments, and is right to.
            plain = _SECRET.sub("{secret}", text)
            known = self._cache[text] = self._names.get(plain) or self._inside(plain)
        return known

    def _inside(self, text: str) -> str:
        parts = re.split(r"([\s\"',\[\]{}()]+)", text) if _WORDS.search(text) else [text]
        return "".join(self._names.get(part) or self._word(part) for part in parts)

    def _word(self, text: str) -> str:
        head, slash, tail = text.rpartition("/")
        if slash and head in self._names:  # ARN/path, such as the objects of a bucket
            return f"{self._names[head]}/{tail}"
        text = _ACCOUNT.sub(lambda match: "{account}" if match.group() in self._accounts else match.group(), text)
        for region in self._regions:
            text = text.replace(region, "{region}")
        return self.generic(text)

    def generic(self, text: str) -> str:
        """Return a text without the environment's word."""
        return self._token.sub("{env}", text) if self._token else text


_SECRET = re.compile(r"\$secret:[0-9a-f]{32}")
_WORDS = re.compile(r"[\s\"',\[\]{}()]")
