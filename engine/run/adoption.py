"""How long a team may still give results that name no subject: once, and not again under the same owner."""

from __future__ import annotations

from dataclasses import replace

from engine.acceptance.person import is_same_person
from engine.errors import InputError, UnsupportedSchemaError
from engine.jsontext.codec import decode
from engine.model.verdict import Adoption, Rules
from engine.ports import Ledger

_DOCUMENT = "rules.json"


def first_adoption(rules: Rules, ledger: Ledger) -> Rules:
    """Return the rules with an adoption that ends when its owner first said that it would.

    What the ledger has of another owner does not count, and neither do rules that another version wrote.
    """
    adoption = rules.adoption
    if adoption is None:
        return rules
    ends = [adoption.until]
    for document in ledger.named(_DOCUMENT):
        earlier = _adoption(document)
        if earlier is not None and is_same_person(earlier.owner, adoption.owner):
            ends.append(earlier.until)
    return replace(rules, adoption=replace(adoption, until=min(ends)))


def _adoption(document: bytes) -> Adoption | None:
    try:
        return decode(document, Rules, name=_DOCUMENT).adoption
    except (UnsupportedSchemaError, InputError):
        return None
