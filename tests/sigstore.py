"""A Sigstore of our own: an authority, a log of certificates, a log of signatures, and bundles as GitHub has them."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.attestations import COMMIT, ecdsa, sealed

SIGNED_AT = datetime(2026, 11, 29, 10, 10, tzinfo=UTC)
WORKFLOW = "https://github.com/acme/shop/.github/workflows/ci.yml@refs/heads/main"
REPOSITORY = "https://github.com/acme/shop"
ISSUER = "https://token.actions.githubusercontent.com"
_SCT = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_FULCIO = "1.3.6.1.4.1.57264.1."


def new_key() -> EllipticCurvePrivateKey:
    """Return a new key on P-256."""
    return generate_private_key(SECP256R1())


def der(key: EllipticCurvePrivateKey | EllipticCurvePublicKey) -> bytes:
    """Return the public half of a key."""
    public = key.public_key() if isinstance(key, EllipticCurvePrivateKey) else key
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def b64(data: bytes) -> str:
    """Return bytes as JSON holds them."""
    return base64.b64encode(data).decode()


def _authority(
    name: str, key: EllipticCurvePrivateKey, issuer: x509.Certificate | None, signer: EllipticCurvePrivateKey
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = subject if issuer is None else issuer.subject
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _begun(subject, above, key, SIGNED_AT - timedelta(days=365), SIGNED_AT + timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1 if issuer is None else 0), True)
    builder = builder.add_extension(usage, True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    return builder.sign(signer, SHA256())


def _begun(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)


@dataclass(frozen=True, kw_only=True)
class Sigstore:
    """Keys and certificates of everybody; what a bundle can differ in are its fields."""

    root_key: EllipticCurvePrivateKey = field(default_factory=new_key)
    between_key: EllipticCurvePrivateKey = field(default_factory=new_key)
    certificate_log: EllipticCurvePrivateKey = field(default_factory=new_key)
    log: EllipticCurvePrivateKey = field(default_factory=new_key)
    leaf_key: EllipticCurvePrivateKey = field(default_factory=new_key)
    signed_at: datetime = SIGNED_AT
    workflow: str = WORKFLOW
    issuer: str = ISSUER
    commit: str = COMMIT
    signs_code: bool = True

    def authorities(self) -> tuple[x509.Certificate, x509.Certificate]:
        """Return the certificates of the root and of what stands between."""
        root = _authority("root", self.root_key, None, self.root_key)
        return root, _authority("between", self.between_key, root, self.root_key)

    def trusted_root(self, **changes: Any) -> bytes:
        """Return the trusted root in JSON."""
        valid = {"start": "2026-01-01T00:00:00Z"}
        root, between = self.authorities()
        chain = [{"rawBytes": b64(entry.public_bytes(Encoding.DER))} for entry in (between, root)]

        def logged(key: EllipticCurvePrivateKey) -> dict[str, Any]:
            told = {"rawBytes": b64(der(key)), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": valid}
            log_id = {"keyId": b64(hashlib.sha256(der(key)).digest())}
            return {"baseUrl": "https://log.example", "hashAlgorithm": "SHA2_256", "publicKey": told, "logId": log_id}

        document = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [logged(self.log)],
            "certificateAuthorities": [{"certChain": {"certificates": chain}, "validFor": valid}],
            "ctlogs": [logged(self.certificate_log)],
            **changes,
        }
        return json.dumps(document).encode()

    def certificate(self) -> x509.Certificate:
        """Return the certificate of who signs, with the promise of the log of certificates in it."""
        start = self.signed_at - timedelta(minutes=1)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "between")])
        builder = _begun(x509.Name([]), issuer, self.leaf_key, start, start + timedelta(minutes=10))
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        purpose = ExtendedKeyUsageOID.CODE_SIGNING if self.signs_code else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(usage, True).add_extension(x509.ExtendedKeyUsage([purpose]), False)
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.between_key.public_key())
        builder = builder.add_extension(above, False)
        named = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(self.workflow)])
        builder = builder.add_extension(named, True)
        for number, text in (("8", self.issuer), ("12", REPOSITORY), ("13", self.commit)):
            told = b"\x0c" + bytes([len(text)]) + text.encode()
            builder = builder.add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier(_FULCIO + number), told), False
            )
        promise = self._promise(builder.sign(self.between_key, SHA256()).tbs_certificate_bytes)
        return builder.add_extension(x509.UnrecognizedExtension(_SCT, promise), False).sign(self.between_key, SHA256())

    def _promise(self, body: bytes) -> bytes:
        milliseconds = int(self.signed_at.timestamp()) * 1000
        above = hashlib.sha256(der(self.between_key)).digest()
        head = struct.pack("!BBQH", 0, 0, milliseconds, 1)
        signature = self.certificate_log.sign(
            head + above + len(body).to_bytes(3, "big") + body + b"\0\0", ECDSA(SHA256())
        )
        log_id = hashlib.sha256(der(self.certificate_log)).digest()
        told = b"\0" + log_id + struct.pack("!QH", milliseconds, 0) + b"\x04\x03"
        told += struct.pack("!H", len(signature)) + signature
        listed = struct.pack("!HH", len(told) + 2, len(told)) + told
        return (b"\x04" if len(listed) < 128 else b"\x04\x81") + bytes([len(listed)]) + listed

    def bundle(self, statement: dict[str, Any]) -> dict[str, Any]:
        """Return the bundle of a statement, with an entry that is the third of five in its log."""
        certificate = self.certificate()
        envelope = json.loads(sealed(statement, ecdsa(self.leaf_key)))
        envelope["signatures"] = [{"sig": envelope["signatures"][0]["sig"]}]
        payload = base64.b64decode(envelope["payload"])
        verifier = b64(certificate.public_bytes(Encoding.PEM))
        spec = {
            "envelopeHash": {"algorithm": "sha256", "value": "0" * 64},
            "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
            "signatures": [{"signature": envelope["signatures"][0]["sig"], "verifier": verifier}],
        }
        body = json.dumps({"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}, separators=(",", ":")).encode()
        material = {
            "certificate": {"rawBytes": b64(certificate.public_bytes(Encoding.DER))},
            "tlogEntries": [self.entry(body)],
            "timestampVerificationData": {},
        }
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": material,
            "dsseEnvelope": envelope,
        }

    def entry(self, body: bytes) -> dict[str, Any]:
        """Return the entry of a body in the log, with its promise, its proof and the checkpoint."""
        log_id = hashlib.sha256(der(self.log)).digest()
        time = int(self.signed_at.timestamp())
        promised = {"body": b64(body), "integratedTime": time, "logID": log_id.hex(), "logIndex": 1002}
        text = json.dumps(promised, sort_keys=True, separators=(",", ":")).encode()
        leaves = [hashlib.sha256(b"\0" + leaf).digest() for leaf in (b"a", b"b", body, b"d", b"e")]
        first, second = _node(leaves[0], leaves[1]), _node(leaves[2], leaves[3])
        root = _node(_node(first, second), leaves[4])
        note = f"log.example - 7\n5\n{b64(root)}\n"
        mark = b64(log_id[:4] + self.log.sign(note.encode(), ECDSA(SHA256())))
        proof = {
            "logIndex": "2",
            "rootHash": b64(root),
            "treeSize": "5",
            "hashes": [b64(leaves[3]), b64(first), b64(leaves[4])],
            "checkpoint": {"envelope": f"{note}\n— log.example {mark}\n"},
        }
        return {
            "logIndex": "1002",
            "logId": {"keyId": b64(log_id)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(time),
            "inclusionPromise": {"signedEntryTimestamp": b64(self.log.sign(text, ECDSA(SHA256())))},
            "inclusionProof": proof,
            "canonicalizedBody": b64(body),
        }


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
