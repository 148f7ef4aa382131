"""`driftgate policy`: check, test, list and explain policies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import rich_click as click

from cli.commands import coverage, frameworks, own_policies
from cli.commands.arguments import Project, load_project, reading, recognised
from cli.commands.deciding import run_and_tell
from cli.commands.given_results import result_option, result_reader, results_of, scans_left_out
from cli.commands.options import DataFormat, DataOptions, PolicyOptions, RegoOptions, options
from cli.commands.since import change_view, hold_against, since_option
from cli.commands.subjects import judged_subject, subject_option
from cli.config.sources import looks_like_source, parse_source
from cli.terminal.output import counted, message, result_as_json, shown
from cli.wiring.policies import every_policy, own_policies_in, policy_evaluators
from cli.wiring.tools import opa_executable, runner
from engine.errors import ConfigError
from engine.gates.policy.settings import PolicySettings
from engine.gates.settings import Switch
from engine.gates.table import POLICY
from engine.jsontext.codec import to_builtins
from engine.model.policy import Policy
from engine.model.snapshot import Side
from engine.model.subject import NOBODY, Subject
from engine.report.view.pages import rule_page
from engine.run.request import View
from snapshots.measurements.registry import kinds


@click.group("policy", short_help="Check, test, list and explain policies.")
def command() -> None:
    """Check, test, list and explain policies."""


command.add_command(coverage.command)
command.add_command(frameworks.command)
command.add_command(own_policies.new)
command.add_command(own_policies.bundle)
command.add_command(own_policies.publish)


@command.command("check", short_help="Judge an environment or a source by every policy.")
@click.argument("target", metavar="ENV|SOURCE", callback=recognised)
@click.option("--checkov/--no-checkov", default=None, help="Also run Checkov (default: as configured, else no).")
@result_option(kinds(POLICY.needs), "trivy=trivy.json")
@subject_option
@since_option
@options(PolicyOptions)
def check(
    common: PolicyOptions,
    target: str,
    checkov: bool | None,
    results: tuple[tuple[str, Path], ...],
    subject: tuple[tuple[str, str], ...],
    since: str | None,
) -> int:
    """Judge what was read by every policy that applies to it.

    \b
        driftgate policy check prod
        driftgate policy check tfstate:prod.tfstate --checkov
        driftgate policy check tfplan:plan.json --rego policy/
        driftgate policy check tfplan:plan.json --since origin/main
        driftgate policy check hcl:infra --result trivy=trivy.json

    What another scanner says of the same is judged with --result, or as gates.policy.results has it; with --since only
    what is intended is judged, without results.
    """  # noqa: D301 - click wants the control character
    if results and since is not None:
        raise ConfigError("--since: a change is judged without results", hint="leave them out")
    direct = looks_like_source(target)
    project = load_project(common, needed=not direct, named=target, instead="policy check tfstate:FILE")
    project.check_unjudged(common.clock().now())
    switch = None if checkov is None else Switch.ON if checkov else Switch.OFF
    asked = project.alone(POLICY, PolicySettings(), fail_on=common.fail_on, checkov=switch)
    scans = results_of(project, asked, results, alone=direct) if since is None else {}
    left_out = {} if since is None or direct else scans_left_out(project)
    judges = policy_evaluators(
        asked,
        project.workspace,
        project.base,
        common.rego,
        offline=common.offline,
        scans=project.has_scans or bool(scans),
    )
    views = _views(project, target, since, direct=direct)
    held = None if since is None else hold_against(project.workspace, since, tuple(views.values()))
    verb, name = "policy check" if since is None else "policy check --since", NOBODY if direct else target
    about, unnamed = judged_subject(project, name, subject) if scans or subject else (Subject(), "")
    request = project.request(
        verb,
        name,
        (asked,),
        report_only=common.report_only,
        results={**scans, **left_out},
        subject=about,
        unnamed=unnamed,
        **views,
    )
    return run_and_tell(
        common,
        project.workspace,
        request,
        reading=reading(common),
        evaluators=judges,
        results=result_reader(project) if scans else None,
        held=held,
    )


def _views(project: Project, target: str, since: str | None, *, direct: bool) -> dict[str, View]:
    """Return what is judged: a source alone, what a change makes, or all that an environment names."""
    if direct:
        return {"alone": View(sources=(parse_source(target),))}
    environment = project.environment(target)
    if since is not None:
        return {"desired": change_view(environment, (), project.workspace.base)}
    found = {"desired": environment.view(Side.DESIRED), "observed": environment.view(Side.OBSERVED)}
    views = {name: view for name, view in found.items() if view is not None}
    return views or {"desired": environment.needed(Side.DESIRED)}  # that says what is missing


@command.command("test", short_help="Prove the rules of a folder of Rego policies by their cases.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options(DataOptions)
def test(common: DataOptions, folder: Path) -> int:
    """Check a folder of Rego policies, try each on its cases, and change each rule to see that a case notices.

    Checked are METADATA, OPA's strict mode, allowed builtins, and that a rule reads what METADATA names and nothing
    else. A case that fails has to go on failing, or become unknown, whatever is hidden or known after an apply only.

    Then each condition is negated and dropped, each rule left out, each constant that is compared changed, and each
    attribute and related type looked for by another name. A change that no case notices is told with its place and what
    to write. One that means the same is named in cases.yaml: an entry with `same` and `why`.

    OPA compiles them. The exit code is 1 when a case comes out otherwise, a policy lacks a case that passes, fails or
    is unknown, or a change lives.
    """
    from policies.authoring.builtins import PURE  # noqa: PLC0415 - only this verb needs the sources
    from policies.authoring.catalog import read_sources  # noqa: PLC0415
    from policies.authoring.opa import OpaTool  # noqa: PLC0415
    from policies.authoring.proof import proof_lines, prove  # noqa: PLC0415
    from snapshots.aws.judging import JUDGING  # noqa: PLC0415
    from snapshots.terraform.schema import ProviderSchema  # noqa: PLC0415

    sources = read_sources(folder, PURE)
    opa = OpaTool(runner(), opa_executable(), PURE)
    opa.check(folder)
    proof = prove(folder, sources, opa, opa.pack(folder, sources), JUDGING, ProviderSchema(), message)
    if common.format is DataFormat.JSON:
        document = {
            "schema_version": "driftgate/policy-test/1",
            "policies": len(sources),
            "passed": proof.passed,
            "failed": list(proof.failed),
            "mutants": proof.mutants,
            "same": proof.same,
            "survivors": [to_builtins(survivor) for survivor in proof.survivors],
        }
        result_as_json(document)
    else:
        lines = list(proof_lines(proof))
        lines.append(
            f"{len(sources)} policies, {counted(proof.passed, 'case')} right, {len(proof.failed)} wrong, "
            f"{counted(proof.mutants, 'change')} of rules, {len(proof.survivors)} unnoticed"
        )
        shown(*lines)
    return 0 if proof.is_whole else 1


@dataclass(frozen=True, kw_only=True)
class ListOptions(DataOptions, RegoOptions):
    """Of the verbs that tell of policies."""


@command.command("list", short_help="List every policy.")
@options(ListOptions)
def list_policies(common: ListOptions) -> int:
    """List every policy: the embedded Rego pack, the Checkov checks that are used, and people's own."""
    policies = (*every_policy(), *own_policies_in(common.rego))
    if common.format is DataFormat.JSON:
        document = {"schema_version": "driftgate/policies/1", "policies": [to_builtins(policy) for policy in policies]}
        result_as_json(document)
    else:
        shown(*(f"{policy.id:<34} {policy.severity:<9} {policy.title}" for policy in policies))
    return 0


@command.command("explain", short_help="Say what a policy checks and how to satisfy it.")
@click.argument("policy", metavar="POLICY")
@options(ListOptions)
def explain(common: ListOptions, policy: str) -> int:
    """Say what a policy checks, why, which controls it serves, and how to satisfy it."""
    known = {entry.id: entry for entry in (*every_policy(), *own_policies_in(common.rego))}
    named = {alias: entry for entry in known.values() for alias in entry.aliases if alias not in known}
    known = {**named, **known}
    if policy not in known:
        close = [id_ for id_ in known if id_.casefold() == policy.casefold()] or get_close_matches(policy, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else "see the ids with: driftgate policy list"
        raise ConfigError(f"there is no policy {policy!r}", hint=hint)
    found = known[policy]
    if common.format is DataFormat.JSON:
        result_as_json({"schema_version": "driftgate/policy/1", **to_builtins(found)})
    else:
        shown(*explained(found), *_shown_cases(found))
    return 0


def _shown_cases(policy: Policy) -> Iterator[str]:
    """Yield a case that fails and one that passes, as the cases beside the rule have them."""
    from policies.authoring.cases import find_examples  # noqa: PLC0415 - only this verb looks at cases
    from policies.authoring.catalog import REGO  # noqa: PLC0415 - the same

    examples = find_examples(REGO, policy.id)
    for head, kind in (("a case that fails", "fail"), ("a case that passes", "pass")):
        if kind in examples:
            yield from (
                "",
                f"{head}: {examples[kind].name}",
                *(f"    {row}" for row in examples[kind].text.splitlines()),
            )


def explained(policy: Policy) -> list[str]:
    """Return all about a policy, in lines."""
    rows = [
        ("why", policy.description),
        ("severity", f"{policy.severity}: {policy.reason}" if policy.reason else policy.severity),
        ("evaluator", policy.evaluator),
        ("applies to", "a plan as a whole" if policy.whole else ", ".join(policy.resource_types)),
        ("needs", ", ".join(dict.fromkeys(name for type_ in policy.resource_types for name in policy.required(type_)))),
        ("optional", ", ".join(policy.optional)),
        ("facts", ", ".join(policy.facts)),
        ("looks at", ", ".join(policy.related)),
        ("controls", ", ".join(policy.controls)),
        ("fix", policy.remediation),
        ("read more", ", ".join((rule_page(POLICY.name, policy.id), *policy.references))),
        ("also", ", ".join(policy.aliases)),
        ("differs", "; ".join(f"{other} passes where {why}" for other, why in policy.differs.items())),
        *((f"param {name}", param_in_words(schema)) for name, schema in policy.params.items()),
        ("params", f"gates.policy.params: {{ {policy.id}: {_written(policy.settings)} }}" if policy.params else ""),
        ("off", f"gates.policy.modes: [{{ policy: {policy.id}, mode: off, owner: NAME, reason: WHY, until: DAY }}]"),
    ]
    code = ["", "the fix in code", *(f"    {line}" for line in policy.example.splitlines())] if policy.example else []
    return [policy.id, policy.title, "", *(f"{name:<11} {text}" for name, text in rows if text), *code]


def param_in_words(schema: Mapping[str, Any]) -> str:
    """Return what a parameter is: `the fewest days that logs are kept (integer, from 1); default 90`."""
    bounds = [f"{word} {schema[key]}" for word, key in (("from", "minimum"), ("to", "maximum")) if key in schema]
    kind = " or ".join(map(str, schema["enum"])) if "enum" in schema else " ".join([str(schema["type"]), *bounds])
    return f"{schema['description']} ({kind}); default {json.dumps(schema['default'])}"


def _written(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{name}: {json.dumps(value)}" for name, value in values.items()) + " }"
