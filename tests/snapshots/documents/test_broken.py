"""The corpus of broken documents: each is exactly the gap that the manifest says, and never an estate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from snapshots.documents.text import MAX_BYTES
from snapshots.documents.yaml_text import MAX_BYTES as MAX_YAML
from tests.documents import BROKEN, collect

MANIFEST = json.loads((BROKEN / "manifest.json").read_text())


@pytest.mark.parametrize("name", MANIFEST)
def test_a_broken_document_is_the_gap_that_the_manifest_says(name: str) -> None:
    found = collect(BROKEN / name, location=name)
    (gap,) = found.gaps
    assert (str(gap.reason), gap.detail) == (MANIFEST[name]["reason"], MANIFEST[name]["detail"])
    assert gap.fix
    assert not found.complete
    assert not any(row.complete for row in found.listings)
    assert "secret words" not in repr(found)
    assert len(found.resources) == (1 if name == "object-twice.yaml" else 0)


def test_the_corpus_is_complete() -> None:
    files = {path.name for path in BROKEN.iterdir()} - {"manifest.json"}
    assert files == set(MANIFEST)


def test_one_broken_file_hides_no_other_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("a: 1\n")
    (tmp_path / "cut.json").write_text('{"a": ')
    found = collect(tmp_path, location="all/")
    assert [item.address for item in found.resources] == ['document.file["good.yaml"]']
    assert [gap.source for gap in found.gaps] == ["doc:all/cut.json"]
    assert not found.complete


def test_a_folder_without_documents_says_what_was_passed_over(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("a")
    (tmp_path / ".hidden.json").write_text("{}")
    (gap,) = collect(tmp_path, location="all").gaps
    detail = "there is no JSON or YAML file here, and passed over by their names are 2: .hidden.json, readme.txt"
    assert (gap.reason, gap.detail) == ("empty", detail)


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * MAX_YAML)
    (gap,) = collect(path, location="large.yaml").gaps
    assert (gap.reason, gap.detail) == ("unsupported", f"the YAML has more than {MAX_YAML} bytes")
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (gap,) = collect(path, location="large.yaml").gaps
    assert (gap.reason, gap.detail) == ("unsupported", f"the file has more than {MAX_BYTES} bytes")


def test_what_is_gone_or_no_file_is_a_gap(tmp_path: Path) -> None:
    (gap,) = collect(tmp_path / "gone.json", location="gone.json").gaps
    assert (gap.reason, gap.detail) == ("missing_input", "cannot read the file: No such file or directory")
    (gap,) = collect(Path("/dev/zero"), location="zero").gaps
    assert gap.detail == "cannot read the file: it is no regular file"
