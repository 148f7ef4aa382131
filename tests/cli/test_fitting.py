"""Lines on a terminal: folded between words, nothing lost, and columns that hold whatever stands in them."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.demo.estate import data
from cli.terminal.fitting import fit, measure, write_table
from tests.profiles import PROFILE, Profile

PROGRAM = Path(sys.executable).parent / "driftgate"
NOW = "2026-11-20T03:00:00Z"
CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
  preprod: { desired: [{ tfstate: preprod.tfstate }] }
gates:
  parity: { require: must, against: prod }
waivers: driftgate.waivers.yaml
"""


@given(st.text(st.sampled_from("ab  \n水\x1b[31m"), max_size=200), st.integers(5, 60))
def test_nothing_is_lost_and_no_word_is_cut(text: str, width: int) -> None:
    folded = fit(text, width)
    assert folded.split() == text.split()
    for line in folded.split("\n"):
        assert measure(line) <= width or len(line.split()) <= 1 or line in text.split("\n")


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("水の", 4), ("\x1b[1;31mab\x1b[0m", 2), ("e\u0301", 1), ("", 0), ("é", 1)]
)
def test_columns_are_what_a_terminal_shows(text: str, columns: int) -> None:
    assert measure(text) == columns


def test_what_follows_stands_under_the_last_column() -> None:
    line = "drift        pass           one two three four five six seven eight"
    assert fit(line, 56).split("\n") == [line.removesuffix(" seven eight"), " " * 28 + "seven eight"]
    assert fit(line, 50).split("\n") == [line.removesuffix(" five six seven eight"), " " * 13 + "five six seven eight"]
    assert fit(line, None) == line
    assert fit("Next  driftgate report latest --report html=out.html", 40).count("\n") == 0


def test_a_table_that_is_too_wide_is_told_in_blocks() -> None:
    head, rows = ("ID", "OWNER", "WAIVES"), [("W-1", "水", "a b"), ("W-22", "", "c")]
    assert write_table(head, rows, None) == ["ID    OWNER  WAIVES", "W-1   水     a b", "W-22         c"]
    assert write_table(head, rows, 12) == ["W-1", "  owner   水", "  waives  a b", "W-22", "  waives  c"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("prod.tfstate", "preprod.tfstate"):
        (tmp_path / name).write_bytes(data(name))
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    (tmp_path / "driftgate.waivers.yaml").write_text("version: 1\nwaivers: []\n")
    return tmp_path


def on_a_terminal(folder: Path, columns: int, *arguments: str) -> list[str]:
    """Return the lines that a terminal of so many columns shows in the end, without colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm"}
    command = [str(PROGRAM), *arguments]
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as child:
        os.close(theirs)
        found = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            found += part
        child.wait(60)
    os.close(ours)
    return shown(found.decode())


def shown(text: str) -> list[str]:
    """Return the lines that stand on a terminal after a text with its carriage returns, erasures and moves upwards."""
    lines, row, returned = [""], 0, False
    for part in re.findall(r"\x1b\[[0-9;?]*[a-zA-Z]|\r?\n|\r|[^\x1b\r\n]+", text):
        if part.endswith("\n"):
            row, returned = row + 1, False
            lines += [""] * (row == len(lines))
        elif part == "\r":
            returned = True
        elif part.startswith("\x1b"):
            if part.endswith("A"):
                row = max(0, row - int(part[2:-1] or 1))
            elif part == "\x1b[2K":
                lines[row] = ""
        else:
            lines[row], returned = part if returned else lines[row] + part, False
    return lines


def test_a_bar_that_was_painted_over_is_no_line() -> None:
    assert shown("a\r\n\r\x1b[2Kbar 0/1\r\x1b[2Kbar 1/1\r\n\x1b[1A\x1b[2Kb\x1b[1mc\x1b[0m\r\n") == ["a", "bc", ""]


@pytest.mark.wide
@pytest.mark.parametrize("columns", [80, *([60] if PROFILE is Profile.SOAK else [])])
def test_every_line_fits_the_terminal(columns: int, project: Path) -> None:
    piped = subprocess.run(
        [PROGRAM, "parity", "prod", "preprod", "--as-of", NOW], cwd=project, capture_output=True, text=True, check=False
    )
    told = on_a_terminal(project, columns, "parity", "prod", "preprod", "--as-of", NOW)
    assert " ".join(told).split() == piped.stdout.split()  # the same words, and none cut
    listed = subprocess.run(
        [PROGRAM, "runs", "list", "--format", "json"], cwd=project, capture_output=True, text=True, check=True
    )
    run = json.loads(listed.stdout)["runs"][0]["run_id"]
    verbs = [
        ["parity", "prod", "preprod", "--as-of", NOW, "--all"],
        ["policy", "check", "prod", "--as-of", NOW],
        ["gate", "preprod", "--as-of", NOW],
        ["report", run],
        ["runs", "list"],
        ["runs", "show", run],
        ["snapshot", "list"],
        ["snapshot", "show", "latest"],
        ["waivers", "list"],
        ["status"],
        ["explain", "drift.changed"],
        ["explain", "s3-public-access-block"],
        ["explain", "tags"],
        ["policy", "list"],
        ["config", "check"],
        ["doctor", "--offline"],
        ["baseline", "create"],
        ["--help"],
        ["gate", "--help"],
    ]
    wide = {
        " ".join(verb): [line for line in on_a_terminal(project, columns, *verb) if too_wide(line, columns)]
        for verb in verbs
    }
    assert {verb: lines for verb, lines in wide.items() if lines} == {}


def too_wide(line: str, columns: int) -> bool:
    """Tell whether a line lies beside a terminal although it could be folded: no command, and more than one word."""
    return measure(line) > columns and not line.startswith(("Next  ", "  fix: ")) and len(line.split()) > 2
