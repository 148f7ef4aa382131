"""The mark that stands for a secret: made, recognised and found here and nowhere else.

A whole value becomes `{"$secret": FINGERPRINT, "epoch": EPOCH}`, a part of a text `$secret:FINGERPRINT`. A fingerprint
is 32 hex digits that only the holder of a key can make, the epoch is the name of that key: the marks of two epochs can
neither be equal nor different. Who writes such names in a document of his own has made no mark unless all of it fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

NAME = "$secret"
PREFIX = f"{NAME}:"
IN_TEXT = rf"{re.escape(PREFIX)}[0-9a-f]{{32}}"  # for patterns that have to know a mark from a secret

_EPOCH = "epoch"
_KEYS = frozenset({NAME, _EPOCH})
_PLAIN = frozenset({str, int, float, bool, list, type(None)})
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_NAMED_EPOCH = re.compile(r"[a-z0-9]{1,12}")  # no room for a text of somebody else
_MARK = re.compile(IN_TEXT)


def marked(fingerprint: str, epoch: str) -> dict[str, str]:
    """Return the mark that stands for a whole value."""
    return {NAME: fingerprint, _EPOCH: epoch}


def marked_text(fingerprint: str) -> str:
    """Return the mark that stands for a part of a text."""
    return PREFIX + fingerprint


def is_secret_mark(value: Any) -> bool:
    """Tell whether a whole value is a mark."""
    kind = value.__class__
    if kind in _PLAIN or (kind is not dict and not isinstance(value, Mapping)):  # an abstract class is dear to ask
        return False
    return (
        NAME in value
        and value.keys() == _KEYS
        and isinstance(value[NAME], str)
        and isinstance(value[_EPOCH], str)
        and _FINGERPRINT.fullmatch(value[NAME]) is not None
        and _NAMED_EPOCH.fullmatch(value[_EPOCH]) is not None
    )


def claims_secret(value: Any) -> bool:
    """Tell whether a value has the keys of a mark, whatever stands under them."""
    return isinstance(value, Mapping) and value.keys() == _KEYS


def is_fingerprint(text: str) -> bool:
    """Tell whether a text has the form of a fingerprint."""
    return _FINGERPRINT.fullmatch(text) is not None


def is_secret_text(text: str) -> bool:
    """Tell whether a text is a mark and nothing else."""
    return _MARK.fullmatch(text) is not None


def holds_secret(text: str) -> bool:
    """Tell whether a mark stands in a text."""
    return PREFIX in text and _MARK.search(text) is not None


def starts_secret(text: str) -> bool:
    """Tell whether a text begins with a mark."""
    return _MARK.match(text) is not None


def fingerprint_of(mark: Mapping[str, Any]) -> str:
    """Return the fingerprint of a whole value's mark."""
    return str(mark[NAME])


def has_secret_value(value: Any) -> bool:
    """Tell whether a JSON value is a mark or has one as a value in it, at any depth; its texts are not looked into."""
    waiting = [value]
    for item in waiting:
        if isinstance(item, Mapping):
            if is_secret_mark(item):
                return True
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
    return False


def has_secret_anywhere(value: Any) -> bool:
    """Tell whether a JSON value is a mark or has one anywhere in it, also as a part of a text."""
    if isinstance(value, str):
        return holds_secret(value)
    if isinstance(value, Mapping):
        return is_secret_mark(value) or any(map(has_secret_anywhere, value.values()))
    return isinstance(value, list | tuple) and any(map(has_secret_anywhere, value))


def without_secrets(text: str, instead: str) -> str:
    """Return a text with one word in the place of every mark: which secret stands there counts for nothing."""
    return _MARK.sub(lambda _: instead, text) if PREFIX in text else text


def renewed(value: Any, fingerprint: Callable[[str], str], epoch: str) -> Any:
    """Return a JSON value with every mark made anew, under another key: `fingerprint` tells the new one of an old."""
    if is_secret_mark(value):
        return marked(fingerprint(fingerprint_of(value)), epoch)
    if isinstance(value, Mapping):
        return {key: renewed(item, fingerprint, epoch) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [renewed(item, fingerprint, epoch) for item in value]
    if isinstance(value, str) and PREFIX in value:
        return _MARK.sub(lambda match: marked_text(fingerprint(match.group()[len(PREFIX) :])), value)
    return value
