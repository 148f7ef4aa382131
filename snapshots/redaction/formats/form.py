"""A format of credentials: what gives a secret away in any text.

A format has literals of which every match holds one, in lower case and without white space: most texts and most
documents hold none, and looking for a literal is far cheaper than looking for a pattern. Patterns are tried from few
places and never go back over what they took (possessive or bounded), so that long texts cost their length.
A new entry needs a case in `fixtures/secrets/tokens.py` or `fixtures/secrets/carriers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

# A quote and a comma in a text, where a document is taken apart: what goes on over them is not found in it.
CUT = rb"\\\","


@dataclass(frozen=True, slots=True)
class Format:
    """A pattern, the literals of which every match holds one, and those of which the text holds one (`needs`).

    `near` is what follows the literal in a document as `snapshots.redaction.search` searches it: in lower case, without
    white space, every digit a 0, and at `CUT` anything may follow. Nothing is known of what stands behind a match, so
    that it never looks ahead to where one ends. `beside` is a pattern of what else the text holds.
    """

    literals: tuple[str, ...]
    pattern: str
    near: bytes = b""
    needs: tuple[str, ...] = ()
    beside: str = ""
