"""What policies are told otherwise than by default: parameters, and whether they make them weaker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.model.policy import Policy, Told


def list_told(policies: Iterable[Policy]) -> tuple[Told, ...]:
    """Return the parameters of policies that are not their defaults, sorted."""
    found = [
        Told(
            policy=policy.id,
            name=name,
            value=value,
            default=policy.params[name]["default"],
            weakens=is_weaker(policy.params[name], value),
        )
        for policy in policies
        for name, value in policy.told.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.policy, one.name)))


def is_weaker(schema: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a value makes a policy weaker than its default does, as far as its schema says what does.

    `weaker` in the schema is `lower` or `higher`: of numbers, of the places of texts in `enum`, and of lists, of which
    a lower one lacks an entry and a higher one has one more.
    """
    way, default = schema.get("weaker"), schema["default"]
    if isinstance(value, list):
        less, more = (default, value) if way == "higher" else (value, default)
        return way is not None and any(entry not in less for entry in more)
    place = schema["enum"].index if "enum" in schema else _itself
    return (way == "lower" and place(value) < place(default)) or (way == "higher" and place(value) > place(default))


def _itself(value: Any) -> Any:
    return value
