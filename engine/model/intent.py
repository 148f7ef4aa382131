"""What an intent says beside values: what only an apply tells, what nobody sets, and what refers to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.model.path import Path


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Reference:
    """An attribute that refers to another resource of the same intent, by its address.

    `sure` is false where it may refer to another one as well; the address is empty where nobody knows which.
    """

    attribute: str
    address: str
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What code or a plan says of a resource beside its attributes.

    `unknown` are the paths of what only an apply tells, at any depth. `unset` are the attributes that nobody sets and
    the provider decides. `partly` are attributes of which only a part is known: they are no attributes of the resource,
    as nothing may be concluded from what they lack.
    """

    unknown: tuple[Path, ...] = ()
    unset: tuple[str, ...] = ()
    partly: Mapping[str, Any] = field(default_factory=dict)
    refers: tuple[Reference, ...] = ()
