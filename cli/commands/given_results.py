"""`--result`: the result files that a verb is given beside the configured ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import rich_click as click

from cli.commands.arguments import Project
from cli.commands.kinds import KindAndPath
from cli.commands.option_types import Words
from engine.gates.gate import Asked
from engine.gates.table import POLICY
from engine.model.outcome import Gap, GapReason, Stage
from engine.ports import ResultFileReader
from engine.run.request import Results

F = TypeVar("F", bound=Callable[..., Any])


def result_option(kinds: Iterable[str], example: str) -> Callable[[F], F]:
    """Return the option of a verb that judges results of these kinds; `example` is one as people type it."""
    words = tuple(kinds)
    return click.option(
        "--result",
        "results",
        type=KindAndPath(Words(words), example),
        multiple=True,
        help="A result file beside the configured ones; may be repeated. Kinds: " + ", ".join(words) + ".",
    )


def results_of(
    project: Project, asked: Asked, given: Sequence[tuple[str, Path]], *, alone: bool
) -> Mapping[str, Results]:
    """Return the result files of a gate that is judged by itself, none where there are none.

    Those of the configuration are of its environments: a source that is judged `alone` has only those that are given.
    """
    sections = None if alone or project.loaded is None else project.loaded.configuration.gates
    if not given and (sections is None or not sections.results(asked.gate)):
        return {}
    from cli.wiring import results  # noqa: PLC0415 - only where there are some

    files = results.Given(files=tuple(given))
    return results.results_of(project.base, sections, project.workspace.redactor.text, files, asked)


def scans_left_out(project: Project) -> Mapping[str, Results]:
    """Return that what other scanners say, as the configuration has it, is not asked of a change; none without that.

    They say what is there, and not what of it has come: all of it would be the change's.
    """
    if not project.has_scans:
        return {}
    gap = Gap(
        stage=Stage.EVALUATE,
        reason=GapReason.MISSING_INPUT,
        source="gates.policy.results",
        detail="what other scanners say is not asked of a change (--since), so that nothing shows what they would say",
        operation="judge scans",
        fix="judge them by a gate without --since, and name for changes a configuration without them: --config FILE",
    )
    return {POLICY.name: Results(lacking=(gap,))}


def result_reader(project: Project) -> ResultFileReader:
    """Return what reads the result files of a project."""
    from cli.wiring.credentials.keys import trust_of_records  # noqa: PLC0415 - only where there are results
    from cli.wiring.policies import known_check  # noqa: PLC0415 - the same
    from cli.wiring.results import ProjectResults  # noqa: PLC0415 - the same

    return ProjectResults(project.workspace.redactor, trust_of_records(project.loaded), known_check)
