"""`--since BASE`: a check of a change, from a repository to the last line on the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import AS_OF, Ended, Program
from tests.git import commit, git

OPEN = "0.0.0.0/0"
CONFIG = "version: 1\nenvironments:\n  prod: { desired: [ { hcl: infra } ] }\ngates: { policy: { require: must } }\n"
TAGS = {"Environment": "prod", "Owner": "shop", "CostCentre": "cc-1"}
KINDS = ("application", "firehose", "http", "lambda", "sqs")
PROVIDER = "registry.terraform.io/hashicorp/aws"


def group(name: str, port: int, source: str = OPEN) -> str:
    """Return the code of a security group that lets a source reach a port."""
    return f"""resource "aws_security_group" "{name}" {{
  name        = "{name}"
  description = "of {name}"
  tags        = {{ Environment = "prod", Owner = "shop", CostCentre = "cc-1" }}
  ingress {{
    from_port   = {port}
    to_port     = {port}
    protocol    = "tcp"
    cidr_blocks = ["{source}"]
  }}
}}
"""


@pytest.fixture(name="repository")
def _repository(program: Program) -> Path:
    """Make a repository whose code has one open port already."""
    git(program.folder, "init", "-q")
    commit(program.folder, {"infra/main.tf": group("web", 22), ".gitignore": ".driftgate/\n"})
    return program.folder


def check(program: Program, *options: str, target: str = "hcl:infra") -> Ended:
    return program("policy", "check", target, "--since", "main", "--as-of", AS_OF, *options)


def told(ended: Ended) -> tuple[str, list[tuple[str, bool]]]:
    """Return the decision, and each finding with whether the change has only inherited it."""
    document = json.loads(ended.out)
    found = [(f"{entry['rule']} {entry['address']}", entry["inherited"]) for entry in document["findings"]]
    return document["decision"], sorted(found)


SSH, RDP = "network-ssh-world aws_security_group", "network-rdp-world aws_security_group"


def test_only_what_the_change_brings_gates(program: Program, repository: Path) -> None:
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/db.tf": group("db", 3389)})
    red = check(program, "--format", "json")
    assert (red.code, told(red)) == (1, ("NO-GO", [(f"{RDP}.db", False), (f"{SSH}.web", True)]))
    commit(repository, {"infra/db.tf": group("db", 3389, "10.0.0.0/8")})
    green = check(program, "--format", "json")
    assert (green.code, told(green)) == (0, ("CONDITIONAL", [(f"{SSH}.web", True)]))


def test_the_first_words_say_of_which_change_it_is(program: Program, repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/db.tf": group("db", 3389)})
    done = check(program)
    assert f"NO-GO  since main ({base[:12]})" in done.out
    assert "1 finding was there before the change" in done.out
    assert "aws_security_group.web" not in done.out
    assert json.loads(check(program, "--format", "json").out)["base"] == {"name": "main", "commit": base}


def test_a_change_that_brings_nothing_is_no_go_without_since(program: Program, repository: Path) -> None:
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"README.md": "words"})
    assert check(program).code == 0
    assert program("policy", "check", "hcl:infra", "--as-of", AS_OF).code == 1


def test_what_is_checked_out_is_not_held_against_itself(program: Program, repository: Path) -> None:
    done = check(program)
    assert done.code == 3
    assert "what is held against itself proves nothing" in done.out
    (repository / "infra" / "db.tf").write_text(group("db", 3389))  # nobody has committed it yet
    assert check(program).code == 1


def test_a_finding_that_becomes_worse_is_the_changes(program: Program, repository: Path) -> None:
    git(repository, "checkout", "-qb", "change")
    wider = (
        group("web", 22).replace("from_port   = 22", "from_port   = 0").replace("to_port     = 22", "to_port = 3000")
    )
    commit(repository, {"infra/main.tf": wider})
    done = check(program, "--format", "json")
    assert done.code == 1
    assert (f"{SSH}.web", False) in told(done)[1]


def test_how_many_an_expression_makes_is_not_known(program: Program, repository: Path) -> None:
    counted = 'variable "n" {\n  default = 0\n}\n' + group("web", 22).replace("{\n", "{\n  count = var.n\n", 1)
    commit(repository, {"infra/main.tf": counted})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/main.tf": counted.replace("default = 0", "default = 50")})
    assert check(program).code == 1


def provided(alias: str, region: str = "eu-west-1") -> str:
    """Return code of an open group by one of two providers."""
    blocks = [
        f'provider "aws" {{\n  alias  = "{name}"\n  region = "{place}"\n}}\n'
        for name, place in (("sandbox", region), ("prod", "eu-central-1"))
    ]
    return "".join(blocks) + group("web", 22).replace("{\n", f"{{\n  provider = aws.{alias}\n", 1)


@pytest.mark.parametrize("after", [provided("prod"), provided("sandbox", "us-east-1")])
def test_another_provider_makes_it_somewhere_else(program: Program, repository: Path, after: str) -> None:
    commit(repository, {"infra/main.tf": provided("sandbox")})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"README.md": "words"})
    assert check(program).code == 0
    commit(repository, {"infra/main.tf": after})
    assert check(program).code == 1


def test_line_ends_are_no_change(program: Program, repository: Path) -> None:
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/main.tf": group("web", 22).replace("\n", "\r\n")})
    assert check(program).code == 0


def test_a_link_of_the_change_moves_no_base(program: Program, repository: Path) -> None:
    commit(repository, {"examples/main.tf": group("web", 22) + group("db", 3389)})
    git(repository, "checkout", "-qb", "change")
    (repository / "infra" / "main.tf").unlink()
    (repository / "infra").rmdir()
    (repository / "infra").symlink_to("examples")
    commit(repository, {})
    assert check(program).code == 1


def test_what_cannot_be_judged_is_never_inherited(program: Program, repository: Path) -> None:
    """Nobody knows what an unreadable file brings, before the change or with it."""
    commit(repository, {"infra/broken.tf": 'resource "aws_s3_bucket" {'})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"README.md": "words"})
    assert check(program).code == 3


def test_a_base_that_cannot_be_read_excuses_nothing(program: Program, repository: Path) -> None:
    commit(repository, {"infra/main.tf": group("web", 22).removesuffix("}\n")})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/main.tf": group("web", 22)})
    done = check(program, "--format", "json")
    assert (done.code, told(done)) == (1, ("NO-GO", [(f"{SSH}.web", False)]))
    assert "1 gap hides what was there before the change" in done.out


def test_code_that_was_not_there(program: Program, repository: Path) -> None:
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"edge/main.tf": group("edge", 22)})
    done = check(program, "--format", "json", target="hcl:edge")
    assert (done.code, told(done)) == (1, ("NO-GO", [(f"{SSH}.edge", False)]))


def test_a_resource_that_has_moved_is_no_new_one(program: Program, repository: Path) -> None:
    git(repository, "checkout", "-qb", "change")
    moved = "moved {\n  from = aws_security_group.web\n  to   = aws_security_group.site\n}\n"
    renamed = group("web", 22).replace('"aws_security_group" "web"', '"aws_security_group" "site"')
    commit(repository, {"infra/main.tf": renamed + moved})
    assert told(check(program, "--format", "json")) == ("CONDITIONAL", [(f"{SSH}.site", True)])


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("nope", "driftgate: error: --since: there is no commit nope here\n  fix: fetch it: git fetch origin nope"),
        ("--main", "'--main' is no name of a commit"),
    ],
)
def test_a_base_that_is_not_there(program: Program, repository: Path, since: str, said: str) -> None:
    done = program("policy", "check", "hcl:infra", f"--since={since}")
    assert done.code == 2
    assert said.removeprefix("driftgate: error: ") in done.err
    assert repository.is_dir()


def test_where_there_is_no_repository(program: Program) -> None:
    program.write("infra/main.tf", group("web", 22))
    done = check(program)
    assert done.code == 2
    assert "not a git repository" in done.err


@pytest.mark.parametrize("target", ["tfstate:s3://acme-states/prod.tfstate?region=eu-west-1", "snapshot:abcdef123456"])
def test_what_no_change_changes_is_refused(program: Program, repository: Path, target: str) -> None:
    """Else it would be held against itself, and pass whatever the change brings."""
    done = check(program, target=target)
    assert done.code == 2
    assert "is no part of a change" in done.err
    assert repository.is_dir()


def test_an_environment_is_judged_by_its_code_and_not_by_its_state(program: Program, repository: Path) -> None:
    """The state says what is there: it lacks what the change will make."""
    told_by = CONFIG.replace("{ hcl: infra }", "{ tfstate: prod.tfstate }, { hcl: infra }")
    commit(repository, {"driftgate.yaml": told_by, "prod.tfstate": json.dumps(state())})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/main.tf": group("web", 22) + group("db", 3389)})
    done = program("gate", "prod", "--since", "main", "--as-of", AS_OF, "--format", "json")
    assert (done.code, told(done)) == (1, ("NO-GO", [(f"{RDP}.db", False), (f"{SSH}.web", True)]))


def test_an_environment_of_states_elsewhere_needs_a_plan(program: Program, repository: Path) -> None:
    commit(repository, {"driftgate.yaml": CONFIG.replace("hcl: infra", 'tfstate: "s3://acme-states/prod.tfstate"')})
    done = program("gate", "prod", "--since", "HEAD", "--offline")
    assert done.code == 2
    assert "a change is seen in nothing else" in done.err
    assert "--plan plan.json" in done.err


def state(*resources: Mapping[str, Any], lineage: str = "aaaa") -> dict[str, Any]:
    told = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": lineage, "outputs": {}}
    return {**told, "resources": list(resources)}


def topic(key: str | None, name: str) -> dict[str, Any]:
    """Return a topic as a plan shows it."""
    arn = "arn:aws:sns:eu-west-1:111122223333:orders"
    facts: dict[str, Any] = {
        "kms_master_key_id": key,
        "display_name": name,
        "tags": TAGS,
        "tags_all": TAGS,
        "policy": "",
    }
    facts |= dict.fromkeys(f"{kind}_failure_feedback_role_arn" for kind in KINDS)
    facts["sqs_failure_feedback_role_arn"] = "arn:aws:iam::111122223333:role/sns"
    return {
        "address": "aws_sns_topic.orders",
        "mode": "managed",
        "type": "aws_sns_topic",
        "name": "orders",
        "provider_name": PROVIDER,
        "schema_version": 0,
        "values": {"id": arn, "arn": arn, "name": "orders", **facts},
        "sensitive_values": {},
    }


def plan(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    """Return a plan that makes one resource of another."""
    was = [] if before is None else [before]
    change = {
        **{name: after[name] for name in ("address", "mode", "type", "name", "provider_name")},
        "change": {
            "actions": ["create" if before is None else "update"],
            "before": None if before is None else before["values"],
            "after": after["values"],
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": {},
        },
    }
    prior = {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": was}}}
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": [after]}},
            "prior_state": prior,
            "resource_changes": [change],
            "configuration": {},
            "complete": True,
            "errored": False,
            "timestamp": "2026-11-20T00:00:00Z",
        }
    )


@pytest.mark.parametrize(
    ("before", "after", "code", "inherited"),
    [
        (topic(None, "a"), topic(None, "b"), 0, [True]),
        (topic("alias/shop", "a"), topic(None, "a"), 1, [False]),
        (None, topic(None, "a"), 1, [False]),
        (topic(None, "a"), topic("alias/shop", "a"), 0, []),
    ],
)
def test_a_plan_is_held_against_what_it_found(
    program: Program,
    repository: Path,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    code: int,
    inherited: list[bool],
) -> None:
    commit(repository, {"driftgate.yaml": CONFIG})
    program.write("plans/plan.json", plan(before, after))
    options = ("--since", "HEAD", "--plan", "plans/plan.json", "--fail-on", "low", "--as-of", AS_OF)
    done = program("gate", "prod", *options, "--format", "json")
    found = [marked for name, marked in told(done)[1] if name.startswith("data-topic-encrypted")]
    assert (done.code, found) == (code, inherited), done.err
    assert json.loads(done.out)["command"] == "gate --since"
    assert str(repository) not in done.out


def test_what_others_have_opened_by_hand_is_the_changes_when_it_takes_it_over(
    program: Program, repository: Path
) -> None:
    """The refresh has read it already, so that the plan has nothing to do."""
    commit(repository, {"driftgate.yaml": CONFIG})
    document = json.loads(plan(topic(None, "a"), topic(None, "a")))
    document["resource_changes"][0]["change"]["actions"] = ["no-op"]
    was = {**topic(None, "a")["values"], "kms_master_key_id": "alias/shop"}
    drifted = {
        **document["resource_changes"][0],
        "change": {"actions": ["update"], "before": was, "after": topic(None, "a")["values"]},
    }
    options = ("--since", "HEAD", "--fail-on", "low", "--as-of", AS_OF)
    program.write("same.json", json.dumps(document))
    assert program("gate", "prod", "--plan", "same.json", *options).code == 0
    program.write("drifted.json", json.dumps({**document, "resource_drift": [drifted]}))
    assert program("gate", "prod", "--plan", "drifted.json", *options).code == 1


def test_two_roots_with_one_address_do_not_excuse_each_other(program: Program, repository: Path) -> None:
    commit(repository, {"driftgate.yaml": CONFIG})
    other = json.loads(plan(topic(None, "a"), topic(None, "a")).replace(":orders", ":returns"))
    program.write("2.json", json.dumps(other))
    program.write("1.json", plan(topic("alias/shop", "a"), topic(None, "a")))
    options = ("--since", "HEAD", "--fail-on", "low", "--as-of", AS_OF, "--format", "json")
    for order in (("1.json", "2.json"), ("2.json", "1.json")):
        done = program("gate", "prod", *(word for name in order for word in ("--plan", name)), *options)
        found = [entry for entry in json.loads(done.out)["findings"] if entry["rule"] == "data-topic-encrypted"]
        assert (done.code, sorted((entry["id"][-7:], entry["inherited"]) for entry in found)) == (
            1,
            [(":orders", False), ("returns", True)],
        )


def test_the_code_of_a_plan_tells_the_lines_and_decides_nothing(program: Program, repository: Path) -> None:
    block = 'resource "aws_sns_topic" "orders" {\n  name = "a"\n}\n'
    code = {"infra/main.tf": f"# topics\n\n{block}", "other/main.tf": block, "broken/main.tf": "resource {"}
    commit(repository, {"driftgate.yaml": CONFIG, **code})
    program.write("plan.json", plan(None, topic(None, "a")))
    options: tuple[str, ...] = ("gate", "prod", "--since", "HEAD", "--plan", "plan.json", "--fail-on", "low")
    options += ("--as-of", AS_OF)

    def lines(*folders: str) -> tuple[set[str], int, Any]:
        told = (word for folder in folders for word in ("--code", folder))
        done = program(*options, *told, "--report", "sarif=out.sarif", "--format", "json")
        document = json.loads(done.out)
        (run,) = json.loads((repository / "out.sarif").read_bytes())["runs"]
        spots = (entry["locations"][0]["physicalLocation"] for entry in run["results"])
        found = {f"{spot['artifactLocation']['uri']}:{spot['region']['startLine']}" for spot in spots}
        return found, done.code, document["counts"]

    found, code_, counts = lines("infra")
    assert (found, code_) == ({"infra/main.tf:3"}, 1)
    assert lines() == lines("infra")  # which the environment names
    # What no folder declares, or several, has no line; neither has code that nobody can read.
    assert lines("broken") == ({"driftgate.yaml:1"}, 1, counts)
    quiet = topic("alias/shop", "a")
    program.write("quiet.json", plan(quiet, quiet).replace("orders", "quiet"))
    options += ("--plan", "quiet.json")
    assert lines("infra", "other")[0] == {"driftgate.yaml:1"}
    assert program(*options, "--code", "nowhere").code == 2
    done = program("gate", "prod", "--code", "infra")
    assert (done.code, "--code: it is what a change makes" in done.err) == (2, True)


def test_what_the_candidate_lacked_before_is_inherited(program: Program, repository: Path) -> None:
    bills = {**queue(30), "name": "bills"}
    bills["instances"] = [{"schema_version": 0, "attributes": {"id": "https://sqs/bills", "name": "bills"}}]
    commit(
        repository,
        {
            "prod.tfstate": json.dumps(state(queue(30), bills)),
            "preprod.tfstate": json.dumps(state(queue(30), lineage="bbbb")),
        },
    )
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"README.md": "words"})
    sides = ("tfstate:prod.tfstate", "tfstate:preprod.tfstate")
    done = program("parity", *sides, "--since", "main", "--fail-on", "low", "--as-of", AS_OF)
    assert done.code == 0, done.out


def test_parity_of_a_change(program: Program, repository: Path) -> None:
    states = {
        "prod.tfstate": json.dumps(state(queue(30))),
        "preprod.tfstate": json.dumps(state(queue(60), lineage="bbbb")),
    }
    commit(repository, states)
    git(repository, "checkout", "-qb", "change")
    sides = ("tfstate:prod.tfstate", "tfstate:preprod.tfstate")
    commit(repository, {"README.md": "words"})
    options = ("--since", "main", "--fail-on", "low", "--as-of", AS_OF, "--format", "json")
    assert told(program("parity", *sides, *options)) == ("CONDITIONAL", [("parity.changed aws_sqs_queue.orders", True)])
    commit(repository, {"preprod.tfstate": json.dumps(state(queue(90), lineage="bbbb"))})
    assert told(program("parity", *sides, *options)) == ("NO-GO", [("parity.changed aws_sqs_queue.orders", False)])


def queue(timeout: int) -> dict[str, Any]:
    attributes = {"id": "https://sqs/orders", "name": "orders", "visibility_timeout_seconds": timeout}
    return {
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "orders",
        "provider": f'provider["{PROVIDER}"]',
        "instances": [{"schema_version": 0, "attributes": attributes}],
    }


def test_a_check_of_a_change_proves_nothing_of_the_environment(program: Program, repository: Path) -> None:
    """`status` asks for a night, and a green change is none."""
    commit(repository, {"driftgate.yaml": CONFIG + "nightly: { every: 24h }\n"})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"README.md": "words"})
    assert program("gate", "prod", "--since", "main").code == 0
    assert program("status", "prod").code == 3


def test_evidence_of_a_change_is_none_of_the_environment(program: Program, repository: Path) -> None:
    base = commit(repository, {"driftgate.yaml": CONFIG})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"README.md": "words"})
    done = program("gate", "prod", "--since", "main")
    assert done.code == 0, done.out
    assert program("evidence", "keygen", "keys").code == 0
    assert program("evidence", "export", "latest", "--sign-key", "keys/signing.pem", "-o", "evidence.zip").code == 0
    verify = ("evidence", "verify", "evidence.zip", "--key", "keys/signing.pub.pem")
    done = program(*verify)
    assert (done.code, f"only what has come since main ({base[:12]})" in done.out) == (0, True), done.out
    done = program(*verify, "--environment", "prod")
    assert done.code == 1
    assert f"it is about a change since main ({base[:12]}), not about 'prod'" in done.out


@pytest.mark.parametrize("folder", ["live/backdoor", "infra/backdoor"])
def test_a_root_module_that_nobody_named_is_a_gap(program: Program, repository: Path, folder: str) -> None:
    commit(repository, {"driftgate.yaml": CONFIG})
    git(repository, "checkout", "-qb", "change")
    backdoor = 'provider "aws" {\n  region = "eu-west-1"\n}\n' + group("backdoor", 22)
    commit(repository, {f"{folder}/main.tf": backdoor})
    done = program("gate", "prod", "--since", "main")
    assert done.code == 3
    assert f"hcl:{folder}: the change adds this root module" in done.out
    commit(repository, {"driftgate.yaml": CONFIG.replace("{ hcl: infra }", "{ hcl: infra }, { hcl: " + folder + " }")})
    assert program("gate", "prod", "--since", "main").code == 1


def test_a_root_module_with_the_addresses_of_another_one_is_shown_by_its_own_plan_alone(
    program: Program, repository: Path
) -> None:
    """People copy a folder: what shows its addresses is the plan of the one that was copied."""
    code = 'provider "aws" {\n  region = "eu-west-1"\n}\nresource "aws_sns_topic" "orders" {\n  name = "a"\n}\n'
    commit(repository, {"driftgate.yaml": CONFIG, "live/queue/main.tf": code})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"live/mail/main.tf": code})
    program.write("1.json", plan(topic(None, "a"), topic(None, "a")))
    other = plan(None, topic(None, "a")).replace(":orders", ":mail")
    program.write("2.json", other)
    options = ("gate", "prod", "--since", "main", "--fail-on", "low", "--as-of", AS_OF, "--plan", "1.json")
    done = program(*options)
    assert (done.code, "live/mail: the change adds this root module, which declares what live/queue" in done.out) == (
        3,
        True,
    )
    assert program(*options, "--code", "live/queue").code == 3
    done = program(*options, "--plan", "2.json", "--code", "live/queue", "--code", "live/mail")
    assert (done.code, "the change adds" in done.out) == (1, False)  # the new topic is not encrypted
    done = program(*options, "--code", "live/queue", "--code", "live/mail")
    assert (done.code, "more folders than plans" in done.err) == (2, True)


def test_results_belong_to_an_environment(program: Program, repository: Path) -> None:
    commit(repository, {"driftgate.yaml": CONFIG})
    program.write("k6.json", "{}")
    done = program("gate", "prod", "--since", "main", "--result", "k6=k6.json")
    assert done.code == 2
    assert "a change is judged without results and events" in done.err
    done = program("gate", "prod", "--plan", "plan.json")
    assert done.code == 2
    assert "--since origin/main" in done.err


SCANS = "gates: { policy: { require: must, results: [ { sarif: scans/*.sarif } ] } }\n"


@pytest.mark.parametrize("verb", [("gate", "prod"), ("policy", "check", "prod")])
@pytest.mark.parametrize(
    ("gates", "decision"), [(CONFIG, "CONDITIONAL"), (CONFIG.rpartition("gates:")[0] + SCANS, "INCONCLUSIVE")]
)
def test_scans_of_the_configuration_are_missed(
    program: Program, repository: Path, verb: tuple[str, ...], gates: str, decision: str
) -> None:
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"infra/db.tf": group("db", 3389, "10.0.0.0/8"), "driftgate.yaml": gates})
    ended = program(*verb, "--since", "main", "--as-of", AS_OF, "--format", "json")
    document = json.loads(ended.out)
    assert document["decision"] == decision
    left_out = [gap for gap in document["gaps"] if gap["source"] == "gates.policy.results"]
    assert len(left_out) == (decision == "INCONCLUSIVE")
