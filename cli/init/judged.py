"""What the files of a pipeline have to know of a repository: environments as the stages of a pipeline judge them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl

from cli.config.model import AwsSource, Configuration, Environment, Source
from cli.init.environments import FoundRoot
from cli.init.look import Found
from engine.gates.settings import Switch
from engine.gates.table import POLICY
from snapshots.repository.results import FoundTool

SEPARATOR = "|"  # of the fields of a root module in a line of a pipeline
TERRAFORM, TERRAGRUNT = "terraform", "terragrunt"  # the programs that plan
_REGION = "us-east-1"
_ENDINGS = (".tfvars", ".tfvars.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRoot:
    """A root module as a pipeline plans it; `values` is its file of values. The files are named from `folder`."""

    folder: str
    workspace: str = ""
    backend: str = ""
    values: str = ""
    program: str = TERRAFORM

    @property
    def line(self) -> str:
        """Return it as a line: program, workspace, folder, file of the backend, file of values."""
        return SEPARATOR.join((self.program, self.workspace, self.folder, self.backend, self.values))

    @property
    def is_writable(self) -> bool:
        """Tell whether such a line means this and nothing else."""
        return self.line.isprintable() and self.line.count(SEPARATOR) == 4


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedEnvironment:
    """An environment of the configuration. `slug` is its name as a part of files and variables, of letters and digits.

    `is_changing` tells that a change of the repository shows in it: by a plan, or by a state in a file. `is_observed`
    tells that the configuration says how its reality is seen, `profiles` are those of AWS that it names.
    """

    name: str
    slug: str
    roots: tuple[JudgedRoot, ...] = ()
    is_changing: bool = False
    is_observed: bool = False
    profiles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    region: str = _REGION

    @property
    def role(self) -> str:
        """Return the variable that holds the role of this environment alone."""
        return f"DRIFTGATE_ROLE_{self.slug.replace('-', '_').upper()}"

    @property
    def lines(self) -> str:
        """Return its root modules, one a line."""
        return "\n".join(root.line for root in self.roots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What pipelines are written for. `left_out` says in words what could not be taken along.

    `store` is the folder where the configuration keeps the ledger, `waivers` the file or folder that it names.
    """

    environments: tuple[JudgedEnvironment, ...]
    tools: tuple[FoundTool, ...] = ()
    checkov: bool = False
    store: str = ".driftgate"
    waivers: str = ""
    left_out: tuple[str, ...] = field(default=())

    @property
    def changing(self) -> tuple[JudgedEnvironment, ...]:
        """Return the environments in which a change of the repository shows."""
        return tuple(environment for environment in self.environments if environment.is_changing)

    @property
    def observed(self) -> tuple[JudgedEnvironment, ...]:
        """Return the environments whose nights can be judged."""
        return tuple(environment for environment in self.environments if environment.is_observed)

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the profiles of AWS that the configuration names, once each."""
        return tuple(dict.fromkeys(name for environment in self.environments for name in environment.profiles))

    @property
    def programs(self) -> frozenset[str]:
        """Return the programs that plan, none where there is no code."""
        return frozenset(root.program for root in self.roots)

    @property
    def roots(self) -> tuple[JudgedRoot, ...]:
        """Return the root modules of all environments."""
        return tuple(root for environment in self.environments for root in environment.roots)


def list_judged(configuration: Configuration, found: Found, folder: Path) -> Judged:
    """Return what pipelines judge: the environments of the configuration, with the code that was found for them."""
    roots = {environment.name: environment.roots for environment in found.environments}
    environments: list[JudgedEnvironment] = []
    left_out: list[str] = []
    for name, environment in configuration.environments.items():
        if not name.isprintable():
            left_out.append(f"environment {name}: its name is no line of text")
            continue
        known = _roots_of(environment, roots.get(name, ()), found)
        planned = [_with_values(root, name, folder) for root in known]
        left_out += [f"code {root.folder}: its path cannot stand in a line" for root in planned if not root.is_writable]
        lines = tuple(root for root in planned if root.is_writable)
        accounts = [source.aws for source in environment.observed if source.aws is not None]
        environments.append(
            JudgedEnvironment(
                name=name,
                slug=_slug(name, [known.slug for known in environments]),
                roots=lines,
                is_changing=bool(lines) or any(map(_is_in_repository, environment.desired)),
                is_observed=bool(environment.observed),
                profiles=tuple(dict.fromkeys(aws.profile for aws in accounts if _is_profile(aws.profile))),
                accounts=tuple(dict.fromkeys(aws.account for aws in accounts if aws.account)),
                region=_region(accounts, environment),
            )
        )
    left_out += _untold_states(configuration, found)
    policy = configuration.gates.told(POLICY)
    return Judged(
        environments=tuple(environments),
        tools=found.tools,
        checkov=policy is not None and policy.checkov is Switch.ON,
        store=configuration.store,
        waivers=configuration.waivers or "",
        left_out=tuple(left_out),
    )


def _roots_of(environment: Environment, known: tuple[FoundRoot, ...], found: Found) -> tuple[FoundRoot, ...]:
    """Return the root modules of an environment: those whose states it names, in the workspace that the state is of.

    Without such a state they are those that were found for it, else the code that it names.
    """
    places = {_without_workspace(root.state): root for one in found.environments for root in one.roots if root.state}
    named = [text for source in environment.desired if isinstance(text := source.tfstate, str)]
    matched = [
        replace(root, workspace=_workspace(state), state=state)
        for state in named
        if (root := places.get(_without_workspace(state))) is not None
    ]
    code = tuple(FoundRoot(folder=source.hcl) for source in environment.desired if source.hcl)
    others = [root for root in known if root.folder not in {one.folder for one in matched}]
    told = dict.fromkeys([*matched, *others])
    return tuple(sorted(told, key=lambda root: (root.folder, root.workspace, root.backend))) or code


def _untold_states(configuration: Configuration, found: Found) -> Iterator[str]:
    """Yield the states of root modules that no environment names: a night would take what they have for nobody's."""
    sources = [source for one in configuration.environments.values() for source in (*one.desired, *_others(one))]
    told = [_without_workspace(text)[0] for source in sources if isinstance(text := source.tfstate, str)]
    for one in found.environments:
        for root in one.roots:
            place = _without_workspace(root.state)[0]
            if place and not any(place == known or (known.endswith("/") and place.startswith(known)) for known in told):
                yield (
                    f"code {root.folder}: no environment names its state, so that a night takes it for nobody's: "
                    f'add {{ tfstate: "{root.state}" }} to desired of {one.name}'
                )


def _others(environment: Environment) -> tuple[Source, ...]:
    return environment.scope.states if environment.scope is not None else ()


def _workspace(state: str) -> str:
    """Return the workspace in the address of a state, `s3://BUCKET/KEY?workspace=NAME`; empty for none."""
    return next(iter(parse_qs(state.partition("?")[2]).get("workspace", ())), "")


def _without_workspace(state: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    place, _, query = state.partition("?")
    return place, tuple(sorted((name, value) for name, value in parse_qsl(query) if name == "region"))


def _with_values(root: FoundRoot, name: str, folder: Path) -> JudgedRoot:
    """Return a root module with the one file of values that is called like its workspace, or its environment."""
    if root.is_terragrunt:
        return JudgedRoot(folder=root.folder, program=TERRAGRUNT)
    made = JudgedRoot(folder=root.folder, workspace=root.workspace, backend=root.backend)
    for called in dict.fromkeys(filter(None, (root.workspace, name))):
        files = list(_values(folder / root.folder, called))
        if len(files) == 1:
            return replace(made, values=files[0])
    return made


def _values(folder: Path, called: str) -> Iterator[str]:
    if "/" in called or called in {".", ".."} or not folder.is_dir():
        return
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        for ending in _ENDINGS:
            path = place / f"{called}{ending}"
            if path.is_file():
                yield path.relative_to(folder).as_posix()


def _is_in_repository(source: Source) -> bool:
    return bool(source.hcl) or (isinstance(source.tfstate, str) and "://" not in source.tfstate)


def _is_profile(name: str) -> bool:
    return bool(name) and name.isprintable() and "]" not in name


def _region(accounts: list[AwsSource], environment: Environment) -> str:
    """Return the region of an account of the environment, else that of one of its states."""
    states = (text for source in environment.desired if isinstance(text := source.tfstate, str))
    regions = [region for aws in accounts for region in aws.regions]
    regions += [value for state in states for value in parse_qs(state.partition("?")[2]).get("region", ())]
    return next((region for region in regions if re.fullmatch(r"[a-z0-9-]+", region)), _REGION)


def _slug(name: str, taken: Collection[str]) -> str:
    """Return a name of letters, digits and dashes that no other environment has."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "environment"
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )
