"""Secrets in places that people use: how many of a corpus are hidden, by class, and that nothing harmless is."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fixtures.secrets import carriers, encodings, harmless, names, places, providers, tokens
from fixtures.secrets.made import Planted
from snapshots.redaction.redact import Redactor
from snapshots.redaction.words import folded, hints
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER
from tests.profiles import count

REDACTOR = Redactor(b"k" * 32, "e1")
LEAST_RECALL = 0.95  # of each class
LEAST_PRECISION = 0.99  # of what is harmless, how much stays
SEEDS = range(count(20, test=1, quick=1))


def shows(case: Planted, redactor: Redactor) -> str:
    """Return all texts of what is left of a case, as they stand in a document and as they are."""
    left = redactor.resource(case.type, case.attributes, sensitive=case.sensitive)
    return json.dumps(left, ensure_ascii=False) + repr(left) + "\n".join(all_texts(left))


def all_texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(text for item in value.values() for text in all_texts(item))]
    return [text for item in value for text in all_texts(item)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    "module", [tokens, names, encodings, carriers, places, providers], ids=lambda module: module.__name__
)
def test_secrets_are_recalled_in_every_class(module: Any) -> None:
    found: dict[bool, list[str]] = defaultdict(list)
    for seed in SEEDS:
        for case in module.planted(Random(f"{module.__name__} {seed}")):
            document = json.dumps({"a": case.attributes, "z": 1}).encode()
            narrowed = shows(case, REDACTOR.for_document(document))
            assert narrowed == shows(case, REDACTOR), case.what
            found[any(secret in narrowed for secret in case.secrets)].append(case.what)
    hidden = len(found[False]) / sum(map(len, found.values()))
    assert hidden >= LEAST_RECALL, (hidden, sorted(set(found[True])))


def test_what_is_harmless_stays() -> None:
    values = harmless.values(Random("harmless"), count(5000, test=1500, quick=300))
    hidden = [value for value in values if REDACTOR.resource("aws_x", value) != value]
    assert 1 - len(hidden) / len(values) >= LEAST_PRECISION, hidden[:20]


def test_every_word_has_a_hint_in_each_of_its_spellings() -> None:
    # A text is looked at for names only where it holds one of the hints.
    known = hints()
    random = Random("spellings")
    for case in names.planted(random):
        name = folded(case.what.partition(" ")[2]).replace("_", "")
        assert any(hint in name for hint in known), case.what


@pytest.mark.parametrize("entry", [*carriers.keyed(Random("keys"))], ids=lambda entry: f"{entry[0]} {entry[2][:4]}")
def test_keys_of_instances_are_hidden_where_they_stand_in_addresses(entry: tuple[str, dict[str, Any], str]) -> None:
    what, changes, secret = entry
    instance = {"index_key": changes.get("index_key", 0), "attributes": {"id": "x"}, "schema_version": 0}
    resource = {"mode": "managed", "type": "aws_x", "name": "a", "provider": "p", "instances": [instance]}
    made = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l"}
    outputs = {f"of-{secret}": {"value": "x", "type": "string"}}
    state = {**made, "outputs": outputs, "resources": [{**resource, **changes}]}
    collector = state_file(location="a.tfstate", path=Path("unused"), redactor=REDACTOR, provider=PROVIDER)
    collection = collector.parse(json.dumps(state).encode())
    assert not collection.gaps, what
    assert secret not in repr(collection)
    (found,) = collection.resources
    key = str(changes.get("index_key", secret))
    assert f'["{REDACTOR.text(key)}"]' in found.address
