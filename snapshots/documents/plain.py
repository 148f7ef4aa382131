"""Any other JSON or YAML: one resource a document, called by the name of its file in the folder.

It has one attribute, `values`, so that none of its own names is taken for one that is known elsewhere. A file that is
named by itself is `document.file`, whatever it is called: two environments call the same file differently.
"""

from __future__ import annotations

from typing import Any

from snapshots.documents.piece import Piece

TYPE = "document"


def read_plain(value: Any, name: str | None, line: int) -> Piece:
    """Return the piece of a document that no tool's form fits; `name` is that in its folder."""
    return Piece(type=TYPE, label="file", name=name, id=name or "file", content={"values": value}, line=line)
