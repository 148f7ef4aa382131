"""Exits under any weather: what no file is called, no clock shows and no text holds is 2 or 3 and one clear line.

Every verb is given every hostile value in process, so that an internal error is an exception of the test.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.app import run
from cli.demo.estate import data
from tests.profiles import sample

LONG, DEEP, BYTES = "k" * 300, "d/" * 3_000 + "f", "\udcff\udcfe"
HOSTILE = (LONG, DEEP, BYTES, "9" * 5_000)
CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }], observed: [{ tfstate: again.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
gates:
  drift: { fail-on: high }
  parity: { against: preprod, fail-on: critical, min-confidence: 10% }
  tests: { require: should, results: [{ junit: "*.xml" }], max-age: 24h }
  coverage: { min: 99%, max-age: 26h }
subject: { adopt: { until: 2026-12-20, owner: ada@acme.example, reason: moving } }
waivers: waivers.yaml
baseline: baseline.json
snapshots: { keep: 90d }
"""
DIRECT = "tfstate:prod.tfstate tfstate:again.tfstate"
# X is what is hostile: a path, a name, a number or a word.
PLACES = """
drift X
drift tfstate:X tfstate:prod.tfstate
drift tfstate:prod.tfstate tfplan:X
drift hcl:X tfstate:prod.tfstate
drift snapshot:X tfstate:prod.tfstate
drift X:prod.tfstate tfstate:prod.tfstate
drift DIRECT --report html=X
drift DIRECT --report X=a
drift prod --fail-on X
drift prod -c X
drift prod --jobs X
parity X prod
parity tfstate:X prod
parity prod preprod --since X
gate X
gate prod --result junit=X
gate prod --result X
gate prod --subject commit=X
gate prod --since X
gate prod --since HEAD --plan X
gate prod --report json=X
gate prod --events X
gate prod -c X
policy check X
policy check tfstate:X
policy check hcl:X
policy explain X
policy test X
policy check prod --rego X
policy new X
policy bundle X
policy publish X
snapshot diff X latest
snapshot diff latest X
snapshot fingerprint X aws_vpc.a
snapshot fingerprint prod X
snapshot list -c X
snapshot prune --keep X
snapshot rotate-key -c X
snapshot show X
snapshot take X
snapshot take tfstate:X
snapshot take prod --resume X
record -o out --stdout X/y -- true
record --attach X --by me
record -o out --kind X -- true
record -o out -c X -- true
results expect X
results expect junit.xml -o X
waive X --until 2026-12-15 --reason r --owner a@b.io --approver c@d.io
waive X
waivers list X
waivers check -c X
baseline create X --owner a@b.io --approver c@d.io --reason r
baseline prune X
baseline prune prod -c X
explain X
status X
status --max-age X
status --command X
status -c X
runs checkpoint -c X
runs list --limit X
runs list -c X
runs show X
runs verify --checkpoint X
report X
report latest --report html=X
report latest --format X
evidence export X
evidence export latest -o X
evidence export latest --sign-key X
evidence keygen X
evidence verify X
evidence verify e.zip --key X
evidence verify e.zip --max-age X
doctor -c X
config check -c X
config show -c X
schema X
completion X
init --dir X
init --ci X
X
--X
""".replace("DIRECT", DIRECT).split("\n")[1:-1]
CLOCKS = """
drift DIRECT --as-of X
gate prod --as-of X
snapshot take prod --as-of X
snapshot prune --keep 36500d --as-of X
waivers list --as-of X
status --max-age 36500d --as-of X
record --attach junit.xml --by a --ended X
waive 0 --until X --reason r --owner a@b.io --approver c@d.io
""".replace("DIRECT", DIRECT).split("\n")[1:-1]
NO_TIMES = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-12-31T23:59:60Z",
    "2026-11-20T03:00:00+24:00",
    "2026-02-30T00:00:00Z",
    "2026-11-20T24:00:01Z",
    "1732000000",
    "8999-12-31T00:00:00",
    "9000-12-31T23:59:59-23:59:99",
    "now",
    "2026-11-20T03:00:00Z\udcff",
)
EDGES = ("1971-01-01T00:00:00+14:00", "9000-12-31T23:59:59-23:59", "2026-11-20T03:00:00+23:59")
VALUES = (
    ".nan",
    "-.inf",
    "1e999",
    "9" * 5_000,
    "0x" + "f" * 4_000,
    "no",
    "~",
    '""',
    '"a\\0b"',
    f'"{LONG}"',
    f'"{DEEP}"',
    '"\\uD800"',
    "2026-02-30",
    "9999-12-31",
    '"0001-01-01T00:00:00+23:59"',
    '"2026-12-31T23:59:60Z"',
    "36500d",
    "[]",
    "{}",
    "-1",
    "1.5",
    f'"file:{LONG}"',
    '"file:a\\0b"',
    '"**/*"',
    f'"{"*/" * 200}*"',
    '"a\\nb"',
    "&a b",
    "!!int 1",
    "<<",
)
LEAVES = [match.span(1) for match in re.finditer(r'(?<=[:\[] )("[^"]*"|[\w.%@-]+)(?= *[,}\]\n])', CONFIG)]


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it told."""

    code: int
    out: str
    err: str


Call = Callable[[str], Ended]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that has been judged once."""
    folder = tmp_path_factory.mktemp("estate")
    for name in ("prod", "preprod"):
        (folder / f"{name}.tfstate").write_bytes(data(f"{name}.tfstate"))
    (folder / "again.tfstate").write_bytes(data("prod.tfstate") + b"\n")
    (folder / "junit.xml").write_text('<testsuite name="s" tests="1"><testcase classname="c" name="a"/></testsuite>')
    (folder / "driftgate.yaml").write_text(CONFIG)
    (folder / "waivers.yaml").write_text("version: 1\nwaivers: []\n")
    (folder / "e.zip").write_bytes(b"PK")
    before = Path.cwd()
    os.chdir(folder)
    run(["snapshot", "take", "tfstate:prod.tfstate"])
    run(["drift", "tfstate:prod.tfstate", "tfstate:again.tfstate"])
    os.chdir(before)
    return folder


@pytest.fixture
def call(
    estate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Ended]:
    """Return what runs a command line in a copy of the project."""
    shutil.copytree(estate, tmp_path / "estate")
    monkeypatch.chdir(tmp_path / "estate")
    capsys.readouterr()

    def called(*words: str) -> Ended:
        code = run([*words])
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    return lambda line: called(*line.split(" "))


def is_clear(ended: Ended) -> bool:
    """Tell whether an error says what is wrong and what to type, in few short lines."""
    lines = [line for line in ended.err.splitlines() if line.strip()]
    named = any(line.startswith("error: ") or "Error" in line for line in lines)
    advised = "fix: " in ended.err or "Usage: " in ended.err
    return named and advised and len(lines) <= 20 and all(len(line) <= 2_200 for line in lines)


@pytest.mark.parametrize(
    ("line", "value"),
    sample([(line, value) for line in PLACES for value in HOSTILE], test=16, quick=4),
    ids=lambda value: ascii(value)[:30],
)
def test_what_no_name_can_be_is_2_or_3_and_one_clear_line(call: Call, line: str, value: str) -> None:
    ended = call(line.replace("X", value))
    assert ended.code in {2, 3}, ended
    assert ended.code == 3 or is_clear(ended), ended.err


@pytest.mark.parametrize("line", sample(CLOCKS, test=3, quick=1))
def test_a_time_that_no_clock_shows_is_2(call: Call, line: str) -> None:
    for value in NO_TIMES:
        ended = call(line.replace("X", value))
        assert (ended.code, is_clear(ended)) == (2, True), (value, ended)


@pytest.mark.parametrize(
    ("line", "value"), sample([(line, value) for line in CLOCKS[:6] for value in EDGES], test=4, quick=1)
)
def test_a_time_at_the_edge_is_a_time(call: Call, line: str, value: str) -> None:
    ended = call(line.replace("X", value))
    assert ended.code in {0, 1, 3} or "days ahead" in ended.err  # an adoption of the configuration may not have begun


@pytest.mark.parametrize(
    ("at", "value"),
    sample([(at, value) for at in range(len(LEAVES)) for value in VALUES], test=20, quick=4),
    ids=lambda value: ascii(value)[:30],
)
def test_whatever_stands_in_a_configuration_is_taken_or_refused_with_its_place(call: Call, at: int, value: str) -> None:
    begin, end = LEAVES[at]
    Path("driftgate.yaml").write_text(CONFIG[:begin] + value + CONFIG[end:])
    ended = call("config check")
    assert ended.code in {0, 2, 3}
    if ended.code == 2:
        assert is_clear(ended), ended.err
        assert re.search(r"^(error: )?(estate/)?driftgate\.yaml|there is no such waiver file", ended.err), ended.err
    else:
        assert call("gate prod").code in {1, 2, 3}


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (("st/\udcff.tfstate",), "drift tfstate:st tfstate:prod.tfstate"),
        (("in/\udcff.tf",), "policy check hcl:in"),
        (("tr/\udcff.json",), f"drift {DIRECT} --events tr"),
        (("\udcff.xml",), "gate prod"),
        (("po/\udcff.rego",), "policy test po"),
    ],
)
def test_a_name_that_is_not_utf_8_among_others_is_told_with_its_bytes(
    call: Call, files: tuple[str, ...], line: str
) -> None:
    for name in files:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(Path("prod.tfstate").read_bytes() if name.endswith("tfstate") else b"\xff")
    ended = call(line)
    assert ended.code in {2, 3} or "\\xff.json" in ended.err  # events decide nothing
    assert "surrogate" not in ended.out + ended.err


def test_what_is_around_a_command_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTGATE_GATE_FORMAT", "\udcff")
    assert call("gate prod").err.startswith(
        "error: the environment variable DRIFTGATE_GATE_FORMAT is not UTF-8\n  fix: unset"
    )
    monkeypatch.delenv("DRIFTGATE_GATE_FORMAT")
    gone = Path("gone").absolute()
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ended = call("runs list")
    assert (ended.code, ended.err.splitlines()[1]) == (2, "  fix: cd to one that is there")


@pytest.mark.parametrize("text", ["", "no", "[]", '"policy"', '{"a": NaN}', '{"a": 1, "a": 2}'])
def test_a_session_policy_is_a_json_object(call: Call, text: str) -> None:
    account = 'aws: { account: "111122223333", role: R, regions: [eu-west-1], session-policy: policy.json }'
    Path("policy.json").write_text(text)
    Path("driftgate.yaml").write_text(CONFIG.replace("tfstate: again.tfstate", account))
    ended = call("drift prod")
    assert (ended.code, is_clear(ended)) == (2, True), ended
    assert ended.err.startswith("error: session-policy: policy.json")


@pytest.mark.parametrize(
    "line",
    [
        "drift tfstate:X tfstate:prod.tfstate",
        f"drift {DIRECT} --events X",
        "evidence verify X",
        "runs verify --checkpoint X",
    ],
)
def test_a_device_that_never_ends_is_not_read(call: Call, line: str) -> None:
    ended = call(line.replace("X", "/dev/zero"))
    assert ended.code in {2, 3} or "it is no regular file" in ended.err  # events decide nothing


def test_half_of_a_character_in_a_result_is_a_gap(call: Call) -> None:
    Path("k6.json").write_text(r'{"metrics": {"\ud800": "\ud800"}}')
    Path("driftgate.yaml").write_text(
        CONFIG.replace("  tests:", "  performance: { results: [{ k6: k6.json }] }\n  tests:")
    )
    assert call("gate prod").code == 3


@pytest.mark.parametrize(
    "line", ["evidence export latest -o X", "results expect junit.xml -o X", "record --stdout X -- true"]
)
def test_a_file_takes_the_place_of_nothing_else(call: Call, line: str) -> None:
    os.mkfifo("pipe")
    Path("link").symlink_to("prod.tfstate")
    for name in ("pipe", "link"):
        ended = call(line.replace("X", name))
        assert (ended.code, "is no regular file" in ended.err) == (2, True)
    assert Path("pipe").is_fifo()
    assert Path("link").is_symlink()
