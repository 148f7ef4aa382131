"""The key that AWS has in each account is one key to two environments, where a source tells whose it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dev.pages.parity import state
from engine.model.drift import DriftReport
from engine.model.snapshot import Mode, Resource
from tests.builders import parity, resource, snapshot
from tests.engine.drift.states import Terraform

ACCOUNTS = {"prod": "111122223333", "preprod": "444455556666"}
KEYS = {"prod": "7670aaec-4085-4606-86c1-0d2b3c4d5e6f", "preprod": "3956b119-1a6a-4bab-a83f-1f2e3d4c5b6a"}


def arn(environment: str, what: str) -> str:
    return f"arn:aws:kms:eu-west-1:{ACCOUNTS[environment]}:{what}"


def volume(environment: str, key: str) -> Resource:
    id_ = f"vol-0{ACCOUNTS[environment]}"
    told = {"id": id_, "size": 20, "encrypted": True, "kms_key_id": key}
    told["arn"] = f"arn:aws:ec2:eu-west-1:{ACCOUNTS[environment]}:volume/{id_}"
    return resource("aws_ebs_volume", told, "v", account=ACCOUNTS[environment], region="eu-west-1")


def alias(environment: str, *, name: str = "alias/aws/ebs", live: bool = False, of: str = "") -> Resource:
    """Return what a data source or a live collector reads of the alias of a key; `of` is the account of another one."""
    key = KEYS[of or environment]
    told = {
        "id": name,
        "name": name,
        "arn": arn(of or environment, name),
        "target_key_id": key,
        "target_key_arn": arn(of or environment, f"key/{key}"),
    }
    how: dict[str, Any] = {"provider_owned": True} if live else {"mode": Mode.DATA}
    return resource("aws_kms_alias", told, "ebs", account=ACCOUNTS[of or environment], **how)


def key(environment: str) -> Resource:
    """Return what a data source reads of a key that it asks for by its alias."""
    of = KEYS[environment]
    told = {"id": of, "key_id": "alias/aws/ebs", "arn": arn(environment, f"key/{of}"), "key_manager": "AWS"}
    return resource("aws_kms_key", told, "ebs", account=ACCOUNTS[environment], mode=Mode.DATA)


def compared(prod: list[Resource], preprod: list[Resource]) -> DriftReport:
    return parity(snapshot(*prod, environment="prod"), snapshot(*preprod, environment="preprod"))


def volumes() -> tuple[Resource, Resource]:
    one, other = (volume(environment, arn(environment, f"key/{KEYS[environment]}")) for environment in ACCOUNTS)
    return one, other


@pytest.mark.parametrize("live", [True, False])
def test_the_default_keys_of_two_accounts_are_the_same(live: bool) -> None:
    one, other = volumes()
    assert not compared([one, alias("prod", live=live)], [other, alias("preprod", live=live)]).findings
    assert not compared([one, key("prod")], [other, alias("preprod", live=live)]).findings


def test_a_key_that_nothing_tells_of_is_a_difference() -> None:
    one, other = volumes()
    for prod, preprod in (
        ([one], [other]),
        ([one, alias("prod")], [other]),
        ([one], [other, alias("preprod")]),
        ([one, alias("prod")], [other, alias("preprod", name="alias/shop")]),  # a name that somebody has chosen
        ([one, alias("prod")], [other, alias("preprod", name="alias/aws/rds")]),  # of another service
    ):
        (found,) = compared(prod, preprod).findings
        assert (found.rule, found.change.path, found.severity) == ("parity.changed", ("kms_key_id",), "high")


def test_the_default_key_of_the_reference_is_no_default_of_the_candidate() -> None:
    one, other = volumes()[0], volume("preprod", arn("prod", f"key/{KEYS['prod']}"))
    found = compared([one, alias("prod")], [other, alias("preprod", of="prod")]).findings
    assert {finding.rule for finding in found} == {"parity.points_there", "parity.same_account"}


def test_each_of_several_accounts_has_its_own() -> None:
    def side(environment: str, hub: str, *read: Resource) -> list[Resource]:
        id_ = f"Z{hub[:9]}"
        zone = {"id": id_, "name": "shop.example", "arn": f"arn:aws:route53:::hostedzone/{id_}"}
        return [volumes()[environment == "preprod"], resource("aws_route53_zone", zone, "z", account=hub), *read]

    prod = side("prod", "777788889999", alias("prod"))
    assert not compared(prod, side("preprod", "999900001111", alias("preprod"))).findings
    found = compared(prod, side("preprod", "999900001111")).findings
    assert [one.change.path for one in found] == [("kms_key_id",)]


def test_without_what_tells_of_them_the_keys_of_a_pair_are_told(tmp_path: Path) -> None:
    sides = [json.loads(state("keys", environment)) for environment in ACCOUNTS]
    assert len(Terraform(tmp_path).parity(*sides).findings) == 2
    for side in sides:
        side["resources"] = [entry for entry in side["resources"] if entry["mode"] == "managed"]
    assert len(Terraform(tmp_path).parity(*sides).findings) == 5
