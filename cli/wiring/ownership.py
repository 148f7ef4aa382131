"""Which driftgate this is, and whether our package names are ours alone: other code could make our verdicts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import metadata

from engine.errors import EngineError

DISTRIBUTION = "driftgate"
PACKAGES = ("engine", "snapshots", "policies", "cli")
# A folder, a module or an extension of one of these names at the beginning of a line; a name with a comma is quoted.
_OURS = re.compile(rf'^"?(?:\./)*({"|".join(PACKAGES)})[/.]', re.MULTILINE)


def check_ownership() -> None:
    """Refuse to work when another distribution ships one of our packages; raises EngineError naming it.

    An editable checkout is no distribution that ships them, and is fine.
    """
    found = set(_shipped())
    for package in PACKAGES:
        others = sorted(name for shipped, name in found if shipped == package and name != DISTRIBUTION)
        if others:
            raise EngineError(
                f"the package {package!r} belongs to {', '.join(others)} as well",
                hint="install driftgate in an environment of its own: uv tool install driftgate",
            )


def _shipped() -> Iterator[tuple[str, str]]:
    """Yield each of our package names with each distribution that ships it.

    Every installed distribution is asked, in what it declares and in the list of its files. Both are searched as texts:
    parsing them and all metadata, as `importlib.metadata.packages_distributions` does, takes ten times as long.
    """
    for distribution in metadata.distributions():
        listed = distribution.read_text("RECORD")
        if listed is None:
            listed = "\n".join(map(str, distribution.files or ()))
        declared = (distribution.read_text("top_level.txt") or "").split()
        for package in {*declared, *_OURS.findall(listed)} & {*PACKAGES}:
            yield package, distribution.metadata["Name"]


def installed_from() -> str:
    """Return the requirement (PEP 508) that installs this driftgate elsewhere; empty where only this machine has it.

    What was installed from an address or a commit says so (PEP 610); else it is the version of the package index.
    """
    return requirement_of(version(), metadata.distribution(DISTRIBUTION).read_text("direct_url.json"))


def requirement_of(number: str, direct_url: str | None) -> str:
    """Return the requirement of a version that came from an index, or from where `direct_url` (PEP 610) says."""
    if direct_url is None:
        return f"{DISTRIBUTION}=={number}"
    origin = json.loads(direct_url)
    url, commit = str(origin["url"]), origin.get("vcs_info", {}).get("commit_id")
    if commit:
        return f"{DISTRIBUTION} @ git+{url}@{commit}"
    hashes = origin.get("archive_info", {}).get("hashes", {})
    digest = f"#sha256={hashes['sha256']}" if "sha256" in hashes else ""
    return f"{DISTRIBUTION} @ {url}{digest}" if url.startswith("https://") else ""


def version() -> str:
    """Return the version of driftgate."""
    return metadata.version(DISTRIBUTION)
