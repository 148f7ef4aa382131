"""Terraform's own documents, made by hand, and what the collectors and the comparisons say of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.model.drift import DriftReport
from engine.model.outcome import Finding
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.run.take import take_snapshot
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from tests.builders import NOW, PROVIDER, drift, parity

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Terraform:
    """Writes documents into a folder and reads them with the collectors."""

    folder: Path

    def snapshot(self, document: Document, environment: str = "prod", side: Side = Side.DESIRED) -> Snapshot:
        """Return what the collector reads of a state, of what `show -json` prints of one, or of a plan."""
        kind = SourceKind.TFPLAN if "planned_values" in document else SourceKind.TFSTATE
        path = self.folder / f"{environment}-{side}.json"
        path.write_text(json.dumps(document))
        collector = TerraformCollector(
            source=SourceRef(kind=kind, location=path.name),
            backend=FileBackend(location=path.name, path=path),
            redactor=Redactor(b"k" * 32, "e"),
            provider=PROVIDER,
            side=side,
        )
        return take_snapshot([collector], environment=environment, side=side, epoch="e", now=NOW)

    def drift(self, intended: Document, there: Document) -> DriftReport:
        """Return the drift of one document against another, as the command line compares them."""
        observed = Side.OBSERVED if "planned_values" in there else Side.DESIRED
        left, right = self.snapshot(intended, "before"), self.snapshot(there, "after", observed)
        return drift(left, right)

    def parity(
        self, reference: Document, candidate: Document, names: tuple[str, str] = ("prod", "preprod")
    ) -> DriftReport:
        """Return the parity of two environments by their names."""
        left, right = (self.snapshot(one, name) for one, name in zip((reference, candidate), names, strict=True))
        return parity(left, right)


def entry(type_: str, name: str, attributes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a resource of a state with one instance; `more` goes into the resource."""
    return entries(type_, name, {"attributes": {"id": name, **attributes}}, **more)


def entries(type_: str, name: str, *instances: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a resource of a state with these instances."""
    return {
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": PROVIDER.version_of(type_) or 0, **instance} for instance in instances],
        **more,
    }


def state(*resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state, as Terraform keeps it."""
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "aaaa",
        "outputs": {},
        "resources": list(resources),
    }


def one(type_: str, **attributes: Any) -> dict[str, Any]:
    """Return a state of one resource."""
    return state(entry(type_, "item", attributes))


def shown(child: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `terraform show -json` prints of a state whose root module has nothing but a child."""
    root = {"root_module": {"child_modules": [child]}}
    return {"format_version": "1.0", "terraform_version": "1.11.4", "values": root}


def agreed(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan whose changes start from what its prior state says, as Terraform writes them."""
    plan = copy.deepcopy(plan)
    known: dict[str, Any] = {}
    modules = [plan["prior_state"]["values"]["root_module"]]
    for module in modules:
        modules += module.get("child_modules", [])
        known |= {entry["address"]: entry["values"] for entry in module.get("resources", [])}
    for name, key in (("resource_changes", "before"), ("resource_drift", "after")):
        for entry in plan.get(name, []):
            if entry["address"] in known and isinstance(entry.get("change", {}).get(key), dict):
                entry["change"][key] = known[entry["address"]]
    return plan


def plan(child: Mapping[str, Any]) -> dict[str, Any]:
    """Return a refresh-only plan that found this child of the root module."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "timestamp": "2026-11-20T00:00:00Z",
        "planned_values": {"root_module": {}},
        "prior_state": shown(child),
        "resource_changes": [],
    }


def paths(report: DriftReport) -> list[str]:
    """Return where the findings of a report are, as `address path`."""
    return sorted(where(finding) for finding in report.findings)


def where(finding: Finding) -> str:
    """Return the address and the path of a finding."""
    return f"{finding.target.address} {'.'.join(finding.change.path)}".rstrip()
