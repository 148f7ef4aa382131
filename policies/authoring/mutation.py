"""Asks every mutant of every rule about the cases, and names those that no case tells from the rule.

Mutants are modules of their own, compiled many at a time, and answer all cases of their policy in one call. What shared
Rego becomes is asked with every policy that uses it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import EvaluatorOutputError
from engine.jsontext.codec import to_builtins
from engine.model.outcome import Outcome
from engine.model.policy import Policy
from policies.authoring.cases import worst
from policies.authoring.catalog import Pack, PolicySource
from policies.authoring.engines import choose_engine
from policies.authoring.mutants import Mutant
from policies.authoring.opa import OpaTool, write_module
from policies.authoring.sheet import Sheet
from policies.authoring.syntax import Module
from policies.evaluators.asking import MachineError
from policies.evaluators.questions import AnswerError
from policies.evaluators.wasm import RegoEvaluator

_BATCH = 1200  # modules: more at a time are compiled no quicker
_SHARED = 300  # of shared Rego, most of which the first policies notice
_BROKEN = re.compile(r"\bm/(\d+)\.rego:\d+:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A policy whose cases come out right: its module, its sheet, and what has to follow from each case."""

    source: PolicySource
    module: Module
    sheet: Sheet
    expected: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Trying:
    """A mutant with a policy that answers for it: of shared Rego one of those that use it."""

    mutant: Mutant
    by: Proven
    library: Module | None = None


def survivors(opa: OpaTool, tried: Sequence[Trying], libraries: Sequence[Module]) -> tuple[set[Mutant], set[Mutant]]:
    """Return the mutants that no case notices, and those that OPA does not compile, so that they are none."""
    alive, none = {one.mutant for one in tried}, set[Mutant]()
    own = [one for one in tried if one.library is None]
    shared = [one for one in tried if one.library is not None]
    for some, size in ((own, _BATCH), (shared, _SHARED)):
        waiting = some
        while waiting := [one for one in waiting if one.mutant in alive]:
            batch, waiting = waiting[:size], waiting[size:]
            noticed, broken = _noticed(opa, batch, libraries)
            alive -= noticed | broken
            none |= broken
    return alive, none


def _noticed(opa: OpaTool, batch: Sequence[Trying], libraries: Sequence[Module]) -> tuple[set[Mutant], set[Mutant]]:
    """Return the mutants of a batch that some case notices, and those that do not compile."""
    made = dict(enumerate(batch))
    with tempfile.TemporaryDirectory() as name:
        _write(Path(name), made, libraries)
        wasm, sources = _compiled(opa, Path(name), _sources(made))
        machine = choose_engine(opa, Path(name), list(sources.values()), wasm)
    broken = {made[number].mutant for number in made.keys() - sources.keys()}
    pack = Pack(wasm=wasm, policies=tuple(source.policy for source in sources.values()), sources="", opa="")
    by_policy: dict[str, list[int]] = {}
    for number in sources:
        by_policy.setdefault(made[number].by.source.policy.id, []).append(number)
    engine = RegoEvaluator(pack, engine=lambda: machine)
    noticed = {
        made[number].mutant
        for numbers in by_policy.values()
        for number in _told_apart(engine, made[numbers[0]].by, numbers)
    }
    return noticed, broken


def _compiled(opa: OpaTool, folder: Path, sources: dict[int, PolicySource]) -> tuple[bytes, dict[int, PolicySource]]:
    """Return mutants compiled, with those that compile: a condition may be what gives a name its meaning."""
    while True:
        try:
            return opa.compile(folder, list(sources.values())), sources
        except EvaluatorOutputError:
            broken = {int(found) for found in _BROKEN.findall(opa.faults(folder))} & sources.keys()
            if not broken:
                raise
            for number in broken:
                (folder / sources[number].path).unlink()
            sources = {number: source for number, source in sources.items() if number not in broken}


def _told_apart(engine: RegoEvaluator, by: Proven, numbers: Sequence[int]) -> Iterator[int]:
    """Yield the mutants of a policy that say something else of some case, or that cannot be run."""
    ids = {number: _id(by.source.policy, number) for number in numbers}
    try:
        answer = engine.ask(to_builtins(by.sheet.document(ids.values())))
    except MachineError:
        if len(numbers) == 1:
            yield numbers[0]
            return
        middle = len(numbers) // 2
        yield from _told_apart(engine, by, numbers[:middle])
        yield from _told_apart(engine, by, numbers[middle:])
        return
    for number, id_ in ids.items():
        try:
            told = tuple(map(worst, by.sheet.results(answer[id_])))
        except AnswerError:
            yield number
            continue
        if told != by.expected:
            yield number


def _write(folder: Path, made: Mapping[int, Trying], libraries: Sequence[Module]) -> None:
    for library in libraries:
        write_module(folder / library.path, library.text)
    for number, one in made.items():
        module = one.by.module
        text = one.mutant.text(module) if one.library is None else module.text
        if one.library is not None:
            path = f"lib/m{number}.rego"
            changed = one.mutant.text(one.library).replace(
                f"package {one.library.package}\n", f"package driftgate.lib.m{number}\n", 1
            )
            write_module(folder / path, changed)
            alias = next(alias for alias, package in module.imports.items() if package == one.library.package)
            text = text.replace(
                f"import data.{one.library.package}\n", f"import data.driftgate.lib.m{number} as {alias}\n", 1
            )
        package = f"package {module.package}\n"
        write_module(folder / f"m/{number}.rego", text.replace(package, f"package driftgate.mutants.m{number}\n", 1))


def _sources(made: Mapping[int, Trying]) -> dict[int, PolicySource]:
    return {
        number: PolicySource(
            path=f"m/{number}.rego",
            package=f"driftgate.mutants.m{number}",
            asks_time=one.by.source.asks_time,
            policy=replace(one.by.source.policy, id=_id(one.by.source.policy, number)),
        )
        for number, one in made.items()
    }


def _id(policy: Policy, number: int) -> str:
    return f"{policy.id}-m{number}"


def tries(proven: Iterable[Proven], found: Mapping[str, Sequence[Mutant]], libraries: Sequence[Module]) -> list[Trying]:
    """Return the mutants with who answers for them; `found` are mutants by the path of their module."""
    everybody = list(proven)
    own = [Trying(mutant, one) for one in everybody for mutant in found.get(one.module.path, ())]
    shared = [
        Trying(mutant, one, library)
        for library in libraries
        for one in everybody
        if library.package in one.module.imports.values()
        for mutant in found.get(library.path, ())
    ]
    return own + shared
