"""Proves the policies of a folder: what they read is named, their cases come out right, and each part of a rule counts.

A part of a rule counts where some case comes out otherwise without it. What no case notices is a mutant that lives: a
case is missing, or the part means nothing and can go. Where a change means the same, the cases of the policy say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.provider.judging import Judging
from engine.provider.schema import SchemaTable
from policies.authoring.builtins import PURE
from policies.authoring.cases import FILE, read_same
from policies.authoring.catalog import LIBRARIES, Pack, PolicySource, read_libraries
from policies.authoring.engines import choose_engine
from policies.authoring.flow import follow, together
from policies.authoring.mutants import Change, Mutant, mutants_of
from policies.authoring.mutation import Proven, survivors, tries
from policies.authoring.opa import OpaTool
from policies.authoring.reads import check_reads, unnamed_reads
from policies.authoring.syntax import Module, read_module
from policies.authoring.trial import try_cases

_PARSERS = 4  # programs at a time: each takes a fiftieth of a second

# What somebody writes who has a mutant that lives.
ADVICE: Mapping[Change, str] = {
    Change.NEGATED: "write a case in which only this condition decides, or take the condition out",
    Change.DROPPED: "write a case that it keeps from failing, or take the condition out",
    Change.NEVER: "write a case for which only this rule speaks, or take the rule out",
    Change.OTHER: "write a case with this value, and for a bound one with the next; or take the value out",
    Change.RENAMED: "write a case in which this attribute alone decides, or read it no more",
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Survivor:
    """A mutant that no case notices: where the rule stands, and what was changed."""

    path: str
    line: int
    change: Change
    was: str
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How many cases came out right, what is wrong, a line each, and what became of the mutants.

    `same` counts those of which the cases say why they mean the same.
    """

    passed: int
    failed: tuple[str, ...]
    mutants: int
    same: int
    survivors: tuple[Survivor, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is wrong, and no mutant lives."""
        return not self.failed and not self.survivors


def prove(
    folder: Path,
    sources: Sequence[PolicySource],
    opa: OpaTool,
    pack: Pack,
    judging: Judging,
    schema: SchemaTable | None,
    tell: Callable[[str], None] = lambda _: None,
) -> Proof:
    """Return how far policies of a folder are proven by their cases; raises ConfigError for what cannot be read.

    `tell` hears what takes long. Shared Rego is changed too, where every policy that uses it is among the sources.
    """
    modules, libraries = _read(folder, sources, opa)
    by_package = {module.package: module for module in libraries}
    flows = {source.path: follow(modules[source.path], by_package) for source in sources}
    unnamed = [
        line
        for source in sources
        for line in check_reads(source, modules[source.path], flows[source.path], judging, schema)
    ]
    engine = partial(choose_engine, opa, folder, sources, pack.wasm)
    trial = try_cases(folder, sources, pack, judging, schema, engine=engine)
    proven = [
        Proven(source=source, module=modules[source.path], sheet=sheet, expected=expected)
        for source in sources
        for sheet, expected in [trial.sheets.get(source.policy.id, (None, ()))]
        if sheet is not None
    ]
    mutants = {one.module.path: mutants_of(one.module, flows[one.source.path]) for one in proven}
    if len(proven) == len(_every(folder)):
        flow = together(flows.values())
        mutants |= {library.path: mutants_of(library, flow) for library in libraries}
    tell(f"asking {sum(map(len, mutants.values()))} mutants of {len(proven)} policies")
    alive, none = survivors(opa, tries(proven, mutants, libraries), libraries)
    told, same, stale = _excused(folder, mutants, alive)
    return Proof(
        passed=trial.passed,
        failed=(*unnamed, *trial.failed, *stale),
        mutants=sum(map(len, mutants.values())) - len(none),
        same=same,
        survivors=tuple(sorted(_survivor({**modules, **{one.path: one for one in libraries}}, one) for one in told)),
    )


def find_unnamed(
    folder: Path, sources: Sequence[PolicySource], opa: OpaTool, schema: SchemaTable | None
) -> tuple[str, ...]:
    """Return what policies of a folder read and do not name, a line each: nobody would ask whether it was read."""
    modules, libraries = _read(folder, sources, opa)
    by_package = {module.package: module for module in libraries}
    found = (
        unnamed_reads(source, modules[source.path], follow(modules[source.path], by_package), schema)
        for source in sources
    )
    return tuple(line for lines in found for line in lines)


def proof_lines(proof: Proof) -> Iterator[str]:
    """Yield what is not proven in lines: the mutants that live, then what is wrong, then what to write next."""
    for one in proof.survivors:
        becomes = f" -> {one.becomes}" if one.change in (Change.OTHER, Change.RENAMED) else ""
        yield f"lives {one.path}:{one.line}: {one.change}: {one.was}{becomes}"
    yield from (f"fail  {line}" for line in proof.failed)
    changes = {one.change for one in proof.survivors}
    yield from (f"next  {change}: {told}" for change, told in ADVICE.items() if change in changes)


def _read(folder: Path, sources: Sequence[PolicySource], opa: OpaTool) -> tuple[dict[str, Module], list[Module]]:
    libraries = read_libraries(folder, PURE)  # what the sources may call was looked at when they were read
    texts = {**libraries, **{one.path: (folder / one.path).read_text(encoding="utf-8") for one in sources}}
    with ThreadPoolExecutor(_PARSERS) as pool:
        trees = dict(zip(texts, pool.map(lambda path: opa.parse(folder / path), texts), strict=True))
    modules = {path: read_module(path, text, trees[path]) for path, text in texts.items()}
    return {one.path: modules[one.path] for one in sources}, [modules[path] for path in libraries]


def _every(folder: Path) -> list[Path]:
    return list(folder.rglob(FILE))


def _excused(folder: Path, paths: Iterable[str], alive: set[Mutant]) -> tuple[list[Mutant], int, list[str]]:
    """Return the mutants that live without a reason, how many have one, and reasons of which there is no mutant."""
    left, stale, same = set(alive), list[str](), 0
    for path in paths:
        # Shared Rego has no cases of its own.
        name = Path(path).with_suffix(".yaml") if Path(path).parts[0] == LIBRARIES else Path(path).parent / FILE
        for said in read_same(folder / name, name=name.as_posix()) if (folder / name).exists() else ():
            meant = {mutant for mutant in alive if mutant.span.module == path and key(mutant) == said}
            if not meant:
                stale.append(f"{name.as_posix()}: no change that lives is {said!r}: take the entry out")
            left -= meant
            same += len(meant)
    return sorted(left), same, stale


def key(mutant: Mutant) -> str:
    """Return what the cases of a policy call a mutant by."""
    return f"{mutant.change}: {' '.join(mutant.was.split())}"


def _survivor(modules: Mapping[str, Module], mutant: Mutant) -> Survivor:
    module = modules[mutant.span.module]
    return Survivor(
        path=module.path,
        line=module.line(mutant.span),
        change=mutant.change,
        was=" ".join(mutant.was.split()),
        becomes=mutant.becomes,
    )
