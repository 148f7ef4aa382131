"""What a change of policy documents gives that they did not give before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from engine.jsontext.digest import canonical_json
from engine.model.path import Change
from engine.provider.permissions import PermissionWords

Document = Mapping[str, Any]
_WILD = re.compile(r"[*?]")
_LONGEST = 256  # letters of what a pattern begins with that are looked at
_MOST = 50_000  # patterns that are tried of two sides
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


class Given:
    """What the documents of the second side give and those of the first do not."""

    def __init__(
        self, sides: Iterable[Sequence[Document]], words: PermissionWords, almighty: AbstractSet[str], own: str
    ) -> None:
        """Work out what both sides give.

        `own` is the account of the resource, which is no other one, and `almighty` are the patterns of actions that
        give all others.
        """
        told = tuple(sides)
        before, after = ([given for one in side for given in _given(one, words, almighty, own)] for side in told)
        new = _beyond(before, after)
        giving = {id(given.statement) for given in new}
        self._words = new[0].words if new else ""
        self._harmless = {
            canonical_json(statement)
            for one in (told[1] if new else ())
            for statement in one["Statement"]
            if id(statement) not in giving
        }

    def by(self, change: Change) -> str:
        """Return in words what a change gives; empty for nothing.

        Who adds a statement is answerable for what that one gives; to take one away that allows gives nothing.
        """
        if not self._words:
            return ""
        if change.after is None and isinstance(change.before, Mapping) and change.before.get("Effect") == ALLOW:
            return ""
        is_statement = isinstance(change.after, Mapping) and "Effect" in change.after
        return "" if is_statement and canonical_json(change.after) in self._harmless else self._words


def _beyond(before: Sequence[_Given], after: Sequence[_Given]) -> list[_Given]:
    """Return what is given after and covered by nothing before.

    Most is the same, and only patterns that begin alike are tried. Where that is too much nothing is covered.
    """
    same = {(one.words, one.what) for one in before}
    patterns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for words, what in sorted(same):
        if wild := _WILD.search(what):
            patterns[words, what[: wild.start()]].append(what)
    found, tried = [], 0
    for one in after:
        if (one.words, one.what) in same:
            continue
        likely = [
            pattern
            for end in range(min(len(one.what), _LONGEST) + 1)
            for pattern in patterns.get((one.words, one.what[:end]), ())
        ]
        tried += len(likely)
        if tried > _MOST or not any(matches(pattern, one.what) for pattern in likely):
            found.append(one)
    return found


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
