"""What an adversary does to evidence that is complete: each makes it prove less, and none of it may be GO."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from fixtures.estate.serving import Served
from fixtures.estate.tape import Tape
from tests.builders import PROVIDER
from tests.bundles import FIXTURES, NOW
from tests.estates import FOLDER, tape_of

_TEST = re.compile(rb"<testcase\b[^>]*?(?:/>|>.*?</testcase>)", re.DOTALL)
_OTHER = (FIXTURES / "results/junit/jest/mixed.xml").read_bytes()


@dataclass(frozen=True)
class Damage:
    """What is done to a bundle or an estate, or to what is asked of it; nothing where there is no such thing."""

    name: str
    does: Callable[[dict[str, Any], Path], dict[str, Any]]


def damages_of_results(bundle: dict[str, Any]) -> Iterator[Damage]:
    """Yield what can be done to the results of a bundle, and to what they are said to be about."""
    names = [file["path"] for file in bundle["files"]]
    recorded = {file["path"] for file in bundle["files"] if file.get("record") is not None}
    for name in names:
        yield _changed(name, "emptied", lambda _: b"")
        yield _changed(name, "of another kind", lambda body: _OTHER if body != _OTHER else b"{}")
        yield from (_changed(name, f"cut to {share} %", _cut(share)) for share in (10, 50, 99))
        yield from (_changed(name, f"without the line at {share} %", _without_line(share)) for share in (5, 50, 90))
        yield _changed(name, "without a test", lambda body: _TEST.sub(b"", body, count=1))
        yield Damage(f"{name} deleted", _deleting(name))
        if name in recorded:
            yield Damage(f"the record of {name} deleted", _deleting(f"{name}.driftgate.json"))
            yield _changed(f"{name}.driftgate.json", "cut", _cut(50))
            yield _changed(f"{name}.driftgate.json", "emptied", lambda _: b"")
            yield Damage(f"{name} and its record deleted", _deleting(name, f"{name}.driftgate.json"))
    yield Damage("aged", lambda told, _: {**told, "now": NOW.replace(year=2028).isoformat()})
    yield Damage("of the future", lambda told, _: {**told, "now": NOW.replace(month=1).isoformat()})
    if recorded:
        yield Damage("of another commit", lambda told, _: {**told, "subject": {"commit": "d" * 40}})
        yield Damage("of nothing", lambda told, _: {**told, "subject": {}})
    else:
        yield Damage("of another environment", _elsewhere)


def _changed(name: str, how: str, change: Callable[[bytes], bytes]) -> Damage:
    def does(told: dict[str, Any], folder: Path) -> dict[str, Any]:
        path = folder / name
        body = path.read_bytes()
        path.write_bytes(change(body))
        return told if path.read_bytes() != body else {}

    return Damage(f"{name} {how}", does)


def _cut(share: int) -> Callable[[bytes], bytes]:
    return lambda body: body[: len(body) * share // 100]


def _without_line(share: int) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        lines = body.splitlines(keepends=True)
        return b"".join(lines[: (at := len(lines) * share // 100)] + lines[at + 1 :])

    return change


def _deleting(*names: str) -> Callable[[dict[str, Any], Path], dict[str, Any]]:
    def does(told: dict[str, Any], folder: Path) -> dict[str, Any]:
        for name in names:
            (folder / name).unlink()
        return told

    return does


def _elsewhere(told: dict[str, Any], folder: Path) -> dict[str, Any]:
    for path in (folder / "dr").iterdir():
        path.write_bytes(path.read_bytes().replace(b'"prod"', b'"staging"'))
    return told


_DENIED = Served(400, {"content-type": "application/json", "x-amzn-errortype": "AccessDeniedException"}, b"{}")
_GARBAGE = Served(200, {"content-type": "text/xml"}, b"\x00garbage")
# What AWS or Terraform makes without being asked: one more of it is nothing that somebody did.
_BY_ITSELF = ("aws_default_", "aws_secretsmanager_secret_version", "terraform_", "random_", "null_", "time_")


def damages_of_estate(name: str) -> Iterator[Damage]:
    """Yield what can be done to the states of an estate, and to what was read of it."""
    for path in sorted((FOLDER / name).glob("*.tfstate.gz")):
        if path.stem != "preprod.tfstate":
            yield from _of_document(path.stem)
            yield _changed(path.stem, "without any resource", _with(_of_state, lambda _: []))
            yield from (
                _changed(path.stem, f"without resource {at}", _with(_of_state, _without(at))) for at in range(3)
            )
    for path in sorted((FOLDER / name).glob("*refresh.json.gz")):
        yield from _of_document(path.stem)
        yield _changed(
            path.stem, "of a run that failed", lambda body: body.replace(b'"errored":false', b'"errored":true')
        )
        yield _changed(path.stem, "of last month", lambda body: body.replace(b"2026-11-21T", b"2026-10-21T"))
        yield from (_changed(path.stem, f"without resource {at}", _with(_of_plan, _without(at))) for at in range(3))
        yield Damage("a state instead of what was read", _recorded(path.stem))
    if (FOLDER / name / "aws.json.gz").exists():
        yield from _of_tape(tape_of(name))


def _of_document(name: str) -> Iterator[Damage]:
    yield _changed(name, "emptied", lambda _: b"")
    yield _changed(name, "cut", _cut(50))
    yield _changed(name, "with a tag changed", lambda body: re.sub(rb'("Owner": ?")[^"]*', rb"\1somebody", body))
    yield Damage(f"{name} deleted", _deleting(name))


def _of_tape(tape: Tape) -> Iterator[Damage]:
    random = Random(len(tape.answers))
    # Where regions may not be asked for, each that is named is read.
    for name in random.sample([name for name in sorted(tape.answers) if "DescribeRegions" not in name], 2):
        yield Damage(f"denied: {name}", _answering(name, lambda _: _DENIED))
        yield Damage(f"garbled: {name}", _answering(name, lambda _: _GARBAGE))
        yield Damage(f"not answered: {name}", _answering(name, None))
    tagged = [name for name, answer in sorted(tape.answers.items()) if b"-team" in answer.body]
    for name in random.sample(tagged, min(2, len(tagged))):
        yield Damage(f"a tag changed by hand: {name}", _answering(name, _retagged))


def _retagged(answer: Served) -> Served:
    return replace(answer, body=re.sub(rb"\w+-team", b"somebody", answer.body))


def _answering(
    name: str, change: Callable[[Served], Served] | None
) -> Callable[[dict[str, Any], Path], dict[str, Any]]:
    def does(told: dict[str, Any], _: Path) -> dict[str, Any]:
        answers = dict(tape_of(told["id"]).answers)
        answer = answers.pop(name)
        return {**told, "tape": Tape({**answers, name: change(answer)} if change is not None else answers)}

    return does


def _with(place: Callable[[Any], dict[str, Any]], change: Callable[[list[Any]], list[Any]]) -> Callable[[bytes], bytes]:
    def edit(body: bytes) -> bytes:
        document = json.loads(body)
        holder = place(document)
        before = holder["resources"]
        holder["resources"] = change(before)
        return json.dumps(document).encode() if holder["resources"] != before else body

    return edit


def _of_state(document: Any) -> dict[str, Any]:
    return document  # type: ignore[no-any-return]


def _of_plan(document: Any) -> dict[str, Any]:
    return document["prior_state"]["values"]["root_module"]  # type: ignore[no-any-return]


def _without(number: int) -> Callable[[list[Any]], list[Any]]:
    """Return a change that takes a resource of a cloud away, of those of which no other has what they say inside."""

    def change(resources: list[Any]) -> list[Any]:
        inside = {split.child for one in resources for split in PROVIDER.facts(one["type"]).splits}
        ours = [
            one
            for one in resources
            if one["mode"] == "managed" and one["type"] not in inside and not one["type"].startswith(_BY_ITSELF)
        ]
        gone = ours[number * len(ours) // 3] if len(ours) > number else None
        return [one for one in resources if one is not gone]

    return change


def _recorded(name: str) -> Callable[[dict[str, Any], Path], dict[str, Any]]:
    def does(told: dict[str, Any], folder: Path) -> dict[str, Any]:
        state = next(folder.glob("*.tfstate"))
        shutil.copy(state, folder / "observed.tfstate")
        text = (folder / "driftgate.yaml").read_text(encoding="utf-8")
        changed = text.replace(f"tfplan: {name}", "tfstate: observed.tfstate")
        (folder / "driftgate.yaml").write_text(changed, encoding="utf-8")
        return told

    return does
