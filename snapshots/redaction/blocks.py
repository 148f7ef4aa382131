"""Assignments that take more than a word behind a sign: triple quotes, lines of their own, braces, paths, pairs.

What is found is looked at by `snapshots.redaction.assignments`; here is only where it begins and ends.
"""

from __future__ import annotations

import re

from engine.model.secret import IN_TEXT

_NAME = r"(?<![\w$.\-])(?:--?|\$(?:(?:env|script|global):)?)?(?P<name>[^\W\d][\w.\-]{0,79}+)"
_QUOTE = r"\\{0,8}[\"']"
# """value""", and the same of PowerShell: @"…"@.
BLOCK = re.compile(
    rf"{_NAME}(?:{_QUOTE})?\]?[ \t]{{0,9}}(?:=>|:=|[=:])[ \t]{{0,9}}[rbfuRBFU]{{0,2}}(?:"
    rf"(?P<triple>(?P<edge>{_QUOTE})(?P=edge){{2}})(?P<block>(?:(?!(?P=triple))[\s\S]){{1,20000}}+)|"
    r"@(?P<here>[\"'])\r?\n(?P<lines>(?:(?!\r?\n(?P=here)@)[\s\S]){1,20000}+))"
)
# <<EOF with the lines that follow, and <<< with what follows.
HEREDOC = re.compile(
    r"(?<!<)<<[\-~]?[ \t]{0,4}(?P<quote>\\{0,8}[\"']?)(?P<tag>\w{1,40}+)(?P=quote)(?P<rest>[^\n]{0,400}+)\n"
    r"(?P<value>(?:(?![ \t]{0,99}(?P=tag)(?!\w))[^\n]{0,2000}+\n){1,64}+)(?=[ \t]{0,99}(?P=tag)(?!\w))"
)
HERE_LINE = re.compile(
    rf"<<<[ \t]{{0,9}}(?:{_QUOTE})?(?P<value>(?!{IN_TEXT}|\$[\w({{])[^\s\"'\\|;&)]{{4,}}+)(?P<rest>)(?:{_QUOTE})?"
)
# password={Pa;ss}: of ODBC, where another setting stands beside it.
BRACED = re.compile(
    r"(?P<before>;[ \t]{0,4})?(?<![\w$.\-])(?P<name>[^\W\d][\w.\-]{0,79}+)[ \t]?=[ \t]?\{"
    r"(?P<value>(?:[^{}\n\"']|\}\}){3,200}+)\}(?P<after>;)?"
)
NEEDS_BRACES = re.compile(r"[;()\[\],?*!@}\d]")
PLACEHOLDER = re.compile(r"[A-Za-z_]+\d{0,2}(?:\.[A-Za-z_]\w*)*(?:\([^()]*\)|\[[^\[\]]*\]|![rs]|:[\w.<>^]*)*")
# Other signs between a name and a value, of which the looks tell: arrows, columns, wide signs, the next line, a type, a
# call, bold letters, entities of HTML, a list, a property list.
_SIGN = (
    r"[\-=]{1,2}>|(?<=[ \t])\||\uff1a|\uff1d|[=:][ \t]{0,9}(?:\\[ \t]{0,9})?(?:\r?\n)[ \t]{0,99}(?:- )?|:?\*\*:?|"
    r"[:=]?[ \t]{0,9}&(?:quot|gt|apos|#3[49]);|:[ \t]{0,9}&?(?:'static[ \t])?[\w.<>]{1,40}[ \t]{0,9}=|:[ \t]{0,9}\["
)
_OPENING = r"\((?=[ \t]{0,9}\\{0,8}[\"'])|</key>\s{0,99}<string>"
SEPARATOR = re.compile(f"{_SIGN}|{_OPENING}")
SEPARATED = re.compile(
    rf"(?<![\w$.\-]):?(?P<name>[^\W\d][\w.\-]{{0,79}}+)(?:[\"'`*_]{{1,3}})?(?:[ \t]{{0,99}}(?:{_SIGN})|{_OPENING})"
    rf"[ \t]{{0,9}}(?:{_QUOTE}|`)?(?!{IN_TEXT})(?P<value>[^\s\"'`,;&<>|()\[\]}}\\]{{6,128}}+)"
)
# The name of a block of YAML, and what stands in it.
BELOW = re.compile(r"(?m:^)(?P<indent>[ \t]{0,99}+)(?:- )?[\"']?(?P<name>[^\W\d][\w.\-]{0,79}+)[\"']?:[ \t]*+\r?\n")
ITEM = re.compile(
    rf"(?m:^)[ \t]*+(?:- ){{0,3}}(?:[\"']?(?P<name>[\w.\-]{{1,80}}+)[\"']?:[ \t]++)?[\"']?(?!{IN_TEXT})"
    r"(?P<value>[^\s\"']{6,256}+)"
    r"[\"']?[ \t\r]*+$"
)
# secrets = { db = "…" }: of each value in it the looks tell.
NESTED = re.compile(rf"{_NAME}(?:{_QUOTE})?[ \t]{{0,9}}[=:]?[ \t]{{0,9}}\{{(?P<value>[^{{}}]{{4,2000}}+)\}}")
ENTRY = re.compile(
    r"(?<![\w.\-])(?P<name>[\w.\-]{1,80}+)[\"']?\s{0,9}(?:=>|[=:])\s{0,9}[\"'](?P<value>[^\"'\n]{4,256}+)[\"']"
)
# A path that goes on with another such part is that of a table.
IN_PATH = re.compile(
    rf"[/:@%](?P<name>[^\W\d][\w.\-]{{0,79}}+)=\\{{0,8}}[\"'`]?(?!{IN_TEXT})"
    r"(?P<value>(?:[^\s\"'`,;&}\])/]|/(?!part-|[\w\-]{1,40}=)){2,}+)(?:(?=(?P<table>/)))?"
)
# ParameterKey=DbPassword,ParameterValue=…, also on two lines.
PAIRED = re.compile(
    r"(?<![\w$])(?ai:(?:parameter|option|header|variable|property|setting|attribute|field|env)?[_\-]?(?:name|key)|"
    rf"variable|option|property|parameter)(?:{_QUOTE})?[ \t]{{0,9}}[:=][ \t]{{0,9}}(?:{_QUOTE})?"
    rf"(?P<name>[\w.\-]{{2,80}}+)(?:{_QUOTE})?[ \t]{{0,9}},?(?:\r?\n)?[ \t]{{0,99}}(?:- )?(?:{_QUOTE})?"
    r"(?ai:(?:parameter|option|header|variable|property|setting|attribute|field|env|default)?[_\-]?val(?:ue)?)"
    rf"(?:{_QUOTE})?[ \t]{{0,9}}(?P<mid>[:=])[ \t]{{0,9}}(?!\\{{0,8}}[\"']?{IN_TEXT})"
    r"(?:(?P<escaped>\\{1,8}[\"'])(?P<deep>[^\"'\\\n]++)|(?P<double>[\"'])(?P<quoted>[^\"'\n]++)|"
    r"(?P<bare>[^\s\"',;&}\])]{4,}+))"
)
_WORD = re.compile(r"[^\W\d][\w.\-]*+")
_TOLD = re.compile(r"(?P<name>[^\W\d][\w.\-]{0,79}+)[\"']?[ \t]*+(?:[=:]>?)[ \t]*+(?:\"?\$\([ \t]*+cat[ \t]*+)?\Z")
_LINE = 200  # letters before and behind that are looked at for names


def end_of_block(text: str, start: int, indent: str) -> int:
    """Return where the lines end that are indented deeper than their name, or are items of its list."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        line = text[start : min(end, start + _LINE)]
        bare = line.lstrip(" \t")
        if bare.strip() and not (line.startswith(indent) and (len(line) - len(bare) > len(indent) or bare[:2] == "- ")):
            break
        start = end
    return start


def named_by(match: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    """Return the name to which lines are assigned, if any, and the words that stand beside them."""
    text, start = match.string, match.start()
    line = text[text.rfind("\n", max(0, start - _LINE), start) + 1 : start][-_LINE:]
    told = _TOLD.search(line)
    words = _WORD.findall(line) + _WORD.findall(match["rest"][:_LINE])
    return told["name"] if told else "", tuple(words)
