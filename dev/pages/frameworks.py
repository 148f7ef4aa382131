"""The page of the frameworks: every control with its state, made of the lists and of what policies ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.frameworks.controls import Covered, Framework, State, cover
from engine.model.policy import Policy
from policies.authoring.catalog import load_pack
from policies.evaluators.checkov.checks import load_checks
from policies.frameworks.loading import load_frameworks

_HEAD = """\
# Frameworks

Made by `make docs`. Each control of each list has a state, also where nobody asks it;
`driftgate policy frameworks NAME --control ID` says which policies show something of it.

- **automated**: policies ask all of it.
- **partial**: policies show a part, and the reason says what is left. Of a control of NIST that is all that
  configuration can show.
- **manual**: the framework has people look.
- **not covered**: no policy asks it.

The frameworks own their wording. Ids, sections and which checks ask what are facts; titles stand here where they are
in the public domain. driftgate is affiliated with none of those who publish them. What is not met, or was not looked
at, in an estate is another question: this page says what can be shown at all.
"""
_WORDS = {
    State.AUTOMATED: "automated",
    State.PARTIAL: "partial",
    State.MANUAL: "manual",
    State.NOT_COVERED: "not covered",
}


def document() -> str:
    """Return the page as Markdown."""
    policies = (*load_pack().policies, *load_checks())
    rows = [(one, cover(one, policies)) for one in load_frameworks()]
    head = "| framework | controls | automated | partial | manual | not covered |\n|---|---|---|---|---|---|\n"
    parts = [_HEAD, "\n", head, *(_counts(one, found) for one, found in rows)]
    parts += [part for one, found in rows for part in _framework(one, found, policies)]
    return "".join(parts)


def _counts(framework: Framework, rows: Sequence[Covered]) -> str:
    numbers = Counter(row.state for row in rows)
    cells = " | ".join(str(numbers[state]) for state in State)
    return f"| [{framework.name} {framework.version}](#{framework.id}) | {len(rows)} | {cells} |\n"


def _framework(framework: Framework, rows: Sequence[Covered], policies: Sequence[Policy]) -> Iterator[str]:
    yield f'\n## <a id="{framework.id}"></a>{framework.name} {framework.version}\n\n'
    yield f"`{framework.id}`. The list: {framework.source}.\n\n"
    yield "| control | what | state | policies of ours |\n|---|---|---|---|\n"
    ours = {policy.id for policy in policies if not policy.id.startswith("CKV")}
    for row in rows:
        one = row.control
        named = " ".join(f"[`{id_}`](policies/{id_}.md)" for id_ in row.policies if id_ in ours)
        others = sum(id_ not in ours for id_ in row.policies)
        checks = f"{others} check{'' if others == 1 else 's'} of Checkov" if others else ""
        told = ", ".join(filter(None, (named, checks))) or row.reason
        yield f"| {one.id} | {one.title or one.section} | {_WORDS[row.state]} | {told} |\n"
