"""Everything that a lab has, imported by the code of `explain --hcl` into an empty state: a real provider must find it.

Only a provider knows what it imports by. It is asked by a plan, which reads each resource by the id that we say, and
holds the code against what it finds there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.findings.catalogue import UNMANAGED
from engine.findings.closing import Closing
from fixtures.estate.lab import Terraform
from fixtures.estate.recording import endpoint
from fixtures.estate.service_lab import FOLDER, ServiceLab
from snapshots.terraform.code.writing import write_code
from tests.builders import PROVIDER, changed, finding, snapshot

# What moto tells of these its own provider refuses: an account of ten digits, and one node that fails over.
MOTO = frozenset({"aws_autoscaling_lifecycle_hook", "aws_elasticache_replication_group"})


@dataclass(frozen=True)
class Imported:
    """How many resources a plan imports, and of which types."""

    count: int
    types: frozenset[str]


def import_everything(lab: ServiceLab, folder: Path) -> Imported:
    """Plan the import of all that is there, but for what has to be given a value first; raises RuntimeError."""
    with endpoint(lab.url):
        live = lab.observed()
    closing = Closing(gate="drift", ours=snapshot(), theirs=live, provider=PROVIDER)
    ours = [item for item in live.resources if not item.provider_owned and item.type not in MOTO]
    asked = [changed(finding(str(number), rule=UNMANAGED.id), target=item.target) for number, item in enumerate(ours)]
    known = [one for one in asked if all(block.kind != "variable" for block in closing.close([one]).blocks)]
    blocks = closing.close(known).blocks
    source = folder / "import-source"
    source.mkdir()
    (source / "main.tf").write_text((FOLDER / "main.tf").read_text().partition('\nresource "')[0])
    (source / "import.tf").write_text(write_code(blocks))
    terraform = Terraform(folder / "import", lab.url, {}, source=source)
    told = terraform.run("plan", "-input=false", "-no-color", "-parallelism=10")
    types = frozenset(block.labels[0] for block in blocks if block.kind == "resource")
    count = sum(block.kind == "import" for block in blocks)
    if f"Plan: {count} to import" not in told:
        raise RuntimeError(f"{count} resources are there, and the plan imports others:\n{told[-500:]}")
    return Imported(count, types)
