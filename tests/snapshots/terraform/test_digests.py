"""User data is the same whether a state has its SHA-1, its text or its Base64."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests.builders import PROVIDER, drift, observed, snapshot

SCRIPT = "#!/bin/sh\necho started\n"
SHA1 = hashlib.sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()
BASE64 = base64.encodebytes(SCRIPT.encode()).decode()  # with lines, as files have it
INSTANCE = {"id": "i-0123456789abcdef0", "instance_type": "t3.small"}
FORMS: list[dict[str, Any]] = [
    {"user_data": SHA1, "user_data_base64": None},
    {"user_data": SCRIPT, "user_data_base64": None},
    {"user_data": BASE64, "user_data_base64": None},
    {"user_data": None, "user_data_base64": BASE64},
]


def read(folder: Path, values: dict[str, Any], type_: str = "aws_instance") -> Collection:
    entry = {
        "mode": "managed",
        "type": type_,
        "name": "w",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 1, "attributes": {**INSTANCE, **values}}],
    }
    document = {"version": 4, "serial": 1, "lineage": "a", "terraform_version": "1.11.4", "resources": [entry]}
    path = folder / "s.tfstate"
    path.write_text(json.dumps(document))
    return state_file(location="s", path=path, redactor=Redactor(b"k" * 32, "e"), provider=PROVIDER).collect()


@pytest.mark.parametrize("ours", FORMS)
@pytest.mark.parametrize("theirs", FORMS)
@pytest.mark.parametrize("type_", ["aws_instance", "aws_launch_configuration"])
def test_user_data_is_the_same_in_every_form(
    ours: dict[str, Any], theirs: dict[str, Any], type_: str, tmp_path: Path
) -> None:
    left, right = (read(tmp_path, values, type_).resources for values in (ours, theirs))
    report = drift(snapshot(*left), observed(*right))
    assert (report.findings, report.gaps) == ((), ())


@pytest.mark.parametrize("ours", FORMS)
@pytest.mark.parametrize("theirs", FORMS)
def test_other_user_data_is_drift_in_every_form(ours: dict[str, Any], theirs: dict[str, Any], tmp_path: Path) -> None:
    other = SCRIPT.replace("started", "stopped")
    said = {SHA1: hashlib.sha1(other.encode(), usedforsecurity=False).hexdigest(), SCRIPT: other}
    said[BASE64] = base64.b64encode(other.encode()).decode()
    changed = {name: said.get(text) for name, text in theirs.items()}
    left, right = (read(tmp_path, values).resources for values in (ours, changed))
    (found,) = drift(snapshot(*left), observed(*right)).findings
    assert (found.rule, found.change.path) == ("drift.changed", ("user_data",))


@pytest.mark.parametrize("values", FORMS)
def test_nothing_of_it_is_shown(values: dict[str, Any], tmp_path: Path) -> None:
    (instance,) = read(tmp_path, values).resources
    assert not {SCRIPT, SHA1, BASE64} & {str(value) for value in instance.attributes.values()}


def test_empty_user_data_is_none(tmp_path: Path) -> None:
    (instance,) = read(tmp_path, {"user_data": "", "user_data_base64": None}).resources
    assert instance.attributes["user_data"] == ""
