"""Which address a resource has by now: what the `moved` blocks of code and the previous addresses of a plan say.

https://developer.hashicorp.com/terraform/language/modules/develop/refactoring and Terraform's `internal/refactoring`:
an address is that of one module instance, so its own keys count; the keys of the module that holds the block do not.
Where neither end has a key at its end, all instances move and keep their keys. Moves follow one another (a to b to c),
and one whose target is taken does not happen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.model.address import Address, Step, parse
from engine.model.snapshot import Move

_MOST = 100  # moves that follow one another


@dataclass(frozen=True, slots=True)
class _Rule:
    """A move; `depth` is how many modules hold its block, `whole` that it moves all instances."""

    depth: int
    old: tuple[Step, ...]
    new: tuple[Step, ...]
    whole: bool

    def applied(self, parts: tuple[Step, ...]) -> tuple[Step, ...]:
        """Return the parts of an address after this move, none where it is another address."""
        end = self.depth + len(self.old)
        there = parts[self.depth : end]
        if there[:-1] != self.old[:-1] or (not self.whole and there != self.old):
            return ()
        last = self.new[-1]
        moved = Step(last.name, there[-1].key) if self.whole else last
        return (*parts[: self.depth], *self.new[:-1], moved, *parts[end:])


class Moves:
    """The moves of one or two environments, ready to be applied."""

    def __init__(self, moves: Iterable[Move]) -> None:
        """Sort them by the addresses that they are about, without keys."""
        rules: dict[str, set[_Rule]] = defaultdict(set)
        for move in moves:
            module, old, new = (_steps(address) for address in (move.module, move.old, move.new))
            if old and new:
                whole = not old[-1].key and not new[-1].key
                rules[_named((*module, *old))].add(_Rule(len(module), old, new, whole))
        self._rules: Mapping[str, frozenset[_Rule]] = {name: frozenset(found) for name, found in rules.items()}

    def among(self, addresses: Iterable[str]) -> dict[str, str]:
        """Return what the addresses of one estate are now called, of those that another name is due to."""
        if not self._rules:
            return {}
        there = set(addresses)
        ends = {address: end for address in there if (end := self._end(address)) is not None}
        while True:
            rivals: dict[str, list[int]] = defaultdict(list)
            for new, far in ends.values():
                rivals[new].append(far)
            first = {new: min(all_) for new, all_ in rivals.items() if all_.count(min(all_)) == 1}
            free = {
                address: (new, far)
                for address, (new, far) in ends.items()
                if (new not in there or new in ends) and first.get(new) == far
            }
            if len(free) == len(ends):
                return {address: new for address, (new, _) in free.items()}
            ends = free

    def _end(self, address: str) -> tuple[str, int] | None:
        """Return where the moves of an address end, and after how many; none where there is none, or no end."""
        parts = _steps(address)
        for far in range(_MOST):
            after = self._next(parts)
            if not after:
                return (str(Address(parts)), far) if far else None
            parts = after
        return None  # in a circle, which Terraform refuses

    def _next(self, parts: tuple[Step, ...]) -> tuple[Step, ...]:
        """Return an address after one move, by the longest part of it that moves; nothing where none or several fit."""
        for length in range(len(parts), 0, -1):
            rules = self._rules.get(_named(parts[:length]), ())
            for whole in (False, True):
                found = {after for rule in rules if rule.whole is whole and (after := rule.applied(parts))}
                if found:
                    return found.pop() if len(found) == 1 else ()
        return ()


def _steps(text: str) -> tuple[Step, ...]:
    address = parse(text)
    return address.steps if address is not None else ()


def _named(parts: Iterable[Step]) -> str:
    return ".".join(part.name for part in parts)
