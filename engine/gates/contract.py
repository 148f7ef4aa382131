"""The evidence contract: what is not bound, fresh and complete proves nothing.

It is held here, once, for every gate that judges results; the gates themselves look at nothing but contents. The
contract takes away a pass and never a failure: a failure in old, unbound or partial evidence stays one. Only evidence
about another subject counts neither way.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.moment import Moment, later, write_duration
from engine.model.outcome import Gap, GapReason, Outcome, Stage, gap_order
from engine.model.subject import ENVIRONMENT, Subject, problem, shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the evidence of one gate is held to.

    `subject` is what is judged, `binds` the names of it by which evidence is bound, `max_age` how old it may be; none
    where the gate looks at the ages itself. `early_end` is what to set so that a run is noticed that ended at its first
    failure; empty where that is set. `unnamed` is why the subject names no release, as far as that is known.
    """

    gate: str
    subject: Subject
    binds: tuple[str, ...]
    now: datetime
    max_age: timedelta | None
    early_end: str = ""
    unnamed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What may be judged, what the evidence lacks, and when the first of it stops counting."""

    measurements: tuple[Measurement, ...]
    gaps: tuple[Gap, ...]
    expires_at: datetime | None

    def over(self, result: GateResult, *, adopting: bool) -> GateResult:
        """Return the result of a gate with what its evidence lacks.

        `adopting` tells that results may still name no subject, which then only warns.
        """
        warned = {GapReason.UNBOUND} if adopting else set()
        costs = {Outcome.WARN if gap.reason in warned else Outcome.INCONCLUSIVE for gap in self.gaps}
        ends = [end for end in (result.expires_at, self.expires_at) if end is not None]
        return replace(
            result,
            outcome=max((result.outcome, *costs), key=lambda outcome: outcome.rank),
            gaps=tuple(sorted({*result.gaps, *self.gaps}, key=_order)),
            inputs=tuple(sorted({*result.inputs, *(entry.digest for entry in self.measurements)})),
            expires_at=min(ends, default=None),
        )


def hold(measurements: Iterable[Measurement], terms: Terms, *, lacking: Iterable[Gap] = ()) -> Held:
    """Return what of some results may be judged, and what they lack; `lacking` is what is not there at all.

    A file of which nothing could be read is told as that, and not as unbound or undated too.
    """
    kept, gaps, given = [], list(lacking), list(measurements)
    if not given and not gaps:
        gaps.append(_nothing(terms))
    for measurement in given:
        found = [*_subject_gaps(measurement, terms), *_run_gaps(measurement, terms), *_age_gaps(measurement, terms)]
        if measurement.is_unread:
            found = [gap for gap in found if gap.reason in _OF_UNREAD]
        gaps += found
        if not any(gap.reason is GapReason.FOREIGN for gap in found):
            # A gate sees what a result lacks, so that one which proves nothing does not outweigh another one.
            lacks = (gap for gap in found if gap.reason is not GapReason.UNBOUND)
            kept.append(replace(measurement, gaps=(*measurement.gaps, *lacks)))
    if kept and terms.binds == ENVIRONMENT:  # each environment has drills of its own, and they may lie side by side
        gaps = [gap for gap in gaps if gap.reason is not GapReason.FOREIGN or gap.stage is not Stage.JUDGE]
    times = [oldest for entry in kept if (oldest := _oldest(entry)) is not None]
    limit = terms.max_age
    return Held(
        measurements=tuple(kept),
        gaps=tuple(sorted(set(gaps), key=_order)),
        expires_at=later(min(times), limit) if times and limit is not None else None,
    )


def hold_baseline(measurements: Iterable[Measurement], terms: Terms) -> tuple[Gap, ...]:
    """Return what the results of an earlier version lack: they are of another release, and of runs that ended well.

    How old they are is nothing that they lack.
    """
    gaps: list[Gap] = []
    for measurement in measurements:
        if measurement.is_unread:  # which is told already
            continue
        theirs = measurement.provenance.subject
        equal, different = shared(terms.subject, theirs, terms.binds)
        if equal and not different:
            detail = f"it is about {theirs}, which is the release that is judged, and no earlier one"
            fix = "give the results of the version before"
            gaps.append(_gap(terms, measurement, GapReason.IDENTICAL, detail, fix))
        elif all(problem(name, getattr(theirs, name)) for name in terms.binds):
            detail = "it does not say which earlier release it is about"
            fix = "let driftgate run the tool on that one: driftgate record -o FOLDER -- COMMAND"
            gaps.append(_gap(terms, measurement, GapReason.UNBOUND, detail, fix))
        gaps += [*_run_gaps(measurement, terms), *_age_gaps(measurement, replace(terms, max_age=None))]
    return tuple(gaps)


# What is said of a file beside that it could not be read: whose it is, and that its run did not end well.
_OF_UNREAD = frozenset({GapReason.FOREIGN, GapReason.RUN_FAILED})


def _nothing(terms: Terms) -> Gap:
    """Return that a gate was given no result at all."""
    return Gap(
        reason=GapReason.MISSING_INPUT,
        source="results",
        detail=f"no result was given to the {terms.gate} gate",
        operation=f"judge:{terms.gate}",
        fix="give it with --result KIND=FILE, or under results of the gate: docs/gates.md lists the kinds",
        stage=Stage.JUDGE,
    )


def _subject_gaps(measurement: Measurement, terms: Terms) -> Iterator[Gap]:
    ours, theirs = terms.subject, measurement.provenance.subject
    equal, different = shared(ours, theirs, terms.binds)
    if different:
        name = different[0]
        detail = f"it is about {name}={getattr(theirs, name)}, judged is {name}={getattr(ours, name)}"
        fix = f"give the results of what is judged, or {_record_line(measurement, terms)}"
        yield _gap(terms, measurement, GapReason.FOREIGN, detail, fix)
    elif equal:
        return
    elif all(problem(name, getattr(ours, name)) for name in terms.binds):
        detail = f"nothing says which {' , '.join(terms.binds)} is judged".replace(" , ", ", ")
        if terms.unnamed:
            detail, fix = f"{detail}: {terms.unnamed}", f"commit it, then {_record_line(measurement, terms)}"
        else:
            fix = f"name it: --subject {terms.binds[0]}=…"
        yield _gap(terms, measurement, GapReason.UNBOUND, detail, fix)
    else:
        said = f"it is about {theirs}" if theirs.known() else "it does not say what it is about"
        yield _gap(terms, measurement, GapReason.UNBOUND, f"{said}, judged is {ours}", _record_line(measurement, terms))


def _record_line(measurement: Measurement, terms: Terms) -> str:
    """Return the command to type so that the next result is bound."""
    folder = PurePosixPath(measurement.source).parent
    named = [
        f"--subject {shlex.quote(f'{name}={value}')}" for name, value in terms.subject.known() if name in terms.binds
    ]
    words = ["driftgate record", *named, f"-o {shlex.quote(str(folder))} -- COMMAND"]
    return f"let driftgate run the tool: {' '.join(words)}"


def _run_gaps(measurement: Measurement, terms: Terms) -> Iterator[Gap]:
    told = measurement.provenance
    code = told.exit_code
    # Where the failures that the code tells of are in the result, they are the answer; where not, it is not all.
    is_told = told.tells_failures and measurement.has_failures
    if code in (None, 0) or (is_told and not terms.early_end):
        return
    tool = told.tool or "the tool"
    if is_told:  # what was never begun leaves no trace, so once these failures are waived nothing would be left
        detail = f"{tool} ended with the code {code}, and nothing shows that it went on after the first failure"
        yield _gap(terms, measurement, GapReason.RUN_FAILED, detail, terms.early_end)
    else:
        detail = f"{tool} ended with the code {code}: what it wrote is not all"
        yield _gap(terms, measurement, GapReason.RUN_FAILED, detail, "run it to a good end")


def _age_gaps(measurement: Measurement, terms: Terms) -> Iterator[Gap]:
    times = _times(measurement)
    last = [] if measurement.last_at is None else [measurement.last_at]
    future = [time for time in (*times, *last) if time.is_after(terms.now)]
    if future:
        detail = f"it was measured at {future[0]}, in the future of the decision"
        yield _gap(terms, measurement, GapReason.INCOMPARABLE, detail, "check the clocks, or pass a later --as-of")
    if terms.max_age is None or future:
        return
    old = [time for time in times if time.is_older(terms.max_age, terms.now)]
    if old:
        detail = f"it was measured at {old[0]}, more than {write_duration(terms.max_age)} before the decision"
        yield _gap(terms, measurement, GapReason.STALE, detail, "measure again, or set max-age")
    elif not any(time.is_exact or time.is_within(terms.max_age, terms.now) for time in times):
        detail = f"it was measured at {times[0]}" if times else "nothing says when it was measured"
        fix = f"let the tool write the time with its zone, or {_record_line(measurement, terms)}"
        yield _gap(terms, measurement, GapReason.UNDATED, detail, fix)


def _times(measurement: Measurement) -> list[Moment]:
    told = measurement.provenance
    return [time for time in (measurement.measured_at, told.ended or told.began) if time is not None]


def _oldest(measurement: Measurement) -> datetime | None:
    times = _times(measurement)
    exact = [time for time in times if time.is_exact]
    return min((time.earliest for time in exact or times), default=None)


def _gap(terms: Terms, measurement: Measurement, reason: GapReason, detail: str, fix: str) -> Gap:
    return Gap(
        reason=reason,
        source=measurement.source,
        detail=detail,
        operation=f"judge:{terms.gate}",
        fix=fix,
        stage=Stage.JUDGE,
    )


def _order(gap: Gap) -> tuple[str, str, str, Any]:
    return gap.source, gap.reason, gap.detail, gap_order(gap)
