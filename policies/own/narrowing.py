"""Which types of resources a rule looks at, as far as its syntax shows that it looks at no other.

A rule is narrowed to types by what has to hold, by itself or in a rule that it uses: `r.type == "aws_s3_bucket"`,
`r.type in {...}`, `startswith(r.type, ...)`. What is said in a negation narrows nothing: who exempts a type asks all
others.
"""

from __future__ import annotations

from collections.abc import Sequence

from policies.own.rules import Definition, RuleName, Rules

_ATTRIBUTES = frozenset({"after", "before", "values"})


def find_types(rules: Rules, own: Sequence[Definition]) -> frozenset[str] | None:
    """Return with what the types begin that the definitions of a rule look at; None where it may be any."""
    if any(_types(rules, one, frozenset()) is None for one in own):
        return None
    found: set[str] = set()
    for one in rules.used_by(own):
        told = _types(rules, one, frozenset())
        if told is not None:
            found |= told
        elif one.walks and any(before in _ATTRIBUTES for before, _ in one.steps):
            return None  # it goes through all resources by itself
    return frozenset(found)


def _types(rules: Rules, one: Definition, seen: frozenset[RuleName]) -> frozenset[str] | None:
    """Return the types of a definition: its own, or those of a rule that has to hold as well."""
    if len(one.walks) > max(1, len(one.typed_heads)):
        return None
    found = one.typed | {
        text
        for name in one.typed_by
        for other in rules.by_rule.get((one.package, name), ())
        if not other.inputs
        for text in other.texts
    }
    if found:
        return frozenset(found)
    for rule in rules.uses_with_certainty(one):
        told = [_types(rules, other, seen | {rule}) for other in rules.by_rule[rule]] if rule not in seen else [None]
        if told and None not in told:
            return frozenset(text for types in told if types is not None for text in types)
    return None
