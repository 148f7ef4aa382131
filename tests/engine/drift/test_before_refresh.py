"""Until a refresh a resource tells nothing of what its separate resources say: what differs is found all the same."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.pages.parity import state
from engine.canonical.canonicalise import Canonicaliser
from engine.model.outcome import Finding
from snapshots.aws.inside import FORMS
from tests.builders import PROVIDER
from tests.engine.drift.states import Terraform
from tests.profiles import count

SAME = "files"  # the bucket of the pair `refresh` that says the same in both environments
NAMING = {"id", "bucket", "region", "expected_bucket_owner", "owner"}  # the last is the account that it is in
ROUNDS = count(1, quick=4)  # every first, or every fourth leaf


def document(pair: str, environment: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(state(pair, environment))
    return told


def instances(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in told["resources"]:
        for instance in entry["instances"]:
            yield entry["type"], instance["attributes"]


@pytest.mark.parametrize("pair", ["styles/preprod", "../vulnerable/prod"])
def test_after_a_refresh_a_resource_has_inside_what_the_form_of_its_separate_ones_says(pair: str) -> None:
    name, environment = pair.rsplit("/", 1)
    all_ = list(instances(document(name, environment)))
    form, looked_at = Canonicaliser(PROVIDER).form, Counter[str]()
    for type_, parent in all_:
        for split in PROVIDER.facts(type_).splits:
            names = {parent.get(link) for link in PROVIDER.common.naming.links}
            for child in (told for kind, told in all_ if kind == split.child and split.child in FORMS):
                if child[split.link] in names:
                    (inside,) = split.attributes
                    made = PROVIDER.find_inside(split.child, child)
                    assert form(type_, {inside: made}) == form(type_, {inside: parent[inside]})
                    looked_at[split.child] += 1
    assert len(looked_at) >= 5


def findings(folder: Path, candidate: dict[str, Any]) -> tuple[Finding, ...]:
    return Terraform(folder).parity(document("refresh", "prod"), candidate).findings


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        yield from leaves(item, (*path, key))
    if not isinstance(value, dict | list) and value not in (None, ""):
        yield path


def other(value: Any) -> Any:
    words = {"Enabled": "Suspended", "Disabled": "Enabled", "aws:kms": "AES256", "GLACIER": "DEEP_ARCHIVE"}
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value.startswith("{"):
        return value.replace('"Allow"', '"Deny"') if '"Allow"' in value else value.replace('"Deny"', '"Allow"')
    return words.get(value, f"{value}x")


def changed(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a state for each setting that a separate resource of the pair says otherwise, with what it is."""
    for at, entry in enumerate(told["resources"]):
        for number, instance in enumerate(entry["instances"]):
            attributes = instance["attributes"]
            if entry["type"] not in FORMS or entry["name"] not in {SAME, "orders", "events"}:
                continue
            for path in leaves({name: value for name, value in attributes.items() if name not in NAMING}):
                if path[0] in {"queue_url", "arn", "secret_arn", "transition_default_minimum_object_size"}:
                    continue
                made = copy.deepcopy(told)
                place = made["resources"][at]["instances"][number]["attributes"]
                for step in path[:-1]:
                    place = place[step]
                place[path[-1]] = other(place[path[-1]])
                yield f"{entry['type']} {path}", made


def test_each_setting_that_is_otherwise_is_told(tmp_path: Path) -> None:
    same = {found.fingerprint for found in findings(tmp_path, document("refresh", "preprod"))}
    cases = list(changed(document("refresh", "preprod")))
    assert len(cases) >= 20
    silent = [
        what for what, made in cases[::ROUNDS] if not {one.fingerprint for one in findings(tmp_path, made)} - same
    ]
    assert silent == []


def test_what_has_no_form_inside_is_told(tmp_path: Path) -> None:
    same = findings(tmp_path, document("refresh", "preprod"))
    made = document("refresh", "preprod")
    rule = next(told["rule"][0] for type_, told in instances(made) if type_.endswith("lifecycle_configuration"))
    rule["filter"][0]["object_size_greater_than"] = 3
    assert len(findings(tmp_path, made)) > len(same)


@pytest.mark.parametrize("told", [{}, {"rule": 3}, {"rule": [None]}, {"rule": [{"id": 1}]}, {"cors_rule": "x"}])
@pytest.mark.parametrize("child", sorted(FORMS))
def test_attributes_of_another_shape_have_no_form(child: str, told: dict[str, Any]) -> None:
    assert PROVIDER.find_inside(child, told) is None
