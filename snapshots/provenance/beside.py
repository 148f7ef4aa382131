"""What stands beside results, by its name: sidecars and attestations, none of which is a result."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

SUFFIX = ".driftgate.json"
ATTESTED = (".intoto.jsonl", ".intoto.json", ".att.json", ".sigstore.json")
_BY_DIGEST = re.compile(r"sha256[:-][0-9a-f]{64}\.jsonl")


def is_beside(path: PurePath) -> bool:
    """Tell whether a file is a sidecar or an attestation."""
    return path.name.endswith((SUFFIX, *ATTESTED)) or _BY_DIGEST.fullmatch(path.name) is not None


def sidecar_of(path: Path) -> Path:
    """Return where the sidecar of a result stands."""
    return path.with_name(path.name + SUFFIX)


def attestations_of(path: Path, digest: str) -> Iterator[Path]:
    """Give the attestations that are there for a result with a digest (`sha256:…`)."""
    names = [path.name + suffix for suffix in ATTESTED]
    names += [f"sha256{mark}{digest.removeprefix('sha256:')}.jsonl" for mark in ":-"]
    for file in (path.with_name(name) for name in names):
        if os.path.lexists(file):  # none where the name would be too long
            yield file
