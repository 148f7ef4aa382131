"""Objects of Kubernetes as manifests have them and `kubectl get -o json` or `-o yaml` prints them.

A resource is an object: its type is made of its group and kind, and it is known by its namespace and name, whatever the
version of its API. `kubectl get` prints a `List`; the API itself prints a list of one kind (`DeploymentList`), whose
items name no kind. Neither is whole where it says how to go on: https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from snapshots.documents.errors import cut, empty, unparsable, unsupported
from snapshots.documents.kubernetes.deletion import grace_of, of_deletion
from snapshots.documents.kubernetes.kinds import KINDS, Kind
from snapshots.documents.kubernetes.members import as_mapping
from snapshots.documents.kubernetes.normal import BESIDE, OF_METADATA, normal
from snapshots.documents.kubernetes.owners.made import claim_of
from snapshots.documents.kubernetes.owners.own import is_own
from snapshots.documents.kubernetes.variables import with_order
from snapshots.documents.location import NAMESPACE
from snapshots.documents.piece import Owner, Piece, Reading, check_unique, list_of, mapping_of, text_of

CLUSTER = "cluster"  # the label of what lies in no namespace
_GROUP = re.compile(r"[a-z0-9]([a-z0-9.\-]{0,251}[a-z0-9])?|")
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9]{0,251}")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_DEFAULT = "default"
_UNKNOWN = Kind()
_SECRETS = ("data", "stringData")
# Documents of the same form that are no objects of a cluster, and what to give instead.
_NO_OBJECTS = {
    ("", "Status"): ("the API answered with an error", "ask again: kubectl get -o json"),
    ("meta.k8s.io", "Table"): ("a table for people is no list of objects", "give kubectl get -o json"),
    ("kustomize.config.k8s.io", "Kustomization"): (
        "a kustomization says how objects are made, and is none",
        "give what it makes: kubectl kustomize FOLDER",
    ),
    ("kustomize.config.k8s.io", "Component"): (
        "a component of a kustomization is no object",
        "give what it makes: kubectl kustomize FOLDER",
    ),
}


def fits_kubernetes(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is an object or a list of Kubernetes, or what its API says instead.

    What has a version and a kind and no metadata is a file of one of its programs, such as a kubeconfig.
    """
    version, kind = document.get("apiVersion"), document.get("kind")
    if not isinstance(version, str) or not isinstance(kind, str):
        return False
    return "metadata" in document or _is_list(document) or (version.rpartition("/")[0], kind) in _NO_OBJECTS


def read_kubernetes(document: Mapping[str, Any], *, namespace: str, line: int) -> Reading:
    """Return one piece an object; `namespace` is that of objects that name none. Raises DocumentError."""
    if not _is_list(document):
        piece = _piece(document, namespace=namespace, line=line)
        return Reading(form="kubernetes", pieces=(piece,), alone=True)
    _check_whole(document)
    group, of = _group(document), document["kind"].removesuffix("List")
    items = list(_items(document, of))
    if not items and not of:
        raise empty("the list of Kubernetes is empty", "check the namespace and the kinds that were asked for")
    pieces = tuple(_piece(item, namespace=namespace, line=0) for item in items)
    check_unique(pieces, "list")
    listed = {piece.type for piece in pieces} | ({type_of(group, of)} if of else set())
    return Reading(form="kubernetes", pieces=pieces, listed=tuple(sorted(listed)))


def _is_list(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get("items"), list) and document["kind"].endswith("List")


def type_of(group: str, kind: str) -> str:
    """Return the type of objects of a group and kind: `k8s_apps_deployment`, `k8s_config_map`."""
    words = "_".join(_WORDS.split(kind)).lower()
    short = _OTHER.sub("_", group.removesuffix(".k8s.io")).strip("_")
    return f"k8s_{short}_{words}" if short else f"k8s_{words}"


def _check_whole(document: Mapping[str, Any]) -> None:
    metadata = mapping_of(document.get("metadata") or {}, "the metadata of the list")
    if metadata.get("continue") or metadata.get("remainingItemCount"):
        left = metadata.get("remainingItemCount")
        more = f", {left} more are not in it" if isinstance(left, int) else ""
        raise cut(f"the list is one page of several{more}", "ask for all at once: kubectl get --chunk-size=0")


def _items(document: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    for item in list_of(document["items"], "items"):
        found = mapping_of(item, "an item of the list")
        told = {"apiVersion": document["apiVersion"], "kind": kind} if kind else {}
        yield {**told, **found}


def _group(document: Mapping[str, Any]) -> str:
    version = text_of(document.get("apiVersion"), "the apiVersion of an object")
    group = version.rpartition("/")[0]
    if not _GROUP.fullmatch(group):
        raise unparsable("the apiVersion of an object is none")
    return group


def _piece(document: Mapping[str, Any], *, namespace: str, line: int) -> Piece:
    group, kind = _group(document), text_of(document.get("kind"), "the kind of an object")
    if (group, kind) in _NO_OBJECTS:
        raise unsupported(*_NO_OBJECTS[group, kind])
    if not _KIND.fullmatch(kind):
        raise unparsable("the kind of an object is none")
    metadata = mapping_of(document.get("metadata"), f"the metadata of a {kind}")
    if "name" not in metadata and "generateName" in metadata:
        raise unsupported(f"a {kind} has a name that only the server makes", "give what is there: kubectl get -o json")
    name = text_of(metadata.get("name"), f"the name of a {kind}")
    known = KINDS.get((group, kind), _UNKNOWN)
    place = _namespace(metadata, namespace, known, is_known=(group, kind) in KINDS)
    called = f"{group}/{kind}" if group else kind
    uid, created = (str(metadata.get(name) or "") for name in ("uid", "creationTimestamp"))
    return Piece(
        type=type_of(group, kind),
        label=place or CLUSTER,
        name=name,
        id="/".join(filter(None, (called, place, name))),
        content={**_content(document, metadata, kind, known), **of_deletion(metadata)},
        form=partial(normal, kind=kind, known=known),
        kind=called,
        uid=uid,
        controller=_controller(metadata),
        own=is_own(called, place, name, document),
        claim=claim_of(called, document),
        created=created,
        grace=grace_of(metadata),
        status=as_mapping(document.get("status")),
        line=line,
    )


def _namespace(metadata: Mapping[str, Any], default: str, known: Kind, *, is_known: bool) -> str:
    """Return the namespace of an object, empty where it lies in none.

    Of a kind that nobody knows it is what is written, or given: it may lie in none.
    """
    told = metadata.get("namespace")
    if known.cluster:
        return ""
    place = (default or (_DEFAULT if is_known else "")) if told in (None, "") else told
    if place == "":
        return ""
    if not isinstance(place, str) or not NAMESPACE.fullmatch(place):
        raise unparsable("the namespace of an object is none")
    return place


def _controller(metadata: Mapping[str, Any]) -> Owner | None:
    for owner in list_of(metadata.get("ownerReferences"), "ownerReferences"):
        told = mapping_of(owner, "an owner reference")
        if told.get("controller") is True:
            group = str(told.get("apiVersion", "")).rpartition("/")[0]
            kind = f"{group}/{told.get('kind')}" if group else str(told.get("kind"))
            return Owner(kind=kind, name=str(told.get("name")), uid=str(told.get("uid")))
    return None


def _content(document: Mapping[str, Any], metadata: Mapping[str, Any], kind: str, known: Kind) -> dict[str, Any]:
    """Return what of an object is redacted: all but its status, and of its metadata labels and annotations."""
    beside = {name: document[name] for name in (*OF_METADATA, BESIDE) if name in document}
    found = {name: value for name, value in document.items() if name not in {"status", "metadata", *beside}}
    found[BESIDE] = beside
    found |= {name: metadata.get(name) for name in ("name", "labels", "annotations")}
    if kind == "Secret" and isinstance(found.get("stringData"), Mapping):
        found["data"] = {**(found.get("data") or {}), **_encoded(found.pop("stringData"))}
    return found if known.shape is None else with_order(found)


def _encoded(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return texts as the API keeps them: the same secret is the same, in whichever of the two it was written."""
    return {
        name: base64.b64encode(text.encode("utf-8", "surrogatepass")).decode() if isinstance(text, str) else text
        for name, text in texts.items()
    }
