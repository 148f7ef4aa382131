"""The code that closes findings of a comparison: which blocks bring intent and reality together again.

Of drift it is the intent that gives way: what nobody intends is imported, what is gone is forgotten, what differs is
written as it is. Of parity the candidate gives way, and is written as the reference is. Code for anything else, and for
what no code closes, is refused with what to do instead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

from engine.canonical.canonicalise import Canonicaliser
from engine.findings import catalogue
from engine.findings.patches import Patch, RefusedError, make_patch, names_of
from engine.findings.remediation import apply, quoted
from engine.findings.said import essential, say, slug, variable
from engine.matching.identity import match_by_id
from engine.matching.moves import Moves
from engine.model.address import code_address, expression, parse
from engine.model.drift import PARITY, Renamed
from engine.model.outcome import Finding, Target
from engine.model.secret import holds_secret
from engine.model.snapshot import Resource, Snapshot
from engine.provider.code import Block, Reference
from engine.provider.identity import import_id
from engine.provider.port import Provider

_IMPORTED = frozenset({catalogue.UNMANAGED.id, catalogue.CLAIMED.id})
_WRITTEN = frozenset(
    {
        *(catalogue.CHANGED.id, catalogue.PENDING.id, catalogue.ABSORBED.id, catalogue.STATE_MOVED.id),
        *(catalogue.PARITY_CHANGED.id, catalogue.PARITY_ORDER.id, catalogue.PARITY_RATIO.id),
    }
)
_INSTEAD = {
    catalogue.LEFTOVER.id: "delete it, as what managed it is gone",
    catalogue.PLANNED.id: "apply the plan",
    catalogue.TAINTED.id: "apply, which makes it anew, or: terraform untaint ADDRESS",
    catalogue.UNAPPLIED.id: "apply, which makes it, or delete its block from the code",
    catalogue.PARITY_MISSING.id: "copy its block from the code of the reference",
    catalogue.PARITY_EXTRA.id: "copy its block into the code of the reference, or delete it from the candidate's",
}

_LAST = re.compile(r"[^/:]*[/:]*\Z")  # of an ARN, a path or an address the part that names it


def has_code(finding: Finding) -> bool:
    """Tell whether code may close a finding; what else it needs is known only with what was compared."""
    return finding.rule in {*_IMPORTED, catalogue.MISSING.id} or (
        finding.rule in _WRITTEN and bool(finding.change.path)
    )


@dataclass(slots=True)
class Closed:
    """The blocks that close findings, and the sentences of why others are not closed by code."""

    blocks: list[Block] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Add a block that several findings may ask for."""
        if all((known.kind, known.attributes) != (block.kind, block.attributes) for known in self.blocks):
            self.blocks.append(block)

    def refuse(self, finding: Finding, why: Exception | str) -> None:
        """Note that no code closes a finding."""
        self.refused.append(f"{finding.rule} {finding.fingerprint[:12]}: no code closes it: {why}")


@dataclass(frozen=True)
class Closing:
    """Closes the findings of one comparison.

    `ours` is the side that gives way, `theirs` the one that it is written as, none where the run has none. `renamed`
    are the pairs of two environments that were matched by more than their addresses, `missing` the addresses of all
    that the run has found missing.
    """

    gate: str
    ours: Snapshot | None
    theirs: Snapshot | None
    provider: Provider
    renamed: Sequence[Renamed] = ()
    missing: frozenset[str] = frozenset()

    def close(self, findings: Iterable[Finding]) -> Closed:
        """Return the code for findings: what several ask of one resource stands in one block."""
        closed, names = Closed(), set[str]()
        changed: dict[Target, list[Finding]] = defaultdict(list)
        for finding in findings:
            try:
                if finding.rule in _WRITTEN and finding.change.path:
                    changed[finding.target].append(finding)
                elif finding.rule in _IMPORTED:
                    closed.blocks += self._imported(finding.target, names)
                elif finding.rule == catalogue.MISSING.id:
                    closed.add(self._removed(finding.target))
                else:
                    closed.refuse(finding, _INSTEAD.get(finding.rule) or finding.remediation or finding.message)
            except RefusedError as refusal:
                closed.refuse(finding, refusal)
        for target, found in changed.items():
            self._patched(target, found, closed)
        return closed

    def _imported(self, target: Target, names: set[str]) -> list[Block]:
        """Return the import of what is there and nobody intends, with the resource that it is imported to."""
        resource = _find(self.theirs, target)
        if resource.deposed:
            raise RefusedError("delete it: it is left from before a replacement, and its address is another one's")
        if self.provider.find(resource.type) is None:
            raise RefusedError(f"no schema of {resource.type} is known: name one with terraform.provider-schema")
        if self.provider.facts(resource.type).imported == ():
            raise RefusedError(
                f"its provider cannot import {resource.type}{self._page(resource.type)}: delete it, and apply it anew"
            )
        name = self._name(resource, names)
        said = say(self.provider, resource.type, name, essential(resource, self.provider, self._canonicaliser))
        variables, known = list(said.variables), import_id(resource, self.provider)
        if not known:
            variables.insert(0, variable(f"{name}_import_id", self._asked(resource.type), secret=False))
        says = [f"{resource.type} {resource.id} is in reality ({_read(self.theirs)}), and nobody intends it."]
        says += [f"Of {part} nothing is said: as a whole it is a secret, or nothing." for part in said.left_out]
        says += ["What code cannot tell is a variable: give it a value."] * bool(variables)
        to = Reference(f"{resource.type}.{name}")
        given = known or Reference(f"var.{name}_import_id")
        block = Block(
            kind="resource", labels=(resource.type, name), attributes=said.attributes, blocks=tuple(said.blocks)
        )
        return [Block(kind="import", attributes={"to": to, "id": given}, says=tuple(says)), block, *variables]

    def _removed(self, target: Target) -> Block:
        """Return the block that forgets what is gone; raises RefusedError where it would forget what is there, too."""
        address = expression(code_address(target.address)) if not holds_secret(target.address) else ""
        if not address:
            raise RefusedError("its address is none that code can name: terraform state rm ADDRESS")
        block = code_address(target.address)
        alike = {item.address for item in self.ours.applied if code_address(item.address) == block} if self.ours else ()
        there = sorted({*alike} - self.missing - {target.address})
        if there:
            raise RefusedError(
                f"code forgets all instances of a block, and {there[0]} is there: terraform state rm "
                f"{quoted(target.address)}, and take it out of the count or for_each"
            )
        says = (
            f"{target.address} is in the state, and not in reality. This forgets it: delete its block of code as well.",
            f"To make it again instead: {apply(target.address)}",
        )
        lifecycle = Block(kind="lifecycle", attributes={"destroy": False})
        return Block(kind="removed", attributes={"from": Reference(address)}, blocks=(lifecycle,), says=says)

    def _patched(self, target: Target, findings: Sequence[Finding], closed: Closed) -> None:
        """Add what writes the differences of a resource, and what moves it to the address that it has there."""
        try:
            ours = _find(self.ours, target)
            patch = Patch(
                ours, self._counterpart(ours), self.gate == PARITY, self._sources, self.provider, self._foreign
            )
            address = self._moved_to(ours, patch.theirs)
            blocks = make_patch(patch, findings, address or ours.address, closed.refuse)
        except RefusedError as refusal:
            for finding in findings:
                closed.refuse(finding, refusal)
            return
        if address:
            says = (f"It is {address} {patch.there}: call its block so.",)
            ends = {"from": Reference(expression(ours.address)), "to": Reference(expression(address))}
            closed.blocks.append(Block(kind="moved", attributes=ends, says=says))
        closed.blocks += blocks

    def _counterpart(self, ours: Resource) -> Resource | None:
        """Return what a resource is on the other side: by its id in one estate, by its address in two."""
        if self.theirs is None:
            return None
        theirs = [item for item in self.theirs.applied if item.type == ours.type]
        if self.gate == PARITY:
            name = next((row.left for row in self.renamed if row.right == ours.address), ours.address)
            found = [item for item in theirs if item.address == name]
            return found[0] if len(found) == 1 else None
        mine = [item for item in self.ours.applied if item.type == ours.type] if self.ours else []
        moves = (*(self.ours.moves if self.ours else ()), *self.theirs.moves)
        return next((two for one, two in match_by_id(mine, theirs, self.provider, moves).pairs if one is ours), None)

    def _moved_to(self, ours: Resource, theirs: Resource | None) -> str:
        """Return the address that a resource has on the other side, where it is another one and no code says so yet."""
        if theirs is None or not theirs.address or theirs.address == ours.address:
            return ""
        if not (expression(ours.address) and expression(theirs.address)):
            return ""
        moves = Moves((*(self.ours.moves if self.ours else ()), *(self.theirs.moves if self.theirs else ())))
        return "" if moves.among([ours.address]).get(ours.address) == theirs.address else theirs.address

    def _name(self, resource: Resource, names: set[str]) -> str:
        """Return a name for a resource that the code does not have yet: what people call it, else its id."""
        naming, taken = self.provider.common.naming, set(names)
        for item in self.ours.resources if self.ours else ():
            address = parse(item.address) if item.type == resource.type else None
            taken |= {address.name} if address is not None else set()
        tags = resource.attributes.get(self.provider.common.tags[-1]) if self.provider.common.tags else None
        told = (tags.get(naming.name_tag) if isinstance(tags, Mapping) else None, resource.attributes.get("name"))
        text = next((one for one in (*told, resource.id) if isinstance(one, str) and one and not holds_secret(one)), "")
        name = slug(_LAST.search(text)[0])[:60].rstrip("_") or "this"  # type: ignore[index]  # it fits every text
        name = next(one for one in (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3))) if one not in taken)
        names.add(name)
        return name

    def _asked(self, type_: str) -> str:
        return f"by what the provider imports it, which driftgate does not know{self._page(type_)}"

    def _page(self, type_: str) -> str:
        pages = self.provider.common.pages
        found = next((page + type_.removeprefix(start) for start, page in pages.items() if type_.startswith(start)), "")
        return f" ({found}#import)" if found else ""

    @property
    def _sources(self) -> tuple[str, str]:
        return _read(self.ours), _read(self.theirs)

    @property
    def _foreign(self) -> Callable[[str], str]:
        if self.gate != PARITY or self.theirs is None:
            return lambda _: ""
        return names_of(self.theirs, self.provider)

    @property
    def _canonicaliser(self) -> Canonicaliser:
        return Canonicaliser(self.provider)


def _find(snapshot: Snapshot | None, target: Target) -> Resource:
    """Return the resource that a finding is about; raises RefusedError where the run has not kept it."""
    resources = snapshot.resources if snapshot is not None else ()
    found = next((item for item in resources if item.type == target.type and item.target == target), None)
    if found is None:
        raise RefusedError("the run has not kept what it is about: look again, and explain that")
    return found


def _read(snapshot: Snapshot | None) -> str:
    """Return where and when a snapshot was read."""
    if snapshot is None:
        return "not kept"
    sources = ", ".join(str(origin.source) for origin in snapshot.origins)
    return f"{sources} at {snapshot.taken_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
