"""The words of a provider's permissions that the engine needs: which keys limit, what gives more than it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class KeyForm(StrEnum):
    """What the values of a condition's key are, by which it is told whether they limit anybody."""

    VALUE = "value"
    ARN = "arn"
    NETWORK = "network"
    PATH = "path"
    USER = "user"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Escalation:
    """Actions that together give who has them more than they say: `gives` is what, `source` who has written of it.

    `actions` are in lower case, and all are needed. `asked` is what a request on this way has under the keys of
    conditions, in lower case: one of the values.
    """

    id: str
    actions: frozenset[str]
    gives: str
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readable:
    """What may be read of secrets by any of some actions, in lower case; `prototype` is the ARN of any such resource.

    In it `REGION` and `ACCOUNT` stand for those that a pattern names.
    """

    what: str
    actions: tuple[str, ...]
    prototype: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issuer:
    """Who vouches for workloads of many customers: whose they are stands in the claim `subject`.

    `owner` is what a value begins with before it names a customer.
    """

    host: str
    subject: str = "sub"
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PermissionWords:
    """What is known of permissions: `limiting` keys in lower case, the ways to more power, and who vouches for whom.

    By the actions of `becoming`, in lower case, one acts as somebody else. `prototypes` are the ARNs of any resource
    that an action, in lower case, takes: one of each kind that has to be given. What is not there takes any.
    """

    limiting: Mapping[str, KeyForm] = field(default_factory=dict)
    escalations: tuple[Escalation, ...] = ()
    secrets: tuple[Readable, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    becoming: tuple[str, ...] = ()
    prototypes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
