"""Which differences between two environments are right, which are wrong, and which are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from engine.canonical.canonicalise import TAGS
from engine.comparison.attributes import AttributeComparison
from engine.comparison.leaves import find_node, iterate_leaves
from engine.jsontext.digest import digest
from engine.model.parity import Expectation, ParityRule
from engine.model.path import Change, Name, Path, about, given_names, may_begin, names, names_of, spellings
from engine.model.snapshot import Resource
from engine.provider.by_design import DEFAULTS
from engine.provider.rating import Rater
from engine.wildcard import expression

_EQUAL = ParityRule(name="equal", expect=Expectation.MUST_EQUAL)
_OF_EQUALS = frozenset({Expectation.MUST_DIFFER, Expectation.BOUND})
_SIZES = ("nano", "micro", "small", "medium", "large", "xlarge")
_SIZE = re.compile(r"(?P<family>(?:\w+\.)*[\w-]+)\.(?P<times>\d*)(?P<size>" + "|".join(_SIZES) + r")")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule makes of an attribute: `wrong` is why it is not as the rule asks, empty when it is."""

    rule: ParityRule
    wrong: str = ""


class ParityRules:
    """The rules of a comparison: those given, then the provider's, then our own; notes which of those given fitted."""

    def __init__(self, given: Sequence[ParityRule], attributes: AttributeComparison, rating: Rater) -> None:
        """Take the rules in their order."""
        self._given, self._attributes, self._rating = tuple(given), attributes, rating
        self._provider, self._common = attributes.provider, attributes.provider.common
        self._ours = (*self._common.parity, *DEFAULTS)
        self._of_type: dict[str, tuple[ParityRule, ...]] = {}
        self._used: set[ParityRule] = set()
        self._of_equals: dict[str, bool] = {}
        self._pattern = lru_cache(maxsize=None)(_compiled)
        self._about = lru_cache(maxsize=None)(about)
        self._private = lru_cache(maxsize=8_192)(is_private)

    def differs(self, resource: Resource, change: Change) -> Judgement:
        """Return the judgement on a difference; `before` is the reference's side."""
        if self._is_place(change):
            rule = next((rule for rule in self._fitting(resource, change.path) if rule.where), _PLACE)
            wrong = ""
        else:
            rule = self.of(resource, change.path)
            wrong = _wrong(rule, change.before, change.after)
        self._used.add(rule)
        return Judgement(rule, wrong)

    def equals(self, resource: Resource, names: set[str]) -> Iterator[tuple[Path, Any, Judgement]]:
        """Yield (path, value, judgement) of what is equal on both sides and must not be, or is out of bounds.

        `resource` is one of the two, `names` are the attributes that are equal.
        """
        for name in sorted(names):
            if self._may_ask(resource.type, name):
                node = find_node(self._provider, resource.type, name)
                for path, value in iterate_leaves(resource.attributes[name], (Name(name),), node):
                    rule = self.of(resource, path)
                    wrong = _wrong_equal(rule, value)
                    if wrong:
                        yield path, value, Judgement(rule, wrong)

    def of(self, resource: Resource, path: Path) -> ParityRule:
        """Return the first rule that fits an attribute."""
        return next(self._fitting(resource, path), _EQUAL)

    def option(self) -> str:
        """Return what a report calls these rules, by their digest; where they stand in a file is not in it.

        Those of single types are facts, whose digest is another.
        """
        rules = [asdict(replace(rule, where="")) for rule in (*self._given, *self._ours)]
        return f"parity rules {digest(rules)[:19]}"

    def unused(self) -> tuple[ParityRule, ...]:
        """Return the given rules that fitted nothing."""
        return tuple(rule for rule in self._given if rule not in self._used)

    def note(self, resource: Resource, values: Mapping[str, Any]) -> None:
        """Note the given rules that fit something which was compared, different or not.

        `values` are attributes of a resource, as they are or translated.
        """
        for rule in self._given:
            if rule in self._used or not self._fits(rule.type, resource.type):
                continue
            if self._fits(rule.address, resource.address):
                asked = {name: value for name, value in values.items() if self._may_be_about(rule, name)}
                if asked and any(self._in_scope(rule, resource, _Spot(path)) for path in self._paths(resource, asked)):
                    self._used.add(rule)

    def _fitting(self, resource: Resource, path: Path) -> Iterator[ParityRule]:
        told, own = _Spot(path), _Spot(self._of_provider(path))  # rules of our own see what the provider names
        for rule in self._of(resource.type):
            if self._in_scope(rule, resource, told if rule.where else own):
                yield rule

    def _of(self, type_: str) -> tuple[ParityRule, ...]:
        """Return the rules that can be about a type, in their order."""
        if type_ not in self._of_type:
            known = (*self._given, *self._provider.facts(type_).parity, *self._ours)
            self._of_type[type_] = tuple(rule for rule in known if self._fits(rule.type, type_))
        return self._of_type[type_]

    def _may_ask(self, type_: str, name: str) -> bool:
        key = f"{type_}.{name}"
        if key not in self._of_equals:
            self._of_equals[key] = any(
                rule.expect in _OF_EQUALS and may_begin(rule.path, name) for rule in self._of(type_)
            )
        return self._of_equals[key]

    def _may_be_about(self, rule: ParityRule, name: str) -> bool:
        """Tell whether a rule may be about something in an attribute; tags are judged as one, whichever has them."""
        return may_begin(rule.path, name) or (name in self._common.tags and may_begin(rule.path, TAGS))

    def _paths(self, resource: Resource, values: Mapping[str, Any]) -> Iterator[Path]:
        """Yield the paths of all that stands in attributes; those in documents and sets come last: they are dear."""
        for name in sorted(values):
            node = find_node(self._provider, resource.type, name)
            for called in dict.fromkeys((name, TAGS)) if name in self._common.tags else (name,):
                yield from (path for path, _ in iterate_leaves(values[name], (Name(called),), node))
        dear = {name: value for name, value in values.items() if _has_more(value)}
        form = self._attributes.forms(resource, (dear,)).sides[0] if dear else {}
        for name, value in sorted(form.items()):
            node = find_node(self._provider, resource.type, name)
            yield from (path for path, _ in iterate_leaves(value, (Name(name),), node))

    def _in_scope(self, rule: ParityRule, resource: Resource, spot: _Spot) -> bool:
        return (
            self._fits(rule.type, resource.type)
            and (not rule.meaning or self._rating.meaning_of(resource.type, spot.names) == rule.meaning)
            and self._fits(rule.address, resource.address)
            and (rule.path == "*" or any(map(self._about(rule.path).fullmatch, spot.spelled)))
        )

    def _of_provider(self, path: Path) -> Path:
        """Return the names of a path up to where they are people's own: a key `region` in a document is no place."""
        given = names(*names_of(given_names(path)))
        end = next((at for at, part in enumerate(given, 1) if part in self._common.whole), len(given))
        return given[:end]

    def _fits(self, pattern: str, text: str) -> bool:
        return pattern in {"*", text} or self._pattern(pattern).fullmatch(text) is not None

    def _is_place(self, change: Change) -> bool:
        """Tell whether a difference is between two private networks: those that everybody has are never one of them."""
        if self._common.networks.isdisjoint(self._of_provider(change.path)):
            return False
        return all(isinstance(value, str) and self._private(value) for value in (change.before, change.after))


_PLACE = ParityRule(name="place", expect=Expectation.MAY_DIFFER, reason="each environment has its own addresses")


class _Spot:
    """A path, ready to be held against rules: its names, and its spellings."""

    __slots__ = ("names", "spelled")

    def __init__(self, path: Path) -> None:
        self.names, self.spelled = names_of(path), spellings(path)


def _has_more(value: Any) -> bool:
    """Tell whether the canonical form of a value may have parts that the value itself has not."""
    if isinstance(value, str):
        return "{" in value or "\n" in value
    if isinstance(value, Mapping):
        return any(map(_has_more, value.values()))
    return isinstance(value, list) and bool(value)


def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(expression(text), re.DOTALL)


def is_private(text: str) -> bool:
    """Tell whether a text is a network inside of an organisation, or what a resource of the environment is called."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return text.startswith("<")  # what a resource of the environment is called
    return network.is_private and network.prefixlen > 0


def _wrong(rule: ParityRule, reference: Any, candidate: Any) -> str:
    match rule.expect:
        case Expectation.MUST_EQUAL:
            return "the two must be equal"
        case Expectation.ORDER:
            return _out_of_order(reference, candidate)
        case Expectation.RATIO:
            return _out_of_ratio(rule, reference, candidate)
        case Expectation.BOUND:
            return _out_of_bounds(rule, candidate)
        case _:
            return ""


def _wrong_equal(rule: ParityRule, value: Any) -> str:
    if rule.expect is Expectation.MUST_DIFFER and value not in (None, "", [], {}):
        return "the two must differ"
    return _out_of_bounds(rule, value) if rule.expect is Expectation.BOUND else ""


def _out_of_order(reference: Any, candidate: Any) -> str:
    one, other = _amount(reference), _amount(candidate)
    if one is None or other is None or bool(one[0]) != bool(other[0]):
        return "the two cannot be put in an order"
    return "the reference must have at least as much" if one[1] < other[1] else ""


def _out_of_ratio(rule: ParityRule, reference: Any, candidate: Any) -> str:
    one, other = _amount(reference), _amount(candidate)
    if one is None or other is None or one[0] or other[0] or not one[1]:
        return "the two have no ratio"
    try:
        ratio = other[1] / one[1]
    except ArithmeticError:
        return "the two have no ratio"
    if _within(rule, ratio):
        return ""
    return f"the candidate has {ratio.normalize():.6g} of the reference, {_range(rule)} is asked for"


def _out_of_bounds(rule: ParityRule, value: Any) -> str:
    amount = _amount(value)
    if amount is None or amount[0]:
        return f"it is no number, {_range(rule)} is asked for"
    return "" if _within(rule, amount[1]) else f"{_range(rule)} is asked for"


def _within(rule: ParityRule, number: Decimal) -> bool:
    return (rule.least is None or number >= Decimal(str(rule.least))) and (
        rule.most is None or number <= Decimal(str(rule.most))
    )


def _range(rule: ParityRule) -> str:
    words = [f"at least {rule.least:g}"] if rule.least is not None else []
    words += [f"at most {rule.most:g}"] if rule.most is not None else []
    return " and ".join(words)


def _amount(value: Any) -> tuple[str, Decimal] | None:
    """Return a number with what it counts: nothing, or the family of a size such as `db.t3.large`.

    Sizes of several families are put in an order by their step alone: micro, small, medium, large and so on.
    """
    if isinstance(value, bool):
        return "", Decimal(int(value))
    if isinstance(value, int | float | Decimal):
        return "", Decimal(str(value))
    if not isinstance(value, str):
        return None
    size = _SIZE.fullmatch(value)
    if size is not None:
        step = _SIZES.index(size["size"])
        return size["family"], Decimal(step) + (Decimal(size["times"]) - 1 if size["times"] else 0)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return ("", number) if number.is_finite() else None
