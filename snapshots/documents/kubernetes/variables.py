"""The order of a container's variables, as far as it decides what a value is.

`$(NAME)` in a value is expanded where NAME stands before it. Where it stands behind, it is what `envFrom` or a service
of the namespace says, else stays a text, as does a variable's own name in its value:
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables. Values may be
hidden later, so that this is looked at before, and kept as numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.kubernetes.shapes import Object

_ORDER = "$(env)"  # pairs of numbers: the variable, and one behind it that its value names
_TOLD = "unexpanded"  # no member of a variable: the server drops one that somebody has written
_LEADING = ("spec", "template", "jobTemplate")
_CONTAINERS = ("containers", "ephemeralContainers", "initContainers")


def with_order(content: Mapping[str, Any]) -> Object:
    """Return an object of a kind that is known, whose containers tell which variables name later ones."""
    found = dict(content)
    for name in _LEADING:
        if isinstance(found.get(name), Mapping):
            found[name] = with_order(found[name])
    for name in _CONTAINERS:
        if isinstance(found.get(name), list):
            found[name] = [_ordered(item) if isinstance(item, Mapping) else item for item in found[name]]
    return found


def told_order(container: Object) -> Object:
    """Return a container whose variables say which names their values leave as they are (`unexpanded`)."""
    pairs, variables = container.pop(_ORDER, ()), container.get("env")
    if not isinstance(variables, list):
        return container
    told = defaultdict[int, list[Any]](list)
    for at, later in pairs:
        if later < len(variables):  # the last one may be what a controller has added
            told[at].append(variables[later]["name"])
    for at, names in told.items():
        variables[at][_TOLD] = sorted(names, key=str)  # among themselves they may stand in any order
    return container


def _ordered(container: Mapping[str, Any]) -> Object:
    found = {name: value for name, value in container.items() if name != _ORDER}
    variables = found.get("env")
    if isinstance(variables, list):
        found["env"] = [_without_told(item) if isinstance(item, Mapping) else item for item in variables]
    pairs = list(_later(variables))
    return {**found, _ORDER: pairs} if pairs else found


def _without_told(variable: Mapping[str, Any]) -> Object:
    return {name: value for name, value in variable.items() if name != _TOLD}


def _later(variables: Any) -> Iterator[list[int]]:
    """Yield the numbers of a variable and of each one behind it that its value names."""
    if not isinstance(variables, list):
        return
    names = [item.get("name") if isinstance(item, Mapping) else None for item in variables]
    places = {name: at for at, name in enumerate(names) if isinstance(name, str)}
    if len(places) < len(names):  # of two with one name the list is compared as it is
        return
    for item in variables:
        if item.get("value") == f"$({item['name']})":  # is what its name says without it, before it as behind
            del places[item["name"]]
    for at, item in enumerate(variables):
        value = item.get("value")
        if isinstance(value, str):
            found = {places[name] for name in _references(value) if name in places}
            yield from ([at, later] for later in sorted(found) if later > at)


def _references(text: str) -> Iterator[str]:
    """Yield the names of `$(NAME)`; `$$` is a dollar, as in k8s.io/kubernetes/third_party/forked/golang/expansion."""
    at = text.find("$")
    while at >= 0:
        after = at + 2
        if text.startswith("(", at + 1):
            end = text.find(")", after)
            if end < 0:  # so that nothing behind it is closed either
                return
            yield text[after:end]
            after = end + 1
        at = text.find("$", after)
