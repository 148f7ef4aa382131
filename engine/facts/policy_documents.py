"""The canonical form of IAM and resource policy documents.

Two documents with equal canonical forms grant the same. Grammar:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.jsontext.digest import JsonError, parse_json

_ACCOUNT = re.compile(r"\d{12}")
# Also where the environment's own account is called what both environments call it.
_ROOT = re.compile(r"arn:aws[a-z\-]*:iam::(\d{12}|\{[^{}]{1,60}\}):root")
_LISTS = ("Action", "NotAction", "Resource", "NotResource")
# Those of a canonical statement; its id is left out. Names are written as here: AWS refuses others.
_MEMBERS = frozenset({"Effect", "Principal", "NotPrincipal", "Condition", *_LISTS})
_OLDEST_VERSION = "2008-10-17"


def is_policy_document(value: Any) -> bool:
    """Tell whether a parsed JSON value is a policy document: an object with statements."""
    return isinstance(value, Mapping) and "Statement" in value


def parsed_document(value: Any) -> dict[str, Any] | None:
    """Return the canonical policy document in an attribute, none when there is none that can be read."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return None
    try:
        parsed = parse_json(value.encode("utf-8", "surrogatepass"), name="policy document")
    except JsonError:
        return None
    if not is_policy_document(parsed) or not isinstance(parsed, Mapping):
        return None
    document = canonicalise_policy(parsed)
    return document if all(map(_is_statement, document["Statement"])) else None


def canonicalise_policy(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with its statements as an unordered list of canonical statements.

    `Statement` is always a list; each statement's actions, resources and principals are sorted lists without
    repetition, actions in lower case (they are matched without case), `*` and `{"AWS": "*"}` principals are one form,
    an account id stands for its root ARN, condition values are sorted texts, and statement ids are left out: they
    grant nothing.
    """
    raw = document.get("Statement")
    statements = raw if isinstance(raw, list) else [raw]
    rest = {key: value for key, value in document.items() if key not in {"Statement", "Version", "Id"}}
    return {
        **rest,
        "Version": document.get("Version", _OLDEST_VERSION),
        "Statement": [_statement(item) if isinstance(item, Mapping) else item for item in statements],
    }


def statement_label(statement: Any) -> str:
    """Return a short name for a canonical statement: its effect and its first actions."""
    if not isinstance(statement, Mapping):
        return "statement"
    actions = list(statement.get("Action") or statement.get("NotAction") or [])
    more = f" +{len(actions) - 2}" if len(actions) > 2 else ""
    return f"{statement.get('Effect', '')} {', '.join(map(str, actions[:2]))}{more}".strip()


def _is_statement(item: Any) -> bool:
    # Rules look for what is wrong in this form; in another one they would find nothing, which is no proof.
    if not isinstance(item, Mapping) or item.get("Effect") not in ("Allow", "Deny"):
        return False
    if not {"Action", "NotAction"} & item.keys() or not item.keys() <= _MEMBERS:
        return False
    if not isinstance(item.get("Condition"), Mapping | None):
        return False
    principals = [item[name] for name in ("Principal", "NotPrincipal") if name in item]
    lists = [item[name] for name in _LISTS if name in item]
    lists += [names for principal in principals if isinstance(principal, Mapping) for names in principal.values()]
    return all(isinstance(principal, Mapping) for principal in principals) and all(
        isinstance(entry, str) for entries in lists for entry in entries
    )


def _statement(raw: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {key: value for key, value in raw.items() if key != "Sid"}
    for name in _LISTS:
        if name in raw:
            values = _texts(raw[name])
            lower = name in {"Action", "NotAction"}
            found[name] = _unique([value.lower() if lower and isinstance(value, str) else value for value in values])
    for name in ("Principal", "NotPrincipal"):
        if name in raw:
            found[name] = _principal(raw[name])
    if isinstance(raw.get("Condition"), Mapping):
        found["Condition"] = _condition(raw["Condition"])
    return found


def _unique(values: list[Any]) -> list[Any]:
    """Return values in order, each once; as they are, where one is no text and nobody knows what they say."""
    return sorted(set(values)) if all(isinstance(value, str) for value in values) else values


def _principal(raw: Any) -> Any:
    if raw == "*":
        return {"AWS": ["*"]}
    if not isinstance(raw, Mapping):
        return raw
    return {
        kind: _unique([_principal_name(kind, value) for value in _texts(values)])
        for kind, values in sorted(raw.items())
    }


def _principal_name(kind: str, value: Any) -> Any:
    return without_root(value) if kind == "AWS" and isinstance(value, str) else value


def without_root(principal: str) -> str:
    """Return the account of the ARN of its root, for which it stands; another principal as it is."""
    root = _ROOT.fullmatch(principal)
    return root[1] if root else principal


def _condition(raw: Mapping[str, Any]) -> dict[str, Any]:
    # Operators and keys are matched without case; values are texts, booleans and numbers are written as such.
    found: dict[str, Any] = {}
    written = [(operator, key) for operator, keys in raw.items() if isinstance(keys, Mapping) for key in keys]
    if len({(operator.lower(), key.lower()) for operator, key in written}) < len(written):
        return dict(raw)  # one key in two spellings: which of them counts is not known
    for operator, keys in raw.items():
        if not isinstance(keys, Mapping):
            found[operator] = keys
            continue
        entries = found.setdefault(operator.lower(), {})
        for key, values in keys.items():
            entries[key.lower()] = sorted({_condition_value(value) for value in _texts(values)})
    return found


def _condition_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _texts(value: Any) -> list[Any]:
    if not isinstance(value, list):
        return [value]
    return [item if isinstance(item, str | int | float | bool) else _written(item) for item in value]


def _written(value: Any) -> str:
    """Return what is no text, where there should be one, as a text that is no other."""
    return f"\0{json.dumps(value, sort_keys=True, default=str)}"
