"""Whether the conditions of a statement limit who gets in: by AWS's definition of a public policy.

A statement for everybody is limited where a condition that a request has to meet names fixed values of a key that says
who asks or from where. Source: "The meaning of public" in
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html; which operators a request
without the key meets: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.facts.networks import NetworkError, read_networks
from engine.provider.permissions import KeyForm, PermissionWords

# A request without the key does not meet these; it meets negated ones, those with IfExists and ForAllValues.
_NEEDED = frozenset(
    {"arnequals", "arnlike", "bool", "ipaddress", "stringequals", "stringequalsignorecase", "stringlike"}
)
_LITERAL = frozenset({"stringequals", "stringequalsignorecase"})  # a wildcard is a letter there
_ANY_VALUE = "foranyvalue:"
_VARIABLE = re.compile(r"\$\{(?!\*\}|\?\}|\$\})")  # the three that stand for themselves


def is_limited(statement: Mapping[str, Any], words: PermissionWords) -> bool:
    """Tell whether a canonical statement lets in only those whom one of its conditions names."""
    return any(_limits(operator, key, values, words) for operator, key, values in _needed(statement))


def limits_of(statement: Mapping[str, Any], key: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the operators and values that a request must meet for a key, in lower case."""
    for operator, name, values in _needed(statement):
        if name == key:
            yield operator, values


def is_fixed(operator: str, value: str) -> bool:
    """Tell whether a value of a condition is one value: no pattern and no variable, which anybody may fill."""
    if _VARIABLE.search(value):
        return False
    return operator.removeprefix(_ANY_VALUE) in _LITERAL or not {"*", "?"} & set(value)


def _needed(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    conditions = statement.get("Condition")
    for operator, keys in conditions.items() if isinstance(conditions, Mapping) else ():
        plain = str(operator).lower().removeprefix(_ANY_VALUE)
        if plain not in _NEEDED or not isinstance(keys, Mapping):
            continue
        for key, values in keys.items():
            if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
                yield str(operator).lower(), str(key).lower(), values


def _limits(operator: str, key: str, values: Iterable[str], words: PermissionWords) -> bool:
    form = words.limiting.get(key)
    if form is None:
        return False
    if form is KeyForm.NETWORK:
        return _are_few(values)
    if form is KeyForm.SWITCH:
        return all(value == "true" for value in values)
    if form is KeyForm.ARN:
        return all(is_fixed(operator, value) or _has_account(value) for value in values)
    if form is KeyForm.PATH:  # o-1/r-1/ou-1/*: the organisation is what counts
        return all(is_fixed(operator, value.partition("/")[0]) and value.partition("/")[0] for value in values)
    if form is KeyForm.USER:  # AROAEXAMPLE:* is any session of one role
        return all(is_fixed(operator, value.partition(":")[0]) and value.partition(":")[0] for value in values)
    return all(is_fixed(operator, value) for value in values)


def _are_few(values: Iterable[str]) -> bool:
    try:
        return not read_networks(values).is_world
    except NetworkError:  # AWS refuses it, and nobody knows what it would let in
        return False


def _has_account(value: str) -> bool:
    """Tell whether an ARN with wildcards names one account."""
    parts = value.split(":")
    return len(parts) > 5 and bool(parts[4]) and is_fixed("arnlike", parts[4])
