"""A configuration is a stranger's until its owner says otherwise: what it may read, and where credentials may go."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli.app import run
from cli.config.load import load
from engine.errors import ConfigError
from snapshots.terraform.backends.http import parse_hcp

OWNERS = (
    *("DRIFTGATE_ALLOW_ENV", "DRIFTGATE_ALLOW_HOSTS", "DRIFTGATE_ALLOW_ACCOUNTS", "DRIFTGATE_ALLOW_PATHS"),
    *("TF_HTTP_ADDRESS", "TF_HTTP_USERNAME", "TF_HTTP_PASSWORD", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"),
)
HEADER = "{ location: 'URL', headers: { Private-Token: env:DRIFTGATE_TOKEN } }"
AWS = '{ account: "111122223333", regions: [eu-west-1]'
LOGIN = {"TF_HTTP_USERNAME": "u", "TF_HTTP_PASSWORD": "p"}


@pytest.fixture(autouse=True)
def owner(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return what says the words of the owner, who has said nothing yet."""
    for name in OWNERS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def refused(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return caught.value


def written(folder: Path, text: str) -> Path:
    path = folder / "driftgate.yaml"
    head = "" if "environments:" in text else "environments: { prod: {} }\n"
    path.write_text(f"version: 1\n{head}{text}\n")
    return path


def state(text: str) -> str:
    return f"environments: {{ prod: {{ desired: [{{ tfstate: {text} }}] }} }}"


def account(text: str) -> str:
    return f"environments: {{ prod: {{ observed: [{{ aws: {text} }}] }} }}"


REFERENCES = {
    "evidence.sign": "evidence: { sign: env:NAME }",
    "record.sign": "record: { sign: env:NAME }",
    "record.keys.0": "record: { keys: [env:NAME] }",
    "record.roots.0": (
        "record: { roots: [env:NAME], identities: [{ subject: 'https://github.com/o/r/.github/workflows/w@*' }] }"
    ),
    "nightly.heartbeat": "nightly: { heartbeat: env:NAME }",
    "environments.prod.desired.0.tfstate.headers.T": state(
        "{ location: 'http://localhost/s', headers: { T: env:NAME } }"
    ),
    "environments.prod.observed.0.aws.external-id": account(f"{AWS}, role: R, external-id: env:NAME }}"),
    "environments.prod.events.0.aws.external-id": (
        f"environments: {{ prod: {{ events: [{{ aws: {AWS}, role: R, external-id: env:NAME }} }}] }} }}"
    ),
}


@pytest.mark.parametrize("key", REFERENCES)
def test_a_variable_of_others_is_refused_wherever_it_stands(
    key: str, tmp_path: Path, owner: pytest.MonkeyPatch
) -> None:
    text = REFERENCES[key]
    owner.setenv("DRIFTGATE_ALLOW_HOSTS", "localhost:80")
    owner.setenv("DRIFTGATE_ALLOW_ACCOUNTS", "111122223333")
    error = refused(tmp_path, text.replace("NAME", "AWS_SECRET_ACCESS_KEY"))
    line = 2 if "environments:" in text else 3
    assert error.message.startswith(f"driftgate.yaml:{line}:")
    assert error.message.endswith(f": {key}: a configuration may not read the variable AWS_SECRET_ACCESS_KEY")
    assert error.hint == (
        "name it DRIFTGATE_AWS_SECRET_ACCESS_KEY, or let the owner of this machine say: "
        "export DRIFTGATE_ALLOW_ENV=AWS_SECRET_ACCESS_KEY"
    )
    load(written(tmp_path, text.replace("NAME", "DRIFTGATE_KEY")))
    owner.setenv("DRIFTGATE_ALLOW_ENV", "OTHER, AWS_SECRET_ACCESS_KEY")
    load(written(tmp_path, text.replace("NAME", "AWS_SECRET_ACCESS_KEY")))


@pytest.mark.parametrize("name", ["driftgate_KEY", "XDRIFTGATE_KEY", "DRIFTGATE", "AWS_SECRET_ACCESS_KE"])
def test_what_only_looks_like_an_allowed_variable_is_none(name: str, tmp_path: Path, owner: pytest.MonkeyPatch) -> None:
    owner.setenv("DRIFTGATE_ALLOW_ENV", "AWS_SECRET_ACCESS_KEY")
    assert f"read the variable {name}" in refused(tmp_path, f"evidence: {{ sign: env:{name} }}").message


# Where a state is, whose words the owner has said already, and which host would get what.
FOREIGN = {
    "header": (HEADER, "https://git.example/s", {}, "the header Private-Token would go to git.example"),
    "header to a port": (HEADER, "https://git.example:8443/s", {}, "would go to git.example:8443"),
    "login": ("'URL'", "https://git.example/s", LOGIN, "TF_HTTP_USERNAME and TF_HTTP_PASSWORD would go to git.example"),
    "endpoint": ("'URL'", "s3://b/k?endpoint=https://git.example", {}, "AWS's credentials would go to git.example"),
    "this machine": (HEADER, "http://127.0.0.1:8080/s", {}, "the header Private-Token would go to 127.0.0.1:8080"),
    "another port of an endpoint": (
        "'URL'",
        "s3://b/k?endpoint=https://minio.example:8443",
        {"AWS_ENDPOINT_URL": "https://minio.example"},
        "AWS's credentials would go to minio.example:8443",
    ),
    "another port of HCP Terraform": (
        "'URL'",
        "hcp://tfe.example:8443/organisation/workspace",
        {},
        "the token of tfe.example would go to tfe.example:8443",
    ),
    "machines of others at AWS": (
        "'URL'",
        "s3://b/k?endpoint=https://s3.eu-west-1.compute.amazonaws.com",
        {},
        "AWS's credentials would go to s3.eu-west-1.compute.amazonaws.com",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_credentials_go_to_no_host_that_the_file_alone_names(
    name: str, tmp_path: Path, owner: pytest.MonkeyPatch
) -> None:
    form, url, words, problem = FOREIGN[name]
    for word, value in words.items():
        owner.setenv(word, value)
    host = problem.rpartition(" ")[2]
    error = refused(tmp_path, state(form.replace("URL", url)))
    assert problem in error.message
    assert error.message.endswith(f" would go to {host}, which nobody but this file names")
    assert error.hint == f"let the owner of this machine say: export DRIFTGATE_ALLOW_HOSTS={host}"
    owner.setenv("DRIFTGATE_ALLOW_HOSTS", f"other.example {host}")
    load(written(tmp_path, state(form.replace("URL", url))))
    owner.setenv("DRIFTGATE_ALLOW_HOSTS", f"x{host},{host.split(':', maxsplit=1)[0]}:1,*")
    assert "nobody but this file" in refused(tmp_path, state(form.replace("URL", url))).message


@pytest.mark.parametrize("side", ["desired", "observed"])
@pytest.mark.parametrize("name", [name for name in FOREIGN if FOREIGN[name][0] == "'URL'"])
def test_a_plan_is_fetched_as_a_state_is(name: str, side: str, tmp_path: Path, owner: pytest.MonkeyPatch) -> None:
    _, url, words, problem = FOREIGN[name]
    for word, value in words.items():
        owner.setenv(word, value)
    error = refused(tmp_path, f"environments: {{ prod: {{ {side}: [{{ tfplan: '{url}' }}] }} }}")
    assert error.message.endswith(f"{side}.0.tfplan: {problem}, which nobody but this file names")


@pytest.mark.parametrize(
    "location",
    [
        "hcp:///tfe.example:8443/o/w",
        "hcp://tfe.example:8443//o/w",
        "hcp:///o/w",
        "hcp://o/w/",
        "hcp://o",
        "hcp://tfe_example/o/w",
    ],
)
def test_one_reader_of_addresses_of_hcp(location: str) -> None:
    with pytest.raises(ConfigError, match="names no workspace"):
        parse_hcp(location, {"TF_TOKEN_tfe_example": "t", "TF_TOKEN_app_terraform_io": "t"})


@pytest.mark.parametrize(
    "text",
    [
        state("'s3://['"),
        "environments: { prod: { desired: [{ tfplan: 'https://[::1' }] } }",
        "snapshots: { store: 's3://[' }",
    ],
)
def test_an_address_that_is_none_is_told(text: str, tmp_path: Path) -> None:
    assert "the address of a source is none" in refused(tmp_path, text).message


@pytest.mark.parametrize(
    "entry",
    [
        "{ regions: ['eu-west-1?role=arn:aws:iam::999999999999:role/Evil'] }",
        "{ regions: ['eu-west-1,us-east-1'] }",
        "{ regions: [eu-west-1], profile: '999999999999/x' }",
        "{ regions: [eu-west-1], profile: 'x@eu-west-1?role=arn:aws:iam::999999999999:role/Evil&' }",
        "{ regions: [eu-west-1], account: '111122223333', role: 'R&cloud-control=on' }",
        "{ regions: [eu-west-1], account: '111122223333', role: 'R?x' }",
        '{ regions: ["eu-west-1\\n"] }',
    ],
)
def test_no_part_of_an_account_says_another_one(entry: str, tmp_path: Path) -> None:
    assert re.search(r"(a region|a profile|a role) (is|has) ", refused(tmp_path, account(entry)).message)


def test_where_the_owner_names_accounts_an_entry_names_its_own(tmp_path: Path, owner: pytest.MonkeyPatch) -> None:
    owner.setenv("DRIFTGATE_ALLOW_ACCOUNTS", "111122223333")
    error = refused(tmp_path, account("{ regions: [eu-west-1] }"))
    assert error.message.endswith("names the accounts that may be read, and the entry names none")
    assert error.hint == 'write account: "111122223333"'


@pytest.mark.parametrize(
    ("form", "url", "words"),
    [
        ("'URL'", "https://git.example/s", {}),
        ("'URL'", "https://git.example/s", {**LOGIN, "TF_HTTP_ADDRESS": "https://git.example/other"}),
        (HEADER, "http://127.0.0.1:8080/s", {"DRIFTGATE_ALLOW_HOSTS": "127.0.0.1:8080"}),
        (HEADER, "https://localhost/s", {"DRIFTGATE_ALLOW_HOSTS": "localhost"}),
        (HEADER, "https://localhost:443/s", {"DRIFTGATE_ALLOW_HOSTS": "localhost"}),
        ("'URL'", "s3://b/k", {}),
        ("'URL'", "s3://b/k?endpoint=https://s3.eu-west-1.amazonaws.com", {}),
        ("'URL'", "s3://b/k?endpoint=https://s3.cn-north-1.amazonaws.com.cn", {}),
        ("'URL'", "s3://b/k?endpoint=https://s3-fips.dualstack.us-east-1.amazonaws.com", {}),
        ("'URL'", "s3://b/k?endpoint=https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com", {}),
        ("'URL'", "s3://b/k?endpoint=https://minio.example", {"AWS_ENDPOINT_URL_S3": "https://minio.example"}),
        ("'URL'", "s3://b/k?endpoint=http://127.0.0.1:5000", {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}),
        ("'URL'", "hcp://tfe.example/organisation/workspace", {}),
    ],
)
def test_what_the_owner_names_and_what_needs_no_proof_may_be_anywhere(
    form: str, url: str, words: dict[str, str], tmp_path: Path, owner: pytest.MonkeyPatch
) -> None:
    for word, value in words.items():
        owner.setenv(word, value)
    load(written(tmp_path, state(form.replace("URL", url))))


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://git.example/s", "would go to git.example without https, where everybody on the way reads them"),
        ("https://git.example\\@evil.example/s", "the address of a source holds a user or password"),
        ("https://git.example:443@evil.example/s", "the address of a source holds a user or password"),
        ("https://git.example\\.evil.example/s", "does not say plainly which host is meant"),
    ],
)
def test_an_allowed_host_gets_credentials_on_a_closed_way_only(
    url: str, problem: str, tmp_path: Path, owner: pytest.MonkeyPatch
) -> None:
    owner.setenv("DRIFTGATE_ALLOW_HOSTS", "git.example evil.example")
    assert problem in refused(tmp_path, state(HEADER.replace("URL", url))).message


@pytest.mark.parametrize("reference", ["env:DRIFTGATE_GITLAB_TOKEN", "file:token", "env:DRIFTGATE_EXTERNAL"])
def test_a_secret_of_ours_goes_to_no_account_that_only_the_configuration_names(
    reference: str, tmp_path: Path, owner: pytest.MonkeyPatch
) -> None:
    """An external id is told to the account of the role, whose owner reads it in his trail."""
    text = account(f"{AWS}, role: Reader, external-id: '{reference}' }}")
    error = refused(tmp_path, text)
    assert error.message.endswith(
        f"external-id: {reference} would be sent to an account that only this configuration names"
    )
    assert error.hint.endswith("export DRIFTGATE_ALLOW_ACCOUNTS=111122223333")
    load(written(tmp_path, account(f"{AWS}, role: Reader, external-id: env:DRIFTGATE_EXTERNAL_ID_PROD }}")))
    owner.setenv("DRIFTGATE_ALLOW_ACCOUNTS", "111122223333")
    load(written(tmp_path, text))


def test_a_role_of_an_account_that_the_entry_does_not_name(tmp_path: Path, owner: pytest.MonkeyPatch) -> None:
    role = "arn:aws:iam::999999999999:role/Reader"
    error = refused(tmp_path, account(f"{AWS}, role: '{role}' }}"))
    assert error.message.endswith(
        "observed.0.aws.role: the role is in account 999999999999, and the entry names account 111122223333"
    )
    assert error.hint == 'write account: "999999999999"'
    error = refused(tmp_path, account(f"{{ regions: [eu-west-1], role: '{role}' }}"))
    assert error.message.endswith("the role is in account 999999999999, and the entry names no account")
    load(written(tmp_path, account(f"{{ account: \"999999999999\", regions: [eu-west-1], role: '{role}' }}")))
    owner.setenv("DRIFTGATE_ALLOW_ACCOUNTS", "111122223333")
    error = refused(tmp_path, account(f"{{ account: \"999999999999\", regions: [eu-west-1], role: '{role}' }}"))
    assert error.message.endswith("aws.account: account 999999999999 is none that DRIFTGATE_ALLOW_ACCOUNTS names")
    assert error.hint.endswith("export DRIFTGATE_ALLOW_ACCOUNTS=111122223333,999999999999")
    load(written(tmp_path, account(f"{AWS}, role: Reader }}")))


def test_a_path_that_only_looks_like_an_address_stays_below(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "x:").mkdir(parents=True)
    (tmp_path / "outside").write_text("{}")
    for kind in ("tfstate", "tfplan"):
        text = f"environments: {{ prod: {{ desired: [{{ {kind}: 'x://../../outside' }}] }} }}"
        assert "leads out of the folder" in refused(folder, text).message


def linked(folder: Path) -> Path:
    """Return a project with a folder of states, code and events, each with a link that leads out."""
    project, outside = folder / "project", folder / "outside"
    for path in (project / "states", project / "infra" / "child", project / "trail", outside):
        path.mkdir(parents=True)
    (outside / "hidden.tfstate").write_text('{"version": 4, "serial": 1, "lineage": "x", "resources": []}')
    (outside / "hidden.tf").write_text('resource "aws_vpc" "hidden" {}\n')
    (outside / "hidden.json").write_text('{"Records": []}')
    (project / "infra" / "main.tf").write_text('module "a" {\n  source = "./child"\n}\n')
    (project / "infra" / "child" / "a.tf").symlink_to(outside / "hidden.tf")
    (project / "states" / "a.tfstate").symlink_to(outside / "hidden.tfstate")
    (project / "states" / "all").symlink_to(outside)
    (project / "trail" / "a.json").symlink_to(outside / "hidden.json")
    return project


@pytest.mark.parametrize("source", ["tfstate:states", "hcl:infra", "tfstate:states/a.tfstate"])
def test_a_link_in_a_folder_leads_nowhere_else(
    source: str, tmp_path: Path, owner: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = linked(tmp_path)
    (project / ".git").mkdir()
    owner.chdir(project)
    assert run(["snapshot", "take", source]) == 3
    capsys.readouterr()
    assert run(["snapshot", "show", "latest", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    gaps = {gap["fix"] for gap in told["gaps"] if "a link leads out of what may be read here" in gap["detail"]}
    assert gaps == {"keep it below, or let the owner of this machine say: export DRIFTGATE_ALLOW_PATHS=FOLDER"}
    assert "aws_vpc.hidden" not in json.dumps(told)
    owner.setenv("DRIFTGATE_ALLOW_PATHS", str(tmp_path / "outside"))
    assert run(["snapshot", "take", source]) == 0


def test_events_behind_a_link_are_not_read(
    tmp_path: Path, owner: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = linked(tmp_path)
    (project / ".git").mkdir()
    (project / "a.tfstate").write_bytes((tmp_path / "outside" / "hidden.tfstate").read_bytes())
    owner.chdir(project)
    run(["drift", "tfstate:a.tfstate", "tfstate:a.tfstate", "--events", "trail"])
    assert "events: trail/a.json: a link leads out of what may be read here" in capsys.readouterr().err


def test_a_module_beside_the_code_is_of_the_same_repository(tmp_path: Path, owner: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    for folder, text in {
        "live/prod": 'module "a" {\n  source = "../../modules/a"\n}\n',
        "modules/a": 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n',
    }.items():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.tf").write_text(text)
    owner.chdir(tmp_path / "live" / "prod")
    assert run(["snapshot", "take", "hcl:."]) == 0
