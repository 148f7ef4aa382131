"""Checkov as it is wired: its program, the folders of code that it may look at, and what is kept of its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.config.sources import code_of, local_path
from cli.wiring.tools import checkov_executable, runner
from engine.errors import EngineError
from engine.model.policy import Policy
from engine.model.snapshot import Side, SourceRef
from engine.ports import PolicyEvaluator, Silent
from policies.evaluators.checkov.evaluator import CheckovEvaluator, CodeFolder, Kept
from policies.evaluators.checkov.running import Checkov
from policies.evaluators.judgements import Cache

if TYPE_CHECKING:
    from cli.wiring.workspace import Workspace


def checkov_evaluator(
    checks: Sequence[Policy], cache: Cache | None, program: Callable[[], str], workspace: Workspace | None
) -> PolicyEvaluator:
    """Return Checkov as an evaluator of some checks; where it is not installed nothing is proven by it.

    `cache` is where answers are kept, `program` what names us, and `workspace` where code is looked for.
    """
    from snapshots.aws.judging import JUDGING  # noqa: PLC0415 - only where something is judged
    from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415 - the same

    executable = checkov_executable()
    return CheckovEvaluator(
        None if executable is None else Checkov(runner=runner(), executable=executable),
        checks,
        judging=JUDGING,
        schema=ProviderSchema(),
        code=_nowhere if workspace is None else _Folders(workspace),
        shown=str if workspace is None else workspace.redactor.text,
        kept=None if cache is None else Kept(cache=cache, program=program),
    )


def _nowhere(_: SourceRef) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Folders:
    """Finds the folder of a source of code, with the digest of what is there now."""

    workspace: Workspace

    def __call__(self, source: SourceRef) -> CodeFolder | None:
        """Return the folder, none where it is not there or cannot be read."""
        name, files = code_of(source.location)
        collecting = self.workspace.collecting
        try:
            path = local_path(source, self.workspace.base)
            (collector,) = collecting.collectors([source], side=Side.DESIRED, progress=Silent(), jobs=1, offline=True)
            origin = collector.collect().origins[0]
        except EngineError:
            return None
        return CodeFolder(name=name, path=path.resolve(), var_files=files, digest=origin.digest)
