"""Parity and words: what resources or environments are called hides no setting, whoever chose the names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main

_PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'
_ACCOUNTS = ("111111111111", "222222222222")
Resources = Mapping[tuple[str, str], Mapping[str, Any]]


def write(path: str, account: str, resources: Resources) -> None:
    """Write a state with resources by type and name."""
    entries = [
        {
            "mode": "managed",
            "type": type_,
            "name": name,
            "provider": _PROVIDER,
            "instances": [{"schema_version": 0, "attributes": {"id": f"{account}-{name}", **attributes}}],
        }
        for (type_, name), attributes in resources.items()
    ]
    document = {"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": account, "resources": entries}
    Path(path).write_text(json.dumps({**document, "outputs": {}}))


def queues(*names: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {("aws_sqs_queue", f"q{number}"): {"name": name} for number, name in enumerate(names)}


def policy(effect: str) -> dict[tuple[str, str], dict[str, Any]]:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": "*", "Resource": "*"}]}
    return {("aws_iam_policy", "p"): {"name": "p", "path": "/", "policy": json.dumps(document)}}


def changed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return all that the findings of a command say, which does not end well."""
    assert main([*words, "--format", "json"]) == 1
    return "\n".join(one["message"] for one in json.loads(capsys.readouterr().out)["findings"])


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def sides(left: Resources, right: Resources) -> None:
    for name, account, resources in zip(("left", "right"), _ACCOUNTS, (left, right), strict=True):
        write(f"{name}.tfstate", account, resources)


def test_a_word_that_says_what_is_set_is_not_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    sides(
        {**queues(*(f"acme-deny-{n}" for n in range(4))), **policy("Deny")},
        {**queues(*(f"acme-allow-{n}" for n in range(4))), **policy("Allow")},
    )
    assert "aws_iam_policy.p" in changed(capsys, "parity", "left.tfstate", "right.tfstate")


@pytest.mark.parametrize(
    ("words", "type_", "attributes"),
    [
        (("enabled", "suspended"), "aws_s3_bucket_versioning", ("versioning_configuration", "status")),
        (("private", "public"), "aws_nat_gateway", ("connectivity_type", "")),
    ],
)
def test_an_environment_that_is_called_like_a_setting_hides_none(
    capsys: pytest.CaptureFixture[str], words: tuple[str, str], type_: str, attributes: tuple[str, str]
) -> None:
    def told(value: str) -> dict[str, Any]:
        name, member = attributes
        return {name: [{member: value.capitalize()}] if member else value}

    left, right = ({(type_, "v"): told(word), **queues(f"acme-{word}-a", f"acme-{word}-b")} for word in words)
    sides(left, right)
    Path("driftgate.yaml").write_text(
        f"version: 1\nenvironments:\n  {words[0]}: {{ desired: [{{ tfstate: left.tfstate }}] }}\n"
        f"  {words[1]}: {{ desired: [{{ tfstate: right.tfstate }}] }}\n"
        f"gates:\n  parity: {{ against: {words[0]}, learn-words: off, fail-on: low }}\n"
    )
    assert f"{type_}.v" in changed(capsys, "gate", words[1])


@pytest.mark.parametrize(
    ("names", "setting"),
    [
        (
            ("10.0.0.0/8", "0.0.0.0/0"),
            lambda name: {
                ("aws_security_group_rule", "s"): {
                    "type": "ingress",
                    "from_port": 22,
                    "to_port": 22,
                    "protocol": "tcp",
                    "cidr_blocks": [name],
                }
            },
        ),
        (
            ("authenticated-read", "public-read-write"),
            lambda name: {("aws_s3_bucket_acl", "v"): {"bucket": "b", "acl": name}},
        ),
        (
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AdministratorAccess"),
            lambda name: {("aws_iam_role_policy_attachment", "a"): {"role": "r", "policy_arn": name}},
        ),
    ],
)
def test_what_is_called_like_a_setting_hides_none(
    capsys: pytest.CaptureFixture[str], names: tuple[str, str], setting: Any
) -> None:
    """Names are chosen by whoever is in an account: those of log groups and alarms may hold nearly anything."""
    left, right = (
        {
            ("aws_cloudwatch_log_group", "z"): {
                "id": name,
                "name": name,
                "arn": f"arn:aws:logs:eu-west-1:{account}:log-group:{name}",
            },
            **setting(name),
            **queues("acme-a", "acme-b"),
        }
        for name, account in zip(names, _ACCOUNTS, strict=True)
    )
    sides(left, right)
    (address,) = (f"{type_}.{name}" for type_, name in setting(""))
    assert address in changed(capsys, "parity", "left.tfstate", "right.tfstate", "--fail-on", "low")
