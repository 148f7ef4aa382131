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
# The same in the bytes of a JSON document, as far as a sequence can begin: first what stands behind an escape, which
# is rare, and then the escape before it.
_BEHIND = re.compile(rb"[\[\]()](?<=(?:1[bB]|[bB];|27|7;|33|\\[eE]|\^\[|\x90\x9b)[\[\]()])")
_BEFORE = re.compile(
    rb"(?:\xe2\x90\x9b|#(?:[xX]0{0,4}1[bB]|0{0,4}27);?|\\(?:x1[bB]|u001[bB]|u241[bB]|0?33|e|E)|\^\[|%1[bB])[\[\]()]\Z"
)
_BARE = re.compile(rb"\[\d{1,3}(?:;\d{1,3}){0,8}m(?!\])")
_CONTROL = b"\xc2\x9b"
_CONTROLS = (b"\\u009", b"u{1")  # the same as an escape of JSON, and an escape as languages write it
# What stands in each escape: where none of it is, nothing has to be looked for behind one.
_SIGNS = (b"#", b"^", b"%")
_WRITTEN = re.compile(rb"\\(?:x1|u001|u241|0?3|[eE])")
_LONGEST = 12  # bytes of an escape


def without_sequences(text: str) -> str:
    """Return a text without what steers a terminal; the same text where nothing in it does."""
    if "[" not in text and "\x1b" not in text and "]" not in text and "\x9b" not in text:
        return text
    return _SEQUENCE.sub("", text)


def may_steer(data: bytes) -> bool:
    """Tell whether a text in the bytes of a JSON document may hold a sequence."""
    is_ascii = data.isascii()
    if not is_ascii and _CONTROL in data:
        return True
    if any(control in data for control in _CONTROLS) or _BARE.search(data) is not None:
        return True
    if is_ascii and not any(sign in data for sign in _SIGNS) and _WRITTEN.search(data) is None:
        return False
    found = _BEHIND.finditer(data)
    return any(_BEFORE.search(data[max(0, match.end() - _LONGEST) : match.end()]) for match in found)
