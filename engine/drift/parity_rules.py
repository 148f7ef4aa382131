"""Which differences between two environments are right, which are wrong, and which are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from ipaddress import ip_network
from typing import Any

from engine.canonical.schema import SchemaNode
from engine.digest import digest
from engine.drift.attributes import canonical_forms
from engine.drift.compare import Change
from engine.drift.leaves import attribute_node, leaves
from engine.drift.meanings import WHOLE, Meaning
from engine.drift.severity import meaning_of
from engine.model.parity import Expectation, ParityRule
from engine.model.path import Name, Path, fits, given_names, may_begin, names, names_of, spellings
from engine.model.snapshot import Resource

_PLACES = ("availability_zone", "availability_zone_id", "availability_zones", "private_ip", "region")
_NETWORKS = ("cidr_block", "cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidrs", "ipv6_cidr_block", "ipv6_cidr_blocks")
_LESS = ("backup_retention_period", "multi_az", "snapshot_retention_limit")

# What environments differ in by design. Networks are in `_is_place`: only inside of an organisation is one as good as
# another.
DEFAULTS: tuple[ParityRule, ...] = (
    ParityRule(
        name="own network",
        expect=Expectation.MUST_DIFFER,
        type="aws_vpc",
        path="cidr_block",
        reason="networks with the same addresses cannot be joined",
    ),
    *(
        ParityRule(name="place", expect=Expectation.MAY_DIFFER, path=path, reason="each environment has its own place")
        for name in _PLACES
        for path in (name, f"*.{name}")
    ),
    *(
        ParityRule(name="backups", expect=Expectation.ORDER, path=name, reason="the reference keeps at least as much")
        for name in _LESS
    ),
    ParityRule(
        name="size",
        expect=Expectation.ORDER,
        meaning=Meaning.CAPACITY.value,
        reason="the reference carries at least as much",
    ),
)
_EQUAL = ParityRule(name="equal", expect=Expectation.MUST_EQUAL)
_OF_EQUALS = frozenset({Expectation.MUST_DIFFER, Expectation.BOUND})
_SIZES = ("nano", "micro", "small", "medium", "large", "xlarge")
_SIZE = re.compile(r"(?P<family>(?:\w+\.)*[\w-]+)\.(?P<times>\d*)(?P<size>" + "|".join(_SIZES) + r")")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule makes of an attribute: `wrong` is why it is not as the rule asks, empty when it is."""

    rule: ParityRule
    wrong: str = ""


class Rules:
    """The rules of a comparison: those given, then the defaults. Notes which of those given fitted anything."""

    def __init__(self, given: Sequence[ParityRule] = ()) -> None:
        """Take the rules in their order."""
        self._given = tuple(given)
        self._rules = (*given, *DEFAULTS)
        self._used: set[ParityRule] = set()
        self._of_equals: dict[str, bool] = {}

    def differs(self, resource: Resource, change: Change) -> Judgement:
        """Return the judgement on a difference; `before` is the reference's side."""
        if _is_place(change):
            rule = next((rule for rule in self._fitting(resource, change.path) if rule.where), _PLACE)
            wrong = ""
        else:
            rule = self.of(resource, change.path)
            wrong = _wrong(rule, change.before, change.after)
        self._used.add(rule)
        return Judgement(rule, wrong)

    def equals(
        self, resource: Resource, names: set[str], node: SchemaNode | None
    ) -> Iterator[tuple[Path, Any, Judgement]]:
        """Yield (path, value, judgement) of what is equal on both sides and must not be, or is out of bounds.

        `resource` is one of the two, `names` the attributes that are equal, `node` the schema of its type.
        """
        for name in sorted(names):
            if self._may_ask(resource.type, name):
                for path, value in leaves(resource.attributes[name], (Name(name),), attribute_node(node, name)):
                    rule = self.of(resource, path)
                    wrong = _wrong_equal(rule, value)
                    if wrong:
                        yield path, value, Judgement(rule, wrong)

    def of(self, resource: Resource, path: Path) -> ParityRule:
        """Return the first rule that fits an attribute."""
        return next(self._fitting(resource, path), _EQUAL)

    def digest(self) -> str:
        """Return the digest of all rules in their order; where they stand in a file is not in it."""
        return digest([asdict(replace(rule, where="")) for rule in self._rules])

    def unused(self) -> tuple[ParityRule, ...]:
        """Return the given rules that fitted nothing."""
        return tuple(rule for rule in self._given if rule not in self._used)

    def note(self, resource: Resource, values: Mapping[str, Any], node: SchemaNode | None) -> None:
        """Note the given rules that fit something which was compared, different or not.

        `values` are attributes of a resource, as they are or translated, `node` is the schema of its type.
        """
        waiting = [
            rule
            for rule in self._given
            if rule not in self._used and _fits(rule.type, resource.type) and _fits(rule.address, resource.address)
        ]
        for rule in waiting:
            asked = {name: value for name, value in values.items() if _may_be_about(rule, name)}
            if asked and any(_Spot(resource, path).is_in_scope(rule) for path in _paths(resource, asked, node)):
                self._used.add(rule)

    def _fitting(self, resource: Resource, path: Path) -> Iterator[ParityRule]:
        told, own = _Spot(resource, path), _Spot(resource, _of_provider(path))
        for rule in self._rules:
            if (told if rule.where else own).is_in_scope(rule):
                yield rule

    def _may_ask(self, type_: str, name: str) -> bool:
        key = f"{type_}.{name}"
        if key not in self._of_equals:
            self._of_equals[key] = any(
                rule.expect in _OF_EQUALS and _fits(rule.type, type_) and may_begin(rule.path, name)
                for rule in self._rules
            )
        return self._of_equals[key]


_PLACE = ParityRule(name="place", expect=Expectation.MAY_DIFFER, reason="each environment has its own addresses")


def _may_be_about(rule: ParityRule, name: str) -> bool:
    """Tell whether a rule may be about something in an attribute; tags are judged as one, whichever has them."""
    return may_begin(rule.path, name) or (name == "tags_all" and may_begin(rule.path, "tags"))


def _paths(resource: Resource, values: Mapping[str, Any], node: SchemaNode | None) -> Iterator[Path]:
    """Yield the paths of all that stands in attributes; those in documents and sets come last: they are dear."""
    for name in sorted(values):
        for called in ("tags_all", "tags") if name == "tags_all" else (name,):
            yield from (path for path, _ in leaves(values[name], (Name(called),), attribute_node(node, called)))
    dear = {name: value for name, value in values.items() if _has_more(value)}
    (form,) = canonical_forms(resource, (dear,), node, [], {}) if dear else ({},)
    for name, value in sorted(form.items()):
        yield from (path for path, _ in leaves(value, (Name(name),), attribute_node(node, name)))


def _has_more(value: Any) -> bool:
    """Tell whether the canonical form of a value may have parts that the value itself has not."""
    if isinstance(value, str):
        return "{" in value or "\n" in value
    if isinstance(value, Mapping):
        return any(map(_has_more, value.values()))
    return isinstance(value, list) and bool(value)


class _Spot:
    """Something in a resource, ready to be held against rules; those of our own see only what the provider names."""

    __slots__ = ("address", "names", "spelled", "type")

    def __init__(self, resource: Resource, path: Path) -> None:
        self.type, self.address = resource.type, resource.address
        self.names, self.spelled = names_of(path), spellings(path)

    def is_in_scope(self, rule: ParityRule) -> bool:
        """Tell whether a rule is about it."""
        return (
            _fits(rule.type, self.type)
            and (not rule.meaning or meaning_of(self.type, self.names) == rule.meaning)
            and _fits(rule.address, self.address)
            and fits(rule.path, self.spelled)
        )


def _of_provider(path: Path) -> Path:
    """Return the names of a path up to where they are people's own: a key `region` in a document is no place."""
    given = names(*names_of(given_names(path)))
    end = next((at for at, part in enumerate(given, 1) if part in WHOLE), len(given))
    return given[:end]


def _fits(pattern: str, text: str) -> bool:
    return pattern in {"*", text} or _pattern(pattern).fullmatch(text) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


def _is_place(change: Change) -> bool:
    """Tell whether a difference is between two private networks: those that everybody has are never one of them."""
    if not set(_NETWORKS) & set(_of_provider(change.path)):
        return False
    return all(isinstance(value, str) and _is_private(value) for value in (change.before, change.after))


@cache
def _is_private(text: str) -> bool:
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
