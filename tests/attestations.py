"""Attestations made by hand, in the shapes that Witness, in-toto and GitHub write, signed by keys of the tests."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engine.signing.dsse import PAYLOAD_TYPE, pre_authentication

COMMIT = "c0ffee1" + "0" * 33
OTHER = "deadbee" + "0" * 33
WITNESS = "https://witness.dev/attestations/"

Sign = Callable[[bytes], bytes]
P256, P384 = generate_private_key(SECP256R1()), generate_private_key(SECP384R1())
ED25519, RSA = Ed25519PrivateKey.generate(), generate_rsa_key(65537, 2048)
STRANGER = generate_private_key(SECP256R1())


def ecdsa(key: EllipticCurvePrivateKey, digest: SHA256 | SHA384 | None = None) -> Sign:
    """Return what signs with a key on a curve."""
    return lambda data: key.sign(data, ECDSA(digest or SHA256()))


def pss(key: RSAPrivateKey) -> Sign:
    """Return what signs with RSA as Witness does: PSS with the longest salt."""
    return lambda data: key.sign(data, PSS(MGF1(SHA256()), PSS.MAX_LENGTH), SHA256())


def pkcs1(key: RSAPrivateKey) -> Sign:
    """Return what signs with RSA as key services do."""
    return lambda data: key.sign(data, PKCS1v15(), SHA256())


def pem(key: Any) -> bytes:
    """Return the public half of a key."""
    found: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return found


def hexed(body: bytes) -> str:
    """Return the SHA-256 of some bytes in hex."""
    return hashlib.sha256(body).hexdigest()


def statement(predicate_type: str, predicate: Any, *subjects: dict[str, Any], version: str = "v1") -> dict[str, Any]:
    """Return a statement about some subjects."""
    return {
        "_type": f"https://in-toto.io/Statement/{version}",
        "subject": list(subjects),
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def of_tests(body: bytes, name: str = "a.xml", **changes: Any) -> dict[str, Any]:
    """Return a test-result statement about a result file, with the commit as its other subject."""
    predicate = {
        "result": "PASSED",
        "configuration": [{"name": ".github/workflows/ci.yml", "digest": {"gitBlob": "e" * 40}}],
        "url": "https://ci.example/runs/7",
        "passedTests": ["unit"],
        "warnedTests": [],
        "failedTests": [],
        **changes,
    }
    subjects = {"name": name, "digest": {"sha256": hexed(body)}}, {"digest": {"gitCommit": COMMIT}}
    return statement("https://in-toto.io/attestation/test-result/v0.1", predicate, *subjects)


def slsa(body: bytes, name: str = "a.xml", commit: str = COMMIT, **metadata: str) -> dict[str, Any]:
    """Return SLSA provenance as GitHub's attestations hold it."""
    source = {"uri": "git+https://github.com/acme/shop@refs/heads/main", "digest": {"gitCommit": commit}}
    workflow = {"ref": "refs/heads/main", "repository": "https://github.com/acme/shop", "path": ".github/ci.yml"}
    predicate = {
        "buildDefinition": {
            "buildType": "https://actions.github.io/buildtypes/workflow/v1",
            "externalParameters": {"workflow": workflow},
            "resolvedDependencies": [source],
        },
        "runDetails": {
            "builder": {"id": "https://github.com/acme/shop/.github/workflows/ci.yml@refs/heads/main"},
            "metadata": {"invocationId": "https://github.com/acme/shop/actions/runs/7/attempts/1", **metadata},
        },
    }
    return statement("https://slsa.dev/provenance/v1", predicate, {"name": name, "digest": {"sha256": hexed(body)}})


def witness(
    files: dict[str, bytes],
    *,
    commit: str = COMMIT,
    exit_code: int = 0,
    status: dict[str, Any] | None = None,
    command: tuple[str, ...] = ("npx", "jest", "--ci"),
    ended: str = "2026-11-29T10:00:05.5Z",
    variables: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return a collection of Witness about a run that has made some files."""
    times = {"starttime": "2026-11-29T10:00:00.123456789Z", "endtime": ended}
    git = {"gittool": "go-git", "commithash": commit, "author": "Ada", "authoremail": "ada@acme.example"}
    if status:
        git["status"] = status  # type: ignore[assignment]
    digests = {
        name: {"sha256": hexed(body), "gitoid:sha1": "gitoid:blob:sha1:" + "0" * 40} for name, body in files.items()
    }
    products = {name: {"mime_type": "text/xml", "digest": digest} for name, digest in digests.items()}
    run = {"cmd": list(command), "stdout": "ok\n", "exitcode": exit_code}
    environment = {"os": "linux", "hostname": "ci", "username": "ci", "variables": variables or {}}
    attestors = [
        ("environment", environment),
        ("git", git),
        ("material", {"package.json": {"sha256": "1" * 64}}),
        ("command-run", run),
        ("product", products),
    ]
    predicate = {
        "name": "test",
        "attestations": [{"type": f"{WITNESS}{kind}/v0.1", "attestation": told, **times} for kind, told in attestors],
    }
    subjects = [{"name": f"{WITNESS}product/v0.1/file:{name}", "digest": digest} for name, digest in digests.items()]
    email = {
        "name": f"{WITNESS}git/v0.1/authoremail:ada@acme.example",
        "digest": {"sha256": hexed(b"ada@acme.example")},
    }
    kind = "https://witness.testifysec.com/attestation-collection/v0.1"
    return statement(kind, predicate, *subjects, email, version="v0.1")


def sealed(told: dict[str, Any] | bytes, sign: Sign, *, key_id: str = "", **beside: Any) -> bytes:
    """Return a statement in an envelope; `beside` are other members of its signature."""
    payload = told if isinstance(told, bytes) else json.dumps(told).encode()
    made = {"keyid": key_id, "sig": base64.b64encode(sign(pre_authentication(payload))).decode(), **beside}
    envelope = {"payloadType": PAYLOAD_TYPE, "payload": base64.b64encode(payload).decode(), "signatures": [made]}
    return json.dumps(envelope).encode()
