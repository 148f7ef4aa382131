"""Signatures over exact bytes: DSSE and Ed25519."""
