"""What a verb needs of the configuration: environments as sources, gates as plans, waivers, rules and the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from cli.collecting import SourceSettings
from cli.config.load import load_nearest
from cli.options import ConfigOptions
from cli.sources import meant
from cli.wiring import FOLDER, Workspace
from engine.errors import ConfigError
from engine.model.baseline import Baseline
from engine.model.gate import GateName, Requirement
from engine.model.outcome import FailOn
from engine.model.parity import ParityRule
from engine.model.snapshot import SourceKind, SourceRef
from engine.model.verdict import Rules
from engine.model.waiver import Waiver
from engine.pipeline import GatePlan, ParityPlan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cli.config.load import Loaded
    from cli.config.model import AwsSource, Source


@dataclass(frozen=True, slots=True)
class EnvironmentSources:
    """The sources of an environment, by side; `events` are accounts and paths."""

    name: str
    desired: tuple[SourceRef, ...]
    observed: tuple[SourceRef, ...]
    events: tuple[SourceRef | str, ...] = ()

    def needs(self, side: str) -> tuple[SourceRef, ...]:
        """Return the sources of a side; raises ConfigError when there is none."""
        found: tuple[SourceRef, ...] = getattr(self, side)
        if not found:
            raise ConfigError(
                f"environments.{self.name}.{side}: the environment has no {side} source",
                hint=f"add one under environments.{self.name}.{side}",
            )
        return found


@dataclass(frozen=True, slots=True)
class Project:
    """The configuration as the verbs use it; without a file only what direct sources need."""

    loaded: Loaded | None
    workspace: Workspace
    waivers: tuple[Waiver, ...]

    def environment(self, name: str) -> EnvironmentSources:
        """Return an environment's sources; raises ConfigError with a suggestion for an unknown name."""
        if self.loaded is None:
            raise no_configuration(name)
        known = self.loaded.configuration.environments
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there is {', '.join(sorted(known))}"
            hint = meant(name, Path.cwd()) or hint
            raise ConfigError(f"there is no environment {name!r} in {self.loaded.path.name}", hint=hint)
        environment = known[name]
        return EnvironmentSources(
            name=name,
            desired=tuple(map(source_of, environment.desired)),
            observed=tuple(map(source_of, environment.observed)),
            events=tuple(entry.cloudtrail or account_of(entry.aws) for entry in environment.events),
        )

    def fail_on(self, gate: GateName) -> FailOn | None:
        """Return the severity from which a gate's findings fail, as configured."""
        section = None if self.loaded is None else getattr(self.loaded.configuration.gates, gate, None)
        return getattr(section, "fail_on", None)

    @property
    def rules(self) -> Rules:
        """Return the settings of the decision."""
        coverage = None if self.loaded is None else self.loaded.configuration.gates.coverage
        return Rules(max_age=coverage.max_age if coverage is not None else None)

    def waiver_path(self) -> Path:
        """Return the waiver file; raises ConfigError when the configuration names none."""
        return self._file("waivers", "driftgate.waivers.yaml")

    def baseline_path(self) -> Path:
        """Return the file of known findings; raises ConfigError when the configuration names none."""
        return self._file("baseline", "driftgate.baseline.json")

    def _file(self, key: str, example: str) -> Path:
        if self.loaded is None:
            raise no_configuration()
        name: str | None = getattr(self.loaded.configuration, key)
        if name is None:
            raise ConfigError(f"{self.loaded.path.name} has no key {key}", hint=f"add to it: {key}: {example}")
        return self.loaded.base / name

    def baseline(self, environment: str) -> Baseline | None:
        """Return the known findings of an environment; none without a baseline. Raises ConfigError for a broken one."""
        if self.loaded is None or self.loaded.configuration.baseline is None:
            return None
        from cli.baselines import read_baselines  # noqa: PLC0415 - only where there is one

        return read_baselines(self.baseline_path()).get(environment)

    def parity(self) -> ParityPlan:
        """Return what parity asks for."""
        gate = None if self.loaded is None else self.loaded.configuration.gates.parity
        if self.loaded is None or gate is None:
            return ParityPlan()
        rules = [
            ParityRule(
                name=f"gates.parity.rules.{index}",
                expect=entry.expect,
                type=entry.type,
                path=entry.path,
                address=entry.address,
                meaning=entry.meaning or "",
                least=entry.min,
                most=entry.max,
                reason=entry.reason,
                where=self.loaded.document.where(("gates", "parity", "rules", index)),
            )
            for index, entry in enumerate(gate.rules)
        ]
        return ParityPlan(rules=tuple(rules), minimum=gate.min_confidence)

    def gate_plans(self, override: FailOn | None) -> tuple[GatePlan, ...]:
        """Return the plan of every configured gate that is not off; `override` is `--fail-on`."""
        if self.loaded is None:
            return ()
        gates = self.loaded.configuration.gates
        plans = []
        for name in GateName:
            section = getattr(gates, name)
            if section is not None and section.require != "off":
                fail_on = override or getattr(section, "fail_on", None) or FailOn.HIGH
                plans.append(GatePlan(gate=name, requirement=Requirement(section.require), fail_on=fail_on))
        return tuple(plans)


def no_configuration(name: str = "", instead: str = "") -> ConfigError:
    """Return the error of a missing configuration.

    `name` is what was taken for the name of an environment, `instead` the words that work without a configuration.
    """
    hint = "name the file with --config, or write one: driftgate schema config shows every key"
    if instead:
        hint = f"name the file with --config, or give sources: driftgate {instead}"
    return ConfigError("there is no driftgate.yaml here or above", hint=meant(name, Path.cwd()) or hint)


def load_project(
    common: ConfigOptions, *, needed: bool, named: str = "", instead: str = "", waivers: bool = True
) -> Project:
    """Return the project of a run, without its waivers unless `waivers`.

    `needed` tells that an environment was named, so that a missing configuration is an error; `named` and `instead` are
    what `no_configuration` says of it. Raises ConfigError.
    """
    here = Path.cwd()
    loaded = load_nearest(common.config, here)
    if loaded is None:
        if needed:
            raise no_configuration(named, instead)
        return Project(loaded=None, workspace=Workspace(base=here, folder=here / FOLDER), waivers=())
    folder = loaded.base / loaded.configuration.store
    found: tuple[Waiver, ...] = ()
    if waivers and loaded.configuration.waivers is not None:
        from cli.config.waivers import load_waivers  # noqa: PLC0415 - only when there are some

        found = load_waivers(loaded.base / loaded.configuration.waivers)
    # Sources on the command line start where the person is, those of the file where the file is.
    base = loaded.base if needed else here
    schema = loaded.configuration.terraform.provider_schema
    workspace = Workspace(
        base=base,
        folder=folder,
        settings=_settings(loaded),
        provider_schema=None if schema is None else loaded.base / schema,
        bucket=loaded.configuration.snapshots.store or "",
        lock=loaded.configuration.snapshots.lock,
    )
    return Project(loaded=loaded, workspace=workspace, waivers=found)


def source_of(source: Source) -> SourceRef:
    """Return the source that an entry of the configuration names."""
    if source.tfstate is not None:
        location = source.tfstate if isinstance(source.tfstate, str) else source.tfstate.location
        return SourceRef(kind=SourceKind.TFSTATE, location=location)
    if source.tfplan is not None:
        return SourceRef(kind=SourceKind.TFPLAN, location=source.tfplan)
    if source.hcl is not None:
        return SourceRef(kind=SourceKind.HCL, location=source.hcl)
    return account_of(source.aws)


def account_of(aws: AwsSource | None) -> SourceRef:
    """Return the source that an account of the configuration is."""
    if aws is None:
        raise ConfigError("a source has no kind", hint="write tfstate, tfplan, hcl or aws")
    account = f"{aws.account}/" if aws.account else ""
    options = [f"role={aws.role}"] * bool(aws.role) + ["cloud-control=on"] * (aws.cloud_control == "on")
    query = f"?{'&'.join(options)}" if options else ""
    return SourceRef(kind=SourceKind.AWS, location=f"{account}{aws.profile}@{','.join(aws.regions)}{query}")


def _settings(loaded: Loaded) -> dict[SourceRef, SourceSettings]:
    """Return what the configuration says of sources beside their locations."""
    found = {}
    for environment in loaded.configuration.environments.values():
        for source in (*environment.desired, *environment.observed):
            if source.tfstate is not None and not isinstance(source.tfstate, str):
                found[source_of(source)] = SourceSettings(headers=source.tfstate.headers)
        sides = (*environment.desired, *environment.observed)
        for aws in (*(entry.aws for entry in sides), *(entry.aws for entry in environment.events)):
            # The same account may be named twice, and once without what its role needs.
            if aws is not None and (aws.external_id or aws.session_policy):
                found[account_of(aws)] = SourceSettings(
                    external_id=aws.external_id or "", session_policy=aws.session_policy or ""
                )
    return found
