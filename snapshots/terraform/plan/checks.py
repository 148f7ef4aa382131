"""The checks of a configuration that do not hold, as Terraform prints them in plans and states, and keeps them.

Formats: https://developer.hashicorp.com/terraform/internals/json-format#checks-representation, and `checkResultsV4` of
`internal/states/statefile/version4.go`. A condition that only an apply can tell is `unknown`, and says nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model.outcome import GapReason
from engine.model.snapshot import FailedCheck
from snapshots.terraform.documents import UnreadableDocumentError
from snapshots.terraform.plan.extent import RESTORE

_HOLDS = frozenset({"pass", "unknown"})
_UNTOLD = {"fail": "it does not say why", "error": "its condition could not be evaluated"}


def failed_checks(document: Mapping[str, Any]) -> tuple[FailedCheck, ...]:
    """Return the checks that failed, sorted; raises UnreadableDocumentError when they have a form that is not known."""
    try:
        return tuple(sorted({found for check in _list(document.get("checks", [])) for found in _failed(check)}))
    except (TypeError, KeyError, AttributeError) as error:
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, "its checks have a form that is not known", RESTORE
        ) from error


def kept_checks(document: Mapping[str, Any]) -> tuple[FailedCheck, ...]:
    """Return the checks that failed when a state was written, sorted; raises as `failed_checks` does."""
    try:
        told = document.get("check_results")
        return tuple(sorted({found for check in _list([] if told is None else told) for found in _kept(check)}))
    except (TypeError, KeyError, AttributeError) as error:
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE,
            "its check results have a form that is not known",
            "give the output of `terraform state pull`",
        ) from error


def _kept(check: Mapping[str, Any]) -> Iterator[FailedCheck]:
    if check["status"] in _HOLDS:
        return
    told = [part for part in _list(check.get("objects") or []) if part["status"] not in _HOLDS]
    for part in told:
        problems = [str(problem) for problem in _list(part.get("failure_messages") or [])]
        yield FailedCheck(address=str(part["object_addr"]), problem=" ".join(problems) or _UNTOLD[part["status"]])
    if not told:
        yield FailedCheck(address=str(check["config_addr"]), problem=_UNTOLD[check["status"]])


def _list(value: Any) -> list[Any]:
    """Return a list as it is; raises TypeError for anything else, also for what could be gone through."""
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _failed(check: Mapping[str, Any]) -> Iterator[FailedCheck]:
    """Yield a failed check for each instance that says so; for the check itself where none does."""
    if check["status"] in _HOLDS:
        return
    told = [part for part in _list(check.get("instances", [])) if part["status"] not in _HOLDS]
    for part in told or (check,):
        problems = [str(problem["message"]) for problem in _list(part.get("problems", []))]
        yield FailedCheck(
            address=str(part["address"]["to_display"]),
            problem=" ".join(problems) or _UNTOLD[part["status"]],
        )
