"""Terraform code broken in every way: an error, or as many declarations as still stand in it.

What stands in `.tf` is told by a reading of this module's own (`blocks`), which knows comments, texts, templates and
brackets and nothing else of the language: where it finds an end missing, there must be a gap; otherwise each `resource`
and `data` that begins a block is a declared resource, and each `module` is a gap, because no module is beside the file.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import hcl2.api
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.address import code_address
from engine.model.snapshot import Side
from engine.ports import Collection
from snapshots.redaction.redact import Redactor
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from tests.builders import PROVIDER
from tests.profiles import examples
from tests.snapshots.terraform.mutations import broken_bytes, broken_value, written

CODE = Path(__file__).parents[3] / "fixtures" / "estate" / "terraform"
FILES = ("main.tf", "modules/bucket/main.tf", "modules/network/tier/main.tf", "modules/role/main.tf", "variables.tf")
REDACTOR = Redactor(b"k" * 32, "e")
# https://developer.hashicorp.com/terraform/language: the blocks that a module may hold.
KINDS = {"check", "data", "ephemeral", "import", "locals", "module", "moved", "output", "provider", "removed"}
KINDS |= {"action", "language", "resource", "terraform", "variable"}
_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*|//[^\n]*|/\*.*?\*/)|<<-?(?P<here>\w+)\n|(?P<word>[^\W\d][\w\-]*)"
    r"|(?P<line>\n)|(?P<blank>[ \t\r]+)|.",
    re.DOTALL,
)
_CLOSING = {"{": "}", "[": "]", "(": ")"}


class OpenError(Exception):
    """Something in the code has no end."""


def blocks(text: str) -> Counter[str]:
    """Return the words that begin a statement outside of every bracket; raises OpenError when an end is missing."""
    found: Counter[str] = Counter()
    at, fresh = 0, True
    closings: list[str] = []
    while at < len(text):
        if text[at] == '"':
            at, fresh = _behind_text(text, at + 1), False
            continue
        if text.startswith("/*", at) and "*/" not in text[at + 2 :]:
            raise OpenError
        match = _TOKEN.match(text, at)
        assert match is not None
        at = match.end()
        if match["here"]:
            end = re.compile(rf"^[ \t]*{match['here']}[ \t]*\r?$", re.MULTILINE).search(text, at)
            if end is None:
                raise OpenError
            at = end.end()
        elif match["word"] and fresh and not closings:
            found[match["word"]] += 1
        _follow(closings, match.group())
        if not match["comment"] and not match["blank"]:
            fresh = bool(match["line"])
    if closings:
        raise OpenError
    return found


def _follow(closings: list[str], token: str) -> None:
    if token in _CLOSING:
        closings.append(_CLOSING[token])
    elif token in _CLOSING.values() and (not closings or closings.pop() != token):
        raise OpenError


def _behind_text(text: str, at: int) -> int:
    """Return where a quoted text ends that begins before `at`."""
    while at < len(text):
        if text[at] == '"':
            return at + 1
        if text.startswith("$${", at):
            at += 3
        elif text.startswith("${", at):
            at = _behind_template(text, at + 2)
        elif text[at] == "\n":
            raise OpenError
        else:
            at += 2 if text[at] == "\\" else 1
    raise OpenError


def _behind_template(text: str, at: int) -> int:
    depth = 1
    while at < len(text):
        if text[at] == '"':
            at = _behind_text(text, at + 1)
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at
    raise OpenError


def read(folder: Path) -> Collection:
    reader = CodeReader(redactor=REDACTOR, schema=PROVIDER)
    collector = CodeCollector(location="code", path=folder, redactor=REDACTOR, reader=reader)
    return written(collector.collect(), Side.DESIRED)


def declared(found: Collection) -> int:
    """Return how many blocks the resources are of: those of one block differ in their keys."""
    times: dict[str, int] = {}
    for address, count in Counter(item.address for item in found.resources).items():
        times[code_address(address)] = max(count, times.get(code_address(address), 0))
    return sum(times.values())


def lost(stand: Counter[str] | None, found: Collection) -> list[str]:
    """Return what a collection keeps silent about; `stand` is what begins a block, none when an end is missing."""
    unread = [gap for gap in found.gaps if not gap.address]
    if unread:
        return [] if not found.resources and not found.complete else ["a file that was not read has resources"]
    if stand is None:
        return ["it was read and has no end"]
    wrong = [f"{kind} is no block of Terraform's" for kind in stand.keys() - KINDS]
    for name, meant, got in (
        ("resources", stand["resource"] + stand["data"], declared(found)),
        ("modules", stand["module"], len(found.gaps)),
    ):
        if got < meant:
            wrong.append(f"{got} {name} of {meant}")
    return wrong


def standing(body: bytes) -> Counter[str] | None:
    try:
        return blocks(body.decode("utf-8-sig"))
    except (OpenError, UnicodeDecodeError):
        return None


def standing_json(document: Any) -> Counter[str] | None:
    """Return the blocks of the JSON form: each level of objects is a label, and any of them may be a list."""
    if not isinstance(document, dict):
        return None
    found: Counter[str] = Counter()
    for kind, value in document.items():
        if kind != "//":
            level = [value]
            for _ in range({"resource": 2, "data": 2, "module": 1, "provider": 1}.get(kind, 0)):
                flat = [one for entry in level for one in (entry if isinstance(entry, list) else [entry])]
                level = [inner for entry in flat if isinstance(entry, dict) for inner in entry.values()]
            found[kind] += sum(len(entry) if isinstance(entry, list) else 1 for entry in level)
    return found


@functools.cache
def as_json(name: str) -> dict[str, Any]:
    """Return a real file in the JSON form, by the parser itself."""
    document: dict[str, Any] = json.loads(json.dumps(hcl2.api.loads((CODE / name).read_text())))
    return document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("code") / "some" / "where"
    found.mkdir(parents=True)
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_loses_nothing_and_the_law_sees_a_loss(name: str, folder: Path) -> None:
    body = (CODE / name).read_bytes()
    (folder / "main.tf").write_bytes(body)
    found = read(folder)
    assert lost(standing(body), found) == []
    assert lost(standing(body + b'\nresource "a" "b" {\n}\n'), found) != []
    assert lost(standing(body + b'\nresource "a" "b" {\n'), found) != []
    (folder / "main.tf").unlink()
    document = as_json(name)
    (folder / "main.tf.json").write_text(json.dumps(document))
    assert lost(standing_json(document), read(folder)) == []
    assert declared(read(folder)) == declared(found)
    (folder / "main.tf.json").unlink()


@settings(max_examples=examples(400))
@given(choices=st.data())
def test_broken_code_loses_nothing_silently(choices: st.DataObject, folder: Path) -> None:
    body = choices.draw(broken_bytes((CODE / choices.draw(st.sampled_from(FILES))).read_bytes(), code=True))
    (folder / "main.tf").write_bytes(body)
    try:
        assert lost(standing(body), read(folder)) == []
    finally:
        (folder / "main.tf").unlink()


@settings(max_examples=examples(300))
@given(choices=st.data())
def test_broken_code_in_json_loses_nothing_silently(choices: st.DataObject, folder: Path) -> None:
    document = choices.draw(broken_value(as_json(choices.draw(st.sampled_from(FILES)))))
    (folder / "main.tf.json").write_text(json.dumps(document))
    try:
        assert lost(standing_json(document), read(folder)) == []
    finally:
        (folder / "main.tf.json").unlink()
