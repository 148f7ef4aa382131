"""The location of documents: a path, and the namespace of objects that name none."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Where a namespace is a label of RFC 1123:
# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
NAMESPACE = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
_WITH_NAMESPACE = re.compile(rf"(?P<path>.+)\?namespace=(?P<namespace>{NAMESPACE.pattern})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DocumentLocation:
    """The path of a file or folder, and the namespace that its objects are in where they name none; empty if none.

    Kubernetes' own namespaced objects are in `default` then, and of other kinds nobody knows whether they are in one.
    """

    path: str
    namespace: str = ""


def parse_location(text: str) -> DocumentLocation:
    """Return what a location says: `PATH` or `PATH?namespace=NAME`."""
    found = _WITH_NAMESPACE.fullmatch(text)
    return DocumentLocation(text) if found is None else DocumentLocation(found["path"], found["namespace"])
