"""Drift that a refresh has taken into the state is still found, with the serial at which it was taken in."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Program

CODE = """resource "aws_sqs_queue" "orders" {
  name          = "orders"
  delay_seconds = 5
}
"""
CONFIG = """version: 1
environments:
  prod:
    desired: [{ tfstate: prod.tfstate }, { hcl: infra/ }]
    observed: [{ tfplan: refresh.json }]
gates: { drift: { fail-on: medium } }
"""
PROVIDER = "registry.terraform.io/hashicorp/aws"


def project(folder: Path) -> None:
    (folder / "driftgate.yaml").write_text(CONFIG)
    (folder / "infra").mkdir()
    (folder / "infra" / "main.tf").write_text(CODE)


def state(folder: Path, serial: int, delay: int) -> None:
    """Write what an apply, or a refresh, leaves behind."""
    attributes = {"id": "https://sqs/orders", "url": "https://sqs/orders", "name": "orders", "delay_seconds": delay}
    resource = {
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "orders",
        "provider": f'provider["{PROVIDER}"]',
        "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}],
    }
    document = {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": serial,
        "lineage": "3f0c9a4e-0000-4000-8000-000000000000",
        "outputs": {},
        "resources": [resource],
        "check_results": None,
    }
    (folder / "prod.tfstate").write_text(json.dumps(document))


def live(folder: Path, delay: int, day: int = 10) -> None:
    """Write what `terraform plan -refresh-only` shows."""
    values = {"id": "https://sqs/orders", "url": "https://sqs/orders", "name": "orders", "delay_seconds": delay}
    resource = {
        "address": "aws_sqs_queue.orders",
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "orders",
        "provider_name": PROVIDER,
        "schema_version": 0,
        "values": values,
        "sensitive_values": {},
    }
    root = {"root_module": {"resources": [resource]}}
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": root,
        "prior_state": {"format_version": "1.0", "terraform_version": "1.11.4", "values": root},
        "configuration": {},
        "applyable": False,
        "complete": True,
        "errored": False,
        "timestamp": f"2026-11-{day}T00:00:00Z",
    }
    (folder / "refresh.json").write_text(json.dumps(document))


def drift(folder: Path, day: int) -> dict[str, Any]:
    ended = Program(folder)("drift", "prod", "--format", "json", "--as-of", f"2026-11-{day}T00:00:00Z")
    found: dict[str, Any] = json.loads(ended.out or "{}")
    assert found, ended.err
    return found


def test_apply_change_by_hand_refresh_scan(tmp_path: Path) -> None:
    project(tmp_path)
    state(tmp_path, 4, 5)
    live(tmp_path, 5)
    assert drift(tmp_path, 10)["decision"] == "GO"
    # Somebody changes the queue by hand, and a refresh writes it into the state before anybody looks.
    state(tmp_path, 5, 900)
    live(tmp_path, 900, 11)
    (finding,) = drift(tmp_path, 11)["findings"]
    assert (finding["rule"], finding["outcome"], finding["before"], finding["after"]) == (
        "drift.absorbed",
        "fail",
        5,
        900,
    )
    assert "so did the state at serial 4; by serial 5 a refresh took the change in" in finding["message"]
    assert finding["location"] == "infra/main.tf:1"
    # Nothing in the state tells it any more, however often it is written.
    state(tmp_path, 7, 900)
    found = drift(tmp_path, 13)
    assert [row["rule"] for row in found["findings"]] == ["drift.absorbed"]
    assert "by serial 5" in found["findings"][0]["message"]
    assert found["findings"][0]["since"] == "known"
    assert "earlier" in {entry["kind"] for entry in found["inputs"]}
    # The apply that puts it back ends it.
    state(tmp_path, 8, 5)
    live(tmp_path, 5, 14)
    assert drift(tmp_path, 14)["decision"] == "GO"


def test_a_change_of_the_code_waits_for_an_apply(tmp_path: Path) -> None:
    project(tmp_path)
    state(tmp_path, 4, 900)
    live(tmp_path, 900)
    (finding,) = drift(tmp_path, 10)["findings"]
    assert finding["rule"] == "drift.pending"


@pytest.mark.parametrize("way", ["damaged", "of another version"])
def test_an_earlier_state_that_cannot_be_read_is_a_gap(tmp_path: Path, way: str) -> None:
    project(tmp_path)
    state(tmp_path, 4, 5)
    live(tmp_path, 5)
    assert drift(tmp_path, 10)["decision"] == "GO"
    objects = tmp_path / ".driftgate" / "snapshots" / "objects"
    (path,) = (
        path for path in objects.rglob("*.json.gz") if '"side":"desired"' in gzip.decompress(path.read_bytes()).decode()
    )
    if way == "damaged":
        path.write_bytes(path.read_bytes()[:-9])
        name = path.parent.name + path.name.removesuffix(".json.gz")
        problem, reason, fix = f"snapshot {name[:12]} cannot be read", "unparsable", f"remove {name[2:]}.json.gz"
    else:  # as a later version leaves it: its name is the digest of what is in it
        text = gzip.decompress(path.read_bytes()).replace(b'"snapshot/7"', b'"snapshot/9"')
        name = hashlib.sha256(text).hexdigest()
        head = path.with_name(path.name.replace(".json.gz", ".head.json"))
        place = objects / name[:2]
        place.mkdir(exist_ok=True)
        old = path.parent.name + path.name.removesuffix(".json.gz")
        (place / f"{name[2:]}.head.json").write_text(head.read_text().replace(old, name))
        (place / f"{name[2:]}.json.gz").write_bytes(gzip.compress(text, mtime=0))
        path.unlink()
        head.unlink()
        problem, reason, fix = "schema_version is 'snapshot/9'", "unsupported", "use the driftgate version that wrote"
    # What a refresh takes in now is not told by the state, and nothing shows what was before it.
    state(tmp_path, 5, 900)
    live(tmp_path, 900, 11)
    found = drift(tmp_path, 11)
    assert found["decision"] == "NO-GO"  # the code still tells it
    assert [row["rule"] for row in found["findings"]] == ["drift.pending"]
    (gap,) = found["gaps"]
    assert (gap["reason"], gap["source"]) == (reason, "earlier snapshots")
    assert problem in gap["detail"]
    assert fix in gap["fix"]
