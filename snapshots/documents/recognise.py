"""Whether a file or folder that somebody names without its kind holds documents: only where it is unmistakable."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from snapshots.documents.errors import DocumentError
from snapshots.documents.files import SUFFIXES
from snapshots.documents.forms import is_known
from snapshots.documents.text import read_documents

_YAML = tuple(suffix for suffix in SUFFIXES if suffix != ".json")  # no state and no plan is written in it
_MOST_NAMES = 2000  # of what is below a folder
_MOST_FILES = 20
_LARGEST = 2**20  # bytes of a file that is looked into for its folder


def is_document(path: Path) -> bool:
    """Tell whether a file is YAML, or JSON of a tool that is known; what cannot be read is told by who reads it."""
    return path.name.endswith(_YAML) or (path.name.endswith(SUFFIXES) and _is_known(path))


def holds_documents(folder: Path) -> bool:
    """Tell whether there is a document of a tool that is known among the first files below a folder, and no state."""
    if next(folder.rglob("*.tfstate"), None) is not None:
        return False
    named = (path for path in islice(folder.rglob("*"), _MOST_NAMES) if path.name.endswith(SUFFIXES) and path.is_file())
    found = (path for path in islice(named, _MOST_FILES) if path.stat().st_size <= _LARGEST)
    return any(map(_is_known, found))


def _is_known(path: Path) -> bool:
    try:
        return any(is_known(document.value) for document in read_documents(path.read_bytes(), path.name))
    except (OSError, DocumentError):
        return False
