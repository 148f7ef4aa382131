"""The text of the first configuration: what was found, with a comment for each thing that only people know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatch

from cli.init.environments import FoundEnvironment
from cli.init.look import Found
from cli.terminal.output import counted
from engine.gates.policy.settings import MAX_UNJUDGED
from engine.gates.table import BY_NAME
from engine.model.verdict import MAX_ADOPTION
from engine.text import terminal
from snapshots.measurements.registry import BY_KIND

WAIVERS = "waivers"  # a folder: a file for each, so that two people never edit the same one
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_GATES = ("performance", "recovery", "tests")  # of results
_LIMITS = {"performance": "max-error-rate: 1%", "recovery": "tier: 2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What policies do not judge of what was found: `unjudged` types, and providers of which they know no type."""

    unjudged: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def write_configuration(found: Found, scope: Scope, *, owner: str, now: datetime, minimal: bool = False) -> str:
    """Return the text of `driftgate.yaml`; `owner` answers for what is open, `minimal` leaves comments out.

    Without an owner nothing is promised in anybody's name.
    """
    environments = found.environments or (FoundEnvironment(name="prod"),)
    lines = [
        "# The configuration of driftgate. `driftgate config check` checks it; `driftgate schema config` has all keys.",
        "version: 1",
        "",
        "environments:",
        *(line for environment in environments for line in _environment(environment)),
        "",
        "gates:",
        *_compared(environments),
        *_policy(scope, owner, now),
        *_results(found),
        "",
        *_subject(owner, now),
        f"waivers: {WAIVERS}",
        *_nightly(environments),
        "# Snapshots are kept in .driftgate, which is not for git.",
        "snapshots: { keep: 90d }",
    ]
    # What others wrote stands in quotes; in a comment it is kept on its line.
    told = ((line, line.lstrip().startswith("#")) for line in lines)
    kept = [terminal(line) if is_comment else line for line, is_comment in told if not (minimal and is_comment)]
    text = "\n".join(kept) + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def is_observed(environment: FoundEnvironment) -> bool:
    """Tell whether it is known how the reality of an environment is read."""
    return bool(environment.profile and environment.regions) or bool(environment.refresh)


def _environment(environment: FoundEnvironment) -> Iterator[str]:
    yield f"  {quoted(environment.name)}:"
    if environment.types:
        numbers = counted(sum(environment.types.values()), "resource"), counted(len(environment.types), "type")
        yield f"    # {numbers[0]} of {numbers[1]} in the states."
    if environment.is_open:
        yield "    # The code asks for its workspace, and nothing here names them all: `terraform workspace list` does."
        yield "    # Write an environment for each, with ?workspace=NAME behind the state; without it it is `default`."
    sources = [f"{{ tfstate: {quoted(state)} }}" for state in environment.states]
    if not sources:
        yield from (f"    # {problem}" for problem in environment.problems[:5])
        sources = [f"{{ hcl: {quoted(folder)} }}" for folder in environment.code]
    if not sources:
        yield "    # Name where its intent is: desired: [{ tfstate: prod.tfstate }]"
        yield "    desired: []"
    elif len(sources) == 1:
        yield f"    desired: [{sources[0]}]"
    else:
        yield "    desired:"
        yield from (f"      - {source}" for source in sources)
    if environment.states and environment.code:
        code = ", ".join(f"{{ hcl: {quoted(folder)} }}" for folder in environment.code[:3])
        yield f"    # Code beside the state tells which of the two is behind: add {code}"
    account = quoted(environment.account) if environment.account else '"111122223333"'
    regions = ", ".join(map(quoted, environment.regions)) or "eu-west-1"
    is_reached = environment.profile and environment.regions
    profile = quoted(environment.profile) if is_reached else "PROFILE"
    reality = f"observed: [{{ aws: {{ account: {account}, profile: {profile}, regions: [{regions}] }} }}]"
    if is_reached:
        yield f"    {reality}"
    elif environment.refresh:
        yield "    # What a refresh saw; to renew it: terraform plan -refresh-only -out=R, terraform show -json R."
        yield f"    observed: [{{ tfplan: {quoted(environment.refresh)} }}]"
        yield f"    # Or read the account itself: {reality}"
    else:
        yield "    # Reality, without which there is no drift: an account (by a profile, or by the credentials that are"
        yield "    # there, as in a pipeline), or a plan of a refresh only, which has to be made anew before each run."
        yield f"    # {reality.replace(', profile: PROFILE', '')}"
        yield "    # observed: [{ tfplan: refresh.json }]"
    yield "    # Where others share the account, say what is yours, and where the states of the others are:"
    yield f"    # scope: {{ tags: {{ team: NAME }}, states: [{{ tfstate: {_states_of_others(environment)} }}] }}"


def _states_of_others(environment: FoundEnvironment) -> str:
    """Return where the states of others may be: all of the bucket that the own ones are in."""
    kept = next((state for state in environment.states if state.startswith("s3://")), "")
    bucket, _, options = kept.removeprefix("s3://").partition("?")
    region = next((f"?{told}" for told in options.split("&") if told.startswith("region=")), "")
    return quoted(f"s3://{bucket.partition('/')[0]}/{region}" if kept else "states/of-others.tfstate")


def _compared(environments: tuple[FoundEnvironment, ...]) -> Iterator[str]:
    if any(map(is_observed, environments)):
        yield "  drift: { require: must, fail-on: high }"
        yield "  # What had to be looked at, and how fresh it must be."
        yield "  coverage: { require: must, min: 99%, max-age: 26h }"
    else:
        yield "  # With `observed` above: intent against reality, and how much had to be looked at."
        yield "  # drift: { require: must, fail-on: high }"
        yield "  # coverage: { require: must, min: 99%, max-age: 26h }"
    known = [environment.name for environment in environments if environment.states or environment.code]
    if len(known) > 1:
        yield f"  # Every other environment against {known[0]}: what should be the same in both."
        yield f"  parity: {{ require: should, against: {quoted(known[0])}, fail-on: high }}"


def _policy(scope: Scope, owner: str, now: datetime) -> Iterator[str]:
    answered = scope.unjudged and owner
    if not answered and not scope.outside:
        yield "  policy: { require: must, fail-on: high, checkov: on }"
        return
    yield "  policy:"
    yield "    require: must"
    yield "    fail-on: high"
    yield "    checkov: on"
    if scope.outside:
        yield "    # No policy knows these providers. Say here who looks at them instead."
        yield "    outside:"
        reason = "no policy knows it yet"
        yield from (f"      - {{ provider: {quoted(name)}, reason: {quoted(reason)} }}" for name in scope.outside)
    if answered:
        yield "    # No policy judges these types. Until then they are an open condition; a further one is a finding."
        yield "    # For GO, move what needs no policy: outside: [{ types: [aws_example], reason: WHY }]"
        yield "    unjudged:"
        yield f"      owner: {quoted(owner)}"
        yield f"      until: {_day(now, MAX_UNJUDGED)}"
        yield "      types:"
        yield from (f"        - {quoted(type_)}" for type_ in scope.unjudged)


def _results(found: Found) -> Iterator[str]:
    """Yield the gates of results: those of files that are there, and of tools that would write some."""
    for name in _GATES:
        kinds = [kind for kind, reader in BY_KIND.items() if not BY_NAME[name].needs.isdisjoint(reader.measures)]
        files = [(entry.kind, entry.pattern) for entry in found.results if entry.kind in kinds]
        tools = [tool for tool in found.tools if tool.kind in kinds]
        known = [pattern for _, pattern in files]
        files += [
            (tool.kind, tool.pattern) for tool in tools if not any(fnmatch(tool.pattern, pattern) for pattern in known)
        ]
        if not files:
            continue
        yield from (f"  # driftgate record -o {tool.pattern.rpartition('/')[0]} -- {tool.command}" for tool in tools)
        entries = ", ".join(f"{{ {kind}: {quoted(pattern)} }}" for kind, pattern in dict.fromkeys(files))
        limit = f"{_LIMITS[name]}, " if name in _LIMITS else ""
        yield f"  {name}: {{ require: must, {limit}results: [{entries}] }}"


def _subject(owner: str, now: datetime) -> Iterator[str]:
    yield "# What is released is the commit that git and the CI system name; `driftgate record` binds results to it."
    if owner:
        yield "# Until then results that name no subject are an open condition, so that you can begin today."
        reason = "we begin with driftgate record"
        until = f"until: {_day(now, MAX_ADOPTION)}"
        yield f"subject: {{ adopt: {{ {until}, owner: {quoted(owner)}, reason: {quoted(reason)} }} }}"
    else:
        yield f"# subject: {{ adopt: {{ until: {_day(now, MAX_ADOPTION)}, owner: NAME, reason: we begin }} }}"


def _nightly(environments: tuple[FoundEnvironment, ...]) -> Iterator[str]:
    """Yield how often `driftgate drift` is due: about what is observed, and as a comment where nothing is."""
    seen = [environment.name for environment in environments if is_observed(environment)]
    only = f", environments: [{', '.join(map(quoted, seen))}]" if 0 < len(seen) < len(environments) else ""
    yield "# How often `driftgate drift` is due, so that `driftgate status` tells a night that does not come."
    yield '# A monitor is told of each night with: heartbeat: "env:DRIFTGATE_HEARTBEAT"'
    yield f"{'' if seen else '# '}nightly: {{ every: 24h, max-age: 26h, command: drift{only} }}"


def _day(now: datetime, later: timedelta) -> str:
    return f"{now + later:%Y-%m-%d}"


def quoted(text: str) -> str:
    """Return a text as YAML, in quotes where it would be something else without."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    told = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in told)
