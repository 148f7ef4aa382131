"""What one environment calls things, replaced by what both call them.

Ids, ARNs and names that belong to a resource of the snapshot become that resource's logical address, and the
environment's own word in names becomes `{env}`; so two environments that differ only in these show nothing, and one
that points somewhere else shows exactly that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.model.secret import is_secret_mark, without_secrets
from engine.model.snapshot import Resource

# Words that say what is set where they stand alone. An environment may be called so, and names may have them in them.
MEANT = re.compile(
    "accept|active|admin|administrator|all|allow|anonymous|any|approved|authenticated|authenticated-read|block|blocked|"
    "closed|compliance|count|delete|deny|disable|disabled|drop|enable|enabled|encrypted|enforced|external|false|full|"
    "governance|guest|http|https|inactive|internal|internet-facing|no|none|off|on|open|optional|pass|permissive|plain|"
    "plaintext|private|public|public-read|public-read-write|read|readonly|readwrite|reject|required|restricted|root|"
    "skip|strict|suspended|tcp|tls|true|udp|unencrypted|unrestricted|warn|write|yes",
    re.IGNORECASE,
)
_OPENING = ("{", "[")
SHORTEST = 8  # shorter values (`web`, `22`) are ordinary words, not names of one thing
_LONG = 48  # a name whatever words are in it
_LONGEST = 2048  # letters of an ARN (https://docs.aws.amazon.com/STS/latest/APIReference/API_PolicyDescriptorType.html)
_NETWORK = re.compile(r"[0-9a-fA-F.:]+/[0-9]{1,3}")
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")


class Translation:
    """The names of one snapshot, ready to translate its values."""

    def __init__(
        self,
        resources: Sequence[Resource],
        *,
        texts: Callable[[Resource], Iterable[Any]],
        words: Mapping[str, str],
        names: Mapping[int, str] | None = None,
        places: Mapping[str, str] | None = None,
        known: Container[int] | None = None,
        made: str = "",
        region: str = "",
    ) -> None:
        """`texts` tells of a resource what names it wherever that occurs.

        `words` are those that name the environment, in lower case, such as `prod`, and what both call them; the longest
        wins.

        `names` are the logical addresses of resources (by `id()`) whose own address is another. `places` is what the
        accounts and regions are called; without it all of a kind are called the same. `known` are the resources (by
        `id()`) that the other environment has too: of a name that several have, one of these is meant. `made` is a
        pattern of the parts of names that nobody chose. `region` says nothing in an address: all lies in it.
        """
        self._called, self._region = names or {}, region
        self._words = words
        told = sorted(self._words, key=lambda word: (-len(word), word))
        self._token = (
            re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, told))})(?![A-Za-z0-9])", re.IGNORECASE)
            if told
            else None
        )
        if places is None:
            places = {resource.account: "{account}" for resource in resources if resource.account}
            places |= {resource.region: "{region}" for resource in resources if resource.region}
        self._accounts = {place: called for place, called in places.items() if _ACCOUNT.fullmatch(place)}
        self._regions = {place: called for place, called in places.items() if place not in self._accounts}
        self._made = re.compile(made) if made else None
        self._names = self._named(resources, texts, known)
        self._cache: dict[str, str] = {}

    def call(self, given: Mapping[str, tuple[str, str]]) -> None:
        """Call the provider's own things by the names that they have in every account.

        `given` are their ids, each with an account and the name in it: of several accounts each has its own.
        """
        for text, (account, name) in given.items():
            called = self._accounts.get(account, account)
            self._names.setdefault(text, name if called == "{account}" else f"<{name} of {called}>")

    def _named(
        self, resources: Sequence[Resource], texts: Callable[[Resource], Iterable[Any]], known: Container[int] | None
    ) -> dict[str, str]:
        """Return what each id, ARN or name is called: of several that have it, the one of the shortest type."""
        found: dict[str, tuple[int, str]] = {}
        for resource in resources:
            if known is not None and id(resource) not in known:
                continue
            called = (len(resource.type), f"<{self.logical(resource)}>")
            for value in texts(resource):
                # The parts of a bucket or queue share its id; their types are longer than its own.
                if not isinstance(value, str) or not called < found.get(value, _LAST):
                    continue
                if self.is_name(value) and _is_own(value, resource):
                    found[value] = called
        return {value: called for value, (_, called) in found.items()}

    def is_name(self, text: str) -> bool:
        """Tell whether a text is long enough to name one thing; a word of the environment counts the same in both."""
        if len(text) >= _LONG or self._token is None:
            return len(text) >= SHORTEST
        return len(self._token.sub("{env}", text)) >= SHORTEST

    def logical(self, resource: Resource) -> str:
        """Return the address of a resource without the environment's word, and without the region that all is in."""
        called = self._called.get(id(resource))
        if called:
            return called
        text = self.generic(resource.address or f"{resource.type}.{resource.id}")
        return text.replace(self._region, "{region}") if self._region else text

    def value(self, value: Any, kept: Container[str] = ()) -> Any:
        """Return a JSON value with every name translated; secrets and the texts `kept` stay as they are."""
        if isinstance(value, str):
            return value if value in kept else self.text(value)
        if isinstance(value, Mapping):
            if is_secret_mark(value):
                return value
            return self._keys({key: self.value(item, kept) for key, item in value.items()})
        if isinstance(value, list):
            return [self.value(item, kept) for item in value]
        return value

    def plain(self, value: Any) -> Any:
        """Return a JSON value with places and the environment's word translated, and no name of a resource.

        What a resource is called itself says what it is, also where another one is called the same.
        """
        if isinstance(value, str):
            return self._place(without_secrets(value, "{secret}"))
        if isinstance(value, Mapping):
            return (
                value if is_secret_mark(value) else self._keys({key: self.plain(item) for key, item in value.items()})
            )
        return [self.plain(item) for item in value] if isinstance(value, list) else value

    def _keys(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a map with its keys translated, unless two would become one."""
        found = {self._key(key) if ":" in key else self.generic(key): item for key, item in value.items()}
        return found if len(found) == len(value) else value

    def _key(self, key: str) -> str:
        """Return a key translated: a condition is about a claim of an issuer, `ISSUER:sub`."""
        issuer, colon, claim = key.rpartition(":")
        called = self._names.get(issuer)
        return f"{called}{colon}{claim}" if called else self.generic(key)

    def text(self, text: str) -> str:
        """Return a text with the ids, ARNs, accounts, regions and environment words in it translated."""
        known = self._cache.get(text)
        if known is None:
            # A secret inside a text differs between environments, and is right to.
            plain = without_secrets(text, "{secret}")
            known = self._cache[text] = self._names.get(plain) or self._document(plain) or self._inside(plain)
        return known

    def _document(self, text: str) -> str:
        """Return a text of JSON with what is in it translated, empty for any other: a name may have quotes in it."""
        if text[:1] not in _OPENING:
            return ""
        try:
            return canonical_json(self.value(parse_json(text.encode(), name="text"))).decode()
        except (JsonError, ValueError, RecursionError):
            return ""

    def _inside(self, text: str) -> str:
        parts = re.split(r"([\s\"',\[\]{}()]+)", text) if _WORDS.search(text) else [text]
        return "".join(self._names.get(part) or self._word(part) for part in parts)

    def _word(self, text: str) -> str:
        if "/" not in text and ":" not in text:  # nearly all
            return self._place(text)
        for start, end in find_parts(text):
            called = self._names.get(text[start:end])
            if called:
                return f"{self._place(text[:start])}{called}{self._place(text[end:])}"
        return self._place(text)

    def _place(self, text: str) -> str:
        if self._made is not None:
            text = self._made.sub("{made}", text)
        text = _ACCOUNT.sub(lambda match: self._accounts.get(match.group(), match.group()), text)
        for region, called in self._regions.items():
            text = text.replace(region, called)
        return text if _DEVICE.match(text) else self.generic(text)

    def generic(self, text: str) -> str:
        """Return a text without the environment's word; one that is a setting by itself says what it says."""
        if MEANT.fullmatch(text):
            return text
        return self._token.sub(lambda word: self._words.get(word[0].lower(), "{env}"), text) if self._token else text


def _is_own(text: str, resource: Resource) -> bool:
    """Tell whether a text that names a resource can mean it elsewhere.

    People may call a thing like a network, like a setting, or like the ARN of another thing.
    """
    if MEANT.fullmatch(text) or _NETWORK.fullmatch(text):
        return False
    own = resource.attributes.get("arn")
    return not text.startswith("arn:") or not isinstance(own, str) or own == text


def find_parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where in a text without white space the name of something may stand, from and to.

    It is what a path is of (`ARN/path`), the host of a URL or the bucket in it, or what stands before a port. Of a long
    path only the beginning is looked at: no name is longer.
    """
    at = text.find("/")
    while 0 < at <= _LONGEST:
        yield 0, at
        at = text.find("/", at + 1)
    start = text.find("://") + 3
    if start > 2:
        host = _HOST.match(text, start)
        if host is not None:
            yield host.span()
            yield start, start + len(host[0].partition(".s3")[0])
    at = text.rfind(":")
    if at > 0:
        yield 0, at


_HOST = re.compile(r"[^/:?#]+")
_LAST = (1_000, "")
# An environment called dev has no part in the names of devices.
_DEVICE = re.compile(
    r"/dev/(?:sd|xvd|hd|nvme|loop|mapper/|disk/|fuse|shm|null|zero|u?random|tty|std|fd|log|kmsg|net/|kvm)"
)
_WORDS = re.compile(r"[\s\"',\[\]{}()]")
