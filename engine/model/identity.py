"""Who a resource is: Terraform's address and our key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ResourceKey:
    """The identity of a resource inside one snapshot.

    `account` and `region` are empty where the source does not say. `id` is the provider's id, `address` is
    Terraform's address or empty for a resource that only an API showed. `deposed` is Terraform's eight
    characters for an object that waits to be destroyed, else empty.
    """

    type: str
    account: str = ""
    region: str = ""
    id: str = ""
    address: str = ""
    deposed: str = ""
