"""The page on a telephone: nothing lies beside the screen, and the reasons are on the first one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.policy import PolicyScope, TypeScope
from engine.model.subject import Subject
from engine.model.verdict import Decision, Input, Run
from engine.report.formats import html
from tests.builders import changed
from tests.runs import FINDING, GAP, GATE, WAIVER, run_of, runs

WIDTH, HEIGHT = 400, 860  # of a telephone, in CSS pixels
LONG = "x" * 300  # a name without a place to break
_MEASURE = """<script>addEventListener("load", () => {
  const page = document.querySelector("iframe").contentDocument, top = e => e && e.getBoundingClientRect().top
  const past = [...page.body.querySelectorAll("*")].filter(e => !e.closest(".scroll") &&
    e.getBoundingClientRect().right > page.documentElement.clientWidth + 1)
  const found = {width: page.documentElement.scrollWidth, reason: top(page.querySelector(".reasons li")),
    facts: top(page.querySelector(".facts")), past: past.map(e => e.outerHTML.slice(0, 200))}
  document.body.textContent = JSON.stringify(found) })</script>"""


def seen(run: Run, folder: Path) -> dict[str, Any]:
    """Return how wide the page of a run is on a narrow screen, and where its reasons and counts begin, in pixels."""
    chromium = shutil.which("chromium")
    if chromium is None:
        assert os.environ.get("CI") != "true"
        pytest.skip("chromium is not installed")
    frame = f'<iframe width="{WIDTH}" height="{HEIGHT}" frameborder="0" srcdoc="{escape(html.render(run))}"></iframe>'
    (folder / "frame.html").write_text(f"<!doctype html><body>{frame}{_MEASURE}</body>", encoding="utf-8")
    command = [chromium, "--headless=new", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}"]
    command += ["--window-size=800,1200", "--dump-dom", (folder / "frame.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, Any] = json.loads(unescape(done.stdout[done.stdout.index("{") : done.stdout.rindex("}") + 1]))
    return found


def full() -> Run:
    """Return a run that fills every part of the page with what is hard to break."""
    finding = changed(FINDING, message=LONG, address=f"aws_db_instance.{LONG}", before=LONG, after=LONG + "y")
    other = replace(changed(FINDING, message=LONG, location=LONG), fingerprint="2" * 32, gate="tests", rule=LONG)
    gaps = (replace(GAP, source=LONG, detail=LONG, operation=LONG, types=(LONG,), fix=LONG),)
    row = TypeScope(type=f"aws_{LONG}", resources=3, policies=1, reason=LONG)
    run = run_of(
        replace(GATE, outcome=Outcome.FAIL, findings=(finding,), gaps=gaps, summary=LONG),
        replace(GATE, gate="tests", outcome=Outcome.FAIL, findings=(other,), summary=LONG),
        replace(GATE, gate="policy", scope=PolicyScope(judged=(row,), outside=(row,), unjudged=(row,))),
        waivers=(replace(WAIVER, reason=LONG, owner=LONG),),
    )
    subject = Subject(commit="c0ffee1" * 5, image=f"registry.example/app@sha256:{'4f' * 32}", version=LONG)
    inputs = (*run.verdict.inputs, Input(name=LONG, kind="result", digest="sha256:" + "1" * 64))
    return replace(run, verdict=replace(run.verdict, subject=subject, inputs=inputs))


@pytest.mark.tool
@pytest.mark.parametrize("decision", [Decision.CONDITIONAL, Decision.NO_GO, Decision.INCONCLUSIVE])
def test_the_reasons_are_on_the_first_screen_and_before_all_counts(decision: Decision, tmp_path: Path) -> None:
    found = seen(runs()[decision], tmp_path)
    assert (found["width"], found["past"]) == (WIDTH, [])
    assert found["reason"] < HEIGHT / 2
    assert found["reason"] < found["facts"]


@pytest.mark.tool
def test_nothing_lies_beside_a_narrow_screen(tmp_path: Path) -> None:
    found = seen(full(), tmp_path)
    assert (found["width"], found["past"]) == (WIDTH, [])
