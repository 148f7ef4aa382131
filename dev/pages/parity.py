"""The page that says how well parity finds what differs, measured on pairs of environments with the answer beside them.

`fixtures/parity/NAME/expected.json` is that answer, written from the files of variables before the product was asked:

- `says`: what the pair is about; `accounts` of both environments; `together`: made in one cloud, the reference first;
  `refreshed`: a refresh comes after the apply; `reads`: types of data sources that stay in the states
- `differences`: each true one, with the `address` (`*` is any text) and the `path` of an attribute (and all below it),
  `status`, and why. `rule`, `severity` and `names` (a text in its path, values or message, in any case) ask for more.
  It is `count` findings, one where nothing is said; `most` is how many may tell it, any number where nothing is said;
  `or` has other places where it may be told.
- `words`: what the environments call each other's things beside their own names
- `unknown`: attributes that nothing can tell (`TYPE.NAME`), each with the number of resources
- `causes`: addresses of which all findings are one cause
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cli.app import run
from engine.wildcard import expression

PAIRS = Path(__file__).parents[2] / "fixtures" / "parity"
ENVIRONMENTS = ("prod", "preprod")
UNAPPLIED = ("plan", "code")
_AS_OF = "2026-11-21T12:00:00Z"
_WORD = "parity.word"
_CALLED = re.compile(r"(\S+) is called (\S+) in the candidate")
_HEAD = """\
# How well parity finds what differs

Made by `make docs` from the code and `fixtures/parity`.

Twelve pairs of environments, each applied by a real Terraform (AWS provider 5.100.0, against moto) from one code base
with two files of variables. What truly differs was written down from these files before the product was asked. Recall
is the share of the true differences that are found; precision is the share of the findings that are of a true
difference. What is asked of each pair is recall 1 and precision of at least 0.95 ([comparison.md](comparison.md) says
what counts as a difference), and the same confidence when files and environments are called otherwise.

| pair | what | instances | true differences | found | findings | false | recall | precision | confidence |
|---|---|---|---|---|---|---|---|---|---|
"""
_UNAPPLIED = """
## Before an apply

The same pairs, with the candidate as a plan that nobody has applied, and as code with its file of variables. What only
an apply tells is neither the same nor different: it is a gap where a difference there would fail the gate. So none of
them is GO, and a plan tells more than code. What is false is what the provider makes of nothing that is set, and no
table of ours knows: how a processor bursts, which depends on the type of the instance; and what moto answers otherwise
than AWS (default tags in a template, the tags of a stream, rebalancing).

| pair | plan: found | findings | false | not known | code: found | findings | false | not known |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How the findings of a pair fit what truly differs: what was `missed`, and the findings that are `false`."""

    there: int
    found: int
    findings: int
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Return the share of the true differences that were found."""
        return self.found / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        """Return the share of the findings that are of a true difference."""
        return 1 - len(self.false) / self.findings if self.findings else 1.0


def pairs() -> list[str]:
    """Return the names of all pairs."""
    return sorted(path.parent.name for path in PAIRS.glob("*/expected.json"))


def expected(pair: str) -> dict[str, Any]:
    """Return what truly differs in a pair."""
    told: dict[str, Any] = json.loads((PAIRS / pair / "expected.json").read_text(encoding="utf-8"))
    return told


def state(pair: str, environment: str) -> bytes:
    """Return the state of an environment of a pair."""
    return gzip.decompress((PAIRS / pair / f"{environment}.tfstate.gz").read_bytes())


@cache
def compare(pair: str, called: tuple[str, str] = ENVIRONMENTS) -> Mapping[str, Any]:
    """Return what the program says of a pair whose files are called like this."""
    names = [f"{name}.tfstate" for name in called]
    files = {name: state(pair, environment) for name, environment in zip(names, ENVIRONMENTS, strict=True)}
    return _asked(files, *names)


@cache
def compare_unapplied(pair: str, form: str) -> Mapping[str, Any]:
    """Return what the program says of a pair whose candidate is a plan before its apply, or code (`UNAPPLIED`)."""
    reference, candidate = ENVIRONMENTS
    files = {f"{reference}.tfstate": state(pair, reference)}
    if form == "plan":
        plan = f"{candidate}.plan.json"
        files[plan] = gzip.decompress((PAIRS / pair / f"{plan}.gz").read_bytes())
        return _asked(files, f"{reference}.tfstate", f"tfplan:{plan}")
    sources = [PAIRS / "provider.tf", *sorted((PAIRS / pair).rglob("*.tf")), PAIRS / pair / f"{candidate}.tfvars"]
    for path in sources:
        where = path.relative_to(PAIRS / pair) if path.is_relative_to(PAIRS / pair) else Path(path.name)
        files[f"infra/{where}"] = path.read_bytes()
    return _asked(files, f"{reference}.tfstate", f"hcl:infra@{candidate}.tfvars")


def _asked(files: Mapping[str, bytes], *sides: str) -> Mapping[str, Any]:
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, chdir(folder), redirect_stdout(out), redirect_stderr(io.StringIO()):
        for name, data in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(data)
        run(["parity", *sides, "--format", "json", "--as-of", _AS_OF])
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


def judge(pair: str, document: Mapping[str, Any]) -> Score:
    """Return how what the program says of a pair fits what is expected; learnt words are judged by themselves."""
    differences = expected(pair)["differences"]
    findings = [found for found in document["findings"] if found["rule"] != _WORD]
    told: list[list[Mapping[str, Any]]] = [[] for _ in differences]
    false: list[str] = []
    for found in findings:
        fits = [at for at, one in enumerate(differences) if _fits(found, one) and _has_room(one, told[at])]
        if fits:
            told[fits[0]].append(found)
        else:
            false.append(f"{found['rule']} {found['message']}")
    counts = [one.get("count", 1) for one in differences]
    reached = [min(count, len(items)) for count, items in zip(counts, told, strict=True)]
    missed = [one["why"] for one, count, got in zip(differences, counts, reached, strict=True) if got < count]
    return Score(
        there=sum(counts), found=sum(reached), findings=len(findings), missed=tuple(missed), false=tuple(false)
    )


def learnt(document: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """Return the words that were learnt."""
    told = (found["message"] for found in document["findings"] if found["rule"] == _WORD)
    return {called.groups() for text in told if (called := _CALLED.match(text))}


def unknown(document: Mapping[str, Any]) -> dict[str, int]:
    """Return the attributes that nothing could tell, each with the number of resources."""
    return {f"{row['type']}.{row['attribute']}": row["count"] for row in document["gates"][0]["unread"]}


def causes(document: Mapping[str, Any], address: str) -> set[str]:
    """Return the causes of the findings at an address."""
    prints = {found["fingerprint"] for found in document["findings"] if _is_like(found["address"], address)}
    return {cause["id"] for cause in document["causes"] if prints.intersection(cause["findings"])}


def confidence(document: Mapping[str, Any]) -> tuple[float, int]:
    """Return the confidence of parity, and out of how much."""
    (metric,) = (one for one in document["gates"][0]["metrics"] if one["name"] == "parity_confidence")
    return metric["value"], metric["samples"]


def document() -> str:
    """Return the page."""
    rows = "".join(f"| {' | '.join(_row(pair))} |\n" for pair in pairs())
    unapplied = "".join(f"| {' | '.join(_unapplied_row(pair))} |\n" for pair in pairs())
    return _HEAD + rows + _UNAPPLIED + unapplied


def _row(pair: str) -> Sequence[str]:
    answer = compare(pair)
    score = judge(pair, answer)
    sizes = (str(_instances(pair, environment)) for environment in ENVIRONMENTS)
    return (
        pair,
        expected(pair)["says"],
        " and ".join(sizes),
        *map(str, (score.there, score.found, score.findings, len(score.false))),
        f"{score.recall:.2f}",
        f"{score.precision:.2f}",
        f"{confidence(answer)[0]:.1%}",
    )


def _unapplied_row(pair: str) -> Sequence[str]:
    cells = [pair]
    for form in UNAPPLIED:
        answer = compare_unapplied(pair, form)
        score = judge(pair, answer)
        cells += map(str, (f"{score.found} of {score.there}", score.findings, len(score.false), len(answer["gaps"])))
    return cells


def _instances(pair: str, environment: str) -> int:
    return sum(len(resource["instances"]) for resource in json.loads(state(pair, environment))["resources"])


def _has_room(difference: Mapping[str, Any], told: Sequence[object]) -> bool:
    return "most" not in difference or len(told) < difference["most"]


def _fits(found: Mapping[str, Any], difference: Mapping[str, Any]) -> bool:
    elsewhere = {name: value for name, value in difference.items() if name != "path"}
    return _is_there(found, difference) or any(
        _is_there(found, {**elsewhere, **place}) for place in difference.get("or", ())
    )


def _is_there(found: Mapping[str, Any], place: Mapping[str, Any]) -> bool:
    path = place.get("path", "").split(".") if "path" in place else []
    texts = json.dumps([found["path"], found["before"], found["after"], found["message"]]).lower()
    return (
        _is_like(found["address"], place.get("address", ""))
        and found["path"][: len(path)] == path
        and all(found[name] == place[name] for name in ("status", "rule", "severity") if name in place)
        and place.get("names", "").lower() in texts
    )


def _is_like(address: str, pattern: str) -> bool:
    return re.fullmatch(expression(pattern), address, re.DOTALL) is not None
