"""The stable identity of a finding."""

from __future__ import annotations

from engine.digest import digest


def fingerprint(
    *,
    gate: str,
    rule: str,
    account: str = "",
    region: str = "",
    type: str = "",  # noqa: A002 - Terraform's word, as in Finding
    resource: str = "",
    path: tuple[str, ...] = (),
) -> str:
    """Return 32 hex digits of SHA-256 over the canonical JSON of these parts.

    `resource` is the Terraform address, or the id of a resource that has none. The values of a finding are not in
    it: a finding keeps its fingerprint while the resource stays wrong, however wrong it is. Raises ValueError for
    text with a lone surrogate.
    """
    parts = {
        "account": account,
        "gate": gate,
        "path": list(path),
        "region": region,
        "resource": resource,
        "rule": rule,
        "type": type,
    }
    return digest(parts).removeprefix("sha256:")[:32]
