"""What the policy gate can be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from engine.acceptance.person import is_named
from engine.errors import ConfigError
from engine.gates.settings import Duration, GateSettings, Says, Switch, Time
from engine.model.outcome import FailOn
from engine.model.policy import Mode, Switched
from engine.policy.scope import name_provider

_TYPE = re.compile(r"[a-z][a-z0-9-]*_[a-z0-9_]+")
MAX_UNJUDGED = timedelta(days=90)
_PROVIDER = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideSettings:
    """What no policy has to judge: all types of a provider, or some types.

    Raises ConfigError for neither, for both, and without a reason.
    """

    provider: Annotated[str, Says("The provider, as the names of its types begin: `datadog`.")] = ""
    types: Annotated[tuple[str, ...], Says("The resource types.")] = ()
    reason: Annotated[str, Says("Why; it stands in every report.")]

    def __post_init__(self) -> None:
        """Refuse an entry that names nothing, or gives no reason."""
        if bool(self.provider) == bool(self.types):
            raise ConfigError("an entry names one provider or some types")
        if self.provider and not _PROVIDER.fullmatch(self.provider):
            raise ConfigError(f"{self.provider!r} is no provider", hint="write it as the names of its types begin")
        _check_types(self.types)
        if not self.reason.strip():
            raise ConfigError(f"say why {self.provider or self.types[0]} is outside")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnjudgedSettings:
    """Who answers for types that no policy judges yet. Raises ConfigError without a name or a type."""

    types: Annotated[tuple[str, ...], Says("The resource types; another one is a finding when it appears.")]
    owner: Annotated[str, Says("Who answers for them.")]
    until: Annotated[Time, Says(f"Until when; {MAX_UNJUDGED.days} days ahead at most.")]

    def __post_init__(self) -> None:
        """Refuse an owner who is nobody, and what is no type."""
        if not is_named(self.owner):
            raise ConfigError(f"the owner {self.owner!r} names nobody")
        if not self.types:
            raise ConfigError("name the types")
        _check_types(self.types)


def _check_types(types: Iterable[str]) -> None:
    wrong = next((type_ for type_ in types if not _TYPE.fullmatch(type_)), None)
    if wrong is not None:
        raise ConfigError(f"{wrong!r} is no resource type", hint="write the whole name of each type")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSettings:
    """How a policy counts where it does not as it does by itself. Raises ConfigError without an owner or a reason."""

    policy: Annotated[str, Says("The id of the policy.")]
    mode: Annotated[Mode, Says("enforce lets its findings fail, warn lets them only warn, off does not ask it.")]
    owner: Annotated[str, Says("Who answers for that.")]
    reason: Annotated[str, Says("Why; it stands in every report.")]
    until: Annotated[Time, Says("Until when; then the policy counts again as it does by itself.")]

    def __post_init__(self) -> None:
        """Refuse an owner who is nobody, and no reason."""
        if not is_named(self.owner):
            raise ConfigError(f"the owner {self.owner!r} names nobody")
        if not self.reason.strip():
            raise ConfigError(f"say why {self.policy} is {self.mode}")


class Engine(StrEnum):
    """What asks the policies that driftgate brings."""

    WASM = "wasm"
    OPA = "opa"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings(GateSettings):
    """Which policies judge, how they count, and what they need not judge."""

    fail_on: Annotated[FailOn, Says("The lowest severity of a finding that fails; below it a finding warns.")] = (
        FailOn.HIGH
    )
    checkov: Annotated[
        Switch,
        Says(
            "Also ask all checks of Checkov, in its own environment; `driftgate tools install` makes that. Without it "
            "nothing is proven, and where it is off every verdict says so in its first line."
        ),
    ] = Switch.OFF
    checkov_skips: Annotated[
        Switch,
        Says(
            "Let comments in code that ask to skip a check of Checkov count, and what a scan under `results` says is "
            "suppressed: what they hide warns only. They are told either way."
        ),
    ] = Switch.OFF
    max_age: Annotated[Duration, Says("How old the scans under `results` may be; the oldest of them counts.")] = (
        timedelta(hours=24)
    )
    engine: Annotated[
        Engine,
        Says("What asks driftgate's own policies: `wasm` in this process, or the `opa` program. They say the same."),
    ] = Engine.WASM
    server: Annotated[
        str,
        Says(
            "The address of an OPA server that asks them instead: it has loaded what `driftgate policy bundle` writes."
        ),
    ] = ""
    rego: Annotated[
        tuple[str, ...],
        Says(
            "Folders and bundles (`.tar.gz`) of your own Rego, beside the configuration: policies as ours, or as "
            "conftest has them."
        ),
    ] = ()
    rego_data: Annotated[
        tuple[str, ...], Says("Folders and files of JSON or YAML that your own Rego reads below `data`.")
    ] = ()
    rego_key: Annotated[
        str, Says("A public key in PEM, beside the configuration, that signs every bundle under `rego`.")
    ] = ""
    modes: Annotated[
        tuple[ModeSettings, ...],
        Says("Policies that warn only, or are not asked: who answers for that, why, and until when."),
    ] = ()
    params: Annotated[
        Mapping[str, Mapping[str, Any]],
        Says(
            "What policies are told: by id, the values of parameters by name; `driftgate policy explain ID` has them."
        ),
    ] = field(default_factory=dict)
    skip: Annotated[
        tuple[str, ...],
        Says("Ids of policies that are not asked, and nobody says why: nothing is proven without them. Write `modes`."),
    ] = ()
    outside: Annotated[
        tuple[OutsideSettings, ...],
        Says("What policies need not judge, with the reason; every verdict says in its first line what it leaves out."),
    ] = ()
    unjudged: Annotated[
        UnjudgedSettings | None,
        Says(
            "Who answers for types that no policy judges; without it they are open for 30 days, then nothing is proven."
        ),
    ] = None

    @property
    def oldest(self) -> timedelta | None:
        """Return how old scans may be."""
        return self.max_age

    @property
    def places(self) -> Mapping[tuple[str | int, ...], str]:
        """Return the folders, bundles, data and key of people's own Rego."""
        lists = {"rego": self.rego, "rego-data": self.rego_data}
        found: dict[tuple[str | int, ...], str] = {
            (key, index): text for key, texts in lists.items() for index, text in enumerate(texts)
        }
        return {**found, ("rego-key",): self.rego_key} if self.rego_key else found

    def __post_init__(self) -> None:
        """Refuse two ways to ask."""
        if self.server and self.engine is not Engine.WASM:
            raise ConfigError("engine and server are two ways to ask", hint="keep one of them")

    def switched(self, now: datetime) -> tuple[Switched, ...]:
        """Return the policies that do not count as they do by themselves at a time, sorted."""
        told = [
            Switched(policy=one.policy, mode=one.mode, owner=one.owner, reason=one.reason, until=one.until)
            for one in self.modes
            if one.until > now
        ]
        told += [Switched(policy=id_, mode=Mode.OFF) for id_ in self.skip]
        return tuple(sorted(told, key=lambda one: (one.policy, one.mode)))

    def reason_outside(self, type_: str) -> str:
        """Return why a type is outside, empty where it is not; what is said of the type itself comes first."""
        found = [entry.reason for entry in self.outside if type_ in entry.types]
        found += [entry.reason for entry in self.outside if entry.provider == name_provider(type_)]
        return found[0] if found else ""
