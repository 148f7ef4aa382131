"""Signatures over exact bytes: DSSE and Ed25519, and what else others sign with; the only user of `cryptography`."""
