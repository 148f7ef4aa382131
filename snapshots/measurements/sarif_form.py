"""The parts of a SARIF log that are read, as its schema has them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a log; what is not read of it may be anything."""


class Text(_Part, frozen=True):
    """A message: text, or the id of one that a rule has, with what stands in it."""

    text: str | None = None
    id: str | None = None
    arguments: list[str] = msgspec.field(default_factory=list)


class Notification(_Part, frozen=True):
    """What a tool says of its own run."""

    message: Text
    level: str = "warning"


class Invocation(_Part, frozen=True):
    """How a tool ran."""

    execution_successful: bool
    start_time_utc: str | None = None
    end_time_utc: str | None = None
    tool_execution_notifications: list[Notification] = msgspec.field(default_factory=list)
    tool_configuration_notifications: list[Notification] = msgspec.field(default_factory=list)


class Configuration(_Part, frozen=True):
    """How loud a rule is."""

    level: str = "warning"


class Reported(_Part, frozen=True):
    """A rule (`reportingDescriptor`)."""

    id: str
    name: str | None = None
    short_description: Text | None = None
    full_description: Text | None = None
    help_uri: str | None = None
    default_configuration: Configuration | None = None
    message_strings: dict[str, Text] = msgspec.field(default_factory=dict)
    properties: dict[str, Any] = msgspec.field(default_factory=dict)


class Component(_Part, frozen=True):
    """A tool, or a part of one."""

    name: str
    version: str | None = None
    semantic_version: str | None = None
    rules: list[Reported] = msgspec.field(default_factory=list)


class Tool(_Part, frozen=True):
    """A tool with what extends it."""

    driver: Component
    extensions: list[Component] = msgspec.field(default_factory=list)


class Region(_Part, frozen=True):
    """Where in a file; lines count from 1."""

    start_line: Annotated[int, msgspec.Meta(ge=0)] = 0


class ArtifactLocation(_Part, frozen=True):
    """Which file."""

    uri: str | None = None


class PhysicalLocation(_Part, frozen=True):
    """A place in a file."""

    artifact_location: ArtifactLocation = ArtifactLocation()
    region: Region | None = None


class LogicalLocation(_Part, frozen=True):
    """What something is called: the address of a resource."""

    fully_qualified_name: str | None = None

    @property
    def name(self) -> str:
        """Return the name, empty where there is none."""
        return self.fully_qualified_name or ""


class Location(_Part, frozen=True):
    """Where a result is."""

    physical_location: PhysicalLocation | None = None
    logical_locations: list[LogicalLocation] = msgspec.field(default_factory=list)


class Suppression(_Part, frozen=True):
    """Why a result should not count, and whether that was accepted."""

    kind: str
    status: str | None = None
    justification: str | None = None


class RuleReference(_Part, frozen=True):
    """The rule of a result."""

    id: str = ""


class Result(_Part, frozen=True):
    """What a rule says of a place."""

    message: Text
    rule_id: str | None = None
    rule_index: int | None = None
    rule: RuleReference | None = None
    kind: str = "fail"
    level: str | None = None
    baseline_state: str | None = None
    locations: list[Location] | None = None
    suppressions: list[Suppression] | None = None
    properties: dict[str, Any] = msgspec.field(default_factory=dict)


class Run(_Part, frozen=True):
    """One run of a tool."""

    tool: Tool
    results: list[Result] | None = None
    invocations: list[Invocation] | None = None
    artifacts: list[Any] | None = None


class Log(_Part, frozen=True):
    """A log."""

    version: str
    runs: list[Run]
