"""Functions of texts: https://developer.hashicorp.com/terraform/language/functions, the part on strings.

Where Terraform counts letters as people see them, or changes their case, only ASCII is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from snapshots.terraform.code.evaluation.values import (
    STRING,
    FailedError,
    LimitError,
    UnknownError,
    as_list,
    as_number,
    as_text,
    as_whole,
    is_number,
    made_text,
)
from snapshots.terraform.code.functions.signature import MANY, Function
from snapshots.terraform.code.grammar import SPACE

LONGEST = 1_000_000  # letters of a text
_WIDEST = 1_000  # letters of a field of `format`
_VERB = re.compile(r"%(?:%|(?P<flags>[0\-]*)(?P<width>[0-9]{0,6})(?P<verb>[sdvqtxX]))")
_WORD = re.compile(r"[A-Za-z0-9_]+")


def ascii_of(value: Any) -> str:
    """Return a text of which every letter is one; raises UnknownError for any other."""
    text = as_text(value)
    if not text.isascii():
        raise UnknownError(STRING)
    return text


def bounded(length: int) -> None:
    """Raise LimitError where a text would be too long."""
    if length > LONGEST:
        raise LimitError


def _join(separator: Any, *lists: Any) -> str:
    between, texts = as_text(separator), [as_text(item) for items in lists for item in as_list(items)]
    bounded(sum(map(len, texts)) + len(between) * len(texts))
    return made_text(between.join(texts))


def _split(separator: Any, value: Any) -> list[str]:
    between, text = as_text(separator), as_text(value)
    if between:
        return [made_text(part) for part in text.split(between)]
    return list(ascii_of(text))


def _replace(value: Any, old: Any, new: Any) -> str:
    """Return a text with another in the place of a part; a pattern between slashes is one of RE2, and not known."""
    text, part, instead = map(as_text, (value, old, new))
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        raise UnknownError(STRING)
    if not part:
        ascii_of(text)
    bounded(len(text) + (len(text) + 1) * len(instead))
    return made_text(text.replace(part, instead))


def _substr(value: Any, offset: Any, length: Any) -> str:
    text, start, count = ascii_of(value), as_whole(offset), as_whole(length)
    if start < 0:
        start = max(start + len(text), 0)
    return text[start:] if count < 0 else text[start : start + count]


def _title(value: Any) -> str:
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:], ascii_of(value))


def _trim(value: Any, letters: Any) -> str:
    return made_text(as_text(value).strip(as_text(letters)))


def _trimprefix(value: Any, prefix: Any) -> str:
    return made_text(as_text(value).removeprefix(as_text(prefix)))


def _trimsuffix(value: Any, suffix: Any) -> str:
    return made_text(as_text(value).removesuffix(as_text(suffix)))


def _trimspace(value: Any) -> str:
    return made_text(as_text(value).strip(SPACE))


def _chomp(value: Any) -> str:
    return re.sub(r"(?:\r\n|\n|\r)+\Z", "", as_text(value))


def _indent(spaces: Any, value: Any) -> str:
    count, text = as_whole(spaces), as_text(value)
    if count < 0:
        raise UnknownError(STRING)
    bounded(len(text) + text.count("\n") * min(count, LONGEST + 1))
    return text.replace("\n", "\n" + " " * count)


def _holds(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, part: test(as_text(value), as_text(part))


def _format(pattern: Any, *arguments: Any) -> str:
    """Return a pattern with its arguments in it; of the verbs of Go those that people use."""
    text, waiting, found, at = as_text(pattern), list(arguments), list[str](), 0
    for verb in re.finditer(r"%", text):
        if verb.start() < at:
            continue
        told = _VERB.match(text, verb.start())
        if told is None:
            raise UnknownError(STRING)
        found.append(text[at : verb.start()])
        at = told.end()
        if told[0] == "%%":
            found.append("%")
            continue
        if not waiting:
            raise FailedError(STRING)
        found.append(_field(told, waiting.pop(0)))
        bounded(sum(map(len, found)))
    if waiting:
        raise FailedError(STRING)
    return made_text("".join([*found, text[at:]]))


def _field(told: re.Match[str], value: Any) -> str:
    width, flags, verb = int(told["width"] or 0), told["flags"], told["verb"]
    if width > _WIDEST:
        raise LimitError
    if value is None or (verb == "v" and isinstance(value, list | dict)):
        raise UnknownError(STRING)
    text = _verb(verb, value)
    if not width:
        return text
    if "-" in flags:
        return ascii_of(text).ljust(width)
    if "0" in flags:
        if verb != "d":
            raise UnknownError(STRING)
        return f"{as_whole(value):0{width}d}"
    return ascii_of(text).rjust(width)


def _verb(verb: str, value: Any) -> str:
    if verb == "d":
        return as_text(as_whole(value))
    if verb in "xX" or verb == "q":
        if verb == "q" or not is_number(value):
            raise UnknownError(STRING)
        return format(as_whole(value), verb)
    if verb == "t":
        if not isinstance(value, bool):
            raise UnknownError(STRING)
    elif is_number(value) and not -(10**20) < as_number(value) < 10**20:
        raise UnknownError(STRING)
    return as_text(value)


def _formatlist(pattern: Any, *arguments: Any) -> list[str]:
    """Return a text for each member of the lists among the arguments, which are of one length."""
    lists = [as_list(value) for value in arguments if isinstance(value, list)]
    if not lists or None in arguments:
        raise UnknownError
    if len({len(items) for items in lists}) > 1:
        raise FailedError
    columns = [as_list(value) if isinstance(value, list) else [value] * len(lists[0]) for value in arguments]
    bounded(len(as_text(pattern)) * len(lists[0]))
    return [_format(pattern, *row) for row in zip(*columns, strict=True)]


TEXT = {
    "chomp": Function(_chomp, 1, 1, STRING),
    "endswith": Function(_holds(str.endswith), 2, 2, "bool"),
    "format": Function(_format, 1, MANY, STRING),
    "formatlist": Function(_formatlist, 1, MANY),
    "indent": Function(_indent, 2, 2, STRING),
    "join": Function(_join, 2, MANY, STRING),
    "lower": Function(lambda value: ascii_of(value).lower(), 1, 1, STRING),
    "replace": Function(_replace, 3, 3, STRING),
    "split": Function(_split, 2, 2),
    "startswith": Function(_holds(str.startswith), 2, 2, "bool"),
    "strcontains": Function(_holds(str.__contains__), 2, 2, "bool"),
    "strrev": Function(lambda value: ascii_of(value)[::-1], 1, 1, STRING),
    "substr": Function(_substr, 3, 3, STRING),
    "title": Function(_title, 1, 1, STRING),
    "trim": Function(_trim, 2, 2, STRING),
    "trimprefix": Function(_trimprefix, 2, 2, STRING),
    "trimspace": Function(_trimspace, 1, 1, STRING),
    "trimsuffix": Function(_trimsuffix, 2, 2, STRING),
    "upper": Function(lambda value: ascii_of(value).upper(), 1, 1, STRING),
}
