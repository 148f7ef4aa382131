"""The cases of a policy: small estates, and what the policy has to say of each.

They stand in `cases.yaml` beside `policy.rego`, a list of entries such as

    - fail: port 22 is open to everybody
      given:
        aws_security_group.web: { ingress: [{ protocol: tcp, from_port: 22, to_port: 22, cidr_blocks: [0.0.0.0/0] }] }

An entry is called by what it has to be (`pass`, `fail` or `unknown`). `given` are resources by type and name with the
attributes that somebody sets: what is not there is the provider's default, as in code. The id of each is its name,
unless it says another. A policy document may be written as one. `open` names what only an apply tells:
`TYPE.NAME.path`. With `read: true` the attributes are all that was read, as in a state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.errors import ConfigError
from engine.model.identity import Intent, Reference
from engine.model.outcome import Outcome
from engine.model.path import Index, Name
from engine.model.policy import PolicyResult
from engine.model.snapshot import Resource, Side, Snapshot
from engine.provider.judging import Judging
from policies.evaluators.neighbours import LINKS

FILE = "cases.yaml"
OUTCOMES = {"pass": Outcome.PASS, "fail": Outcome.FAIL, "unknown": Outcome.INCONCLUSIVE}
_KEYS = frozenset({*OUTCOMES, "given", "open", "read"})
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_HINT = "see CONTRIBUTING.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCase:
    """A case: its name, what the policy has to say, and the estate that it says it of."""

    name: str
    expected: Outcome
    snapshot: Snapshot


def read_cases(path: Path, judging: Judging, *, name: str) -> tuple[PolicyCase, ...]:
    """Return the cases in a file; `name` is used in errors. Raises ConfigError with the number of the entry."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - the shipped pack needs no cases
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    try:
        entries = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{name}: a policy has cases beside it", hint=_HINT) from error
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{name}: cannot be read as YAML", hint=_HINT) from error
    if not isinstance(entries, list) or not entries:
        raise ConfigError(f"{name}: it is no list of cases", hint=_HINT)
    return tuple(_case(entry, judging, f"{name}: case {number}") for number, entry in enumerate(entries, start=1))


def outcome_of(policy: str, results: Sequence[PolicyResult]) -> Outcome:
    """Return what a policy says of an estate: the worst of what it says of each resource.

    Where it judges none it says that nothing is there to judge.
    """
    told = [result.outcome for result in results if result.policy == policy]
    return max(told, key=lambda outcome: outcome.rank, default=Outcome.NOT_APPLICABLE)


def _case(entry: Any, judging: Judging, where: str) -> PolicyCase:
    if not isinstance(entry, Mapping) or not set(entry) <= _KEYS:
        raise ConfigError(f"{where}: it has other keys than {', '.join(sorted(_KEYS))}", hint=_HINT)
    named = [name for name in OUTCOMES if name in entry]
    given = entry.get("given")
    if len(named) != 1 or not isinstance(given, Mapping) or not given:
        raise ConfigError(f"{where}: it is one of {', '.join(OUTCOMES)}, and has resources under given", hint=_HINT)
    open_ = dict(_opened(entry.get("open", ()), given, where))
    read = entry.get("read", False) is True
    resources = [
        _resource(str(address), attributes, judging, open_.get(address, ()), read=read)
        for address, attributes in given.items()
    ]
    return PolicyCase(
        name=str(entry[named[0]]),
        expected=OUTCOMES[named[0]],
        snapshot=Snapshot(
            environment="case",
            side=Side.DESIRED,
            taken_at=_AT,
            origins=(),
            resources=tuple(sorted(resources, key=lambda item: item.order)),
        ),
    )


def _opened(paths: Any, given: Mapping[str, Any], where: str) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Yield the paths that only an apply tells, by the address of their resource."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for path in paths if isinstance(paths, list) else [paths] if paths else ():
        type_, name, *rest = str(path).split(".")
        if f"{type_}.{name}" not in given or not rest:
            raise ConfigError(f"{where}: {path} is no path of a resource that is given", hint=_HINT)
        found.setdefault(f"{type_}.{name}", []).append(tuple(rest))
    for address, told in found.items():
        yield address, tuple(told)


def _resource(
    address: str, attributes: Any, judging: Judging, open_: tuple[tuple[str, ...], ...], *, read: bool
) -> Resource:
    type_, _, name = address.partition(".")
    told = {
        key: json.dumps(value) if key in judging.documents and isinstance(value, Mapping) else value
        for key, value in (attributes or {}).items()
    }
    unknown = tuple(tuple(Index(part) if part.isdigit() else Name(part) for part in path) for path in open_)
    return Resource(
        type=type_,
        address=address,
        id=str(told.get("id", name)),
        attributes=told,
        account="111122223333",
        region="eu-west-1",
        declared=not read,
        code={} if read else told,
        intent=Intent(unknown=unknown, refers=_unsure(open_)) if unknown else None,
    )


def _unsure(paths: tuple[tuple[str, ...], ...]) -> tuple[Reference, ...]:
    """Return that a resource may belong to any where only an apply tells to which."""
    return tuple(Reference(attribute=path[0], address="", sure=False) for path in paths if path[0] in LINKS)
