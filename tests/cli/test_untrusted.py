"""What a stranger has changed is looked at without credentials, without the network, and nothing is signed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli.app import run
from cli.wiring.credentials.trust import find_stranger
from tests.profiles import sample

CODE = 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n'
CONFIG = """version: 1
environments:
  prod:
    desired: [{ tfstate: 's3://acme-states/prod.tfstate' }]
    observed: [{ aws: { account: "111122223333", regions: [eu-west-1] } }]
  code: { desired: [{ hcl: infra }] }
gates: { policy: {} }
evidence: { sign: env:DRIFTGATE_KEY }
record: { sign: env:DRIFTGATE_KEY }
nightly: { heartbeat: env:DRIFTGATE_BEAT }
snapshots: { store: 's3://acme-snapshots/driftgate' }
"""
FORK = {"CHANGE_FORK": "eve"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose credentials lead nowhere: whatever uses them fails."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(CODE)
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    for name, value in {
        **FORK,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "DRIFTGATE_BEAT": "http://127.0.0.1:9/beat",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DRIFTGATE_UNTRUSTED", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert run(["evidence", "keygen", "keys"]) == 0
    monkeypatch.setenv("DRIFTGATE_KEY", (tmp_path / "keys" / "signing.pem").read_text())
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(list(command))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    "command",
    sample(
        [
            ["drift", "prod"],
            ["gate", "prod"],
            ["snapshot", "take", "prod"],
            ["policy", "check", "aws:@eu-west-1"],
            ["policy", "check", "tfstate:https://127.0.0.1:9/state"],
            ["policy", "check", "tfstate:hcp://acme/shop"],
            ["drift", "hcl:infra", "hcl:infra", "--events", "aws:@eu-west-1"],
        ],
        quick=4,
    ),
)
def test_whatever_needs_the_network_is_refused(
    command: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del project
    code, out, err = told(capsys, *command)
    assert (code, out) == (2, "")
    if command[0] != "drift" or "--events" not in command:
        assert "needs credentials and the network, and a stranger's changes are looked at (CHANGE_FORK)" in err
        assert "export DRIFTGATE_UNTRUSTED=no" in err


def test_code_is_judged_and_nothing_is_signed_kept_elsewhere_or_sent(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, "policy", "check", "code", "--format", "json")
    assert (code, json.loads(out)["coverage"]["resources"]) == (3, 1)
    assert "nothing is signed or sent, since a stranger's changes are looked at: CHANGE_FORK" in err
    assert "heartbeat" not in err
    assert list((project / ".driftgate" / "snapshots").rglob("*.json.gz"))
    assert told(capsys, "evidence", "export", "-o", "bundle.zip")[0] == 0
    with zipfile.ZipFile(project / "bundle.zip") as bundle:
        assert "statement.dsse.json" not in bundle.namelist()
    code, _, err = told(capsys, "evidence", "export", "-o", "other.zip", "--sign-key", "keys/signing.pem")
    assert (code, (project / "other.zip").exists()) == (2, False)
    assert "--sign-key signs, and a stranger's changes are looked at (CHANGE_FORK)" in err


def test_what_a_stranger_proves_by_himself_is_never_go(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fork brings what is judged and the configuration that says what is asked."""
    (project / "a.tfstate").write_text('{"version": 4, "serial": 1, "lineage": "x", "resources": []}')
    (project / "driftgate.yaml").write_text(
        "version: 1\nenvironments: { prod: { desired: [{ tfstate: a.tfstate }, { hcl: infra }] } }\n"
        "gates: { policy: {} }\n"
    )
    for command in (("gate", "prod"), ("policy", "check", "hcl:infra")):
        _, out, _ = told(capsys, *command, "--format", "json")
        assert "stranger" in {reason["code"] for reason in json.loads(out)["reasons"]}, command
    monkeypatch.setenv("DRIFTGATE_UNTRUSTED", "no")
    _, out, _ = told(capsys, "policy", "check", "hcl:infra", "--format", "json")
    assert "stranger" not in {reason["code"] for reason in json.loads(out)["reasons"]}


def test_a_record_is_not_signed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write = "import sys; open('r.xml', 'w').write('<testsuite tests=\"1\"><testcase name=\"a\"/></testsuite>')"
    command = ("record", "-c", "driftgate.yaml", "-o", ".", "--subject", "version=1", "--", "python", "-c", write)
    assert told(capsys, *command)[0] == 0
    assert "payloadType" not in (project / "r.xml.driftgate.json").read_text()
    code, _, err = told(capsys, "record", "-c", "driftgate.yaml", "--attach", "r.xml", "--by", "ada@acme.example")
    assert (code, "a claim has to be signed, and a stranger's" in err) == (2, True)


def test_the_owner_has_the_last_word(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del project
    assert find_stranger(asked=False) == "CHANGE_FORK"
    monkeypatch.setenv("DRIFTGATE_UNTRUSTED", "no")
    assert find_stranger(asked=False) == ""
    assert find_stranger(asked=True) == "--untrusted"
    monkeypatch.delenv("CHANGE_FORK")
    monkeypatch.setenv("DRIFTGATE_UNTRUSTED", "1")
    assert find_stranger(asked=False) == "DRIFTGATE_UNTRUSTED"


def test_the_option_says_it_as_well(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del project
    monkeypatch.delenv("CHANGE_FORK")
    code, _, err = told(capsys, "policy", "check", "aws:@eu-west-1", "--untrusted")
    assert code == 2
    assert "aws:@eu-west-1 needs credentials and the network, and --untrusted was given" in err
    assert "fix: drop --untrusted" in err
