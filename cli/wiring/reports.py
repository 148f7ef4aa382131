"""Which module renders which format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from engine.report.interface import ReportKind

if TYPE_CHECKING:
    from engine.model.verdict import Run
    from engine.text import Harmless

REPORTS: Mapping[ReportKind, str] = {
    ReportKind.TEXT: "engine.report.formats.text",
    ReportKind.JSON: "engine.report.formats.json_v1",
    ReportKind.SARIF: "engine.report.formats.sarif",
    ReportKind.JUNIT: "engine.report.formats.junit",
    ReportKind.MARKDOWN: "engine.report.formats.markdown",
    ReportKind.GITHUB: "engine.report.formats.github",
    ReportKind.HTML: "engine.report.formats.html",
    ReportKind.GITLAB_CODEQUALITY: "engine.report.formats.gitlab_codequality",
    ReportKind.GITLAB_SAST: "engine.report.formats.gitlab_sast",
    ReportKind.DOTENV: "engine.report.formats.dotenv",
}


def renderer(kind: ReportKind) -> Callable[[Run], Harmless]:
    """Return the function that renders runs in a format."""
    render: Callable[[Run], Harmless] = importlib.import_module(REPORTS[kind]).render
    return render


def rendered(kind: ReportKind, run: Run, *, whole: bool = False) -> Iterable[Harmless]:
    """Give a run in a format, in parts where it may be long: JSON has every finding, the others show the worst.

    Text has every finding too where `whole`.
    """
    if kind is ReportKind.JSON:
        from engine.report.formats.json_v1 import parts  # noqa: PLC0415 - only the chosen format is loaded

        return parts(run)
    if kind is ReportKind.TEXT and whole:
        from engine.report.formats.text import render  # noqa: PLC0415 - the same

        return (render(run, whole=True),)
    return (renderer(kind)(run),)
