"""What a resource is called at its provider."""

from __future__ import annotations

from engine.model.snapshot import Resource
from engine.provider.port import Provider
from engine.provider.spelling import shortest_address, without_case


def provider_id(resource: Resource, provider: Provider) -> str:
    """Return the id of a resource at its provider: natural where the state's own id is made up."""
    names = provider.facts(resource.type).key
    if names is None or not resource.attributes.keys() >= set(names):
        return resource.id
    values = [resource.attributes[name] for name in names]
    if not all(isinstance(value, str | bool | float | int | None) for value in values):
        return resource.id
    parts = (_part(resource.type, name, value, provider) for name, value in zip(names, values, strict=True))
    return "/".join(parts) or resource.type


def _part(type_: str, name: str, value: str | bool | float | None, provider: Provider) -> str:
    """Return a part of a natural key; where a name is asked for, people also write the ARN that ends with it."""
    if isinstance(value, str):
        if name.endswith("_name") and value.startswith("arn:"):
            return value.rpartition(":")[2]
        return without_case(name, shortest_address(name, value, provider.common), provider.facts(type_))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(int(value) if value == int(value) else value)
