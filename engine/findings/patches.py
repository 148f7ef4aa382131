"""What differs of one resource, written as the other side has it: a block with these attributes and no others.

What stands in a block of its own is written whole, as code has no way to name one of several blocks, and neither has an
element of a set.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.canonical.canonicalise import TAGS
from engine.findings.findings import show_value
from engine.findings.remediation import apply
from engine.findings.said import Said, is_block, say, without_own
from engine.model.address import Address, is_named, parse
from engine.model.outcome import Finding
from engine.model.path import written
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.provider.code import Block, Reference
from engine.provider.port import Provider

_SHORTEST = 6  # characters of a text that names one thing wherever it stands


class RefusedError(Exception):
    """A finding that no code closes; its words say what to do instead."""


@dataclass(frozen=True, slots=True)
class Patch:
    """The two sides of a resource: `ours` is written as `theirs` is, none where the run has not kept that.

    `sources` say where the two were read. `foreign` tells the first name in a text that only the other side may use,
    empty for none.
    """

    ours: Resource
    theirs: Resource | None
    is_parity: bool
    sources: tuple[str, str]
    provider: Provider
    foreign: Callable[[str], str]

    @property
    def here(self) -> str:
        """Return where ours is."""
        return "in the candidate" if self.is_parity else "intended"

    @property
    def there(self) -> str:
        """Return where theirs is."""
        return "in the reference" if self.is_parity else "in reality"


def make_patch(
    patch: Patch, findings: Sequence[Finding], address: str, refuse: Callable[[Finding, Exception], None]
) -> list[Block]:
    """Return the block of the differences of a resource at `address`, and the variables that it needs.

    `refuse` is told each finding that cannot be written. Raises RefusedError where none can.
    """
    place = parse(address)
    if place is None or place.is_module or not is_named(address):
        raise RefusedError("its address is none that code can name: terraform apply puts back what was intended")
    if patch.provider.find(patch.ours.type) is None:
        raise RefusedError(f"no schema of {patch.ours.type} is known: name one with terraform.provider-schema")
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.change.path[0]].append(finding)
    values: dict[str, Any] = {}
    said_of: list[Finding] = []
    gone: list[str] = []
    for name, group in found.items():
        try:
            values |= _value(patch, name, group, gone)
            said_of += group
        except RefusedError as refusal:
            for finding in group:
                refuse(finding, refusal)
    if not said_of:
        return []
    about = frozenset(part for finding in said_of for part in finding.change.path[1:])
    said = say(patch.provider, patch.ours.type, place.name, values, about)
    return list(_blocks(patch, place, said, said_of, gone))


def _blocks(
    patch: Patch, place: Address, said: Said, findings: Sequence[Finding], gone: Sequence[str]
) -> Iterator[Block]:
    says = [f"Into the block of {place}{_inside(place)}:"]
    says += [_difference(patch, finding) for finding in findings]
    says += [f"{patch.there.capitalize()}: {patch.sources[1]}. {patch.here.capitalize()}: {patch.sources[0]}."]
    if not patch.is_parity:
        worst = max((finding.severity for finding in findings), key=lambda severity: severity.rank)
        says += [f"This accepts what is there ({worst}). To put back what was intended: {apply(patch.ours.address)}"]
    says += [f"Delete every block {name} of it." for name in gone]
    says += [f"Of {name} nothing is said: as a whole it is a secret, or nothing." for name in said.left_out]
    yield Block(
        kind="resource",
        labels=(patch.ours.type, place.name),
        attributes=said.attributes,
        blocks=tuple(said.blocks),
        says=tuple(says),
    )
    yield from said.variables


def _value(patch: Patch, name: str, findings: Sequence[Finding], gone: list[str]) -> dict[str, Any]:
    """Return an attribute as the other side has it; the name of blocks that it has none of is added to `gone`."""
    tags, schema = patch.provider.common.tags, patch.provider.find(patch.ours.type)
    if name == TAGS and tags:
        return {tags[-1]: _tags(patch, tags[-1], findings)}
    node = schema.fields.get(name) if schema is not None else None
    if node is None or node.computed:
        raise RefusedError(f"code does not say {name}: terraform apply puts back what was intended")
    told = patch.theirs.attributes if patch.theirs is not None else {}
    if name in told:
        value = told[name]
    elif all(len(finding.change.path) == 1 for finding in findings):
        value = _there(patch, findings[-1])
    else:
        raise RefusedError(f"the run has not kept {name} {patch.there}: write it at {written(findings[0].change.path)}")
    foreign = next(filter(None, map(patch.foreign, _texts(value))), "")
    if foreign:
        raise RefusedError(f"{name} names {foreign} of the reference: write the candidate's own")
    if is_block(node) and not value:
        gone.append(name)
        return {}
    return {name: Reference("null") if value is None else value}


def _tags(patch: Patch, name: str, findings: Sequence[Finding]) -> Any:
    """Return the tags of code with those that differ as the other side has them; a provider's defaults are no part."""
    own = patch.ours.attributes.get(name)
    found = dict(own) if isinstance(own, Mapping) and not is_secret_mark(own) else {}
    for finding in findings:
        path, value = finding.change.path, _there(patch, finding)
        if len(path) == 1:
            found = dict(without_own(value, patch.provider)) if isinstance(value, Mapping) else {}
        elif value is None:
            found.pop(str(path[1]), None)
        else:
            found[str(path[1])] = value
    return found


def _there(patch: Patch, finding: Finding) -> Any:
    return finding.change.before if patch.is_parity else finding.change.after


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _difference(patch: Patch, finding: Finding) -> str:
    change = finding.change
    here, there = (change.after, change.before) if patch.is_parity else (change.before, change.after)
    return f"{written(change.path)} is {show_value(there)} {patch.there}, and {show_value(here)} {patch.here}."


def _inside(place: Address) -> str:
    """Return what is to be thought of where a block is in a module, or stands for several resources."""
    modules = [step.name.removeprefix("module.") for step in place.steps[:-1]]
    told = f", in the code of module {modules[-1]}" if modules else ""
    if any(step.key for step in place.steps):
        told += "; it is one instance of several, and the others are not meant"
    return told


def names_of(snapshot: Snapshot, provider: Provider) -> Callable[[str], str]:
    """Return what tells the first name of an environment's own that stands in a text: of its things, or of itself."""
    naming = provider.common.naming
    ids = {item.id for item in snapshot.resources} | {item.account for item in snapshot.resources}
    ids |= {
        text for item in snapshot.resources for text in map(item.attributes.get, naming.ids) if isinstance(text, str)
    }
    known = sorted((text for text in ids if len(text) >= _SHORTEST), key=lambda text: (-len(text), text))
    word = re.compile(rf"(?i)(?<![a-z0-9]){re.escape(snapshot.environment)}(?![a-z0-9])")

    def find(text: str) -> str:
        return next((name for name in known if name in text), "") or ("the environment" if word.search(text) else "")

    return find
