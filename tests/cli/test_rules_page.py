"""The page of the rules is what their catalogue says."""

from __future__ import annotations

from pathlib import Path

from cli.rules_page import document

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text() == document(), "run: make docs"
