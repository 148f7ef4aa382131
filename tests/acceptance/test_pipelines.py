"""Generated pipelines: clean by the tools of the field, and written over nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cli.init.pipelines import FILES, PipelineKind
from tests.acceptance.conftest import Repository
from tests.jenkinsfile import check_grammar, read_jenkinsfile
from tests.pipelines import GITLAB, HOSTILE, NIGHTLY, PULL_REQUEST, read_yaml
from tests.repositories import SHAPES, single, state

BIN = Path(sys.executable).parent
SCRIPTS = sorted((Path(__file__).parents[2] / "cli" / "init" / "templates" / "sh").glob("*.sh"))


def tool(name: str) -> str:
    """Return a program that is compiled by `make`; skips outside of CI where it is not there."""
    kept = Path(os.environ.get("DRIFTGATE_TOOLS", ".tools")) / "bin" / name
    found = shutil.which(name) or (str(kept) if kept.is_file() else None)
    if found is None and os.environ.get("CI") != "true":
        pytest.skip(f"{name} is not installed: make {name}")
    assert found is not None
    return found


def hostile() -> dict[str, str]:
    """Return a repository whose workspaces, scripts and folders are called like an attack."""
    files = {f"app/terraform.tfstate.d/{name}/terraform.tfstate": state("aws_sqs_queue") for name in HOSTILE}
    files |= {f"{name}/main.tf": single()["main.tf"] for name in HOSTILE}
    files |= {f"{HOSTILE[0]}/load.js": "import http from 'k6/http'\n", "app/main.tf": single()["main.tf"]}
    return files


@pytest.mark.parametrize("kind", ["github", "action"])
@pytest.mark.parametrize("files", [*SHAPES.values(), hostile], ids=[*SHAPES, "hostile"])
def test_files_of_github_have_no_finding_of_zizmor(
    repository: Callable[[Mapping[str, str]], Repository], files: Callable[[], dict[str, str]], kind: str
) -> None:
    made = repository({name: text for name, text in files().items() if not name.startswith(".github/")})
    assert made.init("--ci", kind).code == 0
    done = subprocess.run(
        [BIN / "zizmor", "--pedantic", "--offline", "--no-progress", "."],
        cwd=made.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.tool
@pytest.mark.parametrize("files", [*SHAPES.values(), hostile], ids=[*SHAPES, "hostile"])
def test_workflows_of_github_have_no_finding_of_actionlint(
    repository: Callable[[Mapping[str, str]], Repository], files: Callable[[], dict[str, str]]
) -> None:
    made = repository(files())
    made.init("--ci", "github")
    written = [file.path for file in FILES[PipelineKind.GITHUB] if (made.folder / file.path).exists()]
    assert PULL_REQUEST in written
    done = subprocess.run(
        [tool("actionlint"), "-no-color", *written], cwd=made.folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("files", [*SHAPES.values(), hostile], ids=[*SHAPES, "hostile"])
def test_the_file_of_gitlab_is_one_that_gitlab_takes(
    repository: Callable[[Mapping[str, str]], Repository], files: Callable[[], dict[str, str]]
) -> None:
    made = repository(files())
    made.init("--ci", "gitlab")
    done = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", "gitlab-ci", "--no-cache", GITLAB],
        cwd=made.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_stage_is_written_for_evidence_that_cannot_exist(
    repository: Callable[[Mapping[str, str]], Repository],
) -> None:
    gates = "gates: { tests: { results: [{ junit: t.xml }] } }\n"
    made = repository({"driftgate.yaml": f"version: 1\nenvironments: {{ prod: {{}} }}\n{gates}"})
    done = made.init("--ci", "github")
    assert done.code == 0
    assert [path.name for path in sorted((made.folder / ".github" / "workflows").iterdir())] == ["driftgate-gate.yml"]
    assert f"not yet  {NIGHTLY}: no environment of driftgate.yaml says how its reality is seen" in done.out
    assert f"not yet  {PULL_REQUEST}: no environment of driftgate.yaml has code or a state here" in done.out


def test_nothing_is_written_over_and_a_configuration_stays(
    repository: Callable[[Mapping[str, str]], Repository],
) -> None:
    ours = {
        "driftgate.yaml": "version: 1\nenvironments: { live: { desired: [{ hcl: . }] } }\n",
        ".gitlab-ci.yml": "a: 1\n",
    }
    made = repository({**single(), **ours})
    done = made.init("--ci", "gitlab")
    assert "kept .gitlab-ci.yml, which was there" in done.err
    assert "Next  add to .gitlab-ci.yml: include: [{ local: .gitlab/driftgate.gitlab-ci.yml }]" in done.out
    assert {name: (made.folder / name).read_text() for name in ours} == ours
    assert "driftgate merge request live" in read_yaml(made.folder / GITLAB)
    again = made.init("--ci", "gitlab")
    assert f"kept {GITLAB}, which was there" in again.err
    assert "git add" not in again.out


def test_a_dry_run_prints_all_and_writes_nothing(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    made = repository(single())
    before = sorted(made.folder.rglob("*"))
    done = made.init("--ci", "github", "--dry-run")
    assert sorted(made.folder.rglob("*")) == before
    made.init("--ci", "github")
    files = [f"# ==> {file.path}\n{(made.folder / file.path).read_text()}" for file in FILES[PipelineKind.GITHUB]]
    assert done.out == (made.folder / "driftgate.yaml").read_text() + "\n".join(files)


def test_the_ci_system_is_seen_or_has_to_be_named(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    made = repository({"terraform.tfstate": state("aws_sqs_queue")})
    done = made.init("--ci")
    assert done.code == 2
    assert "--ci: there are no files of a CI system that is known here" in done.err
    assert "fix: name one: --ci github, gitlab, jenkins" in done.err
    (made.folder / "Jenkinsfile").write_text("pipeline {}\n")
    assert "ok  jenkins: 1 file" in made.init("--ci").out
    assert (made.folder / "Jenkinsfile").read_text() == "pipeline {}\n"


def test_pipelines_lie_at_the_root_of_a_repository(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    made = repository(single())
    below = replace(made, folder=made.folder / "results")
    done = below.init("--ci", "github")
    assert done.code == 2
    assert f"pipelines lie at the root of a repository, and that is {made.folder}" in done.err


@pytest.mark.parametrize("kind", PipelineKind)
def test_each_kind_is_written_for_names_that_attack(
    repository: Callable[[Mapping[str, str]], Repository], kind: PipelineKind
) -> None:
    made = repository(hostile())
    done = made.init("--ci", kind)
    assert done.code == 0, done.err
    for file in FILES[kind]:
        path = made.folder / file.path
        if path.suffix in {".yml", ".yaml"} and path.exists():
            documents = list(YAML(typ="safe", pure=True).load_all(path.read_text()))
            assert documents


@pytest.mark.parametrize("files", [*SHAPES.values(), hostile], ids=[*SHAPES, "hostile"])
def test_the_jenkinsfile_is_one_of_the_declarative_grammar(
    repository: Callable[[Mapping[str, str]], Repository], files: Callable[[], dict[str, str]]
) -> None:
    made = repository(files())
    made.init("--ci", "jenkins")
    pipeline, stages = read_jenkinsfile((made.folder / "Jenkinsfile.driftgate").read_text())
    assert pipeline.name == "pipeline"
    check_grammar(pipeline)
    assert any(name.startswith("driftgate: change") for name in stages)
    for script in (text for texts in stages.values() for text in texts if "\n" in text):
        assert subprocess.run(["/bin/sh", "-n"], input=script, text=True, check=False).returncode == 0, script


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_part_of_a_script_is_one_of_a_plain_shell(path: Path) -> None:
    assert subprocess.run(["/bin/sh", "-n", str(path)], check=False).returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        "pipeline { stages { stage('a') { steps { sh 'x' } } } }",
        "pipeline {\n agent any\n stages { stage('a') { steps { sh 'x' } }\n}",
        "pipeline {\n agent any\n stages { step('a') { steps { sh 'x' } } }\n}",
        "pipeline {\n agent any\n stages { stage('a') { when { branch 'x' } } }\n}",
        "pipeline {\n agent any\n stages { stage('a') { steps { } } }\n}",
        "pipeline {\n agent any\n run { }\n stages { stage('a') { steps { sh 'x' } } }\n}",
    ],
)
def test_the_grammar_refuses_what_jenkins_refuses(text: str) -> None:
    with pytest.raises(AssertionError):
        check_grammar(read_jenkinsfile(text)[0])


def roots(folder: Path) -> dict[str, list[str]]:
    """Return what the check of pull requests plans, by the environment."""
    told = read_yaml(folder / PULL_REQUEST)["jobs"]["judge"]["strategy"]["matrix"]["include"]
    return {row["environment"]: row["roots"].splitlines() for row in told}


def partial() -> dict[str, str]:
    """Return code whose backend a file completes, with a file of values in a folder."""
    return {
        "infra/main.tf": 'provider "aws" {}\nterraform {\n  backend "s3" {}\n}\n',
        "infra/prod.s3.tfbackend": 'bucket = "acme"\nkey = "prod"\n',
        "infra/values/prod.tfvars": "size = 3\n",
    }


@pytest.mark.parametrize(
    ("files", "planned"),
    [
        (single, {"prod": ["terraform||.||"]}),
        (
            SHAPES["workspaces"],
            {
                name: [f"terraform|{name}|app||", f"terraform|{name}|edge||{name}.tfvars"]
                for name in ("prod", "preprod")
            },
        ),
        (
            SHAPES["terragrunt"],
            {
                name: [f"terragrunt||{top}/eu-west-1/{name}/{unit}||" for unit in ("mysql", "queue")]
                for name, top in (("prod", "prod"), ("qa", "non-prod"), ("dev", "non-prod"))
            },
        ),
        (partial, {"prod": ["terraform||infra|prod.s3.tfbackend|values/prod.tfvars"]}),
    ],
    ids=["single", "workspaces", "terragrunt", "partial backend"],
)
def test_each_root_module_is_planned_as_its_environment_keeps_it(
    repository: Callable[[Mapping[str, str]], Repository],
    files: Callable[[], dict[str, str]],
    planned: dict[str, list[str]],
) -> None:
    made = repository(files())
    made.init("--ci", "github")
    assert roots(made.folder) == planned


def test_a_path_that_no_line_can_hold_is_told(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    made = repository({"a|b/main.tf": single()["main.tf"], "c/main.tf": single()["main.tf"]})
    done = made.init("--ci", "github")
    assert "not yet  code a|b: its path cannot stand in a line" in done.out
    assert roots(made.folder) == {"prod": ["terraform||c||"]}


def test_a_cron_job_has_the_names_the_waivers_and_the_store(
    repository: Callable[[Mapping[str, str]], Repository],
) -> None:
    made = repository(single())
    made.init()
    text = (made.folder / "driftgate.yaml").read_text().replace("  prod:\n", f"  {json.dumps(HOSTILE[0])}:\n")
    (made.folder / "driftgate.yaml").write_text(text.replace("waivers: waivers", "waivers: ops/waivers.yaml"))
    assert made.init("--ci", "kubernetes").code == 0
    documents = YAML(typ="safe", pure=True).load_all((made.folder / "deploy" / "driftgate-cronjob.yaml").read_text())
    (job,) = [document for document in documents if document["kind"] == "CronJob"]
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["env"][1] == {"name": "ENVIRONMENTS", "value": HOSTILE[0]}
    places = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert places["store"] == "/work/.driftgate"
    assert places["waivers"] == "/work/ops/waivers.yaml"
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    assert subprocess.run(["/bin/sh", "-n", "-c", container["command"][2]], check=False).returncode == 0


ANALYZE = shutil.which("systemd-analyze") or ""


@pytest.mark.skipif(not ANALYZE, reason="needs systemd-analyze")
def test_units_of_systemd_are_what_systemd_takes(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    made = repository(single())
    made.init()
    text = (made.folder / "driftgate.yaml").read_text().replace("  prod:\n", f"  {json.dumps(HOSTILE[4])}:\n")
    (made.folder / "driftgate.yaml").write_text(text)
    made.init("--ci", "systemd")
    units = sorted((made.folder / "deploy").iterdir())
    done = subprocess.run(
        [ANALYZE, "verify", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in done.stderr.splitlines() if "driftgate-nightly" in line]
    assert own == []
    assert '-- "- &a *b !!str yes # %%h $$HOME"' in units[0].read_text()
