"""Ways in which reviewers brought a secret past redaction; each stands for a kind."""

from __future__ import annotations

import json

import pytest

from cli.wiring.results import _may_hide_a_secret
from snapshots.redaction.addresses import address_problem
from snapshots.redaction.redact import Redactor
from snapshots.redaction.texts import LARGEST

REDACTOR = Redactor(b"k" * 32, "e1")
TOKEN = "gh" + "p_" + "a1B2" * 9


def redacted(value: object) -> str:
    """Return a document as redaction of a whole document leaves it."""
    data = json.dumps(value, separators=(",", ":")).encode()
    return json.dumps(REDACTOR.for_document(data).resource("aws_x", {"v": value}))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("root pw Hun/ter2xyz9", "Hun/ter2xyz9"),
        ("Passwort lautet ab/Cd3fghij", "ab/Cd3fghij"),
        ("old key is wJalrXUtnFEMI/K8MDENG/bPxRfi", "wJalrXUtnFEMI"),
        ("the password is Hunterabcdefghijklmnopqrst9!", "Hunterabcdefghijklmnopqrst9"),
        ("password: Hun/ter2xyz9", "ter2xyz9"),
    ],
)
def test_what_prose_says_is_hidden_whole_wherever_a_slash_or_the_first_digit_stands(text: str, secret: str) -> None:
    assert secret not in REDACTOR.text(text)
    assert secret not in redacted([{"note": text}])


def test_a_part_that_is_too_large_to_be_searched_hides_nothing_that_is_not_looked_for() -> None:
    rows = [{"v": "x" * 150} for _ in range(LARGEST // 150)]
    assert TOKEN not in redacted([*rows, {"v": f"key {TOKEN}"}])


@pytest.mark.parametrize(
    "text",
    [
        "{&quot;password&quot;:&quot;Hunter2xyz9&quot;}",
        "{&#34;password&#34;: &#34;Hunter2xyz9&#34;}",
        "{&#x27;password&#x27;: &#x27;Hunter2xyz9&#x27;}",
        "password =&gt; &quot;Hunter2xyz9&quot;",
        "db:&#10;  password: Hunter2xyz9",
        "password&#61;Hunter2xyz9",
        "{&amp;quot;password&amp;quot;:&amp;quot;Hunter2xyz9&amp;quot;}",
        f"&#{ord(TOKEN[0])};{TOKEN[1:]}",
    ],
)
def test_a_raw_result_in_xml_is_kept_only_where_what_it_means_shows_no_secret(text: str) -> None:
    whole = f"<testsuite><testcase name='a'><system-out>{text}</system-out></testcase></testsuite>"
    assert _may_hide_a_secret(whole.encode(), REDACTOR)
    harmless = "<testsuite><testcase name='a &amp; b'><system-out>1 &lt; 2</system-out></testcase></testsuite>"
    assert not _may_hide_a_secret(harmless.encode(), REDACTOR)


def test_a_result_that_is_quoted_more_often_than_by_any_program_may_hide_a_secret() -> None:
    whole = "<testsuite><testcase name='a'><system-out>&{}</system-out></testcase></testsuite>"
    assert not _may_hide_a_secret(whole.format("amp;" * 3).encode(), REDACTOR)
    assert _may_hide_a_secret(whole.format("amp;" * 20_000).encode(), REDACTOR)


@pytest.mark.parametrize(
    ("address", "is_refused"),
    [
        ("https://state.example.com/x", False),
        ("s3://acme-x/k?endpoint=https://minio.example:9000&region=eu-west-1", False),
        ("https://bob:Hunter1xyz9@state.example.com/x", True),
        ("https://state.example.com/x?token=Hunter2xyz9", True),
        ("s3://acme-x/k?endpoint=https://bob:Hunter1xyz9@127.0.0.1:9", True),
        ("s3://acme-x/k?endpoint=https%3A%2F%2Fbob%3AHunter1xyz9%40127.0.0.1", True),
        ("111122223333/prof@eu-west-1?role=https://bob:Hunter1xyz9@h/x", True),
    ],
)
def test_an_address_with_a_secret_anywhere_in_it_is_refused(address: str, is_refused: bool) -> None:
    assert bool(address_problem(address)) is is_refused
