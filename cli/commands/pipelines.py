"""What `driftgate init --ci` writes: which kind it is, where it may be written, and what a person still has to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import join

from cli.config.load import FILE
from cli.config.model import Configuration
from cli.config.yaml_file import parse_document, validate
from cli.init.judged import Judged, list_judged
from cli.init.look import Found
from cli.init.pipelines import FILES, INSTEAD, PipelineKind, write_pipelines
from cli.terminal.output import message
from cli.wiring.files import check_new
from cli.wiring.ownership import installed_from, version
from cli.wiring.tools import runner
from engine.errors import ConfigError
from snapshots.repository.git import find_branch
from snapshots.store.atomic import PUBLIC, write_new

SEEN = "auto"  # the CI system whose files there are
_DOCS = "docs/ci.md of driftgate"
# As it may stand between quotes in every file: driftgate==0.1.0, or driftgate @ git+https://HOST/driftgate@COMMIT.
_REQUIREMENT = re.compile(
    r"driftgate(?:==[\w.+]+| @ (?:git\+)?https://[\w.:/+~%-]+(?:@[\w.-]+)?(?:#[\w=.&-]+)?)", re.ASCII
)
_EXAMPLE = "'driftgate @ git+https://HOST/driftgate@COMMIT'"
_HINT = f"name one: --ci {', '.join(PipelineKind)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipelines:
    """The files of a kind for a repository, by their paths, and what pipelines judge there."""

    kind: PipelineKind
    judged: Judged
    files: tuple[tuple[str, str], ...]

    def shown(self) -> str:
        """Return all files as one text, each after a line with its path."""
        return "\n".join(f"# ==> {path}\n{text}" for path, text in self.files)

    def lacking(self) -> Iterator[str]:
        """Yield what is not written, and why."""
        yield from self.judged.left_out
        again = f"and run driftgate init --ci {self.kind} again"
        for file in FILES[self.kind]:
            if file.is_for(self.judged):
                continue
            if file.nightly:
                yield f"{file.path}: no environment of {FILE} says how its reality is seen: add `observed`, {again}"
            else:
                yield f"{file.path}: no environment of {FILE} has code or a state here: add some to desired, {again}"


def kind_of(word: str, found: Found) -> PipelineKind:
    """Return the kind that is named, else that of the CI system whose files there are; raises ConfigError for none."""
    if word != SEEN:
        return PipelineKind(word)
    if not found.ci:
        raise ConfigError("--ci: there are no files of a CI system that is known here", hint=_HINT)
    return PipelineKind(found.ci)


def check_place(folder: Path, there: Path | None) -> None:
    """Refuse a folder that is not the root of its repository, where CI systems look; raises ConfigError."""
    here = folder.absolute()
    above = next((one for one in here.parents if (one / ".git").exists()), None)
    if above is not None and not (here / ".git").exists():
        raise ConfigError(
            f"--ci: pipelines lie at the root of a repository, and that is {above}", hint=f"--dir {above}"
        )
    if there is not None and there.parent != here:
        raise ConfigError(f"--ci: {there.name} is not in this folder: {there}", hint=f"--dir {there.parent}")


def read_configuration(text: str) -> Configuration:
    """Return the configuration of a text that was just made."""
    configuration: Configuration = validate(parse_document(text.encode(), name=FILE), Configuration)
    return configuration


def make_pipelines(
    kind: PipelineKind, configuration: Configuration, found: Found, folder: Path, *, package: str = ""
) -> Pipelines:
    """Return the files of a kind for the environments of a configuration; nothing is written, and git is asked.

    `package` is the requirement by which they install driftgate; without one it is where this one came from. Raises
    ConfigError for what is none.
    """
    if package and not _REQUIREMENT.fullmatch(package):
        raise ConfigError(
            f"--package: {package!r} is no requirement of driftgate", hint=f"write for example {_EXAMPLE}"
        )
    judged = list_judged(configuration, found, folder)
    known = package or installed_from()
    if not known:
        left = f"pipelines: this driftgate came from a file, and no index is known to have it: --package {_EXAMPLE}"
        judged = replace(judged, left_out=(*judged.left_out, left))
        known = f"driftgate=={version()}"
    files = write_pipelines(kind, judged, version=version(), package=known, branch=find_branch(runner(), folder))
    return Pipelines(kind=kind, judged=judged, files=tuple(files))


def write_files(folder: Path, pipelines: Pipelines, *, quiet: bool) -> list[str]:
    """Write the files that are not there yet, say so, and return the steps that are left; raises StoreError."""
    made: list[str] = []
    steps: list[str] = []
    outdated: list[str] = []
    check_new(folder, (path for path, _ in pipelines.files))
    for path, text in pipelines.files:
        with suppress(FileExistsError):  # a file in its place is told by what is written there
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if write_new(folder / path, text.encode(), mode=PUBLIC):
            made.append(path)
            told = f"wrote {path}"
        else:
            same = (folder / path).is_file() and (folder / path).read_bytes() == text.encode()
            told = f"kept {path}, which was there{'' if same else ' and is not what would be written now'}"
            outdated += [] if same or path in INSTEAD else [path]
            steps += [f"add to {path}: {INSTEAD[path]}"] if path in INSTEAD else []
        if not quiet:
            message(told)
    if made:
        # Git keeps no empty folder: without the waivers a clone has a configuration that cannot be read.
        beside = [name for name in (FILE, pipelines.judged.waivers) if name and (folder / name).exists()]
        added = [*beside, *made]
        steps.append(f"{join(['git', 'add', '--', *added])}    # then set what {_DOCS} says of {pipelines.kind}")
    if outdated:
        what = f"what it would be now; remove {join(outdated)} to have it written"
        steps.append(f"driftgate init --ci {pipelines.kind} --dry-run    # {what}")
    return steps
