"""What every backend gives: documents that are loaded one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.model.outcome import GapReason


class BackendError(Exception):
    """A document, or the list of them, that cannot be had; carries what the gap says."""

    def __init__(self, reason: GapReason, detail: str, fix: str) -> None:
        """`fix` is what to do about it; nothing here may hold a credential."""
        super().__init__(detail)
        self.reason, self.detail, self.fix = reason, detail, fix


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The bytes of a document, and what its place says of them: for example the version of an object."""

    data: bytes
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One state or plan: its place without secrets, and how to load it (raises BackendError)."""

    location: str
    load: Callable[[], Loaded]


class Backend(Protocol):
    """Finds the documents of one place."""

    def documents(self) -> Sequence[Document]:
        """Return the documents, sorted by location; raises BackendError when they cannot be listed."""
        ...
