"""Policies as conftest has them: sets of messages in `deny`, `violation` and `warn`, over a plan of Terraform.

What conftest does (https://www.conftest.dev; `policy/engine.go` of v0.71.1) is done: every rule of that name, or of one
that begins so and goes on with `_`, in every package; `exception` silences a rule by the rest of its name. Where
conftest passes over a mistake in silence, it is an error here: a rule that is no set, one that is called almost so, one
that nothing uses, one that looks at what no plan has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from engine.errors import ConfigError
from engine.model.outcome import Severity
from engine.model.policy import Evaluator, Policy
from policies.authoring.builtins import NOW
from policies.own.narrowing import find_types
from policies.own.rules import Definition, Reference, Rules

_FAILS = re.compile(r"(?:deny|violation)(?:_[a-zA-Z0-9]+)*")
_WARNS = re.compile(r"warn(?:_[a-zA-Z0-9]+)*")
_ALMOST = re.compile(r"(?i)(?:den[iy]|violat|warn)")
_PREFIXES = ("violation_", "deny_", "warn_")  # conftest takes them away in this order
EXCEPTION = "exception"
ASKED = "driftgate.asked"  # the package of the rules that ask
# What a plan has: https://developer.hashicorp.com/terraform/internals/json-format#plan-representation, and what its
# source has besides (`internal/command/jsonplan`).
PLAN_PARTS = frozenset(
    {
        *("format_version", "terraform_version", "variables", "planned_values", "resource_drift", "resource_changes"),
        *("deferred_changes", "deferred_action_invocations", "action_invocations", "output_changes", "prior_state"),
        *("configuration", "relevant_attributes", "checks", "timestamp", "applyable", "complete", "errored"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A rule that is asked, and what it looks at with all that it uses.

    `silenced` is the name by which an exception silences it, none where its package has no exceptions. `doubt` is why
    it can never say anything, empty where it can. `parts` are those of a plan that it looks at, `texts` all names and
    texts in it, `steps` names that follow one another, and `types` with what the types begin that it looks at, none
    where it may be any; `is_open` says that it looks at attributes by any name, and `is_told` that some texts come from
    data.
    """

    package: str
    rule: str
    place: str
    silenced: str | None
    doubt: str
    parts: frozenset[str]
    texts: frozenset[str]
    steps: frozenset[tuple[str, str]]
    types: frozenset[str] | None
    is_open: bool
    is_told: bool
    asks_time: bool

    @property
    def id(self) -> str:
        """Return the rule as conftest calls it, without `data.`."""
        return f"{self.package}.{self.rule}"


def find_questions(rules: Rules, name: str) -> tuple[Question, ...]:
    """Return the rules that conftest asks, in their order; raises ConfigError for what it leaves out in silence."""
    asked = [
        (package, rule) for package in rules.packages for rule in rules.of(package) if _is_asked(rules, package, rule)
    ]
    if not asked:
        raise ConfigError(
            f"{name}: no package has a rule deny, violation or warn", hint='write: deny contains "why" if { ... }'
        )
    if ASKED in rules.packages:
        raise ConfigError(f"{name}: the package {ASKED} is ours", hint="give it another name")
    _check_names(rules, name)
    used = {one.rule for rule in asked for one in rules.used_by(rules.by_rule[rule])}
    used |= {
        one.rule
        for package in {package for package, _ in asked}
        for one in rules.used_by(rules.by_rule.get((package, EXCEPTION), ()))
    }
    for package in rules.packages:
        if all((package, rule) not in used for rule in rules.of(package)):
            first = next(one for one in rules.definitions if one.package == package)
            raise ConfigError(
                f"{name}/{first.place}: the package {package} has no deny, violation or warn, and nothing uses it",
                hint="rename the rule that judges, or remove the file",
            )
    return tuple(_question(rules, package, rule, name) for package, rule in asked)


def policy_of(question: Question, name: str, digest: str) -> Policy:
    """Return a rule as a policy; `name` is the place that it comes from."""
    return Policy(
        id=question.id,
        title=f"{question.id} of {name}",
        # conftest fails by a warning only where it is told to: --fail-on-warn is `fail-on: info` here.
        severity=Severity.INFO if _WARNS.fullmatch(question.rule) else Severity.HIGH,
        evaluator=Evaluator.CONFTEST,
        resource_types=(),
        description=f"A rule of {name}/{question.place}, as conftest asks it.",
        message="{msg}",
        digest=digest,
        whole=True,
    )


def _is_asked(rules: Rules, package: str, rule: str) -> bool:
    if not (_FAILS.fullmatch(rule) or _WARNS.fullmatch(rule)):
        return False
    return not any(one.is_function for one in rules.by_rule[package, rule])


def _check_names(rules: Rules, name: str) -> None:
    """Refuse rules that conftest leaves out, or passes whatever they say."""
    for one in rules.definitions:
        if _is_asked(rules, one.package, one.name):
            if one.is_plain or not (one.is_set or one.has_value):
                raise ConfigError(
                    f"{name}/{one.place}: {one.name} is no set of messages, so that it never fails anything",
                    hint=f'write: {one.name} contains "why" if {{ ... }}',
                )
        elif _ALMOST.match(one.name) and not one.is_function and not _is_used(rules, one):
            hint = "call it deny, violation or warn, or deny_NAME: letters and digits between single _"
            raise ConfigError(
                f"{name}/{one.place}: nothing asks the rule {one.name}, and it is called as if", hint=hint
            )


def _is_used(rules: Rules, one: Definition) -> bool:
    others = (other for other in rules.definitions if other.rule != one.rule)
    return any(one.rule in {used.rule for used in rules.used_by((other,))} for other in others)


def _question(rules: Rules, package: str, rule: str, name: str) -> Question:
    own = rules.by_rule[package, rule]
    used = rules.used_by(own)
    inputs = {reference for one in used for reference in one.inputs}
    return Question(
        package=package,
        rule=rule,
        place=own[0].place,
        silenced=_silenced_by(rule) if (package, EXCEPTION) in rules.by_rule else None,
        doubt=next((doubt for one in own if (doubt := _doubt(rules, one, name))), ""),
        parts=frozenset(reference[0] or "" if reference else "" for reference in inputs),
        texts=frozenset(text for one in used for text in one.texts),
        steps=frozenset(step for one in used for step in one.steps),
        types=find_types(rules, own),
        is_open=any(one.is_open for one in used),
        is_told=any(_is_data(rules, reference) for one in used for reference in one.data),
        asks_time=any(NOW in one.calls for one in used),
    )


def _silenced_by(rule: str) -> str:
    """Return the name by which an exception silences a rule."""
    if rule in {"deny", "violation", "warn"}:
        return ""
    for prefix in _PREFIXES:
        rule = rule.removeprefix(prefix)
    return rule


def _doubt(rules: Rules, one: Definition, name: str) -> str:
    """Return why a definition can never say anything of a plan, empty where it can."""
    inputs = {reference for used in rules.used_by((one,)) for reference in used.inputs}
    if not inputs:
        return f"{name}/{one.place} never looks at input: what is planned does not matter to it"
    if all(reference and reference[0] and reference[0] not in PLAN_PARTS for reference in inputs):
        wrong = min(str(reference[0]) for reference in inputs)
        close = get_close_matches(wrong, PLAN_PARTS, n=1)
        also = f"; did you mean input.{close[0]}?" if close else ""
        return f"{name}/{one.place} reads input.{wrong}, and no plan has that{also}"
    return ""


def _is_data(rules: Rules, reference: Reference) -> bool:
    """Tell whether a reference below `data` leads to no rule."""
    path = ".".join(str(step) for step in reference)
    return not any(path.startswith(package) or package.startswith(path) for package in rules.packages)


def asking(questions: Sequence[Question], now: int | None) -> str:
    """Return the module that asks: `found` has the values of each rule, `silenced` whether an exception is there.

    `now` is the time of the verdict in nanoseconds. The module is read the same in both syntaxes.
    """
    lines = [f"package {ASKED}", "", "import rego.v1", ""]
    for number, one in enumerate(questions):
        at = f" with time.now_ns as {now}" if one.asks_time and now is not None else ""
        lines.append(f'found["{number}"] := [value | value := {_path(one.package, one.rule)}{at}]')
        if one.silenced is not None:
            said = (
                f"some list in {_path(one.package, EXCEPTION)}{at}; some name in list; name == {_quoted(one.silenced)}"
            )
            lines.append(f'silenced["{number}"] := [true | {said}]')
    return "\n".join(lines) + "\n"


def _path(package: str, rule: str) -> str:
    return "data" + "".join(f"[{_quoted(part)}]" for part in (*package.split("."), rule))


def _quoted(text: str) -> str:
    return json.dumps(text)  # the texts of Rego are those of JSON


def read_messages(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the messages of a rule with what stands beside each; raises ValueError for what is none."""
    if not isinstance(value, list):
        raise ValueError("it is no set of messages")  # noqa: TRY004 - of what somebody's rule says
    for entry in value:
        if isinstance(entry, str):
            yield entry, {}
        elif isinstance(entry, dict) and isinstance(entry.get("msg"), str):
            yield entry["msg"], {name: inner for name, inner in entry.items() if name != "msg"}
        else:
            raise ValueError("an entry of it is neither a text nor an object with a text in msg")  # noqa: TRY004 - as above
