"""Which parts of a resource its stack declares: what the template writes inside of the whole, and beside it for it.

Literal values must be equal. What is computed may come to anything, as far as its literal pieces fit. Each entry of a
template stands for one part: where more parts fit than are declared, none of those that could be the one too many is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from engine.facts.policy_documents import canonicalise_policy, is_policy_document
from engine.jsontext.digest import JsonError, parse_json
from engine.model.identity import ResourceKey
from engine.model.snapshot import Resource
from snapshots.aws.makers.entries import BESIDE, INSIDE, Entry, Reading
from snapshots.aws.makers.templates import Declared, is_function

_NO_VALUE = {"Ref": "AWS::NoValue"}
_IN_TEXT = re.compile(r"\$\{[^!}][^}]*\}")


def list_declared(
    template: Declared, whole: str, part: str, physical: Mapping[str, str], known: Collection[str]
) -> list[Entry]:
    """Return what a template declares of the type `part` for the resource with the logical id `whole`.

    `physical` are the ids of what the stack has made, by logical ids. What has an id among the `known` ones is left
    out: the part that it stands for is found by that.
    """
    found: list[Entry] = []
    name, read = INSIDE.get(part, ("", None))
    written = _mapping(template.get(whole, {}), "Properties").get(name)
    if read is not None and written is not None:
        found += _entries(written, read)
    for type_, link, beside in BESIDE.get(part, ()):
        for logical, resource in template.items():
            properties = _mapping(resource, "Properties")
            id_ = physical.get(logical, "")
            if resource.get("Type") != type_ or id_ in known:
                continue
            if _names(properties.get(link), whole, physical.get(whole, "")):
                entry = beside({**properties, "Ref": id_})
                found += [entry] if entry is not None else []
    return found


def find_declared(parts: Sequence[Resource], entries: Sequence[Entry]) -> set[ResourceKey]:
    """Return the keys of the parts that entries declare, each entry one of them."""
    fits = [[at for at, entry in enumerate(entries) if _is_declared(part, entry)] for part in parts]
    owner: dict[int, int] = {}  # entry -> part

    def place(part: int, seen: set[int]) -> bool:
        for entry in fits[part]:
            if entry not in seen:
                seen.add(entry)
                if entry not in owner or place(owner[entry], seen):
                    owner[entry] = part
                    return True
        return False

    unproven = [part for part in range(len(parts)) if not place(part, set())]
    doubtful = set(unproven)
    while unproven:  # any of those that could have its entry may be the one too many
        for entry in fits[unproven.pop()]:
            if owner[entry] not in doubtful:
                doubtful.add(owner[entry])
                unproven.append(owner[entry])
    return {part.key for at, part in enumerate(parts) if at not in doubtful}


def _entries(written: Any, read: Reading) -> Iterator[Entry]:
    if is_function(written):  # how many come of it, the template does not say
        return
    for value in written if isinstance(written, list) else [written]:
        choices = value["Fn::If"] if is_function(value) and "Fn::If" in value else None
        told = [read(item) for item in (choices[1:] if isinstance(choices, list) else [value]) if item != _NO_VALUE]
        possible = [entry for entry in told if entry is not None]
        if len(possible) == 1:
            yield possible[0]
        elif possible:
            yield {"Fn::If": possible}


def _is_declared(part: Resource, entry: Entry) -> bool:
    if is_function(entry):
        return any(_is_declared(part, choice) for choice in entry["Fn::If"])
    return all(_fits(value, part.attributes.get(name)) for name, value in entry.items())


def _fits(declared: Any, told: Any) -> bool:
    """Tell whether a value of a template can be the value that was read."""
    if is_function(declared):
        pattern = _pattern(declared)
        return told is not None and (pattern == "*" or fnmatchcase(str(told), pattern))
    document = _document(declared)
    if is_policy_document(document):
        return _grants(document, _document(told))
    if isinstance(declared, Mapping):
        return (
            isinstance(told, Mapping)
            and set(declared) == set(told)
            and all(_fits(value, told[name]) for name, value in declared.items())
        )
    if isinstance(declared, list):
        return isinstance(told, list) and len(declared) == len(told) and all(map(_fits, declared, told))
    if declared is None or told is None:
        return declared is told
    return _text(declared) == _text(told)


def _grants(declared: Mapping[str, Any], told: Any) -> bool:
    if not isinstance(told, Mapping):
        return False
    if _is_literal(declared):
        return canonicalise_policy(declared) == canonicalise_policy(told)
    # IAM keeps a document as it was written: what is computed stands where it stood.
    names = set(declared)
    return names == set(told) and all(_fits(value, told[name]) for name, value in declared.items())


def _document(value: Any) -> Any:
    """Return what a text of JSON stands for: documents are written as both."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    try:
        return parse_json(value.encode("utf-8", "surrogatepass"), name="document")
    except JsonError:
        return value


def _is_literal(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not is_function(value) and all(map(_is_literal, value.values()))
    return all(map(_is_literal, value)) if isinstance(value, list) else True


def _pattern(value: Any) -> str:
    """Return a pattern of the texts that a computed value can be."""
    if isinstance(value, str | int):
        return _literally(_text(value))
    if not is_function(value):
        return "*"
    ((name, inner),) = value.items()
    if name == "Fn::Join" and isinstance(inner, list) and len(inner) == 2 and isinstance(inner[1], list):
        return _literally(str(inner[0])).join(map(_pattern, inner[1]))
    if name == "Fn::Sub":
        text = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(text, str):
            return "*".join(map(_literally, _IN_TEXT.split(text))).replace("${!", "${")
    return "*"


def _literally(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _names(value: Any, whole: str, physical: str) -> bool:
    """Tell whether a value names a resource of the template, or one of several values does."""
    if isinstance(value, list):
        return any(_names(item, whole, physical) for item in value)
    if isinstance(value, str):
        return bool(physical) and value == physical
    if not is_function(value):
        return False
    ((name, inner),) = value.items()
    if name == "Fn::GetAtt":
        first = inner[0] if isinstance(inner, list) and inner else inner
        return isinstance(first, str) and first.partition(".")[0] == whole
    return isinstance(inner, str) and (name, inner) in {("Ref", whole), ("Fn::Sub", f"${{{whole}}}")}


def _mapping(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}
