"""Checkov as an evaluator: a child process in an environment of its own, judged by results and never by exit code.

It gets a plan that is synthesised from the snapshot, with the references between resources that its graph checks need,
and exactly the checks of our table. Resources have made-up names in the plan: no name of the cloud reaches Checkov.
Every pair of check and resource that Checkov does not answer is inconclusive, whatever the reason.
"""

from __future__ import annotations

import json
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from engine.errors import EvaluatorOutputError
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import JsonError, digest, digest_bytes, parse_json
from engine.model.outcome import Gap, GapReason, Outcome, Severity
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, PolicyResult, Violation
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource, Snapshot
from engine.ports import Evaluation, ProcessRunner
from policies.evaluators.checkov_tool import VERSION
from policies.facts.facts import Facts, judged

_LOG = logging.getLogger(__name__)
TIMEOUT = 900.0
_NAMES = ("id", "arn", "bucket", "name", "url")
_ENVIRONMENT = {
    "BC_SKIP_MAPPING": "TRUE",
    "CKV_GITHUB_CONFIG_FETCH_DATA": "False",
    "CKV_GITLAB_CONFIG_FETCH_DATA": "False",
    "CKV_PARSE_ERROR_FAIL": "true",
    "CHECKOV_PARALLELIZATION_TYPE": "none",
    "LOG_LEVEL": "ERROR",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def load_checks() -> tuple[Policy, ...]:
    """Return the checks of the table as policies: our severities, controls and words for Checkov's ids."""
    return tuple(_policy(entry) for entry in parse_json(_table(), name="checkov/table.json")["checks"])


def _table() -> bytes:
    return resources.files("policies.evaluators").joinpath("checkov/table.json").read_bytes()


class CheckovEvaluator:
    """Implements `engine.ports.PolicyEvaluator` over a Checkov executable; `timeout` in seconds."""

    def __init__(
        self, runner: ProcessRunner, executable: Path, checks: Sequence[Policy], *, timeout: float = TIMEOUT
    ) -> None:
        """Take the checks that are asked for, by default all of the table."""
        self._runner, self._executable, self._timeout = runner, executable, timeout
        self._checks = tuple(checks)

    def evaluate(self, snapshot: Snapshot, _as_of: datetime | None = None, /) -> Evaluation:
        """Judge every resource by every check of its type; each pair has exactly one result."""
        began = time.monotonic()
        facts = Facts(snapshot, self._checks)
        plan = _Plan(snapshot)
        able: list[tuple[Policy, Resource]] = []
        results: list[PolicyResult] = []
        for resource in judged(snapshot):
            for check in self._checks:
                if resource.type in check.resource_types:
                    missing = facts.missing(check, resource)
                    if missing:
                        results.append(_result(check, resource, Outcome.INCONCLUSIVE, missing))
                    else:
                        able.append((check, resource))
        gaps: list[Gap] = []
        answers: Mapping[tuple[str, str], Outcome] = {}
        if able:
            try:
                answers = self._answers(plan)
            except EvaluatorOutputError as error:
                gaps.append(_gap(error.message))
        for check, resource in able:
            outcome = answers.get((check.id, plan.name_of(resource)), Outcome.INCONCLUSIVE)
            assumed = facts.rests.assumed(check, resource, every=True) if outcome is Outcome.PASS else ""
            told = Outcome.INCONCLUSIVE if assumed else outcome
            results.append(_result(check, resource, told, assumed or "Checkov gave no answer"))
        _LOG.info(
            "policies_judged",
            extra={
                "evaluator": str(Evaluator.CHECKOV),
                "policies": len(self._checks),
                "results": len(results),
                "gaps": len(gaps),
                "seconds": round(time.monotonic() - began, 3),
            },
        )
        info = EvaluatorInfo(evaluator=Evaluator.CHECKOV, version=VERSION, digest=digest_bytes(_table()))
        return Evaluation(info=info, policies=self._checks, results=tuple(results), gaps=tuple(gaps))

    def _answers(self, plan: _Plan) -> dict[tuple[str, str], Outcome]:
        with tempfile.TemporaryDirectory(prefix="driftgate-checkov-") as name:
            folder = Path(name)
            work = folder / "work"
            work.mkdir()
            (work / "plan.json").write_text(json.dumps(plan.document(), indent=2), encoding="utf-8")
            (folder / "config.yaml").write_text("{}\n")
            command = [
                str(self._executable),
                "--config-file", str(folder / "config.yaml"),
                "--file", str(work / "plan.json"),
                "--framework", "terraform_plan",
                "--check", ",".join(check.id for check in self._checks),
                "--output", "json",
                "--compact", "--skip-download", "--skip-results-upload",
            ]  # fmt: skip
            home = {"HOME": str(folder)}
            result = self._runner.run(command, timeout=self._timeout, cwd=work, env={**_ENVIRONMENT, **home})
        if result.returncode is None:
            raise EvaluatorOutputError(f"Checkov took longer than {self._timeout:.0f} s")
        return _parsed(result.stdout, result.returncode)


def _parsed(stdout: bytes, returncode: int) -> dict[tuple[str, str], Outcome]:
    try:
        document = parse_json(stdout, name="Checkov's output")
    except JsonError as error:
        raise EvaluatorOutputError(f"Checkov (exit code {returncode}) gave no JSON") from error
    runs = document if isinstance(document, list) else [document]
    answers: dict[tuple[str, str], Outcome] = {}
    for run in runs:
        results = run.get("results") if isinstance(run, Mapping) else None
        if not isinstance(results, Mapping):  # the summary of a run that scanned nothing
            raise EvaluatorOutputError("Checkov scanned nothing")
        if results.get("parsing_errors"):
            raise EvaluatorOutputError("Checkov could not parse the plan")
        for key, outcome in (("passed_checks", Outcome.PASS), ("failed_checks", Outcome.FAIL)):
            records = results.get(key) or []
            if not isinstance(records, list) or not all(isinstance(record, Mapping) for record in records):
                raise EvaluatorOutputError("Checkov's results have another form")
            for record in records:
                pair = (str(record.get("check_id")), str(record.get("resource")))
                known = answers.get(pair)
                answers[pair] = outcome if known is None or outcome.rank > known.rank else known
    return answers


class _Plan:
    """A Terraform plan in JSON with every judged resource in its root module."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._resources = list(judged(snapshot))
        self._names = {id(item): f"r{number}" for number, item in enumerate(self._resources)}
        self._known: dict[str, list[Resource]] = defaultdict(list)
        for item in self._resources:
            for name in _NAMES:
                value = item.attributes.get(name)
                if isinstance(value, str) and value:
                    self._known[value].append(item)

    def name_of(self, resource: Resource) -> str:
        """Return the address of a resource in the plan."""
        return f"{resource.type}.{self._names[id(resource)]}"

    def document(self) -> dict[str, Any]:
        """Return the plan."""
        return {
            "format_version": "1.2",
            "terraform_version": "1.11.0",
            "planned_values": {"root_module": {"resources": [self._planned(item) for item in self._resources]}},
            "resource_changes": [self._change(item) for item in self._resources],
            "configuration": {"root_module": {"resources": [self._configured(item) for item in self._resources]}},
        }

    def _planned(self, item: Resource) -> dict[str, Any]:
        address = self.name_of(item)
        return {
            "address": address,
            "mode": "managed",
            "type": item.type,
            "name": self._names[id(item)],
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "values": _harmless(item.attributes),
        }

    def _change(self, item: Resource) -> dict[str, Any]:
        planned = self._planned(item)
        values = planned.pop("values")
        return {**planned, "change": {"actions": ["no-op"], "before": values, "after": values, "after_unknown": {}}}

    def _configured(self, item: Resource) -> dict[str, Any]:
        address = self.name_of(item)
        expressions = {
            name: {"references": references}
            for name, value in sorted(item.attributes.items())
            if (references := list(self._references(item, name, value)))
        }
        return {
            "address": address,
            "mode": "managed",
            "type": item.type,
            "name": self._names[id(item)],
            "provider_config_key": "aws",
            "expressions": expressions,
        }

    def _references(self, item: Resource, name: str, value: Any) -> Iterator[str]:
        for text in value if isinstance(value, list) else [value]:
            if not isinstance(text, str) or name in {"id", "arn"}:
                continue
            for other in self._known.get(text, ()):
                # A sub-resource has its parent's id: what is meant is the parent, which bears the name itself.
                if other is not item and _bears(other, text):
                    target = self.name_of(other)
                    yield f"{target}.id"
                    yield target


def _bears(resource: Resource, text: str) -> bool:
    own = resource.attributes.get("arn") == text or resource.attributes.get("name") == text or resource.id == text
    parts = ("_policy", "_block", "_versioning", "_configuration", "_controls", "_logging", "_attachment")
    return own and not (resource.type.startswith("aws_s3_bucket_") or resource.type.endswith(parts))


def _harmless(value: Any) -> Any:
    if isinstance(value, Mapping):
        if is_secret_mark(value):
            return "redacted"
        return {key: _harmless(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_harmless(item) for item in value]
    return to_builtins(value)


def _result(check: Policy, resource: Resource, outcome: Outcome, detail: str) -> PolicyResult:
    return PolicyResult(
        policy=check.id,
        address=resource.address,
        id=resource.id,
        outcome=outcome,
        violations=(Violation(path=()),) if outcome is Outcome.FAIL else (),
        detail=detail if outcome is Outcome.INCONCLUSIVE else "",
    )


def _gap(detail: str) -> Gap:
    return Gap(
        reason=GapReason.TOOL_ERROR,
        source="checkov",
        detail=detail,
        operation="run Checkov",
        fix="run: driftgate doctor; then driftgate tools install",
    )


def _policy(entry: Mapping[str, Any]) -> Policy:
    return Policy(
        id=entry["id"],
        title=entry["title"],
        severity=Severity(entry["severity"]),
        evaluator=Evaluator.CHECKOV,
        resource_types=tuple(entry["resource_types"]),
        description=entry["title"] + ".",
        message=f"does not satisfy: {entry['title']}",
        remediation=entry["remediation"],
        controls=tuple(entry["controls"]),
        requires=tuple(entry["requires"]),
        related=tuple(entry["related"]),
        digest=digest(dict(entry)),
    )
