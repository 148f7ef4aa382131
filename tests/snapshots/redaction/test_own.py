"""What an organisation names is hidden; a pattern that could be slow or hide everything is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.config.load import load
from engine.errors import ConfigError
from snapshots.redaction.own import OwnSecrets, linear
from snapshots.redaction.redact import Redactor
from tests.builders import unmarked

OWN = OwnSecrets(
    paths=("aws_ssm_document.content", "*.motd", "aws_x.deep.note"),
    names=("wifi_*", "*Losung", "door number"),
    patterns=(r"ACME-[A-Z0-9]{8,20}", r"(?:door|gate):\d{4,6}", "[0-9a-f]{32}"),
)
REDACTOR = Redactor(b"k" * 32, "e1", own=OWN)
_HOW = r"write letters, \d, \w, [a-z], (?:a|b), and {1,64} for how often: for example ACME-[A-Z0-9]{20,40}"


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        ("aws_ssm_document", {"content": "open sesame"}),
        ("aws_y", {"motd": "open sesame"}),
        ("aws_x", {"deep": [{"note": "open sesame"}, {"note": "x"}]}),
        ("aws_x", {"wifi_guest": "open sesame"}),
        ("aws_x", {"tags": {"WifiGuest": "open sesame"}}),
        ("aws_x", {"body": '{"tagesLosung": "open sesame"}'}),
        ("aws_x", {"DOOR_NUMBER": "open sesame"}),
        ("aws_x", {"note": "use ACME-OPENSESAME now"}),
        ("aws_x", {"note": "gate:0815"}),
    ],
)
def test_what_is_named_is_hidden(type_: str, attributes: dict[str, Any]) -> None:
    document = repr(attributes).encode()
    for redactor in (REDACTOR, REDACTOR.for_document(document), REDACTOR.for_texts([str(attributes)])):
        left = redactor.resource(type_, attributes)
        assert "$secret" in repr(left)
        assert not any(word in repr(left) for word in ("sesame", "OPENSESAME", "0815"))
        assert unmarked(redactor.resource(type_, left)) == unmarked(left)


def test_what_is_not_named_stays_and_nothing_is_named_by_itself() -> None:
    left = {"note": "ACME-SHORT", "wireless": "open sesame", "motto": "open sesame", "gate": "gate:1"}
    assert REDACTOR.resource("aws_x", left) == left
    assert Redactor(b"k" * 32, "e1").resource("aws_x", {"motd": "open sesame"}) == {"motd": "open sesame"}


def test_what_is_hidden_already_is_no_match() -> None:
    shown = REDACTOR.text("a 00112233445566778899aabbccddeeff b")
    assert unmarked(REDACTOR.text(shown)) == unmarked(shown)


@pytest.mark.parametrize(
    ("section", "line", "message"),
    [
        ("patterns: ['(a+)+b']", 3, f"'a+' at letter 2 of the pattern is not known: {_HOW}"),
        ("patterns: ['x[a-z]*']", 3, f"'[a-z]*' at letter 2 of the pattern is not known: {_HOW}"),
        ("patterns: ['x.{4,9}']", 3, ""),
        ("patterns: ['abcd\\1']", 3, f"'\\\\' at letter 5 of the pattern is not known: {_HOW}"),
        ("patterns: ['(?=abcd)x']", 3, f"'(' at letter 1 of the pattern is not known: {_HOW}"),
        ("patterns: ['a{2,300}bcd']", 3, "{2,300} at letter 1 of the pattern: at most 200 times"),
        ("patterns: ['a{4,}']", 3, f"'a{{4,}}' at letter 1 of the pattern is not known: {_HOW}"),
        ("patterns: ['(?:ab|cd){3}']", 3, f"a group at letter 10 of the pattern is repeated: write it out, or {_HOW}"),
        ("patterns: ['(?:abcd']", 3, f"a group of the pattern is not closed, or never opened: {_HOW}"),
        (
            "patterns: ['(?:abcdef|x)']",
            3,
            f"the pattern also fits less than four letters, which would hide everything: {_HOW}",
        ),
        ("names: ['*']", 3, "a name is that of an attribute or key, with * at an end for anything: for example wifi_*"),
        (
            "paths: [content]",
            3,
            "a path is TYPE.ATTRIBUTE, with * for every type: for example aws_ssm_document.content",
        ),
    ],
)
def test_what_is_refused_says_where_and_what_to_type(tmp_path: Path, section: str, line: int, message: str) -> None:
    path = tmp_path / "driftgate.yaml"
    path.write_text(f"version: 1\nredact:\n  {section}\nenvironments: {{ a: {{ desired: [ {{ hcl: infra/ }} ] }} }}\n")
    if not message:
        assert load(path).configuration.redact.patterns
        return
    key = section.partition(":")[0]
    with pytest.raises(ConfigError) as caught:
        load(path)
    (told,) = [text for text in caught.value.message.split("\n") if ".redact" not in text and "redact." in text]
    column = section.index("[") + 4
    assert told == f"driftgate.yaml:{line}:{column}: redact.{key}.0: {message}"


def test_nothing_that_was_taken_is_given_back() -> None:
    assert linear(r"ACME-[A-Z]{2,4}(?:a|b)\d?") == r"ACME-[A-Z]{2,4}+(?>a|b)\d?+"
