"""What controllers keep to go back to: whoever puts something there has `kubectl rollout undo` bring it to life.

What an old template holds nobody can tell. What a controller writes beside it can be checked: it numbers what it makes,
each number once and in the order in which things are made, and calls a ReplicaSet by a hash that stands in its labels:
https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment, and
pkg/controller/deployment/util and pkg/controller/history of https://github.com/kubernetes/kubernetes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

from snapshots.documents.kubernetes.members import as_mapping
from snapshots.documents.piece import Piece

HASH = "pod-template-hash"
_NUMBER, _EARLIER = "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history"
_DIGITS = re.compile(r"[1-9][0-9]{0,17}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")  # as the server writes it: in the order of texts
_MOST_EARLIER = 1_900  # characters; a controller cuts off the first ones before there are 2,000
_LEAST_CUT = 242  # characters of a Deployment's name that always stand in what it makes
_PODS = ("replicas", "readyReplicas", "availableReplicas", "fullyLabeledReplicas")


class History:
    """All objects of one kind that name one owner, which has numbered them up to its `latest`."""

    def __init__(self, owner: Piece, pieces: Iterable[Piece], latest: int) -> None:
        """Look at all of them: a number that two of them have is nobody's."""
        found = tuple(pieces)
        counts = Counter(map(number_of, found))
        self._numbers = frozenset(number for number, count in counts.items() if count == 1 and 0 < number <= latest)
        dated = sorted(
            (piece.created, _first(piece))
            for piece in found
            if self._is_numbered(piece) and _TIME.fullmatch(piece.created) and is_called(owner, piece)
        )
        self._times = [time for time, _ in dated]
        self._firsts = list(accumulate((first for _, first in dated), max))

    def has(self, piece: Piece) -> bool:
        """Tell whether a piece has a number of its own, and one that was free when the server made it."""
        before = bisect_left(self._times, piece.created) if _TIME.fullmatch(piece.created) else 0
        is_free = before == 0 or self._firsts[before - 1] < (_first(piece) or number_of(piece))
        return self._is_numbered(piece) and is_free

    def _is_numbered(self, piece: Piece) -> bool:
        number = number_of(piece)
        return number in self._numbers and _first(piece) <= number  # it only ever gets greater ones


def is_kept(owner: Piece, piece: Piece, history: History) -> bool:
    """Tell whether a ReplicaSet of another template than its Deployment's is one that this has kept."""
    spec = as_mapping(piece.content.get("spec"))
    if spec.get("replicas") != 0 or any(piece.status.get(name) for name in _PODS):
        return False
    name = as_mapping(piece.content.get("labels")).get(HASH)
    labels = as_mapping(as_mapping(as_mapping(spec.get("template")).get("metadata")).get("labels"))
    return (
        is_called(owner, piece)
        and labels.get(HASH) == name
        and spec.get("selector") == _selector(owner, name)
        and history.has(piece)
    )


def is_called(owner: Piece, piece: Piece) -> bool:
    """Tell whether a ReplicaSet has the name of its owner, which may be cut, and the hash that stands in its labels."""
    begin, dash, end = str(piece.name).rpartition("-")
    is_owners = begin == owner.name or (len(begin) >= _LEAST_CUT and str(owner.name).startswith(begin))
    return bool(dash and end) and is_owners and as_mapping(piece.content.get("labels")).get(HASH) == end


def number_of(piece: Piece) -> int:
    """Return the number that a controller has given to an object, or has come to itself; 0 where there is none."""
    told = piece.content.get("revision")
    if piece.kind != "apps/ControllerRevision":
        told = _annotations(piece).get(_NUMBER)
        return int(told) if isinstance(told, str) and _DIGITS.fullmatch(told) else 0
    return told if isinstance(told, int) and told > 0 else 0


def _first(piece: Piece) -> int:
    """Return the number that an object was made with, 0 where it is not known: going back to it gives it another."""
    if piece.kind == "apps/ControllerRevision":  # which does not tell its earlier ones
        return 0
    earlier = _annotations(piece).get(_EARLIER)
    if not isinstance(earlier, str) or not earlier:
        return number_of(piece)
    first = earlier.partition(",")[0]
    return int(first) if len(earlier) < _MOST_EARLIER and _DIGITS.fullmatch(first) else 0


def _annotations(piece: Piece) -> Mapping[str, Any]:
    return as_mapping(piece.content.get("annotations"))


def _selector(owner: Piece, name: Any) -> Mapping[str, Any]:
    """Return by what a ReplicaSet finds its pods: by what its Deployment does, and the hash."""
    selector = as_mapping(as_mapping(owner.content.get("spec")).get("selector"))
    return {**selector, "matchLabels": {**as_mapping(selector.get("matchLabels")), HASH: name}}
