"""Static SVG charts for the page: no script, no font, no address of another place, the same bytes every time."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pygal
from pygal.style import Style

from engine.model.outcome import Severity

COLORS: Mapping[str, str] = {
    Severity.CRITICAL: "#8f1d2c",
    Severity.HIGH: "#cf4436",
    Severity.MEDIUM: "#d98e1f",
    Severity.LOW: "#4f7cac",
    Severity.INFO: "#8a94a0",
}
_SCRIPT = re.compile(r"<script[\s\S]*?</script>|<\?xml[^>]*\?>|<!--[\s\S]*?-->")
_DEFS_STYLE = re.compile(r"@import[^;]*;")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as a `data:` address, and the same in words."""

    source: str
    words: str


def draw_severities(rows: Mapping[str, Mapping[Severity, int]]) -> Chart:
    """Return stacked bars of findings by severity, one bar a gate."""
    chart = _bars(list(rows), [COLORS[severity] for severity in Severity])
    for severity in Severity:
        chart.add(str(severity), [counts[severity] for counts in rows.values()])
    words = "; ".join(
        f"{gate}: " + ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
        for gate, counts in rows.items()
    )
    return Chart(_picture(chart), words)


def draw_coverage(rows: Sequence[tuple[str, int, int]]) -> Chart:
    """Return stacked bars of what was looked at and what was not: (name, done, expected) in percent."""
    chart = _bars([name for name, _, _ in rows], ["#2f7d5b", "#b9c2ca"])
    chart.add("looked at", [_percent(done, expected) for _, done, expected in rows])
    chart.add("not", [round(100 - _percent(done, expected), 1) for _, done, expected in rows])
    words = "; ".join(f"{name}: {_percent(done, expected)} %" for name, done, expected in rows)
    return Chart(_picture(chart), words)


def _percent(done: int, expected: int) -> float:
    return round(100 * done / expected, 1) if expected else 0.0


def _bars(labels: list[str], colors: list[str]) -> pygal.graph.graph.Graph:
    style = Style(
        background="transparent",
        plot_background="transparent",
        colors=tuple(colors),
        font_family="system-ui, sans-serif",
        foreground="#7b8794",
        foreground_strong="#7b8794",
        foreground_subtle="#9aa6b1",
        label_font_size=15,
        legend_font_size=15,
        major_label_font_size=15,
        value_font_size=14,
        opacity="1",
        opacity_hover="1",
        transition="0s",
    )
    chart = pygal.HorizontalStackedBar(
        style=style,
        js=[],
        no_prefix=True,
        show_legend=True,
        legend_at_bottom=True,
        legend_box_size=14,
        width=640,
        height=110 + 42 * max(1, len(labels)),
        margin=10,
        print_values=False,
        pretty_print=False,
        disable_xml_declaration=True,
        explicit_size=False,
        x_labels_major_count=5,
        show_minor_x_labels=False,
    )
    chart.x_labels = labels
    return chart


def _picture(chart: pygal.graph.graph.Graph) -> str:
    # As an image a chart keeps its styles to itself and can run nothing.
    svg = _DEFS_STYLE.sub("", _SCRIPT.sub("", chart.render(is_unicode=True)))
    svg = re.sub(r'\sid="[^"]*"', "", svg, count=1)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
