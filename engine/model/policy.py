"""Policies, their results and the report of one evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.model.outcome import Finding, Gap, Outcome, Severity
from engine.model.path import Path
from engine.model.snapshot import Resource


class Evaluator(StrEnum):
    """What runs a policy."""

    REGO = "rego"
    CHECKOV = "checkov"
    CONFTEST = "conftest"
    SCAN = "scan"


# Those that judge by policies which driftgate knows: where one is not asked, it is said. What people bring is theirs.
KNOWN_EVALUATORS = (Evaluator.REGO, Evaluator.CHECKOV)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """An executable check and everything a person needs to know of it.

    `requires` names top-level attributes that must have been read before the policy may judge a resource, `needs` those
    that must besides of one type; an attribute may be named with the members that the policy looks at (`block.name`).
    `optional` are those that it looks at as well, and judges without: nothing passes by one that is unknown or hidden.
    `related` names the resource types whose resources it sees beside the one it judges, of which it looks at what
    `needs` says of their types, else at all. `facts` is what is worked out for it. `message` is a template with
    `{name}` fields that are filled from a violation's `args`. `aliases` are the ids of the same check elsewhere,
    `reason` is why it has its severity, `example` code that passes. `params` are what it can be told, each a JSON
    Schema with a description and a default, and `told` those of them that somebody told otherwise. One that judges
    documents as a `whole` has no resource types. `differs` argues, by
    the id of a policy that has this one as its alias, why a resource that fails here and passes there is right.
    """

    id: str
    title: str
    severity: Severity
    evaluator: Evaluator
    resource_types: tuple[str, ...]
    description: str = ""
    message: str = ""
    remediation: str = ""
    controls: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    digest: str = ""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    reason: str = ""
    example: str = ""
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    whole: bool = False
    differs: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Mapping[str, Any]:
        """Return what each parameter is: what somebody told, else its default."""
        return {name: self.told.get(name, schema["default"]) for name, schema in self.params.items()}

    def required(self, type_: str) -> tuple[str, ...]:
        """Return the attributes that must have been read of a resource of a type."""
        return (*self.requires, *self.needs.get(type_, ()))

    def looked_at(self, type_: str) -> tuple[str, ...]:
        """Return the attributes that the policy looks at in a resource of a type."""
        return (*self.required(type_), *self.optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What one policy found wrong in one resource, as data: the host writes the sentence.

    With `unknown`, what would have to be known, it is only perhaps wrong. `pin` is all that the policy looked at there:
    who accepts the finding accepts that, and nothing wider. Of a document as a whole `address` is the resource that it
    names, as far as that is known. It `warns` only where the policy itself makes an exception.
    """

    path: Path
    observed: Any = None
    required: Any = None
    args: Mapping[str, Any] = field(default_factory=dict)
    unknown: str = ""
    pin: str = ""
    address: str = ""
    warns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResult:
    """The outcome of one policy on one resource, explicit also when it is a pass; `id` may be a document's name.

    A resource is one with its account and region: two accounts may have a role of one name, and states of one address.

    `comment` is what a comment in the code says that asks to skip the policy there, empty where there is none.
    """

    policy: str
    address: str
    id: str
    outcome: Outcome
    violations: tuple[Violation, ...] = ()
    detail: str = ""
    comment: str = ""
    account: str = ""
    region: str = ""

    @property
    def about(self) -> About:
        """Return what it is about, as `about` tells of a resource."""
        return (self.address, self.id, self.account, self.region)


About = tuple[str, str, str, str]


def about(resource: Resource) -> About:
    """Return what results of a resource are found by."""
    return (resource.address, resource.id, resource.account, resource.region)


def result_of(
    policy: Policy,
    resource: Resource,
    outcome: Outcome,
    *,
    violations: tuple[Violation, ...] = (),
    detail: str = "",
    comment: str = "",
) -> PolicyResult:
    """Return the result of a policy on a resource."""
    return PolicyResult(
        policy=policy.id,
        address=resource.address,
        id=resource.id,
        outcome=outcome,
        violations=violations,
        detail=detail,
        comment=comment,
        account=resource.account,
        region=resource.region,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorInfo:
    """An evaluator as it ran: name, version, and digest of the policies it used."""

    evaluator: Evaluator
    version: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScope:
    """How the resources of one type stand to policies.

    `policies` is how many of them judge it. `reason` is why none has to, where somebody says so.
    """

    type: str
    resources: int
    policies: int = 0
    reason: str = ""


class Mode(StrEnum):
    """How a policy counts: its findings fail, they only warn, or it is not asked."""

    ENFORCE = "enforce"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """A policy that does not count as it does by itself: who answers for that, why, and until when.

    Of one that is left out by its id alone (`gates.policy.skip`) nobody says so: `owner` is empty.
    """

    policy: str
    mode: Mode
    owner: str = ""
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A parameter of a policy that is not its default; it `weakens` where its policy lets more pass by it."""

    policy: str
    name: str
    value: Any
    default: Any
    weakens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyScope:
    """What policies judged, and what nobody judged: each type of an estate is in exactly one of the first five.

    `judged` have policies, `settled` have nothing to judge, `outside` were left out by name. Nobody judges `unjudged`:
    `owner` answers for them until `until`, empty where nobody says so yet. `new` are such types beyond those that the
    owner answers for. `others` counts what is there and others answer for, of any type: their runs judge it.
    `switched` are the policies that do not count as they do by themselves, `params` what policies were told otherwise
    than by default: both may have made the verdict milder. `titles` are those of the policies that found something.
    `unasked` are the evaluators that nobody asked.
    """

    judged: tuple[TypeScope, ...] = ()
    settled: tuple[TypeScope, ...] = ()
    outside: tuple[TypeScope, ...] = ()
    unjudged: tuple[TypeScope, ...] = ()
    new: tuple[TypeScope, ...] = ()
    others: tuple[TypeScope, ...] = ()
    switched: tuple[Switched, ...] = ()
    params: tuple[Told, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    until: datetime | None = None
    unasked: tuple[Evaluator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """What a run remembers of types that no policy judges and nobody answers for: they may be open `until` then.

    `environment` and `sources` are what was judged.
    """

    environment: str
    sources: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReport:
    """Every policy of a run against every resource it applies to.

    `expected` counts the pairs (policy, resource) that had to be judged, `done` those with an outcome pass, fail
    or not_applicable. They differ exactly by the pairs listed in `gaps` or with outcome error or inconclusive.
    `inapplicable` are those of them in which there was nothing to judge.
    """

    evaluators: tuple[EvaluatorInfo, ...]
    policies: tuple[Policy, ...]
    snapshot: str
    expected: int
    done: int
    passed: int
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    inapplicable: int = 0
