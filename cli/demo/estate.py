"""The bundled estate: where its files are, and the key that its recordings were redacted under."""

from __future__ import annotations

import gzip
from importlib import resources

# Published on purpose: the demo's states and recordings must compare, and neither holds a real secret.
DEMO_KEY = b"driftgate demo key, not a secret"
EPOCH = "demo"


def data(name: str) -> bytes:
    """Return the bytes of a file of the estate; what is stored as NAME.gz is unpacked."""
    folder = resources.files("cli.demo").joinpath("data")
    packed = folder.joinpath(f"{name}.gz")
    return gzip.decompress(packed.read_bytes()) if packed.is_file() else folder.joinpath(name).read_bytes()
