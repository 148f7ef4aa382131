"""The page of Checkov: how it is asked, and how what we make of it differs from the plain command."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from policies.evaluators.checkov.checks import load_checks
from policies.evaluators.checkov.tool import VERSION

REPORT = Path(__file__).parents[2] / "fixtures" / "vulnerable" / "checkov.json"
_HEAD = f"""\
# Checkov

Made by `make docs`. `checkov: on` under `gates.policy`, or `--checkov`, asks all checks of Checkov {VERSION} for
Terraform. `driftgate tools install` puts it into an environment of its own. The checks are in
[the list of policies](policies.md#checkov); `driftgate policy explain CKV_AWS_20` says more of one.

- Where it is on and not installed, nothing is proven: INCONCLUSIVE. Where it is off, every verdict says so in its
  first line.
- Code is judged as code, in its folder, as long as it is as it was when it was read. States, plans and what an API
  shows are judged as a plan that is made of the snapshot, with the references between resources.
- Nothing in a repository configures it: no `.checkov.yaml`, no baseline, no checks of one's own. It has no
  credentials, two minutes and a fifth of a second for each resource, and two GiB of addresses.
- What nobody has set is left out of that plan, as code leaves it out. A state writes null, and a check that asks
  whether an attribute is there takes that for a value.
- What was not read, or is known after an apply only, proves nothing, whatever a check says. Nothing passes by the
  default of a variable. What does not apply is no gap.
- A comment that asks to skip a check hides nothing. It is told with the finding, and with `checkov-skips: on` the
  finding only warns.
- What one of our policies says too is one finding, with the ids of both. Where one fails and the other passes, the
  finding says so. Where the difference is argued below, the policy of ours is right.
- A finding holds for what the check evaluated: a waiver ends when that changes.
- Answers are kept by what was asked, sealed by the key of the installation.

"""


def document() -> str:
    """Return the page as Markdown."""
    return f"{_HEAD}{_argued()}\n{_fidelity()}"


def _argued() -> str:
    rows = [(check.id, *entry) for check in load_checks() for entry in sorted(check.differs.items())]
    lines = "".join(f"| `{id_}` | [`{policy}`](policies/{policy}.md) | {why} |\n" for id_, policy, why in rows)
    return f"## Where a check fails and a policy of ours is right\n\n| check | policy | why |\n|---|---|---|\n{lines}"


def _fidelity() -> str:
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    plain = report["numbers"]["plain"]
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in report["differences"]:
        groups[row["plain"], row["why"]].append(f"`{row['check']}` on `{row['resource']}`")
    lines = "".join(f"| {said} | {why} | {'<br>'.join(rows)} |\n" for (said, why), rows in sorted(groups.items()))
    return (
        "## Held against the plain command\n\n"
        f"On the code of the vulnerable estate the plain command gives {sum(plain.values())} answers: {plain['failed']}"
        f" failed, {plain['passed']} passed. {report['numbers']['alike']} are the same here. The other"
        f" {len(report['differences'])} are open, each for a reason that the report of a run tells as well.\n\n"
        f"| plain | why it is open | checks |\n|---|---|---|\n{lines}"
    )
