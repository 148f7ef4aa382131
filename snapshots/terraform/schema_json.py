"""Provider schemas as `terraform providers schema -json` prints them: compact nodes of them, and a table of one's own.

Format: https://developer.hashicorp.com/terraform/cli/commands/providers/schema. A compact object maps names to nodes; a
node is a text (`s` string, `n` number, `b` bool, `d` dynamic), a list `[KIND, NODE]` (`l` list, `e` set, `m` map) or an
object; flags follow a `!` in the text or stand third in the list: `c` computed only, `x` sensitive.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.provider.schema import SchemaNode
from snapshots.terraform.schema import node_of

_SCALARS = {"string": "s", "number": "n", "bool": "b", "dynamic": "d"}
_COLLECTIONS = {"list": "l", "set": "e", "map": "m"}


class JsonSchema:
    """Implements `engine.provider.schema.SchemaTable` over the schemas of all providers of a project."""

    def __init__(self, types: Mapping[str, Any], version: str) -> None:
        """`types` are the raw `resource_schemas` of all providers, by type; `version` is the digest of their file."""
        self._types = types
        self.version = version
        self._nodes: dict[str, SchemaNode] = {}

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a resource type, none when no provider of the project has it."""
        if type_ not in self._nodes and type_ in self._types:
            self._nodes[type_] = node_of(block(self._types[type_]["block"]))
        return self._nodes.get(type_)

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none when no provider of the project has it."""
        return int(self._types[type_].get("version", 0)) if type_ in self._types else None


def load_schema(path: Path) -> JsonSchema:
    """Return the table of a file; raises ConfigError when it is not what Terraform prints."""
    try:
        data = _regular(path)
        document = parse_json(data, name=path.name)
        providers = document["provider_schemas"].values()
        types = {name: raw for provider in providers for name, raw in provider.get("resource_schemas", {}).items()}
        schema = JsonSchema(types, digest_bytes(data))
        for name in types:  # a table that breaks later would break inside a comparison
            schema.find(name)
            schema.version_of(name)
    except OSError as error:
        raise ConfigError(
            f"cannot read {path.name}: {error.strerror}", hint="check terraform.provider-schema"
        ) from error
    except (JsonError, KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise ConfigError(
            f"{path.name} is no provider schema", hint="make it with: terraform providers schema -json"
        ) from error
    return schema


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
        found[name] = inner if mode in {"single", "group"} else [_COLLECTIONS[mode], inner]
    return dict(sorted(found.items()))


def _attribute(spec: Mapping[str, Any]) -> Any:
    """Return the compact node of an attribute with its flags."""
    flags = "c" if spec.get("computed") and not spec.get("optional") else ""
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
