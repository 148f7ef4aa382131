"""Whose a resource is that nobody here intends: its maker's, another state's, another service's, or nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from engine.canonical.canonicalise import Canonicaliser
from engine.comparison.inline_forms import InlineForms
from engine.drift.presence import Provided, is_implied
from engine.estate.blast_radius import owners_of
from engine.matching.identity import Matching, match_by_id
from engine.model.drift import OwnedScope, Reach, ServiceOwner, Standing
from engine.model.identity import STACK_TOOLS, Maker
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.place import is_same_place
from engine.model.snapshot import Resource, Side, Snapshot
from engine.provider.identity import provider_id
from engine.provider.port import Provider

STATE = "terraform"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherState:
    """A state whose resources others manage, by the name of its place."""

    name: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How one resource stands: `maker` who made it, `service` whose it is, `why` what says so.

    `is_outside` tells that it is outside of the scope that the environment declares, and nobody's all the same.
    """

    standing: Standing
    maker: Maker | None = None
    service: str = ""
    why: str = ""
    is_outside: bool = False


def find_unknown(desired: Snapshot, observed: Snapshot, provider: Provider) -> list[Resource]:
    """Return what is there and nobody intends, as far as its maker is to be asked for.

    What a tag says to be of a stack is among it: the stack may be gone.
    """
    if observed.side is not Side.OBSERVED or not desired.complete:
        return []
    known = {(item.type, provider_id(item, provider)) for item in desired.applied}
    if all(_is_settled(item) or (item.type, provider_id(item, provider)) in known for item in observed.applied):
        return []
    left = desired.applied
    matching = match_by_id(left, observed.applied, provider, (*desired.moves, *observed.moves))
    inline, provided = InlineForms(left, provider, matching.pairs, matching.right_only), Provided(observed, provider)
    canonicaliser = Canonicaliser(provider)
    return [
        item
        for item in matching.right_only
        if not _is_settled(item)
        and not provided.explains(item)
        and not inline.speaks_for(item)
        and not is_implied(item, canonicaliser)
    ]


def _is_settled(item: Resource) -> bool:
    confirmed = item.maker is not None and item.maker.is_confirmed and item.maker.tool not in STACK_TOOLS
    return item.provider_owned or confirmed


def find_of_states(others: Iterable[OtherState], resources: Sequence[Resource], provider: Provider) -> dict[int, Stand]:
    """Return the states that have resources which nobody here intends, by the `id()` of these; of several the first.

    A part of what a state has, that it does not have itself, is of those who manage the state: their run tells it.
    """
    found: dict[int, Stand] = {}
    for state in others:
        left = [item for item in resources if id(item) not in found]
        theirs = state.snapshot.applied
        pairs = match_by_id(theirs, left, provider, state.snapshot.moves).pairs
        inline = InlineForms(theirs, provider, pairs)
        maker = Maker(tool=STATE, name=state.name, confirmed_by="its state")
        made, part = Stand(standing=Standing.MADE, maker=maker, why=maker.confirmed_by), _part_of(maker)
        matched = {id(other) for _, other in pairs}
        for item in left:
            if id(item) in matched or inline.says(item):
                found[id(item)] = made
            elif inline.speaks_for(item):
                found[id(item)] = part
    return found


def _part_of(maker: Maker) -> Stand:
    why = "what it belongs to is in that state, and it is not"
    return Stand(standing=Standing.OWNED, service=str(maker), why=why)


class Ownership:
    """Says how resources stand that nobody here intends."""

    def __init__(
        self, scope: OwnedScope, matching: Matching, provider: Provider, others: Iterable[OtherState] = ()
    ) -> None:
        """Begin with the `matching` of intent and reality; `others` are the states of others, whose gaps are kept."""
        self._scope, self._provider = scope, provider
        resources = matching.right_only
        states = tuple(others)
        self._of_state = find_of_states(states, resources, provider)
        self.gaps = [gap for state in states for gap in state.snapshot.gaps]
        self._by_id = _by_id(resources)
        self._matching = matching
        self._intended: dict[str, list[Resource]] = {}

    def stand_of(self, item: Resource) -> Stand:
        """Return how a resource stands; what confirms its maker comes before what anybody can write."""
        service, of_state = self._service_of(item), self._in_state(item)
        if of_state is not None:
            return of_state if service is None or of_state.service else replace(of_state, service=service.name)
        maker = item.maker
        if maker is not None and maker.is_confirmed:
            name = service.name if service is not None else ""
            return Stand(standing=Standing.MADE, maker=maker, service=name, why=maker.confirmed_by)
        if self._is_ours(item):
            return self._claimed(maker)
        if service is not None:
            why = f"the configuration says so; {service.owner} answers for it"
            return Stand(standing=Standing.OWNED, service=service.name, why=why)
        if self._scope.told_in:
            return Stand(standing=Standing.ELSEWHERE, why=f"the run of {self._scope.told_in} tells it")
        return replace(self._claimed(maker), is_outside=self._scope.ours is not None)

    def name_other(self, item: Resource) -> str:
        """Return who else answers for what a resource is, in words; empty where we do, or nobody says who does."""
        state = self._in_state(item)
        if state is not None:
            return f"managed by {state.maker or state.service}"
        if self._is_ours(item):
            return ""
        service = self._service_of(item)
        if service is not None:
            return f"owned by service {service.name}"
        return f"told by the run of {self._scope.told_in}" if self._scope.told_in else ""

    def find_unmet(self, observed: Snapshot) -> Iterator[Gap]:
        """Yield the gap of a scope that nothing there is in: everything would be somebody else's."""
        ours = self._scope.ours
        if ours is None or any(self._covers(ours, item) for item in observed.applied):
            return
        yield Gap(
            reason=GapReason.EMPTY,
            source="scope",
            detail="nothing that is there is in the scope of the environment",
            operation="scope",
            fix="correct the tags, stacks and accounts under scope",
            stage=Stage.CONCLUDE,
        )

    def _in_state(self, item: Resource) -> Stand | None:
        """Return how a resource stands that a state of others has, or of which it has the whole; none for any other."""
        if id(item) in self._of_state:
            return self._of_state[id(item)]
        wholes = (self._of_state.get(id(one)) for one in self._with_wholes(item))
        makers = (stand.maker for stand in wholes if stand is not None and stand.maker is not None)
        return next(map(_part_of, makers), None)

    def _claimed(self, maker: Maker | None) -> Stand:
        if maker is None:
            return Stand(standing=Standing.UNMANAGED, why="nobody intends it")
        return Stand(standing=Standing.CLAIMED, maker=maker, why=maker.claimed_by)

    def _is_ours(self, item: Resource) -> bool:
        """Tell whether a resource is in our scope, or a part of what we intend, whatever its own tags say."""
        ours = self._scope.ours
        owners = owners_of(item, self._provider)
        if owners and not self._intended:  # of most estates nobody asks
            matching = self._matching
            both = (one for pair in matching.pairs for one in pair)
            self._intended = _by_id([*both, *matching.left_only, *matching.ambiguous])
        wholes = (one for owner in owners for one in self._intended.get(owner, ()))
        if any(is_same_place(one, item) for one in wholes):
            return True
        return ours is not None and any(self._covers(ours, one) for one in self._with_wholes(item))

    def _service_of(self, item: Resource) -> ServiceOwner | None:
        return next(
            (
                service
                for one in self._with_wholes(item)
                for service in self._scope.services
                if self._covers(service.owns, one)
            ),
            None,
        )

    def _with_wholes(self, item: Resource) -> Iterator[Resource]:
        """Yield a resource, and what it is a part of: a rule of a security group has no tags of its own."""
        yield item
        for owner in owners_of(item, self._provider):
            yield from (one for one in self._by_id.get(owner, ()) if one is not item and is_same_place(one, item))

    def _covers(self, reach: Reach, item: Resource) -> bool:
        return covers(reach, item, self._provider)


def _by_id(resources: Iterable[Resource]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for item in resources:
        found[item.id].append(item)
    return found


def covers(reach: Reach, item: Resource, provider: Provider) -> bool:
    """Tell whether somebody owns a resource: by all tags or one of the stacks, in one of the accounts."""
    if reach.accounts and not _fits(item.account, reach.accounts):
        return False
    if not reach.tags and not reach.stacks:
        return bool(reach.accounts)
    of_stack = item.maker is not None and item.maker.is_confirmed and item.maker.tool in STACK_TOOLS
    if of_stack and item.maker is not None and _fits(item.maker.name, reach.stacks):
        return True
    told = next((item.attributes[name] for name in provider.common.tags if name in item.attributes), None)
    tags = told if isinstance(told, dict) else {}
    return bool(reach.tags) and all(
        fnmatchcase(str(tags[key]), pattern) if key in tags else False for key, pattern in reach.tags.items()
    )


def _fits(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
