"""All that Checkov said of one snapshot, found by check and resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.model.address import code_address, parse, parts
from engine.model.outcome import Gap
from engine.model.policy import Policy
from engine.model.snapshot import Mode, Resource
from policies.evaluators.checkov.checks import name_type
from policies.evaluators.checkov.plan import SynthesisedPlan
from policies.evaluators.checkov.running import Answer, Answered

Answers = Mapping[tuple[str, str], Sequence[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What Checkov says, by check and address: of a `plan`, and of code with instance keys (`exact`) and without.

    `others` are answers about blocks of code that are no resources, by check and what we call the block, and `places`
    where these are. `graphs` are the checks that looked at graphs.
    """

    plan: SynthesisedPlan
    planned: Answers = field(default_factory=dict)
    exact: Answers = field(default_factory=dict)
    keyless: Answers = field(default_factory=dict)
    others: Answers = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    graphs: frozenset[str] = frozenset()
    gaps: tuple[Gap, ...] = ()
    is_answered: bool = False

    def with_plan(self, answered: Answered) -> Told:
        """Return it with what was said of the plan."""
        return replace(self, planned=_by_pair(answered.answers), graphs=self.graphs | answered.graphs)

    def with_code(self, folder: str, answered: Answered) -> Told:
        """Return it with what was said of the code in a folder, which has a name for people."""
        of_resources = [one for one in answered.answers if one.block == "resource"]
        others = [(name_block(one), one) for one in answered.answers if one.block != "resource"]
        blocks = [replace(one, address=code_address(one.address)) for one in of_resources]
        places = {name: f"{folder}{one.file}:{one.line}" if one.line else f"{folder}{one.file}" for name, one in others}
        return replace(
            self,
            exact=_merged(self.exact, _by_pair(of_resources)),
            keyless=_merged(self.keyless, _by_pair(blocks)),
            others=_merged(self.others, _by_pair(replace(one, address=name) for name, one in others)),
            places={**self.places, **places},
            graphs=self.graphs | answered.graphs,
        )

    def of_plan(self, check: Policy, resource: Resource) -> Sequence[Answer]:
        """Return what a check says of a resource as one of the plan."""
        return self.planned.get((check.id, self.plan.name_of(resource)), ())

    def of_code(self, check: Policy, resource: Resource) -> Sequence[Answer]:
        """Return what a check says of a resource that only code tells of: of its instance, else of its block."""
        if not resource.declared:
            return ()
        exact = self.exact.get((check.id, resource.address))
        return exact or self.keyless.get((check.id, code_address(resource.address)), ())

    def of_block(self, check: Policy, block: Resource) -> Sequence[Answer]:
        """Return what a check says of a block that is no resource."""
        return self.others.get((check.id, block.address), ())

    def blocks(self, by_type: Mapping[str, Sequence[Policy]]) -> Iterator[Resource]:
        """Yield the blocks of code that are no resources, of types that somebody asks of, sorted by name."""
        for name in sorted({address for _, address in self.others}):
            type_ = _type_of(name)
            if type_ in by_type:
                mode = Mode.DATA if type_.startswith("data.") else Mode.MANAGED
                yield Resource(
                    type=type_, address=name, id="", attributes={}, mode=mode, location=self.places.get(name, "")
                )


def name_block(answer: Answer) -> str:
    """Return what a block of code is called that is no resource: its kind stands before it, as in its address."""
    match answer.block:
        case "provider" | "module":
            return f"{answer.block}.{answer.address}"
        case _ if ".data." in f".{answer.address}":
            return answer.address
        case _:
            steps = parts(answer.address)
            return ".".join([*steps[:-2], "data", *steps[-2:]])


def _type_of(name: str) -> str:
    if name.startswith("provider."):
        return ".".join(name.split(".")[:2])
    address = parse(name)
    if address is None:
        return ""
    return "module" if address.is_module else name_type("data", address.type)


def _by_pair(answers: Iterable[Answer]) -> Answers:
    found: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for one in answers:
        found[one.check, one.address].append(one)
    return found


def _merged(one: Answers, other: Answers) -> Answers:
    return {**one, **{pair: [*one.get(pair, ()), *answers] for pair, answers in other.items()}}
