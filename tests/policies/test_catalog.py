"""Defects of policy sources are refused with the file, the place and what to do."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from engine.errors import ConfigError
from policies.authoring.cases import read_cases
from policies.authoring.catalog import read_sources, sources_digest
from snapshots.aws.judging import JUDGING

POLICY = """\
# METADATA
# title: Things are closed
# description: Open things are bad.
# related_resources:
#   - https://example.com/things
# custom:
#   id: test-closed
#   severity: high
#   category: access
#   resource_types:
#     - aws_thing
#   requires:
#     - open
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "the thing is open to {whom}"
#   remediation: "close it"
package driftgate.test.closed

import rego.v1

deny contains {"path": ["open"], "observed": true, "required": false, "args": {"whom": "all"}} if input.attributes.open
"""


def write(folder: Path, text: str, name: str = "closed.rego") -> Path:
    """Write a policy into a folder and return the folder."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_a_policy_is_what_its_metadata_says(tmp_path: Path) -> None:
    (source,) = read_sources(write(tmp_path, POLICY))
    assert (source.path, source.package) == ("closed.rego", "driftgate.test.closed")
    policy = source.policy
    assert (policy.id, policy.severity, policy.requires, policy.related) == ("test-closed", "high", ("open",), ())
    assert policy.references == ("https://example.com/things",)
    assert policy.message == "the thing is open to {whom}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# METADATA\n", "", "closed.rego:1: a policy begins with # METADATA"),
        ("# title: Things are closed\n", "", "closed.rego:1: METADATA lacks title"),
        ("#   severity: high\n", "", "closed.rego:1: METADATA lacks severity"),
        ("#   requires:\n#     - open\n", "", "closed.rego:1: METADATA lacks requires"),
        ("#   id: test-closed\n#   severity: high\n", "", "closed.rego:1: METADATA lacks id, severity"),
        (
            "severity: high",
            "severity: dire",
            "closed.rego:8: severity 'dire' is none of critical, high, medium, low, info",
        ),
        (
            "id: test-closed",
            "id: Test_Closed",
            "closed.rego:7: id 'Test_Closed' is not in kebab case, like s3-versioning",
        ),
        ("    - aws_thing", "    aws_thing", "closed.rego:10: resource_types is not a list of texts"),
        ("# title: Things", "# title: [Things", "closed.rego:3: METADATA is not YAML"),
        ("# title: Things are closed", "# title: [1]", "closed.rego:2: title is no text"),
        ("# title: Things", "# x: 2026-13-45\n# title: Things", "closed.rego:1: METADATA holds a value that is none"),
        (
            "# title: Things",
            f"# x: {'[' * 600}\n# title: Things",
            "closed.rego:1: METADATA holds a value that is none",
        ),
        ("Open things are bad.", "{a: 1}", "closed.rego:3: description is no text"),
        ("  - https://example.com/things", "  - ref: x", "closed.rego:4: related_resources is not a list of texts"),
        ("severity: high", "severity: [high]", "closed.rego:8: severity is no text"),
        ("severity: high", "severity: {a: b}", "closed.rego:8: severity is no text"),
        (
            "  id: test-closed\n#   severity: high",
            '  "id": test-closed\n#   "severity": dire',
            "closed.rego:8: severity 'dire'",
        ),
        ('message: "the thing is open to {whom}"', "message: 1", "closed.rego:16: message is no text"),
        (
            "#   category:",
            "#   needs: {1: [a], aws_x: [b]}\n#   category:",
            "closed.rego:9: needs is not a list of texts",
        ),
        ("package driftgate.test.closed\n", "", "closed.rego:1: a policy has a package and imports rego.v1"),
        ("input.attributes.open", "input.attributes.ajar", "closed.rego:22: ajar is read but not in requires"),
        (
            "input.attributes.open",
            'object.get(input.attributes, "ajar", 1) == 1',
            "closed.rego:22: ajar is read but not in requires",
        ),
        ("input.attributes.open", "input.documents.policy", "closed.rego:22: policy is read but not in requires"),
        (
            "input.attributes.open",
            'count(object.get(input.related, "aws_door", [])) == 0',
            "closed.rego:22: aws_door is read but not in related",
        ),
        ("import rego.v1\n", "", "closed.rego:1: a policy has a package and imports rego.v1"),
        (
            "if input.attributes.open",
            'if http.send({"url": "x"})',
            "closed.rego:22: http.send is not allowed in a policy",
        ),
        ("if input.attributes.open", "if time.now_ns() > 0", "closed.rego:22: time.now_ns is not allowed in a policy"),
        ("if input.attributes.open", 'if sprintf("%d", [1])', "closed.rego:22: sprintf is not allowed in a policy"),
        ("if input.attributes.open", "if opa.runtime().env", "closed.rego:22: opa.runtime is not allowed in a policy"),
    ],
)
def test_a_defect_is_named_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in POLICY
    with pytest.raises(ConfigError, match="^" + re.escape(message)):
        read_sources(write(tmp_path, POLICY.replace(old, new)))


@pytest.mark.parametrize("name", ["x.rego", "x_test.rego"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, name: str) -> None:
    os.mkfifo(write(tmp_path, POLICY) / name)
    with pytest.raises(ConfigError, match=f"^{name}: it is no file"):
        read_sources(tmp_path)


@pytest.mark.parametrize("text", ["- [1", f"- {'[' * 600}", "- {pass: x, as_of: 2026-13-45}"])
def test_cases_that_are_none_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^cases\.yaml: cannot be read as YAML"):
        read_cases(path, JUDGING, name="cases.yaml")
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ConfigError, match=r"^cases\.yaml: it is no file"):
        read_cases(path, JUDGING, name="cases.yaml")


def test_two_policies_cannot_have_one_id(tmp_path: Path) -> None:
    write(tmp_path, POLICY, "again.rego")
    with pytest.raises(ConfigError, match="the policy id 'test-closed' is used twice"):
        read_sources(write(tmp_path, POLICY))


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "package driftgate.lib.things\n\nimport rego.v1\n", "lib/things.rego")
    with pytest.raises(ConfigError, match="there is no policy"):
        read_sources(tmp_path)


def test_what_policies_share_is_held_to_the_same_builtins(tmp_path: Path) -> None:
    write(tmp_path, "package driftgate.lib.x\n\nimport rego.v1\n\nnow := time.now_ns()\n", "lib/x.rego")
    with pytest.raises(ConfigError, match=re.escape("lib/x.rego:5: time.now_ns is not allowed in a policy")):
        read_sources(write(tmp_path, POLICY))


def test_a_shared_module_counts_in_the_digest_of_its_policies(tmp_path: Path) -> None:
    user = POLICY.replace("import rego.v1", "import data.driftgate.lib.things\nimport rego.v1").replace(
        "if input.attributes.open", "if things.open(input)"
    )
    library = "package driftgate.lib.things\n\nimport rego.v1\n\nopen(thing) if thing.attributes.open\n"
    write(tmp_path, library, "lib/things.rego")
    (before,) = read_sources(write(tmp_path, user))
    sources = sources_digest(tmp_path)
    write(tmp_path, library + "\nopen(thing) if thing.attributes.ajar\n", "lib/things.rego")
    (after,) = read_sources(tmp_path)
    assert before.policy.digest != after.policy.digest
    assert sources_digest(tmp_path) != sources


def test_tests_do_not_count_in_the_digest(tmp_path: Path) -> None:
    before = sources_digest(write(tmp_path, POLICY))
    assert sources_digest(write(tmp_path, "package x_test\n", "closed_test.rego")) == before
