"""What cannot be read of a document."""

from __future__ import annotations

from engine.model.outcome import GapReason


class DocumentError(Exception):
    """A document, or something in one, that cannot be read; carries what the gap says."""

    def __init__(self, reason: GapReason, detail: str, fix: str) -> None:
        """`fix` is what to do about it; nothing here holds a value of the document."""
        super().__init__(detail)
        self.reason, self.detail, self.fix = reason, detail, fix


def unparsable(detail: str, fix: str = "check that the file is complete") -> DocumentError:
    """Return the error of a document that is not what it must be."""
    return DocumentError(GapReason.UNPARSABLE, detail, fix)


def unsupported(detail: str, fix: str) -> DocumentError:
    """Return the error of a document that is something else than what is read."""
    return DocumentError(GapReason.UNSUPPORTED, detail, fix)


def cut(detail: str, fix: str) -> DocumentError:
    """Return the error of a document that holds less than it should."""
    return DocumentError(GapReason.LIMIT_REACHED, detail, fix)


def empty(detail: str, fix: str) -> DocumentError:
    """Return the error of a document that has nothing in it."""
    return DocumentError(GapReason.EMPTY, detail, fix)
