"""The resources that a block declares: one for each of its instances, as far as the code says which there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from engine.model.address import ANY_KEY, inside, write, written_key
from engine.model.identity import Borrowed, Intent
from engine.model.path import Name, Path
from engine.model.secret import is_secret_mark
from engine.model.snapshot import PROVIDER, Mode, Resource
from snapshots.redaction.redact import Redactor
from snapshots.terraform.code.evaluation.known import Known, literal
from snapshots.terraform.code.evaluation.values import Members, Unknown, UnknownError, as_whole, is_whole, plain
from snapshots.terraform.code.expressions import BLOCKS
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.code.hcl_file import Block
from snapshots.terraform.code.intents import borrowed_in, split_known
from snapshots.terraform.code.scope import Scope
from snapshots.terraform.code.variables import resolved

_META = frozenset({"count", "for_each", "provider", "lifecycle", "depends_on", "provisioner", "connection"})
_MANY = 1_000  # instances that are declared one by one


@dataclass(frozen=True, slots=True)
class Instance:
    """What stands behind the address of an instance, and what its block knows of it there."""

    key: str
    names: Mapping[str, Known]


def instances_of(block: Block, scope: Scope, redactor: Redactor) -> Iterator[Instance]:
    """Yield the instances of a block; one with any key where the code does not say for certain which there are.

    So it is where a key was put together that `redactor` would not show.
    """
    names = {"count", "for_each"} & names_of(block)
    enabled = _enabled(block)
    if enabled is False:
        return
    if enabled is None:
        yield Instance(ANY_KEY, {})
        return
    if not names:
        yield Instance("", {})
        return
    count = _count(block, scope) if names == {"count"} else None
    entries = _entries(block, scope) if names == {"for_each"} else None
    if count is not None and 0 <= count <= _MANY:
        for number in range(count):
            yield Instance(written_key(number), {"count_index": Known(number)})
    elif entries is not None and all(redactor.key_of(key) == key for key in entries):
        for key, value in sorted(entries.items()):
            yield Instance(written_key(key), {"each_key": Known(key), "each_value": value})
    else:
        yield Instance(ANY_KEY, {})


def _enabled(block: Block) -> bool | None:
    """Return whether OpenTofu makes what a block says at all (`lifecycle { enabled = … }`), none for an expression."""
    lifecycles = block.values.get("lifecycle") or []
    told = (
        [one.get("enabled", True) for one in lifecycles if isinstance(one, dict)]
        if isinstance(lifecycles, list)
        else []
    )
    if any(one not in (True, False, "true", "false") for one in told):
        return None
    return all(one in (True, "true") for one in told)


def _count(block: Block, scope: Scope) -> int | None:
    """Return how many instances there are, where that is certain."""
    found = resolved(block, "count", scope) if "count" in block.trees else literal(block.values.get("count"))
    if found is not None and found.certain:
        with suppress(UnknownError):
            return as_whole(found.value)
    return None


def _entries(block: Block, scope: Scope) -> Mapping[str, Known] | None:
    """Return the keys of the instances, where they are certain, and what stands under each; a set has its members."""
    found = resolved(block, "for_each", scope)
    value = None if found is None or is_secret_mark(found.value) else found.value
    if found is not None and found.certain and isinstance(value, dict):
        return {key: literal(item) for key, item in value.items()}
    if found is not None and found.certain and isinstance(value, Members):
        return {key: Known(key) for key in value} if all(isinstance(key, str) for key in value) else None
    keys = block.values.get("for_each")  # those of a literal map or set, whatever stands under them
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        return None
    under = value if isinstance(value, dict) else {}
    return {key: replace(literal(under.get(key, Unknown())), certain=False) for key in keys}


def addresses_of(modules: Sequence[str], name: str, instances: Sequence[Instance]) -> tuple[str, ...]:
    """Return the addresses of a block's instances in each instance of its module."""
    keys = [instance.key for instance in instances]
    if len(modules) * len(keys) > _MANY:
        keys = [ANY_KEY]
    return tuple(inside(module, name + key) for module in modules for key in keys)


class Declared:
    """Makes the resources of a module's blocks, by the names that it has."""

    def __init__(
        self,
        scope: Scope,
        reader: CodeReader,
        blocks: Sequence[Block],
        inherited: Mapping[str, Known | None] | None = None,
        place: str = "",
        apart: str = "",
    ) -> None:
        """Take the module's scope and its `blocks`; `reader` redacts what is put together.

        `inherited` are the default tags of the configurations of providers that the module is called with, none for
        those that are not known. `place` is the module, `apart` the one around it that has configurations of its own,
        empty for the root module.
        """
        self._place, self._apart = place, apart
        self._inherited = inherited or {}
        self._scope, self._reader = scope, reader
        self._default_tags = _default_tags(blocks, scope)

    @property
    def tags_of_calls(self) -> Mapping[str, Known | None]:
        """Return the default tags that the modules which are called from here inherit."""
        return {**self._inherited, **self._default_tags}

    def resources(self, where: str, block: Block, modules: Sequence[str]) -> Iterator[Resource]:
        """Yield a declared resource for each instance of a block; `where` is its file and line.

        Its attributes are all that is known, its `code` what the code says for certain.
        """
        type_, name = block.labels
        mode = Mode.DATA if block.kind == "data" else Mode.MANAGED
        instances = list(instances_of(block, self._scope, self._reader.redactor))
        if len(modules) * len(instances) > _MANY:
            instances = [Instance(ANY_KEY, {})]
        told: dict[int, tuple[Mapping[str, Any], Mapping[str, Any], Intent]] = {}
        for module in modules:
            for index, instance in enumerate(instances):
                if index not in told:
                    told[index] = self._attributes(block, instance, mode)
                attributes, certain, intent = told[index]
                yield Resource(
                    type=type_,
                    address=inside(module, write("", mode, type_, name) + instance.key),
                    id="",
                    attributes=attributes,
                    mode=mode,
                    location=where,
                    dependencies=self._configuration(block),
                    ignored=tuple(_ignored(block)),
                    declared=True,
                    code=certain,
                    intent=intent if intent.unknown or intent.partly else None,
                )

    def _configuration(self, block: Block) -> tuple[str, ...]:
        """Return the configuration of a resource's provider among its dependencies: that of a module is no other's."""
        alias = _alias(block)
        where = self._place if "." in alias else self._apart
        if "provider" not in names_of(block) and not where:
            return ()
        return (f"{PROVIDER}{where}/{alias}" if where else f"{PROVIDER}{alias}",)

    def _all_tags(self, block: Block, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the tags of a resource of which no configuration of its provider here says default tags.

        A caller of the module may say them, so that these are those that are certain.
        """
        node = self._reader.schema.find(block.labels[0])
        inherited = self._inherited.get(_alias(block), literal({}))
        if node is None or "tags_all" not in node.fields or inherited is None or not inherited.certain:
            return {}
        return {"tags_all": {**inherited.value, **own}}

    def _attributes(
        self, block: Block, instance: Instance, mode: Mode
    ) -> tuple[dict[str, Any], dict[str, Any], Intent]:
        """Return what is known of an instance, of it what is certain, and what is not known."""
        values = {key: value for key, value in block.values.items() if key not in _META}
        certain = set(values)
        scope = self._scope.of_instance(**instance.names)
        partly: dict[str, Any] = {}
        unknown: list[Path] = []
        borrowed: list[Borrowed] = []
        for name in sorted(block.dynamic):
            found = resolved(block, name, scope) if name not in _META else None
            is_told = found is not None and is_whole(found.value)
            if found is not None and is_told and not (found.value == [] and BLOCKS in block.trees[name]):
                values[name] = plain(found.value)
                if found.certain:
                    certain.add(name)
            elif name not in _META:
                told, paths = split_known(found.value, (Name(name),)) if found is not None else (None, [])
                partly |= {name: told} if told and paths and found is not None and found.certain else {}
                unknown += paths if name in partly else [(Name(name),)]
                if found is not None and found.certain:
                    borrowed += (one for one in borrowed_in(found.value, (Name(name),)) if one.path in unknown)
        if len(values) > len(block.values.keys() - _META):
            whole = replace(block, values=values, trees={})
            values = dict(self._reader.redacted(whole, self._reader.redactor.for_own()).values)
        tags = self._default_tags.get(_alias(block))
        own = values.get("tags") or {}
        has_own = "tags" in values or "tags" not in block.dynamic
        if tags is not None and mode is Mode.MANAGED and has_own and isinstance(own, Mapping):
            values["tags_all"] = {**tags.value, **own}
            if tags.certain and ("tags" in certain or "tags" not in values):
                certain.add("tags_all")
        if tags is None and mode is Mode.MANAGED and isinstance(own, Mapping):
            is_known = "tags" in certain or ("tags" not in values and "tags" not in block.dynamic)
            partly |= self._all_tags(block, own) if is_known else {}
        shown = self._reader.redacted(replace(block, values=partly, trees={}), self._reader.redactor.for_own()).values
        intent = Intent(unknown=tuple(sorted(unknown)), partly=shown, borrowed=tuple(sorted(borrowed)))
        return values, {name: value for name, value in values.items() if name in certain}, intent


def _ignored(block: Block) -> Iterator[str]:
    """Yield the attributes in `ignore_changes`, `*` for all of them."""
    lifecycles = block.values.get("lifecycle") or []
    for lifecycle in lifecycles if isinstance(lifecycles, list) else [lifecycles]:
        raw = lifecycle.get("ignore_changes", []) if isinstance(lifecycle, dict) else []
        for entry in raw if isinstance(raw, list) else [raw]:
            name = str(entry).strip('"').removeprefix("${").removesuffix("}")
            yield "*" if name == "all" else name.partition("[")[0].partition(".")[0]


def names_of(block: Block) -> set[str]:
    """Return the names of all that a block says."""
    return {*block.values, *block.dynamic}


def _alias(block: Block) -> str:
    """Return the provider configuration of a resource as `aws` or `aws.west`."""
    given = str(block.values.get("provider", "")).strip('"').removeprefix("${").removesuffix("}")
    return given or block.labels[0].partition("_")[0]


def _default_tags(blocks: Sequence[Block], scope: Scope) -> dict[str, Known]:
    """Return the default tags of each provider configuration of a module, where they are known."""
    found: dict[str, Known] = {}
    for block in blocks:
        if block.kind == "provider":
            alias = block.values.get("alias")
            told = resolved(block, "default_tags", scope) or literal(block.values.get("default_tags") or [])
            entries = told.value if isinstance(told.value, list) else [told.value]
            tags = next((entry["tags"] for entry in entries if isinstance(entry, dict) and "tags" in entry), None)
            if isinstance(tags, dict) and tags and is_whole(tags):
                found[f"{block.labels[0]}.{alias}" if alias else block.labels[0]] = replace(told, value=tags)
    return found
