"""Which module renders which format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.report.interface import ReportKind

if TYPE_CHECKING:
    from engine.model.verdict import Run

REPORTS: Mapping[ReportKind, str] = {
    ReportKind.TEXT: "engine.report.text",
    ReportKind.JSON: "engine.report.json_v1",
    ReportKind.SARIF: "engine.report.sarif",
    ReportKind.JUNIT: "engine.report.junit",
    ReportKind.MARKDOWN: "engine.report.markdown",
    ReportKind.GITHUB: "engine.report.github",
    ReportKind.HTML: "engine.report.html",
}


def renderer(kind: ReportKind) -> Callable[[Run], str]:
    """Return the function that renders runs in a format."""
    render: Callable[[Run], str] = importlib.import_module(REPORTS[kind]).render
    return render
