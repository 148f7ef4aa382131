"""Code that people paste: blocks with what they say, as values. How it is written is the writer's affair.

A value in a block is plain JSON, in which a `Reference` stands for what is no literal, and an `Encoded` for a text that
is a document. Everything else is a literal whatever it says: only what is built here is ever evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reference:
    """An expression that names something: an address as `engine.model.address.expression` writes it, or a variable."""

    text: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text that holds a JSON document: `value` is what it says."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: its kind and labels, its attributes, the blocks inside of it, and what is said of it to a person.

    `kind`, `labels` and the names of the attributes are words of the language or of a schema, never of others.
    """

    kind: str
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    says: tuple[str, ...] = ()
