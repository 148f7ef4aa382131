"""Events: who called what in an account, as CloudTrail tells it. They explain, and confirm who made a resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.model.identity import Maker
from engine.model.place import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A resource that an event names: its id, ARN or name, and as what.

    `role` is the kind of thing in lower-case letters (`securitygroup`, `dbinstance`), empty where the event does not
    say.
    """

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Placed):
    """One call. Of its parameters only the names of resources are known here: the rest may hold secrets.

    `service` is the event source without its domain (`ec2`), `principal` who called, for people. `account` is the one
    whose resources were called for, `region` where the call was made. `failed` calls changed nothing. `maker` is the
    service that called by itself, for nobody else; `confirms` are the tools whose claims the caller confirms, as far as
    the `issuer` that vouches for the caller is the one of what is claimed.
    """

    time: datetime
    service: str
    operation: str
    principal: str
    account: str = ""
    region: str = ""
    resources: tuple[Mention, ...] = ()
    event_id: str = ""
    failed: bool = False
    maker: Maker | None = None
    confirms: tuple[str, ...] = ()
    issuer: str = ""
