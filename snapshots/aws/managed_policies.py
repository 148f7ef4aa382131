"""AWS's own policies: of the actions of which somebody makes more, those that each gives on all resources.

`managed_policies.tsv` is made by `python -m dev.managed_policies CLONE`; its first line says from what, and of when.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("managed_policies.tsv")
_ARN = "arn:{}:iam::aws:policy/{}"
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


@cache
def managed_policies() -> Mapping[str, tuple[str, ...]]:
    """Return the actions, in lower case, by the ARN of the policy."""
    found = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        name, _, actions = line.partition("\t")
        for partition in _PARTITIONS:
            found[_ARN.format(partition, name)] = tuple(actions.split(",")) if actions else ()
    return found
