"""Backends: S3 in moto, and servers that answer as GitLab and HCP Terraform do."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.wiring.collecting import Collecting, SourceSettings
from engine.errors import ConfigError
from engine.model.outcome import GapReason
from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.ports import Collection
from fixtures.estate.lab import aws_environment, aws_server
from fixtures.estate.proxy import fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.redaction.redact import Redactor
from snapshots.terraform.backends.s3 import parse_s3
from snapshots.terraform.collector import TerraformCollector
from tests.builders import PROVIDER

pytestmark = pytest.mark.wide

REDACTOR = Redactor(b"k" * 32, "e")
TOKEN = "glpat-DGCANARYheader0token"


Answers = dict[str, tuple[int, bytes, dict[str, str]]]
Requests = list[tuple[str, dict[str, str]]]


def state(name: str, serial: int = 1) -> bytes:
    resource = {
        "mode": "managed",
        "type": "aws_vpc",
        "name": name,
        "provider": "",
        "instances": [{"attributes": {"id": f"vpc-{name}"}}],
    }
    return json.dumps({"version": 4, "serial": serial, "lineage": name, "resources": [resource]}).encode()


def collecting(folder: Path, **settings: Any) -> Collecting:
    return Collecting(
        base=folder, folder=folder / ".driftgate", redactor=REDACTOR, settings=settings.get("settings", {})
    )


def collect(location: str, folder: Path, **settings: Any) -> Collection:
    source = SourceRef(kind=SourceKind.TFSTATE, location=location)
    backend = collecting(folder, **settings).backend(source)
    collector = TerraformCollector(
        source=source, backend=backend, redactor=REDACTOR, provider=PROVIDER, side=Side.DESIRED
    )
    return collector.collect()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with aws_server() as url, endpoint(url):
        environment = aws_environment(url)
        make: Any = boto3.client
        client = make("s3", endpoint_url=environment["AWS_ENDPOINT_URL"], region_name="us-east-1")
        client.create_bucket(Bucket="states")
        client.put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Enabled"})
        for key, body in (
            ("team/a.tfstate", state("a")),
            ("team/b.tfstate", b""),
            ("team/", b""),
            ("team/readme.md", b"x"),
            ("env:/blue/team/a.tfstate", state("blue")),
            ("mixed/a.tfstate", state("a")),
            ("mixed/network", state("network")),
            ("mixed/b.json", state("b")),
            ("mixed/v1.2/readme.md", b"x"),
            ("mixed/a.tfstate.tflock", b"{}"),
            ("mixed/a.tfstate.backup", state("old")),
            ("mixed/a.tfstate-md5", b"0"),
            ("other/b.json", state("b")),
        ):
            client.put_object(Bucket="states", Key=key, Body=body)
        client.put_object(Bucket="states", Key="team/a.tfstate", Body=state("a", serial=2))
        yield url


def test_an_object_with_its_version(bucket: str, tmp_path: Path) -> None:
    with endpoint(bucket):
        newest = collect("s3://states/team/a.tfstate", tmp_path)
        (origin,) = newest.origins
        assert (origin.facts["serial"], len(newest.resources), newest.gaps) == ("2", 1, ())
        make: Any = boto3.client
        versions = make("s3").list_object_versions(Bucket="states", Prefix="team/a.tfstate")["Versions"]
        old = next(entry["VersionId"] for entry in versions if not entry["IsLatest"])
        earlier = collect(f"s3://states/team/a.tfstate?version={old}", tmp_path)
    assert earlier.origins[0].facts["serial"] == "1"
    assert earlier.origins[0].facts["version_id"] == old != origin.facts["version_id"]


def test_a_workspace(bucket: str, tmp_path: Path) -> None:
    with endpoint(bucket):
        found = collect("s3://states/team/a.tfstate?workspace=blue", tmp_path)
    assert [item.address for item in found.resources] == ["aws_vpc.blue"]
    assert found.origins[0].facts["workspace"] == "blue"


def test_a_prefix_full_of_states_of_which_one_is_broken(bucket: str, tmp_path: Path) -> None:
    with endpoint(bucket):
        found = collect(f"s3://states/team/?endpoint={bucket}&region=us-east-1", tmp_path)
    assert [origin.source.location for origin in found.origins] == [
        "s3://states/team/a.tfstate",
        "s3://states/team/b.tfstate",
    ]
    assert [(gap.reason, gap.source) for gap in found.gaps] == [(GapReason.EMPTY, "tfstate:s3://states/team/b.tfstate")]
    assert [item.address for item in found.resources] == ["aws_vpc.a"]


def test_a_prefix_names_what_it_passes_over(bucket: str, tmp_path: Path) -> None:
    with endpoint(bucket):
        found = collect("s3://states/mixed/", tmp_path)
        (gap,) = collect("s3://states/other/", tmp_path).gaps
    assert [item.address for item in found.resources] == ["aws_vpc.a", "aws_vpc.network"]
    assert {origin.facts["passed_over"] for origin in found.origins} == {"2: b.json, v1.2/readme.md"}
    assert (gap.reason, "1: b.json" in gap.detail) == (GapReason.EMPTY, True)


def test_a_folder_names_what_it_passes_over(tmp_path: Path) -> None:
    folder = tmp_path / "states" / "inner"
    folder.mkdir(parents=True)
    (folder / "a.tfstate").write_bytes(state("a"))
    (folder / "a.tfstate.backup").write_bytes(state("old"))
    (folder / ".a.tfstate.lock.info").write_bytes(b"{}")
    (origin,) = collect("states", tmp_path).origins
    assert "passed_over" not in origin.facts
    for number in range(7):
        (folder / f"{number}.json").write_bytes(state("b"))
    (origin,) = collect("states", tmp_path).origins
    told = ", ".join(f"inner/{number}.json" for number in range(5))
    assert origin.facts["passed_over"] == f"7: {told}, …"
    (folder / "a.tfstate").unlink()
    (gap,) = collect("states", tmp_path).gaps
    assert (gap.reason, "7: inner/0.json" in gap.detail) == (GapReason.EMPTY, True)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("s3://states/nothing.tfstate", GapReason.MISSING_INPUT),
        ("s3://no-such-bucket/a.tfstate", GapReason.MISSING_INPUT),
        ("s3://no-such-bucket/", GapReason.MISSING_INPUT),
        ("s3://states/empty-prefix/", GapReason.EMPTY),
        ("s3://states/team/a.tfstate?profile=nobody", GapReason.UNAVAILABLE),
    ],
)
def test_what_is_not_there_is_a_gap(bucket: str, tmp_path: Path, location: str, reason: GapReason) -> None:
    with endpoint(bucket):
        (gap,) = collect(location, tmp_path).gaps
    assert gap.reason is reason


def test_a_refused_bucket_is_a_gap_that_names_the_permission(bucket: str, tmp_path: Path) -> None:
    with fault_proxy(bucket) as proxy, endpoint(proxy.url):
        proxy.operation = "s3:GetObject"
        (gap,) = collect("s3://states/team/a.tfstate", tmp_path).gaps
    assert (gap.reason, gap.fix) == (GapReason.ACCESS_DENIED, "allow s3:GetObject")


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("s3://", "names no bucket"),
        ("s3://UPPER/x", "names no bucket"),
        ("s3://states/x?worksapce=a", "worksapce is not known here"),
        ("s3://states/x?version=a&version=b", "given twice"),
        ("https://user:password@host/x", "holds a user or password"),
        ("https://host/x?private_token=abc", "holds a secret"),
        ("https:///x", "names no host"),
        ("hcp://one", "names no workspace"),
        ("hcp://host/o/w", "there is no token for host"),
        ("nowhere.tfstate", "does not exist"),
    ],
)
def test_a_wrong_location_says_what_to_type(tmp_path: Path, location: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        collecting(tmp_path).backend(SourceRef(kind=SourceKind.TFSTATE, location=location))
    assert error.value.hint
    assert "abc" not in str(error.value)
    assert "user:password" not in str(error.value)


def test_options_of_a_location() -> None:
    backend = parse_s3("s3://states/env/a.tfstate?region=eu-west-1&workspace=w")
    assert (backend.bucket, backend.key, backend.options) == (
        "states",
        "env/a.tfstate",
        (("region", "eu-west-1"), ("workspace", "w")),
    )


@contextmanager
def server(
    answers: dict[str, tuple[int, bytes, dict[str, str]]], seen: list[tuple[str, dict[str, str]]]
) -> Iterator[str]:
    """Serve answers by path; the last of a repeated path stays."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, dict(self.headers)))
            status, body, headers = answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def test_gitlab_with_a_header_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")
    seen: Requests = []
    path = "/api/v4/projects/1/terraform/state/prod"
    with server({path: (200, state("git"), {})}, seen) as url:
        source = SourceRef(kind=SourceKind.TFSTATE, location=url + path)
        settings = {source: SourceSettings(headers={"PRIVATE-TOKEN": "file:token"})}
        found = collect(url + path, tmp_path, settings=settings)
    assert [item.address for item in found.resources] == ["aws_vpc.git"]
    assert seen[0][1]["PRIVATE-TOKEN"] == TOKEN
    assert TOKEN not in repr(found)


def test_hcp_gives_the_token_to_its_own_host_only() -> None:
    seen: Requests = []
    elsewhere: Requests = []
    with server({"/state": (200, state("hcp"), {})}, elsewhere) as storage:
        version = {"data": {"id": "sv-1", "attributes": {"hosted-state-download-url": f"{storage}/state", "serial": 7}}}
        answers: Answers = {
            "/api/v2/organizations/acme/workspaces/prod": (200, b'{"data": {"id": "ws-1"}}', {}),
            "/api/v2/workspaces/ws-1/current-state-version": (200, json.dumps(version).encode(), {}),
        }
        with server(answers, seen) as url:
            from snapshots.terraform.backends.http import parse_hcp  # noqa: PLC0415 - with an environment of our own

            host = url.removeprefix("http://")
            backend = parse_hcp(f"hcp://{host}/acme/prod", {"TF_TOKEN_127_0_0_1": TOKEN})
            (document,) = backend.documents()
            loaded = document.load()
    assert loaded.data == state("hcp")
    assert loaded.facts == {"state_version": "sv-1", "workspace": "prod"}
    assert all(headers["Authorization"] == f"Bearer {TOKEN}" for _, headers in seen)
    assert "Authorization" not in elsewhere[0][1]
    assert TOKEN not in repr(backend)


def test_a_busy_server_is_asked_again_and_that_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    seen: Requests = []
    answers: Answers = {"/s": (503, b"", {"Retry-After": "0"})}
    with server(answers, seen) as url, caplog.at_level(logging.INFO, "snapshots"):
        (gap,) = collect(f"{url}/s", tmp_path).gaps
    assert gap.reason is GapReason.UNAVAILABLE
    assert len(seen) == 5
    (told,) = [vars(record) for record in caplog.records if record.name.endswith("http")]
    assert (told["msg"], told["host"], told["times"], told["status"]) == ("request_retried", "127.0.0.1", 4, 503)


def test_a_folder_of_states_hides_none_behind_links_and_refusals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = tmp_path / "states", tmp_path / "elsewhere"
    for place in (folder / "closed", folder / ".terraform", elsewhere):
        place.mkdir(parents=True)
        (place / "b.tfstate").write_bytes(state(place.name))
    (folder / "link").symlink_to(elsewhere)
    (elsewhere / "round").symlink_to(folder)
    found = collect("states", tmp_path)
    places = [origin.source.location for origin in found.origins]
    assert places == ["states/closed/b.tfstate", "states/link/b.tfstate"]
    scan = os.scandir

    def refusing(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = collect("states", tmp_path)
    (gap,) = found.gaps
    assert (gap.source, found.complete) == ("tfstate:states/closed", False)
    assert [item.address for item in found.resources] == ["aws_vpc.elsewhere"]


@pytest.mark.parametrize("name", ["sig", "X-Amz-Signature", "X-Goog-Signature", "code", "auth", "key"])
def test_an_address_that_is_signed_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="holds a secret") as caught:
        collect(f"https://a.blob.core.windows.net/c/x.tfstate?sv=2020&{name}=DGCANARYsigned", tmp_path)
    assert "DGCANARY" not in str(caught.value)
