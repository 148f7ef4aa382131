"""Every rule and gate has a place in the documentation, and reports link to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.findings.catalogue import BY_ID
from engine.gates.table import BY_NAME
from engine.model.policy import Evaluator
from engine.model.verdict import Decision
from engine.report.formats import html, json_v1, markdown, sarif
from engine.report.view.pages import DOCUMENTATION, gate_page, number_page, rule_page
from policies.authoring.catalog import read_sources
from policies.evaluators.checkov.checks import load_checks
from tests.runs import FINDING, runs

DOCS = Path(__file__).parents[3] / "docs"
PAGE = f"{DOCUMENTATION}rules.md#drift.changed"


def anchors(page: str) -> set[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return {*re.findall(r'<a id="([^"]+)">', text), *re.findall(r"^## ([a-z]+)$", text, re.MULTILINE)}


def target(address: str) -> tuple[str, str]:
    page, _, fragment = address.removeprefix(DOCUMENTATION).partition("#")
    return page, fragment


@pytest.mark.parametrize("rule", BY_ID)
def test_every_rule_has_its_place(rule: str) -> None:
    page, fragment = target(rule_page("drift", rule))
    assert (page, fragment) == ("rules.md", rule)
    assert fragment in anchors(page)


@pytest.mark.parametrize("gate", BY_NAME)
def test_every_gate_has_its_place(gate: str) -> None:
    page, fragment = target(gate_page(gate))
    assert fragment in anchors(page)
    assert gate == "policy" or rule_page(gate, "of.its.own") == gate_page(gate)


@pytest.mark.parametrize("number", range(11))
def test_every_number_of_the_decision_has_its_place(number: int) -> None:
    page, fragment = target(number_page(number))
    assert fragment in anchors(page)


def test_every_policy_has_its_place() -> None:
    policies = [*(source.policy for source in read_sources(DOCS.parent / "policies" / "rego")), *load_checks()]
    found = anchors("policies.md")
    for policy in policies:
        page, fragment = target(rule_page("policy", policy.id))
        assert (DOCS / page).is_file(), "run: make docs"
        assert (page, fragment) == (
            (f"policies/{policy.id}.md", "") if policy.evaluator is Evaluator.REGO else ("policies.md", policy.id)
        )
        assert policy.id in found


def test_foreign_text_stays_inside_of_an_address() -> None:
    assert rule_page("policy", 'a"> b\u00e9') == f"{DOCUMENTATION}scans.md"
    assert (DOCS / "scans.md").is_file()
    assert gate_page('a"> b\u00e9') == f"{DOCUMENTATION}gates.md#a%22%3E%20b%C3%A9"
    assert rule_page("x\ud800", "y") == f"{DOCUMENTATION}gates.md#x%3F"


def test_reports_link_to_the_pages() -> None:
    run = runs()[Decision.NO_GO]
    document = json.loads(json_v1.render(run))
    assert [finding["page"] for finding in document["findings"]] == [PAGE]
    assert [gate["page"] for gate in document["gates"]] == [gate_page("drift")]
    (rule,) = json.loads(sarif.render(run))["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["helpUri"]) == (FINDING.rule, PAGE)
    assert f"[drift.changed]({PAGE})" in markdown.render(run)
    assert f"| [drift]({gate_page('drift')}) |" in markdown.render(run)
    assert f"- [rule 5]({number_page(5)}), drift: " in markdown.render(run)
    assert f'<a href="{number_page(5)}" rel="noreferrer">rule 5</a>, drift' in html.render(run)
    assert f'<a href="{PAGE}" rel="noreferrer">drift.changed</a>' in html.render(run)
    assert f'<a href="{gate_page("drift")}" rel="noreferrer">drift</a>' in html.render(run)
