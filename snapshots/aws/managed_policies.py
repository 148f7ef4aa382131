"""AWS's own policies: of the actions of which somebody makes more, those that each gives on all resources.

`managed_policies.tsv` is made by `python -m dev.managed_policies CLONE`; its first line says from what, and of when.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

OWN = ":iam::aws:policy/"  # what stands before the name in the ARN of each, in every partition
_TABLE = Path(__file__).with_name("managed_policies.tsv")


def read_managed_policies() -> Mapping[str, tuple[str, ...]]:
    """Return the actions, in lower case, by the policy's path and name."""
    rows = (line.partition("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:])
    return {name: tuple(actions.split(",")) if actions else () for name, _, actions in rows}
