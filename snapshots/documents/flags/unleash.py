"""Flags that Unleash exports: POST /api/admin/features-batch/export, for one environment.

Its form is that of `exportResultSchema` (https://github.com/Unleash/unleash, src/lib/openapi/spec, version 7). Ids of
strategies and their order numbers are made by the server; segments are named by numbers that only one instance knows,
and stand here by their names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.errors import empty, unparsable, unsupported
from snapshots.documents.flags.contexts import is_person, texts_below
from snapshots.documents.piece import KEY, Piece, Reading, check_unique, list_of, mapping_of, text_of
from snapshots.redaction.marks import Path

_FLAG = "unleash_flag"
_REQUIRED = frozenset({"features", "featureStrategies", "tagTypes"})
_OF_FLAG = ("type", "project", "description", "stale", "impressionData", "archived")
_SERVER = frozenset({"id", "featureName", "sortOrder", "environment", "projectId", "createdAt", "strategyName"})
_SERVER_OF_FLAG = frozenset({"name", "createdAt", "lastSeenAt", "archivedAt", "createdByUserId", "environments"})


def fits_unleash(document: Mapping[str, Any]) -> bool:
    """Tell whether a document has what every export has."""
    return document.keys() >= _REQUIRED and isinstance(document["features"], list)


def read_unleash(document: Mapping[str, Any]) -> Reading:
    """Return one piece a flag, and one a context field; raises DocumentError."""
    features = [mapping_of(item, "a feature") for item in document["features"]]
    if not features:
        raise empty("there is no flag in the export", "check what was exported")
    by_flag = _Members(document)
    pieces = [by_flag.piece(feature) for feature in features]
    for field in list_of(document.get("contextFields"), "contextFields"):
        content = {name: value for name, value in mapping_of(field, "a context field").items() if name != "createdAt"}
        name = text_of(content.get("name"), "the name of a context field")
        values = texts_below(content.get("legalValues"), ("legalValues",)) if is_person(name) else ()
        pieces.append(
            Piece(
                type="unleash_context_field",
                label="field",
                name=name,
                id=f"field/{name}",
                content=content,
                secrets=tuple(values),
            )
        )
    check_unique(pieces, "export")
    return Reading(form="unleash", pieces=tuple(pieces), listed=(_FLAG, "unleash_context_field"))


class _Members:
    """What an export says of flags in its lists, by their names."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._strategies = _by_flag(document, "featureStrategies")
        self._environments = _by_flag(document, "featureEnvironments")
        self._tags = _by_flag(document, "featureTags")
        self._depends = _by_flag(document, "dependencies", "feature")
        self._links = _by_flag(document, "links", "feature")
        segments = [mapping_of(item, "a segment") for item in list_of(document.get("segments"), "segments")]
        self._segments = {item.get("id"): item.get("name") for item in segments}

    def piece(self, feature: Mapping[str, Any]) -> Piece:
        name = text_of(feature.get("name"), "the name of a feature")
        found = self._environments.get(name, [])
        if not found:
            raise unsupported(f"whether the flag {name} is on is not in the export", "export an environment")
        if len(found) > 1:
            raise unsupported(f"the flag {name} is in {len(found)} environments", "export one environment at a time")
        environment = found[0]
        content = {KEY: name, **{key: feature.get(key) for key in _OF_FLAG}}
        more = {key: value for key, value in feature.items() if key not in {*_OF_FLAG, *_SERVER_OF_FLAG}}
        content |= {
            "enabled": environment.get("enabled"),
            "variants": environment.get("variants") or feature.get("variants") or [],
            "strategies": [self._strategy(one) for one in _in_order(self._strategies.get(name, []))],
            "labels": sorted(f"{one.get('tagType')}:{one.get('tagValue')}" for one in self._tags.get(name, [])),
            "dependencies": [one.get("dependencies") for one in self._depends.get(name, [])],
            "links": [_without_ids(one.get("links")) for one in self._links.get(name, [])],
            "other": {key: value for key, value in more.items() if key != "variants"} or None,
        }
        return Piece(
            type=_FLAG, label="flag", name=name, id=f"flag/{name}", content=content, secrets=tuple(_people(content))
        )

    def _strategy(self, strategy: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: value for name, value in strategy.items() if name not in _SERVER}
        segments = list_of(strategy.get("segments"), "segments of a strategy")
        if any(segment not in self._segments for segment in segments):
            raise unparsable("a strategy names a segment that the export does not have", "export it again")
        found["segments"] = sorted(str(self._segments[segment]) for segment in segments)
        return found


def _by_flag(document: Mapping[str, Any], name: str, key: str = "featureName") -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in list_of(document.get(name), name):
        entry = mapping_of(item, f"an entry of {name}")
        found[text_of(entry.get(key), f"{key} of an entry of {name}")].append(entry)
    return found


def _in_order(strategies: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    def place(one: Mapping[str, Any]) -> float:
        number = one.get("sortOrder")
        return float(number) if isinstance(number, int | float) else 0.0

    return sorted(strategies, key=place)


def _without_ids(links: Any) -> Any:
    if not isinstance(links, list):
        return links
    return [{k: v for k, v in link.items() if k != "id"} if isinstance(link, Mapping) else link for link in links]


def _people(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of the values that say who somebody is: of constraints, overrides and lists of ids."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _people(item, (*path, index))
    elif isinstance(value, Mapping):
        asks = is_person(value.get("contextName"))
        for name, item in value.items():
            is_list = name in {"userIds", "IPs", "hostNames"}  # of the strategies userWithId, remoteAddress and hosts
            if (asks and name in {"value", "values"}) or (is_list and isinstance(item, str)):
                yield from texts_below(item, (*path, name))
            else:
                yield from _people(item, (*path, name))
