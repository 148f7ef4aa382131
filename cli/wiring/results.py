"""Result files: found by the configuration and the options, and read with what is known of where they come from."""

from __future__ import annotations

import html
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from cli.config.allowed import PATHS, how
from cli.config.gates import GateSections, Pattern
from cli.config.places import is_allowed
from cli.wiring.files import read_file
from engine.errors import ConfigError, InputError
from engine.gates.gate import Asked
from engine.gates.table import GATES
from engine.jsontext.digest import JsonError, parse_json
from engine.model.measurement import ScanRule
from engine.model.outcome import Gap, GapReason
from engine.model.policy import Policy
from engine.ports import ResultFile, ResultReading
from engine.run.request import Results
from snapshots.measurements.registry import BY_KIND, kinds, result_reader
from snapshots.names import readable
from snapshots.provenance.beside import SUFFIX, is_beside
from snapshots.provenance.binding import Trust
from snapshots.provenance.origin import bind
from snapshots.redaction.redact import Redactor

_ALLOW = how(PATHS, "FOLDER")
_FOLDERS = re.compile(r"(?:(?:^|/+)\*\*(?=/|$))+/*")  # any folders; `**` behind `**` finds the same again
# What may stand in the middle of a text of XML and is no part of it, and elements that results are not made of.
_BETWEEN = re.compile(r"<!\[CDATA\[|\]\]>|<!--(?:(?!-->)[\s\S])*+(?:-->)?|<\?(?:(?!\?>)[\s\S])*+(?:\?>)?")
_QUOTED = 4  # times that a text in XML may be quoted
_INSIDE = re.compile(
    r"</?(?!(?:testsuites?|testcase|propert(?:y|ies)|failure|error|skipped|system-(?:out|err)|rerun\w*|flaky\w*)[\s/>])"
    r"[A-Za-z][^<>]{0,1000}+>"
)
_EXPECTED = 64 * 2**20  # bytes of a file that settings name
_KINDS_OF_FILE = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The files of `--result` by their kinds, beside the configured ones; or with `only` instead of those."""

    files: tuple[tuple[str, Path], ...] = ()
    only: bool = False


@dataclass(frozen=True, slots=True)
class ProjectResults:
    """Reads result files by the reader of their kind; `redactor` cleans the texts that are carried.

    `trust` is whose signatures bind a result. `known` finds what driftgate itself says of a check of another tool.
    """

    redactor: Redactor
    trust: Trust = field(default_factory=Trust)
    known: Callable[[str], Policy | None] = field(default=lambda _: None)

    def read(self, file: ResultFile) -> ResultReading:
        """Return what a file says, with its bytes only when there is nothing in them to hide."""
        reader = result_reader(file.kind, self.redactor)
        try:
            with file.path.open("rb") as stream:
                size = file.path.stat().st_size
                data = b"" if size > reader.reader.max_bytes else stream.read(reader.reader.max_bytes + 1)
        except OSError as error:
            return ResultReading(measurement=reader.unusable(file.name, f"cannot be read: {error.strerror}"))
        if size > reader.reader.max_bytes:
            return ResultReading(measurement=reader.too_large(file.name, size))
        bound = bind(reader.read(data, name=file.name), file.path, self.trust, self.redactor)
        raw = None if _may_hide_a_secret(data, self.redactor) else data
        scans = tuple(replace(scan, rules=tuple(map(self._rated, scan.rules))) for scan in bound.measurement.scans)
        return ResultReading(measurement=replace(bound.measurement, scans=scans), raw=raw, papers=bound.papers)

    def _rated(self, rule: ScanRule) -> ScanRule:
        """Return a rule as driftgate knows it, where it does: what the scanner itself says of it counts first."""
        known = self.known(rule.id) if rule.severity is None else None
        if known is None:
            return rule
        return replace(rule, title=known.title, severity=known.severity, remediation=known.remediation)


def result_files(
    base: Path, sections: GateSections, clean: Callable[[str], str], given: Given | None = None
) -> dict[str, Results]:
    """Return the result files of the gates that are asked for, by the gate; `clean` hides secrets in their names.

    Raises ConfigError for a given one that is not there, or that no gate judges.
    """
    given = given or Given()
    asked = [entry for entry in sections.asked() if entry.gate.needs]
    _check(given, asked)
    return {entry.gate.name: without_secrets(_results(base, sections, given, entry), clean) for entry in asked}


def results_of(
    base: Path, sections: GateSections | None, clean: Callable[[str], str], given: Given, asked: Asked
) -> dict[str, Results]:
    """Return the result files of one gate by its name, none where there are none; raises as `result_files` does."""
    _check(given, [asked])
    found = _results(base, sections, given, asked)
    return {asked.gate.name: without_secrets(found, clean)} if found.results or found.lacking else {}


def without_secrets(found: Results, clean: Callable[[str], str]) -> Results:
    """Return files under names without secrets: a name stands in reports, in the ledger and in bundles."""
    return replace(
        found,
        results=tuple(replace(file, name=clean(file.name)) for file in found.results),
        baseline=tuple(replace(file, name=clean(file.name)) for file in found.baseline),
        lacking=tuple(replace(gap, source=clean(gap.source), detail=clean(gap.detail)) for gap in found.lacking),
    )


def _check(given: Given, asked: Sequence[Asked]) -> None:
    judged = {kind for entry in asked for kind in kinds(entry.gate.needs)}
    for kind, path in given.files:
        if not path.is_file():
            raise ConfigError(f"--result {kind}={path}: there is no such file", hint="check the path")
        if kind not in judged:
            names = list(_gates_of(kind))
            raise ConfigError(
                f"--result {kind}={path}: the gate {' or '.join(names)} is not configured",
                hint=f"add gates.{names[0]} to the configuration",
            )


def _gates_of(kind: str) -> Iterator[str]:
    for gate in GATES:
        if not gate.needs.isdisjoint(BY_KIND[kind].measures):
            yield gate.name


def _results(base: Path, sections: GateSections | None, given: Given, asked: Asked) -> Results:
    """Return the files of a gate: those that were given, and the configured ones that they do not replace."""
    fitting = set(kinds(asked.gate.needs))
    named = [(kind, path) for kind, path in given.files if kind in fitting]
    replaced = {kind for kind, _ in named} if given.only else set()
    patterns = () if sections is None else sections.results(asked.gate)
    found = [find_files(base, pattern) for pattern in patterns if pattern.kind not in replaced]
    before = () if sections is None else sections.results(asked.gate, "baseline")
    earlier = [find_files(base, pattern) for pattern in before]
    files = [ResultFile(kind=kind, path=path, name=path.as_posix()) for kind, path in named]
    return Results(
        results=(*files, *(file for one in found for file in one.files)),
        baseline=tuple(file for one in earlier for file in one.files),
        lacking=tuple(gap for one in (*found, *earlier) for gap in one.lacking),
        replaced=tuple(pattern.pattern for pattern in patterns if pattern.kind in replaced),
        documents={name: _named(base, name, asked) for name in asked.settings.documents.values()},
    )


def _named(base: Path, name: str, asked: Asked) -> bytes:
    """Return the bytes of a file that the settings of a gate name; raises ConfigError when it cannot be read."""
    try:
        return read_file(base / name, _EXPECTED)
    except OSError as error:
        what = f"gates.{asked.gate.name}: {name} cannot be read: {error.strerror}"
        raise ConfigError(what, hint="write it, or correct the path in the configuration") from error


def document_problem(base: Path, name: str, asked: Asked) -> str:
    """Return why a gate cannot use a file that its settings name, empty where it can."""
    try:
        asked.settings.check_document(read_file(base / name, _EXPECTED), name=name)
    except OSError as error:
        return f"{name}: cannot be read: {error.strerror}"
    except InputError as error:
        return error.message
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The files of a pattern, and what is missing among them or is no file."""

    files: tuple[ResultFile, ...]
    lacking: tuple[Gap, ...]


def find_files(base: Path, pattern: Pattern) -> Found:
    """Return the files that a path or pattern names; what is written beside results is none of them."""
    files, lacking = [], []
    for path in _matching(base, pattern.pattern):
        name = _shown(base, path)
        problem = _problem(path)
        if not problem and not is_allowed(path, base):
            lacking.append(_gap(GapReason.UNSUPPORTED, name, "it leads out of the folder of the configuration", _ALLOW))
        elif problem:
            lacking.append(_gap(GapReason.UNPARSABLE, name, f"it is {problem}, and no file", "narrow the pattern"))
        else:
            files.append(ResultFile(kind=pattern.kind, path=path, name=name))
    lacking += [
        _gap(GapReason.ACCESS_DENIED, _shown(base, folder), "the folder cannot be looked into", "allow to read it")
        for folder in _unlisted(base, pattern.pattern)
    ]
    known = {file.path for file in files}
    for sidecar in _matching(base, pattern.pattern + SUFFIX):
        result = sidecar.with_name(sidecar.name.removesuffix(SUFFIX))
        if result not in known and not result.exists():
            detail = "a recorded run has made it, and it is not there any more"
            lacking.append(_gap(GapReason.MISSING_INPUT, readable(result.name), detail, "give all results of the run"))
    if len(files) < pattern.min_files:
        wanted = f"{pattern.kind}: {pattern.pattern}"
        detail = "no file matches it" if not files else f"{len(files)} files match it, {pattern.min_files} are required"
        lacking.append(
            _gap(
                GapReason.MISSING_INPUT,
                wanted,
                detail,
                "run what writes them, or correct the path in the configuration",
            )
        )
    return Found(files=tuple(files), lacking=tuple(lacking))


def _shown(base: Path, path: Path) -> str:
    return readable(path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix())


def _unlisted(base: Path, pattern: str) -> list[Path]:
    """Return the folders that a pattern leads into and that cannot be listed: what is in them would go unnoticed."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    found: list[Path] = []

    def note(error: OSError) -> None:
        if isinstance(error, PermissionError):
            found.append(Path(error.filename))

    depth = len(parts) - 1 - fixed
    start = base.joinpath(*parts[:fixed])
    for folder, below, _ in os.walk(start, onerror=note):
        if "**" not in parts and len(Path(folder).relative_to(start).parts) >= depth:
            below.clear()
    return found


def _matching(base: Path, pattern: str) -> Iterator[Path]:
    absolute = Path(pattern)
    if absolute.is_absolute():
        base, pattern = Path(absolute.anchor), absolute.relative_to(absolute.anchor).as_posix()
    first, *rest = _FOLDERS.split(pattern)
    found = set(base.glob(first)) if first else {base}
    for part in rest:  # each folder is looked into once for each `**`, however many ways lead to it
        below = _folders_below(found)
        found = {path for folder in below for path in folder.glob(part)} if part else below
    for path in sorted(found):
        if pattern.endswith(SUFFIX) or not is_beside(path):
            yield path


def _folders_below(starts: Iterable[Path]) -> set[Path]:
    """Return the folders among some paths and all below these, along no link; those that cannot be listed too."""
    found: set[Path] = set()
    waiting = [path for path in starts if path.is_dir()]
    while waiting:
        folder = waiting.pop()
        if folder in found:
            continue
        found.add(folder)
        with suppress(OSError), os.scandir(folder) as entries:
            waiting += [folder / entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    return found


def _problem(path: Path) -> str:
    """Return what a path is that is no file that could be read, empty for one."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return "a link that leads nowhere" if path.is_symlink() else "not readable"
    return "" if stat.S_ISREG(mode) else _KINDS_OF_FILE.get(stat.S_IFMT(mode), "of another kind")


def _gap(reason: GapReason, source: str, detail: str, fix: str) -> Gap:
    return Gap(reason=reason, source=source, detail=detail, operation="read:results", fix=fix)


def _forms(text: str) -> Iterator[str]:
    """Yield a text as it is and, of XML, as it is meant: in one piece, and what it quotes, which may be quoted again.

    Raises ValueError for what was quoted more often than any program does: each time would be one more text to read.
    """
    yield text
    if "<" not in text:
        return
    whole = _BETWEEN.sub("", text)
    for form in dict.fromkeys((text, whole, _INSIDE.sub("", whole))):
        if form != text:
            yield form
        meant = form
        for _ in range(_QUOTED):
            plain = html.unescape(meant) if "&" in meant else meant
            if plain == meant:
                break
            meant = plain
            yield meant
        if "&" in meant and html.unescape(meant) != meant:
            raise ValueError("quoted too often")


def _may_hide_a_secret(data: bytes, redactor: Redactor) -> bool:
    try:
        text = data.decode("utf-8")
        if any(redactor.for_texts((form,)).text(form) != form for form in _forms(text)):
            return True
        value = parse_json(data, name="result") if text.lstrip()[:1] in {"{", "["} else None
    except (ValueError, JsonError):  # no text, no JSON, or quoted so often that nobody knows what is in it
        return True
    return value is not None and redactor.value(value) != value
