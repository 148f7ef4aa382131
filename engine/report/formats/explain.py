"""All about one finding, for a terminal: what, why, since when, what it touches, and how to close it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.canonical.rules import RULES
from engine.findings.closing import has_code
from engine.findings.remediation import find_remediation
from engine.model.outcome import Finding
from engine.model.verdict import Run
from engine.provider.meaning import Meaning
from engine.report.view.shown import again, covered_by, locate
from engine.report.view.sides import make_sides
from engine.text import terminal

_SAYS = {rule.name: rule.says for rule in RULES}
_WIDTH = 11


def explain(run: Run, finding: Finding, since: str) -> list[str]:
    """Return the lines; `since` is when it was seen, in words."""
    return [*_what(finding), "", *_rows(run, finding, since), "", *_ways(run, finding)]


def _what(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity} {terminal(finding.rule)}  {finding.fingerprint}"
    yield terminal(finding.message)
    both = make_sides(finding)
    if both is not None:
        yield ""
        width = max(len(part.name) for part in both)
        yield from (f"  {part.name:<{width}}  {terminal(part.text)}" for part in both)


def _rows(run: Run, finding: Finding, since: str) -> Iterator[str]:
    rows = [
        ("why", finding.rating.why),
        ("where", locate(finding)),
        ("account", str(finding.target.place)),
        ("outcome", covered_by(finding) or f"{finding.outcome} in run {run.run_id}"),
        ("seen", since),
        ("by", "; ".join(f"{actor.principal} {actor.event} {actor.at:%Y-%m-%d %H:%M} UTC" for actor in finding.actors)),
        ("exposes" if finding.rating.meaning == Meaning.EXPOSURE else "touches", _reach(finding)),
        ("controls", ", ".join(finding.controls)),
    ]
    yield from (f"{name:<{_WIDTH}} {terminal(text)}" for name, text in rows if text)
    for name in finding.change.rules:
        yield f"{'compared':<{_WIDTH}} {name}: {_SAYS.get(name, 'a rule of an older version')}"


def _reach(finding: Finding) -> str:
    more = finding.rating.reached - len(finding.rating.reach)
    return ", ".join(finding.rating.reach) + (f" and {more} more" if more > 0 else "")


def _ways(run: Run, finding: Finding) -> Iterator[str]:
    closed = find_remediation(finding)
    if closed.words:
        yield f"{'fix':<{_WIDTH}} {terminal(closed.words)}"
    for remedy in closed.ways:
        yield f"{'':<{_WIDTH}} {terminal(remedy.says)}{':' if remedy.code else ''}"
        yield from (f"{'':<{_WIDTH}}   {terminal(line)}" for line in remedy.code.splitlines())
    if has_code(finding):
        yield f"{'code':<{_WIDTH}} driftgate explain {finding.fingerprint[:12]} --hcl"
    environment = run.verdict.environment
    if environment == "-":
        return
    yield f"{'check':<{_WIDTH}} {terminal(again(run))}"
    if closed.waive:
        yield f"{'waive':<{_WIDTH}} {terminal(closed.waive)}"
