"""Which files a configuration may name: those below its folder, and what the owner of the machine allows besides.

A configuration may be a stranger's, from a pull request: it must not make files of the machine that reads it into
inputs, evidence or headers. Links are followed before anything is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cli.config.allowed import PATHS, how, list_allowed
from cli.config.entries import Location, list_accounts, list_references, list_sources, list_states
from cli.config.names import name_problem, shortened
from cli.config.sources import has_scheme
from engine.errors import ConfigError
from engine.gates.table import GATES
from snapshots.bounds import unlinked
from snapshots.documents.location import parse_location

if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration
    from cli.config.model import Configuration

_WILD = set("*?[")
_WRITTEN = {("store",), ("evidence", "dir")}  # the folders that are written to


def check_places(loaded: LoadedConfiguration) -> None:
    """Raise ConfigError for the first path of a configuration that leads out of its folder, with how to allow it.

    So it does for a path that no file can have.
    """
    for location, text in list_paths(loaded.configuration):
        if problem := name_problem(text):
            where = f"{loaded.document.where(location)}: {'.'.join(map(str, location))}"
            raise ConfigError(f"{where}: {shortened(text)}: {problem}", hint="correct the path")
        if ".." in Path(text).parts[len(Path(fixed_part(text)).parts) :]:
            # It leads out as well, and each pair of both multiplies the ways in which one folder is looked into.
            where = f"{loaded.document.where(location)}: {'.'.join(map(str, location))}"
            raise ConfigError(
                f"{where}: {shortened(text)}: `..` stands behind a wildcard", hint="write the path without"
            )
        if not is_allowed(loaded.base / fixed_part(text), loaded.base):
            where = loaded.document.where(location)
            name = ".".join(map(str, location))
            raise ConfigError(
                f"{where}: {name}: {text} leads out of the folder of the configuration",
                hint=f"keep it below, or {how(PATHS, _folder(loaded, text))}",
            )
        if location in _WRITTEN and (problem := _folder_problem(unlinked(loaded.base / text))):
            where = f"{loaded.document.where(location)}: {'.'.join(map(str, location))}"
            raise ConfigError(f"{where}: {text} is {problem}", hint="name another folder, such as .driftgate")


def _folder_problem(folder: Path) -> str:
    """Return why nothing can be kept in a folder, empty where it can."""
    if ".git" in map(str.lower, folder.parts):
        return "in git's own folder"
    file = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    return "" if file.is_dir() else "a file, or in one"


def is_allowed(path: Path, base: Path) -> bool:
    """Tell whether a path, with all its links, is below the folder of a configuration, or allowed besides."""
    roots = [base, *map(Path, list_allowed(PATHS))]
    found = unlinked(path)
    return any(found.is_relative_to(unlinked(root)) for root in roots)


def fixed_part(pattern: str) -> str:
    """Return what stands before the first part of a path with a wildcard."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if _WILD & set(part)), len(parts))
    return str(Path(*parts[:fixed])) if parts[:fixed] else "."


def list_paths(configuration: Configuration) -> Iterator[tuple[Location, str]]:
    """Yield every file and folder that a configuration names, with where it stands."""
    yield from _of_environments(configuration)
    for gate in GATES:
        section = getattr(configuration.gates, gate.name)
        if section is None:
            continue
        where = ("gates", gate.name)
        for key in ("results", "baseline"):
            for pattern in configuration.gates.results(gate, key):
                yield (*where, key, pattern.index, pattern.kind), pattern.pattern
        settings = section.told()
        for key, document in settings.documents.items():
            yield (*where, key), document
        for place, path in settings.places.items():
            yield (*where, *place), path
    told = {
        ("waivers",): configuration.waivers,
        ("baseline",): configuration.baseline,
        ("store",): configuration.store,
        ("evidence", "dir"): configuration.evidence.dir,
    }
    yield from ((where, text) for where, text in told.items() if text is not None)
    for index, text in enumerate(configuration.terraform.schemas):
        single = isinstance(configuration.terraform.provider_schema, str)
        yield ("terraform", "provider-schema", *(() if single else (index,))), text
    subject = configuration.subject
    parts = {"commit": subject.commit, "image": subject.image, "version": subject.version}
    named: list[tuple[Location, str]] = [(("subject", key), text) for key, text in parts.items() if text is not None]
    for place, reference in (*list_references(configuration), *named):
        kind, colon, path = reference.partition(":")
        if colon and kind == "file":
            yield place, path


def _of_environments(configuration: Configuration) -> Iterator[tuple[Location, str]]:
    documents = [(where, location) for where, location, _ in list_states(configuration)]
    for where, source in list_sources(configuration):
        if source.hcl is not None:
            yield (*where, "hcl"), source.hcl
            files = [str(PurePosixPath(source.hcl, name)) for name in source.var_files]
            yield from (((*where, "var-files", index), path) for index, path in enumerate(files))
        if source.doc is not None:
            yield (*where, "doc"), parse_location(source.doc).path
    yield from ((where, location) for where, location in documents if not has_scheme(location))
    for where, account in list_accounts(configuration):
        if account.session_policy is not None:
            yield (*where, "session-policy"), account.session_policy
    for name, environment in configuration.environments.items():
        for index, events in enumerate(environment.events):
            if events.cloudtrail is not None:
                yield ("environments", name, "events", index, "cloudtrail"), events.cloudtrail


def _folder(loaded: LoadedConfiguration, text: str) -> Path:
    path = unlinked(loaded.base / fixed_part(text))
    return path if path.is_dir() else path.parent
