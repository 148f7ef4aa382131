"""The shipped policies as sources: for the `opa` program, and as a bundle of OPA for a server.

What a run judges by is the compiled pack; these are its sources with the dispatch rule, so that all three ways to
evaluate give the same answers. The revision of the bundle is the digest of its files.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from engine.errors import EvaluatorMissingError
from policies.authoring.catalog import REGO, Pack, PolicySource
from policies.authoring.opa import CANARY_MODULE, dispatch
from policies.own.files import MANIFEST, RegoFiles

_PACKAGE = re.compile(r"^package ([a-z0-9_.]+)$", re.MULTILINE)
_ID = re.compile(r"^#\s+id: ([a-z0-9-]+)$", re.MULTILINE)
_TESTS = "_test.rego"
PREFIX = "driftgate:"
# What the bundle owns below `data`; verdicts that are published stand beside it.
_ROOTS = [f"driftgate/{part}" for part in ("aws", "canary", "lib", "main")]


def pack_files(pack: Pack, folder: Path = REGO) -> RegoFiles:
    """Return the sources of the shipped pack, with the rules that ask them; raises EvaluatorMissingError.

    A pack is loaded only where it is that of the sources beside it (`load_pack`).
    """
    modules = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.rego"))
        if not path.name.endswith(_TESTS)
    }
    known = {policy.id: policy for policy in pack.policies}
    sources = []
    for path, data in modules.items():
        text = data.decode()
        id_, package = _ID.search(text), _PACKAGE.search(text)
        if id_ is not None and package is not None and id_[1] in known:
            sources.append(PolicySource(path=path, package=package[1], policy=known[id_[1]]))
    if len(sources) != len(known):
        raise EvaluatorMissingError("the sources of the Rego pack are not all there", hint="install driftgate again")
    asking = {"main.rego": dispatch(sorted(sources, key=lambda one: one.policy.id)), "canary.rego": CANARY_MODULE}
    files = RegoFiles(name="driftgate", modules={**modules, **{name: text.encode() for name, text in asking.items()}})
    owners = {one.policy.id: one.path for one in sources}
    return replace(files, owners=owners, revision=f"{PREFIX}{files.digest.removeprefix('sha256:')[:32]}")


def pack_bundle(files: RegoFiles) -> bytes:
    """Return the bundle of some files; same files, same bytes."""
    manifest = {"revision": files.revision, "roots": _ROOTS, "rego_version": 1}
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, data in _members(files.modules, manifest):
            member = tarfile.TarInfo(f"/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def _members(modules: Mapping[str, bytes], manifest: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    yield MANIFEST, json.dumps(manifest, sort_keys=True).encode()
    yield from sorted(modules.items())
