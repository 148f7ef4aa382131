"""What people write is told without secrets, and addresses with passwords are refused without being shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.app import run
from cli.config.load import load
from cli.config.sources import parse_source
from cli.config.waivers import append_waiver, load_waivers
from engine.errors import ConfigError

SECRET = "S3cretPw99"
WAIVER = {
    "id": "w1",
    "owner": "ada@acme.example",
    "approver": "bob@acme.example",
    "reason": f"until then the password is {SECRET}",
    "ticket": f"https://ada:{SECRET}@tickets.example/1",
    "environment": "prod",
    "created": "2026-11-01T00:00:00Z",
    "expires": "2026-12-01T00:00:00Z",
    "rule": "drift.changed",
    "address": "aws_x.a",
}


def test_a_waiver_is_read_and_written_without_secrets(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    append_waiver(path, WAIVER, about="a", base=tmp_path)
    assert SECRET not in path.read_text()
    path.write_text(json.dumps({"version": 1, "waivers": [WAIVER]}))
    (waiver,) = load_waivers(path, base=tmp_path)
    assert waiver.reason == "until then the password is (a secret)"
    assert SECRET not in repr(waiver)


@pytest.mark.parametrize("name", ["address", "id", "rule", "environment"])
def test_no_part_of_a_waiver_shows_a_token_and_a_mark_of_ours_stays(name: str, tmp_path: Path) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    path = tmp_path / "waivers.yaml"
    path.write_text(json.dumps({"version": 1, "waivers": [{**WAIVER, name: f'aws_x.a["{token}"]'}]}))
    assert token not in repr(load_waivers(path, base=tmp_path))
    mark = 'aws_x.a["$secret:' + "0123456789abcdef" * 2 + '"]'
    path.write_text(json.dumps({"version": 1, "waivers": [{**WAIVER, "address": mark}]}))
    assert load_waivers(path, base=tmp_path)[0].address == mark


def test_the_configuration_is_shown_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tags = "scope: { tags: { db_password: S3cretPw99, Owner: us } }"
    adopt = f"until: 2026-12-20, owner: ada@acme.example, reason: 'the password is {SECRET}'"
    (tmp_path / "driftgate.yaml").write_text(
        f"version: 1\nenvironments: {{ prod: {{ {tags} }} }}\nsubject: {{ adopt: {{ {adopt} }} }}\n"
    )
    monkeypatch.chdir(tmp_path)
    for format_ in ("text", "json"):
        assert run(["config", "show", "--format", format_]) == 0
        shown = capsys.readouterr().out
        assert SECRET not in shown
        assert "us" in shown


@pytest.mark.parametrize("kind", ["tfstate", "tfstat", "tfplan", "hcl"])
@pytest.mark.parametrize("address", [f"https://ada:{SECRET}@host.example/x", f"https://host.example/x?token={SECRET}"])
def test_an_address_with_a_secret_is_refused_unseen(kind: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_source(f"{kind}:{address}")
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"
    assert "holds a" in caught.value.message
    path = tmp_path / "driftgate.yaml"
    path.write_text(f'version: 1\nenvironments:\n  prod:\n    desired: [ {{ {kind}: "{address}", "{address}": x }} ]\n')
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    "words",
    [
        ["policy", "check", "tfstate:x", "--as-of", f"password={SECRET}"],
        ["gate", "prod", "--subject", f"image=https://ada:{SECRET}@host.example/x"],
        ["evidence", "verify", f"https://ada:{SECRET}@host.example/x"],
        ["drift", "a", "b", "--fail-on", f"password={SECRET}"],
        [f"password={SECRET}"],
        ["explain", f"password={SECRET}"],
        ["policy", "check", "tfstate:x", "--jobs", "gh" + "p_" + "a1B2" * 9],
        ["report", f"token={SECRET}"],
        ["report", f"https://ada:{SECRET}@host.example/x"],
        ["runs", "show", f"https://ada:{SECRET}@host.example/x"],
        ["evidence", "export", f"https://ada:{SECRET}@host.example/x"],
        ["snapshot", "show", f"https://ada:{SECRET}@host.example/x"],
        ["explain", f"https://ada:{SECRET}@host.example/x"],
        ["evidence", "export", "latest", "-o", f"https://ada:{SECRET}@host.example/x"],
        ["evidence", "keygen", f"password={SECRET}"],
        ["demo", "--report", f"json=https://ada:{SECRET}@host.example/x"],
        ["results", "expect", "x.xml", "-o", f"password={SECRET}.json"],
    ],
    ids=lambda words: " ".join(words)[:24],
)
def test_an_error_repeats_no_secret_of_a_command_line(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words) == 2
    told = capsys.readouterr().err
    assert SECRET not in told
    assert "a1B2a1B2" not in told


def test_an_error_repeats_what_is_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", "tfstate:x", "--as-of", "yesterday"]) == 2
    assert "'yesterday' is not a time" in capsys.readouterr().err


def test_a_check_of_the_configuration_repeats_no_secret_of_a_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "driftgate.yaml").write_text(
        "version: 1\nenvironments: { prod: { desired: [ { tfstate: a.tfstate } ] } }\n"
        f'gates: {{ tests: {{ results: [ {{ junit: "tests/password={SECRET}/*.xml" }} ] }} }}\n'
    )
    monkeypatch.chdir(tmp_path)
    assert run(["config", "check"]) == 3
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err
    assert "tests/" in told.out
