"""The stable identity of a finding."""

from __future__ import annotations

import hashlib

import msgspec


def make_fingerprint(
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
        "path": list(map(str, path)),
        "region": region,
        "resource": resource,
        "rule": rule,
        "type": type,
    }
    # Without numbers the deterministic bytes (RFC 8785, 3.2.2) are those of compact JSON; the names above are sorted.
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
