"""What code says of a resource: its attributes as they were read, as the values of a block.

What is of objects becomes blocks, a policy or another document is written as what it says, and a secret, of which only
a mark is known, as a variable that somebody sets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.canonical.canonicalise import TAGS, Canonicaliser
from engine.facts.policy_documents import is_policy_document
from engine.jsontext.digest import JsonError, parse_json
from engine.model.secret import NAME, has_secret_anywhere, holds_secret, is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.code import Block, Encoded, Reference
from engine.provider.port import Provider
from engine.provider.schema import NodeKind, SchemaNode

_EMPTY: tuple[Any, ...] = (None, "", [], {})
_SECRET = "a secret, of which driftgate keeps only a fingerprint"  # noqa: S105 - words about one
_UNREAD = "it has to be said, and driftgate has not read it"
_NO_NAME = re.compile(r"[^a-z0-9_]+")


@dataclass(slots=True)
class Said:
    """What is said of a resource: attributes, blocks, the variables that these need, and what could not be said."""

    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    variables: list[Block] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def say(
    provider: Provider, type_: str, name: str, values: Mapping[str, Any], about: frozenset[str] = frozenset()
) -> Said:
    """Return what code says of attributes of a type; `name` is what the code calls the resource.

    What is none is asked for by a variable. What the schema does not know, and what only the provider sets, is left
    out. `about` are the names of what matters inside of blocks: of these a zero counts, which elsewhere is nothing.
    """
    schema, said = provider.find(type_), Said()
    fields = schema.fields if schema is not None else {}
    facts = provider.facts(type_)
    speaker = _Speaker(name, facts.documents, facts.unsaid, about, said)
    for attribute, value in sorted(values.items()):
        node = fields.get(attribute)
        if node is not None and not node.computed:
            speaker.add(attribute, value, node)
    return said


def essential(resource: Resource, provider: Provider, canonicaliser: Canonicaliser) -> dict[str, Any]:
    """Return the attributes of a resource without which code would mean another one.

    They are those that are required and those that people set, but for what is empty or at its default, for what
    resources of their own say, and for what the provider refuses beside others. One that has to be said and was not
    read is none, and so is what nobody can read in the form that code has.
    """
    schema, facts = provider.find(resource.type), provider.facts(resource.type)
    fields = schema.fields if schema is not None else {}
    left_out = {"id", *provider.common.terraform_only, *facts.terraform_only, *provider.common.tags[:-1]}
    otherwise = {name for name in provider.common.otherwise | facts.otherwise if name in fields}
    otherwise = {name for name in otherwise if not is_block(fields[name])}
    left_out |= otherwise
    left_out |= {name for split in facts.splits for name in split.attributes}
    form = canonicaliser.form(resource.type, resource.attributes)
    tags = provider.common.tags[-1:]
    known = {name for name in fields if not is_nothing(form.get(TAGS if name in tags else name))}
    left_out |= {name for name, others in facts.unsaid.items() if not others or known & {*others}}
    found: dict[str, Any] = {}
    for name, node in fields.items():
        value = resource.attributes.get(name)
        is_told = name in known and name not in left_out and not node.computed
        if name in tags and is_told:
            found[name] = without_own(value, provider)
        elif node.required or (is_told and not (node.filled and value is False)):
            found[name] = None if name in otherwise else value
    if facts.needed and not found.keys() & {*facts.needed}:
        found[facts.needed[0]] = None
    return found


def without_own(tags: Any, provider: Provider) -> Any:
    """Return tags without those that the provider's own services set, which nobody else can."""
    own = provider.common.own_tags
    if not isinstance(tags, Mapping) or is_secret_mark(tags) or not own:
        return tags
    return {key: value for key, value in tags.items() if not key.startswith(own)}


def is_nothing(value: Any) -> bool:
    """Tell whether a value says as much as none at all: it is empty, or the number zero."""
    return value in _EMPTY or (value == 0 and not isinstance(value, bool))


def variable(name: str, says: str, *, secret: bool) -> Block:
    """Return the block of a variable that somebody has to set; `says` is what it is."""
    told: dict[str, Any] = {"description": says}
    return Block(kind="variable", labels=(name,), attributes={**told, "sensitive": True} if secret else told)


def slug(*parts: str) -> str:
    """Return texts as one name that code can have; empty where nothing of them can be part of a name."""
    text = "_".join(filter(None, (_NO_NAME.sub("_", part.lower()).strip("_") for part in parts)))
    return f"_{text}" if text[:1].isdigit() else text


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says the attributes of one resource."""

    name: str
    documents: frozenset[str]
    unsaid: Mapping[str, tuple[str, ...]]
    about: frozenset[str]
    said: Said

    def add(self, name: str, value: Any, node: SchemaNode) -> None:
        """Say an attribute, or the blocks of a name."""
        if value is None:
            self.said.attributes[name] = self._variable((name,), _UNREAD, secret=node.sensitive)
            return
        if not is_block(node):
            self.said.attributes[name] = self._value(value, node, (name,))
            return
        blocks = list(self._blocks(name, value, node, (name,)))
        if value and not blocks:
            self.said.left_out.append(name)
        self.said.blocks += blocks

    def _blocks(self, name: str, value: Any, node: SchemaNode, path: tuple[str, ...]) -> Iterator[Block]:
        inner = node if node.kind is NodeKind.OBJECT else node.element
        items = value if isinstance(value, list) else [value]
        for at, item in enumerate(items):
            if inner is None or not isinstance(item, Mapping) or is_secret_mark(item):
                continue
            # An API that has none of a thing may show it all the same, without what it cannot be without.
            if all(item.get(key) not in (None, "") for key, child in inner.fields.items() if child.required):
                yield self._block(name, item, node, (*path, str(at)) if len(items) > 1 else path)

    def _block(self, name: str, item: Mapping[str, Any], whole: SchemaNode, path: tuple[str, ...]) -> Block:
        """Return the block of an object, which is an element of `whole`."""
        attributes: dict[str, Any] = {}
        blocks: list[Block] = []
        node = whole.element or whole
        for key, child in sorted(node.fields.items()):
            value = item.get(key)
            others = self.unsaid.get(f"{name}.{key}", ())
            if child.computed or any(map(item.get, others)) or not self._is_said(key, value, child, whole):
                continue
            if is_block(child):
                blocks += self._blocks(key, value, child, (*path, key))
            else:
                attributes[key] = self._value(value, child, (*path, key))
        return Block(kind=name, attributes=attributes, blocks=tuple(blocks))

    def _is_said(self, name: str, value: Any, node: SchemaNode, whole: SchemaNode) -> bool:
        """Tell whether a member of an object is said; in an attribute that is written as blocks a zero is one."""
        if node.required:
            return value is not None
        if whole.filled or name in self.about:
            return value not in _EMPTY
        return not is_nothing(value) and not (node.filled and value is False)

    def _value(self, value: Any, node: SchemaNode | None, path: tuple[str, ...]) -> Any:
        if is_secret_mark(value):
            return self._secret(path)
        if isinstance(value, Mapping):
            if any(map(holds_secret, value)):  # a key cannot be a variable's
                return self._secret(path)
            fields = node.fields if node is not None else {}
            inner = node.element if node is not None else None
            return {key: self._value(item, fields.get(key, inner), (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            inner = node.element if node is not None else None
            return [self._value(item, inner, (*path, str(at))) for at, item in enumerate(value)]
        return self._text(value, path) if isinstance(value, str) else value

    def _text(self, text: str, path: tuple[str, ...]) -> Any:
        """Return a text, or the document that it holds where Terraform writes that so that nobody sees a difference.

        One that is partly secret is always written as a document, in which only the secrets are variables.
        """
        document = _document(text)
        if document is not None:
            is_hidden = has_secret_anywhere(document)
            is_known = is_policy_document(document) or path[-1] in self.documents
            if is_hidden or is_known or _encoded(document) == text:
                return Encoded(self._value(document, None, path))
        if holds_secret(text) or f'"{NAME}"' in text:
            return self._secret(path)
        return text

    def _secret(self, path: tuple[str, ...]) -> Reference:
        return self._variable(path, _SECRET, secret=True)

    def _variable(self, path: tuple[str, ...], why: str, *, secret: bool) -> Reference:
        name = slug(self.name, *path)
        taken = {block.labels[0] for block in self.said.variables}
        name = next(one for one in (name, *(f"{name}_{number}" for number in range(2, 1_000_000))) if one not in taken)
        self.said.variables.append(variable(name, f"{'.'.join(path)} of {self.name}: {why}", secret=secret))
        return Reference(f"var.{name}")


def is_block(node: SchemaNode) -> bool:
    """Tell whether code writes blocks: so it may write every list and set of objects, be it declared so or not.

    https://developer.hashicorp.com/terraform/language/attr-as-blocks
    """
    if node.kind is NodeKind.OBJECT:
        return not node.filled  # no block is: it is an attribute
    is_list = node.kind in {NodeKind.LIST, NodeKind.SET}
    return is_list and node.element is not None and node.element.kind is NodeKind.OBJECT


def _document(text: str) -> Any:
    """Return the object or list that a text of JSON is; none for any other text."""
    if text[:1] not in {"{", "["}:
        return None
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"), name="attribute")
    except JsonError:
        return None


def _encoded(document: Any) -> str:
    """Return a document as Terraform's `jsonencode` writes it: names sorted, and signs of HTML by their numbers.

    https://developer.hashicorp.com/terraform/language/functions/jsonencode
    """
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    signs = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
    for sign, number in signs:
        text = text.replace(sign, number)
    return text
