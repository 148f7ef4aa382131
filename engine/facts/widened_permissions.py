"""What a change of policy documents gives that they did not give before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from engine.facts.permissions import (
    ALLOW,
    Statement,
    find_accounts,
    find_everyone,
    find_everything,
    find_foreign,
    find_wide,
    is_of_becoming,
    matches,
)
from engine.facts.policy_documents import parsed_document
from engine.model.path import Change
from engine.provider.permissions import PermissionWords

Document = Mapping[str, Any]
_EVERYBODY = "it was opened to everybody"
_ALL = "it may do everything now"
_OTHERS = "workloads of others may be it now"


@dataclass(frozen=True, slots=True)
class _Given:
    """What a statement gives, in words, and the pattern of the action or name that it gives."""

    words: str
    what: str
    statement: Statement


def read_documents(value: Any) -> tuple[Document, ...]:
    """Return the policy documents in a value: in its text, or in the texts inside of it."""
    if isinstance(value, str):
        document = parsed_document(value)
        return () if document is None else (document,)
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return tuple(found for item in items for found in read_documents(item))


def find_given(
    change: Change,
    sides: Sequence[Sequence[Document]],
    words: PermissionWords,
    almighty: AbstractSet[str],
    own: str,
) -> str:
    """Return in words what the documents of the second side give and those of the first do not; empty for nothing.

    `own` is the account of the resource, which is no other one, and `almighty` are the patterns of actions that give
    all others. Who adds a statement is answerable for what that one gives; to take one away that allows gives nothing.
    """
    before, after = ([given for one in side for given in _given(one, words, almighty, own)] for side in sides)
    new = [given for given in after if not any(_covers(other, given) for other in before)]
    if change.after is None and isinstance(change.before, Mapping) and change.before.get("Effect") == ALLOW:
        return ""
    if isinstance(change.after, Mapping) and "Effect" in change.after:
        statements = [statement for one in sides[1] for statement in one["Statement"]]
        if change.after in [one for one in statements if all(one is not given.statement for given in new)]:
            return ""
    return new[0].words if new else ""


def _given(document: Document, words: PermissionWords, almighty: AbstractSet[str], own: str) -> Iterator[_Given]:
    statements = document["Statement"]
    for grant in find_everyone(document, words):
        for what in grant.what.split(", "):
            yield _Given(_EVERYBODY, what, statements[grant.statement])
    for grant in find_foreign(document, words):
        yield _Given(_OTHERS, grant.what, statements[grant.statement])
    for grant in find_accounts(document, own):
        if is_of_becoming(statements[grant.statement], words):
            yield _Given(f"account {grant.whom} may be it now", grant.whom, statements[grant.statement])
    if not any({"Principal", "NotPrincipal"} & statement.keys() for statement in statements):
        yield from _all_given(document, almighty)  # everything on one resource is not everything


def _all_given(document: Document, almighty: AbstractSet[str]) -> Iterator[_Given]:
    statements = document["Statement"]
    for grant in find_everything(document):
        yield _Given(_ALL, "*", statements[grant.statement])
    for grant in find_wide(document):
        for what in sorted(almighty & set(grant.what.split(", "))):
            yield _Given(_ALL, what, statements[grant.statement])


def _covers(one: _Given, other: _Given) -> bool:
    return one.words == other.words and matches(one.what, other.what)
