"""Types that no policy judges and nobody answers for: since a first run they may be open for a while, and no longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.errors import InputError, UnsupportedSchemaError
from engine.gates.gate import Case
from engine.jsontext.codec import decode, written
from engine.jsontext.document import Document
from engine.model.gate import GateResult
from engine.model.policy import Unanswered
from engine.ports import Ledger

_DOCUMENT = "unanswered.json"


def open_until(case: Case, ledger: Ledger) -> datetime | None:
    """Return until when the first run on the same said that such types are open, none where no run has met any.

    What another version wrote does not count.
    """
    if not case.evaluators:
        return None
    ends = [
        found.until
        for found in map(_read, ledger.named(_DOCUMENT))
        if found is not None and (found.environment, found.sources) == _what(case)
    ]
    return min(ends, default=None)


def remember(case: Case, results: Iterable[GateResult]) -> dict[str, Document]:
    """Return the document, by its name, of a run that met such types; nothing for another one."""
    for result in results:
        scope = result.scope
        if scope is not None and scope.unjudged and scope.until is not None and not scope.owner:
            environment, sources = _what(case)
            answer = Unanswered(environment=environment, sources=sources, until=scope.until)
            return {_DOCUMENT: Document.of(written(answer))}
    return {}


def _what(case: Case) -> tuple[str, tuple[str, ...]]:
    judged = case.observed if case.observed is not None else case.desired
    sources = () if judged is None else tuple(sorted(str(origin.source) for origin in judged.snapshot.origins))
    return case.environment, sources


def _read(document: bytes) -> Unanswered | None:
    try:
        return decode(document, Unanswered, name=_DOCUMENT)
    except (UnsupportedSchemaError, InputError):
        return None
