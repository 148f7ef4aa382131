"""What nobody may obey: payloads to plant, and how those who read an output understand it, from their own documents.

Nothing here asks the product what is harmless. `MARK` stands in each payload, `BROKEN` behind what could end a line.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt

MARK = "Zq7"
BROKEN = f"{MARK}8"
_BREAKS = ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
_COMMANDS = (
    f"::error::{MARK}",
    f"::error file=a.tf,line=1::{MARK}",
    f"::set-output name=decision::{MARK}",
    f"::add-mask::{MARK}",
    f"::stop-commands::{MARK}",
    f"::ADD-PATH::{MARK}",
    f"::endgroup::{MARK}",
    f"##[error]{MARK}",
    f"##[add-path]{MARK}",
    f"x ##vso[task.setvariable variable=decision]{MARK}",
    f"##vso[task.complete result=Succeeded;]{MARK}",
    f"##teamcity[buildStatus status='SUCCESS' text='{MARK}']",
    f"###vso[build.addbuildtag]{MARK}",
    f"section_start:1700000000:{MARK}[collapsed=true]\r\x1b[0K{BROKEN}",
    f"\x1b[8mha:AAAA{MARK}\x1b[0m",
)
_STEERING = (
    f"\x1b[2J\x1b[H{MARK}",
    f"\x1b]0;{MARK}\x07",
    f"\x1b]8;;https://evil.example\x1b\\{MARK}\x1b]8;;\x1b\\",
    f"\x9b31m{MARK}",
    f"\x9d52;c;{MARK}\x9c",
    f"{MARK}\x08\x08\x08GO",
    f"\x1b[1;32mGO\x1b[0m {MARK}",
)
_UNSEEN = (
    f"\u202e{MARK}",
    f"\u2066{MARK}\u2069",
    f"{MARK}\u200b\u200d\ufeff",
    f"{MARK}\u034f\u2800\u3164\uffa0",
    f"{MARK}\ufe0f\U000e0100\u180b",
    f"{MARK}\u00ad\u061c\u2063",
    f"{MARK}" + "".join(chr(0xE0000 + ord(letter)) for letter in "tag"),
    f"{MARK}\U0001d173\U0001bca0\ue000\ufdd0\U000f0000",
)
_MARKUP = (
    f"@team {MARK}",
    f"@acme/owners {MARK}",
    f"(@team) {MARK}",
    f"#1 acme/app#2 GH-3 !4 {MARK}",
    f"https://evil.example/{MARK}",
    f"www.evil.example {MARK}",
    f"{MARK}@evil.example",
    f"[{MARK}](https://evil.example)",
    f"![{MARK}](https://evil.example/x.png)",
    f"<img src=https://evil.example/{MARK} onerror=alert(1)>",
    f"</title></style><script>alert('{MARK}')</script>",
    f"' onmouseover='alert(1)' {MARK}",
    f'" onmouseover="alert(1)" {MARK}',
    f"]]>--><a href='javascript:alert(1)'>{MARK}</a>",
    f"| {MARK} | `x` | **b** | ~~s~~ |",
    f"```{MARK}",
    f"&#64;team &lt;script&gt; {MARK}",
    f"{{{{ {MARK} }}}} {{% raw %}} ${{{{ secrets.TOKEN }}}}",
)
_CELLS_AND_SHELLS = (
    f'=HYPERLINK("https://evil.example","{MARK}")',
    f"$(touch {MARK})",
    f"`touch {MARK}`",
    f"; touch {MARK} #",
)  # fmt: skip
# A break before a command in all of its kinds, the commands, and the others.
PAYLOADS = (
    *(f"a{sign}{BROKEN}::warning::b" for sign in _BREAKS[:5]),
    *(f"a{sign}::error::{BROKEN}" for sign in _BREAKS[5:]),
    f"a\n##vso[task.setvariable variable=a]{MARK}",
    f"a\r\n::set-env name=PATH::{MARK}",
    *_COMMANDS,
    *_STEERING,
    *_UNSEEN,
    *_MARKUP,
    *_CELLS_AND_SHELLS,
)
assert len(PAYLOADS) >= 60

# https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt, Default_Ignorable_Code_Point; the blank of
# Braille and the fillers of Hangul are seen as nothing too.
_IGNORABLE = (
    "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8 "
    "1BCA0-1BCA3 1D173-1D17A E0000-E0FFF 2800"
)
IGNORABLE = frozenset(
    code for part in _IGNORABLE.split() for code in range(int(part.split("-")[0], 16), int(part.split("-")[-1], 16) + 1)
)


def is_unseen(char: str) -> bool:
    """Tell whether a character steers, is not seen, or means something else to everyone."""
    code = ord(char)
    nothing = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return nothing or code in IGNORABLE or unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def problems_of_stream(text: str, *, commands: bool = False) -> Iterator[str]:
    """Yield what somebody would obey in what was printed; the `commands` of the form `github` are ours."""
    yield from (f"the character {ord(char):x}" for char in sorted(set(text)) if char != "\n" and is_unseen(char))
    for line in text.splitlines():
        if line.lstrip().startswith(BROKEN):
            yield f"a line of its own: {line[:80]!r}"
        if any(part in line.lower() for part in _service_messages(line)):
            yield f"a service message: {line[:120]!r}"
        command = github_command(line)
        if command is not None and not (commands and _is_ours(*command)):
            yield f"a command for GitHub: {line[:120]!r}"
        if not commands and re.search(r"(?<![\w:])::[a-z-]+( [^:]*)?::", line, re.IGNORECASE):
            yield f"a command within a line: {line[:120]!r}"
        yield from _problems_of_step(line)


def _service_messages(line: str) -> list[str]:
    """Return what Azure Pipelines, GitHub's first form and TeamCity look for, wherever it stands."""
    return [part.lower() for part in re.findall(r"##\w*\[", line)]


def github_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """Return the command, its properties and its data, as the runner reads a line.

    White space before it does not matter, the name ends at a space, the command at the next two colons.
    https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
    """
    found = line.lstrip()
    end = found.find("::", 2)
    if not found.startswith("::") or end < 0:
        return None
    name, _, rest = found[2:end].partition(" ")
    given = (part.partition("=") for part in rest.split(",") if part)
    return name, {key.strip(): value for key, _, value in given}, found[end + 2 :]


def _is_ours(name: str, properties: Mapping[str, str], data: str) -> bool:
    if name in {"group", "endgroup"}:
        return not properties and data == ("driftgate" if name == "group" else "")
    return (
        name in {"error", "warning", "notice"}
        and set(properties) <= {"title", "file", "line"}
        and "title" in properties
    )


def _problems_of_step(line: str) -> Iterator[str]:
    """Look at a command that a person is to copy: nothing of others is more than a word of it."""
    if line.startswith("Next  driftgate") and MARK in line:
        bare = re.sub(r"'[^']*'", "", line)
        if MARK in bare and re.search(r"[$`;&|<>()]", bare):
            yield f"a command that runs what others wrote: {line[:120]!r}"


def problems_of_report(kind: str, text: str) -> Iterator[str]:
    """Yield what the readers of a report would obey."""
    yield from problems_of_stream(text, commands=kind == "github")
    look = _READERS.get(kind)
    if look is not None:
        yield from look(text)


def _of_json(text: str) -> Iterator[str]:
    try:
        json.loads(text)
    except ValueError as error:
        yield f"no JSON: {error}"
    if not text.isascii():
        yield "JSON that is not ASCII"


def _of_sarif(text: str) -> Iterator[str]:
    yield from _of_json(text)
    for message in _texts(json.loads(text)):
        if re.search(r"\]\(", message):  # an embedded link, section 3.11.6 of the standard
            yield f"a link: {message[:80]!r}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (item for key, item in value.items() if key == "text" and isinstance(item, str))
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _texts(item)


def _of_junit(text: str) -> Iterator[str]:
    try:
        ET.fromstring(text)  # noqa: S314 - our own document
    except ET.ParseError as error:
        yield f"no XML: {error}"


def _of_dotenv(text: str) -> Iterator[str]:
    if not re.fullmatch(r"(DRIFTGATE_[A-Z_]+=[\w-]+\n)+", text):
        yield f"more than variables: {text!r}"


class _Page(HTMLParser):
    """Notes what a browser would run, load or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "iframe", "object", "embed", "form", "base", "link"}:
            self.found.append(f"an element {tag}")
        self.found += [f"an attribute {name}" for name in given if name.startswith("on")]
        for name in ("href", "src"):
            where = given.get(name) or ""
            if MARK in where or "evil" in where or where.startswith("javascript:"):
                self.found.append(f"a link to {where}")


def _of_html(text: str) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    yield from page.found


_GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_OURS = re.compile(r"</?(?:span|details|summary)>")
# What GitHub and GitLab look for in each text of what was rendered, and in no code:
# https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls,
# https://docs.gitlab.com/user/markdown/#gitlab-specific-references.
_FOUND = re.compile(r"(?<!\w)@\w|#\d|![0-9]|\bGH-\d|\w://|\bwww\.\w|\w@\w+\.\w", re.IGNORECASE)


def _of_markdown(text: str) -> Iterator[str]:
    for token in _GFM.parse(text):
        if token.type == "html_block" and not all(map(_OURS.fullmatch, re.findall(r"<[^>]*>", token.content))):
            yield f"HTML: {token.content[:120]!r}"
        for part in token.children or ():
            if part.type == "html_inline" and not _OURS.fullmatch(part.content):
                yield f"HTML: {part.content[:120]!r}"
            where = str(part.attrs.get("href", "")) if part.type == "link_open" else ""
            if re.search(f"evil|{MARK}", where, re.IGNORECASE) and not where.startswith("#"):
                yield f"a link to {where}"
            if part.type in {"image", "s_open"} or (part.type == "strong_open" and MARK in token.content):
                yield f"markup in {token.content[:120]!r}"
            if part.type == "text" and _FOUND.search(part.content):
                yield f"a reference in {part.content[:120]!r}"
        if token.type in {"fence", "code_block"}:
            yield f"a block of code: {token.content[:120]!r}"


_READERS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "json": _of_json,
    "sarif": _of_sarif,
    "gitlab-codequality": _of_json,
    "gitlab-sast": _of_json,
    "junit": _of_junit,
    "html": _of_html,
    "markdown": _of_markdown,
    "dotenv": _of_dotenv,
}
