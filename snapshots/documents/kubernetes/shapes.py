"""The form of objects of Kubernetes: which members are known, and what makes two ways of writing them one.

A shape says of the members of an object what the API server says of them: defaults, keys of lists, quantities. It is
applied only where the API has that object; what nobody knows, such as custom resources, stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.model.secret import is_secret_mark
from snapshots.documents.kubernetes.quantities import number, quantity

Object = dict[str, Any]
_NONE: frozenset[str] = frozenset()
# Go leaves out what is empty (`omitempty`): lists and maps, numbers that are 0, texts without letters. Of pointers,
# which tell nothing from empty, only these mean the same (api/core/v1/types.go).
_EMPTY_MAPS = frozenset(
    {
        *("annotations", "binaryData", "data", "hard", "labels", "limits", "matchLabels", "nodeSelector", "overhead"),
        *("parameters", "requests", "resources", "rollingUpdate", "securityContext", "strategy", "updateStrategy"),
        *("affinity", "capabilities", "dnsConfig", "lifecycle", "metadata"),
    }
)
# Maps whose keys and values are people's own: an empty text in one is a value.
MAPS = frozenset(
    {
        *("annotations", "attributes", "binaryData", "data", "labels", "matchLabels", "nodeSelector", "options"),
        *("parameters", "stringData", "volumeAttributes"),
    }
)
_SELECTOR = frozenset({"matchLabels", "matchExpressions"})
_FALSE = frozenset(
    {
        *("globalDefault", "hostIPC", "hostNetwork", "hostPID", "immutable", "manualSelector", "optional"),
        *("paused", "privileged", "publishNotReadyAddresses", "readOnly", "readOnlyRootFilesystem", "runAsNonRoot"),
        *("shareProcessNamespace", "stdin", "stdinOnce", "tty", "setHostnameAsFQDN", "preserveUnknownFields"),
    }
)
_ZERO = frozenset({"hostPort", "initialDelaySeconds", "minReadySeconds"})
_CHOSEN_TEXTS = frozenset({"storageClassName"})  # an empty one is a choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is known of an object's members.

    `defaults` stand where nothing is written. `server` are members that only the server sets, and `raw` ones are taken
    as they are. `keyed` lists are sets of objects, by the members that name each; `members` are the shapes of objects,
    or of the elements of lists. `quantities` are quantities, and `amounts` maps of them; `numbers` are IntOrString.
    `chosen` are members of which false is another thing than nothing. `finish` sets defaults that depend on others.
    """

    defaults: Mapping[str, Any] = field(default_factory=dict)
    server: frozenset[str] = _NONE
    keyed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, Shape] = field(default_factory=dict)
    raw: frozenset[str] = _NONE
    quantities: frozenset[str] = _NONE
    amounts: frozenset[str] = _NONE
    numbers: frozenset[str] = _NONE
    chosen: frozenset[str] = _NONE
    finish: Callable[[Object], Object] | None = None


NOTHING = Shape()


def shaped(value: Any, shape: Shape) -> Any:
    """Return an object in the form that all ways of writing it share; what is no object stays as it is."""
    if isinstance(value, list):
        return [shaped(item, shape) for item in value]
    if not isinstance(value, Mapping) or is_secret_mark(value):
        return value
    found: Object = {}
    for name, item in value.items():
        if name not in shape.server:
            new = _member(name, item, shape)
            if (new is False and name in shape.chosen) or not _is_nothing(name, new):
                found[name] = new
    for name, default in shape.defaults.items():
        found.setdefault(name, default)
    found = found if shape.finish is None else shape.finish(found)
    for name, keys in shape.keyed.items():
        if name in found:
            found[name] = by_key(found[name], keys)
    return found


def _member(name: str, item: Any, shape: Shape) -> Any:
    if name in shape.raw:
        return item
    if isinstance(item, Mapping) and _is_map(name, item) and not is_secret_mark(item):
        server = shape.members.get(name, NOTHING).server
        return {key: value for key, value in item.items() if value is not None and key not in server}
    if name in shape.quantities:
        return quantity(item)
    if name in shape.numbers:
        return number(item)
    if name in shape.amounts and isinstance(item, Mapping):
        return {key: quantity(amount) for key, amount in item.items()}
    return shaped(item, shape.members.get(name, NOTHING))


def _is_map(name: str, item: Mapping[str, Any]) -> bool:
    """Tell whether an object is a map of people's own texts: a selector is one where it is none of labels by rules."""
    return name in MAPS or (name == "selector" and _SELECTOR.isdisjoint(item))


def _is_nothing(name: str, value: Any) -> bool:
    if value is None or value == []:
        return True
    if value == "":
        return name not in _CHOSEN_TEXTS
    if value == {}:
        return name in _EMPTY_MAPS
    return (value is False and name in _FALSE) or (value == 0 and value is not False and name in _ZERO)


def by_key(items: Any, keys: tuple[str, ...]) -> Any:
    """Return a list of objects as a map by what names each of them; the list itself where that names two, or nothing.

    With several keys the first has to be there, and the others are left out where they are not told.
    """
    if not isinstance(items, list) or not all(isinstance(item, Mapping) and keys[0] in item for item in items):
        return items
    found = {"/".join(str(item[key]) for key in keys if key in item): item for item in items}
    return found if len(found) == len(items) else items
