"""Signatures of bundles (https://www.openpolicyagent.org/docs/management-bundles#signing), verified by OPA itself.

Whoever configures a key wants every bundle signed by it: one without a signature is refused like one of another key.
Which algorithm is meant follows from the key, never from the bundle: else the text of a public key would be the secret
of a signature that anybody can make.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from policies.own.checking import OLD, RegoProgram
from policies.own.files import RegoFiles, read_files

_MOST = 65_536  # bytes of a key
# Object identifiers in a SubjectPublicKeyInfo: https://www.rfc-editor.org/rfc/rfc3279#section-2.3.
_RSA = bytes.fromhex("2a864886f70d010101")
_CURVES = {
    bytes.fromhex("2a8648ce3d030107"): frozenset({"ES256"}),
    bytes.fromhex("2b81040022"): frozenset({"ES384"}),
    bytes.fromhex("2b81040023"): frozenset({"ES512"}),
}
_RSA_KINDS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})


def verify(files: RegoFiles, key: Path | None, program: RegoProgram) -> RegoFiles:
    """Return a bundle as OPA read it when it verified it, and what needs no signature as it is.

    Raises ConfigError for what the key did not sign, and for a signed bundle where no key is configured.
    """
    name = files.name
    if key is None:
        if files.signatures:
            raise ConfigError(
                f"{name}: the bundle is signed, and no key is configured",
                hint="name its public key: rego-key: FILE.pem",
            )
        return files
    if not files.signatures:
        raise ConfigError(
            f"{name}: the bundle has no .signatures.json, and rego-key wants every bundle signed",
            hint="opa build --bundle FOLDER --signing-key KEY.pem -o bundle.tar.gz",
        )
    pem = _key(key)
    header, payload = _parts(files)
    kind = str(header.get("alg"))
    if kind not in _kinds(pem, key):
        raise ConfigError(f"{name}: the bundle is signed by {kind}, and rego-key is no key of that", hint=_resign(pem))
    with tempfile.TemporaryDirectory(prefix="driftgate-rego-") as folder:
        root = Path(folder)
        (root / "bundle.tar.gz").write_bytes(files.raw)
        (root / "key.pem").write_bytes(pem)
        read = _ask(program, root, files, kind, str(payload.get("keyid") or header.get("kid") or "default"))
    _check_files(files, payload)
    # OPA signs data by their values and merges them: what it read is what was signed, whatever else the archive holds.
    return replace(files, data=read.data, revision=read.revision)


def _ask(program: RegoProgram, root: Path, files: RegoFiles, kind: str, id_: str) -> RegoFiles:
    """Let OPA verify a bundle, and return what it read; raises ConfigError with its words."""
    command = [
        "build", "--bundle", "bundle.tar.gz", "--verification-key", "key.pem", "--signing-alg", kind,
        f"--verification-key-id={id_}", "--output", "out.tar.gz",
    ]  # fmt: skip
    told = program.run(*command, cwd=root)
    if told.returncode != 0 and b"rego_parse_error" in told.stderr:
        told = program.run(*command, OLD, cwd=root)
    if told.returncode != 0:
        words = told.stderr.decode(errors="replace").strip().splitlines()[-1:]
        said = "".join(words).rpartition("bundle.tar.gz: ")[2]
        raise ConfigError(
            f"{files.name}: the signature of the bundle is not that of rego-key: {said}",
            hint="take the bundle from where it was signed, or name the key of who signed it",
        )
    return read_files(root / "out.tar.gz", files.name)


def _check_files(files: RegoFiles, payload: Mapping[str, Any]) -> None:
    """Hold every module that was read against what was signed: two readers of an archive may read it differently."""
    signed = {
        str(entry.get("name")).lstrip("/"): str(entry.get("hash"))
        for entry in payload.get("files", ())
        if isinstance(entry, Mapping) and entry.get("algorithm", "SHA-256") == "SHA-256"
    }
    for path, text in files.modules.items():
        if signed.get(path) != hashlib.sha256(text).hexdigest():
            raise ConfigError(
                f"{files.name}/{path}: it is not what was signed", hint="take the bundle from where it was signed"
            )


def _key(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        raise ConfigError(f"rego-key: {path.name} cannot be read: {error.strerror}", hint="correct the path") from error


def _kinds(pem: bytes, path: Path) -> frozenset[str]:
    """Return the algorithms of a public key in PEM."""
    lines = [line for line in pem.splitlines() if not line.startswith(b"-----")]
    try:
        der = base64.b64decode(b"".join(lines), validate=True) if b"BEGIN PUBLIC KEY" in pem else b""
    except binascii.Error:
        der = b""
    found = _RSA_KINDS if _RSA in der[:64] else next((kinds for id_, kinds in _CURVES.items() if id_ in der[:64]), None)
    if found is None:
        raise ConfigError(
            f"rego-key: {path.name} is no public key of RSA or ECDSA in PEM",
            hint="openssl pkey -in KEY.pem -pubout -out PUBLIC.pem",
        )
    return found


def _resign(pem: bytes) -> str:
    kind = "RS256" if _RSA in base64.b64decode(b"".join(pem.splitlines()[1:-1]))[:64] else "ES256"
    return f"opa build --bundle FOLDER --signing-key KEY.pem --signing-alg {kind} -o bundle.tar.gz"


def _parts(files: RegoFiles) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the header and the payload of the signature of a bundle, as they are: nothing of it is believed yet."""
    try:
        (token,) = json.loads(files.signatures)["signatures"]
        header, payload = (json.loads(base64.urlsafe_b64decode(part + "===")) for part in token.split(".")[:2])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"{files.name}: .signatures.json does not hold one signature", hint="sign the bundle again: opa sign"
        ) from error
    if not isinstance(header, Mapping) or not isinstance(payload, Mapping):
        raise ConfigError(f"{files.name}: .signatures.json holds no signature", hint="sign the bundle again: opa sign")
    return header, payload
