"""What a resource has inside that resources of its own say: it is theirs, and is told of them.

A refresh shows a policy that is a resource of its own in what it belongs to as well, where code and a first plan do not
have it. Judged twice it would be two findings of one fact, and one in code. What somebody wrote there by hand is like
none of them, and stays. So does all that only an API shows, which lists both forms whatever was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.jsontext.digest import JsonError, parse_json
from engine.model.address import ANY_KEY
from engine.model.snapshot import Resource
from engine.provider.judging import Judging, SeparateForm
from policies.facts.known import Known
from policies.facts.neighbours import Neighbours

_NO_PORT = (None, 0, -1)  # of a rule for every protocol


class SeparateForms:
    """Takes out of attributes what `neighbours` of a resource say; `known` reads these."""

    def __init__(self, judging: Judging, neighbours: Neighbours, known: Known) -> None:
        """Take what is known of types that say one fact in two forms."""
        self._judging, self._neighbours, self._known = judging, neighbours, known

    def without(self, resource: Resource, attributes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the attributes of a resource without what is said beside it, as if nobody had set that."""
        unset = self._judging.unset.get(resource.type, {})
        for name, forms in self._judging.separate.get(resource.type, {}).items():
            if name not in unset:
                continue
            for form in forms:
                value = attributes.get(name)
                told = self._told(resource, form) if value else ()
                if told:
                    attributes = {**attributes, name: _left(value, told, form, unset[name])}
        return attributes

    def _told(self, resource: Resource, form: SeparateForm) -> list[Mapping[str, Any]]:
        """Return the attributes of the resources of a form beside a resource."""
        children = (
            item
            for item in self._neighbours.children(resource, form.child)
            if item.address and ANY_KEY not in item.address  # what may not be there says nothing for certain
        )
        return [told for told in map(self._known.attributes, children) if _is_one(told, form)]


def _left(value: Any, told: Sequence[Mapping[str, Any]], form: SeparateForm, unset: Any) -> Any:
    """Return what is left of an attribute without what children say."""
    if form.whole or any(_says(item, value) for item in told):
        return unset
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    if form.words:
        rest = [entry for entry in value if not _is_named(entry, told, form)]
        return rest or unset
    if form.parts:
        rest = [_rest(entry, told, form) if isinstance(entry, Mapping) else entry for entry in value]
        return [entry for entry in rest if entry]
    return [entry for entry in value if not any(_is_entry(item, entry) for item in told)]


def _is_named(entry: Any, told: Iterable[Mapping[str, Any]], form: SeparateForm) -> bool:
    """Tell whether what an entry names is what a word of a child stands for, or stands in a child."""
    name = entry.get(form.named) if isinstance(entry, Mapping) else entry
    if name in (None, ""):
        return isinstance(entry, Mapping)
    return any(name in form.words.get(_word(item, form), ()) or _has(item, name) for item in told)


def _word(child: Mapping[str, Any], form: SeparateForm) -> str:
    word = child.get(form.word)
    return word if isinstance(word, str) else ""


def _has(value: Any, text: Any) -> bool:
    """Tell whether a text stands anywhere in a value."""
    if isinstance(value, Mapping):
        return any(_has(item, text) for item in value.values())
    return any(_has(item, text) for item in value) if isinstance(value, list | tuple) else bool(value == text)


def _rest(entry: Mapping[str, Any], told: Iterable[Mapping[str, Any]], form: SeparateForm) -> Mapping[str, Any]:
    """Return an entry of a block without the members that children say; nothing where that is all of it."""
    alike = [item for item in told if all(_same(entry.get(at), item.get(other)) for at, other in form.same.items())]
    rest = dict(entry)
    for at, other in form.parts.items():
        said = {text for item in alike for text in _texts(item.get(other))}
        rest[at] = [text for text in _texts(entry.get(at)) if text not in said]
    is_changed = any(rest[at] != _texts(entry.get(at)) for at in form.parts)
    has_more = any(value for name, value in rest.items() if name not in form.same and name != "description")
    return (rest if has_more else {}) if is_changed else entry


def _texts(value: Any) -> list[str]:
    found = [value] if isinstance(value, str) else value
    return [text for text in found if isinstance(text, str) and text] if isinstance(found, Sequence) else []


def _is_one(child: Mapping[str, Any], form: SeparateForm) -> bool:
    return form.only is None or child.get(form.only[0]) == form.only[1]


def _says(child: Mapping[str, Any], value: Any) -> bool:
    """Tell whether a child has a text as one of its attributes."""
    return isinstance(value, str) and any(_same(value, other) for other in child.values() if isinstance(other, str))


def _is_entry(child: Mapping[str, Any], entry: Any) -> bool:
    """Tell whether a child says all that an entry of a block does."""
    if not isinstance(entry, Mapping):
        return False
    told = {name: value for name, value in entry.items() if value not in (None, "", [])}
    return bool(told) and all(_same(value, child.get(name)) for name, value in told.items())


def _same(one: Any, other: Any) -> bool:
    if one in _NO_PORT and other in _NO_PORT:
        return True
    return one == other or (isinstance(one, str) and isinstance(other, str) and _read(one) == _read(other))


def _read(text: str) -> Any:
    """Return what a text of JSON says, the text where it is none."""
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"), name="text") if text[:1] in ("{", "[") else text
    except JsonError:
        return text
