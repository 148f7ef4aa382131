"""An environment under other names is the same; each single change is told: counts, words and equal ids hide none."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dev.pages.parity import expected, state
from engine.model.drift import DriftReport
from engine.model.outcome import Finding
from engine.model.snapshot import Snapshot
from engine.provider.settable import Settables
from tests.builders import PROVIDER, parity, resource, snapshot
from tests.engine.drift.edits import edited
from tests.engine.drift.states import Terraform
from tests.profiles import count, sample

PAIRS = ("accounts", "counts", "documents", "sizes", "words")
WORDS = ("preprod", "live", "qa-2", "x7")
ACCOUNT = "777788889999"
# What environments differ in by design, and what a size is: less of it in the candidate is right.
BY_DESIGN = frozenset(
    {
        "availability_zone",
        "availability_zone_id",
        "availability_zones",
        "cidr_block",
        "cidr_blocks",
        "vpc_zone_identifier",
    }
)
_WORD = re.compile(r"(?<![A-Za-z0-9])(?:prod|prd)(?![A-Za-z0-9])", re.IGNORECASE)
ROUNDS = count(20, test=1, quick=1)


def document(pair: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(state(pair, "prod"))
    return told


def renamed(pair: str, word: str) -> dict[str, Any]:
    """Return the reference of a pair as it stands in another account, under another word."""
    text = state(pair, "prod").decode().replace(expected(pair)["accounts"][0], ACCOUNT)
    text = _WORD.sub(word, text).replace('"10.10.', '"10.99.')  # each has its own networks
    told: dict[str, Any] = json.loads(text)
    return told


def snapshots(folder: Path, pair: str, word: str) -> tuple[Snapshot, Snapshot]:
    terraform = Terraform(folder)
    return terraform.snapshot(document(pair), "prod"), terraform.snapshot(renamed(pair, word), word)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("pair", sample(PAIRS, test=5, quick=2))
def test_an_environment_under_another_word_is_the_same_with_the_same_confidence(
    tmp_path: Path, pair: str, word: str
) -> None:
    report = parity(*snapshots(tmp_path, pair, word))
    told = [one.message for one in report.findings if one.rule not in {"parity.word", "parity.shared_secret"}]
    assert told == []
    assert report.confidence is not None
    lost = [row for row in report.confidence.shortfalls if not row.unknown and row.attribute != "password"]
    assert lost == []


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("pair", sample(PAIRS, test=5, quick=2))
def test_each_single_change_of_a_setting_is_told(tmp_path: Path, pair: str, seed: int) -> None:
    rng, (left, right) = Random(seed), snapshots(tmp_path, pair, "preprod")
    before = {one.fingerprint for one in parity(left, right).findings}
    settables, items = Settables(PROVIDER), list(right.resources)
    silent = []
    for at, item in enumerate(items):
        edit = edited(rng, item.type, item.attributes, PROVIDER)
        told_by_others = {name for split in PROVIDER.facts(item.type).splits for name in split.attributes}
        if edit is None or edit.start[0] in BY_DESIGN | told_by_others or "cidr" in edit.end:
            continue
        if edit.start[0] not in settables.of(item.type).expected(item.attributes) | {"tags", "tags_all"}:
            continue  # what only the provider sets differs by nature
        changed = (*items[:at], replace(item, attributes=edit.attributes), *items[at + 1 :])
        found = [one for one in parity(left, replace(right, resources=changed)).findings if is_new(one, before)]
        if not any(one.target.address == item.address for one in found):
            silent.append((item.address, edit.start, edit.end))
    assert silent == []


def is_new(finding: Finding, before: set[str]) -> bool:
    return finding.fingerprint not in before


def without(told: Mapping[str, Any], address: tuple[str, str], keys: set[Any]) -> dict[str, Any]:
    """Return a state without some instances of a block."""
    found: dict[str, Any] = copy.deepcopy(dict(told))
    for entry in found["resources"]:
        if (entry["type"], entry["name"]) == address:
            entry["instances"] = [one for one in entry["instances"] if one.get("index_key") not in keys]
    return found


def counted(told: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], list[Any]]]:
    for entry in told["resources"]:
        keys = [one["index_key"] for one in entry["instances"] if isinstance(one.get("index_key"), int)]
        if len(keys) > 1:
            yield (entry["type"], entry["name"]), keys


def test_fewer_of_a_counted_block_are_told_once_each_and_nothing_is_ambiguous(tmp_path: Path) -> None:
    terraform, reference, candidate = Terraform(tmp_path), document("counts"), renamed("counts", "preprod")
    blocks = list(counted(reference))
    assert len(blocks) >= 3
    for address, keys in blocks:
        for gone in ({keys[-1]}, set(keys[1:])):
            report = terraform.parity(reference, without(candidate, address, gone))
            missing = [one for one in report.findings if one.rule == "parity.missing"]
            assert sorted(one.target.address.rpartition("[")[2] for one in missing) == sorted(f"{key}]" for key in gone)
            assert {one.target.type for one in missing} == {address[0]}
            assert report.ambiguous == 0
            more = terraform.parity(without(reference, address, gone), candidate)
            assert [one.rule for one in more.findings].count("parity.extra") == len(gone)
            assert more.ambiguous == 0


@pytest.mark.parametrize("seed", range(count(40, test=6, quick=2)))
def test_equal_ids_hide_no_change_and_make_no_doubt(seed: int) -> None:
    """Passwords whose ids are all `none`, releases of one name, and objects of one key are told apart by addresses."""
    rng = Random(seed)
    kinds: dict[str, Mapping[str, Any]] = {
        "random_password": {"id": "none", "length": 20},
        "helm_release": {"id": "app", "name": "app", "version": "1"},
        "aws_s3_object": {"id": "index.html", "key": "index.html", "content_type": "text/html"},
    }
    type_ = rng.choice(sorted(kinds))
    items = [resource(type_, {**kinds[type_], "bucket": f"b-{n}"}, f"n{n}") for n in range(rng.randrange(2, 9))]
    name = {"random_password": "length", "helm_release": "version", "aws_s3_object": "content_type"}[type_]
    at, gone = rng.randrange(len(items)), rng.randrange(len(items))

    def compared(candidate: list[Any]) -> DriftReport:
        rng.shuffle(candidate)
        return parity(snapshot(*items), snapshot(*candidate, environment="preprod"))

    assert not compared([*items]).findings
    other = replace(items[at], attributes={**items[at].attributes, name: "other"})
    (found,) = compared([*items[:at], other, *items[at + 1 :]]).findings
    assert (found.target.address, found.change.path) == (items[at].address, (name,))
    report = compared([*items[:gone], *items[gone + 1 :]])
    assert [(one.rule, one.target.address) for one in report.findings] == [("parity.missing", items[gone].address)]
    assert report.ambiguous == 0
