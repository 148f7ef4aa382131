"""What a document says of one thing, before redaction, and what all of it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.model.address import write
from snapshots.documents.errors import unparsable
from snapshots.redaction.marks import Path

Attributes = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The object that controls another one, as that says: its kind with its group, its name, and its uid."""

    kind: str
    name: str
    uid: str


KEY = "flag"  # the attribute of a flag by which programs ask for it: one of another key is another flag


def as_it_is(content: Attributes) -> Attributes:
    """Return the content of a piece as its attributes."""
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One resource of a document.

    Its address is `TYPE.LABEL["NAME"]`, or `TYPE.LABEL` without a name. `content` is what was read, of which `secrets`
    are the paths that nobody may see; `form` makes the attributes of it once it is redacted. `kind`, `uid` and
    `controller` tell who made it (Kubernetes); what the cluster makes by itself is `own`, and `claim` is who a label
    says has made it; `created` is when its server made it, and `grace` how many seconds one that is being
    deleted may go on. `line` is where it begins, from 1, none where nobody knows.
    """

    type: str
    label: str
    content: Attributes
    name: str | None = None
    id: str = ""
    form: Callable[[Attributes], Attributes] = as_it_is
    secrets: tuple[Path, ...] = ()
    account: str = ""
    region: str = ""
    kind: str = ""
    uid: str = ""
    controller: Owner | None = None
    own: bool = False
    claim: str = ""
    created: str = ""
    grace: int | None = None
    status: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0

    @property
    def address(self) -> str:
        """Return its address."""
        return write("", "managed", self.type, self.label, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document holds: its pieces, and of which types a list stands in it, whole, were it an empty one.

    `alone` tells that it is one object that somebody asked for by its name: it says nothing of others.
    """

    form: str
    pieces: tuple[Piece, ...] = ()
    listed: tuple[str, ...] = ()
    alone: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


def check_unique(pieces: Iterable[Piece], what: str) -> None:
    """Raise DocumentError where two pieces of a document are one thing."""
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        key = (piece.type, piece.id or piece.address)
        if key in seen:
            raise unparsable(f"{piece.address} stands in the {what} more than once", "keep one of the two")
        seen.add(key)


def mapping_of(value: Any, what: str) -> Mapping[str, Any]:
    """Return an object of a document; raises DocumentError for anything else."""
    if not isinstance(value, Mapping):
        raise unparsable(f"{what} is no object")
    return value


def list_of(value: Any, what: str) -> list[Any]:
    """Return a list of a document, empty where there is none; raises DocumentError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise unparsable(f"{what} is no list")
    return value


def text_of(value: Any, what: str) -> str:
    """Return a text of a document that is not empty; raises DocumentError for anything else."""
    if not isinstance(value, str) or not value:
        raise unparsable(f"{what} is no text")
    return value
