"""What entries of states were read as before: the same as reading them anew, whatever else stands in the two states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.jsontext.codec import bytes_of
from engine.ports import Collection
from fixtures.secrets import carriers, encodings, names, places, tokens
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import TerraformCollector, state_file
from snapshots.terraform.state.entries import ReadEntries
from tests.builders import PROVIDER
from tests.profiles import count

REDACTOR = Redactor(b"k" * 32, "e")
PROVIDERS = ('provider["registry.terraform.io/hashicorp/aws"]', 'provider["registry.terraform.io/hashicorp/aws"].other')
ARNS = ("arn:aws:ec2:eu-west-1:111122223333:thing/a", "arn:aws:ec2:us-east-1:444455556666:thing/b")


def collector(entries: ReadEntries | None, redactor: Redactor = REDACTOR) -> TerraformCollector:
    return replace(
        state_file(location="s.tfstate", path=Path("unused"), redactor=redactor, provider=PROVIDER), entries=entries
    )


def document(resources: list[dict[str, Any]]) -> bytes:
    outputs = {"told": {"value": "postgres://admin:tr0ub4dor&3@db/x"}}
    made = {"version": 4, "serial": 1, "lineage": "l", "outputs": outputs, "resources": resources}
    return json.dumps(made, indent=2).encode()


def entry(name: str, type_: str, *instances: dict[str, Any], provider: str = PROVIDERS[0]) -> dict[str, Any]:
    return {"mode": "managed", "type": type_, "name": name, "provider": provider, "instances": list(instances)}


def entries_with_secrets(rng: Random) -> Iterator[dict[str, Any]]:
    """Yield entries in which secrets stand wherever people put them, with places and without, some with a gap."""
    cases = [case for module in (carriers, encodings, names, places, tokens) for case in module.planted(rng)]
    for number, case in enumerate(rng.sample(cases, 150)):
        marked = [
            [{"type": "get_attr" if isinstance(step, str) else "index", "value": step} for step in path]
            for path in case.sensitive
        ]
        attributes = {"id": f"i-{number}", **case.attributes}
        if rng.random() < 0.3:
            attributes["arn"] = rng.choice(ARNS)
        one = {"attributes": attributes, "sensitive_attributes": marked, "index_key": f"key-{number}"}
        broken = {"attributes": None} if rng.random() < 0.1 else {"attributes": {"id": "x"}, "deposed": "d"}
        yield entry(f"r{number}", case.type or "aws_x", one, broken, provider=rng.choice(PROVIDERS))


def same(one: Collection, other: Collection) -> bool:
    return bytes_of(one) == bytes_of(other)


@pytest.mark.parametrize("seed", range(count(40, test=4, quick=1)))
def test_a_state_after_another_is_what_it_is_alone(seed: int) -> None:
    rng = Random(f"entries {seed}")
    every = list(entries_with_secrets(rng))
    first, second = (rng.sample(every, rng.randrange(1, len(every))) for _ in range(2))
    changed = [{**one, "name": f"{one['name']}_new"} if rng.random() < 0.2 else one for one in second]
    entries = ReadEntries()
    collector(entries).parse(document(first))
    found = collector(entries).parse(document(changed))
    assert same(found, collector(None).parse(document(changed)))
    assert found.resources


def test_entries_that_are_known_are_not_read_again() -> None:
    entries = ReadEntries()
    known = entry("a", "aws_vpc", {"attributes": {"id": "vpc-1", "cidr_block": "10.0.0.0/16"}})
    new = entry("b", "aws_vpc", {"attributes": {"id": "vpc-2", "cidr_block": "10.0.0.0/16"}})
    first = collector(entries).parse(document([known])).resources
    second = collector(entries).parse(document([known, new])).resources
    assert second[0].attributes is first[0].attributes
    assert [item.id for item in second] == ["vpc-1", "vpc-2"]


def test_what_was_made_known_is_placed_by_its_own_state() -> None:
    entries = ReadEntries()
    bare = entry("a", "aws_sqs_queue_policy", {"attributes": {"id": "q"}})
    placed = [entry("b", "aws_vpc", {"attributes": {"id": f"vpc-{n}", "arn": arn}}) for n, arn in enumerate(ARNS)]
    regions = []
    for other in placed:
        found = collector(entries).parse(document([bare, other]))
        regions += [item.region for item in found.resources if item.id == "q"]
    assert regions == ["eu-west-1", "us-east-1"]


def test_one_that_stands_twice_is_still_no_state() -> None:
    entries = ReadEntries()
    one = entry("a", "aws_vpc", {"attributes": {"id": "vpc-1"}})
    collector(entries).parse(document([one]))
    found = collector(entries).parse(document([one, one]))
    assert not found.resources
    assert [gap.detail for gap in found.gaps] == ["aws_vpc.a stands in the state more than once"]


def test_an_entry_with_a_gap_is_told_again() -> None:
    entries = ReadEntries()
    broken = document([entry("a", "aws_vpc", {"attributes": None}), entry("b", "aws_vpc", {"attributes": {"id": "v"}})])
    assert [[gap.address for gap in collector(entries).parse(broken).gaps] for _ in range(2)] == [
        ["aws_vpc.a"],
        ["aws_vpc.a"],
    ]


def test_while_the_key_changes_each_secret_is_seen_again() -> None:
    entries = ReadEntries()
    state = document([entry("a", "aws_db_instance", {"attributes": {"id": "db", "password": "correct-horse-1"}})])
    collector(entries).parse(state)
    redactor = Redactor(b"n" * 32, "e2", previous=b"k" * 32)
    found = collector(entries, redactor).parse(state)
    assert found.resources[0].attributes["password"] == redactor.secret("correct-horse-1")
    assert redactor.bridge


def test_a_new_secret_beside_known_entries_is_hidden() -> None:
    """The second state holds what the first says nothing of: it is looked for in what is left to read."""
    entries = ReadEntries()
    known = [entry(f"k{n}", "aws_vpc", {"attributes": {"id": f"vpc-{n}"}}) for n in range(50)]
    collector(entries).parse(document(known))
    secret = "tr0ub4dor&3-zZ9"
    told = f'mysql -uroot -p"{secret}" && export DB_PASSWORD={secret}'
    new = entry("new", "aws_x", {"attributes": {"id": "n", "note": told}})
    found = collector(entries).parse(document([*known, new]))
    assert len(found.resources) == 51
    assert secret not in repr([dict(item.attributes) for item in found.resources])
