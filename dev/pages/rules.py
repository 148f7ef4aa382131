"""The page of the rules of drift, parity and types without policies, made of their catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from engine.findings.catalogue import ENTRIES, FindingRule
from engine.model.drift import DRIFT, PARITY
from engine.policy.coverage import GATE as POLICY

_HEAD = """\
# The rules of drift and parity, and of what no policy knows

Made by `make docs` from the code. Each finding of drift and parity has one of these rules; waivers and reports name it.
A policy is a rule of its own: `driftgate policy list` shows them. How two configurations are compared, and how much a
difference matters, stands in [comparison.md](comparison.md).
"""
_GATES = {
    DRIFT: "Drift: intent against reality",
    PARITY: "Parity: one environment against another",
    POLICY: "Policy: what nobody judges",
}


def document() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for gate, title in _GATES.items():
        parts.append(f"\n## {title}\n")
        parts += [part for entry in ENTRIES if entry.gate == gate for part in _entry(entry)]
    return "".join(parts)


def _entry(entry: FindingRule) -> Iterator[str]:
    severity = str(entry.severity) if entry.severity is not None else "by what differs"
    yield f'\n### <a id="{entry.id}"></a>`{entry.id}`: {entry.title[0].lower()}{entry.title[1:]}\n\n'
    yield f"{fill(entry.says, 120)}\n\n"
    yield f"Severity: {severity}. Status: {entry.status}. To close it: {entry.remediation}.\n"
