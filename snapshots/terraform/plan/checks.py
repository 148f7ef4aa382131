"""The checks of a configuration that do not hold, as Terraform prints them in plans and states.

Format: https://developer.hashicorp.com/terraform/internals/json-format#checks-representation. A condition that only an
apply can tell is `unknown`, and says nothing yet.
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
