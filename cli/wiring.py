"""The composition root: the one place that knows which adapter implements which port.

Heavy modules are imported inside the functions that need them, so that a verb pays only for what it uses.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cli.collecting import Collecting, SourceSettings
from cli.process import ChildProcess
from engine.errors import ConfigError, EvaluatorMissingError
from engine.gates.gate import Asked
from engine.gates.policy.settings import PolicySettings
from engine.gates.settings import Switch
from engine.model.snapshot import SourceRef
from engine.ports import Ledger, MeasurementSource, PolicyEvaluator, ProcessRunner, SnapshotStore
from engine.report.interface import ReportKind
from snapshots.redact import Redactor

if TYPE_CHECKING:
    from engine.model.snapshot import Snapshot
    from engine.model.verdict import Run
    from engine.pipeline import Material
    from snapshots.store.keys import RedactionKeys

FOLDER = ".driftgate"
REPORTS: Mapping[ReportKind, str] = {
    ReportKind.TEXT: "engine.report.text",
    ReportKind.JSON: "engine.report.json_v1",
    ReportKind.SARIF: "engine.report.sarif",
    ReportKind.JUNIT: "engine.report.junit",
    ReportKind.MARKDOWN: "engine.report.markdown",
    ReportKind.GITHUB: "engine.report.github",
    ReportKind.HTML: "engine.report.html",
}


def version() -> str:
    """Return the version of driftgate."""
    return importlib.metadata.version("driftgate")


def renderer(kind: ReportKind) -> Callable[[Run], str]:
    """Return the function that renders runs in a format."""
    render: Callable[[Run], str] = importlib.import_module(REPORTS[kind]).render
    return render


def runner() -> ProcessRunner:
    """Return the runner of child processes, with nothing of our environment but the search path and the home."""
    return ChildProcess(path=os.environ.get("PATH", os.defpath), home=os.environ.get("HOME", "/"))  # noqa: TID251 - the composition root


def tools_folder() -> Path:
    """Return where the foreign tools are installed: DRIFTGATE_TOOLS, else the user's data folder."""
    given = os.environ.get("DRIFTGATE_TOOLS")  # noqa: TID251 - the composition root
    if given:
        return Path(given)
    import platformdirs  # noqa: PLC0415 - only needed here

    return Path(platformdirs.user_data_dir("driftgate", appauthor=False)) / "tools"


@dataclass(frozen=True)
class Workspace:
    """Where a project keeps its key, snapshots and runs. `base` is the folder that relative paths start from."""

    base: Path
    folder: Path
    given: Redactor | None = None  # the demo brings its own
    settings: Mapping[SourceRef, SourceSettings] = field(default_factory=dict)
    provider_schema: Path | None = None
    bucket: str = ""
    lock: timedelta | None = None

    @cached_property
    def redactor(self) -> Redactor:
        """Return the redactor under this installation's key, which is made on first use."""
        if self.given is not None:
            return self.given
        key = self.keys.current()
        return Redactor(key.key, key.epoch, previous=key.previous)

    @property
    def keys(self) -> RedactionKeys:
        """Return the redaction keys of this installation."""
        from snapshots.store.keys import RedactionKeys  # noqa: PLC0415 - only collecting verbs need it

        return RedactionKeys(self.folder / "keys")

    def comparable(self, material: Material) -> Material:
        """Return what a run decides from with the secrets of all snapshots under today's key, where bridges lead."""
        return replace(
            material,
            desired=material.desired and self.rekeyed(material.desired),
            observed=material.observed and self.rekeyed(material.observed),
            reference=material.reference and self.rekeyed(material.reference),
        )

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with its secrets under today's key, where bridges lead."""
        return snapshot if self.given is not None else self.keys.rekeyed(snapshot)

    def keep(self, snapshot: Snapshot) -> None:
        """Store a snapshot, and what its collection has noted of secrets under the key before."""
        self.store.put(snapshot)
        if self.given is None:
            self.keys.keep(self.keys.current(), self.redactor.bridge)

    @cached_property
    def store(self) -> SnapshotStore:
        """Return the snapshot store: a place in S3 where one is configured, else the folder."""
        if self.bucket:
            from snapshots.store.s3 import parse_store  # noqa: PLC0415 - boto3 takes half a second

            return parse_store(self.bucket, self.lock)
        from snapshots.store.files import FileSnapshotStore  # noqa: PLC0415 - the same

        return FileSnapshotStore(self.folder / "snapshots")

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger of verdicts."""
        from snapshots.store.ledger import SqliteLedger  # noqa: PLC0415 - one adapter a store

        return SqliteLedger(self.folder / "ledger.sqlite")

    @property
    def collecting(self) -> Collecting:
        """Return what makes the collectors of sources."""
        return Collecting(
            base=self.base,
            cache=self.folder / "cache",
            redactor=self.redactor,
            settings=self.settings,
            provider_schema=self.provider_schema,
        )

    def measurement_source(self, kind: str) -> MeasurementSource:
        """Return the reader of a kind of result file."""
        from snapshots.measurements.registry import result_reader  # noqa: PLC0415 - only where there are results

        return result_reader(kind, self.redactor)


def evaluators(*, checkov: bool, skip: Sequence[str] = ()) -> list[PolicyEvaluator]:
    """Return the policy evaluators: the embedded Rego pack, and Checkov when it is asked for.

    `skip` are ids of policies that are not asked for. Raises ConfigError for an id that no policy has and
    EvaluatorMissingError when Checkov is asked for and not installed.
    """
    from policies.catalog import load_pack  # noqa: PLC0415 - only policy verbs need them
    from policies.checkov import CheckovEvaluator, load_checks  # noqa: PLC0415
    from policies.wasm import RegoEvaluator  # noqa: PLC0415

    check_policies(skip)
    pack, checks = load_pack(), load_checks()
    found: list[PolicyEvaluator] = [RegoEvaluator(pack, [policy for policy in pack.policies if policy.id not in skip])]
    if checkov:
        wanted = [policy for policy in checks if policy.id not in skip]
        found.append(CheckovEvaluator(runner(), checkov_executable(), wanted))
    return found


def policy_evaluators(asked: Asked) -> list[PolicyEvaluator]:
    """Return the evaluators that the settings of the policy gate ask for; raises as `evaluators` does."""
    settings = asked.settings
    if not isinstance(settings, PolicySettings):
        raise ConfigError(f"{asked.gate.name} has no policies", hint="ask for the gate policy")
    return evaluators(checkov=settings.checkov is Switch.ON, skip=settings.skip)


def check_policies(ids: Sequence[str], where: Sequence[str] = ()) -> None:
    """Raise ConfigError for an id under `gates.policy.skip` that no policy has; `where` is the place of each."""
    from policies.catalog import load_pack  # noqa: PLC0415 - only policy verbs need them
    from policies.checkov import load_checks  # noqa: PLC0415

    known = {policy.id for policy in (*load_pack().policies, *load_checks())}
    for index, id_ in enumerate(ids):
        if id_ not in known:
            close = get_close_matches(id_, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else "see the ids with: driftgate policy list"
            place = f"{where[index]}: " if where else ""
            raise ConfigError(f"{place}gates.policy.skip: there is no policy {id_!r}", hint=hint)


def checkov_executable() -> Path:
    """Return Checkov in its own environment; raises EvaluatorMissingError with how to install it."""
    from policies.checkov_tool import installed  # noqa: PLC0415 - only when Checkov is asked for

    found = installed(tools_folder())
    if found is None:
        raise EvaluatorMissingError("Checkov is not installed", hint="run: driftgate tools install")
    return found
