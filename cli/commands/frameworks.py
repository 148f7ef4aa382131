"""`driftgate policy frameworks`: the controls of each framework, and what policies can show of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

import rich_click as click

from cli.commands.options import DataFormat, DataOptions, RegoOptions, options
from cli.terminal.fitting import terminal_width, write_table
from cli.terminal.output import counted, result_as_json, result_in_lines
from cli.wiring.policies import every_policy, own_policies_in
from engine.errors import ConfigError
from engine.frameworks.controls import Covered, Framework, State, cover
from engine.jsontext.codec import to_builtins
from engine.model.policy import Evaluator, Policy
from engine.text import terminal

T = TypeVar("T")
_SHOWN, _FEW = 40, 4  # policies that are told of one control, and in a table
_WORDS = {
    State.AUTOMATED: "automated",
    State.PARTIAL: "partial",
    State.MANUAL: "manual",
    State.NOT_COVERED: "not covered",
}


@dataclass(frozen=True, kw_only=True)
class FrameworkOptions(DataOptions, RegoOptions):
    """The options of `frameworks`."""


@click.command("frameworks", short_help="Say what policies can show of each control of a framework.")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--control", metavar="ID", help="Say everything of one control.")
@options(FrameworkOptions)
def command(common: FrameworkOptions, name: str | None, control: str | None) -> int:
    """Say what policies can show of each control: all of it, a part, nothing, or that people have to look.

    \b
        driftgate policy frameworks
        driftgate policy frameworks cis-aws-6.0
        driftgate policy frameworks nist-800-53-r5 --control AC-3
    """  # noqa: D301 - click wants the control character
    from policies.frameworks.loading import load_frameworks  # noqa: PLC0415 - only this verb needs them

    known = {one.id: one for one in load_frameworks()}
    policies = {policy.id: policy for policy in (*every_policy(), *own_policies_in(common.rego))}
    if name is None:
        if control is not None:
            raise ConfigError("--control: it is a control of a framework", hint=f"name one: {', '.join(known)}")
        found = {id_: cover(one, policies.values()) for id_, one in known.items()}
        _tell(common, _document(known, found), list(_overview(known, found)))
        return 0
    framework = _chosen(name, known, "framework", "driftgate policy frameworks")
    rows = {one.control.id: one for one in cover(framework, policies.values())}
    if control is None:
        document = _document({framework.id: framework}, {framework.id: tuple(rows.values())})
        _tell(common, document, list(_controls(framework, tuple(rows.values()))))
        return 0
    row = _chosen(control, rows, "control", f"driftgate policy frameworks {framework.id}")
    _tell(common, _document({framework.id: framework}, {framework.id: (row,)}), list(_one(framework, row, policies)))
    return 0


def _chosen(wanted: str, known: Mapping[str, T], noun: str, see: str) -> T:
    """Return what is called so, in any case; raises ConfigError with what is nearly called so."""
    named = {id_.casefold(): id_ for id_ in known}
    if wanted.casefold() in named:
        return known[named[wanted.casefold()]]
    close = get_close_matches(wanted.casefold(), named, n=1)
    hint = f"did you mean {named[close[0]]!r}?" if close else f"see the ids with: {see}"
    raise ConfigError(f"there is no {noun} {wanted!r}", hint=hint)


def _tell(common: FrameworkOptions, document: Mapping[str, Any], lines: Sequence[str]) -> None:
    if common.format is DataFormat.JSON:
        result_as_json(document)
    else:
        result_in_lines(*lines)


def _document(known: Mapping[str, Framework], rows: Mapping[str, Sequence[Covered]]) -> dict[str, Any]:
    return {
        "schema_version": "driftgate/frameworks/1",
        "frameworks": [
            {
                **{key: getattr(known[id_], key) for key in ("id", "name", "version", "source")},
                "counts": _counts(found),
                "controls": [to_builtins(row) for row in found],
            }
            for id_, found in rows.items()
        ],
    }


def _counts(rows: Sequence[Covered]) -> dict[str, int]:
    counted_ = Counter(row.state for row in rows)
    return {str(state): counted_[state] for state in State}


def _overview(known: Mapping[str, Framework], rows: Mapping[str, Sequence[Covered]]) -> Iterator[str]:
    """Yield a line a framework: how many of its controls policies can show."""
    head = ("FRAMEWORK", "CONTROLS", *(word.upper() for word in _WORDS.values()), "NAME")
    cells = [
        (
            id_,
            str(len(found)),
            *(str(number) for number in _counts(found).values()),
            f"{known[id_].name} {known[id_].version}",
        )
        for id_, found in rows.items()
    ]
    yield from write_table(head, cells, terminal_width())
    yield ""
    yield "Next  driftgate policy frameworks NAME"


def _controls(framework: Framework, rows: Sequence[Covered]) -> Iterator[str]:
    """Yield a line a control: its state, and the policies that show something of it, or why there are none."""
    head = ("CONTROL", "STATE", "WHAT", "BY")
    cells = [
        (
            row.control.id,
            _WORDS[row.state],
            row.control.title or row.control.section,
            _named(row.policies) or row.reason,
        )
        for row in rows
    ]
    yield from write_table(head, cells, terminal_width())
    yield ""
    numbers = _counts(rows)
    told = ", ".join(f"{numbers[state]} {word}" for state, word in _WORDS.items())
    yield f"{framework.name} {framework.version}: {counted(len(rows), 'control')}: {told}"
    yield f"The list: {framework.source}."
    yield f"Next  driftgate policy frameworks {framework.id} --control {rows[0].control.id}"


def _one(framework: Framework, row: Covered, policies: Mapping[str, Policy]) -> Iterator[str]:
    """Yield everything of one control."""
    one = row.control
    yield f"{framework.id} {one.id}  {one.title or one.section}"
    yield ""
    yield f"section     {one.section}"
    if one.levels:
        yield f"levels      {', '.join(one.levels)}"
    yield f"state       {_WORDS[row.state]}: {row.reason}"
    told = sorted(row.policies, key=lambda id_: (policies[id_].evaluator is Evaluator.CHECKOV, id_))
    for index, id_ in enumerate(told[:_SHOWN]):
        yield f"{'' if index else 'policies':<12}{terminal(f'{id_}: {policies[id_].title}')}"
    if told[_SHOWN:]:
        yield f"{'':<12}and {len(told) - _SHOWN} more: --format json has them all"
    yield ""
    see = f"explain {terminal(told[0])}" if told else f"frameworks {framework.id}"
    yield f"Next  driftgate policy {see}"


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _FEW} more" if len(ids) > _FEW else ""
    return terminal(", ".join(ids[:_FEW])) + more
