"""The page on comparing is what the code says."""

from __future__ import annotations

from pathlib import Path

from cli.comparison_page import document
from snapshots.aws.catalog import TYPES
from tests.builders import PROVIDER

PAGE = Path(__file__).parents[2] / "docs" / "comparison.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == document(PROVIDER, TYPES), "run: make docs"
