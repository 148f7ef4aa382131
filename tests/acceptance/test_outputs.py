"""Whole outputs of the installed program, as a person sees them."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.acceptance.conftest import AS_OF, RUN_ID, Program

PROD, PREPROD = "tfstate:prod.tfstate", "tfstate:preprod.tfstate"
CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
gates:
  policy: { require: must, fail-on: hgih, chekov: on }
  drift: { require: sholud }
"""
COMMANDS = {
    "help": ("--help",),
    "drift help": ("drift", "--help"),
    "drift of a state with itself": ("drift", PROD, PROD, "--as-of", AS_OF),
    "parity": ("parity", PROD, PREPROD, "--as-of", AS_OF),
    "policy check": ("policy", "check", PROD, "--as-of", AS_OF),
    "policy list": ("policy", "list"),
    "policy explain": ("policy", "explain", "s3-public-access-block"),
    "policy explain typo": ("policy", "explain", "s3-public-acess-block"),
    "iam policy": ("doctor", "--iam-policy"),
    "snapshot take": ("snapshot", "take", PROD, "--as-of", AS_OF, "--quiet"),
    "fingerprint": ("snapshot", "fingerprint", PROD, 'aws_kms_key.main["data"]', "--as-of", AS_OF),
    "fingerprint of a resource that is not there": ("snapshot", "fingerprint", PROD, "aws_kms_key.mian"),
    "fingerprint of what was not read": ("snapshot", "fingerprint", "tfstate:cut.tfstate", "aws_kms_key.main"),
    "fingerprint without a configuration": ("snapshot", "fingerprint", "prod", "aws_kms_key.main"),
    "unknown verb": ("snapshto",),
    "unknown option": ("drift", PROD, PROD, "--report-onyl"),
    "unknown value": ("drift", PROD, PROD, "--format", "jsno"),
    "no such state": ("drift", PROD, "tfstate:nope.tfstate"),
    "cut state": ("drift", PROD, "tfstate:cut.tfstate", "--as-of", AS_OF),
    "pointer instead of a state": ("drift", "tfstate:pointer.tfstate", PROD, "--as-of", AS_OF),
    "no state at all": ("drift", "tfstate:no.tfstate", "tfstate:list.tfstate", "--as-of", AS_OF),
    "a file that is not there": ("drift", "prod.tfstate", "later.tfstate"),
    "gate without a configuration": ("gate", "prod"),
    "check without a configuration": ("config", "check"),
    "take without a configuration": ("snapshot", "take", "prod"),
    "policy explain in another case": ("policy", "explain", "ckv_aws_116"),
    "gate help": ("gate", "--help"),
    "verify nothing": ("evidence", "verify", "cut.tfstate"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_output(program: Program, name: str, snapshot: SnapshotAssertion) -> None:
    state = (program.folder / "prod.tfstate").read_text()
    program.write("cut.tfstate", state[:1000])
    program.write("pointer.tfstate", '{"version": 3, "serial": 1, "lineage": "x", "backend": {"type": "s3"}}')
    program.write("no.tfstate", '{"a": 1}')
    program.write("list.tfstate", "[]")
    done = program(*COMMANDS[name])
    # Ids of snapshots depend on this installation's redaction key.
    shown = RUN_ID.sub("RUN", f"exit {done.code}\n{done.out}{done.err}")
    if name == "snapshot take":
        shown = re.sub(r"^[0-9a-f]{12} ", "IDENTIFIER   ", shown, flags=re.MULTILINE)
    if name == "fingerprint":  # the rules grow with the provider; what a value means stays
        shown = re.sub(r"sha256:[0-9a-f]{64}", "RULES", shown)
    assert shown == snapshot


def test_every_mistake_in_a_configuration_at_once(program: Program, snapshot: SnapshotAssertion) -> None:
    program.write("driftgate.yaml", CONFIG)
    done = program("config", "check")
    assert f"exit {done.code}\n{done.out}{done.err}" == snapshot
