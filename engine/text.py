"""Foreign text made harmless: one function per kind of output, and the type of what may be written.

Whatever others have named or written is foreign: names in a cloud, values, keys, file names, arguments, variables of
the environment, answers, messages of libraries. A line break is never part of a text here, it stands between texts.
Only `Harmless` is written to a stream or a report, and only the functions of this module make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NewType

Harmless = NewType("Harmless", str)

# Of Unicode 14 to 17 the categories Cc, Cf, Co, Cs, Zl and Zp and the noncharacters, all that is
# Default_Ignorable_Code_Point (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point), and the blank of
# Braille: what steers, what nobody sees, and what looks as each font likes.
_INVISIBLE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 13))
    # From here on nothing is assigned but what is ignorable, and then everything is for private use.
    + "\U000dfffe-\U000e0fff\U000efffe-\U0010ffff]"
)
# What a CI system would obey. `##[error]`, `##vso[...]` and `##teamcity[...]` are looked for in all of a line
# (https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands,
# https://www.jetbrains.com/help/teamcity/service-messages.html); `::error::` at its beginning
# (https://docs.github.com/actions/reference/workflow-commands-for-github-actions), where a text may come to stand.
# ARNs, the ids of pytest and addresses of IPv6 have two colons too, and stay as they are.
_COMMAND = (
    r"#(?=#[\w.\-]*\[)"
    r"|(?:(?<!:)|(?<=::)):(?=:(?i:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env"
    r"|set-output|stop-commands|warning)(?![\w\-]))"
    r"|(?<![\w:]):(?=:[A-Za-z][\w\-]*(?![\w\-])(?!:(?!:)))"
)
_BEGUN = r"^(\s*):(?=:)"
_XML_ILLEGAL = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Where GitHub and GitLab find more than Markdown: people, issues, requests, milestones, snippets, labels, formulas,
# addresses and commits. They look for them in what was rendered, so that neither `\` nor an entity keeps them from it
# (https://github.com/github/cmark-gfm/issues/181); an element of its own does.
_REFERENCE = (
    r"(?i:[@$]|\*(?=iteration:)|\[(?=[a-z_]{4,20}:[\w/\"])|[#!~%^&](?=[\w\"])|:(?=//)|(?<=\bwww)\.|(?<=\bGH)-(?=\d)"
    r"|(?<![\w./\-])(?=[0-9]{0,39}[a-f])[0-9a-f](?=[0-9a-f]{6,39}(?!\w)))"
)
_MARKUP = rf"(?P<reference>{_REFERENCE})|[\\`*_{{}}\[\]()#+!|~\-<>&]|^\d+[.)]"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_HCL = rf"\$\{{|%\{{|[\"\\]|{_INVISIBLE}|{_COMMAND}"
_HCL_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STYLE = r"(\x1b\[[0-9;]*m)"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)  # on first use: sets of that many ranges take hundredths of a second, and the help none


def _named(match: re.Match[str]) -> str:
    return f"\\u{{{ord(match.group()):x}}}"


def visible(text: str) -> str:
    r"""Return a text of one line, with all that steers or is not seen written as `\u{hex}`, and no command in it."""
    shown = text if text.isascii() and text.isprintable() else _pattern(_INVISIBLE).sub(_named, text)
    return _pattern(_COMMAND).sub(_named, shown) if "::" in shown or "##" in shown else shown


def terminal(text: str) -> str:
    """Return a text that cannot steer a terminal; also a line feed is shown, not sent."""
    return visible(text)


def lines(texts: Iterable[str], *, styled: bool = False) -> Harmless:
    """Return texts as lines, each harmless as a whole, whatever it was made of; `styled` ones keep their colours."""
    return Harmless("".join(f"{_line(text, styled=styled)}\n" for text in texts))


def _line(text: str, *, styled: bool) -> str:
    parts = re.split(_STYLE, text) if styled else [text]
    shown = "".join(part if number % 2 else visible(part) for number, part in enumerate(parts))
    return re.sub(_BEGUN, r"\1\\u{3a}", shown) if "::" in shown else shown


def joined(parts: Iterable[Harmless]) -> Harmless:
    """Return what may be written one after the other."""
    return Harmless("".join(parts))


def json_text(text: str) -> Harmless:
    """Return the text of a JSON value as the same value in ASCII that nobody obeys: only within its strings is more."""
    if text.isascii() and "\x7f" not in text and "::" not in text and "##" not in text:
        return Harmless(text)
    told = _pattern(_COMMAND).sub(_escaped, text)
    return Harmless(re.sub("[^\n\x20-\x7e]", _escaped, told))


def _escaped(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def hcl(text: str) -> str:
    r"""Return a text as HCL writes it in quotes, so that it is read as the same text and nothing in it is evaluated.

    What begins a template is doubled. Where the text does not close it, or has its sign twice, the sign is written by
    its number: some readers look for the end in what follows, or take three signs for two. All that steers, is not seen
    or is obeyed is a number, too. Half of a character, which no HCL holds, is the sign for what is unknown.
    https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#string-literals
    """
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return f'"{_pattern(_HCL).sub(_as_hcl, whole)}"'


def _as_hcl(match: re.Match[str]) -> str:
    found = match.group()
    if found in _HCL_ESCAPES:
        return _HCL_ESCAPES[found]
    if found in {"${", "%{"}:
        before, after = match.string[: match.start()], match.string[match.end() :]
        is_plain = not before.endswith(found[0]) and (found == "%{" or "}" in after)
        return found[0] + found if is_plain else f"\\u{ord(found[0]):04x}{{"
    code = ord(found)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def sarif(text: str) -> str:
    """Return a text for a message of SARIF, in which `[text](target)` would be a link."""
    return visible(text).replace("](", "]\\u{28}")


def xml(text: str) -> str:
    """Return a text without characters that XML cannot hold; markup is escaped by the XML writer."""
    return _pattern(_XML_ILLEGAL).sub("\ufffd", visible(text))


def markdown(text: str, most: int | None = None) -> str:
    """Return a text that GitHub and GitLab show as it is: no markup, HTML, mention, reference or link, one line.

    With `most` it has at most so many characters, markup included, and ends between two of what was read.
    """
    kept: list[str] = []
    room = most
    for part, is_whole in _pieces(re.sub("  +", " ", visible(text))[:most]):
        if room is not None:
            if is_whole and len(part) > room:
                break
            kept.append(part[:room])
            room -= len(kept[-1])
        else:
            kept.append(part)
    return "".join(kept)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text as Markdown has them, and whether a part is cut nowhere."""
    at = 0
    for match in _pattern(_MARKUP).finditer(text):
        yield text[at : match.start()], False
        before, sign = match.group()[:-1], match.group()[-1]
        plain = sign if sign.isalnum() else _ENTITIES.get(sign, f"\\{sign}")
        yield (f"<span>{plain}</span>" if match["reference"] else f"{before}{plain}"), True
        at = match.end()
    yield text[at:], False


def workflow_command(name: str, data: str, **properties: str) -> Harmless:
    """Return a command for GitHub's runner, a line; properties without a value are left out."""
    told = ",".join(f"{key}={_percent(value, ':,')}" for key, value in properties.items() if value)
    return Harmless(f"::{name}{' ' if told else ''}{told}::{_percent(data)}\n")


def _percent(text: str, more: str = "") -> str:
    """Return a text with the characters that end it in a command, the percent sign first, as GitHub writes them."""
    return re.sub(f"[%{more}]", lambda match: f"%{ord(match.group()):02X}", visible(text))
