"""How much a difference matters, and why: from what the attribute means and in which direction it moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.jsontext.digest import canonical_json
from engine.model.outcome import FindingStatus, Severity
from engine.model.path import MapKey, Name, Path
from engine.model.secret import is_secret_mark
from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.schema import NodeKind, SchemaNode

_TELLING = frozenset({Name, MapKey})
_REACHING = frozenset({Meaning.EXPOSURE, Meaning.IDENTITY})


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a difference matters, what it is about, and the sentence that explains both.

    What `opens` lets somebody in or do something that was kept out or from it.
    """

    severity: Severity
    meaning: Meaning
    why: str
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Widened:
    """What facts tell of a change: in `words` what it opens or gives, empty for nothing, and how severe that is."""

    words: str = ""
    severity: Severity = Severity.CRITICAL


UNCLEAR = Weight(Severity.HIGH, Meaning.BEHAVIOUR, "nothing about it is proven while it is not known which one it is")


@dataclass(frozen=True, slots=True)
class _Known:
    """What all changes of an attribute share: the weight of most of them, and the value that protects, if any.

    What is `severe` matters for what a resource exposes, grants and protects, though a type may matter less. Where it
    `guards`, each of its texts protects.
    """

    weight: Weight
    safe: bool | str | None
    guards: bool
    severe: bool


class Rater:
    """Weighs differences by what a provider says of attributes; made once for a comparison, and remembers.

    An attribute is found by its type and name, else by its name, else by the end of its name, else by the type.
    """

    def __init__(self, provider: Provider) -> None:
        """Begin with nothing remembered."""
        self._provider, self._common = provider, provider.common
        self._by_name = {name: meaning for meaning, names in self._common.meanings.items() for name in names}
        self._known = lru_cache(maxsize=16_384)(self._of_names)
        self._by_schema = lru_cache(maxsize=16_384)(self._of_schema)

    def meaning_of(self, type_: str, names: tuple[str, ...]) -> Meaning:
        """Return what an attribute is about: the innermost of the names on its path that is known, else the type."""
        return self._known(type_, names).weight.meaning

    def of_attribute(self, type_: str, name: str, value: Any = None) -> Severity:
        """Return the greatest severity that a change of a top-level attribute can have.

        Its name tells that, and the names of all that a provider's schema, or without one a `value`, has in it.
        """
        schema = self._provider.find(type_)
        if schema is not None and name in schema.fields:
            return self._by_schema(type_, name)
        members = self.severe_members(type_, name, value)
        return max((self._greatest(type_, names) for names in ((name,), *(names for names, _ in members))), key=_rank)

    def of_name(self, type_: str, name: str) -> Severity:
        """Return the greatest severity that a change of a top-level attribute as a whole can have."""
        return self._greatest(type_, (name,))

    def of_member(self, type_: str, names: tuple[str, ...]) -> Severity:
        """Return the greatest severity that a change of a member of a block, by the names that lead there, can have."""
        node = self._node(type_, tuple(map(Name, names)))
        return max((self._greatest(type_, inner) for inner in (names, *_settable(node, names))), key=_rank)

    def severe_members(self, type_: str, name: str, value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Yield the members of an attribute's value a change of which can be high, with the names that lead there."""
        for names, _, member in self._brought(type_, (name,), None, value, self._node(type_, (Name(name),))):
            if self._greatest(type_, names).rank >= Severity.HIGH.rank:
                yield names, member

    def _greatest(self, type_: str, names: tuple[str, ...]) -> Severity:
        weight = self._known(type_, names).weight
        opens = weight.meaning in _REACHING or names[-1] in self._common.opening
        return Severity.CRITICAL if opens else weight.severity

    def _of_schema(self, type_: str, name: str) -> Severity:
        found = self._greatest(type_, (name,))
        for names in _settable(self._node(type_, (Name(name),)), (name,)):
            if found is Severity.CRITICAL:
                break
            found = max(found, self._greatest(type_, names), key=_rank)
        return found

    def is_severe(self, type_: str, names: tuple[str, ...]) -> bool:
        """Tell whether a change at a path of names can be severe, whichever its values are."""
        known = self._known(type_, names)
        return known.weight.meaning in _REACHING or known.safe is not None or known.severe

    def of_change(
        self, type_: str, path: Path, before: Any = None, after: Any = None, widened: Widened | None = None
    ) -> Weight:
        """Return the weight of a change from `before` to `after`, canonical values, at a path.

        Opening to everybody and letting somebody do everything is critical; taking a protection away is as severe as
        its meaning, and lessening it no more than medium; giving one is low. What brings a block, a list or an object
        weighs as much as the most that came with it does by itself. Where facts tell what is opened (`widened`), the
        texts of the two values are not asked.
        """
        names = self._names(type_, path)
        node = self._node(type_, path)
        parts = self._brought(type_, names, before, after, node) if isinstance(after, Mapping | list) else ()
        lost = self._lost(type_, names, before, node) if after is None and isinstance(before, Mapping) else ()
        told = None if widened is None else Widened()  # of what came with it facts have told
        weights = [self._of_value(type_, names, before, after, widened)]
        weights += [self._of_value(type_, inner, was, now, told) for inner, was, now in (*parts, *lost)]
        return max(weights, key=lambda weight: weight.severity.rank)  # of equals the first

    def _of_value(
        self, type_: str, names: tuple[str, ...], before: Any, after: Any, widened: Widened | None = None
    ) -> Weight:
        known = self._known(type_, names)
        weight = known.weight
        meaning, about = weight.meaning, weight.why
        if meaning in _REACHING:
            opened = self._opens(meaning, before, after) if widened is None else widened
            if opened.words:
                return Weight(opened.severity, meaning, f"{about}; {opened.words}", opens=True)
            if widened is not None and weight.severity.rank > meaning.severity.rank:  # which is for what opens it
                weight = Weight(meaning.severity, meaning, about)
        protects = self._protects(names, known, before, after)
        if protects is None:
            return weight
        if protects:
            return Weight(Severity.LOW, meaning, f"{about}; a protection was added")
        if known.safe is None and after:
            return Weight(_least(weight.severity, Severity.MEDIUM), meaning, f"{about}; there is less of a protection")
        opens = names[-1] in self._common.opening
        severity = Severity.CRITICAL if opens else weight.severity
        return Weight(severity, meaning, f"{about}; a protection was taken away", opens=opens)

    def _opens(self, meaning: Meaning, before: Any, after: Any) -> Widened:
        """Return what a change opens as far as its texts tell."""
        if _opened(before, after, self._common.everybody):
            return Widened("it was opened to everybody")
        if meaning is Meaning.IDENTITY and _opened(before, after, self._common.almighty):
            return Widened("it may do everything now")
        return Widened()

    def _names(self, type_: str, path: Path) -> tuple[str, ...]:
        """Return the names on a path, among them keys of maps that mean the same to everybody."""
        keys = [self._key(type_, part) if type(part) is MapKey else (part,) for part in path if type(part) in _TELLING]
        return tuple(name for found in keys for name in found)

    def _key(self, type_: str, key: str) -> tuple[str, ...]:
        """Return what is known of a key of a map, if anything is: all of it, or the domain before its name."""
        domain, slash, _ = key.partition("/")
        known = self._provider.facts(type_).meanings if slash else {}
        return tuple(name for name in (key, f"{domain}/") if name in known)[:1]

    def _node(self, type_: str, path: Path) -> SchemaNode | None:
        """Return the schema of what stands at a path, none where nobody knows."""
        node = self._provider.find(type_) or self._provider.facts(type_).maps
        for part in path:
            if node is None:
                return None
            node = node.fields.get(part) if type(part) is Name else node.element
        return node

    def _brought(
        self, type_: str, names: tuple[str, ...], before: Any, after: Any, node: SchemaNode | None
    ) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
        """Yield what a change brings, as far as it is divided by names that a provider gives: names, before and after.

        What says nothing is left out, and so are elements of a list that were there.
        """
        if is_secret_mark(after) or not isinstance(after, Mapping | list):
            if after is not None and after not in ("", before):
                yield names, before, after
        elif node is None and not self._common.whole.isdisjoint(names):
            return  # in it names are people's own, and nobody knows which are none
        elif isinstance(after, Mapping):
            was, is_map = before if isinstance(before, Mapping) else {}, node is not None and node.kind is NodeKind.MAP
            for name, value in after.items():
                inner = None if node is None else node.element if is_map else node.fields.get(name)
                called = self._key(type_, name) if is_map else (name,)
                yield from self._brought(type_, (*names, *called), was.get(name), value, inner)
        else:
            kept = {canonical_json(item) for item in before} if isinstance(before, list) else ()
            for item in after:
                if not kept or canonical_json(item) not in kept:
                    yield from self._brought(type_, names, None, item, node.element if node is not None else None)

    def _lost(
        self, type_: str, names: tuple[str, ...], before: Mapping[str, Any], node: SchemaNode | None
    ) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
        """Yield the entries of a map that is gone whose keys mean the same to everybody."""
        if node is not None and node.kind is NodeKind.MAP:
            keys = ((key, self._key(type_, key)) for key in before)
            yield from (((*names, *called), before[key], None) for key, called in keys if called)

    def _protects(self, names: tuple[str, ...], known: _Known, before: Any, after: Any) -> bool | None:
        """Tell whether a change adds a protection or takes one away; None where it is neither, or cannot be told."""
        safe = known.safe
        if known.guards:
            return set(texts_of(before)) <= set(texts_of(after))
        if isinstance(safe, bool) and isinstance(after, bool) and after != before:
            return after == safe
        if isinstance(safe, str) and isinstance(after, str) and safe in {before, after} and after != before:
            return after == safe
        if names and names[-1] in self._common.increasing and _is_number(before) and _is_number(after):
            return bool(after > before)
        return None

    def of_presence(self, type_: str, status: FindingStatus, attributes: Mapping[str, Any] | None = None) -> Weight:
        """Return the weight of a resource that is missing or unmanaged; `attributes` are what people set of it.

        One that nobody reviewed is severe too where it holds what is critical by itself, or a switch that takes a
        protection away.
        """
        meaning = self._provider.facts(type_).decides or Meaning.BEHAVIOUR
        if status is FindingStatus.MISSING:
            severity = _least(Severity.HIGH, self._provider.facts(type_).at_most)
            return Weight(severity, meaning, f"{type_} decides {meaning.words}; all of it is missing")
        why = f"{type_} decides {meaning.words}; nobody reviewed this one"
        if meaning.severity is Severity.HIGH:
            return Weight(Severity.HIGH, meaning, why)
        held = self._brought(type_, (), None, attributes or {}, self._node(type_, ()))
        for names, before, after in held:
            weight = self._of_value(type_, names, before, after)
            is_taken = after is True and self._known(type_, names).safe is False
            if weight.severity is Severity.CRITICAL or (is_taken and weight.severity is Severity.HIGH):
                return Weight(Severity.HIGH, weight.meaning, f"{weight.why}; nobody reviewed it", opens=True)
        return Weight(Severity.MEDIUM, meaning, why)

    def _of_names(self, type_: str, names: tuple[str, ...]) -> _Known:
        facts, common = self._provider.facts(type_), self._common
        meaning, name = self._meaning(facts, names)
        severity = facts.grades.get(name) or common.grades.get(name) or meaning.severity
        last = names[-1] if names else ""
        return _Known(
            weight=Weight(_least(severity, facts.at_most), meaning, f"{name or type_} decides {meaning.words}"),
            severe=severity.rank >= Severity.HIGH.rank,
            safe=facts.protections.get(last, common.protections.get(last)),
            guards=last in facts.guards,
        )

    def _meaning(self, facts: TypeFacts, names: tuple[str, ...]) -> tuple[Meaning, str]:
        """Return what an attribute is about, and the name that says it."""
        found: tuple[Meaning, str] | None = None
        for name in names:
            meaning = facts.meanings.get(name) or self._by_name.get(name) or self._by_end(name)
            if meaning is not None:
                found = (meaning, name)
            if name in self._common.whole and facts.maps is None:
                break
        return found or (facts.decides or Meaning.BEHAVIOUR, names[0] if names else "")

    def _by_end(self, name: str) -> Meaning | None:
        return next((meaning for end, meaning in self._common.ends if name.endswith(end)), None)


def _rank(severity: Severity) -> int:
    return severity.rank


def _settable(node: SchemaNode | None, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the names on the paths to all that people set in an attribute; keys of a map are their own."""
    while node is not None and node.kind in {NodeKind.LIST, NodeKind.SET}:
        node = node.element
    if node is not None and node.kind is NodeKind.OBJECT:
        for name, inner in node.fields.items():
            if not inner.computed:
                yield (*names, name)
                yield from _settable(inner, (*names, name))


def _least(one: Severity, other: Severity | None) -> Severity:
    return other if other is not None and other.rank < one.rank else one


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _opened(before: Any, after: Any, everybody: AbstractSet[str]) -> bool:
    if isinstance(after, str):
        return after in everybody and after not in texts_of(before)
    return bool(set(texts_of(after)) & everybody - set(texts_of(before)))


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
