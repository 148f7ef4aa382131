"""Tells quickly that a resource shows nothing: most do, and looking at each of their values for secrets is dear.

For documents that hold no credential of a known format, no Base64 of a text, and no text with JSON or quoted names in
it. There a secret stands under a name that says so, in a text that is JSON, or among the arguments of a command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.model.secret import NAME as SECRET
from snapshots.redaction.maps import ENVIRONMENTS, VALUE_KEYS, is_pair
from snapshots.redaction.names import Hidden
from snapshots.redaction.texts import LARGEST

OPENING = frozenset('{[" \t\r\n')  # how a text that is JSON may begin
_ARGUMENT = OPENING | {"-"}  # and an option in a command
_SPECIAL = frozenset({"kind", "search_string", "custom_header", "custom_headers"})  # what stands beside them counts
_SIMPLE = (int, float, bool, type(None), Decimal)


@dataclass(frozen=True, slots=True)
class Screen:
    """Asks what hides secrets: `hidden` of a name, and `text` and `pair`, which give back what they leave as it is.

    `open` are the names that hide nothing.
    """

    hidden: Callable[[str], Hidden]
    text: Callable[[str], str]
    pair: Callable[[Mapping[str, Any], str], Mapping[str, Any]]
    open: set[str] = field(default_factory=set)

    def shows_nothing(self, value: Mapping[str, Any]) -> bool:
        """Tell whether nothing in a value has to be hidden; false also where that is not sure."""
        inner: list[Any] = [value]
        for node in inner:  # grows on the way
            if node.__class__ is dict:
                pairs = not VALUE_KEYS.isdisjoint(node)
                if not (self.open.issuperset(node) or self._are_open(node)) or (
                    pairs and self.pair(node, "") is not node
                ):
                    return False
                parts, opening = node.values(), OPENING
            elif is_pair(node) and self.hidden(node[0]):
                return False
            else:
                parts, opening = node, _ARGUMENT
            for part in parts:
                kind = part.__class__
                if kind is str:
                    if len(part) > LARGEST or (
                        part[:1] in opening and (part[:1] == "-" or self.text(part) is not part)
                    ):
                        return False
                elif kind is dict or kind is list:
                    inner.append(part)
                elif kind not in _SIMPLE:
                    return False
        return True

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
