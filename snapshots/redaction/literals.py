"""Which of hundreds of literals a text holds, in one pass over it: an automaton of Aho and Corasick.

Asking for each literal by itself takes the time of as many passes; one pass takes that of two. A long text is looked
at in pieces, so that what is found in it never takes more room than a piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick

_PIECE = 1 << 16


class Literals:
    """Finds which of some words a text or the bytes of a document hold."""

    def __init__(self, words: Iterable[str]) -> None:
        """Build the automaton; no word is empty."""
        self._words = tuple(sorted(set(words)))
        self._bytes = tuple(word.encode("utf-8", "surrogatepass") for word in self._words)
        self._in_texts = AhoCorasick(self._words)
        self._in_bytes = BytesAhoCorasick(self._bytes)
        self._longest = max(map(len, self._bytes))

    def in_text(self, text: str) -> set[str]:
        """Return the words in a text, in its case."""
        if not text.isascii():  # the automaton takes no half of a surrogate pair
            text = text.encode("utf-8", "replace").decode()
        find = self._in_texts.find_matches_as_indexes
        if len(text) <= _PIECE:
            return {self._words[match[0]] for match in find(text, overlapping=True)}
        found: set[int] = set()
        for start in range(0, len(text), _PIECE):
            piece = text[start : start + _PIECE + self._longest]
            found.update(match[0] for match in find(piece, overlapping=True))
        return {self._words[index] for index in found}

    def in_bytes(self, data: bytes) -> set[bytes]:
        """Return the words in bytes, as UTF-8."""
        find, found = self._in_bytes.find_matches_as_indexes, set[int]()
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE + self._longest]
            found.update(match[0] for match in find(piece, overlapping=True))
        return {self._bytes[index] for index in found}


@cache
def literals(words: tuple[str, ...]) -> Literals:
    """Return the finder of some words, which is built once."""
    return Literals(words)
