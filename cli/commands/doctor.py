"""`driftgate doctor`: what is missing, before it matters."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import rich_click as click

from cli.commands.accounts import Check, check_account, check_clock, least_privilege
from cli.commands.arguments import EnvironmentSources, Project, load_project
from cli.commands.config import missing_results
from cli.commands.foreseen import describe_scope, foresee, needs_checkov
from cli.commands.options import DataFormat, OfflineOptions, ShowOptions, options
from cli.commands.subjects import judged_subject
from cli.config.sources import is_remote, local_path
from cli.terminal.output import counted, result_as_json, shown
from cli.wiring.clock import SystemClock
from cli.wiring.ownership import check_ownership, version
from cli.wiring.policies import shipped_pack
from cli.wiring.tools import tools_folder
from engine.errors import ConfigError, EngineError
from engine.model.snapshot import SourceKind, SourceRef
from engine.ports import Silent
from engine.text import terminal
from snapshots.repository.states import read_state

_SHOWN = 3  # documents that are named


@dataclass(slots=True, kw_only=True)
class _Types:
    """How many resources of each type the states of an environment have, and of which documents that is not known."""

    counts: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DoctorOptions(ShowOptions, OfflineOptions):
    """The options of this verb."""


@click.command("doctor", short_help="Say what is missing before it matters.")
@click.option(
    "--iam-policy",
    is_flag=True,
    help="Print the least-privilege IAM policy of the AWS source, for a role's inline policy.",
)
@click.option(
    "--by-name",
    is_flag=True,
    help="Allow in it what objects of buckets and items of tables need, which IAM has only with their content.",
)
@options(DoctorOptions)
def command(common: DoctorOptions, iam_policy: bool, by_name: bool) -> int:
    """Check the installation, the configuration, the tools, the sources and the credentials.

    The exit code is 3 when something needed would be unknown, 2 when the configuration is wrong.
    """
    if iam_policy:
        project = load_project(common, needed=common.config is not None)
        allowed = least_privilege(
            with_cloud_control=_with_cloud_control(project), with_events=_with_events(project), by_name=by_name
        )
        result_as_json(allowed)
        return 0
    project = load_project(common, needed=common.config is not None)
    checks = [*_installation(needs_checkov=needs_checkov(project)), *_project(common, project)]
    if common.format is DataFormat.JSON:
        rows = [{"state": c.state, "name": c.name, "detail": c.detail, "fix": c.fix} for c in checks]
        result_as_json({"schema_version": "driftgate/doctor/1", "checks": rows})
    else:
        lines = []
        for check in checks:
            lines.append(f"{check.state:<5} {check.name:<16} {terminal(check.detail)}")
            if check.fix:
                lines.append(f"{'':5} {'fix':<16} {terminal(check.fix)}")
        shown(*lines)
    return 3 if any(check.state == "fail" for check in checks) else 0


def _installation(*, needs_checkov: bool) -> Iterator[Check]:
    from policies.evaluators.checkov.tool import VERSION, installed  # noqa: PLC0415

    check_ownership()
    yield Check("ok", "driftgate", version())
    yield _tried("Rego pack", lambda: f"{len(shipped_pack().policies)} policies, OPA {shipped_pack().opa}")
    checkov = installed(tools_folder())
    if checkov is None:
        detail = "not installed, and gates.policy.checkov is on" if needs_checkov else "not installed"
        yield Check("fail" if needs_checkov else "warn", "Checkov", detail, "driftgate tools install")
    else:
        yield Check("ok", "Checkov", VERSION)
    opa = shutil.which("opa")
    yield Check("ok", "opa", "found") if opa else Check("info", "opa", "not found; needed for `policy test` only")


def _project(common: DoctorOptions, project: Project) -> Iterator[Check]:
    if project.loaded is None:
        yield Check("info", "configuration", "no driftgate.yaml here or above")
        return
    yield Check("ok", "configuration", f"{project.loaded.path.name}, {counted(len(project.waivers), 'waiver')}")
    unasked = "--offline" if common.offline else project.workspace.stranger
    for name in sorted(project.loaded.configuration.environments):
        environment, types = project.environment(name), _Types()
        for source in (*environment.desired, *environment.observed, *environment.states):
            counted_in = types if source in environment.desired else _Types()
            yield from _source(project, source, counted_in, unasked=unasked)
        yield from _refreshes(project, environment)
        for given in environment.events:
            yield _events(project, given, unasked=unasked)
        if types.counts:
            yield Check("info", "scope", f"{name}: {describe_scope(project, types.counts)}")
        if types.unknown:
            detail = f"{name}: no types are known of {', '.join(types.unknown[:_SHOWN])}, which is no raw state"
            yield Check("warn", "scope", detail)
    yield from _release(project)
    for foreseen in foresee(project):
        yield Check("fail" if foreseen.is_certain else "warn", "foreseen", str(foreseen))
    for line in missing_results(project):
        yield Check("fail", "results", line, "run what writes them, or correct the path in the configuration")


def _documents(project: Project, source: SourceRef, types: _Types) -> str:
    """Return what a Terraform source has, and count its resources in `types`; raises EngineError."""
    if source.kind is SourceKind.HCL:
        return str(local_path(source, project.workspace.base))
    if source.kind is SourceKind.DOC:
        return _files(project, source)
    from snapshots.terraform.backends.interface import BackendError  # noqa: PLC0415 - only here

    try:
        documents = project.workspace.collecting.backend(source).documents()
        loaded = [(document.location, document.load().data) for document in documents]
    except BackendError as error:
        raise EngineError(f"{source.location}: {error.detail}", hint=error.fix) from error
    for location, data in loaded if source.kind is SourceKind.TFSTATE else ():
        state = read_state(location, data)
        types.counts.update(state.types if state is not None else {})
        types.unknown += [location] if state is None else []
    size = sum(len(data) for _, data in loaded)
    return f"{source.location}, {counted(len(documents), 'document')}, {counted(size, 'byte')}"


def _files(project: Project, source: SourceRef) -> str:
    """Return what a source of documents has; raises EngineError for the first file that cannot be read."""
    from snapshots.documents.errors import DocumentError  # noqa: PLC0415 - only here
    from snapshots.documents.text import read_documents  # noqa: PLC0415 - the same

    files, _ = project.workspace.collecting.documents(source).files()
    if not files:
        raise EngineError(f"{source.location}: there is no JSON or YAML file here", hint="check the folder")
    size = count = 0
    for file in files:
        try:
            data = file.load().data
            count += len(read_documents(data, file.path.name))
        except DocumentError as error:
            raise EngineError(f"{file.location}: {error.detail}", hint=error.fix) from error
        size += len(data)
    return f"{source.location}, {counted(count, 'document')}, {counted(size, 'byte')}"


def _refreshes(project: Project, environment: EnvironmentSources) -> Iterator[Check]:
    """Yield the plans of a refresh that will be too old for the gates; what cannot be read is told elsewhere."""
    max_age, now = project.rules.max_age, SystemClock().now()
    for source in environment.observed if max_age is not None else ():
        if source.kind is SourceKind.TFPLAN and not is_remote(source):
            made = _made_at(project.workspace.base / source.location)
            if made is not None and max_age is not None and now - made > max_age:
                detail = f"{source.location} was made at {made:%Y-%m-%dT%H:%M:%SZ}, and gates.coverage.max-age is over"
                yield Check("warn", "refresh", detail, "make it again: terraform plan -refresh-only -out plan")


def _made_at(path: Path) -> datetime | None:
    """Return when a plan was made, none where it does not say so or cannot be read."""
    try:
        made = datetime.fromisoformat(json.loads(path.read_bytes())["timestamp"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return made if made.tzinfo is not None else None


def _release(project: Project) -> Iterator[Check]:
    """Yield what keeps results from being bound: nobody says which release is judged."""
    if project.loaded is None or not any(map(project.loaded.configuration.gates.needs_results, project.asked(None))):
        return
    try:
        subject, unnamed = judged_subject(project, next(iter(project.environments), ""), ())
    except ConfigError as error:
        yield Check("fail", "release", error.message, error.hint)
        return
    named = str(replace(subject, environment=""))
    if named:
        yield Check("ok", "release", named)
    else:
        why = unnamed or "neither git, the CI system nor the configuration names one"
        fix = "commit it, or name what is released: --subject commit=COMMIT"
        yield Check("warn", "release", f"no release is named, so that no result is bound: {why}", fix)


def _source(project: Project, source: SourceRef, types: _Types, *, unasked: str) -> Iterator[Check]:
    """Tell whether a source can be read; `unasked` is why nothing on the network is."""
    if unasked and is_remote(source):
        yield Check("info", str(source.kind), f"{source.location} not asked ({unasked})")
    elif source.kind is not SourceKind.AWS:
        yield _tried(source.kind, lambda: _documents(project, source, types))
    else:
        from snapshots.aws.doctor import examine  # noqa: PLC0415 - boto3 only when it is asked

        examined = examine(project.workspace.collecting.location(source))
        yield from check_account(source, examined)
        yield from check_clock(examined.dated, SystemClock().now())


def _events(project: Project, given: SourceRef | str, *, unasked: str) -> Check:
    """Tell whether events can be had. Without them nothing is undecided, so what may not be asked is a warning."""
    if isinstance(given, str):
        there = (project.workspace.base / given).exists()
        return Check("ok", "events", given) if there else Check("fail", "events", f"there is no file or folder {given}")
    if unasked:
        return Check("info", "events", f"{given.location} not asked ({unasked})")
    from snapshots.aws.events.trail_lookup import TrailLookup  # noqa: PLC0415 - boto3 only when it is asked

    location = project.workspace.collecting.location(given)
    problems = TrailLookup(location, project.workspace.redactor, progress=Silent()).problems()
    if problems:
        return Check("warn", "events", "; ".join(problems), "driftgate doctor --iam-policy prints what to allow")
    return Check("ok", "events", f"{given.location}: the event history may be asked")


def _tried(name: str, work: Callable[[], str]) -> Check:
    try:
        return Check("ok", name, work())
    except EngineError as error:
        return Check("fail", name, error.message, error.hint)


def _with_events(project: Project) -> bool:
    """Tell whether the project asks for the event history of an account."""
    names = project.loaded.configuration.environments if project.loaded is not None else ()
    return any(isinstance(given, SourceRef) for name in names for given in project.environment(name).events)


def _with_cloud_control(project: Project) -> bool:
    """Tell whether a source of the project reads through Cloud Control."""
    names = project.loaded.configuration.environments if project.loaded is not None else ()
    environments = [project.environment(name) for name in names]
    sources = {source for item in environments for source in (*item.desired, *item.observed)}
    collecting = project.workspace.collecting
    return any(collecting.location(source).cloud_control for source in sources if source.kind is SourceKind.AWS)
