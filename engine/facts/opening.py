"""A rule of a firewall as facts see it: how its protocol and ports are read, and what several of them open together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.facts.networks import NOWHERE, Networks

ANY = "all"
TCP, UDP = "tcp", "udp"
PORTED = (TCP, UDP)
LAST_PORT = 65535
_ALL_PORTS = (0, LAST_PORT)
_LAST_PROTOCOL = 255
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A rule that lets somebody in: `name` tells it from others.

    `protocol` is in lower case, `all` for every one; `ports` are the first and the last, all without a number.
    `unknown` names what is not known of it, empty where it is known; `networks` are those that are known. A `separate`
    rule is a resource of its own.
    """

    name: str
    networks: Networks
    protocol: str = ANY
    ports: tuple[int, int] = _ALL_PORTS
    unknown: str = ""
    separate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Ports of a protocol that the world reaches, by the rules called `names`; a protocol without ports has (-1, -1).

    `unknown` is empty where that is certain, and else what would have to be known. Of many `rules` the first are named.
    `networks` are those that they let in together, and of very many `sum` is a text of its own for each set of rules
    that let others in. `separate` tells that all of them are resources of their own.
    """

    protocol: str
    ports: tuple[int, int]
    names: tuple[str, ...]
    unknown: str = ""
    rules: int = field(default=1, compare=False)
    networks: Networks = field(default=NOWHERE, compare=False)
    separate: bool = field(default=False, compare=False)
    sum: str = field(default="", compare=False)


def read_protocol(value: Any, names: Mapping[str, str]) -> str | None:
    """Return a protocol by its name, where `names` has those of numbers; none for a text that is no protocol.

    Every one is meant where nothing is said. A number may be written in every form that `strconv.Atoi` reads, as the
    provider does: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return ANY
    number = _whole(value)
    text = str(value).lower() if number is None else str(number)
    if text in names:
        return names[text]
    is_number = number is not None and 0 <= number <= _LAST_PROTOCOL
    return text if is_number or text in names.values() else None


def read_ports(protocol: str | None, first: Any, last: Any) -> tuple[int, int]:
    """Return the first and the last port of a protocol, all where it has none, or they cannot be read."""
    begin, end = _whole(first), _whole(last)
    if protocol not in PORTED or begin is None or end is None or begin < 0:
        return _ALL_PORTS
    return (begin, end) if begin <= end else _ALL_PORTS


def _whole(value: Any) -> int | None:
    """Return a whole number, also one that a text or a decimal says."""
    if isinstance(value, str):
        return int(value) if _NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value != value // 1:
        return None
    return int(value)
