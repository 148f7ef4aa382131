"""The entries of a configuration that reach out, each with where it stands: sources, accounts and references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.config.model import AwsSource, Configuration, Source, StateSource

Location = tuple[str | int, ...]


def list_sources(configuration: Configuration) -> Iterator[tuple[Location, Source]]:
    """Yield every source of every environment, in the order of the file."""
    for name, environment in configuration.environments.items():
        scope = () if environment.scope is None else environment.scope.states
        sides = {("desired",): environment.desired, ("observed",): environment.observed, ("scope", "states"): scope}
        for side, sources in sides.items():
            for index, source in enumerate(sources):
                yield ("environments", name, *side, index), source


def list_states(configuration: Configuration) -> Iterator[tuple[Location, str, StateSource | None]]:
    """Yield the location of every state and plan, with what else its entry says: both are read the same way."""
    for where, source in list_sources(configuration):
        state = source.tfstate
        if isinstance(state, str):
            yield (*where, "tfstate"), state, None
        elif state is not None:
            yield (*where, "tfstate"), state.location, state
        elif source.tfplan is not None:
            yield (*where, "tfplan"), source.tfplan, None


def list_accounts(configuration: Configuration) -> Iterator[tuple[Location, AwsSource]]:
    """Yield every account: those that are read, and those whose events are asked."""
    for where, source in list_sources(configuration):
        if source.aws is not None:
            yield (*where, "aws"), source.aws
    for name, environment in configuration.environments.items():
        for index, events in enumerate(environment.events):
            if events.aws is not None:
                yield ("environments", name, "events", index, "aws"), events.aws


def list_references(configuration: Configuration) -> Iterator[tuple[Location, str]]:
    """Yield every reference to a secret or a key, `env:NAME` or `file:PATH`."""
    for where, _, state in list_states(configuration):
        for name, reference in () if state is None else state.headers.items():
            yield (*where, "headers", name), reference
    for where, account in list_accounts(configuration):
        if account.external_id is not None:
            yield (*where, "external-id"), account.external_id
    record = configuration.record
    for section, sign in (("evidence", configuration.evidence.sign), ("record", record.sign)):
        if sign is not None:
            yield (section, "sign"), sign
    for key, references in (("keys", record.keys), ("roots", record.roots)):
        for index, reference in enumerate(references):
            yield ("record", key, index), reference
    if configuration.nightly is not None and configuration.nightly.heartbeat is not None:
        yield ("nightly", "heartbeat"), configuration.nightly.heartbeat
