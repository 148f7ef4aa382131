"""Which ways to more power AWS's own policies open, from a clone of a public copy of them.

The copy is https://github.com/iann0036/iam-dataset (MIT), `aws/managedpolicies`: one file a policy, with its ARN and
its document. What is kept are facts: the actions, of those of which somebody makes more, that a policy gives on all
resources. Policies that only AWS's own services attach are left out.

    python -m dev.managed_policies CLONE > snapshots/aws/managed_policies.tsv
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cli.wiring.process import ChildProcess
from engine.facts.permissions import find_given
from engine.facts.policy_documents import canonicalise_policy
from snapshots.aws.permissions import PERMISSIONS

_FOLDER = "aws/managedpolicies"
_PATIENCE = 60.0  # seconds
_SERVICES = "aws-service-role/"
# Of these the copy lists every action, in files of megabytes that not every clone has. What they say is in
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html and PowerUserAccess.html.
_WHOLE: Mapping[str, Mapping[str, Any]] = {
    "AdministratorAccess": {"Action": "*"},
    "PowerUserAccess": {"NotAction": ["iam:*", "organizations:*", "account:*"]},
}


def document(clone: Path) -> str:
    """Return the table as text: a line for each policy, its name and actions, after one that says where it is from."""
    head = _git(clone, "log", "-1", "--format=%H %cs").decode().split()
    rows = {**dict(_rows(clone)), **{name: _actions({"Statement": [_allowed(one)]}) for name, one in _WHOLE.items()}}
    lines = [f"# https://github.com/iann0036/iam-dataset {head[0]} {head[1]}"]
    return "\n".join([*lines, *(f"{name}\t{actions}" for name, actions in sorted(rows.items()))]) + "\n"


def _rows(clone: Path) -> Iterator[tuple[str, str]]:
    for path in _git(clone, "ls-tree", "-r", "--name-only", "HEAD", _FOLDER).decode().splitlines():
        told = json.loads(_git(clone, "show", f"HEAD:{path}") or b"{}")
        # One that AWS has withdrawn has no ARN any more, but stays where it is attached.
        name = (told.get("arn") or f":policy/{told.get('name', '')}").partition(":policy/")[2]
        if name and not name.startswith(_SERVICES):
            yield name, _actions(told["document"])


def _actions(policy: Mapping[str, Any]) -> str:
    actions = sorted({action for way in PERMISSIONS.escalations for action in way.actions})
    return ",".join(find_given(canonicalise_policy(policy), actions, PERMISSIONS))


def _allowed(actions: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Effect": "Allow", "Resource": "*", **actions}


def _git(clone: Path, *arguments: str) -> bytes:
    runner = ChildProcess(path=os.environ["PATH"], home=os.environ["HOME"])
    return runner.run(["git", "-C", str(clone), *arguments], timeout=_PATIENCE).stdout


if __name__ == "__main__":
    sys.stdout.write(document(Path(sys.argv[1])))
