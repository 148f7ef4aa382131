"""What the configuration itself asserts and what does not hold, as a plan or a state says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.findings.catalogue import CHECK_FAILED
from engine.findings.findings import make_estate_finding
from engine.model.outcome import FailOn, Finding, Severity, Target
from engine.model.snapshot import FailedCheck
from engine.provider.meaning import Meaning
from engine.provider.rating import Weight

_WEIGHT = Weight(Severity.MEDIUM, Meaning.BEHAVIOUR, "who wrote the configuration asks for it")


def find_failed_checks(checks: Iterable[FailedCheck], fail_on: FailOn) -> Iterator[Finding]:
    """Yield a finding for each check that failed; the two sides may tell the same."""
    for check in sorted(set(checks)):
        message = f"{check.address} does not hold: {check.problem}"
        about = f"{check.address} {check.problem}"
        target = Target(address=check.address)
        yield make_estate_finding(CHECK_FAILED, _WEIGHT, message, fail_on, about=about, target=target)
