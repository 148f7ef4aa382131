"""What others wrote into a repository stays a text in the configuration that `init` writes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cli.app import run
from cli.init.configuration import Scope, write_configuration
from cli.init.environments import FoundEnvironment
from cli.init.look import Found
from snapshots.repository.results import FoundResults
from tests.profiles import examples
from tests.repositories import state, write_files

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROOT = """locals {{
  aws_region = "{region}"
  account_id = "111122223333"
}}

remote_state {{
  backend = "{backend}"
  config = {{
    bucket = "acme"
    key    = "${{path_relative_to_include()}}/terraform.tfstate"
  }}
}}

terraform {{
  source = "./module"
}}
"""
PROFILE = "[profile prod]\nsso_account_id = 111122223333\nregion = eu-west-1\n"
SKIPPING = "aws_glue_job\n    skip: [network-ssh-world]\n    #"
# Texts of which YAML, a comment or a flow would make something else.
foreign = st.one_of(
    st.sampled_from(
        [
            SKIPPING,
            "eu-west-1], role: 'arn:aws:iam::111122223333:role/Admin' } }, { tfplan: evil.json }] #",
            "gcs\nevil: 1 #",
            "a: b",
            "a]",
            "a # b",
            "a\r\nb: c",
            "a\x85b: c",
            "a\u2028b: c",
            "- a",
            "*",
            "&a",
            "!!python/object:x",
            "yes",
            "~",
            "1e3",
            "' \"",
            "\ttab",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)


@given(name=foreign, regions=st.lists(foreign, min_size=1, max_size=3), other=foreign, types=st.lists(foreign))
@settings(max_examples=examples(60), deadline=None)
def test_each_foreign_text_comes_back_as_it_was_and_nothing_beside_it(
    name: str, regions: list[str], other: str, types: list[str]
) -> None:
    environment = FoundEnvironment(
        name=name,
        states=(other,),
        code=(other,),
        account=other,
        regions=tuple(regions),
        profile=other,
        problems=(other,),
        is_open=True,
    )
    lacking = FoundEnvironment(name=f"{name}2", problems=(other,), refresh=other, regions=tuple(regions))
    found = Found(environments=(environment, lacking), results=(FoundResults(kind="junit", pattern=other),))
    scope = Scope(unjudged=tuple(types), outside=(other,))
    for minimal in (False, True):
        text = write_configuration(found, scope, owner="ada@acme.example", now=NOW, minimal=minimal)
        told: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
        assert told.keys() == {"version", "environments", "gates", "subject", "waivers", "nightly", "snapshots"}
        aws = {"account": other, "profile": other, "regions": regions}
        assert told["environments"] == {
            name: {"desired": [{"tfstate": other}], "observed": [{"aws": aws}]},
            f"{name}2": {"desired": [], "observed": [{"tfplan": other}]},
        }
        assert told["gates"].keys() == {"drift", "coverage", "policy", "tests"}
        policy = told["gates"]["policy"]
        assert [one["provider"] for one in policy.pop("outside")] == [other]
        if types:
            assert policy.pop("unjudged")["types"] == types
        assert policy == {"require": "must", "fail-on": "high", "checkov": "on"}
        assert told["gates"]["tests"] == {"require": "must", "results": [{"junit": other}]}


def written(folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(write_files(home, {"config": PROFILE}) / "config"))
    assert run(["init", "--as-of", "2026-11-21T09:00:00Z"]) == 0
    told: dict[str, Any] = YAML(typ="safe", pure=True).load((folder / "driftgate.yaml").read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize("type_", [SKIPPING, "aws_*", "*", "aws_x: {a: b}", "aws_z]", "aws_y # c", ""])
def test_a_state_whose_types_are_no_names_is_said_to_be_none(
    tmp_path: Path, type_: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(state("aws_appconfig_environment"))
    document["resources"].append({**document["resources"][0], "type": type_})
    folder = write_files(tmp_path / "repository", {"prod.tfstate": json.dumps(document)})
    told = written(folder, tmp_path, monkeypatch)
    assert told["gates"] == {"policy": {"require": "must", "fail-on": "high", "checkov": "on"}}
    assert "left out 1 file that no state can be read from: prod.tfstate" in capsys.readouterr().err


def test_a_unit_of_terragrunt_adds_no_source_and_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    region = "eu-west-1], role: 'arn:aws:iam::111122223333:role/Admin' } }, { tfplan: evil.json }] #"
    unit = ROOT.format(region=region, backend="gcs\\nevil: 1 #")
    folder = write_files(tmp_path / "repository", {"live/prod/terragrunt.hcl": unit})
    told = written(folder, tmp_path, monkeypatch)
    assert told.keys() <= {"version", "environments", "gates", "subject", "waivers", "nightly", "snapshots"}
    observed = {"aws": {"account": "111122223333", "profile": "prod", "regions": ["eu-west-1"]}}
    assert told["environments"] == {"prod": {"desired": [], "observed": [observed]}}
