"""Payloads in every place of every input, option, variable and file name: nobody who reads an output obeys one.

A case plants one payload in one place, runs the product as the installed program does, and reads both streams and all
reports as their consumers do (`tests/foreign.py`). `make test` takes a sample, a soak every place with every payload.
"""

from __future__ import annotations

import copy
import importlib
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import click
import pytest

from cli.__main__ import main
from cli.app import VERBS
from cli.commands.options import OutputFormat
from cli.terminal.crash import traceback_of
from engine.report.interface import ReportKind
from tests.foreign import MARK, PAYLOADS, problems_of_report, problems_of_stream
from tests.profiles import count, sample

FIXTURES = Path(__file__).parents[2] / "fixtures"
REPORTS = tuple(part for kind in ReportKind for part in ("--report", f"{kind}=out/{kind}"))

Json = dict[str, Any]


def bucket(name: str, key: str, **changed: Any) -> Json:
    """Return an instance of a bucket in a state."""
    arn = f"arn:aws:s3:::{name}"
    told = {"bucket": name, "id": name, "arn": arn, "tags": {"owner": "team-a", "cost": "42"}, "policy": "{}"}
    return {"index_key": key, "schema_version": 0, "attributes": {**told, "force_destroy": False, **changed}}


def state(environment: str, **changed: Any) -> Json:
    """Return a state with a module of a key, an output, and resources that policies and parity look at."""
    group = {
        "id": f"sg-{environment}",
        "name": f"{environment}-web",
        "description": "web",
        "vpc_id": f"vpc-{environment}",
        "tags": {"Name": "web"},
        "ingress": [{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], "self": False}],
    }
    made = {"mode": "managed", "provider": 'provider["registry.terraform.io/hashicorp/aws"]'}
    buckets = [bucket(f"{environment}-{name}", name, **changed) for name in ("docs", "logs")]
    return {
        "version": 4,
        "terraform_version": "1.9.5",
        "serial": 7,
        "lineage": f"0c6d5a9e-{environment}",
        "outputs": {"address": {"value": "http://x.acme.example", "type": "string"}},
        "resources": [
            {"module": 'module.app["eu"]', "type": "aws_s3_bucket", "name": "files", "instances": buckets, **made},
            {"type": "aws_security_group", "name": "web", "instances": [{"attributes": group}], **made},
        ],
    }


PLAN: Json = {
    "format_version": "1.2",
    "terraform_version": "1.9.5",
    "planned_values": {
        "outputs": {"address": {"sensitive": False, "value": "x"}},
        "root_module": {
            "resources": [
                {
                    "address": "aws_s3_bucket.files",
                    "mode": "managed",
                    "type": "aws_s3_bucket",
                    "name": "files",
                    "provider_name": "registry.terraform.io/hashicorp/aws",
                    "schema_version": 0,
                    "values": {"bucket": "prod-docs", "tags": {"owner": "team-a"}, "force_destroy": True},
                }
            ]
        },
    },
    "resource_changes": [
        {
            "address": "aws_s3_bucket.files",
            "mode": "managed",
            "type": "aws_s3_bucket",
            "name": "files",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["create"], "before": None, "after": {"bucket": "prod-docs"}, "after_unknown": {}},
        }
    ],
    "configuration": {"root_module": {}},
}
CODE = """# {0}
variable "name" {{
  type    = string
  default = {1}
}}
module "app" {{
  source   = {2}
  for_each = toset([{3}])
}}
resource "aws_s3_bucket" {4} {{
  bucket = {5}
  tags   = {{ {6} = {7} }}
}}
output "address" {{
  value = {8}
}}
"""
JUNIT = """<testsuites name="all"><testsuite name="orders" tests="3" failures="1" errors="1"
 timestamp="2026-11-20T01:00:00Z" hostname="ci"><properties><property name="commit" value="abc"/></properties>
<testcase classname="Orders" name="refund" file="a.py" time="0.1">
<failure type="E" message="m">text</failure></testcase>
<testcase classname="Orders" name="pay" time="0.1"><error type="E" message="m">text</error></testcase>
<testcase classname="Orders" name="ship" time="0.1"><skipped message="later"/></testcase>
<system-out>said</system-out></testsuite></testsuites>"""
CONFIG: Json = {
    "version": 1,
    "environments": {
        "prod": {"desired": [{"tfstate": "prod.tfstate"}]},
        "preprod": {"desired": [{"tfstate": "preprod.tfstate"}]},
        "code": {"desired": [{"hcl": "infra/"}]},
    },
    "gates": {
        "parity": {"require": "must", "against": "preprod"},
        "policy": {
            "require": "must",
            "fail-on": "high",
            "skip": ["lambda-dead-letters"],
            "outside": [{"types": ["aws_route_table_association"], "reason": "looked at by others"}],
        },
        "performance": {"require": "must", "results": [{"k6": "k6.json"}], "max-p95": "500ms"},
        "recovery": {"require": "should", "tier": 2, "results": [{"drill": "drill.json"}]},
        "tests": {"require": "must", "results": [{"junit": "tests.xml"}]},
    },
    "waivers": "driftgate.waivers.yaml",
    "subject": {"commit": "3f9c2ab71d04e58b6c0f7a9de12b84c5d6e7f801"},
}
WAIVERS: Json = {
    "version": 1,
    "waivers": [
        {
            "id": "W-1",
            "rule": "s3-public-access-block",
            "environment": "prod",
            "address": 'module.app["eu"].aws_s3_bucket.files["docs"]',
            "reason": "a page of ours",
            "owner": "ada@acme.example",
            "approver": "bob@acme.example",
            "ticket": "OPS-1",
            "created": "2026-11-01",
            "expires": "2026-12-24",
        }
    ],
}


def files() -> dict[str, Json | str]:
    """Return the inputs of a project: documents to plant in by path, and texts."""
    return {
        "driftgate.yaml": CONFIG,
        "driftgate.waivers.yaml": WAIVERS,
        "prod.tfstate": state("prod"),
        "preprod.tfstate": state("preprod", force_destroy=True),
        "plan.json": PLAN,
        "k6.json": json.loads((FIXTURES / "results/k6/healthy/summary-export.json").read_text()),
        "drill.json": json.loads((FIXTURES / "results/drill/ok.json").read_text()),
        "tests.xml": JUNIT,
        "infra/main.tf": CODE.format(*["x"] + ['"x"'] * 8),
    }


@dataclass(frozen=True)
class Spot:
    """A place in an input: of a JSON document the way to a key or a value, of a text its number."""

    file: str
    way: tuple[str | int, ...]
    is_key: bool = False

    def __str__(self) -> str:
        """Return its name for a person."""
        return f"{self.file}:{'.'.join(map(str, self.way))}{' (key)' if self.is_key else ''}"


def spots_of(file: str, value: Any, way: tuple[str | int, ...] = ()) -> Iterator[Spot]:
    """Yield every key and value of a document."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield Spot(file, (*way, key), is_key=True)
            yield from spots_of(file, item, (*way, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from spots_of(file, item, (*way, number))
    else:
        yield Spot(file, way)


def every_spot() -> Iterator[Spot]:
    """Yield every place of every input."""
    for name, content in files().items():
        if isinstance(content, dict):
            yield from spots_of(name, content)
    elements = list(ET.fromstring(JUNIT).iter())  # noqa: S314 - our own document
    for number, element in enumerate(elements):
        yield from (Spot("tests.xml", (number, name)) for name in (*element.attrib, "#text"))
    yield from (Spot("infra/main.tf", (number,)) for number in range(9))


def planted(spot: Spot, payload: str) -> str:
    """Return the text of an input with a payload in a place."""
    if spot.file == "tests.xml":
        root = ET.fromstring(JUNIT)  # noqa: S314 - our own document
        element = list(root.iter())[int(spot.way[0])]
        text = "".join(char for char in payload if char in "\t\n\r" or " " <= char <= "\ud7ff" or char >= "\ue000")
        text = text.replace("\ufdd0", "")
        if spot.way[1] == "#text":
            element.text = text
        else:
            element.set(str(spot.way[1]), text)
        return ET.tostring(root, encoding="unicode")
    if spot.file == "infra/main.tf":
        quoted = json.dumps(payload, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
        parts = ["x"] + ['"x"'] * 8
        number = int(spot.way[0])
        parts[number] = payload if number == 0 else quoted
        return CODE.format(*parts)
    document: Any = copy.deepcopy(files()[spot.file])
    at = document
    for step in spot.way[:-1]:
        at = at[step]
    if spot.is_key:
        at[payload] = at.pop(spot.way[-1])
    else:
        at[spot.way[-1]] = payload
    return as_yaml(document) if spot.file.endswith(".yaml") else json.dumps(document)


def as_yaml(document: Json | str) -> str:
    """Return a document as YAML, which is JSON but for how a character is written that is not ASCII."""
    text = json.dumps(document, ensure_ascii=False)
    return re.sub("[^ -~]", lambda match: f"\\U{ord(match.group()):08x}", text)


@dataclass(frozen=True)
class Project:
    """A folder with all inputs, and the product in it."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogatepass")

    def __call__(self, *words: str) -> list[str]:
        """Run a command line and return what somebody would obey in its streams and reports."""
        code, out, err = called(*words)
        kind = words[words.index("--format") + 1] if "--format" in words else "text"
        problems = [*problems_of_report(kind if out else "text", out), *problems_of_stream(err)]
        if "--log-format" in words and words[words.index("--log-format") + 1] == "json" and code != 2:
            problems += [problem for line in err.splitlines() for problem in problems_of_report("json", line)]
        for path in sorted((self.folder / "out").glob("*")):
            problems += [f"{path.name}: {one}" for one in problems_of_report(path.name, path.read_text("utf-8"))]
            path.unlink()
        if code not in {0, 1, 2, 3, 4} or "internal error" in err:
            problems.append(f"ended with {code}: {err[:300]}")
        return [f"{' '.join(words)[:200]!r}: {problem}" for problem in problems]


def called(*words: str) -> tuple[int, str, str]:
    """Run a command line as the installed program does, and return its exit code and both streams."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in "oe"]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main(list(words))
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return code, out, err


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    made = Project(tmp_path)
    for name, content in files().items():
        made.write(name, content if isinstance(content, str) else json.dumps(content))
    return made


LATER: Sequence[tuple[str, ...]] = (
    ("report", "latest", "--all"),
    ("report", "latest", "--format", "json"),
    ("runs", "list"),
    ("runs", "show", "latest"),
    ("status",),
    ("waivers", "list"),
    ("explain", 'module.app["eu"].aws_s3_bucket.files["docs"]'),
    ("config", "check"),
    ("config", "show", "--origin"),
    ("doctor", "--offline"),
    ("evidence", "export", "latest", "-o", "bundle.zip"),
    ("baseline", "create", "prod"),
    ("snapshot", "list"),
    ("snapshot", "show", "latest"),
    ("snapshot", "show", "latest", "--format", "json"),
)
LOGS: Sequence[tuple[str, ...]] = ((), ("-vv",), ("--log-format", "json"), ("-q",))


def first(file: str) -> tuple[str, ...]:
    """Return the command that reads an input."""
    if file == "plan.json":
        return ("drift", "tfplan:plan.json", "tfstate:prod.tfstate")
    if file == "infra/main.tf":
        return ("policy", "check", "code")
    return ("gate", "prod")


def options_of(number: int) -> tuple[str, ...]:
    """Return the options of a case: each form of the streams comes in turn, with all reports."""
    return ("--format", str(list(OutputFormat)[number % 3]), *LOGS[number % 4], *REPORTS)


def together(number: int) -> str:
    """Return all payloads as one text, each first once: what cuts a text must not cut them all away."""
    at = number % len(PAYLOADS)
    return " ".join((*PAYLOADS[at:], *PAYLOADS[:at]))


def named(value: object) -> str:
    """Return the name of a case, in which nothing foreign stands as it is: pytest prints it."""
    return ascii(value)[:60].replace("::", ":") if not isinstance(value, int) else ""


def payloads_of(number: int) -> list[str]:
    """Return what is planted in a place: in a soak all payloads one after the other, else one, and all as one text."""
    turned = [*PAYLOADS[number % len(PAYLOADS) :], *PAYLOADS[: number % len(PAYLOADS)]]
    return [*turned[: count(len(PAYLOADS), test=1, quick=1)], together(number)]


SPOTS = list(enumerate(every_spot()))
CASES = [
    (number, spot, payload)
    for number, spot in SPOTS
    for payload in (together(number), PAYLOADS[number % len(PAYLOADS)])
]


@pytest.mark.parametrize(("number", "spot", "payload"), sample(CASES, test=6, quick=2), ids=named)
def test_no_place_of_an_input_commands(project: Project, number: int, spot: Spot, payload: str) -> None:
    project.write(spot.file, planted(spot, payload))
    assert project(*first(spot.file), *options_of(number)) == []
    assert project(*LATER[number % len(LATER)]) == []


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it."""
    for verb, (module, _) in VERBS.items():
        command = importlib.import_module(module).command
        if isinstance(command, click.Group):
            yield from (((verb, name), inner) for name, inner in command.commands.items())
        else:
            yield (verb,), command


def calls() -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield command lines with one place that is told by its number: options, arguments, and names of verbs."""
    yield ("",), 0
    yield ("gate", "prod", ""), 2
    yield ("snapshot", ""), 1
    for words, command in commands():
        needed = [param for param in command.params if isinstance(param, click.Argument) and param.required]
        given = ["prod"] * sum(max(param.nargs, 1) for param in needed)
        for at in range(len(given)):
            yield (*words, *given[:at], "", *given[at + 1 :]), len(words) + at
        for param in command.params:
            if isinstance(param, click.Option) and not param.is_flag and not param.count:
                parts = (param.opts[-1], "")
                yield (*words, *parts, *given), len(words) + 1
                if param.name == "reports":
                    yield (*words, param.opts[-1], "html=", *given), len(words) + 1


# What would start something else than the product, or change what the others look at.
_LEFT = {("record",), ("tools", "install"), ("demo",), ("init",), ("completion",)}
CALLS = [(number, words, at) for number, (words, at) in enumerate(calls()) if not {words[:1], words[:2]} & _LEFT]


@pytest.mark.parametrize(("number", "words", "at"), sample(CALLS, test=24, quick=10), ids=named)
def test_no_argument_commands(project: Project, number: int, words: tuple[str, ...], at: int) -> None:
    for payload in payloads_of(number):
        given = payload.replace("/", "|") if words[at] == "html=" else payload
        assert project(*words[:at], f"{words[at]}{given}", *words[at + 1 :]) == []


def variables() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every variable of the environment that is an option, with the command that reads it."""
    for words, command in commands():
        for param in command.params:
            if isinstance(param, click.Option) and words[:1] not in _LEFT and words not in _LEFT:
                yield words, "_".join(("DRIFTGATE", *words, str(param.name))).upper().replace("-", "_")


VARIABLES = [(number, *one) for number, one in enumerate(variables())]


@pytest.mark.parametrize(("number", "words", "name"), sample(VARIABLES, test=10, quick=5), ids=named)
def test_no_variable_commands(
    project: Project, monkeypatch: pytest.MonkeyPatch, number: int, words: tuple[str, ...], name: str
) -> None:
    for payload in payloads_of(number):
        monkeypatch.setenv(name, payload)
        assert project(*words, "prod") == []


NAMES = [payload.replace("/", "|")[:80] for payload in PAYLOADS]


@pytest.mark.parametrize("name", sample(NAMES, test=1, quick=1), ids=named)
def test_no_file_name_commands(project: Project, name: str) -> None:
    text = (project.folder / "prod.tfstate").read_text()
    folder = f"{name}d"
    for path, content in {
        f"{name}.tfstate": text,
        f"cut{name}.tfstate": text[:500],
        f"{folder}/main.tf": CODE.format(*["x"] + ['"x"'] * 8),
        f"{folder}/{name}.tf": "resource {",
        f"{folder}/tests.xml": JUNIT[:200],
    }.items():
        target = project.folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(content)
    config = copy.deepcopy(CONFIG)
    config["gates"]["tests"]["results"] = [{"junit": "*d/tests.xml"}]
    project.write("driftgate.yaml", json.dumps(config))
    for words in (
        ("drift", f"tfstate:{name}.tfstate", f"tfstate:cut{name}.tfstate", *options_of(0)),
        ("policy", "check", f"hcl:{folder}", *options_of(1)),
        ("gate", "prod", *options_of(2)),
        ("gate", "prod", "-c", f"{name}.tfstate"),
        ("gate", "prod", "--report", f"html={folder}/x.html"),
        ("gate", "prod", "--report", f"html={name}.tfstate/x.html"),
        ("gate", "prod", "--result", f"junit={folder}/tests.xml"),
        ("evidence", "verify", f"{name}.tfstate"),
        ("evidence", "export", "latest", "-o", f"{folder}/{name}.zip"),
        ("results", "expect", f"{folder}/tests.xml"),
        ("init", "--dir", str(project.folder / folder), "--dry-run"),
        ("init", "--dir", str(project.folder / folder)),
    ):
        assert project(*words) == []


def test_no_stored_text_commands(project: Project) -> None:
    """What is in the ledger was once foreign, and whoever writes it is foreign too."""
    config, told = copy.deepcopy(CONFIG), copy.deepcopy(WAIVERS)
    for name, value in told["waivers"][0].items():
        if name in {"id", "reason", "owner", "approver", "ticket"}:
            told["waivers"][0][name] = f"{value} {together(3)}"
    config["gates"]["policy"]["outside"][0]["reason"] = together(5)
    project.write("driftgate.yaml", as_yaml(config))
    project.write("driftgate.waivers.yaml", as_yaml(told))
    assert project("gate", "prod", *REPORTS) == []
    for words in LATER:
        assert project(*words) == []
    assert project("report", "latest", "--format", "github") == []
    path = next((project.folder / ".driftgate").rglob("*.sqlite"))
    whole = path.read_bytes()
    for table, column in sample(columns_of(path), test=2, quick=2):
        # A trigger may forbid it, as it should.
        with closing(sqlite3.connect(path)) as ledger, suppress(sqlite3.Error), ledger:
            ledger.execute(f"UPDATE {table} SET {column} = ?", (together(1),))  # noqa: S608 - names of our own tables
        for words in (*LATER[:5], ("runs", "verify")):
            assert project(*words) == []
        path.write_bytes(whole)


def columns_of(path: Path) -> list[tuple[str, str]]:
    """Return the tables of a ledger with their columns."""
    with closing(sqlite3.connect(path)) as ledger:
        tables = [row[0] for row in ledger.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return [(table, row[1]) for table in tables for row in ledger.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("payload", PAYLOADS, ids=named)
def test_no_message_of_a_crash_commands(payload: str) -> None:
    cause = ValueError(payload)
    cause.add_note(payload)
    error = RuntimeError(f"a {payload}")
    error.__cause__ = cause
    told = traceback_of(error)
    assert list(problems_of_stream(told)) == []
    assert "ValueError" in told


def test_what_is_planted_is_read(project: Project) -> None:
    """The payloads come as far as the outputs: a state's name, and a test's."""
    read = (
        Spot("prod.tfstate", ("resources", 1, "name")),
        Spot("tests.xml", (4, "name")),
    )
    for spot in read:
        project.write(spot.file, planted(spot, f"{MARK}\n::error::x"))
        _, out, err = called("gate", "prod", "--all")
        assert f"{MARK}\\u{{a}}\\u{{3a}}:error::x" in out + err
        content = files()[spot.file]
        project.write(spot.file, content if isinstance(content, str) else json.dumps(content))
