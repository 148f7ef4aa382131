"""Provider schemas as `terraform providers schema -json` prints them: compact nodes of them, and a table of one's own.

Format: https://developer.hashicorp.com/terraform/cli/commands/providers/schema. A compact object maps names to nodes; a
node is a text (`s` string, `n` number, `b` bool, `d` dynamic), a list `[KIND, NODE]` (`l` list, `e` set, `m` map) or an
object; flags follow a `!` in the text or stand third in the list: `c` computed only, `f` filled by the provider where
nobody sets it, `r` required, `x` sensitive.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from snapshots.store.cache import Cache
from snapshots.terraform.schema import ProviderSchema, node_of

_SCALARS = {"string": "s", "number": "n", "bool": "b", "dynamic": "d"}
_COLLECTIONS = {"list": "l", "set": "e", "map": "m"}
_TYPE = re.compile(r"[^\W\d][\w-]*")
_MAKE_IT = "make it with: terraform providers schema -json"


def load_schema(path: Path, cache: Cache) -> ProviderSchema:
    """Return the table of a file, which is kept in `cache`: the files are of many megabytes.

    Raises ConfigError when it is not what Terraform prints, or describes no resource.
    """
    try:
        data = _regular(path)
    except OSError as error:
        raise ConfigError(
            f"cannot read {path.name}: {error.strerror}", hint="check terraform.provider-schema"
        ) from error
    digest = digest_bytes(data)
    name = f"2-{digest.replace(':', '-')}"  # the second form of a compact table
    kept = cache.read(name)
    text = _compact(data, path.name, digest) if kept is None else kept.decode()
    if kept is None:
        cache.write(name, text.encode())
    return ProviderSchema(lambda: text)


def _compact(data: bytes, name: str, version: str) -> str:
    """Return the compact table of a file: a type of several providers is described as in its newest version."""
    found: dict[str, tuple[int, str]] = {}
    try:
        for provider in parse_json(data, name=name)["provider_schemas"].values():
            for type_, raw in provider.get("resource_schemas", {}).items():
                row = _row(type_, raw)
                found[type_] = max(row, found.get(type_, row), key=itemgetter(0))
    except (JsonError, KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError) as error:
        raise ConfigError(f"{name} is no provider schema", hint=_MAKE_IT) from error
    if not found:
        raise ConfigError(f"{name} describes no type of resource", hint=_MAKE_IT)
    lines = [f"{type_}\t{number}\t{node}" for type_, (number, node) in sorted(found.items())]
    return "\n".join((f"# {version}", *lines, ""))


def _row(type_: str, raw: Mapping[str, Any]) -> tuple[int, str]:
    if not _TYPE.fullmatch(type_):
        raise ValueError(f"{type_!r} is no type")
    node = json.dumps(block(raw["block"]), separators=(",", ":"))
    node_of(json.loads(node))  # a table that breaks later would break inside a comparison
    return int(raw.get("version", 0)), node


def _regular(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise OSError(errno.EINVAL, "it is no regular file")
    return path.read_bytes()


def block(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the compact object of a block: its attributes and its nested blocks."""
    found = {name: _attribute(spec) for name, spec in raw.get("attributes", {}).items()}
    for name, spec in raw.get("block_types", {}).items():
        inner = block(spec["block"])
        mode = spec["nesting_mode"]
        flags = ["r"] if spec.get("min_items") else []
        found[name] = inner if mode in {"single", "group"} else [_COLLECTIONS[mode], inner, *flags]
    return dict(sorted(found.items()))


def _attribute(spec: Mapping[str, Any]) -> Any:
    """Return the compact node of an attribute with its flags."""
    flags = ("f" if spec.get("optional") else "c") if spec.get("computed") else ""
    flags += "r" if spec.get("required") else ""
    flags += "x" if spec.get("sensitive") else ""
    if "nested_type" in spec:
        nested = spec["nested_type"]
        inner = {name: _attribute(child) for name, child in sorted(nested["attributes"].items())}
        mode = nested["nesting_mode"]
        node: Any = inner if mode == "single" else [_COLLECTIONS[mode], inner]
    else:
        node = _of_type(spec["type"])
    if not flags:
        return node
    if isinstance(node, str):
        return f"{node}!{flags}"
    return [*node, flags] if isinstance(node, list) else ["o", node, flags]


def _of_type(kind: Any) -> Any:
    """Return the compact node of a type expression such as `["set", ["object", {...}]]`."""
    if isinstance(kind, str):
        return _SCALARS[kind]
    if kind[0] == "object":
        return {name: _of_type(child) for name, child in sorted(kind[1].items())}
    if kind[0] == "tuple":
        return ["l", "d"]
    return [_COLLECTIONS[kind[0]], _of_type(kind[1])]
