"""What a change has not brought: a finding that its base has too, with the same value, of a thing that is the same.

A finding of a policy need not say how wrong it is: a bucket that everybody may read has the same finding when everybody
may write to it, and an open rule has it when it is moved to another group. So what its policy requires of the resource
must be the same as at the base, and so must what it belongs to; what the policy looks at beside it must expose, grant
and protect the same (`engine.findings.posture`), as must all else that is judged as a whole. What is not proven to be
the same is the change's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.acceptance.baseline import can_be_known, digest_value
from engine.comparison.attributes import AttributeComparison
from engine.drift.intent import CLASH
from engine.findings.catalogue import PARITY_CONFIDENCE
from engine.findings.posture import digest_posture
from engine.gates.gate import Judged
from engine.matching.moves import Moves
from engine.model.address import ANY_KEY
from engine.model.gate import GateResult
from engine.model.outcome import Finding, FindingStatus, Target
from engine.model.policy import Evaluator, Policy, PolicyReport
from engine.model.snapshot import Action, Resource, Snapshot
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Rater, texts_of

_SHORTEST = 8  # a shorter name is an ordinary word inside of another text
# By a change of these a resource is no other one, and stands where it stood; what a policy looks at is compared anyway.
_HARMLESS = frozenset(
    {Meaning.AUDIT, Meaning.CAPACITY, Meaning.COST, Meaning.DURABILITY, Meaning.ENCRYPTION, Meaning.METADATA}
)
_Key = tuple[str, str, str, str]
_Estate = Mapping[_Key, list[Resource]]


@dataclass(slots=True)
class Kept:
    """What of an estate is after a change what it was before: `before` and `after` are the estate then and now."""

    before: Snapshot
    after: Snapshot
    provider: Provider
    _estates: tuple[_Estate, _Estate] = field(init=False)
    _attributes: AttributeComparison = field(init=False)
    _rating: Rater = field(init=False)
    _changed: dict[str, list[Resource]] = field(init=False)
    _replaced: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Find who is who: by address, or by id where there is none."""
        self._attributes, self._rating = AttributeComparison(self.provider), Rater(self.provider)
        self._estates = (_by_key(self.before.resources), _by_key(self.after.resources))
        self._changed = {}
        self._replaced = frozenset(one.address for one in self.after.planned if one.action is Action.REPLACE)

    @property
    def is_blind(self) -> bool:
        """Tell whether nobody knows what was where: code of several folders, or by which providers it was made."""
        sides = self.before, self.after
        # A source without a digest was not there, and has nothing that could be the same.
        told = [
            {str(one.source): one.facts.get("providers", "") for one in side.origins if one.digest} for side in sides
        ]
        clashes = any(gap.operation == CLASH for side in sides for gap in side.gaps)
        common = told[0].keys() & told[1].keys()
        return clashes or any(told[0][name] != told[1][name] for name in common)

    def is_same(self, target: Target, required: Collection[str] = ()) -> bool:
        """Tell whether a resource has the same `required` attributes and belongs to the same.

        Without required ones it is asked whether it exposes, grants and protects the same.
        """
        before, after = self._pair(target)
        if not required or before is None or after is None:
            return self._same(before, after)
        if not self._belongs(before, after):
            return False
        parts = [
            {name: item.attributes[name] for name in required if name in item.attributes} for item in (before, after)
        ]
        forms = self._attributes.forms(after, parts)
        return parts[0].keys() == parts[1].keys() and forms.sides[0] == forms.sides[1] and not forms.gaps

    def is_untouched(self, target: Target, types: Iterable[str]) -> bool:
        """Tell whether nothing of some types that may belong to the resource of a finding has changed."""
        _, resource = self._pair(target)
        if resource is None:
            return False
        naming = self.provider.common.naming
        told = (
            resource.address,
            resource.id,
            *(resource.attributes.get(name) for name in (*naming.links, *naming.names)),
        )
        names = {text for text in told if isinstance(text, str) and text}
        changed = [other for type_ in types for other in self._changes(type_)]
        # Code names others by expressions, which no policy sees: what it does not say by a value belongs to nothing.
        return not any(_may_name(other, names, unknown=not resource.declared) for other in changed)

    def is_one(self, target: Target) -> bool:
        """Tell whether the resource of a finding was there before, and is not another one by now."""
        return None not in self._pair(target)

    def _pair(self, target: Target) -> tuple[Resource | None, Resource | None]:
        """Return a resource as it was and as it is; none where several states have its address and no id tells which.

        An id that a plan does not know yet is that of the only resource at its address.
        """
        if ANY_KEY in target.address or target.address in self._replaced:
            return None, None  # one of many, or of none; or one that is made anew
        was, now = (estate.get(_key(target), []) for estate in self._estates)
        if len(was) == len(now) == 1 and (was[0].id == now[0].id or not now[0].id):
            return was[0], now[0]
        of_id = [[item for item in found if item.id and item.id == target.id] for found in (was, now)]
        before, after = (found[0] if len(found) == 1 else None for found in of_id)
        return before, after

    def _same(self, before: Resource | None, after: Resource | None) -> bool:
        if before is None or after is None or _refers(before) != _refers(after):
            return False
        if before.attributes == after.attributes and before.dependencies == after.dependencies:
            return True
        forms = [digest_posture(item, self._attributes, self._rating) for item in (before, after)]
        return forms[0] == forms[1] and not forms[0][1] and self._belongs(before, after)

    def _belongs(self, before: Resource, after: Resource) -> bool:
        """Tell whether a resource belongs to what it did: no text of it has changed but its labels and its size.

        What it names may be another resource, account or place, whatever the attribute is called.
        """
        if _refers(before) != _refers(after):
            return False
        if before.declared and before.dependencies != after.dependencies:  # another provider
            return False
        told = before.attributes.keys() | after.attributes.keys()
        names = self._attributes.settables.of(after.type).sure(told) - self._attributes.tags
        suspect = [name for name in names if self._rating.meaning_of(after.type, (name,)) not in _HARMLESS]
        parts = [
            {name: item.attributes[name] for name in suspect if name in item.attributes} for item in (before, after)
        ]
        forms = self._attributes.forms(after, parts)
        left, right = forms.sides
        return not forms.gaps and not any(
            left.get(name) != right.get(name) and any(texts_of([left.get(name), right.get(name)])) for name in suspect
        )

    def _changes(self, type_: str) -> list[Resource]:
        """Return the resources of a type that are new, gone or changed, as they were and as they are."""
        if type_ not in self._changed:
            before, after = self._estates
            keys = sorted({key for estate in self._estates for key in estate if key[0] == type_})
            differing = [key for key in keys if not self._all_same(before.get(key, []), after.get(key, []))]
            self._changed[type_] = [
                item for key in differing for estate in self._estates for item in estate.get(key, ())
            ]
        return self._changed[type_]

    def _all_same(self, before: Sequence[Resource], after: Sequence[Resource]) -> bool:
        return len(before) == len(after) and all(map(self._same, before, after))


def can_be_inherited(finding: Finding) -> bool:
    """Tell whether the base of a change may excuse a finding: nothing that is not proven, and no test that failed.

    The confidence of parity is measured too, of what a change has not made alone.
    """
    return can_be_known(finding) or (finding.rule == PARITY_CONFIDENCE.id and finding.outcome.is_acceptable)


def mark_inherited(judged: Judged, at_base: Judged, kept: Kept) -> GateResult | None:
    """Return the result of a gate with `inherited` on what its base has as well; none without a result."""
    result, base = judged.result, at_base.result
    if result is None or base is None:
        return result
    known: dict[str, list[Finding]] = defaultdict(list)
    for finding in base.findings:
        known[finding.fingerprint].append(finding)
    policies, is_blind = _policies(judged), kept.is_blind

    def is_inherited(finding: Finding) -> bool:
        before = known.get(finding.fingerprint, [])
        if is_blind or not before or not can_be_inherited(finding):
            return False
        if finding.rule == PARITY_CONFIDENCE.id:
            return _is_no_lower(result, base)
        return any(_is_no_worse(finding, one) for one in before) and _is_the_same(finding, policies, kept)

    findings = tuple(_marked(finding) if is_inherited(finding) else finding for finding in result.findings)
    hide = "1 gap hides" if len(base.gaps) == 1 else f"{len(base.gaps)} gaps hide"
    unseen = f"; {hide} what was there before the change" if base.gaps else ""
    unseen += (
        "; nothing counts as there before: providers changed, or folders declare the same" if is_blind and known else ""
    )
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


def _is_no_worse(finding: Finding, before: Finding) -> bool:
    return before.outcome.rank >= finding.outcome.rank and digest_value(before) == digest_value(finding)


def _is_the_same(finding: Finding, policies: Mapping[str, Policy] | None, kept: Kept) -> bool:
    """Tell whether what a finding is about is the same, where its value does not say so."""
    if not finding.target.type:
        # Of the estate as a whole, and all that it says is its value. Of a rule about documents one text may be said
        # of any number of causes, so that nobody knows whether the change brings one.
        told = (policies or {}).get(finding.rule)
        return told is None or not told.whole
    if policies is None and (finding.change.path or finding.status is FindingStatus.MISSING):
        # A difference of two environments is its values; what is missing here is the other environment's.
        if finding.status is FindingStatus.MISSING:
            return True
        return kept.is_one(finding.target)
    policy = (policies or {}).get(finding.rule)
    if policy is None:
        return kept.is_same(finding.target)
    # Ours look at nothing that they do not name; what facts and those of others look at, nobody says.
    is_told = policy.evaluator is Evaluator.REGO and not policy.facts
    named = tuple(name.partition(".")[0] for name in policy.looked_at(finding.target.type)) if is_told else ()
    return kept.is_same(finding.target, named) and kept.is_untouched(finding.target, policy.related)


def _refers(item: Resource) -> tuple[object, ...]:
    """Return what the unknown attributes of a resource refer to: by that it belongs to something else."""
    return () if item.intent is None else (item.intent.refers, item.intent.borrowed)


def _is_no_lower(result: GateResult, base: GateResult) -> bool:
    """Tell whether the confidence of a comparison has not fallen."""
    shares = [[metric.value for metric in one.metrics if metric.name == "parity_confidence"] for one in (base, result)]
    return all(shares) and shares[0] <= shares[1]


def _marked(finding: Finding) -> Finding:
    return replace(finding, acceptance=replace(finding.acceptance, inherited=True))


def _key(item: Target | Resource) -> _Key:
    return (item.type, item.address or item.id, "" if item.address else item.account, item.region)


def _by_key(resources: Iterable[Resource]) -> _Estate:
    found: dict[_Key, list[Resource]] = defaultdict(list)
    for item in resources:
        if item.is_managed:
            found[_key(item)].append(item)
    return found


def _may_name(other: Resource, names: set[str], *, unknown: bool) -> bool:
    """Tell whether a resource refers to one with these names; one that says nothing does as `unknown` says."""
    found = list(texts_of(other.attributes))
    long = [name for name in names if len(name) >= _SHORTEST]
    return (unknown and not found) or any(text in names or any(name in text for name in long) for text in found)
