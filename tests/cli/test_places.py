"""A configuration names files below its folder alone; links are followed, and the owner of the machine allows more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from cli.config.load import load
from cli.config.model import Configuration
from cli.config.places import list_paths
from engine.errors import ConfigError

ACCOUNT = '{ account: "111122223333", role: R, regions: [eu-west-1]'
# Every setting that names a file or a folder, with what it is called in a message.
SETTINGS = {
    "environments.prod.desired.0.tfstate": "environments: { prod: { desired: [{ tfstate: PATH }] } }",
    "environments.prod.desired.1.tfplan": "environments: { prod: { desired: [{ hcl: . }, { tfplan: PATH }] } }",
    "environments.prod.desired.0.hcl": "environments: { prod: { desired: [{ hcl: PATH }] } }",
    "environments.prod.desired.0.doc": "environments: { prod: { desired: [{ doc: PATH }] } }",
    "environments.prod.observed.0.doc": "environments: { prod: { observed: [{ doc: PATH }] } }",
    "environments.prod.desired.0.tfstate ": "environments: { prod: { desired: [{ tfstate: { location: PATH } }] } }",
    "environments.prod.desired.0.tfstate.headers.T": (
        "environments: { prod: { desired: [{ tfstate: { location: 'http://[::1]', headers: { T: 'file:PATH' } } }] } }"
    ),
    "environments.prod.observed.0.tfplan": "environments: { prod: { observed: [{ tfplan: PATH }] } }",
    "environments.prod.observed.0.aws.session-policy": (
        f"environments: {{ prod: {{ observed: [{{ aws: {ACCOUNT}, session-policy: PATH }} }}] }} }}"
    ),
    "environments.prod.observed.0.aws.external-id": (
        f"environments: {{ prod: {{ observed: [{{ aws: {ACCOUNT}, external-id: 'file:PATH' }} }}] }} }}"
    ),
    "environments.prod.scope.states.0.tfstate": "environments: { prod: { scope: { states: [{ tfstate: PATH }] } } }",
    "environments.prod.events.0.cloudtrail": "environments: { prod: { events: [{ cloudtrail: PATH }] } }",
    "environments.prod.events.0.aws.session-policy": (
        f"environments: {{ prod: {{ events: [{{ aws: {ACCOUNT}, session-policy: PATH }} }}] }} }}"
    ),
    "gates.tests.results.0.junit": "gates: { tests: { results: [{ junit: PATH }] } }",
    "gates.tests.expected": "gates: { tests: { results: [{ junit: a.xml }], expected: PATH } }",
    "gates.recovery.results.0.drill": "gates: { recovery: { tier: 2, results: [{ drill: PATH }] } }",
    "gates.policy.results.0.sarif": "gates: { policy: { results: [{ sarif: PATH }] } }",
    "gates.policy.results.0.trivy": "gates: { policy: { results: [{ trivy: PATH }] } }",
    "gates.performance.results.0.k6": "gates: { performance: { results: [{ k6: PATH }] } }",
    "gates.performance.baseline.0.k6": (
        "gates: { performance: { results: [{ k6: a.json }], baseline: [{ k6: PATH }], max-regression: 10% } }"
    ),
    "gates.policy.rego.0": "gates: { policy: { rego: [PATH] } }",
    "gates.policy.rego-data.0": "gates: { policy: { rego-data: [PATH] } }",
    "gates.policy.rego-key": "gates: { policy: { rego-key: PATH } }",
    "waivers": "waivers: PATH",
    "baseline": "baseline: PATH",
    "store": "store: PATH",
    "evidence.dir": "evidence: { dir: PATH }",
    "evidence.sign": "evidence: { sign: 'file:PATH' }",
    "record.sign": "record: { sign: 'file:PATH' }",
    "record.keys.0": "record: { keys: ['file:PATH'] }",
    "record.roots.0": (
        "record: { roots: ['file:PATH'], identities: [{ subject: 'https://github.com/o/r/.github/workflows/w@*' }] }"
    ),
    "subject.commit": "subject: { commit: 'file:PATH' }",
    "subject.image": "subject: { image: 'file:PATH' }",
    "subject.version": "subject: { version: 'file:PATH' }",
    "nightly.heartbeat": "nightly: { heartbeat: 'file:PATH' }",
    "terraform.provider-schema": "terraform: { provider-schema: PATH }",
    "terraform.provider-schema.1": "terraform: { provider-schema: [schema.json, PATH] }",
}


def write(folder: Path, setting: str, path: str) -> Path:
    """Write a configuration with a path under a setting."""
    text = SETTINGS[setting].replace("PATH", path)
    head = "" if text.startswith("environments") else "environments: { prod: {} }\n"
    file = folder / "driftgate.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"version: 1\n{head}{text}\n")
    return file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of a configuration, beside a file that is not below it."""
    monkeypatch.delenv("DRIFTGATE_ALLOW_PATHS", raising=False)
    monkeypatch.setenv("DRIFTGATE_ALLOW_HOSTS", "[::1]")
    monkeypatch.setenv("DRIFTGATE_ALLOW_ACCOUNTS", "111122223333")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "link").symlink_to(tmp_path / "outside")
    return tmp_path / "project"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("path", ["../outside/secret", "link/secret", "below/../../outside/secret", "ABSOLUTE"])
def test_a_path_that_leads_out_is_refused_wherever_it_stands(
    folder: Path, setting: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = folder.parent / "outside"
    file = write(folder, setting, path.replace("ABSOLUTE", str(outside / "secret")))
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert f": {setting.strip()}: " in caught.value.message
    assert "leads out of the folder of the configuration" in caught.value.message
    assert caught.value.hint.endswith(f"export DRIFTGATE_ALLOW_PATHS={outside}")
    monkeypatch.setenv("DRIFTGATE_ALLOW_PATHS", f"/nowhere:{outside}")
    (outside / "secret").unlink()  # a folder that is written to is no file
    load(file)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("path", ["below/file", "./file", "below/../file"])
def test_a_path_below_the_folder_is_fine(folder: Path, setting: str, path: str) -> None:
    assert path in [text for _, text in list_paths(load(write(folder, setting, path)).configuration)]


@pytest.mark.parametrize("pattern", ["../outside/*", "link/*", "/**/*.xml"])
def test_a_pattern_that_leads_out_is_refused(folder: Path, pattern: str) -> None:
    with pytest.raises(ConfigError, match="leads out of the folder"):
        load(write(folder, "gates.tests.results.0.junit", f"'{pattern}'"))


@pytest.mark.parametrize(
    "pattern", ["*/../../outside/*.xml", "*/../" * 30 + "*.xml", "a/[b]/../c", "**/../x.xml", "a?/../b"]
)
def test_a_pattern_that_goes_back_is_refused_and_costs_nothing(folder: Path, pattern: str) -> None:
    with pytest.raises(ConfigError, match="stands behind a wildcard"):
        load(write(folder, "gates.tests.results.0.junit", f"'{pattern}'"))


@pytest.mark.parametrize("name", ["../outside/a.tfvars", "link/a.tfvars", "/etc/a.tfvars"])
def test_a_file_of_variables_that_leads_out_is_refused(folder: Path, name: str) -> None:
    text = f"environments: {{ prod: {{ desired: [{{ hcl: ., var-files: ['{name}'] }}] }} }}"
    (folder / "driftgate.yaml").write_text(f"version: 1\n{text}\n")
    with pytest.raises(ConfigError, match="leads out of the folder"):
        load(folder / "driftgate.yaml")


def strings(schema: Any, where: str = "") -> Iterator[str]:
    """Yield where the schema of the configuration takes a free text."""
    for name, part in schema.get("properties", {}).items():
        yield from strings(part, f"{where}.{name}")
    for part in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(part, dict):
            yield from strings(part, f"{where}.*")
    for part in schema.get("anyOf", ()):
        yield from strings(part, where)
    if schema.get("type") == "string" and not {"enum", "const"} & schema.keys():
        yield where


def test_every_text_of_the_configuration_is_known(snapshot: SnapshotAssertion) -> None:
    """A new setting that takes a text is a path, and then stands in SETTINGS, or is none: look before it is kept."""
    schema = Configuration.model_json_schema(by_alias=True)
    assert sorted(set(strings(resolved(schema, schema)))) == snapshot


def resolved(schema: Any, root: Any) -> Any:
    """Return a schema with what it refers to in its place."""
    if isinstance(schema, list):
        return [resolved(part, root) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolved(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    return {name: resolved(part, root) for name, part in schema.items() if name != "$defs"}


def test_a_link_among_the_files_of_a_pattern_is_a_gap(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cli.app import run  # noqa: PLC0415 - only here

    (folder / "good.xml").write_text('<testsuite tests="1"><testcase name="a"/></testsuite>')
    (folder / "linked.xml").symlink_to(folder.parent / "outside" / "secret")
    file = write(folder, "gates.tests.results.0.junit", "'*.xml'")
    assert run(["gate", "prod", "-c", str(file), "--format", "json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert [gap["source"] for gap in told["gaps"] if "leads out" in gap["detail"]] == ["linked.xml"]
    assert "secret" not in json.dumps(told).replace("linked.xml", "")
