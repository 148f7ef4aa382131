"""Changes to crawlers and jobs."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_glue_crawler.one",
        path="",
        service="glue",
        call="delete_crawler",
        parameters={"Name": "{name}"},
    ),
)
