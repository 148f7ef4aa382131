"""Generated pipelines: clean by the tools of the field, and written over nothing."""

from __future__ import annotations

import json
import os
import shlex
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
from tests.pipelines import GATE, GITLAB, HOSTILE, NIGHTLY, PULL_REQUEST, read_yaml
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
    assert '\nEnvironment="ENVIRONMENTS=- &a *b !!str yes # %%h $HOME"\n' in units[0].read_text()


def nights_of_systemd(folder: Path) -> tuple[str, str]:
    """Return the environments and the script of the unit, as systemd reads them: lines joined, and without escapes."""
    text = (folder / "deploy" / "driftgate-nightly.service").read_text()
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", ";"))]
    told = dict(
        line.split("=", 1)
        for line in "\n".join(lines).replace("\\\n", " ").splitlines()
        if not line.startswith("[") and line
    )
    assert told["ExecStart"].startswith("/bin/sh -c ")
    names = json.loads(told["Environment"]).replace("%%", "%").removeprefix("ENVIRONMENTS=")
    return names, json.loads(told["ExecStart"].removeprefix("/bin/sh -c ")).replace("$$", "$").replace("%%", "%")


def nights_of_kubernetes(folder: Path) -> tuple[str, str]:
    """Return the environments and the script of the CronJob."""
    documents = YAML(typ="safe", pure=True).load_all((folder / "deploy" / "driftgate-cronjob.yaml").read_text())
    (job,) = [document for document in documents if document["kind"] == "CronJob"]
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    return container["env"][1]["value"].replace("$$(", "$("), container["command"][2]


NIGHTS = {"systemd": nights_of_systemd, "kubernetes": nights_of_kubernetes}
# A driftgate whose verdicts are told from outside: of drift, and of status of drift alone. What it is asked is kept.
TOLD = """#!/bin/sh
printf '%s\\n' "$*" >>"$SAID"
case "$*" in
  "drift -- $RED") exit "$DRIFT" ;;
  "status --max-age 26h --command drift -- $RED") exit "$STATUS" ;;
esac
exit 0
"""


@pytest.mark.parametrize("kind", NIGHTS)
@pytest.mark.parametrize("red", ["prod", HOSTILE[1], "; x"])
def test_nights_end_with_the_worst_of_all(
    repository: Callable[[Mapping[str, str]], Repository], kind: str, red: str
) -> None:
    made = repository(single())
    seen = "{ observed: [{ tfplan: refresh.json }] }"
    (made.folder / "driftgate.yaml").write_text(
        f"version: 1\nenvironments:\n  {json.dumps(red)}: {seen}\n  other: {seen}\ngates: {{ drift: {{}} }}\n"
    )
    assert made.init("--ci", kind).code == 0
    names, script = NIGHTS[kind](made.folder)
    assert names.splitlines() == [red, "other"]
    tools = made.folder / "tools"
    tools.mkdir()
    (tools / "driftgate").write_text(TOLD)
    (tools / "driftgate").chmod(0o755)
    verbs = ("drift --", "status --max-age 26h --command drift --")
    asked = [f"{verb} {name}" for name in (red, "other") for verb in verbs]
    path = os.pathsep.join([str(tools), os.environ["PATH"]])
    for drift, status, code in ((0, 0, 0), (1, 0, 1), (1, 1, 1), (4, 0, 4), (3, 3, 3), (0, 3, 3), (3, 1, 1)):
        said = made.folder / f"said-{drift}-{status}"
        told = {"SAID": str(said), "RED": red, "DRIFT": str(drift), "STATUS": str(status), "ENVIRONMENTS": names}
        done = subprocess.run(["/bin/sh", "-c", script], cwd=made.folder, env={"PATH": path, **told}, check=False)
        assert done.returncode == code, (drift, status)
        assert said.read_text().splitlines() == asked


@pytest.mark.parametrize("kind", ["github", "gitlab", "jenkins", "kubernetes", "systemd"])
def test_a_night_is_asked_for_by_its_verb(
    repository: Callable[[Mapping[str, str]], Repository], kind: PipelineKind
) -> None:
    seen = "version: 1\nenvironments: { prod: { observed: [{ tfplan: refresh.json }] } }\ngates: { drift: {} }\n"
    made = repository({**single(), "driftgate.yaml": seen})
    made.init("--ci", kind)
    text = "".join(
        (made.folder / file.path).read_text() for file in FILES[PipelineKind(kind)] if file.path != ".gitlab-ci.yml"
    )
    assert text.count("driftgate status --") == text.count("driftgate status --max-age 26h --command drift -- ") == 1


def test_no_environment_restores_the_ledger_of_another_one(
    repository: Callable[[Mapping[str, str]], Repository],
) -> None:
    seen = "{ observed: [{ tfplan: refresh.json }] }"
    names = ("prod", "prod-eu", "prod-1")
    environments = "".join(f"  {name}: {seen}\n" for name in names)
    made = repository({"driftgate.yaml": f"version: 1\nenvironments:\n{environments}gates: {{ drift: {{}} }}\n"})
    made.init("--ci", "github")
    for job in read_yaml(made.folder / NIGHTLY)["jobs"].values():
        for asked in (step["with"] for step in job["steps"] if "restore-keys" in step.get("with", {})):
            keys = {name: asked["key"].replace("${{ matrix.slug }}", name) for name in names}
            for name in names:
                found = asked["restore-keys"].replace("${{ matrix.slug }}", name)
                assert [one for one, key in keys.items() if key.startswith(found)] == [name]


def test_what_is_cut_from_a_comment_leaves_nothing_open(tmp_path: Path) -> None:
    row = f"| high | {'x' * 900} |\n"
    for name in ("prod", "preprod"):
        folder = tmp_path / "reports" / f"driftgate-pull-request-{name}"
        folder.mkdir(parents=True)
        (folder / "verdict.env").write_text("DRIFTGATE_DECISION=NO-GO\nDRIFTGATE_EXIT_CODE=1\n")
        head = "<details>\n<summary>gaps</summary>\n\ntext\n\n</details>\n"
        tail = "<details>\n<summary>more</summary>\n\n" + row * 60 + "\n</details>\n"
        (folder / "report.md").write_text(f"## {name}\n{head}{tail}")
    (tmp_path / "gh").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "gh").chmod(0o755)
    script = next(path for path in SCRIPTS if path.name == "comment.sh").read_text()
    told = {"CODE": "1", "LINK": "https://ci.example", "REPOSITORY": "acme/infra", "NUMBER": "7"}
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    subprocess.run(["/bin/bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env={"PATH": path, **told}, check=True)
    text = (tmp_path / "comment.md").read_text()
    assert len(text) < 60_000
    assert text.count("The rest is in the report that the run keeps.") == 2
    depth = [0]
    for line in text.splitlines():
        depth.append(depth[-1] + line.startswith("<details") - line.startswith("</details>"))
        if line.startswith(("<details open><summary>prod", "<details><summary>preprod", "The rest", "[The run")):
            assert depth[-1] == (0 if line.startswith("[") else 1), line
    assert (min(depth), depth[-1]) == (0, 0)


def test_recorded_tools_run_before_the_role_is_taken(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    made = repository({**single(), "tests/test_a.py": "def test_a() -> None:\n    assert True\n"})
    made.init("--ci", "github")
    made.init("--ci", "gitlab")
    steps = [step.get("name", "") for step in read_yaml(made.folder / GATE)["jobs"]["gate"]["steps"]]
    assert steps.index("Run pytest") < steps.index("Take the role") < steps.index("Judge")
    lines = read_yaml(made.folder / GITLAB)[".driftgate-gate"]["script"]
    order = [next(at for at, line in enumerate(lines) if word in line) for word in ("record", "AWS_ROLE_ARN", " gate ")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("words", "branch"),
    [
        ([["checkout", "--quiet", "-b", "trunk"]], "trunk"),
        ([["checkout", "--quiet", "-b", "o'$x"]], "o'$x"),
        ([["update-ref", "refs/remotes/origin/live", "HEAD"],
          ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/live"]], "live"),
        ([["checkout", "--quiet", "--detach"]], "main"),
    ],
)  # fmt: skip
def test_jenkins_deploys_the_branch_that_the_repository_has(
    repository: Callable[[Mapping[str, str]], Repository], words: list[list[str]], branch: str
) -> None:
    seen = "version: 1\nenvironments: { prod: { observed: [{ tfplan: refresh.json }] } }\ngates: { drift: {} }\n"
    made = repository({**single(), "driftgate.yaml": seen})
    for word in words:
        made.git(*word)
    made.init("--ci", "jenkins")
    text = (made.folder / "Jenkinsfile.driftgate").read_text()
    pipeline, _ = read_jenkinsfile(text)
    check_grammar(pipeline)
    written = branch.replace("'", "\\'")
    assert text.count("branch '") == text.count(f"branch '{written}'") > 2
    assert f"env.BRANCH_NAME == '{written}'" in text
    assert f"are those of the branch '{written}'. For another one change it" in text


def test_a_commit_is_held_against_head(repository: Callable[[Mapping[str, str]], Repository]) -> None:
    group = 'resource "aws_security_group" "{}" {{\n  name = "a"\n  ingress {{\n    from_port = 22\n    to_port = 22\n'
    group += '    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }}\n}}\n'
    made = repository({"main.tf": single()["main.tf"] + group.format("old")})
    made.init("--ci", "pre-commit")
    hooks = read_yaml(made.folder / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    (hook,) = (one for one in hooks if one["id"] == "driftgate-policy")

    def run_it() -> int:
        path = os.pathsep.join([str(BIN), os.environ["PATH"]])
        command = [*shlex.split(hook["entry"]), *hook["args"]]
        return subprocess.run(
            command, cwd=made.folder, env={**made.env, "PATH": path}, capture_output=True, check=False
        ).returncode

    assert run_it() == 0
    (made.folder / "main.tf").write_text(single()["main.tf"] + group.format("old") + "# a comment\n")
    assert run_it() == 0
    (made.folder / "main.tf").write_text(single()["main.tf"] + group.format("old") + group.format("new"))
    assert run_it() == 1
