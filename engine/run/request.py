"""What a run is asked for, and the ports through which it reaches the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from engine.evidence.bundle import Sealing
from engine.gates.gate import Asked
from engine.model.drift import OwnedScope
from engine.model.outcome import Gap
from engine.model.snapshot import Side, SourceRef
from engine.model.subject import NOBODY, Base, Subject
from engine.model.verdict import Rules
from engine.model.waiver import Baseline, Waiver
from engine.ports import (
    Archive,
    AskedSource,
    Clock,
    EventSource,
    Ledger,
    MakerSource,
    PolicyEvaluator,
    Progress,
    ResultFile,
    ResultFileReader,
    Silent,
    Sources,
)
from engine.provider.port import Provider
from engine.verdict.nightly import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One side of what is compared: its sources, or the one stored snapshot that they name.

    `side` overrules what the sources are by themselves: a second state stands for reality in a comparison. `words` name
    the environment in addresses and names; without any it is the name of the environment itself. One that is ephemeral
    may be destroyed as a whole, and made anew. `code` tells in which line its resources are declared, and nothing else.
    """

    sources: tuple[SourceRef, ...]
    environment: str = NOBODY
    side: Side | None = None
    words: tuple[str, ...] = ()
    is_ephemeral: bool = False
    code: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The result files of one gate: those that are judged, and those of an earlier version.

    `lacking` is what should be there and is not: patterns without a file, and what is no file. `replaced` are the
    patterns whose files were not looked at, because others were given instead. `documents` are the files that the
    settings of the gate name.
    """

    results: tuple[ResultFile, ...] = ()
    baseline: tuple[ResultFile, ...] = ()
    lacking: tuple[Gap, ...] = ()
    replaced: tuple[str, ...] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoot:
    """A root module that a change adds: its folder, and the addresses that it declares.

    `alike` is another root module that declares one of them as well: what shows an address may be of that one.
    `problem` says why these addresses are not all, or not known.
    """

    folder: str
    addresses: tuple[str, ...]
    alike: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtBase:
    """What a change is held against. `is_head` tells that it is what is checked out.

    `elsewhere` are the sources that no commit holds: they are the same before and after a change. `new_roots` are root
    modules that the change adds and no source of the configuration names.
    """

    base: Base
    is_head: bool = False
    elsewhere: frozenset[SourceRef] = frozenset()
    new_roots: tuple[NewRoot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a run has to decide.

    `command` is the verb, `tool` the version of driftgate. `alone` is the only source of a verb, which is intent or
    reality by itself. `subject` is what the verdict is about, `unnamed` why it names no release, as far as that is
    known. `results` are the result files by the gate that judges them. `places` says where in a file a setting stands,
    by its path with dots. `whole` tells that the run is about everything that is asked of the environment, so that a
    waiver which matches nothing is one too many. `time_given` tells that the time of the decision was named by
    somebody, `stranger` what says that somebody's changes are looked at whom nobody vouches for. `schedule` says when
    runs like it are due. With `at_base` only what a change brings gates. `scope` says what the environment answers for
    of all that is there, `others` are the states of what others manage there. `lifetime` is how long an ephemeral
    environment may be there.
    """

    command: str
    environment: str
    tool: str
    gates: tuple[Asked, ...]
    alone: View | None = None
    desired: View | None = None
    observed: View | None = None
    reference: View | None = None
    results: Mapping[str, Results] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    subject: Subject = field(default_factory=Subject)
    unnamed: str = ""
    waivers: tuple[Waiver, ...] = ()
    baseline: Baseline | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    time_given: bool = False
    stranger: str = ""
    report_only: bool = False
    schedule: Schedule | None = None
    at_base: AtBase | None = None
    scope: OwnedScope = field(default_factory=OwnedScope)
    others: tuple[View, ...] = ()
    lifetime: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPorts:
    """What taking a snapshot needs: the time, the sources, where snapshots are kept, and who is told how it gets on."""

    clock: Clock
    sources: Sources
    archive: Archive
    progress: Progress = field(default_factory=Silent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports(TakingPorts):
    """What a whole run needs; `at_base` reads sources as they were before a change, `sealing` makes its evidence."""

    ledger: Ledger
    provider: Provider
    evaluators: Sequence[PolicyEvaluator] = ()
    events: Sequence[EventSource] = ()
    makers: Sequence[MakerSource] = ()
    asked: Sequence[AskedSource] = ()
    results: ResultFileReader | None = None
    at_base: Sources | None = None
    sealing: Sealing | None = None
