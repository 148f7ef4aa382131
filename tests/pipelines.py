"""Runs the steps of generated pipelines as their CI systems do: in order, each in a shell of its own, in a fresh clone.

What others provide (actions, the services of GitHub) is played by this module; everything that stands under `run:` or
`script:` runs as it was written.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_WORKFLOWS = ("pull-request", "gate", "nightly")
PULL_REQUEST, GATE, NIGHTLY = (f".github/workflows/driftgate-{name}.yml" for name in _WORKFLOWS)
GITLAB = ".gitlab/driftgate.gitlab-ci.yml"
# What somebody may call an environment, a folder or a script, who wants more than that from a pipeline.
HOSTILE = (
    'a"; touch pwned #',
    "$(touch pwned)`touch pwned`",
    "'''; touch pwned; '''",
    "${{ secrets.GITHUB_TOKEN }} {{ x }}",
    "- &a *b !!str yes # %h $HOME",
    "--help",
    "\\' \\n",
)
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_STOPPED = ("failure", "success")
BASH, GIT = (shutil.which(name) or name for name in ("bash", "git"))


@dataclass(slots=True, kw_only=True)
class Runner:
    """A machine that runs jobs: `folder` is what it keeps, `path` the search path, `contexts` what expressions name.

    `artifacts` and `caches` are what jobs have uploaded. `fails` are the names of actions that fail.
    """

    folder: Path
    repository: Path
    path: str
    contexts: Mapping[str, Any]
    variables: Mapping[str, str] = field(default_factory=dict)
    fails: frozenset[str] = frozenset()
    logs: dict[str, str] = field(default_factory=dict)
    jobs: int = 0

    @property
    def artifacts(self) -> Path:
        """Return the folder of what was uploaded, a folder for each name."""
        return self.folder / "artifacts"


@dataclass(slots=True, kw_only=True)
class Job:
    """A job while it runs."""

    runner: Runner
    work: Path
    temp: Path
    contexts: dict[str, Any]
    environment: dict[str, str]
    steps: dict[str, Any] = field(default_factory=dict)
    failed: bool = False

    def value(self, text: str) -> str:
        """Return a text with its expressions filled in."""
        return _EXPRESSION.sub(lambda match: _written(self.evaluate(match[1])), str(text))

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression: names, texts, `||`, `&&`, `==`, `!=`, and the functions that we use."""
        for operator, join in (("||", _either), ("&&", _both)):
            parts = expression.split(operator)
            if len(parts) > 1:
                return join(self.evaluate(part) for part in parts)
        for operator in ("==", "!="):
            left, found, right = expression.partition(operator)
            if found:
                return (_written(self.evaluate(left)) == _written(self.evaluate(right))) == (operator == "==")
        return self._one(expression.strip())

    def _one(self, word: str) -> Any:
        if word.startswith("'"):
            return word[1:-1]
        if word == "always()":
            return True
        if word.startswith("hashFiles("):
            return "digest" if list(self.work.glob(word.split("'")[1])) else ""
        known: Any = {**self.contexts, "env": self.environment, "steps": self.steps, "runner": {"temp": str(self.temp)}}
        for name in word.split("."):
            known = known.get(name, "") if isinstance(known, Mapping) else ""
        return known


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _either(values: Iterator[Any]) -> Any:
    found: Any = ""
    for found in values:
        if found not in {"", False, "false"}:
            return found
    return found


def _both(values: Iterator[Any]) -> Any:
    found: Any = ""
    for found in values:
        if found in {"", False, "false"}:
            return found
    return found


def read_yaml(path: Path) -> Any:
    """Return a YAML file as values."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def run_workflow(runner: Runner, path: Path) -> dict[str, dict[str, Any]]:
    """Run the jobs of a workflow of GitHub and return their results and outputs."""
    workflow = read_yaml(path)
    done: dict[str, dict[str, Any]] = {}
    for name, told in workflow["jobs"].items():
        needs = told.get("needs", [])
        combinations = told.get("strategy", {}).get("matrix", {}).get("include", [{}])
        made = [
            _run_job(runner, told, {"matrix": row, "needs": {one: done[one] for one in needs}}) for row in combinations
        ]
        done[name] = {
            "result": _STOPPED[all(job["result"] == "success" for job in made)],
            "outputs": made[-1]["outputs"],
        }
    return done


def _run_job(runner: Runner, told: Mapping[str, Any], contexts: dict[str, Any]) -> dict[str, Any]:
    runner.jobs += 1
    base = runner.folder / f"job-{runner.jobs}"
    work, temp = base / "work", base / "temp"
    for folder in (work, temp, base / "home"):
        folder.mkdir(parents=True)
    known = {**runner.contexts, **contexts}
    shell = {"PATH": runner.path, "HOME": str(base / "home"), "RUNNER_TEMP": str(temp), **runner.variables}
    job = Job(runner=runner, work=work, temp=temp, contexts=known, environment={})
    # What a matrix says is an expression too.
    job.contexts["matrix"] = {name: job.value(text) for name, text in known["matrix"].items()}
    job.environment = {name: job.value(text) for name, text in told.get("env", {}).items()}
    for step in told["steps"]:
        condition = str(step.get("if", "")).strip()
        if job.failed and "always()" not in condition:
            continue
        if condition and job.evaluate(condition) in {False, "", "false"}:
            continue
        ok = _use(job, step) if "uses" in step else _run_step(job, step, shell)
        if not ok and not step.get("continue-on-error"):
            job.failed = True
    outputs = {name: job.value(text) for name, text in told.get("outputs", {}).items()}
    return {"result": _STOPPED[not job.failed], "outputs": outputs}


def _run_step(job: Job, step: Mapping[str, Any], shell: Mapping[str, str]) -> bool:
    files = {
        name: job.temp / f"{name.lower()}-{len(job.runner.logs)}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
    }
    for path in files.values():
        path.touch()
    own = {name: job.value(text) for name, text in step.get("env", {}).items()}
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", job.value(step["run"])],
        cwd=job.work,
        env={**shell, **job.environment, **own, **{name: str(path) for name, path in files.items()}},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    job.runner.logs[f"{len(job.runner.logs)} {step['name']}"] = f"{done.stdout}{done.stderr}exit {done.returncode}\n"
    said = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
    job.steps[step.get("id", "")] = {"outputs": said}
    return done.returncode == 0


def _use(job: Job, step: Mapping[str, Any]) -> bool:
    action = step["uses"].partition("@")[0]
    told = {name: job.value(text) for name, text in step.get("with", {}).items()}
    if action in job.runner.fails:
        return False
    if action in _ACTIONS:
        _ACTIONS[action](job, told)
    return True


def _checkout(job: Job, told: Mapping[str, str]) -> None:
    assert told == {"persist-credentials": "False", "fetch-depth": "0"}
    subprocess.run([GIT, "clone", "--quiet", str(job.runner.repository), str(job.work)], check=True)


def _upload(job: Job, told: Mapping[str, str]) -> None:
    assert not set('":<>|*?\\/') & set(told["name"])
    source = Path(told["path"])
    if source.exists():
        shutil.copytree(source, job.runner.artifacts / told["name"])


def _download(job: Job, told: Mapping[str, str]) -> None:
    for source in sorted(job.runner.artifacts.glob(told["pattern"])):
        shutil.copytree(source, job.work / told["path"] / source.name)


def _assume(job: Job, told: Mapping[str, str]) -> None:
    job.environment |= {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "key", "AWS_SESSION_TOKEN": "token"}
    job.environment["AWS_REGION"] = told["aws-region"]


def _restore(job: Job, told: Mapping[str, str]) -> None:
    for path in sorted((job.runner.folder / "caches").glob(f"{told['restore-keys']}*"))[-1:]:
        (job.work / told["path"]).parent.mkdir(exist_ok=True)
        shutil.copy(path, job.work / told["path"])


def _save(job: Job, told: Mapping[str, str]) -> None:
    kept = job.runner.folder / "caches"
    kept.mkdir(exist_ok=True)
    if (job.work / told["path"]).exists():
        shutil.copy(job.work / told["path"], kept / told["key"])


_ACTIONS: Mapping[str, Callable[[Job, Mapping[str, str]], None]] = {
    "actions/checkout": _checkout,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
    "aws-actions/configure-aws-credentials": _assume,
    "actions/cache/restore": _restore,
    "actions/cache/save": _save,
}


def run_gitlab(runner: Runner, path: Path, name: str, variables: Mapping[str, str]) -> tuple[int, Path]:
    """Run a job of GitLab by its name in a fresh clone; return its exit code and the folder that it ran in."""
    pipeline = read_yaml(path)
    job = _extended(pipeline, name)
    runner.jobs += 1
    work = runner.folder / f"job-{runner.jobs}" / "work"
    subprocess.run([GIT, "clone", "--quiet", str(runner.repository), str(work)], check=True)
    told = {key: text["value"] if isinstance(text, dict) else text for key, text in job["variables"].items()}
    shell = {"PATH": runner.path, "HOME": str(work.parent), "CI_PROJECT_DIR": str(work), "CI_JOB_ID": "7"}
    # A job's lines are one script in one shell, and what comes after it is another one.
    lines = "\n".join([*job["before_script"], *job["script"]])
    ended = 0
    for script in (lines, "\n".join(job["after_script"])):
        done = subprocess.run(
            [BASH, "-c", f"set -eo pipefail\n{script}"],
            cwd=work,
            env={**shell, **runner.variables, **told, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        runner.logs[f"{name} {len(runner.logs)}"] = f"{done.stdout}{done.stderr}exit {done.returncode}\n"
        ended = ended or done.returncode
    return ended, work


def _extended(pipeline: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a job with what it extends: mappings are merged key by key, everything else is replaced."""
    job = pipeline[name]
    return _merged(_extended(pipeline, job["extends"]), job) if "extends" in job else dict(job)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], Mapping) and isinstance(above[key], Mapping):
            both[key] = _merged(below[key], above[key])
    return both
