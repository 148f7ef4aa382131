"""Ten thousand rewrites that keep the meaning give no finding, ten thousand edits one finding each, at its place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from engine.jsontext.codec import encode
from engine.model.drift import DriftReport
from engine.model.outcome import FailOn, Finding
from engine.model.snapshot import Mode, Resource
from snapshots.aws.catalog import TYPES
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from tests import builders
from tests.builders import PROVIDER, listings, observed, snapshot
from tests.engine.drift.edits import Edit, edited
from tests.engine.drift.rewrites import rewritten
from tests.engine.drift.synthetic import synthetic
from tests.profiles import count, sample

ROOT = Path(__file__).parents[3]
BATCH = count(500, quick=100)
KINDS = sorted(name for name in TYPES if PROVIDER.find(name) is not None and PROVIDER.facts(name).key != ())[::3][:60]


def drift(before: list[Resource], after: list[Resource]) -> DriftReport:
    # In the order that they have: a snapshot that is built of them would sort them.
    desired, there = snapshot(resources=tuple(before)), observed(resources=tuple(after), listings=listings(*after))
    return builders.drift(desired, there, fail_on=FailOn.NEVER)


def bundled() -> list[Resource]:
    """Return the resources of the estates that come with the product."""
    found = []
    for path in sorted((ROOT / "cli" / "demo").rglob("*.tfstate")):
        taken = state_file(
            location=path.name, path=path, redactor=Redactor(b"k" * 32, "e"), provider=PROVIDER
        ).collect()
        found += [item for item in taken.resources if item.mode is Mode.MANAGED and not item.deposed]
    return found


def originals(rng: Random, count: int) -> list[Resource]:
    """Return resources to change: a third of the bundled estates, the others made up, each under its own address."""
    estate, found = [item for item in bundled() if PROVIDER.facts(item.type).key != ()], []
    for number in range(count):
        one = rng.choice(estate)
        if number % 3:
            kind = KINDS[number % len(KINDS)]
            one = Resource(type=kind, address="", id="", attributes=synthetic(rng, kind, PROVIDER))
        address = f"{one.type}.number_{number}"
        own = dict.fromkeys((PROVIDER.facts(one.type).key or ())[:1], address)  # one of them under each name
        attributes = {**one.attributes, **own}
        found.append(Resource(type=one.type, address=address, id=address, attributes=attributes))
    return found


@pytest.mark.parametrize("seed", sample(range(20), test=8, quick=1))
def test_a_rewrite_that_keeps_the_meaning_is_no_drift(seed: int) -> None:
    rng = Random(seed)
    before = originals(rng, BATCH)
    after = [replace(item, attributes=rewritten(rng, item.type, item.attributes, PROVIDER)) for item in before]
    report = drift(before, after)
    assert report.matched == BATCH
    assert [
        (finding.target.address, finding.change.path, finding.change.before, finding.change.after)
        for finding in report.findings
    ] == []


@pytest.mark.parametrize("seed", sample(range(21), test=8, quick=1))
def test_an_edit_is_one_finding_at_its_place(seed: int) -> None:
    rng = Random(1000 + seed)
    before = originals(rng, BATCH)
    edits = {item.address: edited(rng, item.type, item.attributes, PROVIDER) for item in before}
    after = [replace(item, attributes=edit.attributes) if (edit := edits[item.address]) else item for item in before]
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in drift(before, after).findings:
        found[finding.target.address].append(finding)
    wrong = {
        address: [(finding.change.path, finding.change.before, finding.change.after) for finding in found[address]]
        for address, edit in edits.items()
        if not right(edit, found[address])
    }
    assert wrong == {}
    assert sum(edit is not None for edit in edits.values()) > BATCH * 0.95


def changed(seed: int, count: int = 60) -> tuple[list[Resource], list[Resource]]:
    """Return two sides of which every second resource is edited and every one written in another way."""
    rng = Random(seed)
    before = originals(rng, count)
    after = []
    for number, item in enumerate(before):
        edit = edited(rng, item.type, item.attributes, PROVIDER) if number % 2 else None
        attributes = rewritten(rng, item.type, edit.attributes if edit else item.attributes, PROVIDER)
        after.append(replace(item, attributes=attributes))
    return before, after


@pytest.mark.parametrize("seed", sample(range(5), quick=1))
def test_nothing_drifts_from_itself(seed: int) -> None:
    before, _ = changed(seed)
    assert drift(before, before).findings == ()


@pytest.mark.parametrize("seed", sample(range(5), quick=1))
def test_the_other_way_round_the_sides_change_places(seed: int) -> None:
    # The key of an element of a set is that of its left side, so only the attribute's name is the same.
    before, after = changed(seed)
    there, back = drift(before, after).findings, drift(after, before).findings
    assert there
    assert Counter(
        (item.target.address, item.change.path[0], repr(item.change.before), repr(item.change.after)) for item in there
    ) == Counter(
        (item.target.address, item.change.path[0], repr(item.change.after), repr(item.change.before)) for item in back
    )


@pytest.mark.parametrize("seed", sample(range(5), quick=1))
def test_the_order_of_resources_changes_nothing(seed: int) -> None:
    before, after = changed(seed)
    expected = encode(drift(before, after))
    Random(seed).shuffle(before)
    Random(seed + 1).shuffle(after)
    assert encode(drift(before, after)) == expected


def test_the_hash_seed_changes_no_byte() -> None:
    program = (
        "from engine.jsontext.codec import digest_of; from tests.engine.drift.test_metamorphic import changed, drift;"
        "print(digest_of(drift(*changed(7))))"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        for seed in sample(("1", "2", "3"), quick=2)
    }
    assert len(digests) == 1


def right(edit: Edit | None, findings: list[Finding]) -> bool:
    """Tell whether the findings of a resource are the one that its edit makes."""
    if edit is None:
        return not findings
    return (
        len(findings) == 1
        and findings[0].change.path[: len(edit.start)] == edit.start
        and (not edit.end or findings[0].change.path[-1] == edit.end)
    )
