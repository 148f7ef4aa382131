"""What differs between the attributes of two resources that are one; what cannot be compared is a gap of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.canonical.canonicalise import Canonicaliser, digest_rules
from engine.comparison.changes import OPTIONS, Differences, LimitReachedError
from engine.comparison.leaves import find_node
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.path import Change, Name
from engine.model.snapshot import Resource
from engine.provider.port import Provider
from engine.provider.settable import Settables
from engine.provider.spelling import is_same_name

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Forms:
    """The canonical forms of the attributes of some sides, in their order.

    `applied` are the rules that changed something, by attribute; `gaps` is what has no form.
    """

    sides: tuple[dict[str, Any], ...]
    applied: Mapping[str, set[str]]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two sides, sorted by attribute, and what could not be compared."""

    changes: tuple[Change, ...]
    gaps: tuple[Gap, ...] = ()


class AttributeComparison:
    """Compares attributes by what a provider says of them; made once for a comparison of two sides, and remembers."""

    def __init__(self, provider: Provider) -> None:
        """Begin with nothing remembered."""
        self.provider = provider
        self.tags = frozenset(provider.common.tags)  # have one canonical form together
        self.canonicaliser = Canonicaliser(provider)
        self.settables = Settables(provider)
        self._differences = Differences()

    def options(self, resources: Iterable[Resource]) -> tuple[str, ...]:
        """Return by what resources are compared."""
        types = sorted({item.type for item in resources})
        return (f"canonical form {digest_rules(self.provider, types)[:19]}", *OPTIONS)

    def told_with(self, name: str) -> frozenset[str]:
        """Return the attributes that say together what one of them is about."""
        return self.tags if name in self.tags else frozenset({name})

    def compare(self, resource: Resource, left: Attributes, right: Attributes) -> Compared:
        """Return what differs, with the rules that were applied; `resource` is the one that is named in gaps."""
        forms = self.forms(resource, (left, right))
        one, other = forms.sides
        gaps = [*forms.gaps]
        found: list[Change] = []
        named = self.provider.facts(resource.type).named
        for name in sorted(one.keys() & other.keys()):
            if name in named and is_same_name(one[name], other[name]):
                continue
            try:
                node = find_node(self.provider, resource.type, name)
                found += self._differences.between(one[name], other[name], path=(Name(name),), node=node)
            except LimitReachedError as error:
                gaps.append(attribute_gap(resource, name, GapReason.LIMIT_REACHED, error.message))
            except Exception as error:  # noqa: BLE001 - a value that breaks the comparison must not hide all others
                gaps.append(_broken(resource, name, error))
        rules = {name: tuple(sorted(names)) for name, names in forms.applied.items() if names}
        if rules:
            found = [
                Change(path=change.path, before=change.before, after=change.after, rules=rules.get(change.path[0], ()))
                for change in found
            ]
        return Compared(tuple(found), tuple(gaps))

    def forms(self, resource: Resource, sides: Collection[Attributes]) -> Forms:
        """Return the canonical form of the attributes of each side, without those of which one side has none."""
        form = self.canonicaliser.form
        applied: dict[str, set[str]] = {}
        try:
            return Forms(tuple([form(resource.type, side, applied=applied) for side in sides]), applied)
        except Exception:  # noqa: BLE001 - below it is found out whose it is
            found: list[dict[str, Any]] = [{} for _ in sides]
        gaps: list[Gap] = []
        names = {name for side in sides for name in side}
        for group in [*({name} for name in sorted(names - self.tags)), names & self.tags]:
            try:
                for one, side in zip(found, sides, strict=True):
                    part = {name: side[name] for name in group if name in side}
                    one.update(form(resource.type, part, applied=applied))
            except Exception as error:  # noqa: BLE001 - the same as above
                for one in found:
                    for name in group:
                        one.pop(name, None)
                gaps.append(_broken(resource, min(group), error))
        return Forms(tuple(found), applied, tuple(gaps))


def _broken(resource: Resource, name: str, error: Exception) -> Gap:
    # The error's text may hold a part of the value, which may be a secret.
    detail = f"{name} of {resource.name} cannot be compared ({type(error).__name__})"
    fix = "report it: driftgate does not know a value of this form"
    return attribute_gap(resource, name, GapReason.TOOL_ERROR, detail, fix)


def attribute_gap(resource: Resource, name: str, reason: GapReason, detail: str, fix: str = "") -> Gap:
    """Return the gap of an attribute that could not be compared."""
    return Gap(
        stage=Stage.COMPARE,
        reason=reason,
        source="comparison",
        detail=detail,
        fix=fix,
        operation="compare",
        account=resource.account,
        region=resource.region,
        types=(resource.type,),
        address=resource.address,
        id=resource.id,
        path=name,
    )
