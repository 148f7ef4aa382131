"""Structure inside texts: JSON in the middle of other text, quoted names, Base64 of a text.

What is found is looked at by `snapshots.redaction.redact`; here is only where it begins and ends.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator

from engine.model.secret import PREFIX

# Words of which a text holds one before it is worth while to look at its structure.
MAY_HIDE = (
    *("pass", "pwd", 'pw"', "secret", "token", "credential", "key", "variables", "environment", "env", "dsn", "conn"),
    *("auth", "cookie", "webhook", "web_hook", "signature", "verify", "mysql", "mariadb", "\\u00"),
)
# The names in a text that looks like JSON and is none, and those that hide a letter.
QUOTED_NAME = re.compile(r"[\"']([\w\-. $]{1,80})\\*[\"']\s*:")
ESCAPED_NAME = re.compile(r"[\"'][^\"'\n]{0,80}\\u00[2-7][0-9a-fA-F][^\"'\n]{0,80}[\"']\s*+:")
# A name and a value of JSON or of something like it; the quotes may be escaped.
QUOTED_PAIR = re.compile(
    r"(?P<quote>\\{0,8}[\"'])(?P<name>[\w\-. $/]{1,80})(?P=quote)(?P<colon>\s{0,50}:\s{0,50})"
    r"(?:(?P<escaped>\\{1,8}[\"'])(?P<deep>[^\"'\n]++)|(?P<double>\")(?P<text>(?:[^\"\\\n]|\\.)++)|(?P<single>')(?P<word>(?:[^'\\\n]|\\.)++))"
)
_JSON_START = re.compile(r"\{(?=\s*+\")|\[(?=\s*+[\"{\[])|\"(?=\s*+[{\[]\s*+\\\")")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
_ASCII = r"[CDI-Za-f][A-Za-z0-9+/_\-]{3}"
# A first letter and what is not before it: letters that begin no Base64 are passed over quickest so.
_BASE64 = re.compile(
    rf"[CDI-Za-f](?<![A-Za-z0-9+/=_\-].)(?<!{re.escape(PREFIX)}.)[A-Za-z0-9+/_\-]{{3}}(?:{_ASCII}){{3}}[A-Za-z0-9+/_\-]{{8,}}+"
    r"(?:\r?\n[A-Za-z0-9+/_\-]++)*+={0,2}"
)
# Of letters of Base64, which become an a; most texts hold no run that is long enough, and looking for it costs little.
_RUN = b"a" * 24
_RUNS = bytes(97 if re.match(rb"[A-Za-z0-9+/_\-]", bytes([code])) else 32 for code in range(256))
_URL_SAFE = str.maketrans("-_", "+/", "\r\n=")
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def json_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where JSON arrays, objects and texts that hold one begin and end in other text.

    Raises RecursionError when they are nested too deep.
    """
    position = 0
    while found := _JSON_START.search(text, position):
        try:
            _, end = _DECODER.raw_decode(text, found.start())
        except json.JSONDecodeError as error:  # what was read up to there is not read again
            position = max(found.end(), error.pos)
        else:
            yield found.start(), end
            position = end


def base64_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where Base64 of a text begins and ends, and the text; lines that are broken are one."""
    if _RUN not in text.encode("utf-8", "surrogatepass").translate(_RUNS):
        return
    for found in _BASE64.finditer(text):
        start = found.start()
        whole = decoded(found.group())
        if whole is not None:
            yield start, found.end(), whole
            continue
        for line in found.group().splitlines(keepends=True):
            bare = line.rstrip("\r\n")
            inner = decoded(bare) if len(bare) >= 24 else None
            if inner is not None:
                yield start, start + len(bare), inner
            start += len(line)


def decoded(text: str) -> str | None:
    """Return the text that Base64 stands for, none when it is something else."""
    body = text.translate(_URL_SAFE)
    if len(body) % 4 == 1:
        return None
    try:
        found = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return None if _UNREADABLE.search(found) else found
