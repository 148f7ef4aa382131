"""What policies can be told: parameters, each a JSON Schema with a description and a default in the METADATA.

    #   params:
    #     days: { type: integer, minimum: 1, default: 90, weaker: lower, description: "the fewest days of logs" }

A rule reads `input.params.days`. `weaker` says which values let more pass than the default does: `lower` or `higher`
ones (`engine.gates.policy.told`), of which a verdict says that they weaken. What the configuration says under
`gates.policy.params` is held against the schema (https://json-schema.org/draft/2020-12) before anything is judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from engine.errors import ConfigError
from engine.jsontext.digest import canonical_json, digest
from engine.model.policy import Policy

if TYPE_CHECKING:
    from jsonschema import ValidationError

KEY = "gates.policy.params"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REFUSED = frozenset({"$ref", "$dynamicRef", "$recursiveRef", "patternProperties"})
_NEEDED = ("type", "default", "description")
_WAYS = ("lower", "higher")
_ALL = "driftgate policy explain"


def find_defect(params: Any, rule: str) -> str | None:
    """Return what is wrong with the parameters that METADATA declares for a rule, as a sentence; none for nothing."""
    if not isinstance(params, Mapping):
        return "params is no mapping of names to JSON Schemas"
    for name, schema in params.items():
        if not _NAME.fullmatch(str(name)):
            return f"params: {name!r} is no name in small letters"
        if not isinstance(schema, Mapping) or not all(field in schema for field in _NEEDED):
            return f"params: {name} lacks one of {', '.join(_NEEDED)}"
        if (problem := _refused(schema, schema["default"])) is not None:
            return f"params: {name}: its default is refused: {problem}"
        if schema.get("weaker", _WAYS[0]) not in _WAYS:
            return f"params: {name}: weaker is one of {', '.join(_WAYS)}"
        if f"input.params.{name}" not in rule:
            return f"params: the rule does not read {name}"
    return None


def with_params(
    policies: Sequence[Policy],
    params: Mapping[str, Mapping[str, Any]],
    where: Callable[[Sequence[str]], str] = lambda _: "",
) -> tuple[Policy, ...]:
    """Return policies as they are told to judge; their digests are those of the rule and of what it is told.

    `params` are values by policy and name, `where` returns the place of one of them as `FILE:LINE:COLUMN: `. What is
    told as it is by default changes nothing. Raises ConfigError for a policy or parameter that is not there, and for a
    value that its schema refuses.
    """
    known = {policy.id: policy for policy in policies}
    for id_, told in params.items():
        if id_ not in known:
            raise ConfigError(
                f"{where((id_,))}{KEY}: there is no policy {id_!r}", hint=_nearest(id_, known, "driftgate policy list")
            )
        for name, value in told.items():
            _check(known[id_], name, value, where((id_, name)))
    return tuple(_told(policy, params[policy.id]) if policy.id in params else policy for policy in policies)


def _check(policy: Policy, name: str, value: Any, place: str) -> None:
    at = f"{place}{KEY}.{policy.id}"
    if not policy.params:
        raise ConfigError(f"{at}: the policy has no parameters", hint=f"remove {policy.id} there")
    if name not in policy.params:
        hint = _nearest(name, policy.params, f"{_ALL} {policy.id}")
        raise ConfigError(f"{at}: there is no parameter {name!r}", hint=hint)
    schema = policy.params[name]
    if (problem := _refused(schema, value)) is not None:
        hint = f"write {name}: {json.dumps(schema['default'])}, or another one that fits: {schema['description']}"
        raise ConfigError(f"{at}.{name}: {problem}", hint=hint)


def _told(policy: Policy, params: Mapping[str, Any]) -> Policy:
    other = {
        name: value
        for name, value in sorted(params.items())
        if canonical_json(value) != canonical_json(policy.params[name]["default"])
    }
    if not other:
        return policy
    return replace(policy, told=other, digest=digest({"policy": policy.digest, "params": other}))


def _refused(schema: Mapping[str, Any], value: Any) -> str | None:
    """Return why a schema refuses a value, none where it does not, and why it is itself none that is looked at.

    Whoever wrote it is not trusted: it leads nowhere else, and its patterns are looked for in linear time.
    """
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415 - a twentieth of a second
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415 - the same
    from jsonschema.validators import extend  # noqa: PLC0415 - the same

    try:
        if (keyword := _leads_away(schema)) is not None:
            return f"{keyword} is not allowed in a parameter: write out what it means"
        canonical_json(schema)
        Draft202012Validator.check_schema(schema, format_checker=FormatChecker(()))
        kind = extend(Draft202012Validator, {"pattern": _unlike})  # type: ignore[no-untyped-call]  # theirs
        errors = sorted(kind(schema).iter_errors(value), key=lambda error: list(map(str, error.path)))
    except SchemaError as error:
        return f"it is no JSON Schema: {error.message}"
    except (TypeError, ValueError, RecursionError):
        return "it is no JSON Schema: it holds what JSON does not, or is nested too deeply"
    return errors[0].message if errors else None


def _leads_away(schema: Any) -> str | None:
    """Return a keyword by which a schema leads elsewhere or looks for names by patterns; none without one."""
    inner = schema.items() if isinstance(schema, Mapping) else enumerate(schema) if isinstance(schema, list) else ()
    told = (name if name in _REFUSED else _leads_away(value) for name, value in inner)
    return next((name for name in told if name is not None), None)


def _unlike(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """Yield an error where a pattern is nowhere in a text, by an engine without backtracking (that of Rust)."""
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415 - as above
    from pydantic_core import SchemaError, SchemaValidator, core_schema  # noqa: PLC0415 - the same
    from pydantic_core import ValidationError as Unlike  # noqa: PLC0415 - the same

    if not isinstance(value, str):
        return
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex")).validate_python(value)
    except SchemaError:
        yield ValidationError(f"the pattern {pattern!r} is none that is found in linear time")
    except Unlike:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _nearest(name: str, known: Iterable[str], verb: str) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"see them with: {verb}"
