"""Tells quickly that a resource shows nothing: most do, and looking at each of their values for secrets is dear.

A secret stands under a name that says so, among the arguments of a command, or in a text. Where a name may say so, or
an argument, everything is looked at one by one; texts are alike in many resources, and those that are new in one are
looked at together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.model.secret import NAME as SECRET
from snapshots.redaction.maps import ENVIRONMENTS, VALUE_KEYS, is_pair
from snapshots.redaction.names import Hidden

OPENING = frozenset('{[" \t\r\n')  # how a text that is JSON may begin
_SPECIAL = frozenset({"kind", "search_string", "custom_header", "custom_headers"})  # what stands beside them counts
_SIMPLE = frozenset({int, float, bool, type(None), Decimal})
_PAIR = 2  # of a name and a text
# What no pattern of `snapshots.redaction.assignments` changes: it has no blank, quote, bracket or sign that assigns.
# The first colon of an ARN assigns all that follows to `arn`, and none of its words stands where a name begins; of a
# pair (`name:a,value:b`) both names have to be there.
_BARE = re.compile(r"(?:arn:aws[a-z\-]*:(?!.*[vV][aA][lL])[A-Za-z0-9_\-./@:]{4,}|[A-Za-z0-9_\-./@]*)")


@dataclass(frozen=True, slots=True)
class Screen:
    """Asks what hides secrets: `hidden` of a name, and `text` and `pair`, which give back what they leave as it is.

    `clear` tells whether nothing in some texts has to be hidden, `every` whether also texts that are no JSON are asked
    about. `open` are the names that hide nothing, `seen` the texts.
    """

    hidden: Callable[[str], Hidden]
    text: Callable[[str], str]
    pair: Callable[[Mapping[str, Any], str], Mapping[str, Any]]
    clear: Callable[[list[str]], bool]
    every: bool = True
    open: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def shows_nothing(self, value: Mapping[str, Any]) -> bool:
        """Tell whether nothing in a value has to be hidden; false also where that is not sure."""
        inner: list[Any] = [value]
        new: list[str] = []
        every, seen = self.every, self.seen
        for node in inner:  # grows on the way
            is_list = node.__class__ is list
            if not (self._is_open_list(node) if is_list else self._is_open_map(node)):
                return False
            for part in node if is_list else node.values():
                kind = part.__class__
                if kind is str:
                    if is_list and part[:1] == "-":  # an option of a command, which may hide the next argument
                        return False
                    if part not in seen and (every or part[:1] in OPENING):
                        new.append(part)
                elif kind is dict or kind is list:
                    if part:
                        inner.append(part)
                elif kind not in _SIMPLE:
                    return False
        return not new or self.clear(new)

    def _is_open_list(self, node: list[Any]) -> bool:
        return not (len(node) == _PAIR and is_pair(node) and self.hidden(node[0]))

    def _is_open_map(self, node: Mapping[str, Any]) -> bool:
        """Tell whether no name in a map hides something."""
        if not (self.open.issuperset(node) or self._are_open(node)):
            return False
        return VALUE_KEYS.isdisjoint(node) or self.pair(node, "") is node

    def _are_open(self, node: Mapping[str, Any]) -> bool:
        for name in node.keys() - self.open:
            if name in ENVIRONMENTS:  # also the name of a tag, which is a text
                if not isinstance(node[name], str):
                    return False
            elif name == SECRET or self.hidden(name) or name in _SPECIAL or self.text(name) != name:
                return False
            else:
                self.open.add(name)
        return True


def is_bare(text: str) -> bool:
    """Tell whether a text is words, paths or an ARN without anything that assigns a value to a name."""
    return _BARE.fullmatch(text) is not None
