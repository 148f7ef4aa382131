"""Which findings have one cause: the same change, to the same values, of the same attribute.

A default tag that was changed, a provider that was upgraded or a block whose instances all went are one thing to decide
about, however many resources show it. Two causes are never made one: where in doubt, findings stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.findings.catalogue import CLAIMED
from engine.findings.fingerprint import make_fingerprint
from engine.jsontext.digest import canonical_json
from engine.model.address import code_address
from engine.model.drift import DRIFT, PARITY
from engine.model.outcome import Finding, FindingStatus
from engine.model.path import Name

TAGS = frozenset({"tags", "tags_all"})  # as paths of findings have them
GATES = frozenset({DRIFT, PARITY})
_WHOLE = frozenset({FindingStatus.MISSING, FindingStatus.UNMANAGED, FindingStatus.CLAIMED})


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that have one cause, in their order; `id` is stable while the change and its values are."""

    id: str
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """Return the finding that stands for all."""
        return self.findings[0]


def group_by_cause(findings: Iterable[Finding]) -> tuple[Cause, ...]:
    """Return the causes of findings, in the order of their first ones."""
    grouped: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(_key(finding), []).append(finding)
    return tuple(Cause(_id(key), tuple(members)) for key, members in grouped.items())


def _key(finding: Finding) -> tuple[object, ...]:
    if finding.gate not in GATES:
        return (finding.fingerprint, finding.rule, finding.message)
    accepted = (finding.acceptance.waived_by, finding.acceptance.existing)
    if finding.target.module:
        # All of a module is there or not by one line of code, whatever each of its resources weighs.
        return (finding.gate, finding.rule, *accepted, finding.target.module)
    said = (finding.gate, finding.rule, finding.outcome, finding.severity, *accepted)
    if finding.status is FindingStatus.CHANGED and finding.change.path:
        # A tag means the same on every type; of any other name only the type tells what it is.
        labels = next(
            (at for at, part in enumerate(finding.change.path) if isinstance(part, Name) and part in TAGS), None
        )
        path = finding.change.path if labels is None else finding.change.path[labels + 1 :]
        values = canonical_json([finding.change.before, finding.change.after])
        return (*said, finding.target.type if labels is None else "tags", path, values)
    if finding.rule == CLAIMED.id:
        return (*said, finding.rating.why)  # which names the maker
    if (
        finding.status in _WHOLE
        and finding.target.address
        and code_address(finding.target.address) != finding.target.address
    ):
        return (*said, finding.target.type, code_address(finding.target.address))
    return (*said, finding.fingerprint)


def _id(key: tuple[object, ...]) -> str:
    parts = tuple(part.decode() if isinstance(part, bytes) else str(part) for part in key)
    return make_fingerprint(gate="cause", rule="cause", path=parts)[:12]
