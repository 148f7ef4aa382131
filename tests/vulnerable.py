"""The vulnerable estate for tests: what each of its four sources shows, and the list of what is wrong in it.

`fixtures/vulnerable/generate.py` made the plan, the state and the tape of the API.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from engine.model.outcome import Severity
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.ports import Collector, Silent
from engine.run.take import take_snapshot
from fixtures.estate.recording import TAKEN, endpoint
from fixtures.estate.tape import player, unpack
from snapshots.aws.collector import AwsCollector
from snapshots.aws.reading.location import AwsLocation
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER

FOLDER = Path(__file__).parents[1] / "fixtures" / "vulnerable"
REDACTOR = Redactor(b"vulnerable".ljust(32, b"."), "tests")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the resource `at` an address: the policy that tells it, how severe it is, and why."""

    at: str
    policy: str
    severity: Severity
    why: str


@cache
def flaws() -> tuple[Flaw, ...]:
    """Return the list."""
    rows = YAML(typ="safe", pure=True).load((FOLDER / "flaws.yaml").read_text(encoding="utf-8"))
    return tuple(Flaw(row["at"], row["policy"], Severity(row["severity"]), row["why"]) for row in rows)


def from_code() -> Snapshot:
    """Return what the code declares."""
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER)
    code = CodeCollector(
        location="code", path=FOLDER / "terraform", redactor=REDACTOR, reader=reader, var_files=("prod.tfvars",)
    )
    return _taken(code, Side.DESIRED)


def from_document(folder: Path, kind: SourceKind) -> Snapshot:
    """Return what the plan or the state says; it is unpacked into `folder`."""
    name = "plan.json" if kind is SourceKind.TFPLAN else "prod.tfstate"
    path = folder / name
    path.write_bytes(gzip.decompress((FOLDER / f"{name}.gz").read_bytes()))
    document = TerraformCollector(
        source=SourceRef(kind=kind, location=name),
        backend=FileBackend(location=name, path=path),
        redactor=REDACTOR,
        provider=PROVIDER,
    )
    return _taken(document, Side.DESIRED)


def live() -> Snapshot:
    """Return what a collector reads of the API."""
    location = AwsLocation(profile="", regions=("eu-west-1",))
    with player(unpack((FOLDER / "aws.json.gz").read_bytes())) as url, endpoint(url):
        return _taken(AwsCollector([location], REDACTOR, progress=Silent(), jobs=1), Side.OBSERVED)


def _taken(collector: Collector, side: Side) -> Snapshot:
    return take_snapshot([collector], environment="prod", side=side, epoch="tests", now=TAKEN)
