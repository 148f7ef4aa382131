"""What policy documents grant, as policies see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.facts.permissions import (
    Grant,
    find_accounts,
    find_escalations,
    find_everyone,
    find_everything,
    find_foreign,
    find_readable,
    find_wide,
)
from engine.jsontext.digest import canonical_json, digest_bytes
from engine.provider.permissions import PermissionWords

_SHORT = 1000  # bytes


def grants_of(document: Mapping[str, Any], words: PermissionWords, account: str) -> dict[str, Any]:
    """Return what a canonical document grants: to `everyone` and others, and more than a policy should.

    Each grant has the statement that gives it, `what` it gives and `whom`, and the statement's own text as `pin`.
    """
    found = {
        "everyone": find_everyone(document, words),
        "everything": find_everything(document),
        "escalations": find_escalations(document, words),
        "secrets": find_readable(document, words),
        "services": find_wide(document),
        "foreign": find_foreign(document, words),
        "accounts": find_accounts(document, account),
    }
    return {name: list(_told(document, grants)) for name, grants in found.items()}


def _told(document: Mapping[str, Any], grants: Iterable[Grant]) -> Iterator[dict[str, Any]]:
    pins: dict[int, str] = {}
    for grant in grants:
        pin = pins.get(grant.statement)
        if pin is None:
            pin = pins[grant.statement] = _pin(document["Statement"][grant.statement])
        yield {"statement": grant.statement, "what": grant.what, "whom": grant.whom, "pin": pin}


def _pin(statement: Mapping[str, Any]) -> str:
    """Return a text that no other statement has: its own, where that is short."""
    text = canonical_json(statement)
    return text.decode() if len(text) <= _SHORT else digest_bytes(text)
