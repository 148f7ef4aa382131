"""The page of the policies: what each of them asks, of which types, and for which controls."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.model.policy import Evaluator, Policy
from policies.authoring.catalog import read_sources
from policies.evaluators.checkov.checks import load_checks

_HEAD = """\
# The policies

Made by `make docs` from the sources in `policies/`. `driftgate policy explain ID` says more of each, and so does
its page. `gates.policy.params` tells one what to ask for; `gates.policy.modes` lets one only warn, or leaves it out,
with an owner, a reason and an end.

"""
_TABLE = "| id | severity | asks | of | for |\n|---|---|---|---|---|\n"


def document() -> str:
    """Return the page as Markdown."""
    rego = [source.policy for source in read_sources(Path(__file__).parents[2] / "policies" / "rego")]
    checks = load_checks()
    return (  # without counts: a row is all that a new policy changes, so that two branches with one merge
        f"{_HEAD}"
        f"## Rego\n\nCompiled into the program and always run.\n\n{_table(rego)}\n"
        "## Checkov\n\nAll checks for Terraform, asked with `checkov: on` or `--checkov`; [how](checkov.md).\n\n"
        f"{_table(checks)}"
    )


def _table(policies: Iterable[Policy]) -> str:
    return _TABLE + "".join(
        f'| <a id="{policy.id}"></a>{_linked(policy)} | {policy.severity} | {policy.title.rstrip(".")} '
        f"| {_code(policy.resource_types)} | {', '.join(policy.controls)} |\n"
        for policy in sorted(policies, key=lambda policy: policy.id)
    )


def _linked(policy: Policy) -> str:
    """Return the id of a policy, with its page where it has one."""
    return f"[`{policy.id}`](policies/{policy.id}.md)" if policy.evaluator is Evaluator.REGO else f"`{policy.id}`"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
