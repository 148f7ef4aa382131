"""Untrusted text made harmless: one function per format, used by every renderer of that format."""

from __future__ import annotations

import re
from functools import cache

# C0 and C1 controls, DEL, soft hyphen, zero-width and bidirectional marks, line and paragraph separators, surrogates,
# the byte order mark, and interlinear and tag characters: none of them may reach a terminal or hide in a page.
_INVISIBLE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_XML_ILLEGAL = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)  # on first use: sets of that many ranges take hundredths of a second, and the help none


def visible(text: str) -> str:
    r"""Return a text with every invisible or steering character written as `\u{hex}`."""
    return _pattern(_INVISIBLE).sub(lambda match: f"\\u{{{ord(match.group()):x}}}", text)


def terminal(text: str) -> str:
    """Return a text that cannot steer a terminal; also a line feed is shown, not sent."""
    return visible(text)


def xml(text: str) -> str:
    """Return a text without characters that XML cannot hold; markup is escaped by the XML writer."""
    return _pattern(_XML_ILLEGAL).sub("\ufffd", visible(text))


def markdown(text: str) -> str:
    """Return a text that GitHub shows as it is: no markup, no HTML, no mention, no link, one line."""
    shown = visible(text)
    # A zero-width joiner would be invisible again; entities keep mentions, URLs and references from being links.
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = re.sub(r"([\\`*_{}\[\]()#+!|~\-])", r"\\\1", shown)
    return shown.replace("@", "&#64;").replace("://", "&#58;//").replace("www.", "www&#46;")


def github_data(text: str) -> str:
    """Return a text for the message of a workflow command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Return a text for a property of a workflow command, such as its title."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")
