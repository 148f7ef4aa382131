"""What Checkov's checks are about, as data: `policies/evaluators/checkov/facts.json` is made of the pinned version.

`python -m dev checkov` writes it; a test holds it against Checkov itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.jsontext.digest import parse_json
from engine.ports import ProcessRunner
from engine.provider.schema import SchemaNode
from policies.evaluators.checkov.tool import VERSION
from snapshots.terraform.schema import ProviderSchema

SCHEMA = "driftgate/checkov-facts/1"
SCRIPT = Path(__file__).parent / "checkov_words.py"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NONE = frozenset({"count", "resource", "self"})  # words of Checkov's own code


def read_words(runner: ProcessRunner, executable: Path) -> Any:
    """Return what `checkov_words.py` says, asked in Checkov's own environment."""
    result = runner.run([str(executable.parent / "python"), "-I", str(SCRIPT)], timeout=300)
    return parse_json(result.stdout, name="words of Checkov")


def document(rows: Iterable[tuple[str, str, str, list[str]]]) -> str:
    """Return the facts: of each check its kind, and the attributes that it looks at of each type."""
    schema, checks = ProviderSchema(), dict[str, dict[str, Any]]()
    for id_, kind, type_, words in rows:
        check = checks.setdefault(id_, {"kind": "", "types": {}, "beside": {}, "exists": False})
        if kind == "exists":
            check["exists"] = True
            continue
        check["kind"] = check["kind"] if kind == "beside" else kind
        check["beside" if kind == "beside" else "types"][type_] = _attributes(schema, kind, type_, words)
    lines = (f"  {json.dumps(id_)}: {json.dumps(_told(check))}" for id_, check in sorted(checks.items()))
    head = f'{{\n"schema_version": "{SCHEMA}",\n"checkov": "{VERSION}",\n"checks": {{\n'
    return head + ",\n".join(lines) + "\n}\n}\n"


def _told(check: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in check.items() if value}


def _attributes(schema: ProviderSchema, kind: str, type_: str, words: Iterable[str]) -> list[str]:
    """Return the words that are attributes of a type, `block.name` where they are of a block.

    Of a type that we know nothing of they are those that may be.
    """
    node = schema.find(type_) if kind in {"resource", "graph", "beside"} else None
    if node is not None:
        return sorted(_below(node, frozenset(words)))
    return sorted(word for word in words if _NAME.fullmatch(word) and word not in _NONE and word != type_)


def _below(node: SchemaNode, words: frozenset[str]) -> Iterator[str]:
    """Yield the paths in a node that consist of words, as far as they go."""
    while node.element is not None:
        node = node.element
    for name in words & node.fields.keys():
        deeper = [f"{name}.{path}" for path in _below(node.fields[name], words)]
        yield from deeper or [name]
