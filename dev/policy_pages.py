"""A page of each policy: why, what fails and what passes by its own cases, the code, what it is told, and its names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cli.commands.policy import param_in_words
from engine.model.policy import Policy
from policies.authoring.cases import FILE
from policies.authoring.catalog import REGO, PolicySource, read_sources

FOLDER = "docs/policies"
_CASE = re.compile(r"^- (fail|pass|unknown): *(.*)$")
_PLAIN = frozenset({"fails", "passes"})  # names of cases that say nothing else
_MADE = "*Made by `make docs` from the policy and its cases.*"


def pages() -> Mapping[str, str]:
    """Return the pages as Markdown, by path."""
    return {f"{FOLDER}/{source.policy.id}.md": _page(source) for source in read_sources(REGO)}


def _page(source: PolicySource) -> str:
    policy = source.policy
    cases = (REGO / source.path).with_name(FILE)
    examples = _examples(cases.read_text(encoding="utf-8"))
    parts = [
        f"# {policy.title.rstrip('.')}",
        f"`{policy.id}` · {policy.severity}" + (f": {policy.reason.rstrip('.')}." if policy.reason else ""),
        policy.description,
        f"Judges {_code(policy.resource_types)}." + (f" Looks at {_code(policy.related)}." if policy.related else ""),
        *_example("This fails", examples.get("fail")),
        *_example("This passes", examples.get("pass")),
        "## The fix",
        f"{policy.remediation[:1].upper()}{policy.remediation[1:]}.",
        *([f"```hcl\n{policy.example}\n```"] if policy.example else []),
        *_params(policy),
        "## Names",
        "\n".join(_names(policy)),
        _MADE,
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _examples(text: str) -> Mapping[str, tuple[str, str]]:
    """Return a case of each kind in a file, its name and the rest as it is written: the first that says little more."""
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        match = _CASE.match(line)
        if match:
            found.append((match[1], match[2].strip("\"'"), []))
        elif found:
            found[-1][2].append(line.removeprefix("  "))
    simple_first = sorted(found, key=lambda case: not case[2][0].startswith("given:"))
    return {kind: (name, "\n".join(rows).rstrip()) for kind, name, rows in reversed(simple_first)}


def _example(head: str, case: tuple[str, str] | None) -> Iterator[str]:
    if case is not None:
        name, text = case
        yield f"## {head}"
        said = "" if name in _PLAIN else f"{name[:1].upper()}{name[1:]}:\n\n"
        yield f"{said}```yaml\n{text}\n```"


def _params(policy: Policy) -> Iterator[str]:
    if policy.params:
        rows = [f"- `{name}`: {param_in_words(schema)}" for name, schema in policy.params.items()]
        yield "## What it can be told"
        yield f"Under `gates.policy.params.{policy.id}`:\n\n" + "\n".join(rows)


def _names(policy: Policy) -> Iterator[str]:
    yield f"- controls: {', '.join(policy.controls)}"
    if policy.aliases:
        yield f"- elsewhere: {_code(policy.aliases)}"
    for address in policy.references:
        yield f"- <{address}>"


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
