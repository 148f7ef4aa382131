"""Run by Checkov's own Python: write what Checkov's checks are about, and the words in them that may be attributes.

Usage: TOOLS/checkov-VERSION/bin/python -I dev/checkov_words.py

A JSON list of `[id, kind, type, words]`. The kind is resource, data, provider, module or graph; beside is what a graph
looks at beside what it judges, and exists, without a type, that it passes what has one of these. `dev.checkov_facts`
makes of it what `policies/evaluators/checkov/facts.json` is.
"""

from __future__ import annotations

import ast
import importlib
import json
import logging
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_PATH = re.compile(r"[\w./\[\]*?()@$-]+")
_PART = re.compile(r"[A-Za-z_]\w*")
_ASKED = ("get_inspected_key", "get_excluded_key")


def main() -> None:
    """Write the list."""
    logging.disable(logging.CRITICAL)
    importlib.import_module("checkov.terraform.plan_runner")
    json.dump(sorted(_of_blocks()) + sorted(_of_graphs()), sys.stdout)


def _of_blocks() -> Iterator[list[Any]]:
    for kind in ("resource", "data", "provider", "module"):
        module = importlib.import_module(f"checkov.terraform.checks.{kind}.registry")
        for type_, check in getattr(module, f"{kind}_registry").all_checks():
            words = {word for key in _keys(check, type_) for word in _parts(key)}
            words |= {
                word
                for made in type(check).__mro__
                if made.__module__.startswith("checkov.terraform.checks")
                for word in _words(sys.modules[made.__module__].__file__)
            }
            yield [check.id, kind, type_, sorted(words)]


def _keys(check: Any, type_: str) -> Iterator[str]:
    check.entity_type = type_
    for name in _ASKED:
        key = getattr(check, name, lambda: None)()
        if isinstance(key, str):
            yield key


def _parts(text: str) -> list[str]:
    """Return the names in a path of attributes, one or more of them; none of what is no path."""
    return _PART.findall(text) if _PATH.fullmatch(text) else []


@cache
def _words(file: str) -> frozenset[str]:
    """Return the names in all texts in a file of code that may be paths of attributes."""
    nodes = ast.walk(ast.parse(Path(file).read_text(encoding="utf-8")))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return frozenset(word for text in texts for word in _parts(text))


def _of_graphs() -> Iterator[list[Any]]:
    registry = importlib.import_module("checkov.common.checks_infra.registry").get_graph_checks_registry("terraform")
    registry.load_checks()
    for check in registry.checks:
        text = Path(check.check_path).read_text(encoding="utf-8")
        is_json = check.check_path.endswith(".json")
        document = json.loads(text) if is_json else importlib.import_module("yaml").safe_load(text)
        words: dict[str, set[str]] = {}
        judged: set[str] = set()
        _walk(document["definition"], words, judged)
        judged = judged or set(check.resource_types or ())
        for type_ in sorted(judged):
            yield [check.id, "graph", type_, sorted(words.get(type_, set()))]
        beside = words.keys() - judged
        for type_ in sorted(beside):
            yield [check.id, "beside", type_, sorted(words[type_])]
        if beside and not any(words[type_] for type_ in beside) and not _denies(document["definition"]):
            yield [check.id, "exists", "", []]


def _walk(node: Any, words: dict[str, set[str]], judged: set[str]) -> None:
    """Collect what a definition asks of each type, and the types that it judges where it says so."""
    if isinstance(node, list):
        for item in node:
            _walk(item, words, judged)
        return
    if not isinstance(node, dict):
        return
    attribute = node.get("attribute")
    if node.get("cond_type") == "filter" and attribute == "resource_type":
        judged.update(_list(node.get("value")))
    for type_ in _list(node.get("resource_types")):
        found = words.setdefault(type_, set())
        if isinstance(attribute, str) and attribute != "resource_type":
            found.update(_parts(attribute))
    for type_ in _list(node.get("connected_resource_types")):
        words.setdefault(type_, set())
    for value in node.values():
        _walk(value, words, judged)


def _denies(node: Any) -> bool:
    """Tell whether a definition asks that something is not there."""
    if isinstance(node, list):
        return any(map(_denies, node))
    if not isinstance(node, dict):
        return False
    return "not" in node or node.get("operator") == "not_exists" or any(map(_denies, node.values()))


def _list(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


if __name__ == "__main__":
    main()
