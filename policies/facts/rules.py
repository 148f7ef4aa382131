"""What the rules of a firewall let in from the internet: an estate writes the same ones again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from engine.facts.networks import NOWHERE, NetworkError, Networks, read_network
from engine.facts.opening import Opening, read_ports, read_protocol
from engine.jsontext.packed import PackedAttributes
from engine.model.secret import has_secret_anywhere, is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.provider.judging import Judging, RuleForm
from policies.facts.kept import Kept
from policies.facts.known import Known
from policies.facts.named import name_of
from policies.facts.neighbours import Neighbours

_NO_NETWORK = "holds what is no network"
_WRITER = msgspec.json.Encoder(decimal_format="number")
_WORDS = frozenset({str, bool})
_LISTS = frozenset({list, tuple})
_EMPTY: tuple[Any, ...] = (None, "", [], ())
_SIZE = 16  # bytes: nobody can write rules that are taken for one another


class Rules:
    """Reads rules; `neighbours` finds the rows of lists that are resources of their own."""

    def __init__(
        self,
        snapshot: Snapshot,
        judging: Judging,
        neighbours: Neighbours,
        known: Known,
        unlisted: Callable[[str], str],
    ) -> None:
        """Index the lists of networks of a snapshot.

        `unlisted` says why nobody knows which resources of a type there are, empty where that is known.
        """
        self._judging, self._neighbours, self._known, self._unlisted = judging, neighbours, known, unlisted
        self._read: dict[str, Networks] = {}
        self._unions: Kept[str | tuple[str, ...], tuple[Networks, str]] = Kept()
        self._told: Kept[tuple[str, bool, bytes], tuple[Opening, ...]] = Kept()
        self._private: dict[str, bool] = {}
        self._lists = {
            item.id: item for item in snapshot.resources if item.type in judging.lists and item.id and not item.deposed
        }

    def of(self, resource: Resource, form: RuleForm) -> Sequence[Opening]:
        """Return what the rules in a resource let in, but for those that for certain let in nobody from the internet.

        What an apply tells aside, rules that say the same let in the same.
        """
        key = None if self._is_open(resource, form) else self._key(resource, form)
        found = None if key is None else self._told.get(key)
        if found is None:
            found = tuple(filter(_counts, self._openings(resource, form)))
            if key is not None and not _name(resource, found):
                self._told.keep(key, found)
        return found

    def _key(self, resource: Resource, form: RuleForm) -> tuple[str, bool, bytes] | None:
        """Return all that the openings of a resource follow from; none where JSON does not hold that."""
        attributes = self._known.attributes(resource)
        if not form.block or form.block not in attributes:
            return None
        try:
            packed = attributes if isinstance(attributes, PackedAttributes) else None
            text = packed.text(form.block) if packed is not None else _WRITER.encode(attributes[form.block])
        except (TypeError, ValueError, OverflowError):
            return None
        return resource.type, self._is_observed(resource), blake2b(text, digest_size=_SIZE).digest()

    def _is_open(self, resource: Resource, form: RuleForm) -> bool:
        """Tell whether only an apply tells some of the rules that stand in a resource."""
        return any(not path or path[0] == form.block for path in self._known.open(resource))

    def _is_observed(self, resource: Resource) -> bool:
        """Tell whether what is not there was not read; what an intent does not say is not set."""
        return not resource.declared and resource.intent is None

    def _openings(self, resource: Resource, form: RuleForm) -> Iterator[Opening]:
        attributes = self._known.attributes(resource)
        if not form.block:
            name = resource.address or resource.id
            yield from self._opening(name, resource, attributes, form, ())
            return
        entries = attributes.get(form.block)
        if (form.block,) in self._known.open(resource):
            yield Opening(name=form.block, networks=NOWHERE, unknown=self._known.why(resource, (form.block,)))
        rows = entries if isinstance(entries, Sequence) and not isinstance(entries, str) else ()
        if (entries is not None and rows is not entries) or not all(isinstance(entry, Mapping) for entry in rows):
            unread = f"{form.block} of {resource.type} has a form that is not known"
            yield Opening(name=form.block, networks=NOWHERE, unknown=unread)
        is_open, observed = self._is_open(resource, form), self._is_observed(resource)
        for index, entry in enumerate(rows):
            if isinstance(entry, Mapping):
                if not is_open and self._is_private(entry, form, observed=observed):
                    continue
                yield from self._opening(f"{form.block}.{index}", resource, entry, form, (form.block, str(index)))

    def _is_private(self, entry: Mapping[str, Any], form: RuleForm, *, observed: bool) -> bool:
        """Tell whether it is seen at once that a rule lets in nobody from the internet, to no port whatever.

        It says all of its networks, none of them is reached from there, and it names no lists.
        """
        if form.only is not None and type(entry.get(form.only[0])) not in _WORDS:
            return False
        for attribute in form.networks:
            value = entry.get(attribute)
            texts = (value,) if type(value) is str and value else value or ()
            if (observed and attribute not in entry) or type(texts) not in _LISTS or not all(map(self._inside, texts)):
                return False
        return not any(entry.get(attribute) not in _EMPTY for attribute in form.lists)

    def _inside(self, text: Any) -> bool:
        """Tell whether a text is a block of addresses that are not reached over the internet."""
        if type(text) is not str:
            return False
        found = self._private.get(text)
        if found is None:
            try:
                found = self._private[text] = self._network(text).public == NOWHERE
            except NetworkError:
                found = False
        return found

    def _opening(
        self, name: str, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> Iterator[Opening]:
        """Yield what a rule opens: to networks that are known, and to what else there may be."""
        if form.only is not None:
            attribute, _ = form.only
            if self._known.is_unknown(resource, (*at, attribute)):
                yield Opening(name=name, networks=NOWHERE, unknown=self._known.why(resource, (*at, attribute)))
                return
            if attribute not in entry and self._is_observed(resource):
                unread = f"{attribute} of {resource.type} was not read"
                yield Opening(name=name, networks=NOWHERE, unknown=unread)
                return
            if is_secret_mark(entry.get(attribute)):
                yield Opening(name=name, networks=NOWHERE, unknown=f"{attribute} is a secret")
                return
            if not form.lets_in(entry):
                return
        yield from self._to_ports(name, resource, entry, form, at)

    def _to_ports(
        self, name: str, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> Iterator[Opening]:
        """Yield what a rule that lets in opens."""
        looked_at = (form.protocol, *form.ports) if self._known.open(resource) else ()
        unknown = [one for one in looked_at if self._known.is_unknown(resource, (*at, one))]
        protocol = read_protocol(entry.get(form.protocol), self._judging.reach.protocols)
        networks, open_ = self._networks(resource, entry, form, at)
        if unknown or protocol is None:  # what is let in may be let in to any port
            no_protocol = f"{form.protocol} of {resource.address or resource.id} is no protocol that is known"
            why = self._known.why(resource, (*at, unknown[0])) if unknown else no_protocol
            if open_ or networks.public != NOWHERE:
                yield Opening(name=name, networks=NOWHERE, unknown=why)
            return
        ports = read_ports(protocol, *(entry.get(name) for name in form.ports))
        yield Opening(name=name, networks=networks, protocol=protocol, ports=ports)
        if open_:
            yield Opening(name=name, networks=NOWHERE, protocol=protocol, ports=ports, unknown=open_)

    def _networks(
        self, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> tuple[Networks, str]:
        """Return the networks of a rule that are known, and what is not known of them."""
        found, unknown = self._blocks(resource, entry, form, at)
        for attribute in form.lists:
            if self._known.is_unknown(resource, (*at, attribute)):
                told = self._referred(resource, (at or (attribute,))[0])
                networks, unread = self._listed(told) if told is not None else (NOWHERE, "no list")
                found |= networks
                unknown = self._known.why(resource, (*at, attribute)) if unread else unknown
            elif not _are_texts(entry.get(attribute)):
                unknown = f"{attribute} holds what is no list of networks"
            for id_ in _texts(entry.get(attribute)):
                networks, unread = self._listed(self._lists[id_]) if id_ in self._lists else (NOWHERE, "no list")
                found |= networks
                unknown = f"the networks of {id_} were not read" if unread else unknown
        return found, unknown

    def _blocks(
        self, resource: Resource, entry: Mapping[str, Any], form: RuleForm, at: tuple[str, ...]
    ) -> tuple[Networks, str]:
        """Return the networks that a rule writes out, and what is not known of them."""
        found, unknown = NOWHERE, ""
        has_open = bool(self._known.open(resource))
        for attribute in form.networks:
            value = entry.get(attribute)
            if value:
                networks, problem = self._written(value)
                found = networks if found is NOWHERE else found | networks
                unknown = f"{attribute} {problem}" if problem else unknown
            elif not _are_texts(value):
                unknown = f"{attribute} {_NO_NETWORK}"
            if has_open and self._known.is_unknown(resource, (*at, attribute)):
                unknown = self._known.why(resource, (*at, attribute))
            elif attribute not in entry and self._is_observed(resource):
                unknown = f"{attribute} of {resource.type} was not read"
        return found, unknown

    def _written(self, value: Any) -> tuple[Networks, str]:
        """Return the networks in a value, and what is wrong with it; an estate writes the same ones again and again."""
        if not _are_texts(value):
            return self._union(_texts(value))[0], _NO_NETWORK
        key = value if isinstance(value, str) else tuple(value)
        found = self._unions.get(key)
        return self._unions.keep(key, self._union(_texts(value))) if found is None else found

    def _union(self, texts: Iterable[str]) -> tuple[Networks, str]:
        found, problem = NOWHERE, ""
        for text in texts:
            try:
                found |= self._network(text)
            except NetworkError:
                problem = "is a secret" if has_secret_anywhere(text) else _NO_NETWORK
        return found, problem

    def _network(self, text: str) -> Networks:
        networks = self._read.get(text)
        if networks is None:
            networks = self._read[text] = read_network(text)
        return networks

    def _referred(self, resource: Resource, attribute: str) -> Resource | None:
        """Return the only list of networks that an attribute refers to."""
        return self._neighbours.referred(resource, attribute, frozenset(self._judging.lists))

    def _listed(self, item: Resource) -> tuple[Networks, str]:
        """Return the networks of a list with those of its children, and why there may be more."""
        form, found = self._judging.lists[item.type], NOWHERE
        attributes = self._known.attributes(item)
        unread = self._unlisted(form.child) if form.block not in item.attributes else ""
        if form.block not in attributes or self._known.is_unknown(item, (form.block,)):
            unread = f"{form.block} of {item.type} was not read"
        if (other := self._neighbours.perhaps(item, form.child)) is not None:
            unread = f"whether {other.address} belongs to it is not known"
        entries = attributes.get(form.block) or ()
        if not isinstance(entries, list | tuple):
            entries, unread = (), f"{form.block} of {item.type} has a form that is not known"
        children = self._neighbours.children(item, form.child)
        for row in (*entries, *map(self._known.attributes, children)):
            text = row.get(form.network) if isinstance(row, Mapping) else None
            try:
                found |= self._network(text) if isinstance(text, str) else NOWHERE
            except NetworkError:
                text = None
            if not isinstance(text, str):
                unread = f"{form.network} of {item.type} holds what is no network"
        return found, unread


def _name(resource: Resource, openings: Iterable[Opening]) -> bool:
    """Tell whether openings say what a resource is called: those of another one would say something else."""
    return any(name_of(resource) in one.unknown for one in openings)


def _counts(opening: Opening) -> bool:
    """Tell whether a rule may let in somebody from the internet."""
    return bool(opening.unknown) or opening.networks.public != NOWHERE


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def _are_texts(value: Any) -> bool:
    """Tell whether there is nothing but texts: what is hidden, or of another form, may be anything."""
    if value is None or isinstance(value, str):
        return True
    return isinstance(value, list | tuple) and all(isinstance(text, str) for text in value)
