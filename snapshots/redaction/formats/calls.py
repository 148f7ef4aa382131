"""Calls that give a secret away beside what they call: fields of pages, logins, rows of databases.

What is found is looked at by `snapshots.redaction.assignments`; here is only where it begins and ends. The forms are
those of Playwright, Selenium, Cypress, Robot Framework and SQL (https://playwright.dev/docs/input,
https://robotframework.org/SeleniumLibrary/, https://www.postgresql.org/docs/current/sql-insert.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.secret import IN_TEXT

_Q = r"\\{0,8}[\"'`]"
_VALUE = rf"[bBuUrRfF]{{0,2}}{_Q}(?!{IN_TEXT})(?P<value>[^\"'`\\\n]{{4,256}}+)"
_FILLS = (
    r"(?ai:fill|type|set_?value|send_?keys|press_?sequentially|input_?text|enter_?text|fill_?in|replace_?text|add_?value"
    r"|setText|type_?text)"
)
# fill("#password", "…"), and locator("#password").fill("…") with up to three calls between.
_BETWEEN = r"(?:[\s)}\]\"']{0,10}\.\w{1,40}\([^()\"'\n]{0,80}\)){0,3}"
FIELDS = (
    re.compile(rf"{_FILLS}\([ \t]*+{_Q}(?P<name>[^\\\n,]{{1,200}}?){_Q}[ \t]*+,[ \t]*+{_VALUE}"),
    re.compile(
        rf"{_Q}(?P<name>[^\"'`\\\n]{{1,100}}+){_Q}[\s)}}\]\"']{{1,10}}{_BETWEEN}\s{{0,20}}\.{_FILLS}\([ \t]*+{_VALUE}"
    ),
    re.compile(
        r"(?ai:(?P<name>input (?:password|text|secret)|fill (?:text|secret)|type (?:text|secret)"
        r"|input text into element)"
        rf"(?:\t|[ ]{{2,9}})[ \t]{{0,9}}(?P<where>[^\s][^\t\n]{{0,199}}?)(?:\t|[ ]{{2,9}}))[ \t]{{0,9}}(?!{IN_TEXT})"
        r"(?P<value>[^\s\"']{4,256}+)"
    ),
    re.compile(
        rf"(?ai:typing (?:text|password) ){_VALUE}{_Q} into (?:text|password) field {_Q}(?P<name>[^\"'\n]{{1,200}}+)"
    ),
    re.compile(
        rf"(?m:^)[ \t\-]{{0,20}}(?:get|find)[ \t]{{1,20}}(?P<name>[^\n]{{1,200}}+)\n[ \t\-]{{0,20}}type[ \t]{{1,20}}"
        rf"(?!{IN_TEXT})(?P<value>[^\s\"']{{4,256}}+)"
    ),
)
# login("ada", "…") and auth=("ada", "…"): who, and how that is proven.
LOGIN_CALL = re.compile(
    r"(?<![A-Za-z])(?ai:(?:\w{0,40}_)?(?:log_?in|log_?on|sign_?in|authenticate|basic_?auth|http_?basic_?auth|set_?credentials)"
    r"|\w{0,40}credentials?|auth[ \t]{0,4}=[ \t]{0,4})"
    rf"\([ \t]*+(?:\w{{1,40}}[ \t]*+=[ \t]*+)?[bBuUrRfF]{{0,2}}{_Q}[^\"'`\\\n]{{1,200}}+{_Q}[ \t]*+,[ \t]*+{_VALUE}"
)
_WORD = re.compile(r"[^\W\d][\w\-]*+")
_INSERT = re.compile(
    r"(?ai:insert\s{1,20}(?:or\s{1,20}\w{1,20}\s{1,20})?into|replace\s{1,20}into)\s{1,20}[^\s(]{1,200}+\s{0,20}"
    r"\((?P<columns>[^()]{1,4000}+)\)\s{0,20}(?ai:values?)\s{0,20}"
)
_ITEM = r"(?:[nNeEbBxX]?'(?:[^']|'')*+'|\"[^\"]*+\"|[^\"'(),]|\([^()\"']*+\))*+"
_ROW = re.compile(rf"\((?P<row>{_ITEM}(?:,{_ITEM})*+)\)\s{{0,20}},?\s{{0,20}}")
_CELL = re.compile(rf"(?:(?<=,)|\A)(?P<cell>{_ITEM})(?:,|\Z)")
_TEXT = re.compile(r"\s{0,20}[nNeEbBxX]?(?P<quote>['\"])(?P<value>.+)(?P=quote)\s{0,20}", re.DOTALL)


def words_of(match: re.Match[str]) -> tuple[str, ...]:
    """Return the words by which a call names a field: of `input[name=password]` input, name and password."""
    found = match.groupdict()
    return tuple(_WORD.findall(f"{found['name']} {found.get('where') or ''}"))


def cells_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the texts in the rows of each INSERT: the name of the column, and where the text begins and ends."""
    for insert in _INSERT.finditer(text):
        names = [name.strip().strip("`\"[]'") for name in insert["columns"].split(",")]
        at = insert.end()
        while row := _ROW.match(text, at):
            cells = _CELL.finditer(row["row"])
            for name, cell in zip(names, cells, strict=False):
                if held := _TEXT.fullmatch(cell["cell"]):
                    start = row.start("row") + cell.start("cell") + held.start("value")
                    yield name.rpartition(".")[2], start, start + len(held["value"])
            at = row.end()
