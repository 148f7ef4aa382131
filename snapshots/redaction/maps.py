"""Maps and lists whose shape says what they hold: environments, headers, and pairs of a name and a value.

Data. Names stand in lower case with low lines between words, and count in every spelling of programs. A new entry needs
a case in `fixtures/secrets/carriers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Maps of which every value is a secret: environments of functions and containers.
_SECRET_MAPS = (
    *("variables", "environment_variables", "container_environment_variables", "runtime_environment_variables"),
    *("env_vars", "environment_vars", "env_variables"),
)
# The same where a map holds other maps as well.
_ENVIRONMENT_MAPS = ("environment", "env")
# The keys of a value, and those that name it: how lists of settings and environments are written.
_PAIRS = {
    "value": (
        *("name", "key", "header", "parameter", "variable", "property", "option", "setting", "attribute", "field"),
        *("parameter_name", "parameter_key", "option_name", "header_name", "http_header_name", "variable_name"),
        *(
            "property_name",
            "setting_name",
            "attribute_name",
            "field_name",
            "env",
            "env_var",
            "env_name",
            "var",
            "id",
            "path",
        ),
    ),
    "values": ("name", "key", "header_name", "http_header_name", "parameter_name", "parameter_key"),
    "val": ("name", "key", "variable", "parameter", "option", "setting", "property", "var", "k"),
    "v": ("name", "key", "k", "n"),
    "default": ("name", "key", "variable"),
    "default_value": ("name", "key", "parameter_key", "parameter_name"),
    "string_value": ("name", "key"),
    "content": ("path", "filename", "file", "dest", "destination"),
    "readable_value": ("name", "key"),
    **{
        f"{what}_value": (what, f"{what}_name", f"{what}_key")
        for what in ("parameter", "option", "header", "variable", "property", "setting", "attribute", "field", "env")
    },
}
# The keys of a value that is a file, whose name is the end of a path and has no ending: `secret.tf` is code.
FILES = frozenset({"content", "Content", "CONTENT"})
# What in an object under a secret's name only says which secret it is, and where.
DESCRIBES = re.compile(
    r"(?:^|_)(?:names?|ids?|arns?|types?|kind|regions?|user|users|username|login|descriptions?|paths?|modes?|versions?|"
    r"stages?|ur[il]s?|endpoints?|hosts?|hostname|domain|e?mail|issuer|audience|scopes?|format|algorithm|status|state|"
    r"created|updated|expires|at|date|time|fingerprint|thumbprint|digest|checksum|etag|from|ref|reference|file|"
    r"provider|method|policy|roles?|accounts?|groups?|labels?|title|project|tenant|client|resource|image|subnets?)\Z"
)
# What a value is called where its name stands elsewhere.
NEUTRAL = frozenset({"v", "val", "value", "data", "text", "content", "plaintext", "string", "raw", "current", "a"})
# What a list of two may call its second.
_NAME = re.compile(r"[A-Za-z_][A-Za-z_.\-]{1,60}\d?")
_BETWEEN = re.compile(r"[/:]")
# A line of an environment.
VARIABLE = re.compile(r"(?P<name>[A-Za-z_][\w.\-]{0,200}=)(?P<value>.+)", re.DOTALL)


def _spelled(names: Iterable[str]) -> frozenset[str]:
    """Return names as programs write them: db_key, dbKey, DbKey, DB_KEY, db-key, dbkey."""
    found: set[str] = set()
    for name in names:
        words = name.split("_")
        pascal = "".join(word.capitalize() for word in words)
        found |= {name, name.upper(), "-".join(words), "".join(words), pascal, pascal[0].lower() + pascal[1:]}
    return frozenset(found)


SECRET_MAPS = _spelled(_SECRET_MAPS)
ENVIRONMENT_MAPS = _spelled(_ENVIRONMENT_MAPS)
ENVIRONMENTS = ENVIRONMENT_MAPS | SECRET_MAPS | _spelled(("environment_variable", "set_sensitive"))
# Lists of headers that are added on the way, so that one proves where a request comes from.
HEADERS = _spelled(("custom_header", "custom_headers", "origin_custom_header"))
# The keys of a value, in each spelling, and of what names it.
NAMES_OF: Mapping[str, frozenset[str]] = {
    key: _spelled(names) for value, names in _PAIRS.items() for key in _spelled((value,))
}
VALUE_KEYS = frozenset(NAMES_OF)
# The namespaces of settings whose values are an environment (Elastic Beanstalk).
ENVIRONMENT_SPACES = frozenset({"aws:elasticbeanstalk:application:environment"})


def end_of(name: str) -> str:
    """Return what a name says behind the places that it stands in: `token` of `app/prod/token` and of `App:Token`."""
    return _BETWEEN.split(name.rstrip("/"))[-1]


def is_pair(items: Sequence[Any]) -> bool:
    """Tell whether a list is a name and a text."""
    return (
        len(items) == 2
        and items[0].__class__ is str
        and items[1].__class__ is str
        and _NAME.fullmatch(items[0]) is not None
    )
