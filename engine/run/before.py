"""What was there before a change: the same views at its base, judged by the same gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.gates.gate import Asked, Case, Judged, KeptSnapshot
from engine.gates.inherited import Kept, mark_inherited, moved
from engine.model.address import code_address
from engine.model.gate import GateResult
from engine.model.outcome import Gap, GapReason, Outcome, Stage
from engine.model.snapshot import Snapshot, SourceKind
from engine.run.papers import Papers, keep_snapshot
from engine.run.request import AtBase, Ports, Request, View
from engine.run.take import take_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The case at the base of a change, and what of its estate the change has left as it was."""

    at_base: AtBase
    case: Case
    kept: Kept
    gaps: tuple[Gap, ...]

    def over(self, asked: Asked, judged: Judged) -> GateResult | None:
        """Return the result of a gate with what the base has as well marked as inherited; none without a result."""
        result = mark_inherited(judged, asked.judge(self.case), self.kept)
        if result is None or not self.gaps:
            return result
        worse = max(result.outcome, Outcome.INCONCLUSIVE, key=lambda outcome: outcome.rank)
        return replace(result, outcome=worse, gaps=(*result.gaps, *self.gaps))


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTheBase:
    """What was intended at the base of a change: `desired`, and the `reference` of parity."""

    at_base: AtBase
    desired: KeptSnapshot
    reference: KeptSnapshot | None

    def look(self, case: Case, after: Snapshot) -> Before:
        """Return a case as it was at the base; `after` is what is intended after the change."""
        return Before(
            at_base=self.at_base,
            case=replace(case, desired=self.desired, reference=self.reference, earlier=()),
            kept=Kept(before=self.desired.snapshot, after=after, provider=case.provider),
            gaps=(*_itself(self.at_base, self.desired.snapshot, after), *_unseen(self.at_base, after)),
        )


def read_base(
    request: Request, after: KeptSnapshot | None, reference: KeptSnapshot | None, ports: Ports
) -> tuple[AtTheBase | None, Papers]:
    """Return what was intended at the base of a change, and the papers of it; none without a base.

    `after` and `reference` are what is intended after it.
    """
    view = request.desired or request.alone
    if request.at_base is None or view is None or after is None:
        return None, Papers()  # only what is intended can be changed: the gates say what they lack
    desired, papers = _kept("base", request.at_base, view, after, ports)
    if request.reference is not None and reference is not None:
        reference, of_reference = _kept("base reference", request.at_base, request.reference, reference, ports)
        papers = papers.plus(of_reference)
    return AtTheBase(at_base=request.at_base, desired=desired, reference=reference), papers


def _kept(name: str, at_base: AtBase, view: View, after: KeptSnapshot, ports: Ports) -> tuple[KeptSnapshot, Papers]:
    if ports.at_base is None or at_base.elsewhere.issuperset(view.sources):
        return after, Papers()
    snapshot = take_apart(view, ports.at_base, ports)
    # A plan shows what was there as reality, with lists of it; what was intended until then is the same.
    found = moved(replace(snapshot, side=after.snapshot.side, listings=()), after.snapshot)
    # No evidence of the verdict: what is too old, or not whole, only excuses less.
    return keep_snapshot(name, found, kind="base")


def _itself(at_base: AtBase, before: Snapshot, after: Snapshot) -> Iterator[Gap]:
    """Yield the gap of a change that is none: its base is what is checked out, and all is the same."""
    plans = any(origin.source.kind is SourceKind.TFPLAN for origin in after.origins)
    digests = [sorted(origin.digest for origin in one.origins) for one in (before, after)]
    if at_base.is_head and not plans and digests[0] == digests[1]:
        yield Gap(
            reason=GapReason.IDENTICAL,
            source=f"base {at_base.base.name}",
            detail=f"{at_base.base.short} is what is checked out: what is held against itself proves nothing",
            operation="compare with the base",
            fix="name the commit that the change starts from, for example --since origin/main",
            stage=Stage.COMPARE,
        )


def _unseen(at_base: AtBase, after: Snapshot) -> Iterator[Gap]:
    """Yield the gap of each root module that the change adds and of which nothing that is judged shows everything."""
    there = {code_address(item.address) for item in after.resources}
    modules = {".".join(address.split(".")[:2]) for address in there if address.startswith("module.")}
    for root in at_base.new_roots:
        is_shown = root.addresses and there.union(modules).issuperset(root.addresses)
        if root.problem or root.alike or not is_shown:
            also = f" ({root.problem})" if root.problem else ""
            also = f", which declares what {root.alike} does too" if root.alike else also
            yield Gap(
                reason=GapReason.MISSING_INPUT,
                source=f"hcl:{root.folder}",
                detail=f"the change adds this root module{also}, and no plan and no source shows it",
                operation="compare with the base",
                fix=f"give its plan as well, --plan FILE --code {root.folder}, or name it in driftgate.yaml: "
                f"desired: [{{ hcl: {root.folder} }}]",
                stage=Stage.COMPARE,
            )
