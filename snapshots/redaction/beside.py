"""Values that stand beside a name without being assigned to it: defaults, comparisons, files that are written, answers.

What is found is looked at by `snapshots.redaction.assignments`; here is only where it begins and ends.
"""

from __future__ import annotations

import re

from engine.model.secret import IN_TEXT

_QUOTE = r"\\{0,8}[\"'`]"
_NAME = r"(?P<name>[^\W\d][\w\-]{0,79}+)"
_VALUE = rf"(?!{IN_TEXT})(?P<value>[^\"'`\\\s]{{4,256}}+)"
_ANY = rf"(?<![\w\-]){_NAME}(?:{_QUOTE})?[\])]{{0,2}}"
_LITERAL = rf"[bBuUrRfFnNeEL@$]{{0,2}}{_QUOTE}{_VALUE}"
# What stands for a name that has no value: a || 'x', a ?? 'x', a ?: 'x', a or 'x'.
DEFAULTED = re.compile(rf"{_ANY}[ \t]{{0,9}}(?:\|\|=?|\?\?=?|\?:|(?<=[ \t])or[ \t])\s{{0,20}}{_LITERAL}")
# a = b ? 'x' : 'y'
_CHOICE = (
    rf"(?<![\w$.\-])(?P<name>[^\W\d][\w.\-]{{0,79}}+)(?:{_QUOTE})?\]?[ \t]{{0,9}}(?:=>|:=|[=:])"
    r"[^\n?;]{1,160}+\?[ \t]{0,9}"
)
CHOSEN = re.compile(_CHOICE + _LITERAL)
CHOSEN_ELSE = re.compile(
    rf"{_CHOICE}(?:{_QUOTE}[^\"'`\\\n]{{0,256}}+{_QUOTE}|[\w.]{{1,80}}+)[ \t]{{0,9}}:[ \t]{{0,9}}{_LITERAL}"
)
# headers['x-api-key'].value !== 'x', and the other way round
COMPARED = re.compile(
    rf"{_ANY}(?:\.(?:value|toString\(\)|trim\(\)|toLowerCase\(\))){{0,2}}"
    r"(?:[ \t]{0,9}(?:[!=]==?|[!=]~|-[cin]?(?:eq|ne))|\.(?:equals(?:IgnoreCase)?|includes|compareTo)\()"
    rf"[ \t]{{0,9}}{_LITERAL}"
)
COMPARED_TO = re.compile(
    rf"{_QUOTE}{_VALUE}{_QUOTE}[ \t]{{0,9}}[!=]==?[ \t]{{0,9}}(?:[\w$]{{1,40}}+\.){{0,6}}+(?:[\w$]{{1,40}}+\[{_QUOTE})?"
    rf"{_NAME}"
)
# The names and values of a map of nginx.
MAPPED = re.compile(
    r"(?<!\w)map[ \t]{1,9}\$(?P<name>\w{1,80}+)[ \t]{1,9}\$\w{1,80}+\s{0,20}\{(?P<value>[^{}]{4,4000}+)\}"
)
CASE = re.compile(
    rf"(?:(?<=[;\s])|\A)(?:{_QUOTE})?(?!{IN_TEXT})(?P<value>[^\s;\"'`\\~]{{4,256}}+)(?:{_QUOTE})?(?=[ \t])"
)
# What is written into a file whose name says that it is a secret.
_FILE = rf"(?:{_QUOTE})?(?P<name>[\w.~$/{{}}\-]{{2,200}}+)"
_WORD = rf"(?:{_QUOTE})?(?!{IN_TEXT}|\$[\w({{])(?P<value>[^\s\"'`|;&<>\\]{{4,256}}+)(?:\\n)?(?:{_QUOTE})?"
PRINTED = re.compile(
    r"(?<![\w\-])(?:echo|printf|print)"
    rf"(?:[ \t]{{1,9}}-[A-Za-z]{{1,4}}(?=[ \t])|[ \t]{{1,9}}(?:{_QUOTE})?%s(?:\\n)?(?:{_QUOTE})?)*+"
    rf"[ \t]{{1,9}}{_WORD}[ \t]{{0,9}}"
    rf"(?:>>?\|?|\|[ \t]{{0,9}}(?:sudo[ \t]{{1,9}})?tee(?:[ \t]{{1,9}}-[\w\-]{{1,12}}){{0,3}})[ \t]{{0,9}}{_FILE}"
)
_PATH = rf"(?:path|dest|destination|filename|file):[ \t]{{0,9}}{_FILE}(?:{_QUOTE})?[ \t]{{0,9}}"
_MODES = (
    r"\r?\n(?:[ \t]{0,99}(?:owner|group|permissions|mode|encoding|append|defer|force|backup):[^\n]{0,200}+\n){0,6}+"
    r"[ \t]{0,99}(?:- )?"
)
_CONTENT = rf"contents?:[ \t]{{1,9}}(?:[|>][+\-]?\d?[ \t]{{0,9}}\r?\n[ \t]{{1,99}})?{_WORD}[ \t]{{0,9}}"
FILED = re.compile(rf"(?<![\w\-]){_PATH}{_MODES}{_CONTENT}(?=\r?\n|\Z)")
FILED_BEFORE = re.compile(rf"(?<![\w\-]){_CONTENT}{_MODES}{_PATH}(?=\r?\n|\Z)")
# A placeholder that sed puts a value in the place of.
SUBSTITUTED = re.compile(
    r"(?<=[\s\"'])s(?P<mark>[/|#,])[^\w\n]{0,4}(?P<name>[^\W\d][\w.\-]{0,79}+)[^\w\n]{0,4}(?P=mark)"
    rf"(?!{IN_TEXT}|\$[\w({{])(?P<value>[^\s/|#,\"'\\]{{4,256}}+)(?P=mark)"
)
# What is sent as an answer to a prompt (Expect and its kin).
ANSWERED = re.compile(
    r"(?P<name>[A-Za-z_]{3,40}+)[^\w\n]{1,20}(?:\r?\n|;|\{)[\s{]{0,99}(?:\w{1,40}\.)?(?:exp_)?[sS]end(?:[lL]ine|_line)?"
    rf"[ \t(]{{1,4}}(?:--[ \t]{{1,4}})?{_QUOTE}(?!{IN_TEXT})(?P<value>[^\"'`\\\s$]{{4,256}}+)"
)
# A number that opens something.
NUMBERED = re.compile(
    r"(?<![\w\-])(?P<name>(?i:pin|puk|otp|(?:pin|pass|security|access|door|alarm)[ _\-]?code))"
    rf"(?:{_QUOTE})?[ \t]{{0,4}}(?:[:=]|(?<=[ \t])(?:is|ist|lautet))[ \t]{{0,4}}(?:{_QUOTE})?"
    r"(?P<value>\d{4,8})(?![\w.])"
)
# password [x], and no class of a pattern.
BRACKETED = re.compile(
    rf"(?<![\w$.\-/@%]){_NAME}[ \t]{{0,2}}[:=]?[ \t]{{1,2}}\[(?!{IN_TEXT})(?P<value>[^\s\[\]\"'`,|]{{6,128}}+)\]"
)
CLASS = re.compile(r"[aA]-[zZ]|0-9|\.\.|\\")
_EXTENSION = re.compile(r"\.(?:txt|key|conf|env|pass|secret|tmp|bak)\Z")


def file_name(path: str) -> str:
    """Return what the name of a file says: `db_password` of `/run/secrets/db_password.txt`."""
    return _EXTENSION.sub("", path.rstrip("/").rpartition("/")[2]).lstrip(".")
