"""The checks of Checkov as policies: what the pinned version looks at, and our severities, controls and words.

`facts.json` is made of Checkov itself by `python -m dev checkov`. `table.tsv` is ours, a line a check:
`ID<TAB>SEVERITY<TAB>CONTROLS<TAB>TITLE[<TAB>REMEDIATION]`. The controls are those of NIST SP 800-53 revision 5, and
with their framework before them others. `differs.tsv` argues where a resource fails a check and passes a policy of ours
that asks the same: `ID<TAB>POLICY<TAB>ARGUMENT`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from engine.jsontext.digest import digest, digest_bytes, parse_json
from engine.model.outcome import Severity
from engine.model.policy import Evaluator, Policy

_FILES = ("differs.tsv", "facts.json", "table.tsv")
_FRAMEWORK = "nist-800-53-r5"
# What only code says of a resource, and nothing that exists has: whether it is replaced before it goes.
LIFECYCLE = frozenset({"CKV_AWS_217", "CKV_AWS_233", "CKV_AWS_237", "CKV_GCP_82"})
_BLOCKS = frozenset({"data", "provider"})


@cache
def load_checks() -> tuple[Policy, ...]:
    """Return all checks of the pinned Checkov, sorted by id."""
    facts = parse_json(_read("facts.json"), name="checkov/facts.json")["checks"]
    rows = {row[0]: row for line in _read("table.tsv").decode().splitlines() if (row := line.split("\t"))}
    differs: dict[str, dict[str, str]] = {}
    for line in _read("differs.tsv").decode().splitlines():
        id_, policy, argument = line.split("\t")
        differs.setdefault(id_, {})[policy] = argument
    return tuple(_policy(row, facts[id_], differs.get(id_, {})) for id_, row in sorted(rows.items()))


@cache
def list_proven_by_one() -> frozenset[str]:
    """Return the checks that pass what has something beside it: where that is there, nothing else makes it fail."""
    facts = parse_json(_read("facts.json"), name="checkov/facts.json")["checks"]
    return frozenset(id_ for id_, check in facts.items() if check.get("exists"))


@cache
def checks_digest() -> str:
    """Return the digest of all that the checks are made of."""
    return digest({name: digest_bytes(_read(name)) for name in _FILES})


def name_type(kind: str, type_: str) -> str:
    """Return what the blocks of a type are called here: one that is no resource has its kind before it."""
    return f"{kind}.{type_}" if kind in _BLOCKS else type_


def _read(name: str) -> bytes:
    return resources.files("policies.evaluators.checkov").joinpath(name).read_bytes()


def _policy(row: Sequence[str], facts: Mapping[str, Any], differs: Mapping[str, str]) -> Policy:
    id_, severity, controls, title, *remediation = row
    types = {name_type(facts["kind"], type_): tuple(names) for type_, names in facts["types"].items()}
    beside = {type_: tuple(names) for type_, names in facts.get("beside", {}).items() if names}
    return Policy(
        id=id_,
        title=title,
        severity=Severity(severity),
        evaluator=Evaluator.CHECKOV,
        resource_types=tuple(types),
        description=f"{title}.",
        message=f"does not satisfy: {title}",
        remediation=remediation[0] if remediation else _remedy(id_, types, beside),
        controls=tuple(_control(control) for control in controls.split()),
        needs={**beside, **types},
        related=tuple(facts.get("beside", {})),
        differs=differs,
        digest=digest_bytes(json.dumps([row, facts, differs]).encode()),
    )


def _control(text: str) -> str:
    return text if ":" in text else f"{_FRAMEWORK}:{text}"


def _remedy(id_: str, types: Mapping[str, Sequence[str]], beside: Mapping[str, Sequence[str]]) -> str:
    """Return where to look: the attributes that a check asks of its first type, or of what stands beside it."""
    found = {type_: names for type_, names in {**types, **beside}.items() if names}
    if not found:
        return f"see what {id_} looks at: {', '.join(sorted(types)[:3])}"
    type_ = min(found)
    return f"see {', '.join(found[type_][:4])} of {type_}"
