"""Every exit code of every verb, by the installed program."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from engine.report.formats.json_schema import run_schema
from tests.acceptance.conftest import AS_OF, MODES, Program
from tests.ledger_files import unguarded

CONFIG = """version: 1
environments:
  prod:
    desired: [{ tfstate: prod.tfstate }]
  preprod:
    desired: [{ tfstate: preprod.tfstate }]
gates:
  policy:
    require: must
    fail-on: high
    modes:
"""
CONFIG += MODES + "\n"
BROKEN = CONFIG.replace("fail-on", "fail-onn")
PROD = "tfstate:prod.tfstate"
PREPROD = "tfstate:preprod.tfstate"
AGAIN = "tfstate:again/prod.tfstate"  # the same estate in other bytes

CASES = [
    ((), 2),
    (("--help",), 0),
    (("--version",), 0),
    (("drfit",), 2),
    (("drift", PROD, AGAIN), 0),
    (("drift", PROD, PROD), 3),
    (("drift", PROD, PREPROD), 1),
    (("drift", PROD, PREPROD, "--report-only"), 0),
    (("drift", PROD, PREPROD, "--fail-on", "never"), 0),
    (("drift", PROD, "tfstate:cut.tfstate"), 3),
    (("drift", "tfstate:cut.tfstate", PROD), 3),
    (("drift", PROD, "tfstate:cut.tfstate", "--report-only"), 3),
    (("drift", PROD, "tfstate:nope.tfstate"), 2),
    (("drift", PROD), 2),
    (("drift", "prod"), 2),
    (("drift", PROD, "aws:@eu-west-1", "--offline"), 2),
    (("drift", PROD, "aws:nowhere"), 2),
    (("drift", PROD, PROD, "--as-of", "yesterday"), 2),
    (("drift", PROD, PROD, "--as-of", ""), 2),
    (("drift", PROD, PROD, "--as-of", "0001-01-01T00:00:00+05:00"), 2),
    (("drift", PROD, PROD, "--as-of", "9999-12-31T23:59:59-05:00"), 2),
    (("drift", PROD, PROD, "--as-of", "0050-01-01T00:00:00Z"), 2),
    (("drift", PROD, PROD, "--as-of", "9000-12-31T23:59:59Z"), 3),
    (("drift", PROD, PROD, "--format", "jsn"), 2),
    (("drift", PROD, PROD, "--report", "html=/proc/no/such"), 2),
    (("drift", PROD, PROD, "--report", "html=/proc/such"), 4),
    (("parity", PROD, AGAIN), 1),  # the same secrets
    (("parity", PROD, PROD), 3),
    (("parity", PROD, PREPROD), 0),
    (("parity", PROD, PREPROD, "--fail-on", "medium"), 1),
    (("parity", PROD, "tfstate:cut.tfstate"), 3),
    (("parity", PROD, "nowhere"), 2),
    (("policy", "check", PROD), 1),
    (("policy", "check", PROD, "--fail-on", "critical"), 0),
    (("policy", "check", "tfstate:open.tfstate"), 1),
    (("policy", "check", "tfstate:cut.tfstate"), 3),
    (("policy", "check", "tfstate:empty.tfstate"), 3),
    (("policy", "check", PROD, "--fail-on", "critical", "--checkov"), 3),
    (("policy", "list"), 0),
    (("policy", "explain", "kms-rotation"), 0),
    (("policy", "explain", "kms-rotatoin"), 2),
    (("policy", "test", "no-such-folder"), 2),
    (("snapshot", "take", PROD), 0),
    (("snapshot", "take", "tfstate:cut.tfstate"), 3),
    (("snapshot", "list"), 0),
    (("snapshot", "show", "abcdef"), 2),
    (("snapshot", "show", "nope"), 2),
    (("drift", PROD, "snapshot:abcdef"), 2),
    (("report", "latest"), 2),
    (("report", "nope"), 2),
    (("evidence", "export", "latest"), 2),
    (("evidence", "export", "latest", "--sign-key", "prod.tfstate"), 2),
    (("evidence", "verify", "prod.tfstate"), 1),
    (("evidence", "verify", "no-such-file"), 2),
    (("doctor",), 0),
    (("doctor", "--iam-policy"), 0),
    (("config", "check"), 2),
    (("schema",), 0),
    (("schema", "config"), 0),
    (("schema", "waivers"), 0),
    (("schema", "drill"), 0),
    (("schema", "nothing"), 2),
    (("completion", "bash"), 0),
    (("completion", "tcsh"), 2),
]


@pytest.fixture
def estate(program: Program) -> Program:
    state = (program.folder / "prod.tfstate").read_text()
    program.write("again/prod.tfstate", f"{state}\n")
    program.write("cut.tfstate", state[: len(state) // 2])
    program.write("open.tfstate", state.replace('"block_public_acls": true', '"block_public_acls": false'))
    empty = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "outputs": {}, "resources": []}
    program.write("empty.tfstate", json.dumps(empty))
    return program


@pytest.mark.parametrize(
    ("arguments", "code"), CASES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_exit_code(estate: Program, arguments: tuple[str, ...], code: int) -> None:
    done = replace(estate, anew=True)(*arguments)
    assert done.code == code, done.out + done.err
    if code in {2, 4}:
        assert done.out == "" or arguments == ()
        assert "rror" in done.err or "Usage" in done.err or arguments == ()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("config", "check"), 0),
        (("config", "show", "--origin"), 0),
        (("policy", "check", "prod"), 0),
        (("gate", "prod"), 0),
        (("gate", "prdo"), 2),
        (("gate", "prod", "--result", "k6=none.json"), 2),
        (("gate", "prod", "--result", "k7=none.json"), 2),
        (("parity", "prod", "preprod"), 0),
        (("parity", "prod", "preprod", "--fail-on", "medium"), 1),
        (("drift", "prod"), 2),
        (("snapshot", "take", "prod"), 0),
        (("doctor",), 0),
    ],
)
def test_exit_code_with_a_configuration(estate: Program, arguments: tuple[str, ...], code: int) -> None:
    estate.write("driftgate.yaml", CONFIG)
    done = replace(estate, anew=True)(*arguments)
    assert done.code == code, done.out + done.err


def test_doctor_fails_where_a_gate_needs_checkov(estate: Program) -> None:
    estate.write("driftgate.yaml", CONFIG.replace("fail-on: high", "fail-on: high\n    checkov: on"))
    done = estate("doctor")
    assert (done.code, "fail  Checkov" in done.out) == (3, True)


@pytest.mark.parametrize("arguments", [("config", "check"), ("gate", "prod"), ("drift", "prod"), ("doctor",)])
def test_a_wrong_configuration_is_2_and_says_where_and_what_to_type(
    estate: Program, arguments: tuple[str, ...]
) -> None:
    estate.write("driftgate.yaml", BROKEN)
    done = estate(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "driftgate.yaml:10:5: gates.policy.fail-onn: there is no such key - did you mean 'fail-on'?" in done.err


@pytest.mark.parametrize("other", [PROD, PREPROD, "tfstate:cut.tfstate"])
def test_json_has_one_shape_and_the_same_decision(estate: Program, other: str) -> None:
    text = estate("drift", PROD, other, "--as-of", AS_OF)
    done = estate("drift", PROD, other, "--as-of", AS_OF, "--format", "json")
    document = json.loads(done.out)
    Draft202012Validator(run_schema()).validate(document)
    assert (document["exit_code"], done.code) == (text.code, text.code)
    assert any(line.startswith(f"{document['decision']} ") for line in text.out.splitlines())


def test_every_report_is_written_and_changes_nothing(estate: Program) -> None:
    kinds = ("text", "json", "sarif", "junit", "markdown", "github", "html")
    wanted = [part for kind in kinds for part in ("--report", f"{kind}=out/{kind}")]
    done = estate("drift", PROD, PREPROD, *wanted)
    assert done.code == 1
    assert sorted(path.name for path in (estate.folder / "out").iterdir()) == sorted(kinds)


def test_the_same_inputs_give_the_same_bytes(estate: Program) -> None:
    first = estate("drift", PROD, PREPROD, "--as-of", AS_OF, "--format", "json")
    second = estate("drift", PROD, PREPROD, "--as-of", AS_OF, "--format", "json")
    assert first == second


def test_a_stored_run_is_rendered_again(estate: Program) -> None:
    first = estate("drift", PROD, PREPROD)
    assert estate("drift", PROD, AGAIN, "--as-of", "2030-01-01T00:00:00Z").code != 4
    again = estate("report", "latest")  # a verdict at another time is never the latest
    assert (again.code, again.out) == (first.code, first.out)


def test_evidence_from_run_to_verification(estate: Program) -> None:
    assert estate("drift", PROD, AGAIN).code == 0
    assert estate("evidence", "keygen", "keys").code == 0
    assert estate("evidence", "keygen", "other").code == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (estate.folder / "keys").iterdir()}
    assert modes == {"signing.pem": 0o600, "signing.pub.pem": 0o644}
    assert estate("evidence", "export", "latest", "--sign-key", "keys/signing.pem", "-o", "e.zip").code == 0
    assert estate("evidence", "verify", "e.zip").code == 3
    good = estate("evidence", "verify", "e.zip", "--key", "keys/signing.pub.pem")
    assert (good.code, good.out.split()[0]) == (0, "VALID")
    assert estate("evidence", "verify", "e.zip", "--key", "other/signing.pub.pem").code == 1
    assert estate("evidence", "verify", "e.zip", "--key", "keys/signing.pem").code == 2
    assert estate("evidence", "export", "latest", "--sign-key", "keys/signing.pub.pem").code == 2
    assert estate("evidence", "export", "latest", "--sign-key", "keys/none.pem").code == 2
    other = estate("evidence", "verify", "e.zip", "--key", "keys/signing.pub.pem", "--environment", "preprod")
    assert other.code == 1
    assert "signed   later, at an export" in good.out
    assert estate("evidence", "verify", "e.zip", "--key", "keys/signing.pub.pem", "--when-made").code == 1


def test_a_verdict_is_signed_when_it_is_made_and_an_export_only_packs_it(estate: Program) -> None:
    """Who changes the ledger afterwards gets no bundle, whatever key is at hand by then."""
    assert estate("evidence", "keygen", "keys").code == 0
    key = (estate.folder / "keys" / "signing.pem").read_text()
    config = "version: 1\nenvironments: { prod: { desired: [{ tfstate: prod.tfstate }] } }\ngates: { policy: {} }\n"
    estate.write("driftgate.yaml", f"{config}evidence: {{ sign: 'env:DRIFTGATE_SIGN' }}\n")
    quiet = estate("gate", "prod", "--fail-on", "critical", env={})
    assert "the verdict is not signed: the key of evidence.sign is not here" in quiet.err
    run = estate("gate", "prod", env={"DRIFTGATE_SIGN": key})
    assert "not signed" not in run.err
    exported = estate("evidence", "export", "latest", "-o", "made.zip")  # without the key
    assert (exported.code, "signed" in exported.err) == (0, False)
    asked = ("--key", "keys/signing.pub.pem", "--environment", "prod", "--max-age", "1h", "--when-made")
    good = estate("evidence", "verify", "made.zip", *asked)
    assert (good.code, good.out.split()[0]) == (0, "VALID")
    with unguarded(estate.folder / ".driftgate" / "ledger.sqlite") as connection:
        connection.execute("DELETE FROM documents WHERE name = 'statements/verdict.dsse.json'")
    forged = estate("evidence", "export", "latest", "-o", "forged.zip", env={"DRIFTGATE_SIGN": key})
    assert (forged.code, "statements/verdict.dsse.json of run" in forged.err) == (3, True)
    assert not (estate.folder / "forged.zip").exists()
    broken = estate("gate", "prod", env={"DRIFTGATE_SIGN": "no key"})
    assert (broken.code, broken.out) == (2, "")
    estate.write("driftgate.yaml", f"{config}evidence: {{ sign: 'file:{'k' * 300}' }}\n")
    unread = estate("gate", "prod", env={})
    assert (unread.code, unread.out) == (2, "")
    assert "evidence.sign: kkkk" in unread.err
    assert "a name has at most 255 bytes, one in it has 300\n  fix: correct the path" in unread.err
    estate.write("driftgate.yaml", f"{config}evidence: {{ sign: 'file:keys/none.pem' }}\n")
    assert "the verdict is not signed" in estate("gate", "prod", env={}).err


def test_a_crash_while_importing_is_4(estate: Program) -> None:
    estate.write("broken/sitecustomize.py", "import sys; sys.modules['rich_click'] = None\n")
    done = estate("drift", PROD, PROD, env={"PYTHONPATH": str(estate.folder / "broken")})
    assert done.code == 4
    assert "internal error" in done.err
