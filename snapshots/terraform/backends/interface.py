"""What every backend gives: documents that are loaded one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from engine.model.outcome import GapReason


class BackendError(Exception):
    """A document, or the list of them, that cannot be had; carries what the gap says."""

    def __init__(self, reason: GapReason, detail: str, fix: str) -> None:
        """`fix` is what to do about it; nothing here may hold a credential."""
        super().__init__(detail)
        self.reason, self.detail, self.fix = reason, detail, fix


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDocument:
    """The bytes of a document, and what its place says of them: for example the version of an object."""

    data: bytes
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDocument:
    """What a document is known by without holding it: the digest and number of its bytes, and its facts."""

    digest: str
    size: int
    facts: Mapping[str, str] = field(default_factory=dict)


def nothing_seen() -> SeenDocument | None:
    """Tell of no document what it is known by: it has to be loaded."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDocument:
    """One state or plan: its place without secrets, and how to load it (raises BackendError).

    `see` is quicker where it can tell what the document is known by, and none where it has to be loaded.
    """

    location: str
    load: Callable[[], LoadedDocument]
    see: Callable[[], SeenDocument | None] = nothing_seen


_FIRST = 5
PASSED = "passed_over"  # the fact of a document: what else is in its place and is taken for no state
_NO_STATES = (".tfstate.backup", ".tflock", ".tfstate.lock.info", ".md5", "-md5", "/")


def is_no_state(name: str) -> bool:
    """Tell whether a name is of what Terraform and others keep beside states: backups, locks, digests, folders."""
    return name.endswith(_NO_STATES)


def with_passed(documents: Sequence[StateDocument], names: Sequence[str]) -> Sequence[StateDocument]:
    """Return documents of which each says how many others were passed over, and the first of their names.

    Raises BackendError when nothing but these is there.
    """
    if not names:
        return documents
    first = sorted(names)[:_FIRST]
    more = ["…"] if len(names) > len(first) else []
    told = f"{len(names)}: {', '.join([*first, *more])}"
    if not documents:
        detail = f"there is no state here, and passed over by their names are {told}"
        raise BackendError(GapReason.EMPTY, detail, "name the state itself, or check the folder or prefix")
    return [_telling(document, told) for document in documents]


def _telling(document: StateDocument, told: str) -> StateDocument:
    def load() -> LoadedDocument:
        found = document.load()
        return replace(found, facts={**found.facts, PASSED: told})

    def see() -> SeenDocument | None:
        found = document.see()
        return None if found is None else replace(found, facts={**found.facts, PASSED: told})

    return replace(document, load=load, see=see)


class Backend(Protocol):
    """Finds the documents of one place."""

    def documents(self) -> Sequence[StateDocument]:
        """Return the documents, sorted by location; raises BackendError when they cannot be listed."""
        ...
