"""Ed25519 keys and signatures (RFC 8032), offline."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from engine.errors import SignatureError
from engine.jsontext.digest import digest_bytes

_GIVE = "give the private half: signing.pem"
_MAKE = "make a pair with: driftgate evidence keygen DIRECTORY"


class Ed25519Signer:
    """Implements `engine.ports.Signer` with a private key in PEM (PKCS #8, not encrypted)."""

    def __init__(self, private_pem: bytes) -> None:
        """Take the key; raises SignatureError for anything else, without showing it."""
        try:
            key = load_pem_private_key(private_pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise SignatureError("the signing key is no private key in PEM", hint=_GIVE) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise SignatureError("the signing key is not an Ed25519 key", hint=_MAKE)
        self._key = key

    @property
    def key_id(self) -> str:
        """Return `sha256:…` of the public key."""
        return _key_id(self._key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature of `data`."""
        return self._key.sign(data)

    def public_pem(self) -> bytes:
        """Return the public key in PEM."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def generate_private_key() -> bytes:
    """Return a new private key in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class TrustedKey:
    """A public key that the verifier was given from outside the bundle."""

    def __init__(self, public_pem: bytes) -> None:
        """Take the key in PEM; raises SignatureError for anything else."""
        try:
            key = load_pem_public_key(public_pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise SignatureError(
                "the trust key is no public key in PEM", hint="give the public half: signing.pub.pem"
            ) from error
        if not isinstance(key, Ed25519PublicKey):
            raise SignatureError("the trust key is not an Ed25519 key", hint="give the public half: signing.pub.pem")
        self._key = key

    @property
    def key_id(self) -> str:
        """Return `sha256:…` of the key."""
        return _key_id(self._key)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether a signature of `data` was made with the private half of this key."""
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


def _key_id(key: Ed25519PublicKey) -> str:
    return digest_bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
