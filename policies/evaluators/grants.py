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
from engine.jsontext.digest import canonical_json
from engine.provider.permissions import PermissionWords


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
    for grant in grants:
        statement = document["Statement"][grant.statement]
        yield {
            "statement": grant.statement,
            "what": grant.what,
            "whom": grant.whom,
            "pin": canonical_json(statement).decode(),
        }
