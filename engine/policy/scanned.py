"""Scans of other tools as evaluators: what they say of a resource is a result, and what they do not say is none.

A scanner judges files and says little of what it looked at. It may fail what others pass, never the other way round:
where it names nothing, nothing is proven, and no resource counts as judged by it. Worked example: of a bucket and a
queue a scan says `AWS-0088` of the bucket. That is one result, and one finding with `s3-encryption`, which names
`AVD-AWS-0088` among its aliases and fails the bucket as well; of the queue the scan says nothing, and so it stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.jsontext.digest import digest
from engine.model.address import ANY_KEY, code_address
from engine.model.measurement import Measurement, Scan, ScanResult, ScanRule
from engine.model.outcome import Gap, GapReason, Outcome, Severity, Stage
from engine.model.policy import About, Evaluator, EvaluatorInfo, Policy, PolicyResult, Violation, about
from engine.model.snapshot import Resource, Snapshot
from engine.ports import Evaluation

# The database of Aqua calls a rule AVD-AWS-0088 that a Trivy of today calls AWS-0088.
_AVD = "AVD-"
_SHORT = ("AWS-", "AZU-", "GCP-", "KSV-", "DS-", "DIG-", "OCI-", "GIT-", "NIF-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What scans say, as evaluations; `asks` are the policies of others that ask what a rule of a scan asks, by its id.

    `gaps` are why a scan does not show that it looked at anything.
    """

    evaluations: tuple[Evaluation, ...] = ()
    asks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


def find_scanned(measurements: Iterable[Measurement], snapshot: Snapshot, others: Sequence[Policy]) -> Scanned:
    """Return what scans say of a snapshot, one evaluation a tool; `others` are the policies of other evaluators."""
    given = {(one.digest, index): (one, scan) for one in measurements for index, scan in enumerate(one.scans)}
    by_tool: dict[str, list[tuple[Measurement, Scan]]] = defaultdict(list)
    for one, scan in given.values():
        by_tool[scan.tool].append((one, scan))
    known, places = _Known(others), _Places(snapshot)
    taken = {policy.id for policy in others}
    evaluations, asks = [], dict[str, frozenset[str]]()
    for tool, scans in sorted(by_tool.items()):
        rules: dict[str, list[ScanRule]] = defaultdict(list)
        results: dict[str, list[ScanResult]] = defaultdict(list)
        for _, scan in scans:
            for rule in scan.rules:
                rules[rule.id].append(rule)
            for result in scan.results:
                results[result.rule].append(result)
        names = {id_: f"{tool}:{id_}" if id_ in taken else id_ for id_ in sorted(rules)}
        taken |= set(names.values())
        asking = {id_: known.find(told) for id_, told in rules.items()}
        asks |= {names[id_]: frozenset(policy.id for policy in found) for id_, found in asking.items() if found}
        info = EvaluatorInfo(
            evaluator=Evaluator.SCAN,
            version=" ".join(filter(None, (tool, *sorted({scan.version for _, scan in scans})))),
            digest=digest(sorted(one.digest for one, _ in scans)),
        )
        policies = tuple(_policy(name, rules[id_], results[id_], asking[id_]) for id_, name in names.items())
        told = tuple(one for id_, name in names.items() for one in _results(name, tool, results[id_], places))
        evaluations.append(Evaluation(info=info, policies=policies, results=told, told=True))
    gaps = tuple(gap for one, scan in given.values() for gap in _unproven(one, scan))
    return Scanned(evaluations=tuple(evaluations), asks=asks, gaps=gaps)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a scan says of one thing, in which words, and what of it somebody accepts who accepts the finding."""

    result: ScanResult
    words: str
    pin: str


class _Known:
    """The policies of others, by the ids under which their question is asked."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._asking: dict[str, dict[str, Policy]] = defaultdict(dict)
        for policy in policies:
            for name in (policy.id, *policy.aliases):
                self._asking[name][policy.id] = policy

    def find(self, rules: Iterable[ScanRule]) -> tuple[Policy, ...]:
        """Return the policies that ask what a rule asks, by what it is called in each scan, sorted by their ids."""
        names = {name for rule in rules for name in (rule.id, *rule.aliases)}
        names |= {_AVD + name for name in names if name.startswith(_SHORT)}
        found = {id_: policy for name in names for id_, policy in self._asking.get(name, {}).items()}
        return tuple(found[id_] for id_ in sorted(found))


class _Places:
    """Finds the resources that a scan means: by the address that it tells, else by where a block begins."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._by_address: dict[str, list[Resource]] = defaultdict(list)
        self._by_block: dict[str, list[Resource]] = defaultdict(list)
        self._by_line: dict[str, list[Resource]] = defaultdict(list)
        for item in snapshot.resources:
            if item.is_answered_for and item.address:
                self._by_address[item.address].append(item)
                self._by_block[code_address(item.address)].append(item)
                if item.location:
                    self._by_line[_last_part(item.location)].append(item)

    def find(self, result: ScanResult) -> list[Resource]:
        """Return the resources of a result, none where nobody can tell which one is meant."""
        found = self._at(result.address)
        if found:
            return found
        there = self._in(result.file, result.line)
        inside = [item for item in there if item.address.startswith(f"{result.address}.")]  # of a module that it names
        return inside or there

    def _at(self, address: str) -> list[Resource]:
        found = self._by_address.get(address, []) if address else []
        if found or not address:
            return found
        block = self._by_block.get(code_address(address), [])
        if code_address(address) == address:  # the block, and so each of its instances
            return block
        return [item for item in block if ANY_KEY in item.address]

    def _in(self, file: str, line: int) -> list[Resource]:
        """Return what begins on a line of a file; where several files end in this path, nobody knows which is meant.

        The same path is meant before one that ends in it, and that before one in which it ends.
        """
        if not file or not line:
            return []
        told = f"/{file}:{line}".replace("//", "/")
        there = self._by_line.get(_last_part(told), [])
        for is_meant in (str.__eq__, str.endswith, _begins_above):
            found = [item for item in there if is_meant(f"/{item.location}", told)]
            if found:
                return found if len({item.location for item in found}) == 1 else []
        return []


def _last_part(location: str) -> str:
    return location.rpartition("/")[2]


def _begins_above(ours: str, told: str) -> bool:
    """Tell whether a scanner began further up: its path ends in ours."""
    return told.endswith(ours)


def _policy(name: str, rules: Sequence[ScanRule], results: Sequence[ScanResult], ours: Sequence[Policy]) -> Policy:
    """Return a rule as a policy that judges no type: it is there for what was said of single resources."""
    first = rules[0]
    return Policy(
        id=name,
        title=first.title,
        severity=_severity(rules, results, ours),
        evaluator=Evaluator.SCAN,
        resource_types=(),
        description=first.description,
        message="{message} ({tool})",
        remediation=first.remediation,
        controls=tuple(sorted({control for policy in ours for control in policy.controls})),
        references=first.references,
    )


def _severity(rules: Sequence[ScanRule], results: Sequence[ScanResult], ours: Sequence[Policy]) -> Severity:
    """Return how much a rule matters: what the scanner says, else what our own policies do, else how loud it is.

    The greatest counts; what nobody rates is high.
    """
    scored = [one.severity for one in results if one.severity is not None]
    scored += [one.severity for one in rules if one.severity is not None]
    rated = [policy.severity for policy in ours]
    loud = [one.level for one in results if one.level is not None]
    return max(scored or rated or loud, key=lambda one: one.rank, default=Severity.HIGH)


def _results(policy: str, tool: str, results: Iterable[ScanResult], places: _Places) -> Iterator[PolicyResult]:
    """Yield what a rule says of each thing that it is about: a resource, or a line of a file."""
    said: dict[About, list[_Said]] = defaultdict(list)
    seen: Counter[str] = Counter()
    for result in sorted(results, key=lambda one: (one.file, one.line, one.address, one.message)):
        found = places.find(result)
        for item in found:
            said[about(item)].append(_Said(result, result.message, result.message))
        if not found:
            words = f"{result.address}: {result.message}" if result.address else result.message
            where = f"{result.file}:{result.line}" if result.line else result.file or result.address or "the scan"
            # A line moves, and the first of several that are alike stays the first.
            pin = f"{result.file}\n{words}"
            said["", where, "", ""].append(_Said(result, words, f"{pin}\n{seen[pin]}"))
            seen[pin] += 1
    for (address, id_, account, region), told in sorted(said.items()):
        wrong = {one.pin: one for one in told if not one.result.open}
        loud = [one for one in told if not one.result.comment and not one.result.open]
        yield PolicyResult(
            policy=policy,
            address=address,
            id=id_,
            account=account,
            region=region,
            outcome=Outcome.FAIL if wrong else Outcome.INCONCLUSIVE,
            violations=tuple(
                Violation(path=(), args={"message": wrong[pin].words, "tool": tool}, pin=pin) for pin in sorted(wrong)
            ),
            detail="" if wrong else f"somebody has to look: {told[0].words}",
            # What is suppressed hides nothing else.
            comment="" if loud or not wrong else next(one.result.comment for one in wrong.values()),
        )


def _unproven(measurement: Measurement, scan: Scan) -> Iterator[Gap]:
    """Yield why a scan proves nothing: it does not say that it ended, or what it looked at without finding anything."""
    if scan.ended is None and measurement.provenance.exit_code is None:
        detail = f"nothing says that the run of {scan.tool} came to a good end"
        yield _gap(measurement, GapReason.MISSING_INPUT, detail, "let driftgate run it: driftgate record -- COMMAND")
    if not scan.results and not scan.looked_at:
        detail = f"{scan.tool} found nothing, and does not say that it looked at anything"
        yield _gap(measurement, GapReason.EMPTY, detail, "check the folder that it is given, or give JSON of Trivy")


def _gap(measurement: Measurement, reason: GapReason, detail: str, fix: str) -> Gap:
    return Gap(
        reason=reason, source=measurement.source, detail=detail, operation="judge:policy", fix=fix, stage=Stage.JUDGE
    )
