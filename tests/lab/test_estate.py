"""The laboratory: a real Terraform applies the estate to moto, and drift tells the truth about it.

About two minutes: queues are slow in moto.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.demo.estate import DEMO_KEY, EPOCH
from engine.model.drift import DriftReport
from fixtures.estate.generate import canaries
from fixtures.estate.lab import Terraform, aws_server, has_terraform
from fixtures.estate.recording import client, endpoint, plant_drift, snapshot
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests import builders

pytestmark = pytest.mark.tool
ACCOUNT = "111122223333"


@dataclass(frozen=True)
class Lab:
    """An estate that a real Terraform has just applied."""

    url: str
    state: bytes

    def drift(self) -> DriftReport:
        """Compare the state with what the API shows now."""
        with endpoint(self.url):
            live = snapshot(ACCOUNT)
        collector = state_file(
            location="lab", path=Path("unused"), redactor=Redactor(DEMO_KEY, EPOCH), provider=builders.PROVIDER
        )
        found = collector.parse(self.state)
        desired = builders.snapshot(
            *found.resources, taken_at=live.taken_at, origins=(*found.origins,), gaps=found.gaps, epoch=EPOCH
        )
        return builders.drift(desired, live)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if not has_terraform():
        assert os.environ.get("CI") != "true", "terraform is missing on this machine"
        pytest.skip("terraform is missing: https://developer.hashicorp.com/terraform/install")
    with aws_server(ACCOUNT) as url:
        terraform = Terraform(tmp_path_factory.mktemp("lab"), url, canaries("prod"))
        yield Lab(url, terraform.apply("prod.tfvars"))


def test_the_truth_about_a_real_estate(lab: Lab) -> None:
    clean = lab.drift()
    assert [finding.message for finding in clean.findings] == []
    assert clean.gaps == ()
    assert clean.matched > 60
    with endpoint(lab.url):
        client("s3").delete_public_access_block(Bucket="acme-prod-invoices-eu")
    (finding,) = lab.drift().findings
    assert finding.target.address == 'module.bucket["invoices.eu"].aws_s3_bucket_public_access_block.this'
    with endpoint(lab.url):
        plant_drift()
    found = lab.drift()
    assert {finding.rule for finding in found.findings} == {"drift.missing", "drift.unmanaged", "drift.changed"}
    assert len({(finding.target.type, finding.target.id) for finding in found.findings}) == 9
    assert "DGCANARY" not in repr(found)
