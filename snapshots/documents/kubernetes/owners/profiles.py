"""Profiles that annotations give to containers: the API writes these beside the members that say the same.

From 1.30 on a pod with the annotation gets the member, and one with the member the annotation; so it was with seccomp
from 1.19 to 1.26: pkg/registry/core/pod/strategy.go of https://github.com/kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snapshots.documents.kubernetes.members import as_items, as_mapping

_APPARMOR, _SECCOMP = "container.apparmor.security.beta.kubernetes.io/", "seccomp.security.alpha.kubernetes.io/pod"
_KINDS = ("containers", "initContainers", "ephemeralContainers")
_LOCAL = "localhost/"
_TYPES = {"runtime/default": "RuntimeDefault", "unconfined": "Unconfined"}


def confined(spec: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the spec of a pod, or of a template, in which containers have the profiles of its annotations."""
    notes = as_mapping(metadata.get("annotations"))
    found, above = dict(spec), _profile(spec, "appArmorProfile")
    for kind in _KINDS if any(name.startswith(_APPARMOR) for name in notes) else ():
        if kind in found:
            found[kind] = [_confined(one, _member(notes.get(_name(one))), above) for one in as_items(found[kind])]
    return found


def is_told(name: str, value: Any, spec: Mapping[str, Any]) -> bool:
    """Tell whether an annotation of a pod says no other profile than its spec, once it is confined."""
    told = _member(value)
    if told is None:
        return False
    if name == _SECCOMP:
        return bool(_profile(spec, "seccompProfile") == told)
    found = [one for kind in _KINDS for one in as_items(spec.get(kind)) if _name(one) == name]
    above = _profile(spec, "appArmorProfile")
    return bool(found) and all((_profile(one, "appArmorProfile") or above) in (None, told) for one in found)


def _confined(container: Mapping[str, Any], told: Any, above: Any) -> Mapping[str, Any]:
    if told in (None, above) or _profile(container, "appArmorProfile") is not None:
        return container
    return {**container, "securityContext": {**as_mapping(container.get("securityContext")), "appArmorProfile": told}}


def _name(container: Mapping[str, Any]) -> str:
    return f"{_APPARMOR}{container.get('name')}"


def _profile(of: Mapping[str, Any], name: str) -> Any:
    return as_mapping(of.get("securityContext")).get(name)


def _member(text: Any) -> dict[str, str] | None:
    """Return the member that says what an annotation does, none where it says nothing that the API knows."""
    if not isinstance(text, str):
        return None
    if text in _TYPES:
        return {"type": _TYPES[text]}
    local = text.removeprefix(_LOCAL)
    return {"type": "Localhost", "localhostProfile": local} if text.startswith(_LOCAL) and local else None
