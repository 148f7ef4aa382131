"""Runs inside Checkov's own environment, beside the driver: what policies of IAM grant, as sets of actions.

Twelve of Checkov's checks ask cloudsplaining, which goes through the actions of AWS one by one for each document and
check. Here each pattern of actions is looked up once, in the same table of actions, and a document is what its
statements unite to. The answers are the same: a test holds them against Checkov's own.
"""

from __future__ import annotations

import fnmatch
import importlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_WRITE, _PERMISSIONS = "Write", "Permissions management"
Actions = frozenset[str]
_NONE: Actions = frozenset()


@dataclass(frozen=True)
class Granted:
    """What a pattern of actions, or a statement, stands for.

    These are its actions, those that can be restricted to resources, these by two levels, and what no table has.
    """

    expanded: Actions
    restrictable: Actions
    writes: Actions
    permissions: Actions
    unknown: Actions


class Document:
    """A policy document; its properties are those of cloudsplaining's own that the checks ask for.

    Raises what it likes for what is none: Checkov does not say then.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Read each statement."""
        found = document.get("Statement", [])
        self.statements = found if isinstance(found, list) else [found]
        read = [(one, granted_by(one)) for one in self.statements]
        open_ = [(one, granted) for one, granted in read if one["Effect"] == "Allow" and not one.get("Condition")]
        wide = [granted for one, granted in open_ if _is_everywhere(one)]
        self._denied = _united(granted.expanded for one, granted in read if one["Effect"] == "Deny")
        self._unrestricted = _less(_united(one.restrictable for one in wide), self._denied)
        self._free = [granted for _, granted in open_]
        self.write_actions_without_constraints = _united(one.writes for one in wide)
        self.permissions_management_without_constraints = _united(one.permissions for one in wide)

    @property
    def all_allowed_unrestricted_actions(self) -> Actions:
        """Return the actions that are allowed on all resources and could be restricted."""
        return self._unrestricted

    @property
    def allows_privilege_escalation(self) -> list[dict[str, Any]]:
        """Return the ways in which somebody raises his own rights."""
        methods = _module("cloudsplaining.shared.constants").PRIVILEGE_ESCALATION_METHODS
        return [{"actions": actions} for actions in methods.values() if all(map(self._allows, actions))]

    @property
    def credentials_exposure(self) -> list[str]:
        """Return the actions that give credentials."""
        return self._allowed(_module("cloudsplaining.shared.constants").ACTIONS_THAT_RETURN_CREDENTIALS)

    @property
    def allows_data_exfiltration_actions(self) -> list[str]:
        """Return the actions that let data out."""
        return self._allowed(_module("cloudsplaining.shared.constants").READ_ONLY_DATA_EXFILTRATION_ACTIONS)

    def _allowed(self, names: Iterable[str]) -> list[str]:
        excluded = _module("cloudsplaining.shared.exclusions").DEFAULT_EXCLUSIONS.exclude_actions
        return sorted(filter(None, (self._allows(name) for name in names if name.lower() not in excluded)))

    def _allows(self, name: str) -> str:
        """Return an action as the document has it where it allows that; empty where it does not."""
        wanted = name.lower()
        known = _by_lower().get(wanted, "")
        if known and (known in self._unrestricted or self._is_free(known)):
            return known
        return next(
            (one for granted in self._free for one in granted.unknown if one.lower() == wanted and self._is_free(one)),
            "",
        )

    def _is_free(self, action: str) -> bool:
        """Tell whether an action is allowed, and cannot be restricted to resources."""
        free = any(action in one.expanded and action not in one.restrictable for one in self._free)
        return free and action not in self._denied


def ask(check: Any, conf: dict[str, Any]) -> Any:
    """Return what a check says of a block, and tell it what it evaluated: as its own `scan_conf`, but for the words."""
    results = _module("checkov.common.models.enums").CheckResult
    if not check.should_scan_conf(conf):
        return results.PASSED
    try:
        kept = check.policy_document_cache
        if check.cache_key not in kept:
            kept[check.cache_key] = check.convert_to_iam_policy(conf)
        policy = kept[check.cache_key]
        found = check.cloudsplaining_analysis(policy)
    except Exception:  # noqa: BLE001 - Checkov says so of every document that it cannot read
        return results.UNKNOWN
    if not found:
        return results.PASSED
    place = _place_of(policy.statements, found)
    if place is not None:
        is_data = check.block_type == "data"
        check.evaluated_keys.append(f"statement/[{place}]/actions" if is_data else f"policy/Statement/[{place}]/Action")
    return results.FAILED


def _place_of(statements: list[Any], violating: Iterable[str]) -> int | None:
    """Return the first statement that names one of some actions, none where none does."""
    wanted = frozenset(violating)
    odd = wanted - _all()
    for index, statement in enumerate(statements):
        names = statement.get("Action")
        for name in [names] if isinstance(names, str) else names if isinstance(names, list) else ():
            if isinstance(name, str) and _names_any(name, wanted, odd):
                return index
    return None


def _names_any(name: str, wanted: Actions, odd: Actions) -> bool:
    """Tell whether a pattern names one of the actions that are wanted, of which some are `odd`: no table has them."""
    granted = _granted(name)
    if not granted.expanded.isdisjoint(wanted):
        return True
    # Of the actions of the table a pattern that is looked up there names what it expands to, and no other.
    is_named = _regex(name.lower()).match
    return any(is_named(action.lower()) for action in (wanted if granted.unknown else odd))


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern))


def granted_by(statement: Mapping[str, Any]) -> Granted:
    """Return what a statement stands for, whatever its effect is; raises for one that says nothing."""
    actions = statement.get("Action")
    _ = statement["Effect"]
    if actions:
        names = actions if isinstance(actions, list) else [actions]
        parts = [_granted(name) for name in names]
        if len(parts) == 1:
            return parts[0]
        return Granted(
            *(_united(getattr(part, name) for part in parts) for name in ("expanded", "restrictable", "writes")),
            *(_united(getattr(part, name) for part in parts) for name in ("permissions", "unknown")),
        )
    return _left_by(json.dumps(statement))


@cache
def _left_by(statement: str) -> Granted:
    """Return what a statement with NotAction leaves of all actions, or of those of its resources."""
    details = _module("cloudsplaining.scan.statement_detail")
    details.remove_wildcard_only_actions = lambda actions: [one for name in set(actions) for one in _restrictable(name)]
    found = details.StatementDetail(json.loads(statement))
    return _levelled(frozenset(found.expanded_actions), frozenset(found.restrictable_actions))


@cache
def _granted(pattern: str) -> Granted:
    expanded = frozenset(_module("policy_sentry.analysis.expand").expand(pattern) if "*" in pattern else [pattern])
    return _levelled(expanded, frozenset(one for action in expanded for one in _restrictable(action)))


def _levelled(expanded: Actions, restrictable: Actions) -> Granted:
    return Granted(
        expanded=expanded,
        restrictable=restrictable,
        writes=frozenset(one for one in restrictable if _has_level(one, _WRITE)),
        permissions=frozenset(one for one in restrictable if _has_level(one, _PERMISSIONS)),
        unknown=frozenset(one for one in expanded if one not in _all()),
    )


@cache
def _restrictable(action: str) -> tuple[str, ...]:
    return tuple(_module("cloudsplaining.shared.utils").remove_wildcard_only_actions([action]))


@cache
def _has_level(action: str, level: str) -> bool:
    return bool(_module("policy_sentry.querying.actions").remove_actions_not_matching_access_level([action], level))


@cache
def _all() -> Actions:
    return frozenset(_module("policy_sentry.querying.all").get_all_actions())


@cache
def _by_lower() -> dict[str, str]:
    return {action.lower(): action for action in _all()}


def _is_everywhere(statement: Mapping[str, Any]) -> bool:
    resources = statement.get("Resource") or []
    return "*" in (resources if isinstance(resources, list) else [resources])


def _united(sets: Iterable[Actions]) -> Actions:
    """Return the union of sets: where there is one, that itself, as one of all actions is large."""
    found = [one for one in sets if one]
    return found[0] if len(found) == 1 else _NONE.union(*found)


def _less(actions: Actions, others: Actions) -> Actions:
    return actions - others if others else actions


def _module(name: str) -> Any:
    return importlib.import_module(name)
