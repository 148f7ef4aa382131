"""What may be concluded of a resource that only one side has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from engine.canonical.canonicalise import Canonicaliser
from engine.canonical.sets import equal
from engine.comparison.entries import find_names
from engine.model.outcome import Gap, GapCause, GapReason, Stage
from engine.model.place import Place, is_same_place
from engine.model.snapshot import Listing, Resource, Side, Snapshot, SourceKind
from engine.provider.port import Provider


class Provided:
    """What the provider and its services made by themselves, and what belongs to that."""

    def __init__(self, observed: Snapshot, provider: Provider) -> None:
        """Look at what the observed side says of its resources and lists."""
        self._provider = provider
        self.made = {(item.type, item.id) for item in observed.resources if item.provider_owned}
        self.unread = {listing.type for listing in observed.listings if not listing.complete}

    def explains(self, item: Resource) -> bool:
        """Tell whether a resource is the provider's, or may be: what it belongs to was not read, which is a gap."""
        if item.provider_owned:
            return True
        owner = self._provider.facts(item.type).owner
        names = find_names(item, owner.link) if owner is not None else []
        if owner is None or not names:
            return False
        return owner.type in self.unread or any((owner.type, name) in self.made for name in names)


def is_of_documents(observed: Snapshot) -> bool:
    """Tell whether all that was observed stands in documents: a kind that nobody asked for is not in them."""
    return bool(observed.origins) and all(origin.source.kind is SourceKind.DOC for origin in observed.origins)


class Completeness:
    """Whether the observed side has looked everywhere that a resource could be."""

    def __init__(self, observed: Snapshot) -> None:
        """Look at the lists of the observed side."""
        self.is_intent = observed.side is Side.DESIRED
        self.whole = observed.complete and not observed.gaps
        self.is_of_documents = is_of_documents(observed)
        self.listings: dict[str, list[Listing]] = defaultdict(list)
        for listing in observed.listings:
            self.listings[listing.type].append(listing)

    def lists(self, item: Resource) -> bool:
        """Tell whether an absent resource is really absent."""
        if self.is_intent:  # a state lists all that it has, when it could be read
            return self.whole
        rows = self.rows(item.type, item.place)
        return bool(rows) and all(row.complete for row in rows)

    def rows(self, type_: str, place: Place) -> list[Listing]:
        """Return the listings that could show a resource of this type and place."""
        return [row for row in self.listings.get(type_, ()) if is_same_place(row, place)]

    def gap(self, type_: str, place: Place, count: int) -> Gap:
        """Return why `count` resources of a type and place cannot be called missing."""
        reason, detail, fix = self._why(type_, place)
        return Gap(
            stage=Stage.CONCLUDE,
            cause=GapCause.ITSELF if fix else GapCause.UNREAD,
            count=count,
            reason=reason,
            source="observed",
            detail=f"{detail} ({count} intended resource{'s' if count != 1 else ''} not verified)",
            operation="conclude missing",
            account=place.account,
            region=place.region,
            types=(type_,),
            fix=fix,
        )

    def _why(self, type_: str, place: Place) -> tuple[GapReason, str, str]:
        """Return the reason, what it means and what to do about it."""
        if not self.listings:
            return GapReason.MISSING_INPUT, "nothing of the other side could be read", ""
        if self.is_of_documents and type_ not in self.listings:
            return GapReason.MISSING_INPUT, f"no document lists {type_}", "ask for this kind as well"
        if type_ not in self.listings:
            fix = "compare this type by a refreshed state until a collector reads it"
            return GapReason.UNSUPPORTED, f"{type_} is read by no collector", fix
        if self.rows(type_, place):
            return GapReason.LIMIT_REACHED, "the list of this type is not complete", ""
        account, region = place.account, place.region
        looked = sorted({row.account for row in self.listings[type_] if row.account})
        if account and looked and account not in looked:
            detail = f"account {account} was not looked at, only {', '.join(looked)}"
            return GapReason.MISSING_INPUT, detail, f"give credentials, a profile or a role of account {account}"
        where = Place(account or "the account", region)
        fix = f"add the region to the source: aws:PROFILE@{region}" if region else "look at the account"
        return GapReason.MISSING_INPUT, f"{where} was not looked at", fix


def is_implied(item: Resource, canonicaliser: Canonicaliser) -> bool:
    """Tell whether an observed sub-resource is what the provider makes by itself, with its own values."""
    expected = canonicaliser.provider.facts(item.type).implied
    return bool(expected) and all(
        name in item.attributes
        and _contains(
            canonicaliser.form(item.type, {name: item.attributes[name]})[name],
            canonicaliser.form(item.type, {name: value})[name],
        )
        for name, value in expected.items()
    )


def _contains(value: Any, expected: Any) -> bool:
    """Tell whether a canonical value has at least what is expected of it."""
    if isinstance(expected, Mapping) and isinstance(value, Mapping):
        if all(key.startswith("#") for key in expected):  # a set of nameless elements
            return len(value) == len(expected) and all(
                any(_contains(item, wanted) for item in value.values()) for wanted in expected.values()
            )
        return all(key in value and _contains(value[key], wanted) for key, wanted in expected.items())
    if isinstance(expected, list) and isinstance(value, list):
        return len(value) == len(expected) and all(map(_contains, value, expected))
    return equal(value, expected)
