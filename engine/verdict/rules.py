"""The rules of the decision by number: the same numbers stand in the code, the documentation and the tests."""

from __future__ import annotations

RULES: tuple[str, ...] = (
    "an assessment whose digests do not match its contents, or with inputs from the future, is rejected",
    "nothing evaluated where something is required is inconclusive",
    "a gap inside the required scope is inconclusive",
    "evidence that is stale, bound to another subject or expired is inconclusive",
    "a required check with outcome error or inconclusive is inconclusive",
    "a required check that fails without a valid waiver, and is not in the baseline as it is, is NO-GO",
    "an expired, self-approved, over-broad, over-long, unmatched or value-moved waiver is no waiver and a finding",
    "fail dominates inconclusive dominates conditional dominates pass; a score never overrides",
    "warnings, valid waivers, the baseline and open conditions make it CONDITIONAL",
    "GO needs an explicit pass or a justified not_applicable of every required gate",
    "all reasons are collected and sorted, and say what would have to change",
)
