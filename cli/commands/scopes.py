"""What an environment answers for of all that is there: its scope, and what the services of others own."""

from __future__ import annotations

from collections.abc import Iterator

from cli.commands.sources import account_of
from cli.config.model import AwsSource, Configuration, Environment, OwnedSection
from engine.model.drift import OwnedScope, Reach, ServiceOwner


def scope_of(configuration: Configuration, name: str) -> OwnedScope:
    """Return the scope of an environment.

    What is in the scope of another one that looks at the same places is owned there. What nobody owns is told by the
    first environment that can tell it: it knows what is intended, and looks at all the places of this one.
    """
    environments = configuration.environments
    ours = environments[name].scope
    services = tuple(
        ServiceOwner(name=key, owner=section.owner, owns=_reach(section))
        for key, section in configuration.services.items()
    )
    others = tuple(
        ServiceOwner(name=other, owner=f"the environment {other}", owns=_reach(environment.scope))
        for other, environment in environments.items()
        if other != name and environment.scope is not None and environment.scope.is_limited
        if _looks_at(environment, environments[name])
    )
    if ours is None or not ours.is_limited:
        return OwnedScope(services=(*services, *others))
    teller = next((other for other, one in environments.items() if _tells(one, environments[name])), name)
    return OwnedScope(ours=_reach(ours), services=(*services, *others), told_in="" if teller == name else teller)


def siblings_of(configuration: Configuration, name: str) -> tuple[str, ...]:
    """Return the other environments that look at a place which this one looks at: their states have what is theirs."""
    own = list(_accounts(configuration.environments[name]))
    return tuple(
        other
        for other, environment in configuration.environments.items()
        if other != name and any(_meets(one, ours) for one in _accounts(environment) for ours in own)
    )


def _meets(one: AwsSource, other: AwsSource) -> bool:
    return any(_covers(one, other.model_copy(update={"regions": (region,)})) for region in other.regions)


def _reach(section: OwnedSection) -> Reach:
    return Reach(tags=dict(section.tags), stacks=section.stacks, accounts=section.accounts)


def _tells(one: Environment, other: Environment) -> bool:
    """Tell whether the drift of one environment can show what lies at the places of another one and nobody owns."""
    return bool(one.desired) and _looks_at(one, other)


def _looks_at(one: Environment, other: Environment) -> bool:
    """Tell whether one environment looks at every account and region that another one looks at."""
    theirs = list(_accounts(other))
    return bool(theirs) and all(any(_covers(ours, aws) for ours in _accounts(one)) for aws in theirs)


def _accounts(environment: Environment) -> Iterator[AwsSource]:
    return (source.aws for source in environment.observed if source.aws is not None)


def _covers(one: AwsSource, other: AwsSource) -> bool:
    alike = account_of(one.model_copy(update={"regions": other.regions})) == account_of(other)
    return alike and set(other.regions) <= set(one.regions)
