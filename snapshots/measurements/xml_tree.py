"""XML from strangers, as a tree or element by element: bounded, and without a document type or its entities."""

from __future__ import annotations

from typing import Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

from engine.model.outcome import GapReason
from snapshots.measurements.reading import UnreadableResultError

MAX_DEPTH = 64
MAX_ELEMENTS = 1_000_000
_ENCODINGS = frozenset({"", "UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1"})
_DROPPED = frozenset({"system-out", "system-err"})


class Target(Protocol):
    """What an XML document is told to, in its order; names keep their prefix."""

    def start(self, tag: str, attributes: dict[str, str], /) -> object:
        """Take an element that begins."""

    def end(self, tag: str, /) -> object:
        """Take an element that ends."""

    def data(self, text: str, /) -> object:
        """Take text between tags, in parts."""


def parse_tree(data: bytes, name: str) -> Element:
    """Return the root of an XML document, without the text of `system-out` and `system-err`.

    Raises UnreadableResultError as `parse_into` does.
    """
    tree = _WithoutOutput()
    parse_into(tree, data, name)
    return tree.builder.close()


def parse_into(target: Target, data: bytes, name: str) -> None:
    """Tell `target` an XML document.

    Raises UnreadableResultError for what is not well-formed, for a DOCTYPE, for an encoding that expat does not know
    itself, and for more than MAX_DEPTH levels or MAX_ELEMENTS elements.
    """
    guard = _Guard(name, target)
    parser = ParserCreate()
    parser.buffer_text = True
    parser.XmlDeclHandler = guard.declaration
    parser.StartDoctypeDeclHandler = guard.doctype
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = target.data
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise UnreadableResultError(
            GapReason.UNPARSABLE,
            f"{name}:{error.lineno}:{error.offset + 1}: not well-formed XML",
            hint="run the tests again and give the complete file",
        ) from error


class _WithoutOutput:
    """A tree without the text of what tests printed, which can be most of a file."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.dropping = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self.dropping += tag in _DROPPED
        self.builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        """Close an element."""
        self.dropping -= tag in _DROPPED
        self.builder.end(tag)

    def data(self, text: str) -> None:
        """Take text between tags."""
        if not self.dropping:
            self.builder.data(text)


class _Guard:
    """The handlers of the parser, which keep the bounds."""

    def __init__(self, name: str, target: Target) -> None:
        self.name = name
        self.target = target
        self.depth = 0
        self.elements = 0

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """Refuse encodings for which expat would ask Python's codecs."""
        if (encoding or "").upper() not in _ENCODINGS:
            raise UnreadableResultError(
                GapReason.UNSUPPORTED, f"{self.name}: XML in the encoding {encoding!r}", hint="write it as UTF-8"
            )

    def doctype(self, *_: object) -> None:
        """Refuse a document type: it is where entities are declared."""
        raise UnreadableResultError(
            GapReason.UNSUPPORTED,
            f"{self.name}: a DOCTYPE, which a result file never needs",
            hint="give the file as the test tool wrote it",
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            limit = f"{MAX_DEPTH} levels" if self.depth > MAX_DEPTH else f"{MAX_ELEMENTS} elements"
            raise UnreadableResultError(
                GapReason.LIMIT_REACHED, f"{self.name}: more than {limit}", hint="split the results into several files"
            )
        self.target.start(tag, attributes)

    def end(self, tag: str) -> None:
        """Close an element."""
        self.depth -= 1
        self.target.end(tag)
