"""Who judges each resource type: policies of our own, checks of Checkov, nobody because there is nothing, or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.model.policy import Evaluator, Policy
from engine.policy.scope import find_scope_of_types
from engine.provider.port import Provider


class Judge(StrEnum):
    """Who judges a type; the first that does counts."""

    POLICIES = "policies"
    CHECKOV = "checkov"
    NOTHING = "nothing_to_judge"
    OUTSIDE = "outside"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedType:
    """A type: who judges it, how many resources there are, by how many policies and checks, and why nobody has to."""

    type: str
    judge: Judge
    resources: int
    policies: int = 0
    checks: int = 0
    reason: str = ""


def find_judges(
    counts: Mapping[str, int],
    policies: Iterable[Policy],
    provider: Provider,
    *,
    outside: Callable[[str], str] = lambda _: "",
) -> tuple[JudgedType, ...]:
    """Return who judges types, sorted by who and by name; `counts` are the resources of each.

    `outside` returns why a type was left out by name, empty where it was not.
    """
    policies = tuple(policies)
    own = [policy for policy in policies if policy.evaluator is Evaluator.REGO]
    checks = Counter(
        type_ for policy in policies if policy.evaluator is Evaluator.CHECKOV for type_ in set(policy.resource_types)
    )
    scope = find_scope_of_types(counts, own, provider, outside=outside)
    stands = (
        (Judge.POLICIES, scope.judged),
        (Judge.NOTHING, scope.settled),
        (Judge.OUTSIDE, scope.outside),
        (Judge.NOBODY, scope.unjudged),
    )
    found = [
        JudgedType(
            type=row.type,
            judge=Judge.CHECKOV if judge is Judge.NOBODY and checks[row.type] else judge,
            resources=row.resources,
            policies=row.policies,
            checks=checks[row.type],
            reason=row.reason,
        )
        for judge, rows in stands
        for row in rows
    ]
    order = list(Judge)
    return tuple(sorted(found, key=lambda one: (order.index(one.judge), one.type)))
