"""Flags of four tools, task definitions of ECS, and any other document: every edit is found, and nobody is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.jsontext.codec import to_builtins
from snapshots.documents.flags.contexts import is_person
from tests.canaries import search
from tests.documents import GOOD, collect, compared, drifted, told, write

CANARIES = {
    *("canary-db-Zk81pQ", "canary-secret-Yw72mN", "canary-applied-Xv63", "ada.canary@acme.example"),
    *("canary-user-8841", "canary-user-8842", "canary-user-8843", "canary-key-5520", "canary.example"),
    *("canary.maintainer@acme.example", "canary-ecs-4471xK", "canary-values-Qp55"),
}
Place = tuple[str | int, ...]
# What the server sets, by the file; and what only says how it is written.
SERVER = {
    "flagd.json": {"$schema"},
    "unleash.json": {"id", "sortOrder", "environment", "icon", "featureName"},
    "launchdarkly.json": {
        *("_id", "_version", "creationDate", "_links", "salt", "sel", "lastModified", "_site", "_maintainer"),
        *("_environmentName", "totalCount"),
    },
    "appconfig.json": {"_createdAt", "_updatedAt"},
    "ecs-services.json": {
        *("status", "runningCount", "pendingCount", "platformFamily", "createdAt", "events", "deployments", "roleArn"),
        *("serviceArn", "key"),
    },
    "ecs-task-definition.json": {
        *("status", "requiresAttributes", "compatibilities", "registeredAt", "registeredBy", "revision"),
        *("taskDefinitionArn",),
    },
    "values.json": set(),
}
SAME: dict[
    str, set[Place]
] = {  # paths whose edit says nothing: names by which things in other lists are known, which is an error then
    "unleash.json": {("tagTypes",), *(("featureEnvironments", at, "name") for at in range(2))},
    "launchdarkly.json": {("items", at, "environments", "production", "version") for at in range(2)},
    "ecs-services.json": {("services", 0, "networkConfiguration", "awsvpcConfiguration", "assignPublicIp")},
    "ecs-task-definition.json": {("taskDefinition", "containerDefinitions", 0, "cpu")},
}


def leaves(value: Any, skipped: set[str], path: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in skipped:
                yield from leaves(inner, skipped, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, skipped, (*path, index))
    elif value is not None:
        yield path


def edited(value: Any, path: Place) -> Any:
    found = copy.deepcopy(value)
    at = found
    for step in path[:-1]:
        at = at[step]
    old = at[path[-1]]
    at[path[-1]] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
    return found


def good(name: str) -> Any:
    if name == "values.json":
        return {
            "image": {"tag": "1.4.2"},
            "id": 7,
            "etag": "a",
            "tags": ["b"],
            "replicas": 2,
            "on": True,
            "list": [1, 2],
        }
    return json.loads((GOOD / name).read_text())


@pytest.mark.parametrize("name", SERVER)
def test_every_edit_is_found_or_refused(tmp_path: Path, name: str) -> None:
    whole = good(name)
    before = collect(write(tmp_path / name, whole))
    assert before.gaps == ()
    assert before.resources
    missed = []
    for path in leaves(whole, SERVER[name]):
        if any(path[: len(same)] == same for same in SAME.get(name, ())):
            continue
        after = collect(write(tmp_path / name, edited(whole, path)))
        if not after.gaps and not (drifted(before, after).findings and compared(before, after).findings):
            missed.append(path)
    # Between environments two secrets may differ; what is one of one environment is no other one.
    of_people = {"targets", "rule", "userIds", "values", "in"}
    assert [path for path in missed if of_people.isdisjoint(map(str, path))] == []
    for path in missed:
        after = collect(write(tmp_path / name, edited(whole, path)))
        assert drifted(before, after).findings


@pytest.mark.parametrize("name", [name for name in SERVER if name != "values.json"])
def test_what_the_server_sets_is_no_difference(tmp_path: Path, name: str) -> None:
    whole = good(name)
    text = json.dumps(whole)
    for word in ("2026-01-01T00:00:00Z", "2026-10-01T08:00:00+00:00"):
        text = text.replace(word, "2027-05-05T00:00:00Z")
    for server, another in (
        ('"id": "9c1b"', '"id": "zz"'),
        ('"salt": "c2FsdA"', '"salt": "zz"'),
        ('"_id": "a"', '"_id": "z"'),
    ):
        text = text.replace(server, another)
    other = tmp_path / name
    other.write_text(text)
    assert told(drifted(collect(GOOD / name), collect(other))) == []


@pytest.mark.parametrize("path", sorted(GOOD.iterdir()), ids=lambda path: path.name)
def test_no_secret_and_nobody_leaves(path: Path) -> None:
    found = collect(path)
    assert found.gaps == ()
    document = {"resources": to_builtins(found.resources), "origins": to_builtins(found.origins)}
    assert search(json.dumps(document).encode(), CANARIES) == set()
    assert search(json.dumps(to_builtins(found.listings)).encode(), CANARIES) == set()


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        (
            "flagd.json",
            [
                *('flagd_evaluator.evaluator["staff"]', 'flagd_flag.flag["colour"]', 'flagd_flag.flag["new-basket"]'),
                "flagd_flag_set.set",
            ],
        ),
        (
            "unleash.json",
            [
                'unleash_context_field.field["appName"]',
                'unleash_flag.flag["colour"]',
                'unleash_flag.flag["new-basket"]',
            ],
        ),
        (
            "launchdarkly.json",
            [
                *('launchdarkly_flag.flag["colour"]', 'launchdarkly_flag.flag["new.basket"]'),
                'launchdarkly_flag_environment.environment["colour"]',
                'launchdarkly_flag_environment.environment["new.basket"]',
            ],
        ),
        ("appconfig.json", ['appconfig_flag.flag["colour"]', 'appconfig_flag.flag["new_basket"]']),
        ("ecs-services.json", ['aws_ecs_service.shop["web"]']),
        ("ecs-task-definition.json", ['aws_ecs_task_definition.ecs["web"]']),
        ("values.yaml", ["document.file"]),
    ],
)
def test_each_form_has_its_addresses(name: str, addresses: list[str]) -> None:
    assert [one.address for one in collect(GOOD / name).resources] == addresses


def test_a_flag_that_was_flipped_is_high(tmp_path: Path) -> None:
    for name, old, new in (
        ("flagd.json", '"DISABLED"', '"ENABLED"'),
        ("unleash.json", '"enabled": false', '"enabled": true'),
        ("launchdarkly.json", '"on": false', '"on": true'),
        ("appconfig.json", '"enabled": true,\n      "limit"', '"enabled": false,\n      "limit"'),
    ):
        text = (GOOD / name).read_text()
        other = tmp_path / name
        assert old in text
        other.write_text(text.replace(old, new, 1))
        (found,) = drifted(collect(GOOD / name), collect(other)).findings
        assert found.severity == "high"


def test_two_environments_of_a_project_are_compared_whatever_they_are_called(tmp_path: Path) -> None:
    text = (GOOD / "launchdarkly.json").read_text().replace('"production"', '"staging"').replace('"Production"', '"x"')
    other = tmp_path / "b.json"
    document = json.loads(text)
    document["items"][0]["environments"]["staging"]["offVariation"] = 0
    write(other, document)
    report = compared(collect(GOOD / "launchdarkly.json"), collect(other))
    assert [one for one in told(report) if "changed" in one] == [
        'parity.changed launchdarkly_flag_environment.environment["new.basket"] offVariation'
    ]


def test_segments_are_known_by_their_names(tmp_path: Path) -> None:
    text = (GOOD / "unleash.json").read_text()
    other = tmp_path / "b.json"
    other.write_text(text.replace('"id": 4', '"id": 9').replace("        4\n", "        9\n"))
    assert '"id": 9' in other.read_text()
    assert told(drifted(collect(GOOD / "unleash.json"), collect(other))) == []


def test_a_document_of_ecs_has_the_place_and_vocabulary_of_a_state() -> None:
    (service,) = collect(GOOD / "ecs-services.json").resources
    assert (service.account, service.region) == ("111122223333", "eu-west-1")
    assert service.attributes["desired_count"] == 3
    assert service.attributes["tags"] == {"Team": "shop"}
    assert service.attributes["network_configuration"] == [
        {"assign_public_ip": False, "security_groups": ["sg-1"], "subnets": ["subnet-a", "subnet-b"]}
    ]


def test_what_registers_a_task_definition_is_one(tmp_path: Path) -> None:
    registered = {
        name: value
        for name, value in good("ecs-task-definition.json")["taskDefinition"].items()
        if name not in SERVER["ecs-task-definition.json"]
    }
    found = collect(write(tmp_path / "task.json", registered))
    assert found.gaps == ()
    report = drifted(found, collect(GOOD / "ecs-task-definition.json"))
    assert told(report) == []


def test_documents_of_a_folder_are_called_by_their_files(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "values.yaml").write_text("a: 1\n---\na: 2\n")
    (tmp_path / "other.json").write_text("[1]")
    assert [one.address for one in collect(tmp_path).resources] == [
        'document.file["charts/values.yaml"]',
        'document.file["charts/values.yaml#2"]',
        'document.file["other.json"]',
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 0644", {"a": 420}),
        ("a: 0o644", {"a": 420}),
        ("a: 0x1F", {"a": 31}),
        ("a: '1'", {"a": "1"}),
        ("a: !!str 1", {"a": "1"}),
        ("a: yes", {"a": "yes"}),
        ("a: ~", {"a": None}),
        ("a: 1.50", {"a": 1.5}),
        ("a: 2026-01-01", {"a": "2026-01-01"}),
        ("1: a\ntrue: b", {"1": "a", "true": "b"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}}),
        ("%YAML 1.2\n---\na: 1", {"a": 1}),
        ("a: |\n  b\n  c\n", {"a": "b\nc\n"}),
        ("'<<': 1", {"<<": 1}),
        ("{\n  a: 1,\n}", {"a": 1}),
    ],
)
def test_yaml_is_read_as_kubectl_reads_it(tmp_path: Path, text: str, value: Any) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    (found,) = collect(path).resources
    assert found.attributes["values"] == value


def test_people_are_known_by_what_asks_for_them() -> None:
    people = ("email", "userId", "user.email", "targetingKey", "firstName", "ip", "remoteAddress", "key", "/user/name")
    assert [name for name in people if not is_person(name)] == []
    things = ("country", "tier", "appName_", "version", "environment", 3, None, "browser")
    assert [name for name in things if is_person(name)] == []
