"""A page of each policy: why, what fails and what passes by its own cases, the code, what it is told, and its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cli.commands.policy import param_in_words
from engine.model.policy import Policy
from policies.authoring.cases import FILE, Example, read_examples
from policies.authoring.catalog import REGO, PolicySource, read_sources

FOLDER = "docs/policies"
_PLAIN = frozenset({"fails", "passes"})  # names of cases that say nothing else
_MADE = "*Made by `make docs` from the policy and its cases.*"


def pages() -> Mapping[str, str]:
    """Return the pages as Markdown, by path."""
    return {f"{FOLDER}/{source.policy.id}.md": _page(source) for source in read_sources(REGO)}


def _page(source: PolicySource) -> str:
    policy = source.policy
    examples = read_examples((REGO / source.path).with_name(FILE))
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


def _example(head: str, case: Example | None) -> Iterator[str]:
    if case is not None:
        yield f"## {head}"
        said = "" if case.name in _PLAIN else f"{case.name[:1].upper()}{case.name[1:]}:\n\n"
        yield f"{said}```yaml\n{case.text}\n```"


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
