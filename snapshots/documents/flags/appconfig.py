"""Flags of AWS AppConfig: the content of a profile of the type AWS.AppConfig.FeatureFlags, version 1.

https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html. What
`GetLatestConfiguration` gives an application has values alone, and no definitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.errors import empty
from snapshots.documents.flags.contexts import is_person
from snapshots.documents.piece import KEY, Piece, Reading, mapping_of
from snapshots.redaction.marks import Path

_FLAG = "appconfig_flag"
_SERVER = frozenset({"_createdAt", "_updatedAt"})
_VERSION = "1"
_ASKED = re.compile(r"\$([A-Za-z_][\w.\-]*)")  # an attribute of the context, in a rule


def fits_appconfig(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is what such a profile holds."""
    told = document.keys() - {"$schema"}
    pieces = [document.get(name) for name in ("flags", "values")]
    return (
        "version" in told
        and told <= {"version", "flags", "values"}
        and len(told) > 1
        and all(piece is None or isinstance(piece, Mapping) for piece in pieces)
        and document["version"] == _VERSION
    )


def read_appconfig(document: Mapping[str, Any]) -> Reading:
    """Return one piece a flag; raises DocumentError."""
    flags, values = (mapping_of(document.get(name) or {}, name) for name in ("flags", "values"))
    keys = sorted({*flags, *values})
    if not keys:
        raise empty("there is no flag in the document", "check what was exported")
    pieces = [_piece(key, flags.get(key), values.get(key)) for key in keys]
    return Reading(form="appconfig", pieces=tuple(pieces), listed=(_FLAG,))


def _piece(key: str, flag: Any, value: Any) -> Piece:
    definition = None if flag is None else _told(flag, f"the flag {key}")
    told = None if value is None else _told(value, f"the values of the flag {key}")
    content = {KEY: key, "enabled": (told or {}).pop("enabled", None), "value": told, "definition": definition}
    return Piece(
        type=_FLAG, label="flag", name=key, id=f"flag/{key}", content=content, secrets=tuple(_people(told, ("value",)))
    )


def _told(value: Any, what: str) -> dict[str, Any]:
    return {name: item for name, item in mapping_of(value, what).items() if name not in _SERVER}


def _people(value: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of the rules of variants that ask who somebody is."""
    variants = value.get("_variants") if isinstance(value, Mapping) else None
    for index, variant in enumerate(variants if isinstance(variants, list) else ()):
        rule = variant.get("rule") if isinstance(variant, Mapping) else None
        if isinstance(rule, str) and any(map(is_person, _ASKED.findall(rule))):
            yield (*path, "_variants", index, "rule")
