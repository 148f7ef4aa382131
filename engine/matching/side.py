"""One environment as it is matched: what its resources are called in both, and the traits that tell which is which."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.estate.references import SHORTEST, Translation
from engine.jsontext.codec import bytes_of
from engine.jsontext.digest import digest_bytes
from engine.matching.moves import Moves
from engine.matching.similarity import LABEL, NAME, NAMING_WEIGHT, Traits
from engine.matching.words import OWN
from engine.model.address import parts, split_key
from engine.model.snapshot import Move, Resource
from engine.provider.identity import find_issuers
from engine.provider.port import Provider
from engine.provider.settable import Settables, find_own


class MatchSide:
    """One environment: its resources with what they are called in both, and their traits."""

    def __init__(
        self,
        resources: Sequence[Resource],
        tokens: Sequence[str],
        provider: Provider,
        moves: Sequence[Move] = (),
        read: Iterable[Resource] = (),
        region: str = "",
    ) -> None:
        """`tokens` are the words that name the environment, `moves` what it says of addresses that are others now.

        `read` is all that was read of it, also what nobody manages: that tells which things are the provider's own.
        `region` is the one that all of it is in, where the other environment is in one as well.
        """
        self.resources, self.tokens, self.provider = tuple(resources), tuple(tokens), provider
        self._naming, self._settables = provider.common.naming, Settables(provider)
        self._ids = {
            type_: (
                *find_own(self._naming.ids, provider.facts(type_), provider.find(type_)),
                *sorted(self._naming.hosts & self._settables.of(type_).computed),
            )
            for type_ in {item.type for item in self.resources}
        }
        self._words: dict[str, str] = {}
        self._lent: dict[int, tuple[str, ...]] = {}
        self._region = region
        self._given = {text: (item.account, name) for item in read for text, name in self._find_given(item)}
        self.translation = self._translation()
        self.own = {id(item): self.translation.logical(item) for item in self.resources}
        self.logical: Mapping[int, str] = self.own
        generic = self.translation.generic
        self.moves = [Move(module=generic(one.module), old=generic(one.old), new=generic(one.new)) for one in moves]
        self._moved: dict[int, str] = {}
        self._traits: dict[int, Traits] = {}  # of this translation

    def apply_moves(self, moves: Moves) -> None:
        """Give resources the logical addresses that they have by now."""
        names = moves.among(self.own.values())
        self._moved = {item: names[own] for item, own in self.own.items() if own in names}
        if self._moved:
            self.logical = {**self.own, **self._moved}
            self.rename({})

    def lend(self, item: Resource, other: Resource) -> None:
        """Know what names a resource that is not made yet, by what names its counterpart, the `other`.

        That is an attribute in which the counterpart says its own id, or a text around one, such as its ARN.
        """
        if item.id or not other.id:
            return
        own = [(getattr(other, place), getattr(item, place)) for place in ("account", "region")]
        own += [
            (text, item.attributes[name])
            for name, text in sorted(other.attributes.items())
            if isinstance(text, str) and len(text) >= SHORTEST and isinstance(item.attributes.get(name), str)
        ]
        told = [text for text in self._texts(other) if isinstance(text, str)]
        found = dict.fromkeys(made for text in told if (made := _made_of(text, own)))
        self._lent[id(item)] = tuple(found)

    def find_lent(self, item: Resource) -> str:
        """Return what names a resource that is not made yet, as far as its counterpart tells; empty without that."""
        return next(iter(self._lent.get(id(item), ())), "")

    def learn(self, words: Mapping[str, str]) -> None:
        """Call words of this environment, in lower case, what both call them."""
        self._words = dict(words)

    def rename(
        self, names: Mapping[int, str], places: Mapping[str, str] | None = None, known: Container[int] | None = None
    ) -> None:
        """Call resources (by `id()`) what the other side calls them, and translate what names them alike."""
        called = {**self._moved, **names}
        self.translation = self._translation(called, places, known)
        self._traits.clear()

    def _translation(
        self,
        names: Mapping[int, str] | None = None,
        places: Mapping[str, str] | None = None,
        known: Container[int] | None = None,
    ) -> Translation:
        made = Translation(
            self.resources,
            texts=self._texts,
            words={**{token.lower(): OWN for token in self.tokens if token}, **self._words},
            names=names,
            places=places,
            known=known,
            made=self._naming.made,
            region=self._region,
        )
        made.call(self._given)
        return made

    def _find_given(self, item: Resource) -> Iterator[tuple[str, str]]:
        """Yield the ids of a thing of the provider's own, and the name that it has in every account."""
        for given in self._naming.given:
            name = item.attributes.get(given.name) if item.type == given.type and item.account else None
            if isinstance(name, str) and name.startswith(given.beginning):
                yield from ((item.attributes[one], name) for one in given.ids if item.attributes.get(one))

    def _texts(self, item: Resource) -> Iterator[Any]:
        """Yield what names a resource wherever it occurs; policies name an issuer without the scheme of its URL."""
        yield item.id
        yield from map(item.attributes.get, self._ids[item.type])
        yield from self._lent.get(id(item), ())
        for issuer in find_issuers(item, self.provider.common.events.issuers):
            yield from (issuer, issuer.partition("://")[2])

    def find_ids(self, resources: Iterable[Resource]) -> frozenset[str]:
        """Return the ids, ARNs and other texts that name some resources wherever they occur."""
        told = (text for item in resources for text in self._texts(item))
        return frozenset(text for text in told if isinstance(text, str) and self.translation.is_name(text))

    def find_names(self, resource: Resource) -> dict[str, str]:
        """Return what a resource is called by itself, without the words of its environment: attribute -> text."""
        names, tag = self._naming.names, self._naming.name_tag
        told = {name: resource.attributes[name] for name in names & resource.attributes.keys()}
        for name in self.provider.common.tags:
            tags = resource.attributes.get(name)
            if isinstance(tags, Mapping):
                told[tag] = tags.get(tag)
        return {name: self.translation.plain(text) for name, text in told.items() if isinstance(text, str) and text}

    def find_tags(self, resource: Resource, other: Resource) -> Iterator[tuple[str, str, str, str]]:
        """Yield what a resource and its counterpart say in a tag: which resource, the key, and both values."""
        for name in self.provider.common.tags:
            ours, theirs = (item.attributes.get(name) for item in (resource, other))
            if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
                for key in sorted(ours.keys() & theirs.keys()):
                    if isinstance(ours[key], str) and isinstance(theirs[key], str):
                        yield f"{resource.type} {resource.name}", key, ours[key], theirs[key]

    def find_traits(self, resource: Resource) -> Traits:
        """Return the words that tell what a resource is, with their weights."""
        found = self._traits.get(id(resource))
        if found is None:
            found = self._traits[id(resource)] = self._find_traits(resource)
        return found

    def _find_traits(self, resource: Resource) -> Traits:
        found: dict[str, float] = dict(_of_address(self.logical[id(resource)]))
        names, tags = self._naming.names, self.provider.common.tags
        for name in sorted(self._settables.of(resource.type).likely(resource.attributes.keys())):
            is_tags = name in tags
            if is_tags and name != tags[-1]:  # the others have those of the whole environment, too
                continue
            own = is_tags or name in names
            value = (self.translation.plain if own else self.translation.value)(resource.attributes[name])
            if value in (None, "", [], {}, False):
                continue
            if is_tags and isinstance(value, Mapping):
                found |= dict(_of_tags(value, self._naming.name_tag))
            elif name in names:
                found[f"{NAME}{name}={_word(value)}"] = NAMING_WEIGHT
            else:
                found[f"{name}={_word(value)}"] = _weight(value)
        return found


def _made_of(text: str, names: Iterable[tuple[str, str]]) -> str:
    """Return a text with the names of another in it, by pairs of what is there and in its place; empty without one."""
    found, is_named = text, False
    for number, (there, here) in enumerate(names):
        if there and there in found:
            found = found.replace(there, here)
            is_named |= number > 1  # and not by its place alone
    return found if is_named else ""


def _of_address(logical: str) -> Iterator[tuple[str, float]]:
    """Yield what the parts of an address tell: the label most, the modules and the key a little."""
    plain, key = split_key(logical)
    *modules, label = parts(plain)
    yield f"{LABEL}{label}", NAMING_WEIGHT
    if key:
        yield f"address key {key}", 1.0
    for part in modules:
        if part and part != "module":
            yield f"address module {part}", 0.5


def _of_tags(tags: Mapping[str, Any], name_tag: str) -> Iterator[tuple[str, float]]:
    for key, value in tags.items():
        yield (f"{NAME}tag={_word(value)}", NAMING_WEIGHT) if key == name_tag else (f"tag {key}={_word(value)}", 0.5)


def _weight(value: Any) -> float:
    """Return how much a value tells of which resource has it: a switch little, a number more, a text most."""
    if isinstance(value, bool):
        return 0.2
    return 0.5 if isinstance(value, int | float) else 1.0


def _word(value: Any) -> str:
    if isinstance(value, str) and len(value) <= 80:
        return value
    try:
        text = bytes_of(value)
    except (ValueError, RecursionError):  # a value that no document can hold says nothing; its comparison is a gap
        return "?"
    return text.decode() if len(text) <= 80 else digest_bytes(text)[7:23]
