"""Canonical forms of elements are remembered and shared: nothing that works with them may change one."""

from __future__ import annotations

import json
from pathlib import Path

from cli.demo.estate import data
from engine.canonical.canonicalise import Canonicaliser
from engine.canonical.sets import key_elements, write_identity
from engine.comparison.changes import Differences
from engine.model.path import names
from engine.model.snapshot import Snapshot
from tests.builders import PROVIDER
from tests.engine.drift.states import Terraform

FORMS = Canonicaliser(PROVIDER)


def forms(snapshot: Snapshot) -> list[tuple[str, bytes, list[tuple[str, list[str]]]]]:
    found = []
    for item in snapshot.resources:
        applied: dict[str, set[str]] = {}
        form = FORMS.form(item.type, item.attributes, applied=applied)
        found.append(
            (item.address, write_identity(form), sorted((name, sorted(rules)) for name, rules in applied.items()))
        )
    return found


def test_what_differs_between_two_values_is_remembered_whatever_the_path() -> None:
    left, right = key_elements([{"a": 1, "b": [1, 2]}, {"a": 2}]), key_elements([{"a": 1, "b": [1, 3]}, {"a": 3}])
    changes = Differences().between
    for path in [names("x"), names("y", "z"), names(), names("x")]:
        copies = (json.loads(json.dumps(side)) for side in (left, right))
        fresh = Differences().between(*(key_elements(list(side.values())) for side in copies), path=path)
        assert len(fresh) > 1
        assert changes(left, right, path=path) == changes(left, right, path=path) == fresh
        assert [change.before for change in changes(right, left, path=path)] == [change.after for change in fresh]


def test_comparisons_leave_remembered_forms_as_they_are(tmp_path: Path) -> None:
    terraform = Terraform(tmp_path)
    ours, theirs = (json.loads(data(f"{name}.tfstate")) for name in ("prod", "preprod"))
    snapshots = [terraform.snapshot(document) for document in (ours, theirs)]
    before = [forms(snapshot) for snapshot in snapshots]
    again = [forms(snapshot) for snapshot in snapshots]
    assert again == before
    assert len(terraform.parity(ours, theirs).findings) > 5
    assert len(terraform.drift(ours, theirs).findings) > 10
    assert [forms(snapshot) for snapshot in snapshots] == before
