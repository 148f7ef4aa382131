"""What a change has not brought: a finding that its base has too, with the same value, of a thing that is the same.

A finding of a policy need not say how wrong it is: a bucket that everybody may read has the same finding when everybody
may write to it. So what its policy requires of the resource must be the same as at the base, and what it looks at
beside it must expose, grant and protect the same (`engine.findings.posture`), as must all else that is judged as a
whole. What is not proven to be the same is the change's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.acceptance.baseline import can_be_known, digest_value
from engine.comparison.attributes import AttributeComparison
from engine.findings.catalogue import PARITY_CONFIDENCE
from engine.findings.posture import digest_posture
from engine.gates.gate import Judged
from engine.matching.moves import Moves
from engine.model.gate import GateResult
from engine.model.outcome import Finding, Target
from engine.model.policy import Evaluator, Policy, PolicyReport
from engine.model.snapshot import Resource, Snapshot
from engine.provider.port import Provider
from engine.provider.rating import Rater

_SHORTEST = 8  # a shorter name is an ordinary word inside of another text
_Key = tuple[str, str, str, str]


@dataclass(slots=True)
class Kept:
    """What of an estate is after a change what it was before: `before` and `after` are the estate then and now."""

    before: Snapshot
    after: Snapshot
    provider: Provider
    _estates: tuple[Mapping[_Key, Resource], Mapping[_Key, Resource]] = field(init=False)
    _attributes: AttributeComparison = field(init=False)
    _rating: Rater = field(init=False)
    _changed: dict[str, list[Resource]] = field(init=False)

    def __post_init__(self) -> None:
        """Find who is who: by address, or by id where there is none."""
        self._attributes, self._rating = AttributeComparison(self.provider), Rater(self.provider)
        self._estates = (_by_key(self.before.resources), _by_key(self.after.resources))
        self._changed = {}

    def is_same(self, target: Target, required: Collection[str] = ()) -> bool:
        """Tell whether a resource has the same `required` attributes; without them, whether it exposes the same."""
        before, after = (estate.get(_key(target)) for estate in self._estates)
        if not required or before is None or after is None:
            return self._same(before, after)
        parts = [
            {name: item.attributes[name] for name in required if name in item.attributes} for item in (before, after)
        ]
        forms = self._attributes.forms(after, parts)
        return parts[0].keys() == parts[1].keys() and forms.sides[0] == forms.sides[1] and not forms.gaps

    def is_untouched(self, target: Target, types: Iterable[str]) -> bool:
        """Tell whether nothing of some types that may belong to the resource of a finding has changed."""
        resource = self._estates[1].get(_key(target))
        if resource is None:
            return False
        if resource.declared:  # code does not say by a value what belongs to what, so that no policy has seen it
            return True
        naming = self.provider.common.naming
        told = (
            resource.address,
            resource.id,
            *(resource.attributes.get(name) for name in (*naming.links, *naming.names)),
        )
        names = {text for text in told if isinstance(text, str) and text}
        return not any(_may_name(other, names) for type_ in types for other in self._changes(type_))

    def _same(self, before: Resource | None, after: Resource | None) -> bool:
        if before is None or after is None:
            return False
        if before.attributes == after.attributes:
            return True
        forms = [digest_posture(item, self._attributes, self._rating) for item in (before, after)]
        return forms[0] == forms[1] and not forms[0][1]

    def _changes(self, type_: str) -> list[Resource]:
        """Return the resources of a type that are new, gone or changed, as they were and as they are."""
        if type_ not in self._changed:
            before, after = self._estates
            keys = sorted({key for estate in self._estates for key in estate if key[0] == type_})
            differing = [key for key in keys if not self._same(before.get(key), after.get(key))]
            found = [estate[key] for key in differing for estate in self._estates if key in estate]
            self._changed[type_] = found
        return self._changed[type_]


def mark_inherited(judged: Judged, at_base: Judged, kept: Kept) -> GateResult | None:
    """Return the result of a gate with `inherited` on what its base has as well; none without a result."""
    result, base = judged.result, at_base.result
    if result is None or base is None:
        return result
    known = {finding.fingerprint: finding for finding in base.findings}
    policies = _policies(judged)
    findings = tuple(
        _marked(finding)
        if (_is_known(finding, known.get(finding.fingerprint)) and _is_the_same(finding, policies, kept))
        or _is_no_lower(finding, known.get(finding.fingerprint), result, base)
        else finding
        for finding in result.findings
    )
    unseen = f"; {len(base.gaps)} gaps hide what was there before the change" if base.gaps else ""
    return replace(result, findings=findings, summary=f"{result.summary}{unseen}")


def moved(before: Snapshot, after: Snapshot) -> Snapshot:
    """Return an estate with the addresses that its resources have after a change, where the change says so."""
    called = Moves(after.moves).among(item.address for item in before.resources)
    if not called:
        return before
    return replace(
        before,
        resources=tuple(replace(item, address=called.get(item.address, item.address)) for item in before.resources),
    )


def _policies(judged: Judged) -> Mapping[str, Policy] | None:
    """Return the policies of a report by their ids; none for what is no policy's."""
    if not isinstance(judged.report, PolicyReport):
        return None
    return {policy.id: policy for policy in judged.report.policies}


def _is_known(finding: Finding, before: Finding | None) -> bool:
    return (
        before is not None
        and can_be_known(finding)
        and before.outcome.rank >= finding.outcome.rank
        and digest_value(before) == digest_value(finding)
    )


def _is_the_same(finding: Finding, policies: Mapping[str, Policy] | None, kept: Kept) -> bool:
    """Tell whether what a finding is about is the same, where its value does not say so."""
    if policies is None and finding.change.path:
        return True  # a difference of two environments is its values
    if not finding.target.type:
        return True  # of the estate as a whole, and all that it says is its value
    policy = (policies or {}).get(finding.rule)
    if policy is None:
        return kept.is_same(finding.target)
    # Ours look at nothing that they do not require; what those of others look at, nobody says.
    required = policy.requires if policy.evaluator is Evaluator.REGO else ()
    return kept.is_same(finding.target, required) and kept.is_untouched(finding.target, policy.related)


def _is_no_lower(finding: Finding, before: Finding | None, result: GateResult, base: GateResult) -> bool:
    """Tell whether a confidence that is too low was so before, and has not fallen."""
    if finding.rule != PARITY_CONFIDENCE.id or before is None or not can_be_known(finding):
        return False
    shares = [[metric.value for metric in one.metrics if metric.name == "parity_confidence"] for one in (base, result)]
    return all(shares) and shares[0] <= shares[1]


def _marked(finding: Finding) -> Finding:
    return replace(finding, acceptance=replace(finding.acceptance, inherited=True))


def _key(item: Target | Resource) -> _Key:
    return (item.type, item.address or item.id, "" if item.address else item.account, item.region)


def _by_key(resources: Iterable[Resource]) -> dict[_Key, Resource]:
    return {_key(item): item for item in resources if item.is_managed}


def _may_name(other: Resource, names: set[str]) -> bool:
    """Tell whether a resource may refer to one with these names: it does, or nobody knows to what it refers."""
    texts = list(_texts(other.attributes))
    long = [name for name in names if len(name) >= _SHORTEST]
    return not texts or any(text in names or any(name in text for name in long) for text in texts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
