"""The policy evaluators: the embedded Rego pack, and Checkov where it is asked for."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cli.wiring.collecting import cache_in
from cli.wiring.engines import pack_engine
from cli.wiring.own import OwnRego, load_own
from engine.errors import ConfigError
from engine.gates.gate import Asked
from engine.gates.policy.settings import Engine, PolicySettings
from engine.gates.settings import Switch
from engine.jsontext.digest import digest
from engine.model.policy import Policy, PolicyScope
from engine.policy.judges import JudgedType, find_judges
from engine.policy.scope import find_scope_of_types, name_provider
from engine.ports import PolicyEvaluator

if TYPE_CHECKING:
    from cli.wiring.workspace import Workspace
    from policies.authoring.catalog import Pack
    from policies.evaluators.asking import Machine

# What a judgement is made by: the pack with what METADATA says, facts, what the provider tells of AWS, and its schema;
# of each folder the files in it.
_JUDGES = (
    *("engine", "engine/facts", "engine/jsontext", "engine/model", "engine/provider"),
    *("policies/authoring", "policies/evaluators", "policies/evaluators/checkov", "policies/facts", "policies/rego"),
    *("snapshots/aws", "snapshots/aws/services", "snapshots/aws/unset", "snapshots/terraform"),
)
_ALIKE, _TYPED_WRONGLY = 0.6, 0.85  # how near an id is to another one that may be meant, and that surely is
_NOTHING: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


@cache
def shipped_pack() -> Pack:
    """Return the pack that driftgate brings, read once a process; raises as `load_pack` does."""
    from policies.authoring.catalog import load_pack  # noqa: PLC0415 - only verbs that look at policies need them

    return load_pack()


def evaluators(
    *,
    checkov: bool,
    skip: Sequence[str] = (),
    params: Mapping[str, Mapping[str, Any]] = _NOTHING,
    folder: Path | None = None,
    engine: tuple[Callable[[], Machine], str] | None = None,
    own: OwnRego | None = None,
    workspace: Workspace | None = None,
) -> list[PolicyEvaluator]:
    """Return the policy evaluators: the embedded Rego pack, Checkov when it is asked for, and people's own Rego.

    `skip` are ids of policies that are not asked for, `params` what policies are told, `folder` where an installation
    keeps judgements for the next run, `engine` what asks the embedded pack and how it is called, `own` people's own
    policies, which need the `workspace` of the run, as Checkov does for code. Raises ConfigError for an id that no
    policy has and for what a policy cannot be told.
    """
    from policies.evaluators.checkov.checks import load_checks  # noqa: PLC0415 - only policy verbs need them
    from policies.evaluators.judgements import JudgementCache  # noqa: PLC0415
    from policies.evaluators.wasm import RegoEvaluator  # noqa: PLC0415
    from snapshots.aws.judging import JUDGING  # noqa: PLC0415
    from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415

    theirs = () if own is None else own.policies
    check_policies(skip, own=theirs)
    pack, checks = shipped_pack(), load_checks()
    told = {policy.id: policy for policy in told_policies(params, own=theirs) if policy.id not in skip}
    wanted = [told[policy.id] for policy in pack.policies if policy.id in told]
    judgements = None if folder is None else JudgementCache(cache_in(folder, "judgements"), _program)
    make, name = engine or pack_engine(pack, PolicySettings(), offline=True, stranger="")
    rego = RegoEvaluator(
        pack, wanted, judging=JUDGING, schema=ProviderSchema(), judgements=judgements, engine=make, name=name
    )
    found: list[PolicyEvaluator] = [rego]
    if checkov:
        from cli.wiring.checkov import checkov_evaluator  # noqa: PLC0415 - only where it is asked for

        kept_in = None if folder is None else cache_in(folder, "checkov")
        wanted = [policy for policy in checks if policy.id not in skip]
        found.append(checkov_evaluator(wanted, kept_in, _program, workspace))
    if own is not None and workspace is not None:
        found += own.evaluators(told, workspace)
    return found


def every_policy() -> tuple[Policy, ...]:
    """Return every policy that driftgate brings: the embedded Rego pack and the checks of Checkov."""
    from policies.evaluators.checkov.checks import load_checks  # noqa: PLC0415 - only verbs that look at policies

    return (*shipped_pack().policies, *load_checks())


def own_policies_in(rego: Sequence[Path]) -> tuple[Policy, ...]:
    """Return the policies in places of people's own Rego; raises ConfigError for any mistake in them."""
    return load_own(PolicySettings(), Path.cwd(), None, shipped_ids, rego).policies


def known_check(id_: str) -> Policy | None:
    """Return a check of Checkov as driftgate knows it, none for what is no such check."""
    if not id_.startswith("CKV"):
        return None
    return next((check for check in every_policy() if check.id == id_), None)


def shipped_ids() -> frozenset[str]:
    """Return the ids of all policies that driftgate brings."""
    return frozenset(policy.id for policy in every_policy())


def _program() -> str:
    """Return what tells this program from another one that may judge otherwise: its version, and its files."""
    root = Path(__file__).parents[2]
    files = sorted(file for folder in _JUDGES for file in (root / folder).iterdir() if file.is_file())
    told = [(file.relative_to(root).as_posix(), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return digest([importlib.metadata.version("driftgate"), told])


def told_policies(
    params: Mapping[str, Mapping[str, Any]],
    where: Callable[[Sequence[str]], str] = lambda _: "",
    own: Sequence[Policy] = (),
) -> tuple[Policy, ...]:
    """Return the embedded policies, and people's `own`, as they are told to judge.

    Raises as `policies.authoring.params.with_params` does. Checks of Checkov have no parameters.
    Raises ConfigError for a value that is a secret: it would stand in reports.
    """
    from policies.authoring.params import with_params  # noqa: PLC0415 - only verbs that look at policies need them
    from policies.evaluators.checkov.checks import load_checks  # noqa: PLC0415 - the same

    ours = (*shipped_pack().policies, *own)
    if not params:
        return ours
    found = with_params((*ours, *load_checks()), params, where)[: len(ours)]
    for id_, told in params.items():
        for name, value in told.items():
            _check_shown(value, f"{where((id_, name))}gates.policy.params.{id_}.{name}")
    return found


def _check_shown(value: Any, where: str) -> None:
    from cli.terminal.quoted import told_text  # noqa: PLC0415 - only where something is told

    inner = [value]
    for node in inner:  # grows on the way
        if isinstance(node, str) and told_text(node) != node:
            raise ConfigError(f"{where}: it holds a secret, and every report shows it", hint="write what is no secret")
        inner += (
            [*node, *node.values()] if isinstance(node, Mapping) else node if isinstance(node, list | tuple) else []
        )


def policy_evaluators(
    asked: Asked,
    workspace: Workspace,
    base: Path,
    rego: Sequence[Path] = (),
    *,
    offline: bool = False,
    scans: bool = False,
) -> list[PolicyEvaluator]:
    """Return the evaluators that the settings of the policy gate ask for; raises as `evaluators` and `load_own` do.

    `base` is the folder of the configuration, `rego` are places of people's own Rego beside the configured ones.
    `offline` says that nothing may be asked over the network, `scans` that rules of other scanners are judged as well.
    """
    settings = asked.settings
    if not isinstance(settings, PolicySettings):
        raise ConfigError(f"{asked.gate.name} has no policies", hint="ask for the gate policy")
    own = load_own(settings, base, workspace.folder, shipped_ids, rego, hide=workspace.redactor.text)
    check_policies([one.policy for one in settings.modes], key="modes", own=own.policies, scans=scans)
    found = evaluators(
        checkov=settings.checkov is Switch.ON,
        skip=settings.skip,
        params=settings.params,
        # What the module has judged is kept, and what others say is asked anew.
        folder=None if settings.server or settings.engine is not Engine.WASM else workspace.folder,
        engine=pack_engine(shipped_pack(), settings, offline=offline, stranger=workspace.stranger),
        own=own,
        workspace=workspace,
    )
    check_outside(settings, own=own.policies)
    return found


def scope_of_types(
    types: Mapping[str, int], settings: PolicySettings | None = None, own: Sequence[Policy] = ()
) -> PolicyScope:
    """Return what the embedded policies, and people's `own`, judge of resources that are counted by their type."""
    from snapshots.aws.provider import AwsProvider  # noqa: PLC0415 - only verbs that look at policies need them
    from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415 - the same

    told = settings or PolicySettings()
    policies = [policy for policy in (*shipped_pack().policies, *own) if policy.id not in told.skip]
    return find_scope_of_types(types, policies, AwsProvider(ProviderSchema()), outside=told.reason_outside)


def judges_of_types(
    counts: Mapping[str, int] | None, settings: PolicySettings | None = None, own: Sequence[Policy] = ()
) -> tuple[JudgedType, ...]:
    """Return who judges types, under the settings given: those that are counted, else all that driftgate knows of AWS.

    People's `own` policies judge as well. Known are the types that are read, those of which somebody said something,
    and those of which there is a policy.
    """
    from policies.evaluators.checkov.checks import load_checks  # noqa: PLC0415 - only verbs that look at policies need them
    from snapshots.aws.catalog import SERVICES  # noqa: PLC0415 - the same
    from snapshots.aws.provider import AwsProvider  # noqa: PLC0415 - the same
    from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415 - the same

    told = settings or PolicySettings()
    every = (*shipped_pack().policies, *load_checks(), *own)
    policies = [policy for policy in every if policy.id not in told.skip]
    provider = AwsProvider(ProviderSchema())
    if counts is not None:
        return find_judges(counts, policies, provider, outside=told.reason_outside)
    known = {type_ for policy in policies for type_ in policy.resource_types}
    known |= {kind.name for service in SERVICES for kind in service.types}
    known |= {kind.name for service in SERVICES for kind in service.known}
    one_each = find_judges(dict.fromkeys(sorted(known), 1), policies, provider, outside=told.reason_outside)
    return tuple(replace(row, resources=0) for row in one_each)


def judged_providers() -> frozenset[str]:
    """Return the providers of whose types the embedded policies know any."""
    return frozenset(name_provider(type_) for policy in shipped_pack().policies for type_ in policy.resource_types)


def check_outside(settings: PolicySettings, where: Sequence[str] = (), own: Sequence[Policy] = ()) -> None:
    """Raise ConfigError for what is left out under `gates.policy.outside` and policies judge; `where` as above."""
    asked = (policy for policy in (*shipped_pack().policies, *own) if policy.id not in settings.skip)
    judged = {type_ for policy in asked for type_ in policy.resource_types}
    for index, entry in enumerate(settings.outside):
        hit = [one for one in sorted(judged) if one in entry.types or name_provider(one) == entry.provider]
        if hit:
            place = f"{where[index]}: " if where else ""
            raise ConfigError(
                f"{place}gates.policy.outside: policies judge {entry.provider or hit[0]}",
                hint="name the types that none judges, or leave single policies out: gates.policy.skip",
            )


def check_policies(
    ids: Sequence[str],
    where: Sequence[str] = (),
    *,
    key: str = "skip",
    own: Sequence[Policy] = (),
    scans: bool = False,
) -> None:
    """Raise ConfigError for an id under a key of `gates.policy` that no policy has; `where` is the place of each.

    People's `own` policies are known as well. Where there are `scans`, an id may be that of a rule of theirs, unless it
    is nearly that of a policy.
    """
    if not ids:
        return
    known = {*shipped_ids(), *(policy.id for policy in own)}
    for index, id_ in enumerate(ids):
        if id_ not in known:
            close = get_close_matches(id_, known, n=1, cutoff=_TYPED_WRONGLY if scans else _ALIKE)
            if scans and not close:
                continue
            hint = f"did you mean {close[0]!r}?" if close else "see the ids with: driftgate policy list"
            place = f"{where[index]}: " if where else ""
            raise ConfigError(f"{place}gates.policy.{key}: there is no policy {id_!r}", hint=hint)
