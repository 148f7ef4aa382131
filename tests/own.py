"""People's own Rego in tests: written, loaded and asked as a run does it, with the real OPA."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.model.outcome import Outcome
from engine.model.policy import PolicyResult
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.ports import Evaluation
from policies.evaluators.conftest import ConftestEvaluator, ConftestPolicies
from policies.own.checking import RegoProgram
from policies.own.files import read_data, read_files
from policies.own.loading import load_conftest
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from snapshots.terraform.plan.shelf import PlanShelf
from tests.builders import PROVIDER

FIXTURES = Path(__file__).parents[1] / "fixtures"
CONFTEST = FIXTURES / "conftest"
CASES = sorted(path.name for path in (CONFTEST / "policies").iterdir())
PLANS = ("vulnerable", "estate", "changes")
LOOPBACK = "127.0.0.1"
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


def plan_bytes(name: str) -> bytes:
    """Return a plan that people's policies are asked about."""
    if name == "vulnerable":
        return gzip.decompress((FIXTURES / "vulnerable" / "plan.json.gz").read_bytes())
    path = FIXTURES / "estate" / "data" / "prod.plan.json" if name == "estate" else CONFTEST / "changes.json"
    return path.read_bytes()


def read_plan(path: Path, *, side: Side = Side.DESIRED) -> tuple[Snapshot, PlanShelf]:
    """Return what a plan holds, and the plan itself without secrets, as a run reads them."""
    shelf = PlanShelf(is_wanted=True)
    source = SourceRef(kind=SourceKind.TFPLAN, location=path.name)
    collector = TerraformCollector(
        source=source,
        backend=FileBackend(location=path.name, path=path),
        redactor=Redactor(b"k" * 32, "e1"),
        provider=PROVIDER,
        side=side,
        plans=shelf,
    )
    read = collector.collect()
    snapshot = Snapshot(
        environment="prod",
        side=side,
        taken_at=AT,
        origins=read.origins,
        resources=read.resources,
        gaps=read.gaps,
        epoch="e1",
    )
    return snapshot, shelf


def write_plan(path: Path, *changes: Mapping[str, Any], **parts: Any) -> Path:
    """Write a plan with these changes; `parts` stand beside them."""
    planned = [
        {**{key: value for key, value in one.items() if key != "change"}, "values": one["change"]["after"]}
        for one in changes
        if one["change"].get("after") is not None
    ]
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": list(changes),
        "configuration": {"root_module": {}},
        "timestamp": "2026-11-27T10:00:00Z",
        "complete": True,
        "errored": False,
        **parts,
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def change(type_: str, name: str = "this", after: Any = None, **parts: Any) -> dict[str, Any]:
    """Return the creation of a resource; `parts` are those of the change."""
    return {
        "address": f"{type_}.{name}",
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": ["create"],
            "before": None,
            "after": {} if after is None else after,
            "after_unknown": {},
            "before_sensitive": False,
            "after_sensitive": {},
            **parts,
        },
    }


def write_rego(folder: Path, text: str, name: str = "policy.rego") -> Path:
    """Write a module into a folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def load(program: RegoProgram, folder: Path, data: Path | None = None) -> ConftestPolicies:
    """Return the policies of a folder in conftest's dialect."""
    files = read_files(folder, folder.name)
    if data is not None:
        found = {f"0/{name}": text for name, text in read_data(data, data.name).items()}
        files = type(files)(name=files.name, modules=files.modules, data=found)
    return load_conftest(files, program, None)


def judge(program: RegoProgram, own: ConftestPolicies, plan: Path, **options: Any) -> Evaluation:
    """Return what the policies of a folder say of a plan."""
    snapshot, shelf = read_plan(plan)
    return ConftestEvaluator(own, own.policies, program, shelf, PROVIDER, **options).evaluate(snapshot, AT)


def told(evaluation: Evaluation) -> dict[str, dict[str, list[str]]]:
    """Return the messages of each package as conftest sorts them: failures, warnings, and how many are excepted."""
    found: dict[str, dict[str, list[str]]] = {}
    for result in evaluation.results:
        package, _, rule = result.policy.rpartition(".")
        entry = found.setdefault(package, {"failures": [], "warnings": [], "exceptions": []})
        if any(violation.warns for violation in result.violations):
            entry["exceptions"].append(rule)
        elif result.outcome is Outcome.FAIL:
            kind = "warnings" if rule.startswith("warn") else "failures"
            entry[kind] += [str(violation.args["msg"]) for violation in result.violations]
    return {package: {kind: sorted(texts) for kind, texts in entry.items()} for package, entry in found.items()}


def result_of(evaluation: Evaluation, policy: str) -> PolicyResult:
    """Return the only result of a policy."""
    (found,) = (result for result in evaluation.results if result.policy == policy)
    return found


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(bundle: Path, *options: str) -> Iterator[int]:
    """Run a real OPA server with a bundle, and give its port."""
    port = free_port()
    command = [str(shutil.which("opa")), "run", "--server", "--addr", f"{LOOPBACK}:{port}", "--log-level", "error"]
    with subprocess.Popen([*command, "--bundle", str(bundle), *options], stderr=subprocess.DEVNULL) as child:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
                    break
                time.sleep(0.1)
            yield port
        finally:
            child.terminate()
            child.wait()
