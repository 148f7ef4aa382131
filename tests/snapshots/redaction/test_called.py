"""Secrets that calls type, sign in with or insert, and calls that do nothing of it."""

from __future__ import annotations

import pytest

from fixtures.secrets.carriers import TEXTS
from snapshots.redaction.redact import Redactor

REDACTOR = Redactor(b"k" * 32, "e1")
SECRET = "Hunter2xyz9"
CALLS = ("playwright", "selenium", "cypress", "robot", "login ", "auth ", "basic auth", "sql ", "bytes", "called")


@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith(CALLS)])
def test_what_a_call_gives_to_a_field_of_a_secret_is_hidden(name: str) -> None:
    text = TEXTS[name].replace("¤", SECRET)
    assert SECRET not in REDACTOR.text(text)
    assert SECRET not in REDACTOR.for_texts((text,)).text(text)


@pytest.mark.parametrize(
    "text",
    [
        "page.fill('#email', 'ada2@acme.example')",
        "page.locator('#name').fill('Ada Lovelace 1815')",
        "login('ada', 'dashboard-page')",
        "INSERT INTO t (name, size, token_count) VALUES ('a1b2c3', 'x9y8z7', 12)",
        "insert into t (password) values (?)",
        "Input Text    id:search    abc123",
        "click('#password').wait('visible1')",
        "assert_called_with('token', 'read only')",
    ],
)
def test_other_calls_stay(text: str) -> None:
    assert REDACTOR.text(text) == text
