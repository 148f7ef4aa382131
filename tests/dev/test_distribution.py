"""What is given to people: everything that a run needs and nothing else, and the same bytes from the same commit."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from cli.wiring.ownership import PACKAGES
from dev.__main__ import ROOT
from dev.distribution import DistributionError, bill_of_materials, build
from dev.pack import Workshop

TOOLS = Path(os.environ.get("DRIFTGATE_TOOLS", ROOT / ".tools"))
UV = shutil.which("uv", path=os.pathsep.join([str(TOOLS / "uv" / "bin"), os.environ.get("PATH", os.defpath)]))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two folders with a release, made one after the other."""
    if UV is None or not (ROOT / ".git").exists():
        pytest.skip("needs uv (make setup) and a git checkout")
    shop = Workshop(ROOT, os.environ, print, ROOT / ".tools" / "bin")
    found = []
    for name in ("one", "two"):
        folder = tmp_path_factory.mktemp(name)
        build(shop, folder, uv=UV)
        found.append(folder)
    return found[0], found[1]


def only(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


@pytest.mark.tool
def test_the_wheel_has_what_a_run_needs_and_nothing_else(release: tuple[Path, Path]) -> None:
    names = zipfile.ZipFile(only(release[0], "*.whl")).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {*PACKAGES, "driftgate"}
    assert {"policies/rego/pack.wasm", "policies/rego/pack.json", "snapshots/store/schema.sql"} <= set(names)
    there = {path.relative_to(ROOT).as_posix() for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == there
    development = [name for name in names if name.endswith(("_test.rego", ".pyc")) or "__pycache__" in name]
    assert development == []


@pytest.mark.tool
def test_the_source_distribution_can_do_what_a_clone_can(release: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(only(release[0], "*.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    for name in ("Makefile", "uv.lock", "hatch_build.py", "dev/__main__.py", "policies/rego/pack.wasm", "SECURITY.md"):
        assert (root / name).exists(), name
    # Without OPA and Go: the pack is in it.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again")],
        cwd=root,
        env={"PATH": str(tmp_path / "nothing"), "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    ours, theirs = (zipfile.ZipFile(only(folder, "*.whl")) for folder in (release[0], tmp_path / "again"))
    assert sorted(ours.namelist()) == sorted(theirs.namelist())
    assert all(ours.read(name) == theirs.read(name) for name in ours.namelist())


@pytest.mark.tool
def test_the_same_commit_gives_the_same_bytes(release: tuple[Path, Path]) -> None:
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in release)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


@pytest.mark.tool
def test_the_checksums_are_those_of_all_files(release: tuple[Path, Path]) -> None:
    rows = [line.split("  ") for line in (release[0] / "SHA256SUMS").read_text().splitlines()]
    assert {name for _, name in rows} == {path.name for path in release[0].iterdir()} - {"SHA256SUMS", ".gitignore"}
    for digest, name in rows:
        assert hashlib.sha256((release[0] / name).read_bytes()).hexdigest() == digest


@pytest.mark.tool
def test_the_bill_of_materials_names_every_dependency_with_its_digests(release: tuple[Path, Path]) -> None:
    document = json.loads(only(release[0], "*.cdx.json").read_bytes())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    assert (document["metadata"]["component"]["name"], document["metadata"]["component"]["type"]) == (
        "driftgate",
        "application",
    )
    found = {component["name"]: component for component in document["components"]}
    assert {"boto3", "cryptography", "pydantic", "wasmtime"} <= found.keys()
    assert found.keys().isdisjoint({"pytest", "mypy", "moto"})
    assert all(component["purl"].startswith("pkg:pypi/") for component in found.values())
    assert found["boto3"]["externalReferences"][0]["hashes"][0]["alg"] == "SHA-256"


def test_only_what_is_said_makes_the_serial_number() -> None:
    def said(serial: str, version: str) -> bytes:
        component = {"type": "library", "name": "driftgate", "version": version}
        return bill_of_materials({"serialNumber": serial, "metadata": {"timestamp": serial, "component": component}}, 0)

    assert said("a", "1") == said("b", "1")
    assert json.loads(said("a", "1"))["serialNumber"] != json.loads(said("a", "2"))["serialNumber"]
    assert json.loads(said("a", "1"))["metadata"]["timestamp"] == "1970-01-01T00:00:00Z"


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.whl").write_text("")
    with pytest.raises(DistributionError, match="is not empty"):
        build(Workshop(ROOT, {}, print, tmp_path), tmp_path, uv="uv")
