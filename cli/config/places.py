"""Which files a configuration may name: those below its folder, and what the owner of the machine allows besides.

A configuration may be a stranger's, from a pull request: it must not make files of the machine that reads it into
inputs, evidence or headers. Links are followed before anything is compared.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ConfigError
from engine.gates.table import GATES

if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration
    from cli.config.model import AwsSource, Configuration, Environment, Source

ALLOWED = "DRIFTGATE_ALLOW_PATHS"
_WILD = set("*?[")
Location = tuple[str | int, ...]


def check_places(loaded: LoadedConfiguration) -> None:
    """Raise ConfigError for the first path of a configuration that leads out of its folder, with how to allow it."""
    for location, text in list_paths(loaded.configuration):
        # Behind a wildcard `..` leads out as well.
        if not all(is_allowed(loaded.base / part, loaded.base) for part in (fixed_part(text), text)):
            where = loaded.document.where(location)
            name = ".".join(map(str, location))
            raise ConfigError(
                f"{where}: {name}: {text} leads out of the folder of the configuration",
                hint=f"keep it below, or let the owner of this machine say: export {ALLOWED}={_folder(loaded, text)}",
            )


def is_allowed(path: Path, base: Path) -> bool:
    """Tell whether a path, with all its links, is below the folder of a configuration, or allowed besides."""
    told = os.environ.get(ALLOWED, "")  # noqa: TID251 - the owner of the machine says it, and no configuration
    roots = [base, *(Path(folder) for folder in told.split(os.pathsep) if folder)]
    found = path.resolve()
    return any(found.is_relative_to(root.resolve()) for root in roots)


def fixed_part(pattern: str) -> str:
    """Return what stands before the first part of a path with a wildcard."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if _WILD & set(part)), len(parts))
    return str(Path(*parts[:fixed])) if parts[:fixed] else "."


def list_paths(configuration: Configuration) -> Iterator[tuple[Location, str]]:
    """Yield every file and folder that a configuration names, with where it stands."""
    for name, environment in configuration.environments.items():
        yield from _of_environment(("environments", name), environment)
    for gate in GATES:
        section = getattr(configuration.gates, gate.name)
        if section is None:
            continue
        where = ("gates", gate.name)
        for key in ("results", "baseline"):
            for pattern in configuration.gates.results(gate, key):
                yield (*where, key, pattern.index, pattern.kind), pattern.pattern
        for key, document in section.told().documents.items():
            yield (*where, key), document
    told = {
        ("waivers",): configuration.waivers,
        ("baseline",): configuration.baseline,
        ("store",): configuration.store,
        ("evidence", "dir"): configuration.evidence.dir,
        ("terraform", "provider-schema"): configuration.terraform.provider_schema,
    }
    yield from ((where, text) for where, text in told.items() if text is not None)
    yield from _references(configuration)


def _of_environment(where: Location, environment: Environment) -> Iterator[tuple[Location, str]]:
    scope = () if environment.scope is None else environment.scope.states
    sides = {("desired",): environment.desired, ("observed",): environment.observed, ("scope", "states"): scope}
    for side, sources in sides.items():
        for index, source in enumerate(sources):
            yield from _of_source((*where, *side, index), source)
    for index, events in enumerate(environment.events):
        if events.cloudtrail is not None:
            yield (*where, "events", index, "cloudtrail"), events.cloudtrail
        if events.aws is not None:
            yield from _of_account((*where, "events", index, "aws"), events.aws)


def _of_source(where: Location, source: Source) -> Iterator[tuple[Location, str]]:
    state = source.tfstate
    for key, text in (
        ("tfstate", state if state is None or isinstance(state, str) else state.location),
        ("tfplan", source.tfplan),
        ("hcl", source.hcl),
    ):
        if text is not None and "://" not in text:
            yield (*where, key), text
    if state is not None and not isinstance(state, str):
        for name, reference in state.headers.items():
            yield from _file((*where, "tfstate", "headers", name), reference)
    if source.aws is not None:
        yield from _of_account((*where, "aws"), source.aws)


def _of_account(where: Location, account: AwsSource) -> Iterator[tuple[Location, str]]:
    if account.session_policy is not None:
        yield (*where, "session-policy"), account.session_policy
    yield from _file((*where, "external-id"), account.external_id)


def _references(configuration: Configuration) -> Iterator[tuple[Location, str]]:
    """Yield the files that `file:` names: keys, and what is in a file of the build."""
    record, subject = configuration.record, configuration.subject
    yield from _file(("evidence", "sign"), configuration.evidence.sign)
    yield from _file(("record", "sign"), record.sign)
    for key, references in (("keys", record.keys), ("roots", record.roots)):
        for index, reference in enumerate(references):
            yield from _file(("record", key, index), reference)
    for key, text in (("commit", subject.commit), ("image", subject.image), ("version", subject.version)):
        yield from _file(("subject", key), text)
    if configuration.nightly is not None:
        yield from _file(("nightly", "heartbeat"), configuration.nightly.heartbeat)


def _file(where: Location, reference: str | None) -> Iterator[tuple[Location, str]]:
    kind, colon, path = (reference or "").partition(":")
    if colon and kind == "file":
        yield where, path


def _folder(loaded: LoadedConfiguration, text: str) -> Path:
    path = (loaded.base / fixed_part(text)).resolve()
    return path if path.is_dir() else path.parent
