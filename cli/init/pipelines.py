"""The files of a pipeline: which there are of each kind, and their text by the templates beside this module.

What a repository calls its environments, folders and scripts is a stranger's text: each template quotes it for where it
stands, by the filters below.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from cli.init.judged import TERRAFORM, Judged
from cli.init.pins import ACTIONS, PYTHON_IMAGE, UV

if TYPE_CHECKING:
    import jinja2

_MINUTE = 23  # of the hour at night: neither the full one nor a quarter, where everybody else comes


class PipelineKind(StrEnum):
    """What `--ci` writes: the pipelines of CI systems, and what else runs driftgate."""

    GITHUB = "github"
    GITLAB = "gitlab"
    JENKINS = "jenkins"
    ACTION = "action"
    CONTAINER = "container"
    KUBERNETES = "kubernetes"
    SYSTEMD = "systemd"
    PRE_COMMIT = "pre-commit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineFile:
    """A file of a kind: where it is written, its template, and whether it is about changes or nights alone."""

    path: str
    template: str
    change: bool = False
    nightly: bool = False

    def is_for(self, judged: Judged) -> bool:
        """Tell whether there is something to judge: changes have to show, and of nights reality has to be seen."""
        return bool((judged.changing or not self.change) and (judged.observed or not self.nightly))


FILES: Mapping[PipelineKind, tuple[PipelineFile, ...]] = {
    PipelineKind.GITHUB: (
        PipelineFile(
            path=".github/workflows/driftgate-pull-request.yml", template="github/pull-request.yml.j2", change=True
        ),
        PipelineFile(path=".github/workflows/driftgate-gate.yml", template="github/gate.yml.j2"),
        PipelineFile(path=".github/workflows/driftgate-nightly.yml", template="github/nightly.yml.j2", nightly=True),
    ),
    PipelineKind.GITLAB: (
        PipelineFile(path=".gitlab/driftgate.gitlab-ci.yml", template="gitlab/driftgate.gitlab-ci.yml.j2"),
        PipelineFile(path=".gitlab-ci.yml", template="gitlab/gitlab-ci.yml.j2"),
    ),
    PipelineKind.JENKINS: (PipelineFile(path="Jenkinsfile.driftgate", template="jenkins/Jenkinsfile.j2"),),
    PipelineKind.ACTION: (PipelineFile(path=".github/actions/driftgate/action.yml", template="other/action.yml.j2"),),
    PipelineKind.CONTAINER: (PipelineFile(path="Containerfile", template="other/Containerfile.j2"),),
    PipelineKind.KUBERNETES: (
        PipelineFile(path="deploy/driftgate-cronjob.yaml", template="other/cronjob.yaml.j2", nightly=True),
    ),
    PipelineKind.SYSTEMD: (
        PipelineFile(
            path="deploy/driftgate-nightly.service", template="other/driftgate-nightly.service.j2", nightly=True
        ),
        PipelineFile(path="deploy/driftgate-nightly.timer", template="other/driftgate-nightly.timer.j2", nightly=True),
    ),
    PipelineKind.PRE_COMMIT: (
        PipelineFile(path=".pre-commit-config.yaml", template="other/pre-commit-config.yaml.j2"),
    ),
}
# Where a file is there already, what a person adds to it instead.
INSTEAD: Mapping[str, str] = {
    ".gitlab-ci.yml": "include: [{ local: .gitlab/driftgate.gitlab-ci.yml }]",
    ".pre-commit-config.yaml": "the hooks that driftgate init --ci pre-commit --dry-run prints",
}
_EVIDENCE = {
    "junit": "tests: driftgate record -o tests -- pytest --junitxml tests/unit.xml",
    "k6": "load: driftgate record -o perf -- k6 run --summary-export perf/load.json load.js",
    "drill": "a restore drill: driftgate record -o dr -- ./restore.sh, which writes dr/restore.json (docs/drill.md)",
}


def write_pipelines(
    kind: PipelineKind, judged: Judged, *, version: str, package: str, branch: str
) -> Iterator[tuple[str, str]]:
    """Yield the files of a kind, each with its path and its text, as far as there is something for them to judge.

    `version` is the driftgate that writes them, `package` the requirement by which they install it, `branch` the one
    that is deployed.
    """
    environment = _environment()
    known = {tool.kind for tool in judged.tools}
    values: dict[str, Any] = {
        "judged": judged,
        "version": version,
        "package": package,
        "branch": branch,
        "ledger": str(PurePosixPath(judged.store) / "ledger.sqlite"),
        "actions": ACTIONS,
        "uv": UV,
        "image": PYTHON_IMAGE,
        "minute": _MINUTE,
        "names": [one.name for one in judged.observed],
        "folders": list(dict.fromkeys(root.folder for root in judged.roots if root.program == TERRAFORM)),
        "missing": [line for name, line in _EVIDENCE.items() if name not in known],
        "shell": _shell,
    }

    def text(name: str, **more: Any) -> str:
        return environment.get_template(name).render(**values, **more)

    for file in FILES[kind]:
        if file.is_for(judged):
            yield file.path, text(file.template, text=text)


def _shell(name: str) -> str:
    """Return a part of a shell script, as it is, without the last line feed."""
    return (files("cli.init") / "templates" / "sh" / f"{name}.sh").read_text(encoding="utf-8").rstrip("\n")


def _environment() -> jinja2.Environment:
    """Return the environment of the templates: brackets are for what is filled in, since CI systems have the braces."""
    import jinja2  # noqa: PLC0415 - only where a file is written

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("cli.init"),
        autoescape=False,  # noqa: S701 - no page; each place has its filter
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    made.filters |= {
        "yaml": _yaml,
        "github": lambda text: expressionless(_yaml(text)),
        "expressionless": expressionless,
        "kubernetes": lambda text: _yaml(text.replace("$(", "$$(")),
        "sh": shlex.quote,
        "groovy": _groovy,
        "assignment": lambda text: _yaml(text.replace("%", "%%")),
        "systemd": _systemd,
    }
    return made


def _yaml(text: str) -> str:
    """Return a text in quotes that mean the same in YAML and JSON."""
    return json.dumps(text, ensure_ascii=False)


def expressionless(text: str) -> str:
    """Return a text in which GitHub sees no expression: a beginning of one is made by an expression itself."""
    return text.replace("${{", "${{ '${{' }}")


def _systemd(text: str) -> str:
    """Return a script as one argument of `ExecStart=`, line by line; a line that a `#` begins is a comment there too.

    systemd puts a space where a line goes on: https://www.freedesktop.org/software/systemd/man/systemd.syntax.html.
    """
    lines = [_yaml(line)[1:-1] for line in text.replace("%", "%%").replace("$", "$$").split("\n")]
    return '"\\\n' + "\\n\\\n".join(lines) + '"'


def _groovy(text: str) -> str:
    """Return a text for between the three quotes of Groovy in which nothing is filled in."""
    return re.sub(r"(['\\])", r"\\\1", text)
