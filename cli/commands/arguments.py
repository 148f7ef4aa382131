"""What a verb needs of the configuration: environments as sources, gates with their settings, waivers and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.commands.options import ConfigOptions, ReadingOptions, TrustOptions
from cli.commands.sources import account_of, source_of
from cli.config.load import load_nearest
from cli.config.sources import is_remote, meant, recognise, seen_side
from cli.wiring.collecting import SourceSettings
from cli.wiring.credentials.sealing import Signing
from cli.wiring.credentials.trust import find_stranger
from cli.wiring.heartbeats import Heartbeat
from cli.wiring.ownership import version
from cli.wiring.reading import ReadOptions
from cli.wiring.workspace import FOLDER, Workspace
from engine.errors import ConfigError
from engine.gates.gate import Asked, Gate
from engine.gates.policy.settings import MAX_UNJUDGED, PolicySettings
from engine.gates.settings import GateSettings, Require, settings_of
from engine.gates.table import COVERAGE, PARITY, POLICY
from engine.model.outcome import FailOn
from engine.model.policy import Policy
from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.model.verdict import MAX_ADOPTION, Adoption, Rules
from engine.model.waiver import Baseline, Waiver
from engine.run.request import Request, View
from engine.verdict.nightly import Schedule
from snapshots.redaction.own import OwnSecrets

S = TypeVar("S", bound=GateSettings)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cli.config.load import LoadedConfiguration
    from cli.config.model import AdoptionSection


@dataclass(frozen=True, slots=True)
class EnvironmentSources:
    """The sources of an environment, by side; `events` are accounts and paths, `states` those of what others manage.

    `words` are those that tell its resources from those of another environment, beside its name.
    """

    name: str
    desired: tuple[SourceRef, ...]
    observed: tuple[SourceRef, ...]
    events: tuple[SourceRef | str, ...] = ()
    states: tuple[SourceRef, ...] = ()
    is_ephemeral: bool = False
    words: tuple[str, ...] = ()

    def view(self, side: Side) -> View | None:
        """Return the view of a side, none without sources of it; a plan that stands for reality is one of a refresh."""
        sources = self.desired if side is Side.DESIRED else self.observed
        if not sources:
            return None
        seen = None if side is Side.DESIRED else seen_side(sources[0])
        words = (self.name, *self.words)
        return View(sources=sources, environment=self.name, side=seen, words=words, is_ephemeral=self.is_ephemeral)

    def needed(self, side: Side) -> View:
        """Return the view of a side; raises ConfigError when there is no source of it."""
        found = self.view(side)
        if found is None:
            raise ConfigError(
                f"environments.{self.name}.{side}: the environment has no {side} source",
                hint=f"add one under environments.{self.name}.{side}",
            )
        return found


@dataclass(frozen=True, slots=True)
class Project:
    """The configuration as the verbs use it; without a file only what direct sources need."""

    loaded: LoadedConfiguration | None
    workspace: Workspace
    waivers: tuple[Waiver, ...]

    @property
    def base(self) -> Path:
        """Return the folder that the paths of the configuration start from; the current one without a file."""
        return Path.cwd() if self.loaded is None else self.loaded.base

    def own_policies(self, given: Sequence[Path] = ()) -> Sequence[Policy]:
        """Return people's own policies, the configured and the given ones; raises as `cli.wiring.own.load_own` does."""
        settings = self.policy or PolicySettings()
        if not settings.rego and not given:
            return ()
        from cli.wiring.own import load_own  # noqa: PLC0415 - only where somebody has some
        from cli.wiring.policies import shipped_ids  # noqa: PLC0415 - the same

        hide = self.workspace.redactor.text
        return load_own(settings, self.base, self.workspace.folder, shipped_ids, given, hide=hide).policies

    @property
    def has_scans(self) -> bool:
        """Tell whether the policy gate is told to judge what other scanners say."""
        return self.loaded is not None and bool(self.loaded.configuration.gates.results(POLICY))

    @property
    def policy(self) -> PolicySettings | None:
        """Return what the policy gate is told; none without its section."""
        return None if self.loaded is None else self.loaded.configuration.gates.told(POLICY)

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
            states=tuple(map(source_of, environment.scope.states)) if environment.scope is not None else (),
            is_ephemeral=environment.ephemeral is not None,
            words=environment.words,
        )

    @property
    def environments(self) -> tuple[str, ...]:
        """Return the names of the environments, in the order of the file; none without a configuration."""
        return () if self.loaded is None else tuple(self.loaded.configuration.environments)

    def alone(self, gate: Gate[S], default: S, **changes: Any) -> Asked:
        """Return a gate that is asked for by a verb of its own: as configured, else `default`, and always a must.

        `changes` are settings that options give; one that is none changes nothing.
        """
        told = None if self.loaded is None else self.loaded.configuration.gates.told(gate)
        given = {name: value for name, value in changes.items() if value is not None}
        return Asked(gate=gate, settings=replace(told or default, require=Require.MUST, **given))

    @property
    def rules(self) -> Rules:
        """Return the settings of the decision."""
        if self.loaded is None:
            return Rules()
        coverage, adopt = self.loaded.configuration.gates.told(COVERAGE), self.loaded.configuration.subject.adopt
        return Rules(
            max_age=coverage.max_age if coverage is not None else None,
            adoption=None if adopt is None else _adoption(adopt),
        )

    def is_nightly(self, environment: str) -> bool:
        """Tell whether runs of an environment are due; of every one, where the configuration names none."""
        section = None if self.loaded is None else self.loaded.configuration.nightly
        return section is None or section.environments is None or environment in section.environments

    @property
    def schedule(self) -> Schedule | None:
        """Return when runs are due; none without a schedule in the configuration."""
        section = None if self.loaded is None else self.loaded.configuration.nightly
        if section is None:
            return None
        return Schedule.of(section.every, section.max_age, section.command or "")

    def check_adoption(self, now: datetime) -> None:
        """Refuse an adoption that ends later than it may; raises ConfigError with the place of it."""
        adopt = None if self.loaded is None else self.loaded.configuration.subject.adopt
        if self.loaded is not None and adopt is not None and adopt.until - now > MAX_ADOPTION:
            place = self.loaded.document.where(("subject", "adopt", "until"))
            raise ConfigError(
                f"{place}: subject.adopt.until: {adopt.until:%Y-%m-%d} is more than {MAX_ADOPTION.days} days ahead",
                hint=f"write a day up to {now + MAX_ADOPTION:%Y-%m-%d}, and bind results: driftgate record -- COMMAND",
            )

    def check_unjudged(self, now: datetime) -> None:
        """Refuse an end of what nobody judges that is later than it may be; raises ConfigError with the place of it."""
        told = None if self.loaded is None else self.loaded.configuration.gates.told(POLICY)
        if self.loaded is not None and told is not None and told.unjudged is not None:
            until = told.unjudged.until
            if until - now > MAX_UNJUDGED:
                place = self.loaded.document.where(("gates", "policy", "unjudged", "until"))
                raise ConfigError(
                    f"{place}: gates.policy.unjudged.until: more than {MAX_UNJUDGED.days} days ahead",
                    hint=f"write a day up to {now + MAX_UNJUDGED:%Y-%m-%d}",
                )

    def request(self, command: str, environment: str, gates: tuple[Asked, ...], **parts: Any) -> Request:
        """Return the request of a verb about an environment, with the waivers and rules of the project.

        `parts` are the other fields of the request: views, results, the baseline, and what the options say.
        """
        if self.loaded is not None and environment in self.environments and "observed" in parts:
            from cli.commands.scopes import scope_of, siblings_of  # noqa: PLC0415 - pydantic, only with a configuration

            parts["scope"] = scope_of(self.loaded.configuration, environment)
            ephemeral = self.loaded.configuration.environments[environment].ephemeral
            parts["lifetime"] = None if ephemeral is None else ephemeral.lifetime
            own = self.environment(environment)
            siblings = map(self.environment, siblings_of(self.loaded.configuration, environment))
            theirs = (state for one in siblings for state in one.desired if self._is_state_there(state))
            parts["others"] = tuple(
                View(sources=(state,), environment=environment, side=Side.DESIRED)
                for state in dict.fromkeys([*own.states, *theirs])
                if state not in own.desired
            )
        return Request(
            command=command,
            environment=environment,
            tool=version(),
            gates=gates,
            rules=self.rules,
            waivers=self.waivers,
            places=self.places,
            stranger=self.workspace.stranger,
            schedule=self.schedule if environment in self.environments and self.is_nightly(environment) else None,
            **parts,
        )

    def _is_state_there(self, source: SourceRef) -> bool:
        """Tell whether a source is a state that can be asked for: a sibling that is not there yet stops nobody."""
        if source.kind is not SourceKind.TFSTATE:
            return False
        return is_remote(source) or (self.workspace.base / source.location).exists()

    @property
    def places(self) -> dict[str, str]:
        """Return where in the file the rules of parity stand, by their paths with dots."""
        parity = None if self.loaded is None else self.loaded.configuration.gates.told(PARITY)
        if self.loaded is None or parity is None:
            return {}
        found = {}
        for index in range(len(parity.rules)):
            path = ("gates", "parity", "rules", index)
            found[".".join(map(str, path))] = self.loaded.document.where(path)
        return found

    def waiver_path(self) -> Path:
        """Return the waiver file or folder; raises ConfigError when the configuration names none."""
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
        from cli.config.baselines import read_baselines  # noqa: PLC0415 - only where there is one

        return read_baselines(self.baseline_path()).get(environment)

    def asked(self, fail_on: FailOn | None) -> tuple[Asked, ...]:
        """Return every configured gate that is not off; `fail_on` is `--fail-on`."""
        gates = () if self.loaded is None else self.loaded.configuration.gates.asked()
        return tuple(with_fail_on(asked, fail_on) for asked in gates)


def with_fail_on(asked: Asked, fail_on: FailOn | None) -> Asked:
    """Return a gate with another severity from which its findings fail, where it has one."""
    names = {entry.name for entry in settings_of(type(asked.settings))}
    if fail_on is None or "fail_on" not in names:
        return asked
    return replace(asked, settings=replace(asked.settings, fail_on=fail_on))  # type: ignore[call-arg]  # named above


def reading(common: ReadingOptions) -> ReadOptions:
    """Return how sources are read under the options of a verb."""
    return ReadOptions(progress=common.watch(), jobs=common.jobs, offline=common.offline)


def recognised(_context: click.Context, _argument: click.Parameter, value: str | None) -> str | None:
    """Return what an argument stands for: a source where it is a file that is there, else itself."""
    return None if value is None else recognise(value, Path.cwd())


def no_configuration(name: str = "", instead: str = "") -> ConfigError:
    """Return the error of a missing configuration.

    `name` is what was taken for the name of an environment, `instead` the words that work without a configuration.
    """
    hint = "write one from what is here: driftgate init; or name the file with --config"
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
    stranger = find_stranger(asked=isinstance(common, TrustOptions) and common.untrusted)
    given = tuple(here / path for path in common.provider_schemas) if isinstance(common, ReadingOptions) else ()
    if loaded is None:
        if needed:
            raise no_configuration(named, instead)
        workspace = Workspace(base=here, folder=here / FOLDER, stranger=stranger, provider_schemas=given)
        workspace.check_owners()
        return Project(loaded=None, workspace=workspace, waivers=())
    folder = loaded.base / loaded.configuration.store
    found: tuple[Waiver, ...] = ()
    if waivers and loaded.configuration.waivers is not None:
        from cli.config.waivers import load_waivers  # noqa: PLC0415 - only when there are some

        found = load_waivers(loaded.base / loaded.configuration.waivers, base=loaded.base)
    # Sources on the command line start where the person is, those of the file where the file is.
    base = loaded.base if needed else here
    workspace = Workspace(
        base=base,
        folder=folder,
        settings=_settings(loaded),
        provider_schemas=given or tuple(loaded.base / name for name in loaded.configuration.terraform.schemas),
        bucket="" if stranger else loaded.configuration.snapshots.store or "",
        lock=loaded.configuration.snapshots.lock,
        heartbeat=None if stranger else _heartbeat(loaded),
        signing=None if stranger else _signing(loaded),
        stranger=stranger,
        own=OwnSecrets(**loaded.configuration.redact.model_dump()),
    )
    workspace.check_owners()
    return Project(loaded=loaded, workspace=workspace, waivers=found)


def _adoption(section: AdoptionSection) -> Adoption:
    from cli.config.waivers import told  # noqa: PLC0415 - pydantic only where there is one

    return Adoption(until=section.until, **told({"owner": section.owner, "reason": section.reason}))


def _heartbeat(loaded: LoadedConfiguration) -> Heartbeat | None:
    section = loaded.configuration.nightly
    if section is None or section.heartbeat is None:
        return None
    return Heartbeat(reference=section.heartbeat, base=loaded.base)


def _signing(loaded: LoadedConfiguration) -> Signing | None:
    reference = loaded.configuration.evidence.sign
    return None if reference is None else Signing(reference, loaded.base)


def _settings(loaded: LoadedConfiguration) -> dict[SourceRef, SourceSettings]:
    """Return what the configuration says of sources beside their locations."""
    found = {}
    for environment in loaded.configuration.environments.values():
        states = environment.scope.states if environment.scope is not None else ()
        for source in (*environment.desired, *environment.observed, *states):
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
