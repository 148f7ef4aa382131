"""The files of the project are what the tools that read them expect, and say what is true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
GIT = shutil.which("git") or "git"
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "RELEASING.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
CODE = 'resource "aws_security_group" "a" {\n  name = "a"\n  description = "d"\n%s}\n'
OPEN = '  ingress {\n    from_port = 22\n    to_port = 22\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n'


def yaml(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((ROOT / name).read_text(encoding="utf-8"))


def hook(id_: str) -> dict[str, Any]:
    (found,) = (entry for entry in yaml(".pre-commit-hooks.yaml") if entry["id"] == id_)
    return dict(found)


def run_hook(id_: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook of ours as pre-commit does: its entry and arguments, in the repository, from its own environment."""
    found = hook(id_)
    words = subprocess.run(  # pre-commit splits an entry as a shell does
        [sys.executable, "-c", f"import shlex, json; print(json.dumps(shlex.split({found['entry']!r})))"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    command = [*YAML(typ="safe", pure=True).load(words), *found.get("args", ())]
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return subprocess.run(
        command, cwd=folder, env={"PATH": path, "HOME": str(folder)}, capture_output=True, text=True, check=False
    )


def test_the_hooks_of_users_run_in_an_environment_that_pre_commit_makes() -> None:
    for entry in yaml(".pre-commit-hooks.yaml"):
        assert entry.keys() >= {"id", "name", "description", "entry", "language", "files"}
        assert entry["language"] == "python"
        re.compile(entry["files"])


@pytest.mark.parametrize(
    ("id_", "yes", "no"),
    [
        (
            "driftgate-config",
            ["driftgate.yaml", "ops/driftgate.waivers.yaml", "waivers/a.yml"],
            ["values.yaml", "driftgate.md"],
        ),
        ("driftgate-policy", ["infra/main.tf", "a.tf.json", "prod.tfvars"], ["main.py", "a.tfstate"]),
    ],
)
def test_a_hook_runs_for_the_files_that_it_is_about(id_: str, yes: list[str], no: list[str]) -> None:
    pattern = re.compile(hook(id_)["files"])
    assert [name for name in yes if not pattern.search(name)] == []
    assert [name for name in no if pattern.search(name)] == []


def test_the_policy_hook_fails_on_what_code_proves_wrong_and_on_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE % OPEN)
    failed = run_hook("driftgate-policy", tmp_path)
    assert failed.returncode == 1
    assert "network-ssh-world" in failed.stdout
    (tmp_path / "main.tf").write_text(CODE % "")
    passed = run_hook("driftgate-policy", tmp_path)
    assert passed.returncode == 0, passed.stdout
    assert "warn     low      main.tf:1: aws_security_group.a: the tag Environment is missing" in passed.stdout
    (tmp_path / "main.tf").unlink()
    (tmp_path / "driftgate.yaml").write_text("version: 2\n")
    assert run_hook("driftgate-policy", tmp_path).returncode == 2


def test_the_policy_hook_fails_on_what_the_commit_brings_alone(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        person = ("-c", "user.name=Ada", "-c", "user.email=ada@acme.example")
        subprocess.run([GIT, *person, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "--quiet")
    (tmp_path / "main.tf").write_text(CODE % OPEN)
    git("add", "main.tf")
    assert run_hook("driftgate-policy", tmp_path).returncode == 1  # the first commit brings everything
    git("commit", "--quiet", "--message", "Begin")
    assert run_hook("driftgate-policy", tmp_path).returncode == 0
    (tmp_path / "more.tf").write_text(CODE.replace('"a"', '"b"') % "")
    git("add", "more.tf")
    assert run_hook("driftgate-policy", tmp_path).returncode == 0
    (tmp_path / "more.tf").write_text(CODE.replace('"a"', '"b"') % OPEN)
    git("add", "more.tf")
    failed = run_hook("driftgate-policy", tmp_path)
    assert failed.returncode == 1
    assert "aws_security_group.b" in failed.stdout


def test_the_configuration_hook_fails_on_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "driftgate.yaml").write_text("version: 1\nenvironments:\n  prod: { desired: [{ hcl: . }] }\n")
    assert run_hook("driftgate-config", tmp_path).returncode == 0
    (tmp_path / "driftgate.yaml").write_text("version: 1\nenvironment: {}\n")
    failed = run_hook("driftgate-config", tmp_path)
    assert failed.returncode == 2
    assert "did you mean 'environments'" in failed.stderr


def test_our_own_hooks_run_what_make_check_runs() -> None:
    (local,) = yaml(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    ran = [entry["entry"].removeprefix(".venv/bin/").replace(" --force-exclude", "") for entry in local["hooks"]]
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    assert ran == [line.removesuffix(" .") for line in re.findall(r"@\$\(BIN\)/(.+)", recipe)]
    assert all((BIN / entry.split()[0]).exists() for entry in ran)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_is_one_that_github_takes(path: Path) -> None:
    form = yaml(str(path.relative_to(ROOT)))
    assert form.keys() <= {"name", "description", "title", "labels", "body"}
    assert form["name"]
    assert form["description"]
    kinds = {"markdown", "input", "textarea", "dropdown", "checkboxes"}
    asked = [entry for entry in form["body"] if entry["type"] != "markdown"]
    assert {entry["type"] for entry in form["body"]} <= kinds
    assert len({entry["id"] for entry in asked}) == len(asked)
    assert all(entry["attributes"]["label"] for entry in asked)
    assert all(entry["attributes"]["options"] for entry in asked if entry["type"] in {"dropdown", "checkboxes"})


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_numbers_that_every_change_moves_stand_in_made_pages_only(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert re.findall(r"\b\d+ (?:AWS |resource |Rego |Checkov )+(?:types|policies|checks)\b", text) == []


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_what_releasing_says_of_signing_works(tmp_path: Path) -> None:
    def run(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(words, cwd=tmp_path, input=stdin, capture_output=True, check=False)

    said = (ROOT / "RELEASING.md").read_text(encoding="utf-8")
    assert "ssh-keygen -Y sign -f ~/.ssh/driftgate_release -n driftgate-release dist/SHA256SUMS" in said
    assert "-Y verify -f allowed_signers -I release@driftgate -n driftgate-release -s SHA256SUMS.sig" in said
    (tmp_path / "SHA256SUMS").write_text("0  a\n")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "release")
    public = (tmp_path / "release.pub").read_text().rsplit(" ", 1)[0]
    (tmp_path / "allowed_signers").write_text(f'release@driftgate namespaces="driftgate-release" {public}\n')
    assert run("ssh-keygen", "-Y", "sign", "-f", "release", "-n", "driftgate-release", "SHA256SUMS").returncode == 0
    verify = (
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        "allowed_signers",
        "-I",
        "release@driftgate",
        "-n",
        "driftgate-release",
    )
    assert run(*verify, "-s", "SHA256SUMS.sig", stdin=b"0  a\n").returncode == 0
    assert run(*verify, "-s", "SHA256SUMS.sig", stdin=b"1  a\n").returncode != 0


def test_the_python_that_is_asked_for_matches_as_the_patterns_need_it() -> None:
    """Before 3.11.5 a possessive repetition took what it must not, and secrets were overlooked (CPython gh-106052)."""
    assert required() == ">=3.11.5"
    found = re.match("(?:ab?c)++", "aca")
    assert found is not None
    assert found.span() == (0, 2)


def required() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"])
