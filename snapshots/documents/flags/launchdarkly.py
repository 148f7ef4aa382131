"""Flags of LaunchDarkly: GET /api/v2/flags/PROJECT?env=ENVIRONMENT&summary=0, or one flag.

https://launchdarkly.com/docs/api/feature-flags. A flag is one resource with what the project says of it, and one for
each environment in the answer; the only environment of an answer is called `environment`, so that two answers can be
compared whatever their environments are called. Without `summary=0` an answer lacks targets and rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.errors import cut, empty, unsupported
from snapshots.documents.flags.contexts import is_person, texts_below
from snapshots.documents.piece import KEY, Piece, Reading, check_unique, list_of, mapping_of, text_of
from snapshots.redaction.marks import Path

_FLAG = "launchdarkly_flag"
_IN_ENVIRONMENT = "launchdarkly_flag_environment"
_OF_FLAG = (
    *("name", "kind", "description", "variations", "variationJsonSchema", "defaults", "temporary", "archived"),
    *("deprecated", "tags", "clientSideAvailability", "includeInSnippet", "customProperties", "maintainerId"),
)
_OF_ENVIRONMENT = (
    *("on", "archived", "targets", "contextTargets", "rules", "fallthrough", "offVariation", "prerequisites"),
    *("trackEvents", "trackEventsFallthrough"),
)
# What the server sets, at every depth: ids, links, versions, dates, and the salt of its percentages.
_SERVER = frozenset(
    {
        *("creationDate", "lastModified", "version", "salt", "sel", "site", "access", "environmentName", "ref"),
        *("debugEventsUntilDate", "archivedDate", "deprecatedDate", "goalIds", "experiments", "maintainerTeamKey"),
    }
)
_CALLED = {"tags": "labels"}  # `tags` are pairs of a name and a text everywhere else


def fits_launchdarkly(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is an answer of LaunchDarkly about flags."""
    items = document.get("items")
    if isinstance(items, list) and "_links" in document:
        return all(map(_is_flag, items)) and (bool(items) or "/flags/" in str(document["_links"]))
    return _is_flag(document)


def _is_flag(item: Any) -> bool:
    return isinstance(item, Mapping) and {"key", "variations", "_version"} <= item.keys()


def read_launchdarkly(document: Mapping[str, Any]) -> Reading:
    """Return the pieces of an answer; raises DocumentError."""
    is_list = "items" in document
    flags = list_of(document.get("items"), "items") if is_list else [document]
    if not flags:
        raise empty("there is no flag in the answer", "check what was asked for")
    total, links = document.get("totalCount"), document.get("_links")
    has_more = is_list and isinstance(links, Mapping) and "next" in links
    if has_more or (isinstance(total, int) and total > len(flags)):
        more = f" of {total}" if isinstance(total, int) else ""
        raise cut(f"the answer has {len(flags)} flags{more}: it is one page", "ask for all: limit and offset")
    environments = {name for flag in flags for name in mapping_of(flag.get("environments") or {}, "environments")}
    if not environments:
        raise unsupported("the answer has no environment: whether flags are on is not in it", "ask with env=KEY")
    pieces = [piece for flag in flags for piece in _pieces(flag, is_one=len(environments) == 1)]
    check_unique(pieces, "answer")
    return Reading(form="launchdarkly", pieces=tuple(pieces), listed=(_FLAG, _IN_ENVIRONMENT), alone=not is_list)


def _pieces(flag: Mapping[str, Any], *, is_one: bool) -> Iterator[Piece]:
    key = text_of(flag.get("key"), "the key of a flag")
    told = {name: value for name, value in flag.items() if name not in {"key", "environments"}}
    yield Piece(type=_FLAG, label="flag", name=key, id=f"flag/{key}", content={KEY: key, **_content(told, _OF_FLAG)})
    for name, environment in (flag.get("environments") or {}).items():
        entry = mapping_of(environment, "an environment")
        if "rules" not in entry or "targets" not in entry:
            raise unsupported(f"the flag {key} is told without its targets and rules", "ask with summary=0")
        content = {KEY: key, **_content(entry, _OF_ENVIRONMENT)}
        called = "environment" if is_one else _label(name)
        yield Piece(
            type=_IN_ENVIRONMENT,
            label=called,
            name=key,
            id=f"{called}/{key}",
            content=content,
            secrets=tuple(_people(content)),
        )


def _label(name: str) -> str:
    if set(name) & set('.[]"'):
        raise unsupported("the key of an environment holds a dot or bracket", "export one environment at a time")
    return name


def _content(told: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    found = {_CALLED.get(name, name): _without_server(told.get(name)) for name in names}
    others = {name: value for name, value in _without_server(told).items() if name not in names}
    return {**found, "other": others or None}


def _without_server(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_server(item) for item in value]
    if isinstance(value, Mapping):
        is_variation = "value" in value  # which may be an object of the customer's own
        return {
            name: item if is_variation and name == "value" else _without_server(item)
            for name, item in value.items()
            if not name.startswith("_") and name not in _SERVER
        }
    return value


def _people(content: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the paths of what says who somebody is: single targets, and clauses about people."""
    for name in ("targets", "contextTargets"):
        for index, target in enumerate(content.get(name) or ()):
            if isinstance(target, Mapping):
                yield from texts_below(target.get("values"), (name, index, "values"))
    for at, rule in enumerate(content.get("rules") or ()):
        clauses = rule.get("clauses") if isinstance(rule, Mapping) else None
        for index, clause in enumerate(clauses or ()):
            if isinstance(clause, Mapping) and is_person(clause.get("attribute")):
                yield from texts_below(clause.get("values"), ("rules", at, "clauses", index, "values"))
