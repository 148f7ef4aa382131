"""What a rule can see of its input, by its own words, so that nothing else has to be told to it.

Rego has one name for the input. Where each place that has this name says what it takes, by a name that is written there
or by a variable that is one of some texts in the same rule, the rules can see no more than that. Where one does not
(the whole input is handed on or replaced, a name is made of parts or comes from elsewhere), they may see everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_IMPORT = re.compile(r"^import .*$", re.MULTILINE)
_KNOWN_IMPORT = re.compile(r"import (?:rego\.v1|data\.driftgate\.lib\.([a-z0-9_]+))")
# What reaches the input, or another policy, under another name, and texts that are written otherwise.
_ELSEWHERE = re.compile(r"\bwith\b|\bdata\b|`|\\u")
_INPUT = re.compile(r"\binput\b")
_PART = re.compile(r"\.(type|account|region|address|id|documents|facts|related|params)\b")
# By a name, by a text, and by a variable.
_ATTRIBUTE = re.compile(r"""\.attributes(?:\.(\w+)|\["(\w+)"\]|, "(\w+)",|\[([a-z]\w*)\]|, ([a-z]\w*),)""")
_GIVEN = re.compile(r"""(?:, "(\w+)"|, ([a-z]\w*))\)""")
_TEXT = re.compile(r'"([^"\\]*)"')
# A table, or a list: texts, numbers and words in brackets, and nothing that is worked out.
_TABLE = r'[\[{](?:"[^"\\]*"|[\s\[\]{},:]|\b(?:true|false|null|\d+)\b)*[\]}]'
_HEAD = re.compile(r"^\w", re.MULTILINE)
# Shared functions that are given the input, and take the attribute that they are told by name.
_TAKING = re.compile(r"\bvalues\.(?:told|says)\($")
_TAKEN = re.compile(r"^(?:told|says)\(resource, name\)", re.MULTILINE)
_TAKES = re.compile(r"\bresource\b(?!\.attributes, name,|, name\))")
_BY_METADATA = frozenset({"facts", "related", "params"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the rules of a policy can see: `attributes` by name, and other `parts` of the input.

    Facts, related resources and parameters are those that METADATA names.
    """

    attributes: frozenset[str]
    parts: frozenset[str]


def sight_of(text: str, libraries: Mapping[str, str]) -> Sight | None:
    """Return what the rules in a text can see, none where that may be everything; `libraries` are texts by name."""
    code = _COMMENT.sub("", text)
    imported = [_KNOWN_IMPORT.fullmatch(line) for line in _IMPORT.findall(code)]
    shared = [_COMMENT.sub("", libraries.get(match[1], "input")) for match in imported if match and match[1]]
    code = _IMPORT.sub("", code)
    if not all(imported) or any(_reaches(one) for one in shared) or _ELSEWHERE.search(code):
        return None
    takes_named = any(_TAKEN.search(one) and not _TAKES.search(one) for one in shared)
    attributes, parts = set[str](), set[str]()
    for rule in code.split("\n\n"):
        for match in _INPUT.finditer(rule):
            if (part := _PART.match(rule, match.end())) is not None:
                parts.add(part[1])
            elif (names := _names(code, rule, match, takes_named=takes_named)) is not None:
                attributes |= names
            else:
                return None
    return Sight(attributes=frozenset(attributes), parts=frozenset(parts - _BY_METADATA))


def _reaches(shared: str) -> bool:
    """Tell whether shared Rego sees an input without being given it."""
    code = _IMPORT.sub("", shared)
    imports = [_KNOWN_IMPORT.fullmatch(line) for line in _IMPORT.findall(shared)]
    only_rego = all(match is not None and match[1] is None for match in imports)
    return not only_rego or _INPUT.search(code) is not None or _ELSEWHERE.search(code) is not None


def _names(code: str, rule: str, match: re.Match[str], *, takes_named: bool) -> set[str] | None:
    """Return the attributes that one place of a rule may take, none where they may be any."""
    found = _ATTRIBUTE.match(rule, match.end())
    if found is not None:
        *written, indexed, given = found.groups()
        name, variable = next(filter(None, written), ""), indexed or given
    elif takes_named and _TAKING.search(rule[: match.start()]) and (found := _GIVEN.match(rule, match.end())):
        name, variable = found.groups()
    else:
        return None
    return {name} if name else _meant(code, rule, variable)


def _meant(code: str, rule: str, variable: str) -> set[str] | None:
    """Return the texts that a variable is one of, by all places of its rule that give it a value; none elsewhere."""
    given = rf"\b(?:some|every) (?:\w+, )*{variable}\b|\b{variable} :?= |^\w+\([^)]*\b{variable}\b"
    told = re.findall(rf"\bsome {variable}(?:, \w+)? in (?:(\w+)$|({_TABLE}))", rule, re.MULTILINE)
    if not told or len(told) != len(re.findall(given, rule, re.MULTILINE)) or len(_HEAD.findall(rule)) != 1:
        return None
    found = set[str]()
    for name, table in told:
        tables = [table] if table else _tables(code, name)
        is_once = (
            table or len(re.findall(rf"\b{name}\b", rule)) == 1
        )  # else a name of the rule's own may stand before it
        if len(tables) != 1 or not is_once:
            return None
        found |= set(_TEXT.findall(tables[0]))
    return found


def _tables(code: str, name: str) -> list[str]:
    """Return the tables that a name stands for; none where one of them is something else."""
    told = re.findall(rf"^{name}\b.*", code, re.MULTILINE)
    tables = re.findall(rf"^{name} := ({_TABLE})$(?=\n\n|\n*\Z)", code, re.MULTILINE)
    return tables if len(told) == len(tables) else []
