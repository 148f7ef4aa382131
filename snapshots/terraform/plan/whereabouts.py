"""Where a plan makes what it plans, as far as it says so: resources that are not made yet have no ARN that tells it.

An account is that of `aws_caller_identity`, a region that of the provider's configuration or of `aws_region`
(https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs). Of several nobody knows which resource is where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

ACCOUNT, REGION = "account", "region"
_TYPES = {"aws_caller_identity": (ACCOUNT, ("account_id",)), "aws_region": (REGION, ("region", "name", "id"))}
_FORMS = {ACCOUNT: re.compile(r"[0-9]{12}"), REGION: re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")}
_PROVIDER = "hashicorp/aws"


def find_whereabouts(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the one account and the one region of a plan, each where it says just one."""
    found: dict[str, set[str]] = {ACCOUNT: set(), REGION: set(_configured(document))}
    for entry in _read(document.get("prior_state")):
        what, names = _TYPES[entry["type"]]
        values = entry.get("values")
        told = [values.get(name) for name in names] if isinstance(values, Mapping) else []
        found[what].update(next(([text] for text in told if isinstance(text, str) and text), [""]))
    return {
        what: text
        for what, texts in found.items()
        for text in texts
        if len(texts) == 1 and _FORMS[what].fullmatch(text)
    }


def _read(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the data sources in a part of a plan that tell where it is."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, Mapping):
            if one.get("mode") == "data" and one.get("type") in _TYPES:
                yield one
            waiting += [one[name] for name in ("values", "root_module", "child_modules", "resources") if name in one]


def _configured(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the regions that the configurations of the provider say; an empty text for one that is not told."""
    configuration, variables = document.get("configuration"), document.get("variables")
    told = configuration.get("provider_config") if isinstance(configuration, Mapping) else None
    entries = [entry for entry in (told.values() if isinstance(told, Mapping) else ()) if isinstance(entry, Mapping)]
    providers = [entry for entry in entries if str(entry.get("full_name")).endswith(_PROVIDER)]
    for entry in providers:
        expressions = entry.get("expressions")
        region = expressions.get("region") if isinstance(expressions, Mapping) else None
        if isinstance(region, Mapping):
            yield _text(region, variables if isinstance(variables, Mapping) else {})
        elif len(providers) > 1:
            yield ""


def _text(expression: Mapping[str, Any], variables: Mapping[str, Any]) -> str:
    told = expression.get("constant_value")
    references = expression.get("references")
    if told is None and isinstance(references, list) and len(references) == 1:
        variable = variables.get(str(references[0]).removeprefix("var."))
        told = variable.get("value") if isinstance(variable, Mapping) else None
    return told if isinstance(told, str) else ""
