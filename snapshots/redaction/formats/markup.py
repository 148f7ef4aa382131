"""Formats of secrets in XML and HTML, where a name and its value stand in two elements or attributes."""

from __future__ import annotations

from snapshots.redaction.formats.form import CUT, Format
from snapshots.redaction.formats.written import ELSEWHERE, ENDS, LITERALS, NAMED

_ATTRIBUTES = r"(?:\s[^<>]{0,200})?"
_TEXT = rf"(?:\s*+<!\[CDATA\[)?(?!\s*+(?:{ELSEWHERE}|<))[^<]++"
# A cell of a table may as well say what kind of value is meant.
_PROOF = r"(?=[^<]{0,200}[\d!?#*$%^&+=~])(?=[^<]{0,200}[A-Za-z])(?![^<]{0,200}[ \t])"

MARKUP: tuple[Format, ...] = (
    Format(  # <password>…</password>
        literals=LITERALS,
        pattern=rf"<[\w.:\-]*+{NAMED}{_ATTRIBUTES}>{_TEXT}",
        needs=("<", "\\u000c"),
    ),
    Format(  # <Password><Value>…
        literals=LITERALS,
        pattern=rf"<[\w.:\-]*+{NAMED}{_ATTRIBUTES}>\s*+<(?ai:value)>{_TEXT}",
        needs=("<value>",),
    ),
    Format(  # name="password" value="…"
        literals=LITERALS,
        pattern=rf"(?ai:\b(?:name|key))=[\"'][\w.:\-]*+{NAMED}[\"']\s++(?ai:value)=(?![\"']{ELSEWHERE})"
        r"(?:\"[^\"\n]++\"?+|'[^'\n]++'?+)",
        near=ENDS + rb"\\*[\"']value=",
    ),
    Format(  # name="password">…
        literals=LITERALS,
        pattern=rf"(?ai:\b(?:name|key|id))=[\"'][\w.:\-]*+{NAMED}[\"']{_ATTRIBUTES}>{_TEXT}",
        near=ENDS + rb"\\*[\"'](?:[^<>\"\\]|\\++\"?+){0,800}?(?:>|" + CUT + rb")",
        needs=(">",),
    ),
    Format(  # <name>password</name> <value>…
        literals=LITERALS,
        pattern=rf"(?ai:<(?P<tag>name|key|variable|option)>)\s*+[\w.:\-]*+{NAMED}\s*+</(?P=tag)>\s*+"
        rf"(?:<(?P<other>[\w.\-]{{1,40}}+)>[^<]{{0,400}}+</(?P=other)>\s*+){{0,3}}?(?ai:<(?:value|string)>){_TEXT}",
        near=ENDS + rb"</[a-z]{3,8}>",
    ),
    Format(  # <td>password</td><td>…
        literals=LITERALS,
        pattern=rf"<(?P<cell>t[dh]|dt)>[\w .:\-]*+{NAMED}:?\s*+</(?P=cell)>\s*+<[td]d>{_PROOF}{_TEXT}",
        near=ENDS + rb":?</(?:t[dh]|dt)>",
    ),
    Format(  # <input type="password" value="…">
        literals=("password",),
        pattern=rf"(?ai:\btype)=[\"']password[\"'](?=\s)[^<>]{{0,200}}?\s(?ai:value)=(?![\"']{ELSEWHERE})"
        r"(?:\"[^\"\n]++\"?+|'[^'\n]++'?+)",
        needs=("value=",),
    ),
    Format(  # value="…" name="password", the other way round
        literals=LITERALS,
        pattern=rf"(?ai:\bvalue)=(?![\"']{ELSEWHERE})(?:\"[^\"\n]++\"|'[^'\n]++')\s++"
        r"(?:[\w:\-]{1,40}=(?:\"[^\"\n]*+\"|'[^'\n]*+')\s++){0,3}?"
        rf"(?ai:name|key)=[\"'][\w.:\-]*+{NAMED}[\"']",
        needs=("value=",),
    ),
    Format(  # <value>…</value> <name>password</name>
        literals=LITERALS,
        pattern=rf"<(?P<value>(?ai:value|string))>{_TEXT}</(?P=value)>\s*+<(?P<tag>(?ai:name|key|variable|option))>\s*+"
        rf"[\w.:\-]*+{NAMED}\s*+</",
        needs=("<value>", "<string>"),
    ),
)
