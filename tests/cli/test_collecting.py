"""What makes the collectors of a project."""

from __future__ import annotations

from pathlib import Path

from cli.wiring.workspace import Workspace


def test_the_provider_schema_is_read_once_for_all_sources(tmp_path: Path) -> None:
    workspace = Workspace(base=tmp_path, folder=tmp_path / ".driftgate")
    schema = workspace.collecting.schema
    node = schema.find("aws_sqs_queue")
    assert node is not None
    assert workspace.collecting.schema is schema
    assert workspace.collecting.provider.find("aws_sqs_queue") is node


def test_each_project_has_answers_of_its_own(tmp_path: Path) -> None:
    one, other = (Workspace(base=tmp_path, folder=tmp_path / name) for name in ("one", "other"))
    assert one.collecting.provider is one.collecting.provider
    assert one.collecting.provider is not other.collecting.provider
