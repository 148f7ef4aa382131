"""What names a release: any value that a build writes, and nothing else that a file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.app import run

COMMIT = "3f9c2ab71d04e58b6c0f7a9de12b84c5d6e7f801"
TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"[:36]
DIGEST = "sha256:" + "4f5a" * 16
NO_WORD = "holds something else than one word of up to 200 characters with a digit"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def gate(folder: Path, subject: str) -> int:
    gates = "gates: { performance: { results: [{ k6: none.json }], max-p95: 500ms } }"
    text = f"version: 1\nenvironments: {{ prod: {{}} }}\n{gates}\nsubject: {{ {subject} }}\n"
    (folder / "driftgate.yaml").write_text(text)
    return run(["gate", "prod", "--as-of", "2026-11-30T12:00:00Z"])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        *[("version", text) for text in ("2.1.0", "v2.1.0-rc.1+build.7", "2026.11.30", "a1b2c3d", "release/2.1", "7")],
        *[("commit", COMMIT), ("commit", COMMIT[:12]), ("commit", COMMIT.upper())],
        *[("image", DIGEST), ("image", f"registry.example:5000/shop/app@{DIGEST}")],
    ],
)
def test_a_file_names_what_a_build_has_made(
    key: str, text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "name").write_text(f"{text}\n")
    assert gate(folder, f"{key}: 'file:name'") == 3
    shown = capsys.readouterr()
    assert f"{key}={text[:12]}" in shown.out
    assert "subject" not in shown.err


@pytest.mark.parametrize("key", ["version", "commit", "image"])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{TOKEN}", "looks like a secret"),
        ("root:x:0:0:root of all:/root:/bin/sh", NO_WORD),
        ("DB_PASSWORD=hunter2hunter2", NO_WORD),
        ("correct-horse-battery-staple", NO_WORD),
        ("1" * 201, NO_WORD),
        ("", NO_WORD),
        ("2.1\n2.2", NO_WORD),
    ],
)
def test_no_other_file_is_shown(
    key: str, text: str, why: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "name").write_text(text)
    assert gate(folder, f"{key}: 'file:name'") == 2
    shown = capsys.readouterr()
    assert why in shown.err or "a commit is 7 to 64 hexadecimal digits" in shown.err or "an image is named" in shown.err
    assert not text or text not in shown.out + shown.err


@pytest.mark.parametrize("text", [TOKEN, f"v2-{TOKEN}"])
def test_a_secret_in_the_configuration_is_not_repeated(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate(folder, f"version: '{text}'") == 2
    shown = capsys.readouterr()
    assert "it looks like a secret" in shown.err
    assert TOKEN not in shown.out + shown.err


def test_what_is_typed_may_be_any_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(folder, "version: 'Release Two (final)'") == 3
    assert "version=Release Two (final)" in capsys.readouterr().out
