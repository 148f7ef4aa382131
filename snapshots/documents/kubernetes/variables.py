"""The order of a container's variables, as far as it decides what a value is.

`$(NAME)` in a value is expanded where NAME stands before it, and stays a text where it stands behind:
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables. Values may be
hidden later, so that this is looked at before, and kept as numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snapshots.documents.kubernetes.shapes import Object

_ORDER = "$(env)"  # pairs of numbers: the variable, and one behind it that its value names
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
    for at, later in pairs:
        if later < len(variables):  # the last one may be what a controller has added
            variables[at].setdefault("unexpanded", []).append(variables[later]["name"])
    return container


def _ordered(container: Mapping[str, Any]) -> Object:
    found = {name: value for name, value in container.items() if name != _ORDER}
    pairs = list(_later(container.get("env")))
    return {**found, _ORDER: pairs} if pairs else found


def _later(variables: Any) -> Iterator[list[int]]:
    """Yield the numbers of a variable and of each one behind it that its value names."""
    if not isinstance(variables, list):
        return
    names = [item.get("name") if isinstance(item, Mapping) else None for item in variables]
    places = {name: at for at, name in enumerate(names) if isinstance(name, str)}
    if len(places) < len(names):  # of two with one name the list is compared as it is
        return
    for at, item in enumerate(variables):
        value = item.get("value")
        if isinstance(value, str):
            found = {places[name] for name in _references(value) if name in places}
            yield from ([at, later] for later in sorted(found) if later > at)


def _references(text: str) -> Iterator[str]:
    """Yield the names of `$(NAME)`; `$$` is a dollar, as in k8s.io/kubernetes/third_party/forked/golang/expansion."""
    at = text.find("$")
    while at >= 0:
        end = text.find(")", at + 2)
        if end < 0:
            return
        is_reference = text.startswith("(", at + 1)
        if is_reference:
            yield text[at + 2 : end]
        at = text.find("$", end + 1 if is_reference else at + 2)
