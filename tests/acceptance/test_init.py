"""The first day of a repository: what `driftgate init` finds in each shape, and what it says where there is little."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from syrupy.assertion import SnapshotAssertion

from cli.commands.accounts import check_clock
from cli.wiring.ownership import requirement_of
from tests.acceptance.conftest import AS_OF, Ended, Program
from tests.checkov import find_checkov
from tests.git import commit, git
from tests.repositories import ACCOUNTS, SHAPES, single, state, terragrunt, workspaces, write_files

PROFILES = f"""[profile acme-prod]
sso_account_id = {ACCOUNTS["prod"]}
region = eu-west-1
[profile dev]
role_arn = arn:aws:iam::{ACCOUNTS["dev"]}:role/reader
"""


@pytest.fixture(name="home")
def _home(program: Program) -> dict[str, str]:
    """Where an owner and two profiles are known, and nothing else is."""
    home = program.folder / "home"
    write_files(home, {".aws/config": PROFILES, ".gitconfig": "[user]\n\temail = ada@acme.example\n"})
    return {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}


def init(program: Program, home: dict[str, str], files: dict[str, str], *options: str) -> tuple[Path, Ended]:
    """Return a new repository of some files, and what `init` says there."""
    folder = write_files(program.folder / "repository", files)
    return folder, program("init", "--dir", "repository", "--as-of", AS_OF, *options, env=home)


def environments(folder: Path) -> dict[str, list[dict[str, str]]]:
    told = YAML(typ="safe").load((folder / "driftgate.yaml").read_text())
    return {name: environment["desired"] for name, environment in told["environments"].items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_first_configuration(
    program: Program, home: dict[str, str], shape: str, snapshot: SnapshotAssertion
) -> None:
    folder, done = init(program, home, SHAPES[shape]())
    shown = f"exit {done.code}\n{done.err}{done.out}\n{(folder / 'driftgate.yaml').read_text()}"
    assert shown == snapshot
    assert (folder / ".driftgate" / ".gitignore").read_text() == "*\n"
    assert (folder / "waivers" / "README.md").is_file()


def test_states_of_workspaces_are_those_of_their_environment(program: Program, home: dict[str, str]) -> None:
    folder, _ = init(program, home, workspaces())
    bucket = "s3://acme-states/edge.tfstate?workspace={}&region=eu-west-1"
    assert environments(folder) == {
        name: [
            {"tfstate": f"app/terraform.tfstate.d/{name}/terraform.tfstate"},
            {"tfstate": bucket.format(name)},
        ]
        for name in ("prod", "preprod")
    }


SPACED = "locals { env = terraform.workspace }\n"
COMPARED = 'locals {\n  big   = terraform.workspace == "prod"\n  small = "dev" != terraform.workspace\n}\n'


@pytest.mark.parametrize(
    ("code", "current", "names", "is_open"),
    [
        (COMPARED, "dev", ["prod", "dev"], False),
        (SPACED, "preprod", ["preprod"], True),
        (SPACED, "default", [], True),
        ("", "preprod", [], False),
    ],
)
def test_workspaces_that_code_or_terraform_itself_names(
    program: Program, home: dict[str, str], code: str, current: str, names: list[str], *, is_open: bool
) -> None:
    backend = 'terraform {\n  backend "s3" {\n    bucket = "acme"\n    key = "edge.tfstate"\n  }\n}\n'
    folder, _ = init(program, home, {"main.tf": f"{backend}{code}", ".terraform/environment": current})
    found = {name: entry[0]["tfstate"] for name, entry in environments(folder).items()}
    expected = {name: f"s3://acme/edge.tfstate?workspace={name}" for name in names}
    assert found == (expected or {"prod": "s3://acme/edge.tfstate"})
    assert ("The code asks for its workspace" in (folder / "driftgate.yaml").read_text()) is is_open


def test_units_of_terragrunt_are_followed_to_their_states(program: Program, home: dict[str, str]) -> None:
    folder, _ = init(program, home, terragrunt())
    assert environments(folder) == {
        name: [
            {
                "tfstate": f"s3://acme-states-{account}/{account}/eu-west-1/{name}/{component}/terraform.tfstate"
                "?region=eu-west-1"
            }
            for component in ("mysql", "queue")
        ]
        for name, account in (("prod", "prod"), ("qa", "non-prod"), ("dev", "non-prod"))
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_written_is_what_a_check_accepts(program: Program, home: dict[str, str], shape: str) -> None:
    folder, _ = init(program, home, SHAPES[shape]())
    done = program("config", "check", "--config", str(folder / "driftgate.yaml"))
    assert done.code == 0, done.out + done.err


def test_nothing_is_written_on_a_dry_run_and_the_rest_is_the_same(program: Program, home: dict[str, str]) -> None:
    folder, dry = init(program, home, single(), "--dry-run")
    assert not (folder / "driftgate.yaml").exists()
    assert not (folder / ".driftgate").exists()
    _, _ = init(program, home, {})
    assert (folder / "driftgate.yaml").read_text() == dry.out


def test_the_minimal_one_means_the_same_and_has_no_comment(program: Program, home: dict[str, str]) -> None:
    _, whole = init(program, home, single(), "--dry-run")
    _, minimal = init(program, home, {}, "--dry-run", "--minimal")
    assert YAML(typ="safe").load(whole.out) == YAML(typ="safe").load(minimal.out)
    assert "#" in whole.out
    assert "#" not in minimal.out


def test_what_is_there_is_never_overwritten(program: Program, home: dict[str, str]) -> None:
    folder, done = init(program, home, {**single(), "driftgate.yaml": "version: 7\n", "waivers/README.md": "ours\n"})
    assert done.code == 2
    assert done.err == (
        f"error: driftgate.yaml is there already: {folder / 'driftgate.yaml'}\n"
        "  fix: driftgate config check looks at it; --dry-run shows what would be written\n"
    )
    assert (folder / "driftgate.yaml").read_text() == "version: 7\n"
    (folder / "driftgate.yaml").unlink()
    _, done = init(program, home, {})
    assert "kept waivers/README.md, which was there" in done.err
    assert (folder / "waivers" / "README.md").read_text() == "ours\n"


def test_a_repository_without_anything(program: Program, home: dict[str, str], snapshot: SnapshotAssertion) -> None:
    folder, done = init(program, home, {"README.md": "nothing yet\n"})
    assert f"exit {done.code}\n{done.err}{done.out}" == snapshot
    checked = program("config", "check", "--config", str(folder / "driftgate.yaml"))
    assert checked.code == 3
    assert "environments.prod: it has no sources, so policy cannot be decided" in checked.out


def test_five_hundred_states_are_a_few_folders(program: Program, home: dict[str, str]) -> None:
    files = {
        f"live/{name}/eu-west-{index % 2 + 1}/component-{index}/terraform.tfstate": state("aws_sqs_queue")
        for name in ("prod", "dev")
        for index in range(250)
    }
    folder, done = init(program, home, files)
    assert done.code == 0
    assert environments(folder) == {"prod": [{"tfstate": "live/prod"}], "dev": [{"tfstate": "live/dev"}]}
    assert len(done.err.splitlines()) < 12


def test_code_that_is_broken_and_files_that_are_no_states(program: Program, home: dict[str, str]) -> None:
    files = {
        "main.tf": 'provider "aws" {\n  region = "eu-west-1"\nterraform { backend "s3" {\n',
        "cut.tfstate": state("aws_sqs_queue")[:80],
        "old.tfstate": '{"version": 3, "serial": 1, "lineage": "x", "modules": []}',
        "app.tfstate": state("aws_sqs_queue"),
        "results/cut.xml": "<testsuite",
        "package.json": "[",
    }
    folder, done = init(program, home, files)
    assert done.code == 0
    assert "left out 2 files that no state can be read from: cut.tfstate" in done.err
    assert environments(folder) == {"prod": [{"tfstate": "app.tfstate"}]}


def test_names_cannot_write_into_the_configuration_or_the_terminal(program: Program, home: dict[str, str]) -> None:
    evil = 'a"} ]\n::error::x\x1b[31m'
    files = {f"{evil}/{name}/terraform.tfstate": state("aws_sqs_queue") for name in ("prod", "dev")}
    folder, done = init(program, home, files)
    assert done.code == 0
    assert environments(folder)["prod"] == [{"tfstate": f"{evil}/prod/terraform.tfstate"}]
    assert "\x1b" not in done.err + done.out
    assert not re.search("^::", done.err + done.out, re.MULTILINE)


def test_without_git_home_and_network(program: Program, home: dict[str, str]) -> None:
    nowhere = {"HOME": str(program.folder / "nowhere"), "PATH": str(program.folder / "empty")}
    folder, done = init(program, {**home, **nowhere, "GIT_CONFIG_GLOBAL": os.devnull}, single())
    assert done.code == 0
    assert "git knows no address of yours, so nobody answers for what is open: name an owner" in done.err
    text = (folder / "driftgate.yaml").read_text()
    assert "ada@acme.example" not in text
    assert "unjudged" not in YAML(typ="safe").load(text)["gates"]["policy"]
    assert "# subject: { adopt:" in text


def test_a_folder_that_cannot_be_written(program: Program, home: dict[str, str]) -> None:
    _, done = init(program, home, {**single(), ".driftgate": "a file\n"})
    assert done.code == 4
    assert "error: .driftgate is a file where a folder must be" in done.err


@pytest.mark.parametrize("shape", ["single", "workspaces"])
def test_a_verdict_is_one_command_away(program: Program, home: dict[str, str], shape: str) -> None:
    folder, done = init(program, home, SHAPES[shape]())
    steps = [line.removeprefix("Next  ") for line in done.out.splitlines() if line.startswith("Next")]
    assert steps[:2] == ["cd repository", "driftgate tools install    # Checkov, which the policy gate asks"]
    tools = {"DRIFTGATE_TOOLS": str(find_checkov().parents[2])}
    for step in steps[2:]:
        ended = replace(program, folder=folder)(*step.split()[1:], "--format", "json", env=home | tools)
        assert ended.code in {0, 1, 3}, ended.err
        assert json.loads(ended.out)["decision"]


def test_a_plan_of_a_refresh_is_reality_and_an_ordinary_one_is_none(program: Program, home: dict[str, str]) -> None:
    plan = {"format_version": "1.2", "planned_values": {}, "prior_state": {}, "resource_drift": []}
    files = {
        "prod.tfstate": state("aws_sqs_queue", account="999988887777"),
        "plan.json": json.dumps({**plan, "resource_changes": []}),
        "prod.refresh.json": json.dumps(plan),
    }
    folder, done = init(program, home, files)
    told = YAML(typ="safe").load((folder / "driftgate.yaml").read_text())
    assert told["environments"]["prod"]["observed"] == [{"tfplan": "prod.refresh.json"}]
    assert {"drift", "coverage"} <= told["gates"].keys()
    assert "Next  driftgate drift prod" in done.out


def test_results_lie_beside_tests_and_a_module_is_no_environment(program: Program, home: dict[str, str]) -> None:
    result_file = single()["results/pytest.xml"]
    files = {
        "live/prod/main.tf": single()["main.tf"],
        "modules/queue/main.tf": single()["main.tf"],
        "tests/test_orders.py": "def test_total(): ...\n",
        "tests/unit.xml": result_file,
        "tests/fixtures/other.xml": result_file,
    }
    folder, done = init(program, home, files)
    assert environments(folder) == {"prod": [{"hcl": "live/prod"}]}
    assert "found junit: tests/*.xml" in done.err
    assert "found pytest: pytest --junitxml results/pytest.xml" in done.err


def test_an_environment_may_be_called_test(program: Program, home: dict[str, str]) -> None:
    files = {f"live/{name}/terraform.tfstate": state("aws_sqs_queue") for name in ("prod", "test")}
    folder, _ = init(program, home, files)
    assert environments(folder) == {name: [{"tfstate": f"live/{name}/terraform.tfstate"}] for name in ("prod", "test")}


@pytest.mark.parametrize("other", ["examples/small.tfstate", "tests/one.tfstate", ".terragrunt-cache/x/y.tfstate"])
def test_a_folder_is_a_source_only_where_it_has_no_other_state(
    program: Program, home: dict[str, str], other: str
) -> None:
    own = [f"live/prod/{name}/terraform.tfstate" for name in ("db", "net")]
    files = dict.fromkeys([*own, f"live/prod/db/{other}"], state("aws_sqs_queue"))
    folder, _ = init(program, home, files)
    assert environments(folder)["prod"] == [{"tfstate": own[0]}, {"tfstate": "live/prod/net"}]


@pytest.mark.parametrize("name", ["bucket", "key"])
def test_code_cannot_write_more_into_an_address_than_a_place(program: Program, home: dict[str, str], name: str) -> None:
    told = {"bucket": "acme-states", "key": "prod.tfstate"}
    told[name] += "?endpoint=https://evil.example&x="
    words = "".join(f'    {key} = "{value}"\n' for key, value in told.items())
    folder, done = init(program, home, {"prod/main.tf": f'terraform {{\n  backend "s3" {{\n{words}  }}\n}}\n'})
    assert "evil.example" not in (folder / "driftgate.yaml").read_text()
    assert "prod: its bucket or key cannot stand in an address" in done.err


def test_a_backend_in_broken_code_is_told(program: Program, home: dict[str, str]) -> None:
    files = {"prod/main.tf": single()["main.tf"], "prod/backend.tf": 'terraform {\n  backend "s3" {\n'}
    folder, done = init(program, home, files)
    assert "prod: where its state is cannot be read: the file is no HCL" in done.err
    assert "# prod: where its state is cannot be read" in (folder / "driftgate.yaml").read_text()


@pytest.mark.parametrize(
    ("gates", "code", "told"),
    [
        ("tests: { results: [{ junit: t.xml }] }", 0, []),
        (
            "drift: {}",
            3,
            [
                (
                    "no  driftgate.yaml:2:17: environments.prod: it has no sources, so drift cannot be decided; "
                    "name some under desired"
                )
            ],
        ),
    ],
)
def test_a_check_says_what_will_be_inconclusive(program: Program, gates: str, code: int, told: list[str]) -> None:
    program.write("t.xml", single()["results/pytest.xml"])
    program.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {{}} }}\ngates: {{ {gates} }}\n")
    done = program("config", "check")
    assert done.code == code
    assert [line for line in done.out.splitlines() if not line.startswith("ok")] == told


def test_a_check_names_a_source_that_is_not_there(program: Program) -> None:
    program.write("driftgate.yaml", "version: 1\nenvironments: { a: { desired: [{ tfstate: nope.tfstate }] } }\n")
    done = program("config", "check")
    assert done.code == 3
    assert done.out == "no  driftgate.yaml:2:32: tfstate:nope.tfstate: nope.tfstate does not exist\n"


def test_doctor_says_what_no_policy_judges(program: Program, home: dict[str, str]) -> None:
    folder, _ = init(program, home, single())
    done = program("doctor", "--offline", "--config", str(folder / "driftgate.yaml"), env=home)
    assert (
        "info  scope            prod: no policy judges 1 of 4 resources; types: aws_appconfig_environment; " in done.out
    )
    assert "outside: datadog" in done.out


def test_doctor_says_which_document_it_does_not_know_and_heeds_what_is_skipped(program: Program) -> None:
    program.write("a.tfstate", state("aws_sqs_queue"))
    program.write("b.tfstate", "{}")
    sources = "environments: { prod: { desired: [{ tfstate: a.tfstate }, { tfstate: b.tfstate }] } }"
    program.write("driftgate.yaml", f"version: 1\n{sources}\ngates: {{ policy: {{}} }}\n")
    told = program("doctor").out
    assert "info  scope            prod: every resource is judged or has nothing to judge" in told
    assert "warn  scope            prod: no types are known of b.tfstate, which is no raw state" in told
    listed = json.loads(program("policy", "list", "--format", "json").out)["policies"]
    skip = [row["id"] for row in listed if "aws_sqs_queue" in row["resource_types"] and row["evaluator"] == "rego"]
    program.write("driftgate.yaml", f"version: 1\n{sources}\ngates: {{ policy: {{ skip: {json.dumps(skip)} }} }}\n")
    assert "prod: no policy judges 1 of 1 resource; types: aws_sqs_queue" in program("doctor").out


RESULTS = "gates: { tests: { results: [ { junit: '*.xml' } ] }, drift: {}, coverage: { max-age: 26h } }\n"


def test_doctor_says_what_will_be_too_old_and_what_is_not_bound(program: Program) -> None:
    program.write("refresh.json", json.dumps({"format_version": "1.2", "timestamp": "2026-01-01T00:00:00Z"}))
    program.write("a.tfstate", state("aws_sqs_queue"))
    program.write("t.xml", "<testsuite/>")
    sides = "{ desired: [ { tfstate: a.tfstate } ], observed: [ { tfplan: refresh.json } ] }"
    program.write("driftgate.yaml", f"version: 1\nenvironments: {{ prod: {sides} }}\n{RESULTS}")
    git(program.folder, "init", "-q")
    told = program("doctor").out
    assert (
        "warn  refresh          refresh.json was made at 2026-01-01T00:00:00Z, and gates.coverage.max-age is over"
        in told
    )
    assert "warn  release          no release is named, so that no result is bound: neither git" in told
    name = commit(program.folder, {".gitignore": ".driftgate/\n"})
    assert f"ok    release          commit={name}" in program("doctor").out
    program.write("a.tfstate", state("aws_sqs_queue", "aws_sns_topic"))
    assert "no result is bound: git has changes in a.tfstate" in program("doctor").out


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, ("ok", "within 60 s of AWS")), (90, ("fail", "90 s ahead of AWS")), (-4000, ("fail", "4000 s behind AWS"))],
)
def test_doctor_compares_the_clock_with_that_of_aws(seconds: int, said: tuple[str, str]) -> None:
    theirs = datetime(2026, 11, 29, 12, tzinfo=UTC)
    (check,) = check_clock(format_datetime(theirs, usegmt=True), theirs + timedelta(seconds=seconds))
    assert (check.state, check.name, check.detail.partition(":")[0]) == (said[0], "clock", said[1])


@pytest.mark.parametrize("dated", ["", "yesterday"])
def test_an_answer_without_a_time_says_nothing_of_the_clock(dated: str) -> None:
    assert list(check_clock(dated, datetime(2026, 11, 29, tzinfo=UTC))) == []


def test_config_check_says_that_checkov_is_not_there(program: Program) -> None:
    program.write("a.tfstate", state("aws_sqs_queue"))
    sources = "environments: { prod: { desired: [{ tfstate: a.tfstate }] } }"
    program.write("driftgate.yaml", f"version: 1\n{sources}\ngates:\n  policy:\n    checkov: on\n")
    done = program("config", "check", env={"DRIFTGATE_TOOLS": str(program.folder / "none")})
    said = "driftgate.yaml:5:5: gates.policy.checkov: Checkov is not installed; type driftgate tools install"
    assert said in done.out


def test_what_is_written_for_git_may_be_read_by_others(program: Program, home: dict[str, str]) -> None:
    folder, _ = init(program, home, single())
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("driftgate.yaml", "waivers/README.md")}
    assert modes == {"driftgate.yaml": 0o644, "waivers/README.md": 0o644}
    assert (folder / "waivers").stat().st_mode & 0o055 == 0o055
    assert (folder / ".driftgate").stat().st_mode & 0o077 == 0


def test_what_is_to_be_added_to_git_makes_a_clone_that_can_be_judged(program: Program, home: dict[str, str]) -> None:
    """A folder of waivers without a file is not in a clone, where nothing could be judged without it."""
    folder, done = init(program, home, single(), "--ci", "github")
    git(folder, "init", "-q")
    (line,) = [line for line in done.out.splitlines() if line.startswith("Next  git add -- ")]
    git(folder, *line.removeprefix("Next  git ").partition("    #")[0].split())
    listed = git(folder, "ls-files").split()
    assert {"driftgate.yaml", "waivers/README.md"} <= set(listed)


def test_a_state_that_no_environment_names_is_told_with_the_pipelines(program: Program, home: dict[str, str]) -> None:
    folder, _ = init(program, home, workspaces())
    more = 'terraform {\n  backend "s3" {\n    bucket = "acme"\n    key    = "mail/prod.tfstate"\n  }\n}\n'
    write_files(folder, {"mail/main.tf": f'{more}provider "aws" {{\n  region = "eu-west-1"\n}}\n'})
    done = program("init", "--dir", "repository", "--ci", "github", "--as-of", AS_OF, env=home)
    told = "code mail: no environment names its state, so that a night takes it for nobody's"
    assert told in done.out, done.out
    text = (folder / "driftgate.yaml").read_text()
    named = text.replace("desired:\n", 'desired:\n      - { tfstate: "s3://acme/" }\n', 1)
    assert named != text
    (folder / "driftgate.yaml").write_text(named)
    assert told not in program("init", "--dir", "repository", "--ci", "github", "--as-of", AS_OF, env=home).out


def test_workspaces_that_nobody_names_are_told(program: Program, home: dict[str, str]) -> None:
    code = 'terraform {\n  backend "s3" {\n    bucket = "acme"\n    key    = "edge.tfstate"\n  }\n}\n'
    code += 'locals {\n  name = terraform.workspace\n}\nprovider "aws" {\n  region = "eu-west-1"\n}\n'
    _, done = init(program, home, {"main.tf": code})
    assert "not yet  prod: its code asks for its workspace, and nothing here names them all" in done.out


@pytest.mark.parametrize(
    ("direct", "requirement"),
    [
        (None, "driftgate==0.1.0"),
        (
            {"url": "https://git.example/x/driftgate", "vcs_info": {"vcs": "git", "commit_id": "0123abc"}},
            "driftgate @ git+https://git.example/x/driftgate@0123abc",
        ),
        (
            {"url": "https://h.example/d.whl", "archive_info": {"hashes": {"sha256": "ab"}}},
            "driftgate @ https://h.example/d.whl#sha256=ab",
        ),
        ({"url": "https://h.example/d.whl", "archive_info": {}}, "driftgate @ https://h.example/d.whl"),
        ({"url": "file:///srv/driftgate", "dir_info": {"editable": True}}, ""),
    ],
)
def test_pipelines_install_the_driftgate_that_wrote_them(direct: dict[str, Any] | None, requirement: str) -> None:
    """What an installer notes of where it came from: https://packaging.python.org/en/latest/specifications/direct-url."""
    assert requirement_of("0.1.0", None if direct is None else json.dumps(direct)) == requirement


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("driftgate==0.2.0", 0),
        ("driftgate @ git+https://git.example/x/driftgate@0123abc", 0),
        ("driftgate @ https://h.example/d-0.1.0-py3-none-any.whl#sha256=ab", 0),
        ('driftgate"; curl evil', 2),
        ("driftgate==$(id)", 2),
        ("other==1", 2),
        ("driftgate @ http://h.example/d.whl", 2),
    ],
)
def test_what_pipelines_install_can_be_named_and_commands_nothing(
    program: Program, home: dict[str, str], package: str, code: int
) -> None:
    folder, done = init(program, home, single(), "--ci", "github", "--package", package)
    assert done.code == code
    if not code:
        text = (folder / ".github/workflows/driftgate-pull-request.yml").read_text()
        assert f'uv tool install --quiet "{package}"' in text
