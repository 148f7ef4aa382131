"""The root modules that a change adds, by what git lists: none hides in a spelling, a folder or a link."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import ConfigError
from snapshots.repository.added import AddedRoot, find_added
from snapshots.repository.commit import CommitTree
from tests.git import commit, git

RUNNER = ChildProcess(path=os.environ["PATH"], home="/nonexistent")
RULE = 'resource "aws_sqs_queue" "q" {}\n'
BACKEND = 'terraform {\n  backend "s3" {}\n}\n'
ADDRESS = "aws_sqs_queue.q"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    commit(
        tmp_path,
        {
            "infra/main.tf": 'module "net" {\n  source = "./net"\n}\nresource "aws_sns_topic" "t" {}\n',
            "infra/net/main.tf": RULE,
            "modules/queue/main.tf": RULE,
            "empty/main.tf": "# nothing yet: resource\n",
        },
    )
    return tmp_path


def added(repository: Path, base: str = "HEAD~1") -> list[AddedRoot]:
    return list(find_added(RUNNER, repository, CommitTree(RUNNER, repository, git(repository, "rev-parse", base))))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("new/main.tf", RULE),
        ("new/main.tf", "/* a\n*/ resource aws_sqs_queue q {}\n"),
        ("new/main.tf.json", '{"resource": {"aws_sqs_queue": {"q": {}}}}'),
        ("new/main.tofu", RULE),
        ("new/main.tofu.json", '{"resource": {"aws_sqs_queue": [{"q": {}}]}}'),
        ("examples/x/main.tf", RULE + BACKEND),
        ("examples/x/main.tf", RULE + 'terraform {\n  cloud {\n    organization = "a"\n  }\n}\n'),
        ("vendor/x/main.tf.json", '{"resource": {"aws_sqs_queue": {"q": {}}}, "terraform": [{"backend": {"s3": {}}}]}'),
        ("node_modules/x/main.tf", RULE + BACKEND),
        (".terraform/x/main.tf", RULE + BACKEND),
        (".hidden/main.tf", RULE),
        ("infra/sub/main.tf", RULE),
        ("modules/queue/state.tf", BACKEND),
        ("empty/main.tf", RULE),
    ],
)
def test_what_can_be_applied_is_added_however_it_is_written(repository: Path, name: str, text: str) -> None:
    commit(repository, {name: text})
    folder = name.rpartition("/")[0]
    assert added(repository) == [AddedRoot(folder=folder, addresses=(ADDRESS,), alike="")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "words"),
        ("infra/main.tf", RULE),
        ("infra/net/more.tf", 'resource "aws_sns_topic" "u" {}\n'),
        ("infra/net/deep/main.tf", "# nothing\n"),
        ("examples/x/main.tf", RULE),
        ("modules/topic/main.tf", RULE),
        ("modules/topic/examples/a/main.tf", 'module "topic" {\n  source = "../.."\n}\n'),
        ("new/outputs.tf", 'output "a" {\n  value = 1\n}\n'),
        ("new/.hidden.tf", RULE),
        ("new/main.tf~", RULE),
    ],
)
def test_what_no_one_applies_by_itself_is_not(repository: Path, name: str, text: str) -> None:
    commit(repository, {name: text})
    assert added(repository) == []


def test_what_other_code_calls_is_a_module_of_that(repository: Path) -> None:
    call = 'module "new" {\n  source = "../new/"\n}\n'
    commit(repository, {"new/main.tf": RULE, "infra/new.tf": call})
    assert added(repository) == []
    commit(repository, {"infra/new.tf": f"/*\n{call}*/\n"})
    assert [root.folder for root in added(repository, "HEAD~2")] == ["new"]
    commit(repository, {"infra/new.tf": "", "infra/new.tf.json": '{"module": {"new": {"source": "../new"}}}'})
    assert added(repository, "HEAD~3") == []
    commit(
        repository, {"infra/new.tf.json": "{}", "new/self.tf": call, "examples/x/main.tf": call.replace("..", "../..")}
    )
    assert [root.folder for root in added(repository, "HEAD~4")] == ["new"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("new/main.tf", "resource {", "main.tf: the file is no HCL"),
        ("new/main.tf", 'store "a" "b" {}\n', "main.tf: a block is of a kind that is not known"),
        ("new/main.tf", " " * (9 << 20), "main.tf cannot be read"),
        ("new/terragrunt.hcl", 'include "root" {}\n', "it is a unit of Terragrunt"),
        ("examples/x/main.tf", 'resource {\nterraform { backend "s3" {} }', "main.tf: the file is no HCL"),
    ],
    ids=["cut", "unknown", "large", "Terragrunt", "a state in what is cut"],
)
def test_what_cannot_be_read_is_added(repository: Path, name: str, text: str, problem: str) -> None:
    commit(repository, {name: text})
    assert added(repository) == [AddedRoot(folder=name.rpartition("/")[0], problem=problem)]


def test_what_keeps_a_state_and_declares_nothing_is_added(repository: Path) -> None:
    """Applied where the state of another one is kept, it destroys all of it."""
    commit(repository, {"new/main.tf": BACKEND})
    assert added(repository) == [AddedRoot(folder="new")]


def test_another_folder_with_an_address_of_it_is_named(repository: Path) -> None:
    commit(repository, {"new/main.tf": 'resource "aws_sns_topic" "t" {}\n'})
    assert added(repository) == [AddedRoot(folder="new", addresses=("aws_sns_topic.t",), alike="infra")]


def test_files_that_nobody_committed_yet_count_and_ignored_ones_do_not(repository: Path) -> None:
    for name in ("new", "old"):
        (repository / name).mkdir()
        (repository / name / "main.tf").write_text(RULE)
    (repository / ".gitignore").write_text("old\n")
    assert [root.folder for root in added(repository, "HEAD")] == ["new"]
    git(repository, "add", "--force", "old")
    assert [root.folder for root in added(repository, "HEAD")] == ["new", "old"]


def _file_link(repository: Path) -> None:
    (repository / "new").mkdir()
    (repository / "new" / "main.tf").symlink_to("../modules/queue/main.tf")


def _folder_link(repository: Path) -> None:
    (repository / "new").symlink_to("modules/queue")


def _link_out(repository: Path) -> None:
    (repository / "new").mkdir()
    (repository / "new" / "main.tf").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (_file_link, AddedRoot(folder="new", addresses=(ADDRESS,))),
        (_folder_link, AddedRoot(folder="new", addresses=(ADDRESS,))),
        (_link_out, AddedRoot(folder="new", problem="main.tf cannot be read")),
    ],
)
def test_links_lead_to_code_that_can_be_applied(
    repository: Path, link: Callable[[Path], None], found: AddedRoot
) -> None:
    link(repository)
    commit(repository, {})
    assert added(repository) == [found]
    commit(repository, {"README.md": "words"})
    assert added(repository) == []


def test_a_submodule_is_new_where_its_commit_is(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    commit(other, {"main.tf": RULE})
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(repository, {})
    assert [root.folder for root in added(repository)] == ["sub"]
    commit(repository, {"README.md": "words"})
    assert added(repository) == []
    commit(repository / "sub", {"more.tf": 'resource "aws_sns_topic" "x" {}\n'})
    commit(repository, {})
    assert [root.folder for root in added(repository)] == ["sub"]


def test_a_path_that_nothing_can_name_is_refused(repository: Path) -> None:
    folder = repository / os.fsdecode(b"n\xff")
    folder.mkdir()
    (folder / "main.tf").write_text(RULE)
    with pytest.raises(ConfigError, match=r"the path of .* is not UTF-8"):
        added(repository, "HEAD")
