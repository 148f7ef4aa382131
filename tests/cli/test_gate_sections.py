"""The sections of the gates: every setting of the engine can be set, and says what it was set to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.config.model import Configuration
from cli.config.yaml_file import parse_document, validate
from engine.errors import ConfigError
from engine.gates.gate import Gate
from engine.gates.policy.settings import ModeSettings, OutsideSettings, UnjudgedSettings
from engine.gates.settings import Setting, Unit, marks, settings_of
from engine.gates.table import BY_NAME, GATES
from engine.model.policy import Mode
from snapshots.measurements.registry import kinds

# What a setting without a unit is set to here, as it is written and as the engine has it.
WRITTEN: dict[str, tuple[str, Any]] = {
    "require": ("should", "should"),
    "fail-on": ("medium", "medium"),
    "against": ("preprod", "preprod"),
    "rules": ("[{ expect: may_differ, path: tags.Owner }]", None),
    "checkov": ("on", "on"),
    "engine": ("opa", "opa"),
    "server": ('"https://opa.example:8181"', "https://opa.example:8181"),
    "rego": ("[policies]", ("policies",)),
    "rego-data": ("[data]", ("data",)),
    "rego-key": ("key.pem", "key.pem"),
    "checkov-skips": ("on", "on"),
    "learn-words": ("off", "off"),
    "skip": ("[s3-versioning]", ("s3-versioning",)),
    "modes": (
        "[{ policy: a, mode: off, owner: ada, reason: x, until: 2027-01-01 }]",
        (ModeSettings(policy="a", mode=Mode.OFF, owner="ada", reason="x", until=datetime(2027, 1, 1, tzinfo=UTC)),),
    ),
    "min-runs": ("3", 3),
    "params": ("{ data-log-retention: { days: 365 } }", {"data-log-retention": {"days": 365}}),
    "paired": ("on", "on"),
    "tier": ("2", 2),
    "min-integrity": ("L3", "L3"),
    "kinds": ("[restore, failover]", ("restore", "failover")),
    "services": ("[checkout]", ("checkout",)),
    "environment": ("preprod", "preprod"),
    "min-consecutive": ("5", 5),
    "min-tests": ("7", 7),
    "required": ('["shop::pays"]', ("shop::pays",)),
    "expected": ("tests.json", "tests.json"),
    "outside": (
        "[{ provider: datadog, reason: watched elsewhere }]",
        (OutsideSettings(provider="datadog", reason="watched elsewhere"),),
    ),
    "unjudged": (
        "{ types: [aws_glue_job], owner: ada@acme.example, until: 2026-12-01 }",
        UnjudgedSettings(types=("aws_glue_job",), owner="ada@acme.example", until=datetime(2026, 12, 1, tzinfo=UTC)),
    ),
}
NEEDED = {"against": "against: preprod", "tier": "tier: 1"}


def configuration(gate: Gate[Any], *keys: str) -> Configuration:
    files = [f"results: [{{ {kinds(gate.needs)[0]}: x }}]"] if gate.needs else []
    wanted = ["against"] if gate.name == "parity" else ["tier"] if gate.name == "recovery" else []
    named = {key.partition(":")[0] for key in keys}
    fields = [*files, *(NEEDED[name] for name in wanted if name not in named), *keys]
    text = f"""\
version: 1
environments: {{ prod: {{}}, preprod: {{}} }}
gates: {{ {gate.name}: {{ {", ".join(fields)} }} }}
"""
    found: Configuration = validate(parse_document(text.encode(), name="f.yaml"), Configuration)
    return found


def every_setting() -> Iterator[tuple[Gate[Any], Setting]]:
    for gate in GATES:
        for setting in settings_of(gate.settings):
            yield gate, setting


@pytest.mark.parametrize(("gate", "setting"), list(every_setting()), ids=lambda value: getattr(value, "name", ""))
def test_every_setting_can_be_set(gate: Gate[Any], setting: Setting) -> None:
    unit = next((mark for mark in marks(setting.hint) if isinstance(mark, Unit)), None)
    text, expected = WRITTEN.get(setting.key, ("", None))
    if unit is not None:
        text = {"duration": "7h", "percentage": "7%"}[unit.name]
        expected = unit.read(text)
    told = configuration(gate, f"{setting.key}: {text}").gates.told(gate)
    assert isinstance(told, gate.settings)
    found = getattr(told, setting.name)
    assert found == expected if setting.key != "rules" else found[0].path == "tags.Owner"
    assert found != setting.default


def test_a_setting_that_is_left_out_has_the_default_of_the_engine() -> None:
    told = configuration(BY_NAME["performance"]).gates.told(BY_NAME["performance"])
    assert told == BY_NAME["performance"].settings()


@pytest.mark.parametrize(
    ("gate", "key", "message"),
    [
        ("performance", "min-runs: 0", "gates.performance.min-runs: must be greater than or equal to 1"),
        ("performance", "min-duraton: 5m", "gates.performance.min-duraton: there is no such key - did you mean 'min-d"),
        ("performance", "max-p95: 0ms", "gates.performance: performance gate: a limit is out of range"),
        ("recovery", "tier: 5", "gates.recovery.tier: must be less than or equal to 4"),
        ("recovery", "min-integrity: L0", "gates.recovery: recovery gate: a setting is out of range"),
        ("policy", "outside: [{ reason: r }]", "gates.policy.outside.0: an entry names one provider or some types"),
        (
            "policy",
            "outside: [{ provider: datadog, types: [datadog_monitor], reason: r }]",
            "gates.policy.outside.0: an entry names one provider or some types",
        ),
        ("policy", "outside: [{ provider: Datadog, reason: r }]", "gates.policy.outside.0: 'Datadog' is no provider"),
        ("policy", "outside: [{ provider: datadog }]", "gates.policy.outside.0.reason: this key is required"),
        ("policy", "outside: [{ provider: datadog, reason: ' ' }]", "gates.policy.outside.0: say why datadog is outs"),
        ("policy", "outside: [{ types: ['*'], reason: r }]", "gates.policy.outside.0: '*' is no resource type"),
        (
            "policy",
            "unjudged: { types: [], owner: ada, until: 2026-12-01 }",
            "gates.policy.unjudged: name the types",
        ),
        (
            "policy",
            "unjudged: { types: [aws_vpc], owner: nobody, until: 2026-12-01 }",
            "gates.policy.unjudged: the owner 'nobody' names nobody",
        ),
        (
            "policy",
            "unjudged: { types: [aws_vpc], owner: ada, until: soon }",
            "gates.policy.unjudged.until: a time is written like 2026-12-01",
        ),
        (
            "policy",
            "unjudged: { types: [aws_*], owner: ada, until: 2026-12-01 }",
            "gates.policy.unjudged: 'aws_*' is no resource type",
        ),
        ("parity", "rules: [{ expect: may_differ }]", "gates.parity.rules.0: a rule needs a type, a path, an address"),
        ("parity", "rules: [{ expect: ratio, path: x }]", "gates.parity.rules.0: ratio needs min or max"),
        ("tests", "min-tests: 0", "gates.tests.min-tests: must be greater than or equal to 1"),
    ],
)
def test_what_has_no_meaning_is_told_with_its_place(gate: str, key: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configuration(BY_NAME[gate], key)
    assert message in caught.value.message
    assert caught.value.message.startswith("f.yaml:3:")


def test_a_gate_takes_only_the_kinds_of_results_that_it_judges() -> None:
    with pytest.raises(ConfigError) as caught:
        validate(
            parse_document(
                b"version: 1\nenvironments: {prod: {}}\ngates: {tests: {results: [{k6: a.json}]}}\n", name="f.yaml"
            ),
            Configuration,
        )
    assert "gates.tests.results.0.k6: there is no such key" in caught.value.message
    with pytest.raises(ConfigError, match="name the files of a kind: junit"):
        validate(
            parse_document(b"version: 1\nenvironments: {prod: {}}\ngates: {tests: {results: [{}]}}\n", name="f.yaml"),
            Configuration,
        )


def test_the_schema_shows_defaults_as_they_are_written() -> None:
    schema = json.dumps(Configuration.model_json_schema(by_alias=True))
    assert '"default": "1%"' in schema
