"""Code that is read again: what is kept is what a new reading gives, whatever has been done to the folder since."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ports import Collection
from snapshots.bounds import Bounds
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.code.kept import KeptCode
from tests.builders import PROVIDER

MAIN = """
variable "size" { default = 8 }
provider "aws" { region = "eu-west-1" }
resource "aws_ebs_volume" "one" {
  size = var.size
  tags = { Owner = "platform", Price = "1.50" }
}
module "inner" { source = "./inner" }
module "far" { source = "acme/far/aws" }
"""
INNER = """
resource "aws_sqs_queue" "two" {
  for_each      = toset(["a", "b"])
  name          = each.key
  delay_seconds = 0.25
  policy        = aws_iam_role.none.arn
}
moved {
  from = aws_sqs_queue.old
  to   = aws_sqs_queue.two["a"]
}
"""
_FAR = {"Key": "far", "Source": "registry.terraform.io/acme/far/aws", "Version": "1.0.0", "Dir": "far"}
MODULES = json.dumps({"Modules": [_FAR]})


@dataclass
class Estate:
    """A folder of code, what git says of it, and its readings: kept, and anew."""

    folder: Path
    kept: str | None = ""

    def collector(self, redactor: Redactor | None = None, bounds: Bounds | None = None) -> CodeCollector:
        """Return what reads the folder anew."""
        redactor = redactor or Redactor(b"k" * 32, "e")
        reader = CodeReader(redactor=redactor, schema=PROVIDER, bounds=bounds or Bounds())
        return CodeCollector(
            location="code", path=self.folder, redactor=redactor, reader=reader, kept=lambda _: self.kept
        )

    def kept_code(self, collector: CodeCollector | None = None, *basis: str) -> KeptCode:
        """Return what reads it again only where something has changed."""
        here = self.folder.parent
        cache = Cache(here / "kept", Binding(here / "keys"))
        return KeptCode(
            collector=collector or self.collector(), folder=self.folder, cache=cache, basis=basis or ("e", "1")
        )


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return made(tmp_path / "code")


def made(folder: Path) -> Estate:
    (folder / "inner").mkdir(parents=True)
    (folder / "far").mkdir()
    (folder / ".terraform" / "modules").mkdir(parents=True)
    (folder / "main.tf").write_text(MAIN)
    (folder / "inner" / "main.tf").write_text(INNER)
    (folder / "far" / "main.tf").write_text('resource "aws_sns_topic" "three" { name = "three" }')
    (folder / ".terraform" / "modules" / "modules.json").write_text(MODULES)
    return Estate(folder)


def is_reused(caplog: pytest.LogCaptureFixture) -> bool:
    """Tell whether something was reused since the last time that this was asked."""
    found = any(record.message == "code_reused" for record in caplog.records)
    caplog.clear()
    return found


@pytest.fixture(autouse=True)
def _logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("DEBUG", "snapshots.terraform.code.kept"):
        yield


def test_what_is_kept_is_what_is_read_anew(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    new = estate.collector().collect()
    assert len(new.resources) == 4
    assert new.moves
    assert estate.kept_code().collect() == new
    assert not is_reused(caplog)
    again = estate.kept_code().collect()
    assert again == new
    assert [type(value) for item in again.resources for value in item.code.values()] == [
        type(value) for item in new.resources for value in item.code.values()
    ]
    assert is_reused(caplog)


def broken(folder: Path) -> None:
    (folder / "main.tf").write_text("resource {")


def linked(folder: Path) -> None:
    os.link(folder / "main.tf", folder / "other.tf")
    (folder / "main.tf").unlink()
    (folder / "main.tf").symlink_to(folder / "inner" / "main.tf")


def turned_into_a_folder(folder: Path) -> None:
    (folder / "main.tf").unlink()
    (folder / "main.tf").mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file": lambda folder: (folder / "main.tf").write_text(MAIN.replace("1.50", "1.5")),
    "a file of a module": lambda folder: (folder / "inner" / "main.tf").write_text(INNER.replace('"b"', '"c"')),
    "a file of an installed module": lambda folder: (folder / "far" / "main.tf").write_text("# nothing"),
    "a new file": lambda folder: (folder / "more.tf").write_text('resource "aws_sns_topic" "four" {}'),
    "an override": lambda folder: (folder / "override.tf").write_text('resource "aws_ebs_volume" "one" { size = 9 }'),
    "variables": lambda folder: (folder / "terraform.tfvars").write_text("size = 9"),
    "code of OpenTofu": lambda folder: (folder / "more.tofu").write_text(""),
    "a file that is gone": lambda folder: (folder / "inner" / "main.tf").unlink(),
    "a module that is gone": lambda folder: shutil.rmtree(folder / "inner"),
    "another installation": lambda folder: (folder / ".terraform" / "modules" / "modules.json").write_text("{}"),
    "no installation": lambda folder: shutil.rmtree(folder / ".terraform"),
    "a mistake": broken,
    "a link": linked,
    "a folder": turned_into_a_folder,
    "everything": shutil.rmtree,
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_of_the_folder_is_seen(name: str, estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    before = estate.kept_code().collect()
    CHANGES[name](estate.folder)
    after = estate.kept_code().collect()
    assert not is_reused(caplog)
    assert after == estate.collector().collect()
    assert after != before
    assert estate.kept_code().collect() == after
    assert is_reused(caplog)


def test_what_git_says_is_asked_again(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    assert not estate.kept_code().collect().gaps
    for said in ("modules/modules.json", None):
        estate.kept = said
        found = estate.kept_code().collect()
        assert not is_reused(caplog)
        assert found == estate.collector().collect()
        assert found.gaps


def test_other_bounds_or_another_basis_are_another_reading(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    estate.kept_code().collect()
    for one in (
        estate.kept_code(None, "e", "2"),
        estate.kept_code(estate.collector(bounds=Bounds(roots=(estate.folder / "inner",), fix="move it"))),
        estate.kept_code(replace(estate.collector(), var_files=("x.tfvars",))),
        estate.kept_code(replace(estate.collector(), location="there")),
    ):
        assert one.collect() == one.collector.collect()
        assert not is_reused(caplog)


def test_nothing_is_kept_while_a_key_changes_hands(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    estate.kept_code().collect()
    both = Redactor(b"n" * 32, "e", previous=b"k" * 32, bridge={})
    code = estate.kept_code(estate.collector(both))
    assert code.collect() == code.collect() == code.collector.collect()
    assert not is_reused(caplog)


def test_a_name_that_is_no_text_is_kept_as_well(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    path = os.fsencode(estate.folder) + b"/\xff.tf"
    Path(os.fsdecode(path)).write_text('resource "aws_sns_topic" "odd" {}')
    new = estate.kept_code().collect()
    assert estate.kept_code().collect() == new == estate.collector().collect()
    assert is_reused(caplog)


def test_no_secret_is_kept(estate: Estate) -> None:
    (estate.folder / "db.tf").write_text('resource "aws_db_instance" "db" { password = "correct-horse-battery" }')
    estate.kept_code().collect()
    (path,) = [path for path in (estate.folder.parent / "kept").rglob("*") if path.is_file()]
    kept = Cache(estate.folder.parent / "kept", Binding(estate.folder.parent / "keys")).read(path.name) or b""
    told = gzip.decompress(msgspec.msgpack.decode(kept)["data"])
    assert b"aws_db_instance" in told
    assert b"correct-horse" not in told


_FILES = ("main.tf", "more.tf", "inner/main.tf", "terraform.tfvars", "inner/override.tf.json")
_TEXTS = (MAIN, INNER, "size = 3", "size = 4", '{"resource": {}}', "", "resource {", 'locals { a = "b" }')


@given(st.lists(st.tuples(st.sampled_from(_FILES), st.sampled_from((*_TEXTS, None))), max_size=6))
def test_after_any_edits_the_kept_reading_is_the_new_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str | None]]
) -> None:
    estate = made(tmp_path_factory.mktemp("edited") / "code")
    told: list[Collection] = []
    for name, text in edits:
        path = estate.folder / PurePath(name)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text)
        told.append(estate.kept_code().collect())
        assert told[-1] == estate.collector().collect()
