"""`explain --hcl`: what the installed program prints, and what a real Terraform with the AWS provider says of it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from cli.demo.estate import DEMO_KEY, data
from engine.canonical.canonicalise import Canonicaliser
from engine.findings.catalogue import CHANGED, MISSING, UNMANAGED, FindingRule
from engine.findings.closing import Closing
from engine.findings.said import essential, is_block, say
from engine.model.outcome import Finding
from engine.model.path import names
from engine.model.snapshot import Mode, Resource
from engine.provider.code import Block
from fixtures.estate.lab import Terraform, has_terraform
from snapshots.redaction.redact import Redactor
from snapshots.terraform.code.writing import write_code
from snapshots.terraform.collector import state_file
from tests.acceptance.conftest import AS_OF, RUN_ID, Program
from tests.builders import PROVIDER, finding, snapshot
from tests.estates import FOLDER
from tests.foreign import PAYLOADS
from tests.profiles import count, sample

VERSIONS = """terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
"""
MOST = count(3, test=1, quick=1)  # resources of one type
PATCHED = 8  # of them with blocks, which a patch can say
TYPES = 28  # that are looked at in `make test`; the writer takes a hundredth of a second for each line


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> list[Resource]:
    """Return resources of each type of the estates that a real Terraform has applied, and of the demo's.

    Each has an address and a place of its own, as they are of many states.
    """
    folder, redactor, seen = tmp_path_factory.mktemp("states"), Redactor(DEMO_KEY, "demo"), Counter[str]()
    states = [gzip.decompress(path.read_bytes()) for path in sorted(FOLDER.glob("*/*.tfstate.gz"))]
    found: list[Resource] = []
    for number, state in enumerate([*states, data("prod.tfstate"), data("preprod.tfstate")]):
        path = folder / f"{number}.tfstate"
        path.write_bytes(state)
        read = state_file(location=str(number), path=path, redactor=redactor, provider=PROVIDER).collect()
        for item in read.resources:
            if item.mode is Mode.MANAGED and item.type.startswith("aws_") and seen[item.type] < MOST:
                seen[item.type] += 1
                at = f"{len(found):012d}"
                found.append(replace(item, address=f"{item.type}.r{len(found)}", account=at, origin="", location=""))
    patched = [item for item in found if next(blocks_of(item), "")]
    others = [item for item in found if item not in patched]
    return [*sample(patched, test=PATCHED, quick=PATCHED), *sample(others, test=TYPES - PATCHED, quick=TYPES - PATCHED)]


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    folder = tmp_path_factory.mktemp("terraform")
    (folder / "source").mkdir()
    (folder / "source" / "versions.tf").write_text(VERSIONS)
    return Terraform(folder / "work", "", {}, source=folder / "source")


def problems(terraform: Terraform, **files: Sequence[Block]) -> list[str]:
    """Return what Terraform finds wrong in files of blocks; they are gone afterwards."""
    paths = [terraform.folder / f"{name}.tf" for name in files]
    for path, blocks in zip(paths, files.values(), strict=True):
        path.write_text(write_code(blocks))
    try:
        assert terraform.run("fmt", "-check") == ""
        told = json.loads(terraform.run("validate", "-json"))
    finally:
        for path in paths:
            path.unlink()
    return [f"{row['summary']}: {row['detail']}" for row in told["diagnostics"] if row["severity"] == "error"]


def about(rule: FindingRule, item: Resource, *path: str) -> Finding:
    """Return a finding of drift about a resource."""
    made = finding(f"{item.address} {path}", rule=rule.id, path=names(*path))
    return replace(made, target=item.target)


def blocks_of(item: Resource) -> Iterator[str]:
    """Yield the names of the blocks that a resource has, which can be said beside what it is made of."""
    node = PROVIDER.find(item.type)
    assert node is not None
    said = essential(item, PROVIDER, Canonicaliser(PROVIDER))
    for name, child in node.fields.items():
        if (is_block(child) or name == "tags") and said.get(name):
            yield name


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="needs terraform on PATH, and the AWS provider 5.100.0")
def test_terraform_accepts_the_import_of_every_type(terraform: Terraform, estate: list[Resource]) -> None:
    closing = Closing(gate="drift", ours=snapshot(), theirs=snapshot(*estate), provider=PROVIDER)
    closed = closing.close(about(UNMANAGED, item) for item in estate)
    assert closed.refused == []
    made = {block.labels[0] for block in closed.blocks if block.kind == "resource"}
    assert len(made) == len({item.type for item in estate}) >= 25
    assert Counter(block.kind for block in closed.blocks)["import"] == len(estate)
    assert problems(terraform, imports=closed.blocks) == []


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="needs terraform on PATH, and the AWS provider 5.100.0")
def test_terraform_accepts_what_differs_beside_what_was_there(terraform: Terraform, estate: list[Resource]) -> None:
    hostile = {f"k{number} {text}"[:100]: text for number, text in enumerate(sample(PAYLOADS, test=4, quick=2))}
    theirs = [
        replace(item, address="", attributes={**item.attributes, "tags_all": {**(item.attributes.get("tags") or {})}})
        for item in estate
    ]
    closing = Closing(gate="drift", ours=snapshot(*estate), theirs=snapshot(*theirs), provider=PROVIDER)
    found = [about(CHANGED, item, name) for item in estate for name in blocks_of(item)]
    found = [
        replace(one, change=replace(one.change, after=hostile)) if one.change.path == names("tags") else one
        for one in found
    ]
    closed = closing.close(found)
    assert closed.refused == []
    patches = [block for block in closed.blocks if block.kind == "resource"]
    assert len(patches) == len({one.target for one in found}) >= 8
    # The code as it was, and the patches as Terraform itself merges them into that (override files).
    canonicaliser = Canonicaliser(PROVIDER)
    base: list[Block] = []
    for item in estate:
        name = item.address.rpartition(".")[2]
        said = say(PROVIDER, item.type, name, essential(item, PROVIDER, canonicaliser))
        labels = (item.type, name)
        base += [Block(kind="resource", labels=labels, attributes=said.attributes, blocks=tuple(said.blocks))]
        base += said.variables
    known = {block.labels for block in base if block.kind == "variable"}
    base += [block for block in closed.blocks if block.kind == "variable" and block.labels not in known]
    assert problems(terraform, main=base, patch_override=patches) == []


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="needs terraform on PATH, and the AWS provider 5.100.0")
def test_terraform_accepts_what_is_forgotten_and_what_moves(terraform: Terraform, estate: list[Resource]) -> None:
    gone, stays = estate[::2], estate[1::2]
    gone = [replace(item, address=f'module.m["{number}"].{item.address}[0]') for number, item in enumerate(gone)]
    moved = [replace(item, address=f"{item.type}.moved_{number}") for number, item in enumerate(stays)]
    closing = Closing(
        gate="drift",
        ours=snapshot(*gone, *stays),
        theirs=snapshot(*moved),
        provider=PROVIDER,
        missing=frozenset(item.address for item in gone),
    )
    paths = [(item, next(blocks_of(item), "")) for item in stays]
    closed = closing.close(
        [*(about(MISSING, item) for item in gone), *(about(CHANGED, item, name) for item, name in paths if name)]
    )
    assert closed.refused == []
    kinds = Counter(block.kind for block in closed.blocks)
    assert kinds["removed"] == len(gone)
    assert kinds["moved"] == len([name for _, name in paths if name]) >= 3
    told = [block for block in closed.blocks if block.kind in {"removed", "moved"}]
    assert problems(terraform, told=told) == []


def state(*resources: dict[str, Any]) -> str:
    """Return a state of queues, and of what else there is."""
    entries = [
        {
            "mode": "managed",
            "type": "aws_sqs_queue",
            "name": "orders",
            "instances": [],
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            **entry,
        }
        for entry in resources
    ]
    told = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {}}
    return json.dumps({**told, "resources": entries})


def queue(**attributes: Any) -> dict[str, Any]:
    """Return the instances of a queue."""
    return {"schema_version": 0, "attributes": {"id": "https://sqs/q", "name": "q", **attributes}}


HOSTILE = '${file("/etc/passwd")}"\n::error::%{x}'
BEFORE = state(
    {"instances": [queue(delay_seconds=5, tags={"Owner": "a"}, tags_all={"Owner": "a"})]},
    {"name": "gone", "instances": [queue(id="https://sqs/gone", name="gone")]},
    {"name": "some", "instances": [{"index_key": key, **queue(id=f"https://sqs/{key}")} for key in ("a", "b")]},
)
AFTER = state(
    {"instances": [queue(delay_seconds=30, tags={"Owner": HOSTILE}, tags_all={"Owner": HOSTILE})]},
    {"name": "new", "instances": [queue(id=f"https://sqs/{HOSTILE}", name="Übung 7", tags={"a b": HOSTILE})]},
    {"name": "some", "instances": [{"index_key": "a", **queue(id="https://sqs/a")}]},
    {
        "type": "aws_db_instance",
        "name": "db",
        "instances": [{"attributes": {"id": "db", "identifier": "db", "instance_class": "x", "password": "hunter22"}}],
    },
)
WHAT = {
    "a resource that differs": ("aws_sqs_queue.orders", "--hcl"),
    "a resource that is gone": ("aws_sqs_queue.gone", "--hcl"),
    "one of several that is gone": ('aws_sqs_queue.some["b"]', "--hcl"),
    "a resource that nobody intends": ("aws_sqs_queue.new", "--hcl"),
    "a resource with a secret": ("aws_db_instance.db", "--hcl"),
    "a resource that is not there": ("aws_sqs_queue.order", "--hcl"),
    "an id that is not there": ("00000000", "--hcl"),
    "a rule": ("drift.changed", "--hcl"),
    "a policy": ("s3-public-access-block", "--hcl"),
    "in words": ("aws_sqs_queue.gone",),
    "as json": ("aws_sqs_queue.gone", "--hcl", "--format", "json"),
    "help": ("--help",),
}


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("looked"))
    program.write("before.tfstate", BEFORE)
    program.write("after.tfstate", AFTER)
    program("drift", "before.tfstate", "after.tfstate", "--as-of", AS_OF)
    return program


@pytest.mark.parametrize("name", WHAT)
def test_what_the_program_prints(looked: Program, name: str, snapshot: SnapshotAssertion) -> None:
    done = looked("explain", *WHAT[name])
    assert RUN_ID.sub("RUN", f"exit {done.code}\n{done.out}{done.err}") == snapshot
    assert "hunter22" not in done.out + done.err


def test_the_code_of_parity_is_what_the_reference_has(program: Program, snapshot: SnapshotAssertion) -> None:
    program("parity", "tfstate:prod.tfstate", "tfstate:preprod.tfstate", "--as-of", AS_OF)
    done = program("explain", "module.compute.aws_lambda_function.orders", "--hcl")
    assert f"exit {done.code}\n{done.out}{done.err}" == snapshot


def test_a_finding_by_its_id_says_the_same_as_its_resource_and_json_has_the_text(looked: Program) -> None:
    told = json.loads(looked("explain", "aws_sqs_queue.gone", "--format", "json", "--hcl").out)
    (one,) = told["explanations"]
    fingerprint = one["finding"]["fingerprint"]
    done = looked("explain", fingerprint, "--hcl")
    assert done.code == 0
    assert done.err == ""
    assert told["hcl"] == done.out
    alone = json.loads(looked("explain", fingerprint, "--hcl", "--format", "json").out)
    assert alone["hcl"] == done.out
    assert json.loads(looked("explain", fingerprint, "--format", "json").out)["hcl"] is None
    assert re.search(
        rf"^code +driftgate explain {fingerprint[:12]} --hcl$", looked("explain", fingerprint).out, re.MULTILINE
    )


@pytest.mark.tool
@pytest.mark.skipif(not has_terraform(), reason="needs terraform on PATH, and the AWS provider 5.100.0")
def test_terraform_accepts_what_the_program_prints(looked: Program, terraform: Terraform) -> None:
    code = [looked("explain", what, "--hcl").out for what in ("aws_sqs_queue.gone", "aws_sqs_queue.new")]
    path = terraform.folder / "printed.tf"
    path.write_text("\n".join(code))
    try:
        assert json.loads(terraform.run("validate", "-json"))["valid"] is True
    finally:
        path.unlink()
