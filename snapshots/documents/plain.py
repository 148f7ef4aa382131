"""Any other JSON or YAML: one resource a document, called by the name of its file in the folder.

It has one attribute, `values`, so that none of its own names is taken for one that is known elsewhere. A file that is
named by itself is `document.file`, whatever it is called: two environments call the same file differently.
"""

from __future__ import annotations

from typing import Any

from snapshots.documents.part import Part

TYPE = "document"


def read_plain(value: Any, name: str | None, line: int) -> Part:
    """Return the part of a document that no tool's form fits; `name` is that in its folder."""
    return Part(type=TYPE, label="file", name=name, id=name or "file", content={"values": value}, line=line)
