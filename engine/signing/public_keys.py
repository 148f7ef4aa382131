"""Public keys that verify what others have signed: Ed25519, ECDSA (P-256, P-384) and RSA.

Our own signatures are Ed25519 and nothing else (`keys.py`); tools such as Witness, cosign and key services use these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from engine.errors import SignatureError
from engine.jsontext.digest import digest_bytes
from engine.signing.keys import TrustedKey

_RSA_BITS = range(2048, 16385)
# Tools sign with SHA-256 on either curve, or on P-384 with the hash of its size.
_HASHES = {SECP256R1.name: (SHA256(),), SECP384R1.name: (SHA384(), SHA256())}
_GIVE = "give the public half in PEM: Ed25519, ECDSA P-256 or P-384, or RSA of 2048 bits and more"


class PublicKey(Protocol):
    """A key that verifies signatures."""

    @property
    def key_id(self) -> str:
        """Return `sha256:…` of the key."""

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether a signature of `data` was made with the private half of this key."""


@dataclass(frozen=True, slots=True)
class EcdsaKey:
    """A key on P-256 or P-384; its signatures are DER, as in X.509."""

    key: EllipticCurvePublicKey

    @property
    def key_id(self) -> str:
        """Return `sha256:…` of the key."""
        return digest_bytes(self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether a signature of `data` was made with the private half of this key."""
        for digest in _HASHES[self.key.curve.name]:
            try:
                self.key.verify(signature, data, ECDSA(digest))
            except InvalidSignature:
                continue
            return True
        return False


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A key that signs SHA-256 with PSS, or with PKCS #1 v1.5 as some key services do."""

    key: RSAPublicKey

    @property
    def key_id(self) -> str:
        """Return `sha256:…` of the key."""
        return digest_bytes(self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether a signature of `data` was made with the private half of this key."""
        for padding in (PSS(MGF1(SHA256()), PSS.AUTO), PKCS1v15()):
            try:
                self.key.verify(signature, data, padding, SHA256())
            except InvalidSignature:
                continue
            return True
        return False


def read_public_key(pem: bytes) -> PublicKey:
    """Return the key in PEM; raises SignatureError for anything else, and for one that is too weak."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureError("the trust key is no public key in PEM", hint=_GIVE) from error
    if isinstance(key, Ed25519PublicKey):
        return TrustedKey(pem)
    found = public_key(key)
    if found is None:
        raise SignatureError("the trust key is of a kind that is not used", hint=_GIVE)
    return found


def public_key(key: object) -> PublicKey | None:
    """Return an ECDSA or RSA key as one that verifies; none for one of another kind, or that is too weak."""
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _HASHES:
        return EcdsaKey(key)
    if isinstance(key, RSAPublicKey) and key.key_size in _RSA_BITS:
        return RsaKey(key)
    return None
