"""Documents as sources, as a person gives them to the installed program: Kubernetes, flags, ECS, values of charts."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.acceptance.conftest import AS_OF, RUN_ID, Program, Repository
from tests.canaries import search, search_folder
from tests.documents import BROKEN, GOOD
from tests.snapshots.documents.test_flags import CANARIES

WRITTEN = 1_795_000_000  # seconds: before AS_OF
MANIFESTS, LIVE = "kubernetes-manifests.yaml", "kubernetes-live.json"


def place(program: Program, name: str, text: str | None = None, *, called: str = "") -> None:
    """Write a document of the corpus, or a text of its name, as it was written before the time of the run."""
    path = program.write(called or name, (GOOD / name).read_text() if text is None else text)
    os.utime(path, (WRITTEN, WRITTEN))


def shown(text: str) -> str:
    """Return an output without what is other in each run: ids, marks of secrets, and times."""
    return re.sub(r"\b[0-9a-f]{32}\b", "MARK", RUN_ID.sub("RUN", text))


def live(**changes: str) -> str:
    """Return the live list with some texts in the place of others."""
    text = (GOOD / LIVE).read_text()
    for old, new in {
        "registry.example/web:1.4.2": "registry.example/web:1.5.0",
        '"replicas": 2,\n        "revisionHistoryLimit"': '"replicas": 1,\n        "revisionHistoryLimit"',
        '"timeout": "30s"': '"timeout": "5s"',
        '"policyTypes"': '"egress": [{}], "policyTypes"',
        **changes,
    }.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_cluster_that_is_as_it_was_written_is_go(program: Program, snapshot: SnapshotAssertion) -> None:
    place(program, MANIFESTS)
    place(program, LIVE)
    done = program("drift", f"doc:{MANIFESTS}", f"doc:{LIVE}", "--as-of", AS_OF)
    assert (done.code, done.err) == (0, "")
    assert shown(done.out) == snapshot


def test_what_was_changed_past_the_manifests_is_drift(program: Program, snapshot: SnapshotAssertion) -> None:
    place(program, MANIFESTS)
    place(program, LIVE, live())
    done = program("drift", MANIFESTS, LIVE, "--as-of", AS_OF)
    assert done.code == 1
    assert shown(done.out) == snapshot


def test_two_clusters_are_compared(program: Program, snapshot: SnapshotAssertion) -> None:
    place(program, LIVE, (GOOD / LIVE).read_text().replace('"shop"', '"shop-prod"'), called="prod.json")
    preprod = live().replace("-Zk81pQ", "-Other1").replace('"shop"', '"shop-preprod"')
    place(program, LIVE, preprod, called="preprod.json")
    done = program("parity", "doc:prod.json", "doc:preprod.json", "--as-of", AS_OF)
    assert shown(done.out) == snapshot


def test_flags_of_two_environments_are_compared(program: Program, snapshot: SnapshotAssertion) -> None:
    text = (GOOD / "flagd.json").read_text()
    place(program, "flagd.json", called="prod.json")
    place(
        program,
        "flagd.json",
        text.replace('"DISABLED"', '"ENABLED"').replace('"gold"', '"silver"'),
        called="preprod.json",
    )
    done = program("parity", "prod.json", "preprod.json", "--as-of", AS_OF)
    assert done.code == 1
    assert shown(done.out) == snapshot


def test_an_environment_of_documents_is_judged_by_its_configuration(program: Program) -> None:
    place(program, MANIFESTS, called="k8s/web.yaml")
    place(program, LIVE, live())
    place(program, "ecs-services.json")
    program.write(
        "driftgate.yaml",
        "version: 1\nenvironments:\n"
        f"  prod: {{ desired: [{{ doc: k8s/ }}], observed: [{{ doc: {LIVE} }}] }}\n"
        "  preprod: { desired: [{ doc: k8s/web.yaml }, { doc: ecs-services.json }] }\n"
        "gates: { drift: { require: must }, parity: { require: must, against: prod } }\n",
    )
    assert program("config", "check").code == 0
    told = program("drift", "prod", "--as-of", AS_OF, "--format", "json")
    document = json.loads(told.out)
    assert (told.code, document["gaps"]) == (1, [])
    assert {finding["location"] for finding in document["findings"]} == {
        *("k8s/web.yaml:2", "k8s/web.yaml:54", "k8s/web.yaml:68"),
    }
    doctor = program("doctor", "--offline")
    assert "k8s/, 9 documents" in doctor.out
    assert program("parity", "prod", "preprod", "--as-of", AS_OF).code == 1
    assert "ecs_service" in program("parity", "prod", "preprod", "--as-of", AS_OF).out


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (MANIFESTS, f"doc:{MANIFESTS}"),
        (LIVE, f"doc:{LIVE}"),
        ("flagd.json", "doc:flagd.json"),
        ("unleash.json", "doc:unleash.json"),
        ("launchdarkly.json", "doc:launchdarkly.json"),
        ("appconfig.json", "doc:appconfig.json"),
        ("ecs-services.json", "doc:ecs-services.json"),
        ("values.yaml", "doc:values.yaml"),
        ("k8s/a.yaml", "doc:k8s/"),
    ],
)
def test_a_document_is_recognised_by_what_is_in_it(program: Program, name: str, kind: str) -> None:
    place(program, name if name != "k8s/a.yaml" else MANIFESTS, called=name)
    done = program("snapshot", "take", kind.removeprefix("doc:"))
    assert f" {kind}" in done.out
    assert done.code == 0


def test_a_change_is_held_against_the_documents_of_its_base(
    program: Program, repository: Callable[[Mapping[str, str]], Repository]
) -> None:
    text = (GOOD / MANIFESTS).read_text()
    there = repository({"prod/web.yaml": text, "preprod/web.yaml": text.replace("color=blue", "color=red")})
    run = ("parity", "doc:prod", "doc:preprod", "--since", "main", "--fail-on", "medium")
    inside = replace(program, folder=there.folder)
    there.git("switch", "--quiet", "--create", "change")
    there.commit({"preprod/web.yaml": text.replace("color=blue", "color=red") + "\n"}, "Say nothing")
    assert inside(*run, env=there.env).code == 0  # what differed before does not block
    there.commit({"preprod/web.yaml": text.replace("web:1.4.2", "web:1.5")}, "Change the image")
    done = inside(*run, env=there.env)
    assert (done.code, "containers.web.image" in done.out) == (1, True)


def test_an_old_document_says_nothing_of_now(program: Program) -> None:
    place(program, MANIFESTS)
    place(program, LIVE)
    program.write(
        "driftgate.yaml",
        f"version: 1\nenvironments:\n  prod: {{ desired: [{{ doc: {MANIFESTS} }}], observed: [{{ doc: {LIVE} }}] }}\n"
        "gates: { drift: { require: must }, coverage: { require: must, max-age: 26h } }\n",
    )
    fresh = program("drift", "prod", "--as-of", "2026-11-18T12:00:00Z")
    assert fresh.code == 0, fresh.out
    done = program("drift", "prod", "--as-of", AS_OF)
    assert (done.code, "too old" in done.out) == (3, True), done.out


@pytest.mark.parametrize(("line", "code"), [("uid: 0f2c", 0), ("labels: {}", 3)], ids=["given out", "written"])
def test_a_manifest_that_no_cluster_gave_out_is_not_what_is_there(program: Program, line: str, code: int) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: web, namespace: shop{} }}\ndata: {{ a: b }}\n"
    program.write("want.yaml", text.format(""))
    program.write("live.yaml", text.format(f", {line}"))
    program.write(
        "driftgate.yaml",
        "version: 1\nenvironments: { prod: { desired: [{ doc: want.yaml }], observed: [{ doc: live.yaml }] } }\n"
        "gates: { drift: { require: must } }\n",
    )
    done = program("gate", "prod")
    assert done.code == code, done.out + done.err
    told = 'k8s_config_map.shop["web"] has no uid: no cluster has given it out'
    assert (told in done.out) == (code == 3), done.out


def test_what_is_there_no_more_is_missing(program: Program) -> None:
    document = json.loads((GOOD / LIVE).read_text())
    document["items"] = [one for one in document["items"] if one["metadata"]["name"] != "clean"]
    place(program, MANIFESTS)
    place(program, LIVE, json.dumps(document))
    done = program("drift", MANIFESTS, LIVE, "--as-of", AS_OF, "--format", "json")
    (gap,) = json.loads(done.out)["gaps"]
    assert (done.code, gap["detail"], gap["fix"]) == (
        3,
        "no document lists k8s_batch_cron_job (1 intended resource not verified)",
        "ask for this kind as well",
    )
    other = {**document, "kind": "CronJobList", "apiVersion": "batch/v1", "items": []}
    place(program, LIVE, json.dumps(document), called="live/a.json")
    place(program, LIVE, json.dumps(other), called="live/b.json")
    done = program("drift", MANIFESTS, "live/", "--as-of", AS_OF)
    assert done.code == 1
    assert 'k8s_batch_cron_job.shop["clean"] is missing from the documents of what is there' in done.out


def test_objects_that_name_no_namespace_are_in_the_one_that_is_given(program: Program) -> None:
    text = (GOOD / MANIFESTS).read_text().replace(", namespace: shop}", "}").replace("  namespace: shop\n", "")
    place(
        program,
        MANIFESTS,
        text.replace("kind: ServiceAccount, name: web}", "kind: ServiceAccount, name: web, namespace: shop}"),
    )
    place(program, LIVE)
    done = program("drift", f"doc:{MANIFESTS}?namespace=shop", f"doc:{LIVE}", "--as-of", AS_OF)
    assert done.code == 0
    assert program("drift", f"doc:{MANIFESTS}", f"doc:{LIVE}", "--as-of", AS_OF).code == 1


@pytest.mark.parametrize("name", ["empty-list.json", "one-page.json", "cut.json", "template.yaml", "status.json"])
def test_nothing_broken_is_go(program: Program, name: str) -> None:
    place(program, name, (BROKEN / name).read_text())
    place(program, MANIFESTS)
    for sides in ((name, MANIFESTS), (MANIFESTS, name), (name, name)):
        for verb in ("drift", "parity"):
            done = program(verb, *(f"doc:{side}" for side in sides), "--as-of", AS_OF, "--format", "json")
            document = json.loads(done.out)
            assert (done.code, document["decision"]) == (3, "INCONCLUSIVE")
            assert any(gap["operation"] == "read document" for gap in document["gaps"])


def test_no_secret_and_nobody_stands_in_any_output(program: Program) -> None:
    for path in GOOD.iterdir():
        place(program, path.name, called=f"all/{path.name}")
        place(program, path.name, path.read_text().replace("web:1.4.2", "web:9"), called=f"other/{path.name}")
    outputs = []
    for words in (
        ("drift", "doc:all", "doc:other", "-vv", "--report", "html=out.html", "--report", "sarif=out.sarif"),
        ("parity", "doc:all", "doc:other", "--format", "json", "--report", "markdown=out.md"),
        ("snapshot", "take", "doc:all", "--format", "json"),
    ):
        done = program(*words)
        outputs.append(done.out + done.err)
    assert search("".join(outputs).encode(), CANARIES) == set()
    for folder in ("all", "other"):
        for path in (program.folder / folder).iterdir():
            path.unlink()
    assert search_folder(program.folder, CANARIES) == {}


def test_a_place_that_is_not_there_says_what_to_give(program: Program) -> None:
    done = program("snapshot", "take", "doc:gone.yaml")
    assert done.code == 2
    assert "doc:gone.yaml: gone.yaml does not exist" in done.err
    assert "a JSON or YAML file, or a folder of them" in done.err
