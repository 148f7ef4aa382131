"""A rule about a key that people chose: what `explain` advises is what the configuration takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.acceptance.conftest import AS_OF, Program
from tests.engine.drift.states import entry, state

CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
gates:
  parity:
    against: prod
    fail-on: info
    rules:
"""
KEYS = ("2024", "0", "cidr_block", "example.org/team", "a: {b}")


@pytest.fixture
def estates(program: Program) -> Program:
    for name in ("prod", "preprod"):
        tags = dict.fromkeys(KEYS, f"of {name[:3]}")
        program.write(f"{name}.tfstate", json.dumps(state(entry("aws_sqs_queue", "orders", {"tags": tags}))))
    return program


def found(program: Program, *rules: str) -> list[dict[str, Any]]:
    rows = "".join(f"      {rule}\n" for rule in rules) or "      []\n"
    program.write("driftgate.yaml", CONFIG + rows)
    done = program("parity", "prod", "preprod", "--as-of", AS_OF, "--format", "json")
    return list(json.loads(done.out)["findings"])


def test_the_rules_that_explain_advises_close_the_findings(estates: Program) -> None:
    findings = found(estates)
    assert [finding["path"] for finding in findings] == [["tags", key] for key in sorted(KEYS)]
    advice = []
    for finding in findings:
        done = estates("explain", finding["fingerprint"], "--format", "json")
        (remedy,) = json.loads(done.out)["remedies"]
        advice.append(remedy["code"].replace("WHY", "budget year"))
        left = found(estates, *advice)
        assert [item["path"] for item in left] == [item["path"] for item in findings[len(advice) :]]
