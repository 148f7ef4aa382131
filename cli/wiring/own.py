"""People's own Rego: found by the settings and options of a run, checked, and made into evaluators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.wiring.collecting import cache_in
from cli.wiring.tools import opa_executable, runner
from engine.errors import ConfigError
from engine.gates.policy.settings import PolicySettings
from engine.model.policy import Policy
from engine.ports import PolicyEvaluator
from snapshots.bounds import unlinked

if TYPE_CHECKING:
    from cli.wiring.workspace import Workspace
    from policies.evaluators.asking import Machine
    from policies.evaluators.conftest import ConftestPolicies
    from policies.own.checking import RegoProgram
    from policies.own.files import RegoFiles
    from policies.own.loading import OwnPack

_CACHE = "rego"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where people's own Rego is: a folder or bundle, and how somebody called it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRego:
    """People's own policies of a run, of both dialects."""

    packs: tuple[OwnPack, ...] = ()
    conftest: tuple[ConftestPolicies, ...] = ()
    program: RegoProgram | None = None

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Return all policies."""
        ours = (policy for pack in self.packs for policy in pack.pack.policies)
        return (*ours, *(policy for place in self.conftest for policy in place.policies))

    def evaluators(self, told: Mapping[str, Policy], workspace: Workspace) -> Iterator[PolicyEvaluator]:
        """Yield an evaluator for each place; `told` are the policies that are asked, as they are told, by id."""
        from policies.evaluators.conftest import ConftestEvaluator  # noqa: PLC0415 - only people's own need them
        from policies.evaluators.wasm import RegoEvaluator  # noqa: PLC0415
        from policies.own.shown import Shown, ShownEvaluator  # noqa: PLC0415
        from snapshots.aws.judging import JUDGING  # noqa: PLC0415
        from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415

        schema = ProviderSchema()
        for one in self.packs:
            shown = Shown.of(one.files.data, workspace.redactor.named)
            asked = [shown.policy(told[policy.id]) for policy in one.pack.policies if policy.id in told]
            if asked:
                engine, name = self._engine(one, workspace), f"{one.files.name} with opa"
                own = RegoEvaluator(one.pack, asked, judging=JUDGING, schema=schema, engine=engine, name=name)
                yield ShownEvaluator(own, shown)
        for place in self.conftest:
            shown = Shown.of(place.files.data, workspace.redactor.named)
            asked = [shown.policy(told[policy.id]) for policy in place.policies if policy.id in told]
            if asked and self.program is not None:
                workspace.plans.is_wanted = True
                yield ShownEvaluator(ConftestEvaluator(place, asked, self.program, workspace.plans, schema), shown)

    def _engine(self, one: OwnPack, workspace: Workspace) -> Callable[[], Machine]:
        from policies.evaluators.compiled import SealedModules  # noqa: PLC0415 - only people's own need it

        kept = SealedModules(cache_in(workspace.folder, "modules"))
        return partial(choose, one, self.program, None if _holds_secret(one.files, workspace.redactor.text) else kept)


def choose(one: OwnPack, program: RegoProgram | None, kept: Any) -> Machine:
    """Return what judges by a pack: its module, or the program where a module leaves something to its host."""
    from policies.evaluators.program import ProgramMachine  # noqa: PLC0415 - only people's own need them
    from policies.evaluators.wasm import embedded  # noqa: PLC0415

    if not one.files.data or program is None:
        module = embedded(one.pack.wasm, kept=kept)
        if not module.lacking or program is None:
            return module
    return ProgramMachine(program, one.files)


def load_own(
    settings: PolicySettings,
    base: Path,
    folder: Path | None,
    shipped: Callable[[], frozenset[str]],
    given: Sequence[Path] = (),
    hide: Callable[[str], str] = str,
) -> OwnRego:
    """Return people's own policies, of the settings and of `--rego`; raises ConfigError for any mistake in them.

    `base` is the folder of the configuration, `folder` that of the installation, where what was compiled is kept, but
    for a place in whose text `hide` finds a secret. `shipped` returns the ids of driftgate's own policies.
    """
    places = [Place(path=base / name, name=name) for name in settings.rego]
    named = {unlinked(place.path) for place in places}
    places += [Place(path=path, name=str(path)) for path in given if unlinked(path) not in named]
    if not places:
        return OwnRego()
    from policies.authoring.builtins import PURE  # noqa: PLC0415 - only people's own need them
    from policies.authoring.opa import OpaTool  # noqa: PLC0415
    from policies.own.checking import RegoProgram  # noqa: PLC0415
    from policies.own.files import read_data  # noqa: PLC0415
    from policies.own.loading import is_ours, load_conftest, load_ours  # noqa: PLC0415
    from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415

    executable = opa_executable()
    program, tool = RegoProgram(runner(), executable), OpaTool(runner(), executable, PURE)
    cache = None if folder is None else cache_in(folder, _CACHE)

    def kept(files: RegoFiles) -> Any:
        return None if _holds_secret(files, hide) else cache

    data = _together(read_data(base / name, name) for name in settings.rego_data)
    key = base / settings.rego_key if settings.rego_key else None
    files = [_read(place, data, key, program) for place in places]
    own = OwnRego(
        packs=tuple(load_ours(one, program, tool, kept(one), ProviderSchema()) for one in files if is_ours(one)),
        conftest=tuple(load_conftest(one, program, kept(one)) for one in files if not is_ours(one)),
        program=program,
    )
    _check_ids(own.policies, shipped())
    return own


def _holds_secret(files: RegoFiles, hide: Callable[[str], str]) -> bool:
    """Tell whether a secret stands in the text of some rules: what is made of them is not kept then."""
    texts = (module.decode("utf-8", "replace") for module in files.modules.values())
    return any(hide(text) != text for text in texts)


def _read(place: Place, data: Mapping[str, bytes], key: Path | None, program: RegoProgram) -> RegoFiles:
    from policies.own.files import read_files  # noqa: PLC0415 - only people's own need it
    from policies.own.signatures import verify  # noqa: PLC0415

    files = read_files(place.path, place.name)
    if files.raw:
        files = verify(files, key, program)
    return replace(files, data={**files.data, **data})


def _together(parts: Iterator[Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return the files of several places, each below a folder of its own."""
    return {f"{number}/{name}": data for number, part in enumerate(parts) for name, data in part.items()}


def _check_ids(policies: Sequence[Policy], known: frozenset[str]) -> None:
    """Refuse an id that two policies have, of people's own or of ours: nobody could say which one is meant."""
    ids = sorted(policy.id for policy in policies)
    twice = [one for one, other in pairwise(ids) if one == other]
    taken = [id_ for id_ in ids if id_ in known]
    if twice:
        raise ConfigError(f"the policy {twice[0]} is there twice", hint="rename one, or name its folder once")
    if taken:
        raise ConfigError(f"the id {taken[0]} is that of a policy of driftgate", hint="give your policy another id")
    for policy in policies:
        silenced = [alias for alias in policy.aliases if alias in known or alias in ids]
        if silenced:  # what has another one as its alias speaks for that, and nobody would answer for it
            raise ConfigError(
                f"the policy {policy.id} has {silenced[0]} among its aliases, which is asked beside it",
                hint="take it out; to ask only yours, switch the other one off: gates.policy.modes",
            )
