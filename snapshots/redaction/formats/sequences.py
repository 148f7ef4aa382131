"""Sequences that steer a terminal, as programs and files write them: a text is also looked at without them.

https://ecma-international.org/publications-and-standards/standards/ecma-48/; a colour in the middle of a name or a
value would hide both. Files write the escape in words of their own, as pytest does in XML (`#x1B`), or lose it.
"""

from __future__ import annotations

import re

_ESCAPE = (
    r"(?:[\x1b\u241b]|\\{0,8}&?#(?:x0{0,4}1[bB]|0{0,4}27);?|\\{1,8}(?:x1[bB]|u001[bB]|u\{1[bB]\}|0?33|e|E)|\^\[|%1[bB])"
)
_BELL = r"(?:\x07|&?#x0{0,4}7;?|\\{1,8}(?:x07|u0007|a))"
_SEQUENCE = re.compile(
    rf"{_ESCAPE}(?:\[[0-?]{{0,60}}[ -/]{{0,4}}[@-~]|[()*+][0-9A-Z]|[=>78cDEHMNOZ]"
    rf"|\][^\x07\x1b\n]{{0,2000}}?(?:{_BELL}|{_ESCAPE}\\))"
    r"|\x9b[0-?]{0,60}[ -/]{0,4}[@-~]"
    # What is left where the escape is lost or replaced; `[5m]` is a time.
    r"|[\ufffd?\u2190]?\[\d{1,3}(?:;\d{1,3}){0,8}m(?!\])"
)
# The same in the bytes of a document, as far as a sequence can begin: as `snapshots.redaction.search` reads it, with 2
# for every digit from 2 to 7 and 0 for others but 9.
_STEERS = re.compile(
    rb"(?:\x1b|\xe2\x90\x9b|\\(?:u(?:000|\{0)[bB]\}?|x0[bB]|0?22|[eE])|#(?:[xX]0{0,4}0[bB]|0{0,4}22);?|\^\[|%0[bB])"
    rb"[\[\]()*+=>02cDEHMNOZ]|\xc2\x9b|\[[029]{1,3}(?:;[029]{1,3}){0,8}m(?!\])"
)


def without_sequences(text: str) -> str:
    """Return a text without what steers a terminal; the same text where nothing in it does."""
    if "[" not in text and "\x1b" not in text and "]" not in text and "\x9b" not in text:
        return text
    return _SEQUENCE.sub("", text)


def may_steer(data: bytes) -> bool:
    """Tell whether a text in what is read of a document may hold a sequence."""
    return _STEERS.search(data) is not None
