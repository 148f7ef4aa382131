"""What code says beside a state: where a resource is declared, what it ignores, and what was never applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from engine.matching.moves import Moves
from engine.model.address import ANY_KEY, code_address, instances_of
from engine.model.identity import Intent
from engine.model.outcome import Gap, GapReason, Stage
from engine.model.path import Path
from engine.model.snapshot import Move, Resource, Snapshot

CLASH = "compare with code"  # the operation of the gap of addresses that several folders declare


def add_code(resources: Iterable[Resource], moves: Iterable[Move] = ()) -> tuple[Resource, ...]:
    """Return the resources of a side with what code tells of them, sorted by key.

    A declared resource gives those of its block, which is those whose address is the same without instance keys, its
    file and line and what it ignores. One that is among them stands for nothing itself; the other declared ones stay.
    What `moves` says has another address by now keeps its own, and is of the block that has the new one.
    """
    resources, declared = list(resources), defaultdict[str, dict[str, Resource]](dict)
    for item in resources:
        if item.declared:
            declared[code_address(item.address)][item.address] = item
    if not declared:
        return tuple(sorted(resources, key=lambda item: item.order))
    found = [item for item in resources if not item.declared]
    called = Moves(moves).among(item.address for item in found if item.address)
    there: dict[str, set[str]] = defaultdict(set)
    for index, item in enumerate(found):
        address = called.get(item.address, item.address)
        block = declared.get(code_address(address)) if address else None
        if block:
            there[code_address(address)].add(address)
            found[index] = _with_block(item, block.get(address), next(iter(block.values())))
    rest = (
        item
        for key, items in declared.items()
        for item in items.values()
        if not _is_among(item.address, there.get(key, ()))
    )
    return tuple(sorted([*found, *rest], key=lambda item: item.order))


def add_lines(resources: Iterable[Resource], code: Iterable[Resource]) -> tuple[Resource, ...]:
    """Return resources with the file and line of their block, where just one place of `code` declares it."""
    places: dict[str, set[str]] = defaultdict(set)
    for item in code:
        places[code_address(item.address)].add(item.location)

    def found(item: Resource) -> str:
        known = places.get(code_address(item.address), set()) if item.address else set()
        return next(iter(known)) if len(known) == 1 else ""

    return tuple(item if item.location else replace(item, location=found(item)) for item in resources)


def find_clashes(resources: Iterable[Resource]) -> Iterator[Gap]:
    """Yield the gap of addresses that the code declares in more than one way: two folders were given.

    Which state is of which code nobody tells, so that none of the two can be held against either.
    """
    seen: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for item in resources:
        if item.declared:
            seen[item.type, item.address].append(item)
    names = sorted(
        address
        for (_, address), items in seen.items()
        if any(item.attributes != items[0].attributes or item.ignored != items[0].ignored for item in items)
    )
    if names:
        more = f" and {len(names) - 1} more" if names[1:] else ""
        yield Gap(
            stage=Stage.COMPARE,
            reason=GapReason.INCOMPARABLE,
            source="desired",
            detail=f"{names[0]}{more} is declared by several folders of code",
            operation=CLASH,
            fix="give each state with its own code as an environment of its own",
        )


def _with_block(item: Resource, instance: Resource | None, block: Resource) -> Resource:
    """Return a resource with what its block tells; one of another type, which it will become, tells its line.

    `instance` is the declared one of the same address, `block` any of its block.
    """
    code = instance or block
    if item.type != code.type:
        return replace(item, location=code.location)
    intent = item.intent if instance is None else _ascertained(item.intent, instance.intent)
    return replace(item, location=code.location, ignored=code.ignored, code=code.code, intent=intent)


def _ascertained(planned: Intent | None, declared: Intent | None) -> Intent | None:
    """Return the intent of a plan, certain of what its code says: that an expression is an attribute and no function.

    Only where both refer to the same: code that was changed since the plan says nothing of it.
    """
    if planned is None or declared is None or not planned.borrowed:
        return planned
    certain = {(one.path, one.type, one.attribute) for one in declared.borrowed if one.certain}
    told = tuple(
        replace(one, certain=True)
        if (one.path, one.type, one.attribute) in certain and _led(planned, one.path) == _led(declared, one.path)
        else one
        for one in planned.borrowed
    )
    return replace(planned, borrowed=told)


def _led(intent: Intent, path: Path) -> set[tuple[str, str]]:
    """Return the blocks, and the attributes there, to which the attribute leads that a path begins with."""
    return {(code_address(one.address), one.step) for one in intent.refers if one.attribute == path[0]}


def _is_among(address: str, others: Collection[str]) -> bool:
    """Tell whether a declared instance is among those of its block; `[*]` stands for none that is seen."""
    if address in others or (others and code_address(address) == address):
        return True
    form = instances_of(address)
    return any(form.fullmatch(other) for other in others)


def keep_applied(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what only code tells of; the code itself when there is nothing else."""
    there = tuple(item for item in snapshot.resources if not item.declared)
    return replace(snapshot, resources=there) if there else snapshot


def find_untold(resources: Iterable[Resource]) -> Iterator[Gap]:
    """Yield a gap for each block of which nothing is applied and only an expression says how many there should be."""
    for item in resources:
        if item.is_unapplied and ANY_KEY in item.address:
            yield Gap(
                stage=Stage.COMPARE,
                reason=GapReason.MISSING_INPUT,
                source="desired",
                detail=f"none of {item.address} ({item.location}) is applied, and its number is an expression",
                operation="compare",
                types=(item.type,),
                address=item.address,
                fix="give a plan beside the code, tfplan:FILE: only a plan can tell whether it should exist",
            )
