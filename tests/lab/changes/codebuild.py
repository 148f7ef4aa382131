"""Changes to projects that build; moto cannot update one."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_codebuild_project.one",
        path="",
        service="codebuild",
        call="delete_project",
        parameters={"name": "{name}"},
    ),
)
