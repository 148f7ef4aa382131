"""What the screen lets pass without looking closer is what looking closer leaves as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.secrets import carriers, encodings, harmless, names, places, providers, tokens
from snapshots.redaction.own import OwnSecrets
from snapshots.redaction.redact import Redactor
from snapshots.redaction.screen import is_bare
from tests.profiles import count

REDACTOR = Redactor(b"k" * 32, "e1")
# Looks at every value of a resource by itself: an organisation's names are not known to the screen.
EVERY_VALUE = replace(REDACTOR, own=OwnSecrets(names=("zzz_nobody_writes_this",)))
# Looks at what names and signs tell of every text, and at nothing else.
ASSIGNMENTS = replace(REDACTOR, formats=frozenset(), base64=False, coloured=False)
WORDS = (
    *("password", "token", "secret", "api_key", "DB_PASSWORD", "pin", "key", "arn", "name", "parameter", "hunter22"),
    *("type", "field", "login", "s3cr3tW0rd", "a" * 80, "0" * 12, "eu-west-1", "security-group", "log-group"),
    *("value", "Val", "variable", "option", "token-tr0ub4dor", "aws", "iam", "kms"),
)
SIGNS = ("", "", ":", "/", "-", "_", ".", "@", "::", "/-")
PARTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SIGNS)), min_size=1, max_size=8)
# An ARN of a key says of a document that a text may assign something to a name.
PADDING = [{"id": f"sg-{n}", "arn": f"arn:aws:kms:eu-west-1:111122223333:key/{n:032x}"} for n in range(3)]


@given(
    parts=PARTS, begin=st.sampled_from(("", "arn:aws:", "arn:aws-cn:kms:", "arn:aws:rds:eu-west-1:111122223333:db:"))
)
def test_what_is_bare_is_assigned_to_no_name(parts: list[tuple[str, str]], begin: str) -> None:
    text = begin + "".join(word + sign for word, sign in parts)
    if is_bare(text):
        assert ASSIGNMENTS.text(text) == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1", True),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/token", True),
        ("/app/prod/db-password", True),
        ("password:hunter22", False),
        ("/token=hunter22/x", False),
        ("arn:aws:x:key=hunter22", False),
        ("arn:aws:parameter_name:password,value:hunter22", False),
        ("password hunter22", False),
        ("arn:aws:iam::1:role/a\n", False),
    ],
)
def test_what_has_a_sign_is_looked_at(text: str, bare: bool) -> None:
    assert is_bare(text) is bare


def _resources(rng: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    for module in (carriers, encodings, names, places, providers, tokens):
        yield from ((case.type, case.attributes) for case in module.planted(rng))
    yield from (("aws_x", value) for value in harmless.values(rng, 300))


@pytest.mark.parametrize("seed", range(count(20, test=2, quick=1)))
def test_a_resource_among_others_is_redacted_as_it_is_alone(seed: int) -> None:
    rng = Random(f"screen {seed}")
    cases = list(_resources(rng))
    rng.shuffle(cases)
    for start in range(0, len(cases), 40):
        some = cases[start : start + 40]
        document = json.dumps([*PADDING, *(attributes for _, attributes in some)]).encode()
        narrowed = REDACTOR.for_document(document)
        for type_, attributes in some * 2:  # the second time what was found to be clear is known
            whole = EVERY_VALUE.resource(type_, attributes)
            assert narrowed.resource(type_, attributes) == whole
            assert REDACTOR.resource(type_, attributes) == whole
