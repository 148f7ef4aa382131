"""Two environments of one design, of which the second was refactored in one of sixteen ways; who is who is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from engine.model.snapshot import Resource
from engine.provider.schema import SchemaTable
from tests.engine.drift.synthetic import synthetic, word

KINDS = (
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_iam_role",
    "aws_instance",
    "aws_kms_key",
    "aws_lambda_function",
    "aws_s3_bucket",
    "aws_security_group",
    "aws_sqs_queue",
    "aws_subnet",
    "aws_vpc",
)


@dataclass(frozen=True)
class Pair:
    """Two environments; `truth` is the address of each left resource -> that of its counterpart, none without one."""

    left: tuple[Resource, ...]
    right: tuple[Resource, ...]
    truth: Mapping[str, str | None]


def designed(rng: Random, schema: SchemaTable, count: int, address: Callable[[int, str], str]) -> list[Resource]:
    """Return resources of an environment called `prod`, some of which name others."""
    found: list[Resource] = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        attributes = {
            **synthetic(rng, kind, schema),
            "tags": {"Name": f"prod-{word(rng)}", "Owner": f"team-{number % 4}"},
        }
        attributes.pop("tags_all", None)
        if "name" in attributes:
            attributes["name"] = f"{word(rng)}-prod"
        id_ = f"{kind.removeprefix('aws_')}-prod-{number:09d}"
        attributes |= {"id": id_, "arn": f"arn:aws:x:eu-west-1:111122223333:thing/{id_}"}
        if found:
            attributes["subnet_id" if kind == "aws_instance" else "kms_key_id"] = rng.choice(found).id
        found.append(Resource(type=kind, address=address(number, kind), id=id_, attributes=attributes))
    return found


def other_environment(resources: list[Resource]) -> list[Resource]:
    """Return the same design as `preprod`: other ids, another account, the other word in every name."""
    text = json.dumps([[item.type, item.address, item.id, item.attributes] for item in resources])
    text = text.replace("111122223333", "444455556666").replace("prod", "preprod")
    return [
        Resource(type=kind, address=address, id=id_, attributes=attributes)
        for kind, address, id_, attributes in json.loads(text)
    ]


def _plain(number: int, kind: str) -> str:
    return f"{kind}.item_{number}"


def _moved(
    rng: Random, schema: SchemaTable, count: int, before: Callable[[int, str], str], after: Callable[[int, str], str]
) -> Pair:
    left = designed(rng, schema, count, before)
    right = [replace(item, address=after(number, item.type)) for number, item in enumerate(other_environment(left))]
    return Pair(tuple(left), tuple(right), {one.address: two.address for one, two in zip(left, right, strict=True)})


def _changed(rng: Random, pair: Pair, part: float) -> Pair:
    """Return the pair with a part of the right side's scalar attributes changed."""
    right = []
    for item in pair.right:
        attributes: dict[str, Any] = dict(item.attributes)
        for name, value in item.attributes.items():
            if name not in {"id", "arn", "tags", "name"} and rng.random() < part:
                if isinstance(value, bool):
                    attributes[name] = not value
                elif isinstance(value, int):
                    attributes[name] = value + 1
                elif isinstance(value, str) and "{" not in value:
                    attributes[name] = word(rng)
        right.append(replace(item, attributes=attributes))
    return replace(pair, right=tuple(right))


def _with_tags(pair: Pair, tags: Mapping[str, str] | None) -> Pair:
    def put(item: Resource) -> Resource:
        rest = {name: value for name, value in item.attributes.items() if name not in {"tags", "name"}}
        return replace(item, attributes={**rest, "tags": tags} if tags else rest)

    return replace(pair, left=tuple(map(put, pair.left)), right=tuple(map(put, pair.right)))


def _counted(number: int, kind: str) -> str:
    return f"{kind}.many[{number // len(KINDS)}]"


def _keyed(number: int, kind: str) -> str:
    return f'{kind}.many["key-{number // len(KINDS)}"]'


def _label_renamed(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(rng, schema, count, _plain, lambda number, kind: f"{kind}.renamed_{number * 7 % count}_x")


def _module_renamed(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(
        rng,
        schema,
        count,
        lambda number, kind: f"module.app.{kind}.this_{number}",
        lambda number, kind: f"module.application.{kind}.this_{number}",
    )


def _into_module(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(rng, schema, count, _plain, lambda number, kind: f"module.m.{kind}.item_{number}")


def _out_of_module(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(rng, schema, count, lambda number, kind: f"module.m[0].{kind}.item_{number}", _plain)


def _one_module_each(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(rng, schema, count, _plain, lambda number, kind: f'module.each["{number}"].{kind}.this')


def _count_to_for_each(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(rng, schema, count, _counted, _keyed)


def _index_shifted(rng: Random, schema: SchemaTable, count: int) -> Pair:
    pair = _moved(rng, schema, count, _counted, _counted)
    kept = pair.right[len(KINDS) :]  # the first of each went, and all after it moved up
    right = tuple(replace(item, address=_counted(number, item.type)) for number, item in enumerate(kept))
    lost = {item.address: None for item in pair.left[: len(KINDS)]}
    here = {one.address: two.address for one, two in zip(pair.left[len(KINDS) :], right, strict=True)}
    return Pair(pair.left, right, {**lost, **here})


def _keys_renamed(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(rng, schema, count, _keyed, lambda number, kind: f'{kind}.many["zone-{number * 5}"]')


def _environment_in_address(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _moved(
        rng,
        schema,
        count,
        lambda number, kind: f'module.prod.{kind}.prod_{number}["prod"]',
        lambda number, kind: f'module.preprod.{kind}.preprod_{number}["preprod"]',
    )


def _renamed_and_resized(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _changed(rng, _label_renamed(rng, schema, count), 0.25)


def _one_name_for_all(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _with_tags(_label_renamed(rng, schema, count), {"Name": "web"})


def _untagged(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _with_tags(_label_renamed(rng, schema, count), None)


def _exchanged(rng: Random, schema: SchemaTable, count: int) -> Pair:
    """Return two environments of which a third has the address of another one of its type, in twos and threes."""

    def elsewhere(number: int) -> int:
        block, kind = divmod(number, len(KINDS))
        ring = {0: 1, 1: 0, 3: 4, 4: 5, 5: 3}.get(block, block) if kind % 2 else block
        return ring * len(KINDS) + kind if ring * len(KINDS) + kind < count else number

    return _moved(rng, schema, count, _plain, lambda number, kind: _plain(elsewhere(number), kind))


def _turned(rng: Random, schema: SchemaTable, count: int) -> Pair:
    """Return two environments of which each counted instance has the index of the next, the last that of the first."""

    def next_(number: int, kind: str) -> str:
        blocks = (count - 1 - number % len(KINDS)) // len(KINDS) + 1
        return f"{kind}.many[{(number // len(KINDS) + 1) % blocks}]"

    return _moved(rng, schema, count, _counted, next_)


def _changed_in_place(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _changed(rng, _moved(rng, schema, count, _plain, _plain), 0.7)


def _changed_in_place_without_names(rng: Random, schema: SchemaTable, count: int) -> Pair:
    return _changed(rng, _with_tags(_moved(rng, schema, count, _counted, _counted), None), 0.7)


def half_renamed(rng: Random, schema: SchemaTable, count: int) -> Pair:
    """Return two environments of which every second resource has another label."""
    return _moved(
        rng,
        schema,
        count,
        _plain,
        lambda number, kind: f"{kind}.renamed_{number * 7 % count}_x" if number % 2 else _plain(number, kind),
    )


REFACTORINGS: Mapping[str, Callable[[Random, SchemaTable, int], Pair]] = {
    "label renamed": _label_renamed,
    "module renamed": _module_renamed,
    "into a module": _into_module,
    "out of a module": _out_of_module,
    "one module each": _one_module_each,
    "count to for_each": _count_to_for_each,
    "index shifted": _index_shifted,
    "keys renamed": _keys_renamed,
    "environment in the address": _environment_in_address,
    "renamed and resized": _renamed_and_resized,
    "one Name for all": _one_name_for_all,
    "untagged": _untagged,
    "exchanged": _exchanged,
    "turned": _turned,
    "changed in place": _changed_in_place,
    "changed in place without names": _changed_in_place_without_names,
}
