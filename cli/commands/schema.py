"""`driftgate schema`: the JSON Schemas of what driftgate reads and prints."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, assert_never

import rich_click as click

from cli.commands.option_types import Choice
from cli.commands.options import log_options
from cli.terminal.output import result_as_json


class SchemaName(StrEnum):
    """The documents that have a schema."""

    RUN = "run"
    CONFIG = "config"
    WAIVERS = "waivers"
    DRILL = "drill"


@click.command("schema", short_help="Print the JSON Schemas.")
@log_options
@click.argument("name", type=Choice(SchemaName), default=SchemaName.RUN)
def command(name: SchemaName) -> int:
    """Print a JSON Schema: run (what --format json prints), config, waivers or drill."""
    result_as_json(_schema(name))
    return 0


def _schema(name: SchemaName) -> dict[str, Any]:
    match name:
        case SchemaName.RUN:
            from engine.report.formats.json_schema import run_schema  # noqa: PLC0415 - only the one that is asked for

            return run_schema()
        case SchemaName.CONFIG:
            from cli.config.model import Configuration  # noqa: PLC0415

            return Configuration.model_json_schema(by_alias=True)
        case SchemaName.WAIVERS:
            from cli.config.waivers import WaiverFile  # noqa: PLC0415

            return WaiverFile.model_json_schema(by_alias=True)
        case SchemaName.DRILL:
            from snapshots.measurements.drill_record import schema  # noqa: PLC0415

            return schema()
        case _:
            assert_never(name)
