"""YAML as kubectl reads it: what sigs.k8s.io/yaml v1.6.0 has made of 500 texts, run once by Go.

`fixtures/documents/kubectl-yaml.json` has each text, which stands behind `apiVersion: v1` and `kind: X`, with what came
of it, none where it was refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from snapshots.documents.errors import DocumentError
from snapshots.documents.yaml_text import parse_documents

CASES = json.loads(
    (Path(__file__).parents[3] / "fixtures" / "documents" / "kubectl-yaml.json").read_text(encoding="utf-8")
)
HEAD = "apiVersion: v1\nkind: X\n"


def read(text: str) -> Any:
    """Return the first document of a text, none where it is refused."""
    try:
        return parse_documents(text, "x.yaml")[0].value
    except DocumentError:
        return None


def test_an_object_is_what_kubectl_makes_of_it() -> None:
    for text, made in CASES:
        expected = None if made is None else {"apiVersion": "v1", "kind": "X", **made}
        assert json.dumps(read(HEAD + text), sort_keys=True) == json.dumps(expected, sort_keys=True), text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("flag: yes\n", {"flag": "yes"}),
        ("on: push\n", {"on": "push"}),
        ("a: 1\n<<: {a: 2}\n", {"a": 1}),
        ("size: 1_000\n", {"size": "1_000"}),
    ],
)
def test_what_is_no_object_of_kubernetes_is_yaml_1_2(text: str, value: Any) -> None:
    assert read(text) == value


def test_of_a_file_with_both_each_is_read_as_what_it_is() -> None:
    text = f"on: yes\n---\n{HEAD}on: yes\n---\n# nothing\n---\n{HEAD}a: b\n"
    first, second, third = parse_documents(text, "x.yaml")
    assert (first.value, first.line) == ({"on": "yes"}, 1)
    assert (second.value["true"], second.line) == (True, 3)
    assert (third.value["a"], third.line) == ("b", 9)
