"""Drift and parity for a terminal: a block a cause, worst first, both sides of each change next to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from engine.acceptance.baseline import MOVED
from engine.findings.catalogue import BY_ID, PARITY_SHARED_PLACE, PARITY_SHARED_SECRET
from engine.findings.causes import Cause
from engine.model.drift import Unread
from engine.model.gate import GateResult
from engine.model.outcome import Finding, FindingStatus, Outcome
from engine.model.parity import Shortfall
from engine.model.path import written
from engine.provider.meaning import Meaning
from engine.report.view.folding import name_some
from engine.report.view.shown import covered_by, list_actors, short_id, standing
from engine.report.view.sides import ChangedText, make_sides
from engine.text import terminal

_NARROW = 44  # of a side that stands beside the other one
_MEMBERS = 4
_SHORTFALLS = 5
_UNREAD = 3
_INDENT = " " * 9


def write_cause(
    cause: Cause, style: Callable[[str, str], str], marks: Mapping[str, str], *, whole: bool = False
) -> Iterator[str]:
    """Yield the lines of a cause, with all of its findings where `whole`.

    `style` colours a text by a severity, `marks` say since when findings are known.
    """
    first = cause.first
    by = f" ({terminal(covered_by(first))})" if first.acceptance.waived_by else ""
    word = style(f"{first.severity:<8}", first.severity)
    known = f"[{short_id(first)}]{_since(cause, marks)}"
    yield f"{standing(first):<8} {word} {_headline(cause)}  {known}{by}"
    shown = make_sides(first)
    rule = BY_ID.get(first.rule)
    if first.change.path and rule is not None and rule.aside:
        yield f"{_INDENT}{rule.aside}"
    if (
        shown is not None
        and first.status is FindingStatus.CHANGED
        and rule not in (PARITY_SHARED_PLACE, PARITY_SHARED_SECRET)
    ):
        yield from _both(*shown)
    if len(cause.findings) > 1:
        yield from (f"{_INDENT}{line}" for line in _members(cause.findings, whole=whole))
    yield from _acted(cause.findings)
    yield from _because(first)


def _since(cause: Cause, marks: Mapping[str, str]) -> str:
    told = {marks[item.fingerprint] for item in cause.findings if item.fingerprint in marks}
    return f" {min(told) if len(told) == 1 else 'some new' if 'new' in told else 'known'}" if told else ""


def _headline(cause: Cause) -> str:
    first = cause.first
    count = len(cause.findings)
    path = terminal(written(first.change.path))
    if count > 1 and first.target.module:
        return f"{terminal(first.target.module)} as a whole is {first.status}: {count} resources ({first.rule})"
    if count > 1 and not path:
        return f"{count} {terminal(first.target.type)} are {first.status} ({first.rule})"
    if count > 1:
        labels = {written(finding.change.path) for finding in cause.findings}
        what = min(labels, key=lambda name: (len(name), name)) or first.rule
        return f"{terminal(what)} of {count} resources ({first.rule})"
    if not path or (first.change.before is None and first.change.after is None):
        return terminal(first.message)
    where = terminal(first.target.full_name)
    at = f"  {terminal(first.target.location)}" if first.target.location else ""
    return f"{where}  {path}{at}"


def _both(left: ChangedText, right: ChangedText) -> Iterator[str]:
    one, other = _marked(left, "[-", "-]"), _marked(right, "{+", "+}")
    if max(len(one), len(other)) <= _NARROW:
        yield f"{_INDENT}{left.name} {one}  {right.name} {other}"
        return
    width = max(len(left.name), len(right.name))
    yield f"{_INDENT}{left.name:<{width}} {one}"
    yield f"{_INDENT}{right.name:<{width}} {other}"


def _marked(part: ChangedText, opening: str, closing: str) -> str:
    if not part.start and not part.end:
        return terminal(part.changed)
    return f"{terminal(part.start)}{opening}{terminal(part.changed)}{closing}{terminal(part.end)}"


def _members(findings: Sequence[Finding], *, whole: bool) -> Iterator[str]:
    names = [f"{terminal(finding.target.name)} [{short_id(finding)}]" for finding in findings]
    if whole:
        yield from names
    else:
        yield name_some(names, _MEMBERS)


def _acted(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield who changed the only resource of a cause, or the newest call of each that is named."""
    if len(findings) == 1:
        yield from (f"{_INDENT}{terminal(line)}" for line in list_actors(findings[0]))
        return
    for finding in findings[:_MEMBERS]:
        name = terminal(finding.target.name)
        yield from (f"{_INDENT}{name} {terminal(line)}" for line in list_actors(finding)[:1])


def _because(finding: Finding) -> Iterator[str]:
    if finding.rating.why and (finding.outcome is Outcome.FAIL or finding.rating.why.endswith(MOVED)):
        yield f"{_INDENT}why: {terminal(finding.rating.why)}"
    if finding.outcome is Outcome.FAIL and finding.rating.reached:
        names = ", ".join(terminal(name) for name in finding.rating.reach[:_MEMBERS])
        more = f" and {finding.rating.reached - _MEMBERS} more" if finding.rating.reached > _MEMBERS else ""
        word = "exposes" if finding.rating.meaning == Meaning.EXPOSURE else "touches"
        yield f"{_INDENT}{word}: {names}{more}"


def write_confidence(gate: GateResult) -> Iterator[str]:
    """Yield where the confidence of parity is missing, the heaviest first."""
    total = next((metric.samples for metric in gate.metrics if metric.name == "parity_confidence"), None)
    if not total or not gate.shortfalls:
        return
    listed = min(len(gate.shortfalls), _SHORTFALLS)
    yield f"{gate.summary.partition(';')[0]}, missing in (the heaviest {listed} of {len(gate.shortfalls)})"
    for row in gate.shortfalls[:_SHORTFALLS]:
        yield f"  {100 * row.weight / total:5.2f} %  {terminal(named(row))}"
    yield ""


def write_unread(gate: GateResult, rest: str, *, whole: bool) -> Iterator[str]:
    """Yield the attributes that could not be compared, with their resources; the first ones unless `whole`.

    `rest` says where all of them are told.
    """
    if not gate.unread:
        return
    shown = gate.unread if whole else gate.unread[:_UNREAD]
    yield f"not read, so not compared ({sum(row.count for row in gate.unread)})"
    yield from (f"  {terminal(say_unread(row))}" for row in shown)
    if more := len(gate.unread) - len(shown):
        yield f"  and {more} more {'attributes' if more > 1 else 'attribute'}; {rest}"
    yield ""


def say_unread(row: Unread) -> str:
    """Return an attribute that could not be compared, with the first of its resources."""
    more = f" and {row.count - len(row.resources)} more" if row.count > len(row.resources) else ""
    return f"{row.name}: {', '.join(row.resources)}{more}"


def named(row: Shortfall) -> str:
    """Return what a shortfall is about, for people."""
    what = "unknown" if row.unknown else "wrong"
    if row.attribute == "*":
        noun = "resource" if row.count == 1 else "resources"
        return f"{row.type}: {row.count} {noun} without a counterpart" if not row.unknown else f"{row.type}: ambiguous"
    return f"{row.type}.{row.attribute} ({row.meaning}): {row.count} {what}"
