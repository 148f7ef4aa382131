"""What growing takes: each trial adds one thing to a copy of the house, as CONTRIBUTING says, and the copy works.

The edits of a trial are all that there is to do but for fixtures, tests and `make docs`. What a page or an option lists
is made from the code, so that nothing else has to be touched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import AS_OF

pytestmark = pytest.mark.wide
ROOT = Path(__file__).parents[2]

READER = '''"""CTRF, the Common Test Report Format: https://ctrf.io."""

from __future__ import annotations

import msgspec

from engine.jsontext.digest import digest_bytes, parse_json
from engine.model.measurement import CheckState, Measure, Measurement, ToolCheck, measured
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import label, shaped, source_name
from snapshots.redaction.redact import Redactor


class _Test(msgspec.Struct, frozen=True):
    name: str
    status: str


class _Results(msgspec.Struct, frozen=True):
    tests: list[_Test]


class _File(msgspec.Struct, frozen=True):
    results: _Results


def _recognises(sample: Sample) -> bool:
    document = sample.document
    return isinstance(document, dict) and document.get("reportFormat") == "CTRF"


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    tests = shaped(parse_json(data, name=name), _File, name).results.tests
    states = {"passed": CheckState.PASSED, "failed": CheckState.FAILED}
    checks = [
        ToolCheck(name=label(test.name, redactor), state=states.get(test.status, CheckState.UNKNOWN)) for test in tests
    ]
    counts = {"tests": len(tests), "passed": sum(check.state is CheckState.PASSED for check in checks)}
    return Measurement(
        kind=READER.kind,
        measures=READER.measures,
        source=source_name(name),
        digest=digest_bytes(data),
        dialect="ctrf",
        metrics=tuple(measured(key, number) for key, number in sorted(counts.items())),
        checks=tuple(sorted(checks, key=lambda check: check.name)),
    )


READER = Reader(
    kind="ctrf",
    name="a CTRF report",
    measures=(Measure.TEST_CASES,),
    max_bytes=2**20,
    recognises=_recognises,
    read=_read,
)
'''
SETTINGS = '''"""What the size gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from engine.gates.settings import Between, GateSettings, Says


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeSettings(GateSettings):
    """How large an estate may be."""

    most: Annotated[int, Between(1, None), Says("How many resources there may be.")] = 100
'''
JUDGE = '''"""The size gate: an estate has at most so many resources."""

from __future__ import annotations

from dataclasses import replace

from engine.gates.gate import Case, Gate, Judged
from engine.gates.size.settings import SizeSettings
from engine.gates.tally import Tally


def _gate(case: Case, settings: SizeSettings) -> Judged:
    tally = Tally("size", frozenset(), measurements=())
    tally.evaluated = 1
    if case.coverage.resources > settings.most:
        tally.add_finding("size", "resources", f"there are {case.coverage.resources} resources")
    result = tally.make_result(settings.requirement, f"{case.coverage.resources} resources")
    return Judged(result=replace(result, inputs=case.digests))


GATE = Gate(name="size", says="How large an estate may be.", settings=SizeSettings, judge=_gate)
'''
FORMAT = '''"""A line a finding."""

from __future__ import annotations

from engine.model.verdict import Run
from engine.report.view.shown import list_findings
from engine.text import Harmless, lines


def render(run: Run) -> Harmless:
    """Return a line a finding."""
    return lines(f"{finding.severity} {finding.message}" for finding in list_findings(run))
'''
TYPE = """
_TRIAL = ResourceType(
    name="aws_sqs_queue_redrive_allow_policy",
    listing=_QUEUES,
    where="Attributes.RedriveAllowPolicy",
    id="Url",
    attributes={"queue_url": "Url", "redrive_allow_policy": "Attributes.RedriveAllowPolicy"},
)
"""

POLICY = """# METADATA
# title: Topics are encrypted
# description: "A trial."
# custom:
#   id: sns-topic-trial
#   severity: medium
#   reason: "a trial"
#   category: encryption
#   resource_types: [aws_sns_topic]
#   requires: [kms_master_key_id]
#   controls: ["nist-800-53-r5:SC-28"]
#   message: "{name} is not encrypted"
#   remediation: "set kms_master_key_id"
package driftgate.aws.sns.topic_trial

import rego.v1

deny contains {"path": ["kms_master_key_id"], "observed": "", "required": "a key", "args": {"name": input.address}} if {
	input.attributes.kms_master_key_id in {"", null}
}
"""
POLICY_CASES = """- pass: with a key
  given:
    aws_sns_topic.x: { name: x, kms_master_key_id: k }
- fail: without one
  given:
    aws_sns_topic.x: { name: x }
- fail: a state that tells of none
  read: true
  given:
    aws_sns_topic.x: { name: x, kms_master_key_id: null }
- unknown: one that only an apply tells
  given:
    aws_sns_topic.x: { name: x }
  open: aws_sns_topic.x.kms_master_key_id
"""


@dataclass
class Copy:
    """A copy of the house. `touched` are the files that a trial has written or changed."""

    root: Path
    work: Path
    touched: set[str]

    def write(self, name: str, text: str) -> None:
        """Add a file."""
        path = self.root / name
        assert not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.touched.add(name)

    def change(self, name: str, old: str, new: str) -> None:
        """Change a place of a file."""
        path = self.root / name
        text = path.read_text()
        assert text.count(old) >= 1, name
        path.write_text(text.replace(old, new, 1))
        self.touched.add(name)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the copy's driftgate, or its `python -m dev` with `dev` first."""
        module, rest = ("dev", arguments[1:]) if arguments[0] == "dev" else ("cli", arguments)
        return subprocess.run(
            [sys.executable, "-P", "-m", module, *rest],
            cwd=self.work,
            env={
                "PYTHONPATH": str(self.root),
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": str(self.work),
                "COLUMNS": "200",
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    root, work = tmp_path / "house", tmp_path / "work"
    for package in ("engine", "snapshots", "policies", "cli", "dev", "docs"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for told in ("parity", "severity", "vulnerable"):  # pages tell of them
        shutil.copytree(ROOT / "fixtures" / told, root / "fixtures" / told)
    shutil.copy(ROOT / "pyproject.toml", root)
    work.mkdir()
    return Copy(root, work, set())


def configure(copy: Copy, gates: str) -> None:
    state = {"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "l", "outputs": {}, "resources": []}
    (copy.work / "prod.tfstate").write_text(json.dumps(state))
    text = f"version: 1\nenvironments: {{ prod: {{ desired: [{{ tfstate: prod.tfstate }}] }} }}\ngates: {{ {gates} }}\n"
    (copy.work / "driftgate.yaml").write_text(text)


def a_result_format(copy: Copy) -> None:
    copy.write("snapshots/measurements/ctrf.py", READER)
    registry = "snapshots/measurements/registry.py"
    copy.change(
        registry, "from snapshots.measurements import drill, ", "from snapshots.measurements import ctrf, drill, "
    )
    copy.change(registry, "    drill.READER,\n", "    drill.READER,\n    ctrf.READER,\n")
    report = {"reportFormat": "CTRF", "results": {"tests": [{"name": "pays", "status": "passed"}]}}
    (copy.work / "raw.ctrf").write_text(json.dumps(report))
    recorded = copy.run("record", "--subject", "version=1", "-o", ".", "--", "cp", "raw.ctrf", "ctrf.json")
    assert "bound 1 result" in recorded.stderr
    configure(copy, "tests: { results: [{ ctrf: 'c*.json' }] }")
    assert copy.run("gate", "prod", "--subject", "version=1").returncode == 0
    assert "ctrf" in copy.run("gate", "--help").stdout
    configure(copy, "tests: { results: [{ junit: ctrf.json }] }")
    told = copy.run("gate", "prod", "--as-of", AS_OF)
    assert (told.returncode, "this looks like a CTRF report" in told.stdout) == (3, True)


def a_gate(copy: Copy) -> None:
    copy.write("engine/gates/size/__init__.py", '"""Size."""\n')
    copy.write("engine/gates/size/settings.py", SETTINGS)
    copy.write("engine/gates/size/judge.py", JUDGE)
    table = "engine/gates/table.py"
    copy.change(
        table,
        "from engine.gates.tests import",
        "from engine.gates.size import judge as size\nfrom engine.gates.tests import",
    )
    copy.change(table, "tests.GATE, COVERAGE)", "tests.GATE, size.GATE, COVERAGE)")
    configure(copy, "size: { most: 5 }")
    assert "size" in copy.run("config", "show").stdout
    assert copy.run("gate", "prod", "--as-of", AS_OF).returncode == 0
    configure(copy, "size: { msot: 5 }")
    assert "did you mean 'most'?" in copy.run("config", "check").stderr


def a_report_format(copy: Copy) -> None:
    copy.write("engine/report/formats/lines.py", FORMAT)
    copy.change("engine/report/interface.py", '    HTML = "html"\n', '    HTML = "html"\n    LINES = "lines"\n')
    last = '    ReportKind.HTML: "engine.report.formats.html",\n'
    copy.change("cli/wiring/reports.py", last, f'{last}    ReportKind.LINES: "engine.report.formats.lines",\n')
    configure(copy, "drift: {}")
    told = copy.run("gate", "prod", "--as-of", AS_OF, "--report", "lines=out.txt")
    assert (copy.work / "out.txt").exists(), told.stderr


def an_aws_type(copy: Copy) -> None:
    module = "snapshots/aws/services/sqs.py"
    text = (copy.root / module).read_text()
    start = text.index("SERVICES = (")
    copy.change(module, text[start:], f"{TYPE.lstrip()}{text[start:].replace('types=(', 'types=(_TRIAL, ', 1)}")
    assert copy.run("dev", "docs").returncode == 0
    assert "aws_sqs_queue_redrive_allow_policy" in (copy.root / "docs" / "aws.md").read_text()


def a_policy(copy: Copy) -> None:
    if shutil.which("opa") is None and os.environ.get("CI") != "true":
        pytest.skip("opa is not installed: make opa")
    copy.write("policies/rego/aws/sns/topic_trial/policy.rego", POLICY)
    copy.write("policies/rego/aws/sns/topic_trial/cases.yaml", POLICY_CASES)
    made = copy.run("dev", "policies", "aws/sns/topic_trial")
    assert made.returncode == 0, made.stderr
    assert "sns-topic-trial" in copy.run("policy", "list").stdout
    assert copy.run("dev", "docs").returncode == 0
    assert "sns-topic-trial" in (copy.root / "docs" / "policies.md").read_text()


@pytest.mark.parametrize(
    ("trial", "touched"),
    [
        (a_result_format, 2),
        (a_gate, 4),
        (a_report_format, 3),
        (an_aws_type, 1),
        (a_policy, 2),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_growing_takes_as_many_files_as_contributing_says(
    copy: Copy, trial: Callable[[Copy], None], touched: int
) -> None:
    trial(copy)
    assert len(copy.touched) == touched
