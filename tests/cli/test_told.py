"""What people write is told without secrets, and addresses with passwords are refused without being shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.config.load import load
from cli.config.sources import parse_source
from cli.config.waivers import append_waiver, load_waivers
from engine.errors import ConfigError

SECRET = "S3cretPw99"
WAIVER = {
    "id": "w1",
    "owner": "ada@acme.example",
    "approver": "bob@acme.example",
    "reason": f"until then the password is {SECRET}",
    "ticket": f"https://ada:{SECRET}@tickets.example/1",
    "environment": "prod",
    "created": "2026-11-01T00:00:00Z",
    "expires": "2026-12-01T00:00:00Z",
    "rule": "drift.changed",
    "address": "aws_x.a",
}


def test_a_waiver_is_read_and_written_without_secrets(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    append_waiver(path, WAIVER, about="a", base=tmp_path)
    assert SECRET not in path.read_text()
    path.write_text(json.dumps({"version": 1, "waivers": [WAIVER]}))
    (waiver,) = load_waivers(path, base=tmp_path)
    assert waiver.reason == "until then the password is (a secret)"
    assert SECRET not in repr(waiver)


@pytest.mark.parametrize("kind", ["tfstate", "tfstat", "tfplan", "hcl"])
@pytest.mark.parametrize("address", [f"https://ada:{SECRET}@host.example/x", f"https://host.example/x?token={SECRET}"])
def test_an_address_with_a_secret_is_refused_unseen(kind: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_source(f"{kind}:{address}")
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"
    assert "holds a" in caught.value.message
    path = tmp_path / "driftgate.yaml"
    path.write_text(f'version: 1\nenvironments:\n  prod:\n    desired: [ {{ {kind}: "{address}", "{address}": x }} ]\n')
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"
