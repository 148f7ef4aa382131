"""People's own Rego by the command line: what judges, and what is refused with file and line: nothing broken is GO."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from cli.__main__ import main
from tests.own import FIXTURES, LOOPBACK, change, free_port, served, write_plan, write_rego

pytestmark = pytest.mark.tool
HEAD = "package main\n\nimport rego.v1\n\n"
CONFIGURATION = """version: 1
environments:
  prod: {{ desired: [{{ tfplan: plan.json }}] }}
gates:
  policy: {{ {policy} }}
"""
_OUTSIDE = "outside: [{ provider: example, reason: no policy of driftgate knows it }], "


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a plan that only people's own policies judge."""
    if shutil.which("opa") is None:
        pytest.skip("opa is not installed: make opa")
    monkeypatch.chdir(tmp_path)
    write_plan(tmp_path / "plan.json", change("example_thing", after={"size": 1, "name": "x"}))
    return tmp_path


def configure(project: Path, policy: str, *, outside: str = _OUTSIDE) -> None:
    """Write a configuration with something said of policies."""
    (project / "driftgate.yaml").write_text(CONFIGURATION.format(policy=outside + policy), encoding="utf-8")


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    """Return the exit code of a command, its document, and what it says on stderr."""
    code = main([*words, "--format", "json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else {}, err


def test_the_configuration_names_policies_and_both_verbs_ask_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rego(
        project / "rules",
        HEAD + 'deny contains msg if { input.resource_changes[_].type == "example_thing"; msg := "no" }\n',
    )
    configure(project, "rego: [rules]")
    for verb in (("policy", "check"), ("gate",)):
        code, document, _ = asked(capsys, *verb, "prod")
        assert code == 1
        assert [(one["rule"], one["message"]) for one in document["findings"]] == [
            ("main.deny", "tfplan:plan.json: no")
        ]
    code, document, _ = asked(capsys, "policy", "check", "tfplan:plan.json", "--rego", "rules")
    assert code == 1
    assert "conftest rules with opa" in {one["name"].rpartition(" ")[0] for one in document["inputs"]}


def test_data_and_exceptions_count_and_stay_to_be_seen(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = "some r in input.resource_changes; r.change.after.size < data.least"
    rule = f'deny_size contains msg if {{ {rule}; msg := "small" }}\n'
    write_rego(project / "rules", HEAD + rule)
    write_rego(project / "more", "least: 2\n", "data.yaml")
    configure(project, "rego: [rules], rego-data: [more]")
    assert asked(capsys, "policy", "check", "prod")[0] == 1
    write_rego(project / "rules", HEAD + 'exception contains ["size"] if input.timestamp\n', "exceptions.rego")
    code, document, _ = asked(capsys, "policy", "check", "prod")
    (finding,) = document["findings"]
    assert (code, finding["outcome"]) == (0, "warn")
    assert finding["message"].endswith("an exception silences it: small")


def test_our_own_dialect_calls_every_pure_builtin(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["policy", "new", "policies/thing-names"])
    capsys.readouterr()
    path = project / "policies" / "thing-names" / "policy.rego"
    text = path.read_text().replace("aws_s3_bucket", "example_thing").replace("[bucket]", "[name]")
    text = text.replace("input.attributes.bucket", "input.attributes.name")
    path.write_text(
        text.replace('not startswith(name, "acme-")', 'sprintf("%s %v", [name, time.date(time.now_ns())]) != ""')
    )
    configure(project, "rego: [policies], fail-on: medium", outside="")
    code, document, _ = asked(capsys, "policy", "check", "prod")
    assert code == 1
    assert [one["rule"] for one in document["findings"]] == ["thing-names"]


BROKEN: dict[str, tuple[str, str]] = {
    "syntax": ("deny contains msg if {\n", "error: rules/policy.rego:6: unexpected eof token"),
    "unsafe variable": (
        "deny contains msg if not y > input.x\n",
        "error: rules/policy.rego:5: var msg is unsafe",
    ),
    "recursion": (
        "deny contains a if a := f(1)\n\nf(x) := f(x)\n",
        "error: rules/policy.rego:7: rule data.main.f is recursive",
    ),
    "forbidden builtin": (
        'deny contains "x" if http.send({"method": "get", "url": "http://127.0.0.1"}).status_code == 200\n',
        "error: rules/policy.rego:5: http.send is not allowed: it asks the network",
    ),
    "environment": (
        'deny contains "x" if opa.runtime().env.HOME\n',
        "opa.runtime is not allowed: it tells the environment",
    ),
    "chance": ('deny contains "x" if rand.intn("a", 2) == 1\n', "rand.intn is not allowed: its answer is chance"),
    "unknown function": ('deny contains "x" if made.up(1)\n', "error: rules/policy.rego:5: undefined function made.up"),
    "wrong package": ('denny contains "x" if input.x\n', "error: rules: no package has a rule deny, violation or warn"),
    "lying metadata": (
        "# METADATA\n# title: T\n# custom:\n#   id: a-b\n#   resource_types: [aws_s3_bucket]\n",
        "error: rules/policy.rego:1: a policy",
    ),
    "not text": ("deny contains \udc80\n", "error: rules/policy.rego"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_in_a_policy_is_2_with_file_line_and_way_out(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text, problem = BROKEN[name]
    (project / "rules").mkdir()
    body = text if name == "lying metadata" else HEAD + text
    (project / "rules" / "policy.rego").write_bytes(body.encode("utf-8", "surrogateescape"))
    configure(project, "rego: [rules]")
    for words in (("policy", "check", "prod"), ("gate", "prod")):
        code, _, err = asked(capsys, *words)
        assert code == 2
        assert problem in err
        assert "\n  fix: " in err
        assert str(project) not in err
    assert main(["config", "check"]) == 2


SLOW: dict[str, str] = {
    "endless": "count([1 | numbers.range(1, 100000)[_]; numbers.range(1, 100000)[_]; numbers.range(1, 100000)[_]]) > 0",
    "a gigabyte": 'count([s | some i in numbers.range(1, 4000000); s := sprintf("%1000d", [i])]) > 0',
}


@pytest.mark.parametrize("name", SLOW)
def test_what_takes_too_much_is_the_error_of_one_rule(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("policies.evaluators.conftest.TIMEOUT", 3.0)
    text = f'deny_bad contains "bad" if {{ input.timestamp; {SLOW[name]} }}\n'
    write_rego(project / "rules", HEAD + text + 'deny_good contains "good" if input.timestamp\n')
    began = time.monotonic()
    code, document, _ = asked(capsys, "policy", "check", "tfplan:plan.json", "--rego", "rules")
    found = {one["rule"]: (one["outcome"], one["message"]) for one in document["findings"]}
    assert code == 1  # what another rule found stays
    assert found["main.deny_good"][0] == "fail"
    assert found["main.deny_bad"][0] == "error"
    assert "rules/policy.rego:5: the rule could not be run" in found["main.deny_bad"][1]
    assert time.monotonic() - began < 120


def test_data_in_the_place_of_a_rule_are_an_error_of_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rego(project / "rules", HEAD + 'deny contains "x" if input.timestamp\n')
    write_rego(project / "more", "main: { deny: [] }\n", "data.yaml")
    configure(project, "rego: [rules], rego-data: [more]")
    code, document, _ = asked(capsys, "policy", "check", "prod")
    (finding,) = document["findings"]
    assert (code, finding["outcome"]) == (3, "error")
    assert "rules/policy.rego:5: the rule could not be run (" in finding["message"]
    assert "conflict" in finding["message"]


def test_a_program_that_is_no_opa_is_2(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rego(project / "rules", HEAD + 'deny contains "x" if input.timestamp\n')
    configure(project, "rego: [rules]")
    (project / "bin").mkdir()
    (project / "bin" / "opa").symlink_to(str(shutil.which("true")))
    monkeypatch.setenv("PATH", f"{project / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("DRIFTGATE_TOOLS", str(project / "none"))
    code, _, err = asked(capsys, "policy", "check", "prod")
    assert (code, "is no OPA\n  fix: driftgate tools install opa" in err) == (2, True), err


def test_of_a_state_a_rule_judges_what_is_there_and_nothing_else(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = gzip.decompress((FIXTURES / "vulnerable" / "prod.tfstate.gz").read_bytes())
    (project / "prod.tfstate").write_bytes(state)
    public = (
        'some r in input.resource_changes; r.type == "aws_s3_bucket_acl"; r.change.after.acl == "public-read-write"'
    )
    text = f"deny contains msg if {{ {public}; msg := r.address }}\n"
    text += 'deny_provider contains "x" if not input.configuration.provider_config.aws.version_constraint\n'
    write_rego(project / "rules", HEAD + text)
    code, document, _ = asked(capsys, "policy", "check", "tfstate:prod.tfstate", "--rego", "rules")
    found = {one["rule"]: one["address"] for one in document["findings"] if one["rule"].startswith("main.")}
    assert (code, found) == (1, {"main.deny": 'module.bucket["uploads"].aws_s3_bucket_acl.this[0]'})
    (gap,) = (one for one in document["gaps"] if one["operation"] == "main.deny_provider")
    assert gap["detail"].startswith("it reads input.configuration, which only a plan has")


def test_without_opa_the_line_to_type_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rego(project / "rules", HEAD + 'deny contains "x" if input.timestamp\n')
    configure(project, "rego: [rules]")
    git = Path(str(shutil.which("git"))).parent
    (project / "bin").mkdir()
    (project / "bin" / "git").symlink_to(git / "git")
    monkeypatch.setenv("PATH", str(project / "bin"))
    monkeypatch.setenv("DRIFTGATE_TOOLS", str(project / "none"))
    code, _, err = asked(capsys, "policy", "check", "prod")
    assert code == 2
    assert "people's own Rego needs OPA, and it is not installed" in err
    assert "driftgate tools install opa" in err


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ("rego: [../elsewhere]", "gates.policy.rego.0: ../elsewhere leads out of the folder of the configuration"),
        ("rego: [rules], rego-data: [/etc]", "/etc leads out of the folder"),
        ("rego: [rules], rego-key: /etc/passwd", "/etc/passwd leads out of the folder"),
        ("rego: [nothing]", "nothing: there is no such folder or bundle"),
        ("server: 'https://opa.example:8181'", "would go to opa.example:8181, which nobody but this file names"),
        ("server: 'http://opa.example:8181'", "without https, where everybody on the way reads it"),
        ("server: 'https://a@opa.example/x'", "is no address of a server"),
        ("server: 'https://opa.example', engine: opa", "engine and server are two ways to ask"),
    ],
)
def test_what_a_configuration_may_not_name(
    project: Path, capsys: pytest.CaptureFixture[str], policy: str, problem: str
) -> None:
    write_rego(project / "rules", HEAD + 'deny contains "x" if input.timestamp\n')
    configure(project, policy)
    code, _, err = asked(capsys, "gate", "prod")
    assert (code, problem in err) == (2, True), err


def test_a_strangers_rules_run_without_network_and_a_server_is_not_asked(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rego(project / "rules", HEAD + 'deny contains "x" if input.timestamp\n')
    configure(project, "rego: [rules]")
    assert asked(capsys, "gate", "prod", "--untrusted")[0] == 1
    monkeypatch.setenv("DRIFTGATE_ALLOW_HOSTS", "127.0.0.1:9")
    configure(project, "server: 'http://127.0.0.1:9'")
    code, _, err = asked(capsys, "gate", "prod", "--untrusted")
    assert (code, "gates.policy.server is asked over the network, and --untrusted was given" in err) == (2, True)
    code, _, err = asked(capsys, "gate", "prod", "--offline")
    assert (code, "gates.policy.server needs the network and --offline was given" in err) == (2, True)


@pytest.mark.parametrize("make", ["file", "folder"])
def test_a_link_among_policies_is_refused(project: Path, capsys: pytest.CaptureFixture[str], make: str) -> None:
    write_rego(project / "rules", HEAD + 'deny contains "x" if input.timestamp\n')
    target = write_rego(project / "other", HEAD, "a.rego")
    link = project / "rules" / ("b.rego" if make == "file" else "more")
    link.symlink_to(target / "a.rego" if make == "file" else target)
    code, _, err = asked(capsys, "policy", "check", "tfplan:plan.json", "--rego", "rules")
    assert (code, f"rules/{link.name}: it is a link" in err) == (2, True)


# Bundles, signed by the real OPA with keys of the real openssl.


def run(*command: str, cwd: Path) -> None:
    """Run a foreign program that has to succeed."""
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def signed(project: Path) -> Path:
    """Return a project with a bundle that is signed by `key.pem`, whose public part is `public.pem`.

    Its rule holds where its data, which stand in two files, say so.
    """
    told = 'deny contains data.said[0] if { input.timestamp; not data.off; data.deep["1"].on == 1.50 }\n'
    write_rego(project / "rules", HEAD + told)
    write_rego(project / "rules", "deep: {'1': {on: 1.50}}\n", "data.yaml")
    write_rego(project / "rules" / "said", '["signed"]', "data.json")
    for name in ("key", "other"):
        run("openssl", "genrsa", "-out", f"{name}.pem", "2048", cwd=project)
        run("openssl", "rsa", "-in", f"{name}.pem", "-pubout", "-out", f"{name}-public.pem", cwd=project)
    run("opa", "build", "-b", "rules", "-o", "signed.tar.gz", "--signing-key", "key.pem", cwd=project)
    return project


def _unsigned(project: Path) -> None:
    run("opa", "build", "-b", "rules", "-o", "signed.tar.gz", cwd=project)


def _by_another(project: Path) -> None:
    run("opa", "build", "-b", "rules", "-o", "signed.tar.gz", "--signing-key", "other.pem", cwd=project)


def _by_the_text_of_the_key(project: Path) -> None:
    secret = (project / "key-public.pem").read_text()
    run(
        "opa",
        "build",
        "-b",
        "rules",
        "-o",
        "signed.tar.gz",
        "--signing-key",
        secret,
        "--signing-alg",
        "HS256",
        cwd=project,
    )


def _cut(project: Path) -> None:
    path = project / "signed.tar.gz"
    path.write_bytes(path.read_bytes()[:-40])


def _changed(project: Path) -> None:
    (project / "t").mkdir()
    run("tar", "xzf", "../signed.tar.gz", cwd=project / "t")
    module = next((project / "t").rglob("*.rego"))
    module.write_text(module.read_text().replace("signed", "changed"))
    run("tar", "czf", "../signed.tar.gz", ".", cwd=project / "t")


def _appended(name: str, kind: bytes) -> Callable[[Path], None]:
    """Return what puts a member behind those that are signed, in one of tar's kinds of files."""

    def append(project: Path) -> None:
        path = project / "signed.tar.gz"
        buffer = io.BytesIO()
        with tarfile.open(path) as signed, tarfile.open(fileobj=buffer, mode="w:gz") as changed:
            for member in signed:
                changed.addfile(member, signed.extractfile(member))
            more = tarfile.TarInfo(name)
            more.size, more.type = 4, kind
            changed.addfile(more, io.BytesIO(b"true"))
        path.write_bytes(buffer.getvalue())

    return append


DAMAGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "unsigned": (_unsigned, "the bundle has no .signatures.json, and rego-key wants every bundle signed"),
    "by another": (_by_another, "the signature of the bundle is not that of rego-key"),
    "by the text of the key": (
        _by_the_text_of_the_key,
        "the bundle is signed by HS256, and rego-key is no key of that",
    ),
    "cut": (_cut, "signed.tar.gz: it is cut, or no gzipped tar"),
    "changed": (_changed, "signed.tar.gz: the signature of the bundle is not that of rego-key"),
    "more data": (_appended("off/data.json", tarfile.REGTYPE), "the signature of the bundle is not that of rego-key"),
    **{
        f"more data that OPA passes over ({kind.decode()})": (
            _appended("off/data.json", kind),
            "signed.tar.gz: off/data.json is no file below it",
        )
        for kind in (tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE)
    },
}


def test_a_signed_bundle_judges(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(signed, "rego: [signed.tar.gz], rego-key: key-public.pem")
    code, document, err = asked(capsys, "gate", "prod")
    assert code == 1, err
    assert [one["message"] for one in document["findings"]] == ["tfplan:plan.json: signed"]


@pytest.mark.parametrize("name", DAMAGED)
def test_a_bundle_that_the_key_did_not_sign_is_2(signed: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    damage, problem = DAMAGED[name]
    damage(signed)
    configure(signed, "rego: [signed.tar.gz], rego-key: key-public.pem")
    code, _, err = asked(capsys, "gate", "prod")
    assert (code, problem in err, "\n  fix: " in err) == (2, True, True), err


def test_a_signed_bundle_without_a_key_is_not_believed(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(signed, "rego: [signed.tar.gz]")
    code, _, err = asked(capsys, "gate", "prod")
    assert (code, "the bundle is signed, and no key is configured" in err) == (2, True)


# What rules and their data say leaves without secrets.

TOKEN, WORD = "gh" + "p_" + "a1B2" * 9, "correct-horse-7-battery"


def test_no_secret_of_a_rule_or_of_its_data_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = f'sprintf("ask %v with %v or {TOKEN}", [data.api.owner, data.api.password])'
    body = f"""deny contains msg if {{
	input.resource_changes[_].type == "example_thing"
	msg := {{"msg": {message}, "token": data.api.password}}
}}
"""
    write_rego(project / "rules", HEAD + body)
    (project / "data").mkdir()
    (project / "data" / "api.yaml").write_text(f"api:\n  owner: grace\n  password: {WORD}\n", encoding="utf-8")
    configure(project, "rego: [rules], rego-data: [data]")
    code, document, err = asked(capsys, "gate", "prod", "-v")
    assert code == 1
    (finding,) = [one for one in document["findings"] if one["rule"] == "main.deny"]
    assert finding["message"].startswith("tfplan:plan.json: ask grace with $secret:")
    told = [json.dumps(document), err]
    told += [
        path.read_bytes().decode("utf-8", "replace") for path in project.rglob(".driftgate/**/*") if path.is_file()
    ]
    assert not [text for text in told if TOKEN in text or WORD in text]


def test_no_secret_in_the_text_of_a_policy_of_our_dialect_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = OURS.format(aliases="", member="delay_seconds").replace(
        "requires: [name]", "requires: [name, delay_seconds]"
    )
    write_rego(project / "rules", policy.replace("waits too long", f"waits too long, ask with {TOKEN}"))
    configure(project, "rego: [rules]", outside="")
    write_plan(project / "plan.json", change("aws_sqs_queue", after={"name": "q", "delay_seconds": 900}))
    code, document, err = asked(capsys, "gate", "prod")
    assert code == 1
    assert "waits too long, ask with $secret:" in json.dumps(document)
    kept = [path.read_bytes() for path in project.rglob(".driftgate/**/*") if path.is_file()]
    assert TOKEN not in json.dumps(document) + err
    assert not [data for data in kept if TOKEN.encode() in data]


# The way to a server and back.


@pytest.fixture
def server(project: Path) -> Iterator[str]:
    """Run a real OPA server that has loaded what `policy bundle` writes, and give its address."""
    assert main(["policy", "bundle", "pack.tar.gz", "-q"]) == 0
    with served(project / "pack.tar.gz", "--set=decision_logs.console=true") as port:
        yield f"http://{LOOPBACK}:{port}"


def test_a_server_that_the_owner_names_judges(
    project: Path, server: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan(project / "plan.json", change("aws_ebs_volume", after={"encrypted": False, "size": 1}))
    monkeypatch.setenv("DRIFTGATE_ALLOW_HOSTS", server.removeprefix("http://"))
    configure(project, f"server: '{server}'", outside="")
    code, document, err = asked(capsys, "gate", "prod", "-v")
    configure(project, "checkov: off", outside="")
    same = asked(capsys, "gate", "prod")[1]
    assert code == 1
    assert document["findings"]
    assert [one["fingerprint"] for one in document["findings"]] == [one["fingerprint"] for one in same["findings"]]
    assert "opa server 1." in {one["name"][5:18] for one in document["inputs"]}
    assert re.search(r"event=server_answered decision=[0-9a-f-]{36} revision=driftgate:[0-9a-f]{32}", err)


@pytest.fixture
def signing(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the project a key that signs its verdicts."""
    configure(project, "checkov: off")
    main(["evidence", "keygen", "keys"])
    monkeypatch.setenv("DRIFTGATE_SIGNING_KEY", (project / "keys" / "signing.pem").read_text())
    path = project / "driftgate.yaml"
    path.write_text(path.read_text() + 'evidence: { sign: "env:DRIFTGATE_SIGNING_KEY" }\n')
    return project


def data_of(server: str, path: str) -> Any:
    with urlopen(f"{server}/v1/data/{path}") as answer:  # noqa: S310 - of this machine
        return json.load(answer)["result"]


def test_a_signed_verdict_is_published_and_another_one_is_not(
    project: Path, server: str, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    configure(project, "checkov: off")
    unsigned = asked(capsys, "gate", "prod", "--as-of", "2026-11-20T03:00:00Z")[1]["run_id"]
    assert main(["policy", "publish", unsigned, "--server", server]) == 2
    assert "is not signed\n  fix: set evidence.sign" in capsys.readouterr().err
    request.getfixturevalue("signing")
    document = asked(capsys, "gate", "prod")[1]
    assert main(["policy", "publish", "latest", "--server", server]) == 0
    told = data_of(server, "driftgate/verdicts/prod")
    assert (told["decision"], told["run"], told["command"]) == (document["decision"], document["run_id"], "gate")
    assert told["statement"]["payloadType"] == "application/vnd.in-toto+json"
    assert main(["policy", "publish", "latest", "--server", server, "--untrusted"]) == 2


@pytest.mark.usefixtures("signing")
def test_no_other_verdict_takes_the_place_of_that_of_all_gates(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "policy", "check", "prod")
    assert main(["policy", "publish", "latest", "--server", server]) == 2
    assert "is a verdict of policy check, and a deployment asks for that of all gates" in capsys.readouterr().err
    earlier, later = (
        asked(capsys, "gate", "prod", "--as-of", f"2026-11-2{day}T03:00:00Z")[1]["run_id"] for day in (1, 2)
    )
    for run in (later, later):
        assert main(["policy", "publish", run, "--server", server]) == 0
    assert main(["policy", "publish", earlier, "--server", server]) == 2
    assert f"the server has a later verdict, {later} of 2026-11-22T03:00:00Z" in capsys.readouterr().err
    assert data_of(server, "driftgate/verdicts/prod")["run"] == later


@pytest.mark.usefixtures("signing")
def test_a_server_that_is_not_there_has_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "gate", "prod")
    assert main(["policy", "publish", "latest", "--server", f"http://{LOOPBACK}:{free_port()}"]) == 3
    assert "the verdict is not published: it cannot be reached" in capsys.readouterr().err


def test_the_rule_of_the_page_lets_in_a_go_that_is_there_and_not_old(server: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "rego.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"```rego\n(package admission\n.*?)```", page, re.DOTALL)

    def put(path: str, text: str, kind: str) -> None:
        request = Request(f"{server}/v1/{path}", text.encode(), {"Content-Type": kind}, method="PUT")  # noqa: S310
        urlopen(request).close()  # noqa: S310 - of this machine

    put("policies/admission", rule, "text/plain")
    now = datetime.now(UTC)
    good = {"decision": "GO", "time_given": False, "as_of": f"{now - timedelta(minutes=2):%Y-%m-%dT%H:%M:%SZ}"}
    said = [data_of(server, "admission/deny")]
    for changed in (
        {},
        {"decision": "CONDITIONAL"},
        {"time_given": True},
        {"as_of": f"{now - timedelta(hours=25):%Y-%m-%dT%H:%M:%SZ}"},
        {"as_of": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"},
        {"as_of": "yesterday"},
    ):
        put("data/driftgate/verdicts/prod", json.dumps({**good, **changed}), "application/json")
        said.append(data_of(server, "admission/deny"))
    denied = ["production is not proven to be fit to go live"]
    assert said == [denied, [], *[denied] * 5]


OURS = """# METADATA
# title: Queues wait a minute at most
# custom:
#   id: queue-delay
#   severity: high
#   category: availability
#   controls: ["nist-800-53-r5:CM-6"]
#   resource_types: [aws_sqs_queue]
#   requires: [name]
#   aliases: [{aliases}]
#   message: "{{name}} waits too long"
#   remediation: set delay_seconds
package driftgate.queue_delay

import rego.v1

deny contains {{"path": [], "observed": q.{member}, "required": "60", "args": {{"name": q.name}}}} if {{
	q := input.attributes
	q.{member} > 60
}}
"""


@pytest.mark.parametrize(
    ("aliases", "member", "problem"),
    [
        ("data-queue-encrypted", "name", "the policy queue-delay has data-queue-encrypted among its aliases"),
        ("CKV_AWS_27", "name", "the policy queue-delay has CKV_AWS_27 among its aliases"),
        ("", "delay_seconds", "delay_seconds of aws_sqs_queue is read, but not in requires, needs or optional"),
    ],
)
def test_a_rule_speaks_for_itself_and_says_what_it_reads(
    project: Path, capsys: pytest.CaptureFixture[str], aliases: str, member: str, problem: str
) -> None:
    """Else it would silence what driftgate asks, or pass what an apply alone tells."""
    text = OURS.format(aliases=aliases, member=member)
    write_rego(project / "rules", text)
    code, _, err = asked(capsys, "policy", "check", "tfplan:plan.json", "--rego", "rules")
    assert code == 2
    assert problem in err
