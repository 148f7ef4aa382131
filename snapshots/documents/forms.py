"""Which tool a document is of: told by its structure, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.documents.ecs import fits_ecs, read_ecs
from snapshots.documents.flags.appconfig import fits_appconfig, read_appconfig
from snapshots.documents.flags.flagd import fits_flagd, read_flagd
from snapshots.documents.flags.launchdarkly import fits_launchdarkly, read_launchdarkly
from snapshots.documents.flags.unleash import fits_unleash, read_unleash
from snapshots.documents.kubernetes.objects import fits_kubernetes, read_kubernetes
from snapshots.documents.piece import Reading


@dataclass(frozen=True, slots=True)
class Form:
    """A tool's documents: how they are recognised, and how they are read (raises DocumentError)."""

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any]], Reading]


_FORMS = (
    Form("flagd", fits_flagd, read_flagd),
    Form("unleash", fits_unleash, read_unleash),
    Form("launchdarkly", fits_launchdarkly, read_launchdarkly),
    Form("appconfig", fits_appconfig, read_appconfig),
    Form("ecs", fits_ecs, read_ecs),
)


def read_form(value: Any, *, namespace: str, line: int) -> Reading | None:
    """Return what a document of a tool that is known holds, none where it is of another; raises DocumentError.

    `namespace` is that of Kubernetes' objects without one, `line` where the document begins.
    """
    if not isinstance(value, Mapping):
        return None
    if fits_kubernetes(value):
        return read_kubernetes(value, namespace=namespace, line=line)
    form = next((form for form in _FORMS if form.fits(value)), None)
    return None if form is None else form.read(value)


def is_known(value: Any) -> bool:
    """Tell whether a document is unmistakably of a tool that is known."""
    return isinstance(value, Mapping) and (fits_kubernetes(value) or any(form.fits(value) for form in _FORMS))
