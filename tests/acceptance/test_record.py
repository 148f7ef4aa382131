"""Recording: what a tool makes is bound to what it was run on, and nothing else is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import PROGRAM, Ended, Program
from tests.attestations import COMMIT as ATTESTED
from tests.attestations import P256, STRANGER, ecdsa, hexed, of_tests, pem, sealed, slsa, witness
from tests.bundles import FIXTURES
from tests.git import git
from tests.sigstore import WORKFLOW, Sigstore

CONFIG = """version: 1
environments: { prod: {} }
gates: { tests: { results: [{ junit: "in/*.xml" }] } }
"""
GREEN = '<testsuite name="s" tests="2"><testcase classname="a" name="x"/><testcase classname="a" name="y"/></testsuite>'
RED = GREEN.replace('name="y"/>', 'name="y"><failure message="wrong sum"/></testcase>')
COMMIT = "commit=c0ffee1"
MAKE = ("cp", "good.xml", "in/a.xml")


@pytest.fixture
def project(tmp_path: Path) -> Program:
    found = Program(tmp_path)
    found.write("driftgate.yaml", CONFIG)
    found.write("good.xml", GREEN)
    found.write("in/.keep", "")
    return found


def record(project: Program, *command: str, options: tuple[str, ...] = ("--subject", COMMIT)) -> Ended:
    return project("record", *options, "-o", "in", "--", *command)


def gate(project: Program, *options: str) -> Ended:
    return project("gate", "prod", "--subject", COMMIT, *options)


def statement(project: Program, name: str = "in/a.xml") -> dict[str, object]:
    found: dict[str, object] = json.loads((project.folder / f"{name}.driftgate.json").read_text())
    return found


def test_what_was_recorded_is_bound_and_go(project: Program) -> None:
    done = record(project, *MAKE)
    assert (done.code, done.err) == (0, "record: bound 1 result to commit=c0ffee1\n")
    found = gate(project)
    assert (found.code, "GO  prod commit=c0ffee1  tests: 1 of 7 gates" in found.out) == (0, True), found.out
    document = json.loads(gate(project, "--format", "json").out)
    (result,) = [entry for entry in document["inputs"] if entry["kind"] == "result"]
    assert (result["about"], result["vouched"], result["by"]) == ("commit=c0ffee1", "recorded", "")
    assert document["subject"] == {"commit": "c0ffee1", "environment": "prod"}
    assert (result["bound"], "results: 1 recorded, not signed, bound by commit\n" in found.out) == (["commit"], True)


def test_a_name_that_no_result_bears_is_told(project: Program) -> None:
    record(project, *MAKE)
    image = f"image=sha256:{'4f' * 32}"
    reports = [part for kind in ("html", "markdown", "junit") for part in ("--report", f"{kind}=out/{kind}")]
    found = gate(project, "--subject", image, *reports)
    said = "no result is about this image"
    assert (found.code, f"GO  prod commit=c0ffee1 {image}  {said}  tests: 1 of 7 gates" in found.out) == (0, True), (
        found.out
    )
    assert "results: 1 recorded, not signed, bound by commit\n" in found.out
    assert all(said in path.read_text() for path in (project.folder / "out").iterdir())
    record(project, *MAKE, options=("--subject", COMMIT, "--subject", image))
    found = gate(project, "--subject", image)
    assert ("bound by commit and image\n" in found.out, said in found.out) == (True, False), found.out


def test_the_statement_says_what_is_known_and_hides_secrets(project: Program) -> None:
    project.write("tool.sh", "cp good.xml in/a.xml\n")
    record(project, "sh", "tool.sh", "--password", "hunter2-hunter2")
    found = statement(project)
    run = found["predicate"]["run"]  # type: ignore[index]
    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert [entry["name"] for entry in found["subject"]] == ["a.xml"]  # type: ignore[attr-defined]
    assert (run["exitCode"], run["tool"]) == (0, "sh")
    assert run["began"] <= run["ended"]
    assert run["command"].startswith("sha256:")
    assert "hunter2" not in json.dumps(found)


def test_output_and_exit_code_of_the_tool_pass_through(project: Program) -> None:
    done = project("record", "-q", "-o", "in", "--", "sh", "-c", "echo out; echo err >&2; exit 7")
    assert (done.code, done.out, done.err) == (7, "out\n", "err\n")
    for wrong in (
        ("--", "true"),
        ("-o", "in"),
        ("--attach", "good.xml"),
        ("-o", "in", "--attach", "good.xml", "--", "a"),
    ):
        assert project("record", *wrong).code == 2, wrong


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("no-such-tool", "x"), 127, "no-such-tool: there is no such command\n  fix: install it, or correct its name"),
        (("no-such-tool x",), 127, "fix: type it without the quotes around it, or as sh -c 'no-such-tool x'"),
        (("./no-such-tool",), 127, "./no-such-tool: there is no such command"),
        (("tool.sh",), 127, "tool.sh: there is no such command\n  fix: type ./tool.sh"),
        (("./good.xml",), 126, "good.xml: nobody may execute it\n  fix: chmod +x good.xml, or name its interpreter"),
        (("./in",), 126, "in: it is a folder"),
        (("./text.sh",), 126, "./text.sh cannot be started: Exec format error"),
        (("",), 127, ": there is no such command"),
    ],
)
def test_a_command_that_never_ran_is_told_as_shells_do(
    project: Program, command: tuple[str, ...], code: int, said: str
) -> None:
    project.write("tool.sh", "#!/bin/sh\n").chmod(0o755)
    project.write("text.sh", "true\n").chmod(0o755)
    project.write("printed.xml", GREEN)
    done = project("record", "-o", "in", "--stdout", "printed.xml", "--", *command)
    assert (done.code, done.out, said in done.err) == (code, "", True), done.err
    assert not list(project.folder.glob("**/*.driftgate.json"))
    assert code == 126 or (project.folder / "printed.xml").read_text() == GREEN


def test_a_run_that_failed_is_not_proven_by_what_it_wrote(project: Program) -> None:
    done = record(project, "sh", "-c", "cp good.xml in/a.xml; exit 105")
    assert done.code == 105
    found = gate(project)
    assert (found.code, "sh ended with the code 105: what it wrote is not all" in found.out) == (3, True), found.out


@pytest.mark.parametrize(
    ("tool", "made", "code", "expected", "ends", "said"),
    [
        ("pytest", "bad.xml", 1, True, 0, ""),
        ("pytest", "bad.xml", 1, False, 3, "code 1, and nothing shows that it went on after the first failure"),
        ("pytest", "good.xml", 1, True, 3, "pytest ended with the code 1: what it wrote is not all"),
        ("pytest", "bad.xml", 2, True, 3, "pytest ended with the code 2: what it wrote is not all"),
        ("pytest", "cut.xml", 1, True, 3, "2 failures and errors are counted, 1 are listed"),
        ("make", "bad.xml", 1, True, 3, "make ended with the code 1: what it wrote is not all"),
    ],
)
def test_an_exit_code_that_tells_of_failures_is_no_second_cause(
    project: Program, tool: str, made: str, code: int, expected: bool, ends: int, said: str
) -> None:
    project.write("bad.xml", RED)
    project.write("cut.xml", RED.replace('name="s"', 'name="s" failures="2"'))
    project.write(tool, f"#!/bin/sh\ncp {made} in/a.xml\nexit {code}\n").chmod(0o755)
    assert record(project, f"./{tool}").code == code
    failed = json.loads(gate(project, "--format", "json").out)["reasons"]
    assert [reason["code"] for reason in failed if reason["outcome"] == "fail"] == ["test-failed"] * (
        made != "good.xml"
    )
    waiver = {"rule": "test-failed", "address": "a::y", "environment": "prod", "ticket": "T-1", "reason": "known"}
    waiver |= {"id": "W-1", "owner": "ada@acme.example", "approver": "grace@acme.example"}
    days = [time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400)) for days in (-1, 9)]
    waiver |= {"created": days[0], "expires": days[1]}
    project.write("waivers.yaml", json.dumps({"version": 1, "waivers": [waiver]}))
    config = CONFIG
    if expected:
        assert project("results", "expect", "good.xml", "-o", "expected.json").code == 0
        config = config.replace("tests: {", "tests: { expected: expected.json,")
    project.write("driftgate.yaml", f"{config}waivers: waivers.yaml\n")
    found = gate(project)
    assert (found.code, said in found.out) == (ends, True), found.out + found.err
    assert bool(said) == ("run_failed" in found.out or "cut" in made), found.out


def test_a_gate_says_which_changes_keep_the_commit_from_being_judged(project: Program) -> None:
    for words in (("init", "-q"), ("add", "driftgate.yaml"), ("commit", "-q", "-m", "a")):
        git(project.folder, *words)
    record(project, *MAKE)
    project.write("driftgate.yaml", f"{CONFIG}# changed\n")
    found = project("gate", "prod")
    assert found.code == 3
    assert "nothing says which commit, image, version is judged: git has changes in driftgate.yaml" in found.out
    assert "fix: commit it, then let driftgate run the tool: driftgate record -o in -- COMMAND" in found.out


def test_a_failure_that_is_not_bound_stays_a_failure(project: Program) -> None:
    project.write("in/a.xml", RED)
    assert gate(project).code == 1


def test_results_of_another_release_count_neither_way(project: Program) -> None:
    project.write("good.xml", RED)
    record(project, *MAKE)
    found = project("gate", "prod", "--subject", "commit=deadbee")
    assert found.code == 3, found.out
    assert "it is about commit=c0ffee1, judged is commit=deadbee" in found.out


def test_what_was_changed_removed_or_exchanged_after_the_run_proves_nothing(project: Program) -> None:
    project.write("tool.sh", 'cp good.xml in/a.xml; sed s/name=.s./name=\\"t\\"/ good.xml > in/b.xml\n')
    record(project, "sh", "tool.sh")
    assert gate(project).code == 0
    first, second = (project.folder / "in" / name for name in ("a.xml", "b.xml"))
    kept = first.read_bytes()
    first.write_bytes(kept.replace(b'"y"', b'"z"'))
    found = gate(project)
    assert (found.code, "it is about other bytes" in found.out) == (3, True), found.out
    first.write_bytes(kept)
    second.unlink()
    found = gate(project)
    assert (found.code, "a recorded run has made it" in found.out) == (3, True), found.out
    second.with_name("b.xml.driftgate.json").unlink()  # the statement beside the other one still tells
    found = gate(project)
    assert (found.code, "the run has also made b.xml, which is not there" in found.out) == (3, True), found.out
    second.write_bytes(kept)
    second.with_name("b.xml.driftgate.json").write_bytes(first.with_name("a.xml.driftgate.json").read_bytes())
    assert gate(project).code == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace("record/v1", "record/v2"),
        lambda text: text.replace('"exitCode":0', '"exitCode":0,"exitCode":0'),
        lambda text: text.replace('"commit":"c0ffee1"', '"commit":["c0ffee1","deadbee"]'),
        lambda text: text.replace('"release":{', '"release":{"colour":"red",'),
        lambda text: text.replace('"name":"a.xml"', '"name":"b.xml"'),
        lambda _: "",
        lambda _: "[]",
        lambda _: '{"payload":"","payloadType":"x","signatures":[]}',
    ],
)
def test_a_damaged_statement_binds_nothing_and_is_told(project: Program, damage: object) -> None:
    record(project, *MAKE)
    path = project.folder / "in/a.xml.driftgate.json"
    path.write_text(damage(path.read_text()))  # type: ignore[operator]
    found = gate(project)
    assert (found.code, "in/a.xml.driftgate.json" in found.out) == (3, True), found.out


def test_signatures_are_made_and_demanded(project: Program) -> None:
    assert project("evidence", "keygen", "keys").code == 0
    assert project("evidence", "keygen", "other").code == 0
    unsigned = CONFIG + 'record: { keys: ["file:keys/signing.pub.pem"] }\n'
    signed = CONFIG + 'record: { sign: "file:keys/signing.pem", keys: ["file:keys/signing.pub.pem"] }\n'
    record(project, *MAKE)
    project.write("driftgate.yaml", unsigned)
    found = gate(project)
    assert (found.code, "it is not signed, and record.keys asks for a signature" in found.out) == (3, True), found.out
    project.write("driftgate.yaml", signed)
    record(project, *MAKE)
    document = json.loads(gate(project, "--format", "json").out)
    (result,) = [entry for entry in document["inputs"] if entry["kind"] == "result"]
    assert (document["exit_code"], result["vouched"], result["by"][:7]) == (0, "signed", "sha256:")
    project.write("driftgate.yaml", signed.replace("keys/signing.pub", "other/signing.pub"))
    found = gate(project)
    assert (found.code, "none of record.keys has signed it" in found.out) == (3, True), found.out


def test_an_attestation_of_another_tool_binds_where_its_key_is_trusted(project: Program) -> None:
    project.write("in/a.xml", GREEN)
    project.write("keys/witness.pub.pem", pem(P256).decode())
    told = of_tests(GREEN.encode())
    project.write("in/a.xml.intoto.jsonl", sealed(told, ecdsa(P256)).decode() + "\n")
    project.write(f"in/sha256:{hexed(GREEN.encode())}.jsonl", "{}\n")  # no result is found in it, and it counts as none
    subject = ("gate", "prod", "--subject", f"commit={ATTESTED}")
    found = project(*subject)
    assert (found.code, "it does not say what it is about" in found.out) == (3, True), found.out
    project.write("driftgate.yaml", CONFIG + 'record: { keys: ["file:keys/witness.pub.pem"] }\n')
    document = json.loads(project(*subject, "--format", "json").out)
    (result,) = [entry for entry in document["inputs"] if entry["kind"] == "result"]
    assert (result["about"], result["vouched"], result["by"][:7]) == (f"commit={ATTESTED}", "signed", "sha256:")
    # Nothing says when it was measured: the file has no time, and neither has this attestation.
    assert [gap["reason"] for gap in document["gaps"]] == ["undated"]
    project.write("in/a.xml.intoto.jsonl", sealed(told, ecdsa(STRANGER)).decode() + "\n")
    found = project(*subject)
    assert (found.code, "in/a.xml.intoto.jsonl:1: none of record.keys has signed it" in found.out) == (3, True), (
        found.out
    )


def test_a_witness_collection_is_enough_for_go(project: Program) -> None:
    ended = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))
    project.write("in/a.xml", GREEN)
    project.write("keys/witness.pub.pem", pem(P256).decode())
    project.write("driftgate.yaml", CONFIG + 'record: { keys: ["file:keys/witness.pub.pem"] }\n')
    for code, decision in ((0, 0), (1, 3)):
        told = witness({"in/a.xml": GREEN.encode()}, ended=ended, exit_code=code)
        project.write("in/a.xml.att.json", sealed(told, ecdsa(P256)).decode())
        found = project("gate", "prod", "--subject", f"commit={ATTESTED}")
        assert found.code == decision, found.out
    assert "jest ended with the code 1: what it wrote is not all" in found.out


def test_a_bundle_of_github_is_bound_by_roots_and_identities(project: Program) -> None:
    world = Sigstore()
    project.write("in/a.xml", GREEN)
    project.write("roots.json", world.trusted_root().decode())
    record = f'record: {{ roots: ["file:roots.json"], identities: [{{ subject: "{WORKFLOW}" }}] }}\n'
    project.write("driftgate.yaml", CONFIG + record)
    project.write(f"in/sha256:{hexed(GREEN.encode())}.jsonl", json.dumps(world.bundle(slsa(GREEN.encode()))) + "\n")
    document = json.loads(project("gate", "prod", "--subject", f"commit={ATTESTED}", "--format", "json").out)
    (result,) = [entry for entry in document["inputs"] if entry["kind"] == "result"]
    assert (result["about"], result["vouched"], result["by"]) == (f"commit={ATTESTED}", "signed", WORKFLOW)
    project.write("driftgate.yaml", CONFIG + record.replace("acme", "other"))
    found = project("gate", "prod", "--subject", f"commit={ATTESTED}")
    assert (found.code, "it is signed by somebody who is none of record.identities" in found.out) == (3, True), (
        found.out
    )


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ('roots: ["file:roots.json"]', "roots and identities belong together"),
        ('identities: [{ subject: "https://github.com/acme/shop/x@y" }]', "roots and identities belong together"),
        ('roots: ["file:roots.json"], identities: [{ subject: "*" }]', "name a workflow"),
        ('roots: ["file:roots.json"], identities: [{ subject: "https://github.com/acme*" }]', "name a workflow"),
        ('roots: ["file:none.json"], identities: [{ subject: "https://github.com/acme/*" }]', "none.json"),
        ('roots: ["file:roots.json"], identities: [{ subject: "https://github.com/acme/*" }]', "no trusted root"),
        ('keys: ["file:roots.json"]', "the trust key is no public key in PEM"),
    ],
)
def test_whom_nobody_can_trust_is_a_mistake(project: Program, record: str, message: str) -> None:
    project.write("roots.json", "{}")
    project.write("driftgate.yaml", CONFIG + f"record: {{ {record} }}\n")
    found = gate(project)
    assert (found.code, message in found.err) == (2, True), (found.code, found.err)


def test_a_claim_is_signed_weaker_and_shown(project: Program) -> None:
    claim = ("--subject", COMMIT, "--attach", "in/a.xml", "--by", "ada@acme.example", "--ended")
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))
    project.write("in/a.xml", GREEN)
    assert project("record", *claim, moment).code == 2  # nobody could tell that it is hers
    project("evidence", "keygen", "keys")
    project.write(
        "driftgate.yaml",
        CONFIG + 'record: { sign: "file:keys/signing.pem", keys: ["file:keys/signing.pub.pem"] }\n',
    )
    assert project("record", *claim, moment).code == 0
    document = json.loads(gate(project, "--format", "json").out)
    (result,) = [entry for entry in document["inputs"] if entry["kind"] == "result"]
    assert (document["exit_code"], result["vouched"]) == (0, "claimed"), document["reasons"]
    assert result["by"].startswith("ada@acme.example (sha256:")
    project.write("driftgate.yaml", CONFIG)
    found = gate(project)
    assert (found.code, "a claim counts only with a signature" in found.out) == (3, True), found.out


def test_git_tells_the_commit_and_a_tree_with_changes_has_none(project: Program) -> None:
    git(project.folder, "init", "-q")
    git(project.folder, "add", "good.xml", "driftgate.yaml")
    git(project.folder, "commit", "-qm", "first")
    git(project.folder, "tag", "v1.0")
    head = git(project.folder, "rev-parse", "HEAD")
    record(project, *MAKE, options=())
    predicate = statement(project)["predicate"]
    assert predicate["release"] == {"commit": head}  # type: ignore[index]
    assert predicate["repository"] == {"clean": True, "tag": "v1.0"}  # type: ignore[index]
    assert project("gate", "prod").code == 0
    assert project("gate", "prod", env={"GITHUB_SHA": head}).code == 0
    other = project("gate", "prod", env={"GITHUB_SHA": "d" * 40})
    assert (other.code, f"GITHUB_SHA says that the commit is {'d' * 40}" in other.err) == (2, True), other.err
    assert project("gate", "prod", "--subject", f"commit={head}", env={"GITHUB_SHA": "d" * 40}).code == 0
    project.write("good.xml", GREEN + "\n")
    record(project, *MAKE, options=())
    predicate = statement(project)["predicate"]
    assert (predicate["release"], predicate["repository"]["clean"]) == ({}, False)  # type: ignore[index]
    found = project("gate", "prod")
    assert (found.code, "nothing says which commit, image, version is judged" in found.out) == (3, True), found.out


def test_what_a_tool_prints_is_kept_too(project: Program) -> None:
    project.write("driftgate.yaml", CONFIG.replace("in/*.xml", "printed.xml"))
    done = project("record", "--subject", COMMIT, "--stdout", "printed.xml", "--", "cat", "good.xml")
    assert (done.code, done.out) == (0, GREEN)
    assert gate(project).code == 0


def test_only_results_are_bound(project: Program) -> None:
    project.write("tool.sh", "cp good.xml in/a.xml; echo hello > in/log.txt; echo x > in/.hidden.xml\n")
    record(project, "sh", "tool.sh")
    names = {path.name for path in (project.folder / "in").iterdir()}
    assert names == {".keep", ".hidden.xml", "a.xml", "a.xml.driftgate.json", "log.txt"}
    done = project("record", "-o", "in", "--", "true")
    assert "the command made no result that is known" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_run_that_is_ended_from_outside_is_recorded_as_that(project: Program) -> None:
    command = [str(PROGRAM), "record", "--subject", COMMIT, "-o", "in", "--"]
    command += ["sh", "-c", "cp good.xml in/a.xml; touch started; exec sleep 60"]
    env = {"PATH": os.environ["PATH"], "HOME": str(project.folder)}
    child = subprocess.Popen(command, cwd=project.folder, env=env, stderr=subprocess.PIPE)
    until = time.monotonic() + 30
    while not (project.folder / "started").exists() and time.monotonic() < until:
        time.sleep(0.02)
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=30)
    assert child.returncode == 128 + signal.SIGTERM
    found = gate(project)
    assert (found.code, "ended with the code 143" in found.out) == (3, True), found.out


def test_an_old_result_is_not_made_young_by_copying_it(project: Program) -> None:
    old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 5 * 3600))
    project.write("good.xml", GREEN.replace('name="s"', f'name="s" timestamp="{old}"'))
    record(project, *MAKE)
    found = gate(project)
    assert (found.code, "before the run began that it is said to be of" in found.out) == (3, True), found.out


def test_a_copy_is_the_same_result(project: Program) -> None:
    project.write("driftgate.yaml", CONFIG.replace("in/*.xml", "in*/*.xml"))
    record(project, *MAKE)
    for name in ("a.xml", "a.xml.driftgate.json"):
        project.write(f"in-too/{name}", (project.folder / "in" / name).read_bytes())
    found = gate(project)
    assert (found.code, "tests: 2 tests passed\n" in found.out) == (0, True), found.out
    project.write("in/b.xml", GREEN)
    found = gate(project)
    assert (found.code, "unbound in/b.xml: it does not say" in found.out) == (3, True), found.out
    assert "tests: 2 tests passed\n" in found.out
    project.write("in/b.xml.driftgate.json", (project.folder / "in/a.xml.driftgate.json").read_bytes())
    found = gate(project)
    assert (found.code, "it is about other files (a.xml)" in found.out) == (3, True), found.out


def test_a_copy_does_not_hide_what_another_run_has_lost(project: Program) -> None:
    project.write("bad.xml", RED)
    record(project, *MAKE)
    record(project, "sh", "-c", "cp good.xml in/b.xml; cp bad.xml in/c.xml")
    for name in ("c.xml", "c.xml.driftgate.json"):
        (project.folder / "in" / name).unlink()
    found = gate(project)
    assert (found.code, "the run has also made c.xml, which is not there" in found.out) == (3, True), found.out


def test_the_bytes_of_a_failed_run_stay_bound_to_it(project: Program) -> None:
    record(project, "sh", "-c", "cp good.xml in/a.xml; exit 3")
    again = record(project, "touch", "in/a.xml")
    assert "a run that failed has made these very bytes" in again.err
    assert gate(project).code == 3


def test_what_the_run_made_beside_a_result_must_be_what_it_was(project: Program) -> None:
    project.write("bad.xml", RED)
    project.write("driftgate.yaml", CONFIG.replace("in/*.xml", "in/a*.xml"))
    record(project, "sh", "-c", "cp good.xml in/a.xml; cp bad.xml in/b.xml")
    project.write("in/b.xml", GREEN)
    found = gate(project)
    assert (found.code, "the run has also made b.xml, which is not what it was" in found.out) == (3, True), found.out


def test_keys_are_demanded_of_what_speaks_for_itself_too(project: Program) -> None:
    project("evidence", "keygen", "keys")
    project.write("dr/drill.json", (FIXTURES / "results/drill/ok.json").read_bytes())
    text = CONFIG.replace(
        'tests: { results: [{ junit: "in/*.xml" }] }', "recovery: { tier: 2, results: [{ drill: dr/drill.json }] }"
    )
    project.write("driftgate.yaml", text)
    now = ("--as-of", "2026-11-21T12:00:00Z")
    assert project("gate", "prod", *now).code == 0
    project.write("driftgate.yaml", text + 'record: { keys: ["file:keys/signing.pub.pem"] }\n')
    found = project("gate", "prod", *now)
    assert (found.code, "unbound dr/drill.json" in found.out) == (3, True), found.out


@pytest.mark.parametrize(
    "subject",
    ["commit=HEAD", "commit=x", "image=app:latest", "image=hub/sha256:c0ffee1", "version=latest", "version=${V}"],
)
def test_a_name_that_names_nothing_is_refused(project: Program, subject: str) -> None:
    for words in (("record", "-o", "in", "--subject", subject, "--", *MAKE), ("gate", "prod", "--subject", subject)):
        done = project(*words)
        assert (done.code, subject in done.err) == (2, True), done.err
    key, _, value = subject.partition("=")
    project.write("driftgate.yaml", f"{CONFIG}subject: {{ {key}: '{value}' }}\n")
    done = project("gate", "prod")
    assert (done.code, f"driftgate.yaml:4:12: subject.{key}: " in done.err) == (2, True), done.err


def test_changes_of_the_commit_that_is_named_are_told(project: Program) -> None:
    git(project.folder, "init", "-q")
    git(project.folder, "add", "good.xml", "driftgate.yaml")
    git(project.folder, "commit", "-qm", "first")
    named = ("--subject", f"commit={git(project.folder, 'rev-parse', 'HEAD')}")
    assert record(project, *MAKE, options=named).code == 0
    project.write("good.xml", GREEN + "\n")
    done = record(project, *MAKE, options=named)
    assert (done.code, "git has changes of that commit: good.xml" in done.err) == (2, True), done.err
    done = record(project, *MAKE, options=())
    assert "git has changes in good.xml: commit them" in done.err
    git(project.folder, "checkout", "-q", "good.xml")
    done = record(project, "sh", "-c", "echo >> good.xml; cp good.xml in/a.xml", options=())
    assert "nothing that is known" in done.err  # the run itself has changed what it ran on


def test_our_own_folder_never_makes_a_tree_dirty(project: Program) -> None:
    git(project.folder, "init", "-q")
    project("gate", "prod")
    git(project.folder, "add", "-A")
    git(project.folder, "commit", "-qm", "everything")
    assert ".driftgate" not in git(project.folder, "ls-files")
    for _ in range(2):
        assert record(project, *MAKE, options=()).code == 0
        assert project("gate", "prod").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CONFIG.replace("in/*.xml", "in/**.xml"), "has ** inside of a name"),
        (CONFIG.replace("in/*.xml", "in/"), "names folders and no files"),
        (CONFIG.replace("in/*.xml", "in/*.driftgate.json"), "names what is written beside results"),
        (CONFIG.replace("in/*.xml", " "), "names no file"),
        (CONFIG.replace("results:", "max-age: 999999999d, results:"), "a duration is at most 36500d"),
        (CONFIG.replace("results:", "expected: pipe, results:"), "pipe cannot be read"),
        (CONFIG + "subject: { version: 'file:pipe' }\n", "pipe cannot be read"),
        (CONFIG + "record: { keys: ['file:pipe'] }\n", "cannot read pipe: it is no regular file"),
        (CONFIG + "subject: { adopt: { until: 2099-01-01, owner: a@x.example, reason: r } }\n", "days ahead"),
        (CONFIG + "subject: { adopt: { until: 2099-01-01, owner: nobody, reason: r } }\n", "names nobody"),
    ],
)
def test_what_can_never_be_is_a_mistake_and_nothing_hangs(project: Program, text: str, said: str) -> None:
    project.write("driftgate.yaml", text)
    os.mkfifo(project.folder / "pipe")
    record(project, *MAKE)
    done = gate(project)
    assert (done.code, said in done.err) == (2, True), done.err + done.out


def test_a_team_does_not_adopt_twice(project: Program) -> None:
    def adopting(owner: str, days: int) -> Ended:
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86400))
        project.write(
            "driftgate.yaml", f"{CONFIG}subject: {{ adopt: {{ until: '{until}', owner: '{owner}', reason: r }} }}\n"
        )
        return gate(project)

    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    project.write("in/a.xml", GREEN.replace('name="s"', f'name="s" timestamp="{now}"'))
    first = adopting("ada@acme.example", 2)
    assert (first.code, "open conditions (1)\n  ada@acme.example until " in first.out) == (0, True), first.out
    longer = adopting("Ada Lovelace <ada@acme.example>", 20)
    assert longer.out.count(first.out.partition("ada@acme.example until ")[2][:10]) == 1  # the first end stands
    assert adopting("grace@acme.example", 20).code == 0
