"""The page that says what is read of AWS is what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.drift.severity import Rating
from engine.model.outcome import Severity
from snapshots.aws.catalog import SERVICES, TYPES
from snapshots.aws.coverage import coverage, document
from tests.builders import PROVIDER

PAGE = Path(__file__).parents[3] / "docs" / "aws.md"


def test_the_page_is_what_the_declarations_say() -> None:
    assert PAGE.read_text() == document(PROVIDER), "run: make docs"


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_the_number_of_types_is_told_rightly(page: str) -> None:
    assert f"{len(TYPES)} resource types" in (PAGE.parents[1] / page).read_text()


def test_at_least_85_types_are_read_and_nearly_all_of_each() -> None:
    rows = [coverage(service, type_, PROVIDER) for service in SERVICES for type_ in service.types]
    assert len(TYPES) >= 85
    assert sum(len(row.unread) for row in rows) / sum(row.settable for row in rows) < 0.01


def test_no_attribute_is_left_out_of_which_a_change_would_fail_a_gate() -> None:
    rows = [coverage(service, type_, PROVIDER) for service in SERVICES for type_ in service.types]
    rating = Rating(PROVIDER)
    grave = {
        f"{row.type}.{name}"
        for row in rows
        for name in row.unread
        if rating.of_attribute(row.type, name).rank >= Severity.HIGH.rank
    }
    assert grave == set()
