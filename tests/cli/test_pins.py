"""A finding of a policy is of all that it looked at: who accepts it accepts no more than that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.app import run


def fingerprints(folder: Path, action: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
    attributes = {"id": "b", "bucket": "b", "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}
    instance = {"schema_version": 0, "attributes": attributes}
    kind = {"mode": "managed", "type": "aws_s3_bucket_policy", "name": "b", "provider": "p"}
    made = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l"}
    state = {**made, "resources": [{**kind, "instances": [instance]}]}
    (folder / "a.tfstate").write_text(json.dumps(state))
    run(["policy", "check", "tfstate:a.tfstate", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return {one["fingerprint"] for one in found if one["rule"] == "s3-policy-public"}


def test_a_hole_that_grows_is_another_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small = fingerprints(tmp_path, "s3:GetObject", capsys)
    assert len(small) == 1
    assert small == fingerprints(tmp_path, "s3:GetObject", capsys)
    assert small.isdisjoint(fingerprints(tmp_path, "s3:*", capsys))
