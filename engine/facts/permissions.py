"""Permissions as sets: whom a policy document lets in, and what it gives, however that is written.

Documents are canonical (`engine.facts.policy_documents`). Wildcards, `NotAction`, `NotResource`, `NotPrincipal` and
denials count; what a condition leaves of a grant is only asked where it decides who gets in. A question about "any"
resource is put to a prototype that no pattern can mean: `*`, `**`, `?*` and `arn:aws:*:*:*:*` all match it. Where an
action takes one kind of resource alone, the prototype is of that kind: all users are any of what it acts on.
How AWS evaluates: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.facts.conditions import is_fixed, is_limited, limits_of
from engine.provider.permissions import Issuer, PermissionWords

Statement = Mapping[str, Any]
ALLOW, DENY = "Allow", "Deny"
_ANY_ACTION = "zz-any:zz-any"
_ANY_RESOURCE = "arn:zz-any:zz-any:zz-any:000000000000:zz-any/zz-any"
_ANYBODY = "arn:aws:iam::000000000000:root"
_WILD = frozenset("*?")
_PARTITIONS = ("aws", "aws-us-gov", "aws-cn")
_PLACES = ("zz-any:000000000000", ":000000000000", ":")  # of a service in regions, of one without, and of S3


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Something that statement number `statement` of a document gives: `what`, and to or on `whom`."""

    statement: int
    what: str
    whom: str = ""


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern with `*` and `?` means a text; takes at most a step for each pair of their letters."""
    if "?" in pattern:
        return _matches_letters(pattern, text)
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    if not text.startswith(first):
        return False
    *runs, last = rest
    at, end = len(first), len(text) - len(last)
    if end < at or not text.endswith(last):
        return False
    for run in runs:  # what stands between two `*` is taken where it comes first: what follows finds more room
        found = text.find(run, at, end)
        if found < 0:
            return False
        at = found + len(run)
    return True


def _matches_letters(pattern: str, text: str) -> bool:
    at = where = 0
    star, resumed = -1, 0  # the last `*`, and where in the text what follows it is tried
    while where < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resumed = at, where
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[where]):
            at, where = at + 1, where + 1
        elif star >= 0:
            resumed += 1
            at, where = star + 1, resumed
        else:
            return False
    return not pattern[at:].strip("*")


def means_action(statement: Statement, action: str) -> bool:
    """Tell whether a statement is about an action, in lower case."""
    if "NotAction" in statement:
        return not any(matches(pattern, action) for pattern in statement["NotAction"])
    return any(matches(pattern, action) for pattern in statement.get("Action", ()))


def is_of_becoming(statement: Statement, words: PermissionWords) -> bool:
    """Tell whether a statement is about becoming the one that has the document: a role's trust."""
    return any(means_action(statement, action) for action in words.becoming)


def means_any_resource(statement: Statement, prototype: str = _ANY_RESOURCE) -> bool:
    """Tell whether a statement is about all resources that a prototype stands for; in one account is all as well."""
    if "NotResource" in statement:
        return not any(_means(pattern, prototype) for pattern in statement["NotResource"])
    if "Resource" not in statement:  # of a document at its resource, where it may be left out
        return True
    return any(_means(pattern, prototype) for pattern in statement["Resource"])


def is_of_power(statement: Statement, words: PermissionWords) -> bool:
    """Tell whether a statement gives or takes away an action of a known way to more power."""
    actions = {action for escalation in words.escalations for action in escalation.actions}
    return any(means_action(statement, action) for action in actions)


def gives_any(statement: Statement, actions: Iterable[str]) -> bool:
    """Tell whether a statement allows one of some actions, in lower case, on whatever resource."""
    return statement["Effect"] == ALLOW and any(means_action(statement, action) for action in actions)


def find_everything(document: Mapping[str, Any]) -> Iterator[Grant]:
    """Yield the statements that give every action on every resource, or every one but a few."""
    statements = _of_identities(document)
    if _is_denied(statements.values(), _ANY_ACTION, _ANY_RESOURCE):
        return
    for number, statement in statements.items():
        if statement["Effect"] == ALLOW and means_any_resource(statement) and means_action(statement, _ANY_ACTION):
            what = ", ".join(statement.get("Action", ())) or f"all but {', '.join(statement['NotAction'])}"
            yield Grant(statement=number, what=what)


def find_given(document: Mapping[str, Any], actions: Iterable[str], words: PermissionWords) -> list[str]:
    """Return those of some actions, in lower case, that a document gives on any resource."""
    statements = _of_identities(document)
    return [action for action in actions if _given(statements, action, _prototypes(action, words)) is not None]


def find_escalations(document: Mapping[str, Any], words: PermissionWords) -> Iterator[Grant]:
    """Yield the known ways to more power that a document opens on any resource, one a way."""
    statements = _of_identities(document)
    known: dict[tuple[str, frozenset[int]], int | None] = {}  # one action is a part of several ways
    for escalation in words.escalations:
        shut = frozenset(number for number, one in statements.items() if _is_shut(one, escalation.asked))
        open_ = {number: one for number, one in statements.items() if number not in shut} if shut else statements
        at = list[int]()
        for action in sorted(escalation.actions):
            if (action, shut) not in known:
                known[action, shut] = _given(open_, action, _prototypes(action, words))
            if (number := known[action, shut]) is None:
                break
            at.append(number)
        else:
            yield Grant(statement=min(at), what=", ".join(sorted(escalation.actions)), whom=escalation.gives)


def find_readable(document: Mapping[str, Any], words: PermissionWords) -> Iterator[Grant]:
    """Yield the kinds of secrets of which a document lets one read all."""
    statements = _of_identities(document)
    for kind in words.secrets:
        for action in kind.actions:
            number = _given(statements, action, (kind.prototype,))
            if number is not None:
                yield Grant(statement=number, what=action, whom=kind.what)
                break


def find_wide(document: Mapping[str, Any]) -> Iterator[Grant]:
    """Yield the statements that give every action of a service, but for all of them, on every resource."""
    for number, statement in _of_identities(document).items():
        if statement["Effect"] != ALLOW:
            continue
        services = sorted(
            pattern
            for pattern in statement.get("Action", ())
            if pattern.partition(":")[2].strip("*?") == "" and ":" in pattern and not matches(pattern, _ANY_ACTION)
            if _means_all_of(statement, pattern.partition(":")[0])
        )
        if services:
            yield Grant(statement=number, what=", ".join(services))


def find_everyone(document: Mapping[str, Any], words: PermissionWords) -> Iterator[Grant]:
    """Yield the statements that let everybody in: no condition limits them."""
    for number, statement in enumerate(_statements(document)):
        if statement["Effect"] == ALLOW and is_for_everyone(statement) and not is_limited(statement, words):
            what = ", ".join(statement.get("Action", ())) or "everything but what is listed"
            yield Grant(statement=number, what=what)


def is_for_everyone(statement: Statement) -> bool:
    """Tell whether a statement means everybody: by `*`, a pattern without an account, or all but a few."""
    if "NotPrincipal" in statement:
        return True
    principals = statement.get("Principal")
    if not isinstance(principals, Mapping):
        return False
    return any(_means_everyone(name) for names in principals.values() for name in names)


def find_foreign(document: Mapping[str, Any], words: PermissionWords) -> Iterator[Grant]:
    """Yield who may come by an issuer that vouches for everybody's workloads, where no condition says whose."""
    for number, statement in enumerate(_statements(document)):
        principals = statement.get("Principal")
        if statement["Effect"] != ALLOW or not isinstance(principals, Mapping):
            continue
        for name in principals.get("Federated", ()):
            issuer = next((one for one in words.issuers if _is_issued(name, one)), None)
            if issuer is not None and not _says_whose(statement, name, issuer):
                yield Grant(statement=number, what=name.rpartition("oidc-provider/")[2], whom=issuer.subject)


def find_accounts(document: Mapping[str, Any], own: str) -> Iterator[Grant]:
    """Yield the other accounts that a document lets in."""
    for number, statement in enumerate(_statements(document)):
        principals = statement.get("Principal")
        if statement["Effect"] == ALLOW and isinstance(principals, Mapping):
            accounts = {found for name in principals.get("AWS", ()) if (found := _account(name)) and found != own}
            for account in sorted(accounts):
                yield Grant(statement=number, what=", ".join(statement.get("Action", ())), whom=account)


def refuses_plain_http(document: Mapping[str, Any], resources: Sequence[str]) -> bool:
    """Tell whether a document denies everybody every action on each of the resources, where a request is not in TLS."""
    return all(
        any(_refuses(statement, resource) for statement in _statements(document) if statement["Effect"] == DENY)
        for resource in resources
    )


def _refuses(statement: Statement, resource: str) -> bool:
    conditions = statement.get("Condition")
    if not isinstance(conditions, Mapping) or len(conditions) != 1:
        return False
    ((operator, keys),) = conditions.items()
    is_plain = operator in ("bool", "boolifexists") and dict(keys) == {"aws:securetransport": ["false"]}
    patterns = statement.get("Resource", ("*",))
    service = next((action.partition(":")[0] for action in statement.get("Action", ()) if ":" in action), "zz-any")
    return (
        is_plain
        and "NotPrincipal" not in statement
        and is_for_everyone(statement)
        and means_action(statement, f"{service}:zz-any")
        and "NotResource" not in statement
        and any(matches(pattern, resource) for pattern in patterns)
    )


def _statements(document: Mapping[str, Any]) -> Sequence[Statement]:
    found: Sequence[Statement] = document["Statement"]
    return found


def _of_identities(document: Mapping[str, Any]) -> Mapping[int, Statement]:
    """Return the statements, by their number, that are about resources, and not about who may be what has them."""
    return {
        number: statement
        for number, statement in enumerate(_statements(document))
        if {"Resource", "NotResource"} & statement.keys() or not {"Principal", "NotPrincipal"} & statement.keys()
    }


def _prototypes(action: str, words: PermissionWords) -> Sequence[str]:
    return words.prototypes.get(action, (_ANY_RESOURCE,))


def _means_all_of(statement: Statement, service: str) -> bool:
    """Tell whether a statement is about all resources of a service, wherever its ARNs have a region and an account."""
    return any(
        means_any_resource(statement, prototype)
        for prototype in (_ANY_RESOURCE, *(f"arn:aws:{service}:{place}:zz-any/zz-any" for place in _PLACES))
    )


def _given(statements: Mapping[int, Statement], action: str, prototypes: Sequence[str]) -> int | None:
    """Return the first statement that gives an action on all that prototypes stand for; none where one is denied."""
    allowing = {
        number: statement
        for number, statement in statements.items()
        if statement["Effect"] == ALLOW and means_action(statement, action)
    }
    if not allowing or any(_is_denied(statements.values(), action, prototype) for prototype in prototypes):
        return None
    found = [
        next((number for number, statement in allowing.items() if means_any_resource(statement, prototype)), None)
        for prototype in prototypes
    ]
    told = [number for number in found if number is not None]
    return min(told) if len(told) == len(prototypes) else None


def _is_shut(statement: Statement, asked: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether what a statement allows is for no request that has one of the values of `asked` under its key."""
    return statement["Effect"] == ALLOW and any(
        not any(_meets(operator, value, text) for value in values for text in texts)
        for key, texts in asked.items()
        for operator, values in limits_of(statement, key)
    )


def _meets(operator: str, value: str, text: str) -> bool:
    """Tell whether a text may be what a condition names; of variables and other operators nobody knows."""
    if operator.endswith("stringlike"):
        return "${" in value or matches(value.lower(), text)
    return "${" in value or not operator.endswith(("stringequals", "stringequalsignorecase")) or value.lower() == text


def _is_denied(statements: Iterable[Statement], action: str, prototype: str) -> bool:
    """Tell whether a denial without a condition takes an action away from everybody the document is about.

    One with principals is of nobody that has a document: AWS refuses it there.
    """
    return any(
        statement["Effect"] == DENY
        and not {"Principal", "NotPrincipal"} & statement.keys()
        and not statement.get("Condition")
        and means_action(statement, action)
        and any(matches(pattern, prototype) for pattern in statement.get("Resource", ("*",)))
        and "NotResource" not in statement
        for statement in statements
    )


def _means(pattern: str, prototype: str) -> bool:
    """Tell whether a pattern means all that a prototype stands for, be it in one place alone."""
    return matches(pattern, prototype) or matches(pattern, _placed(prototype, pattern))


def _placed(prototype: str, pattern: str) -> str:
    """Return a prototype in the partition, region and account that a pattern names, or one of those that it means."""
    told, parts = pattern.split(":"), prototype.split(":")
    if len(told) > 1:
        parts[1] = next((one for one in _PARTITIONS if matches(told[1], one)), parts[1])
    for index in (3, 4):
        if len(told) > index and len(parts) > index and told[index].strip("*?"):
            parts[index] = told[index].replace("*", "").replace("?", "0")
    return ":".join(parts)


def _means_everyone(name: Any) -> bool:
    if not isinstance(name, str):
        return False
    return not name.strip("*") or (bool(_WILD & set(name)) and matches(name, _ANYBODY))


def _account(name: Any) -> str:
    if not isinstance(name, str):
        return ""
    if re.fullmatch(r"\d{12}", name):
        return name
    parts = name.split(":")
    return parts[4] if len(parts) > 5 and re.fullmatch(r"\d{12}", parts[4]) else ""


def _is_issued(name: Any, issuer: Issuer) -> bool:
    return isinstance(name, str) and name.rpartition("oidc-provider/")[2].startswith(issuer.host)


def _says_whose(statement: Statement, name: str, issuer: Issuer) -> bool:
    host = name.rpartition("oidc-provider/")[2].lower()
    told = [
        (operator, values)
        for key in (f"{host}:{issuer.subject}", f"{issuer.host}:{issuer.subject}")
        for operator, values in limits_of(statement, key)
    ]
    return any(all(_names_owner(operator, value, issuer) for value in values) for operator, values in told)


def _names_owner(operator: str, value: str, issuer: Issuer) -> bool:
    """Tell whether a claim's value names a customer before its first wildcard."""
    if issuer.owner and not value.startswith(issuer.owner):
        return False
    whose = re.split(r"[/:]", value.removeprefix(issuer.owner), maxsplit=1)[0]
    return bool(whose) and is_fixed(operator, whose)
