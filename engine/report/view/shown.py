"""What all formats show, in one order: findings of all gates with where they came from, sorted and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.jsontext.digest import canonical_json
from engine.model.gate import GateResult
from engine.model.outcome import Finding, Gap, Outcome, Severity, gap_order
from engine.model.secret import fingerprint_of, is_secret_mark
from engine.model.subject import NOBODY
from engine.model.verdict import Decision, Run

_COMMIT = 12  # digits that people read; documents have all
WORDS: Mapping[Decision, str] = {
    Decision.GO: "Everything that is required was looked at and passed.",
    Decision.CONDITIONAL: "Nothing that is required failed; open conditions remain.",
    Decision.NO_GO: "Something that is required failed.",
    Decision.INCONCLUSIVE: "Something that is required could not be proven.",
}


def about(run: Run) -> str:
    """Return what a verdict is about: the environment, what is known of the release, and of which change it is."""
    verdict = run.verdict
    known = replace(verdict.subject, environment="")
    release = str(replace(known, commit=known.commit[:_COMMIT]))
    since = "" if verdict.base is None else f"since {verdict.base}"
    return " ".join(filter(None, ("" if verdict.environment == NOBODY else verdict.environment, release, since)))


def time_given(run: Run) -> str:
    """Return the words of a verdict that was decided for a time which somebody named; nothing for another one."""
    return f"as of {run.verdict.as_of:%Y-%m-%dT%H:%M:%SZ}, not now" if run.verdict.time_given else ""


def list_findings(run: Run) -> tuple[Finding, ...]:
    """Return the findings of all gates: failing first, then by severity, rule and resource; waived ones last."""
    return tuple(sorted(distinct_findings(run), key=order))


def list_own(run: Run) -> tuple[Finding, ...]:
    """Return the findings in the same order without those that a change has only inherited: these are counted."""
    return tuple(finding for finding in list_findings(run) if not finding.acceptance.inherited)


def distinct_findings(run: Run) -> tuple[Finding, ...]:
    """Return the findings of all gates once each, in no order that is shown."""
    found = {
        (
            finding.fingerprint,
            finding.gate,
            finding.rule,
            finding.change.path,
            finding.message,
            finding.target.id,
        ): finding
        for gate in run.verdict.gates
        for finding in gate.findings
    }
    return tuple(found.values())


def order(finding: Finding) -> tuple[Any, ...]:
    """Return the sort key of a finding in every format."""
    return (
        finding.acceptance.inherited,
        bool(finding.acceptance.waived_by),
        finding.acceptance.existing,
        -finding.outcome.rank,
        -finding.severity.rank,
        finding.gate,
        finding.rule,
        finding.target.name,
        finding.change.path,
        finding.fingerprint,
        finding.message,
    )


def list_gaps(run: Run) -> tuple[Gap, ...]:
    """Return the gaps of all gates once each, sorted."""
    return tuple(sorted({gap for gate in run.verdict.gates for gap in gate.gaps}, key=gap_order))


def again(run: Run) -> str:
    """Return the command that looks again at the environment of a run."""
    verb, base = run.command.removesuffix(" --since"), run.verdict.base
    reference = "REFERENCE " if verb == "parity" else ""
    since = "" if base is None else f" --since {base.name}"
    return f"driftgate {verb} {reference}{run.verdict.environment}{since}"


def is_open(finding: Finding) -> bool:
    """Tell whether a finding is neither waived nor in the baseline, and nothing that a change has only inherited."""
    return not finding.acceptance.is_given


def covered_by(finding: Finding) -> str:
    """Return what keeps a finding from gating, in words: the base of a change, a waiver, the baseline, or nothing."""
    if finding.acceptance.inherited:
        return "there before the change"
    if finding.acceptance.waived_by:
        return f"waived by {finding.acceptance.waived_by}"
    return "in the baseline" if finding.acceptance.existing else ""


def standing(finding: Finding) -> str:
    """Return in one word how a finding counts: its outcome, or what keeps it from gating."""
    if finding.acceptance.inherited:
        return "before"
    if finding.acceptance.waived_by:
        return "waived"
    return "baseline" if finding.acceptance.existing else str(finding.outcome)


def count_by_severity(items: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, all severities present."""
    counts = Counter(finding.severity for finding in items)
    return {severity: counts[severity] for severity in Severity}


SHORT_ID = 8  # digits of a fingerprint that people read, and type


def short_id(finding: Finding) -> str:
    """Return the beginning of a finding's fingerprint, by which people name it."""
    return finding.fingerprint[:SHORT_ID]


def locate(finding: Finding) -> str:
    """Return where a person finds the resource of a finding: file and line, address, or type and id."""
    return finding.target.location or finding.target.full_name or finding.rule


def list_actors(finding: Finding) -> list[str]:
    """Return who changed the resource of a finding, and when: one line a call, newest first."""
    return [f"by {actor.principal} {actor.event} {actor.at:%Y-%m-%d %H:%M} UTC" for actor in finding.actors]


def gate_word(gate: GateResult) -> str:
    """Return the outcome of a gate as a person reads it: a failure that is waived as a whole is said to be."""
    failed = [finding for finding in gate.findings if finding.outcome is Outcome.FAIL]
    if gate.outcome is Outcome.FAIL and failed and all(finding.acceptance.waived_by for finding in failed):
        return "waived"
    if gate.outcome is Outcome.FAIL and failed and all(finding.acceptance.is_given for finding in failed):
        return "inherited" if any(finding.acceptance.inherited for finding in failed) else "existing"
    return gate.outcome.replace("_", " ")


def show_value(value: Any, limit: int = 200) -> str:
    """Return a JSON value as text of at most `limit` characters, an empty one in quotes; a secret is said to be one."""
    if is_secret_mark(value):
        return f"(secret {fingerprint_of(value)[:8]})"
    if value is None:
        return "(not set)"
    if value == "":
        return '""'
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
