"""CloudTrail records to events: who called what on which resources, and nothing else of a record.

A record holds the parameters of the call and parts of the answer, and these can hold secrets. Of them only texts under
names that end like those of ids (`…Id`, `…Name`, `…Arn`, `…Url`) are looked at, never in what callers name as they like
(tags, environments, parameters), only when they are written like an id, and never when the redactor would hide them.
Format: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from engine.model.event import Event, Mention
from engine.model.identity import Maker
from snapshots.redaction.redact import Redactor

MAX_MENTIONS = 200  # of one event
_MAX_LEAVES = 5000  # looked at in one event
_MAX_DEPTH = 16
_MAX_TEXT = 200  # of a principal
_MAX_KNOWN = 200_000

_SOURCE = re.compile(r"([a-z0-9-]{1,64})\.(?:[a-z0-9-]+\.)*amazon(?:aws)?\.com(?:\.cn)?")
_OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}")
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_EVENT_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_IDENTIFIER = re.compile(r"[\w+=,.@:/*#-]{1,512}", re.ASCII)
_KEY_END = re.compile(r"(?:name|id|identifier|arn|url)(?:s|list)?$")
_NO_ID = re.compile(r"accesskey|token|password|passphrase|^sid$")
_KEYS = re.compile(
    r"alias|bucket|cluster|destinationcidrblock|function|queue|repository|resources?|role|rule|service|stream|table"
    r"|taskdefinition|topic"
)
# What is below these is named by the caller, or is a document.
_FREE = re.compile(
    r"(?:annotations|attributevalues|body|content|credentials|definition|document|environment|expressionattribute\w*"
    r"|environmentvariables?|headers|input|item|labels|mappings|metadata|options|overrides|parameters|payload"
    r"|queryarguments|requestparameters|requesttemplates|responseparameters|responsetemplates|secrets|statements?|tagging|tags"
    r"|tag(?:s?list|sets?|sspecifications?|specificationsets?)|template|userdata|variables)",
    re.IGNORECASE,
)
_ROLE_END = re.compile(r"(?:names?|ids?|identifiers?|arns?|urls?|list|set)$")
_TERRAFORM = re.compile(r"\b(?:HashiCorp[ /-]?Terraform|Terraform/\d|OpenTofu)|APN/1\.0 HashiCorp", re.IGNORECASE)
# Services that make resources by themselves, as `invokedBy` names them, which only AWS writes. Stacks are none of them:
# one that is gone has made nothing that is there.
_SERVICES = {
    "autoscaling.amazonaws.com": "autoscaling",
    "controltower.amazonaws.com": "control-tower",
    "ecs.amazonaws.com": "ecs",
    "eks.amazonaws.com": "eks",
    "eks-nodegroup.amazonaws.com": "eks",
    "organizations.amazonaws.com": "organizations",
    "sso.amazonaws.com": "sso",
}
# A pod of a cluster proves itself by the cluster's own OpenID Connect provider, which nobody but EKS can be. Which pod
# it was, its service account tells, or the role that was made for it:
# https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
_CLUSTER = re.compile(
    r"arn:[a-z-]+:iam::(\d{12}):oidc-provider/(oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/id/[0-9A-F]+)"
)
_SERVICE_ACCOUNT = re.compile(r"system:serviceaccount:[^:]+:([^:]+)")
_CONTROLLERS = {"loadbalancercontroller": "eks-controller", "karpenter": "karpenter"}
_PEOPLE_TYPES = frozenset({"IAMUser", "SAMLUser", "WebIdentityUser", "FederatedUser"})


def counted(number: int, noun: str) -> str:
    """Return a number of things as a person says it."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


class RecordError(ValueError):
    """What was given is no record of CloudTrail; the text says what is wrong, with nothing of the record."""


class Trail:
    """Turns records into events; what was found harmless once is not looked at again."""

    def __init__(self, redactor: Redactor) -> None:
        """Know nothing yet."""
        self._redactor = redactor
        self._known: dict[tuple[str, str], Mention | None] = {}
        self._shown = lru_cache(maxsize=20_000)(lambda text: redactor.text(text)[:_MAX_TEXT])

    def event(self, record: Any, named: Any = None) -> Event | None:
        """Return the event of a record; none when it only reads, is about data in a resource, or is no call.

        `named` are the resources that `lookup-events` names beside the record. Raises RecordError.
        """
        if not isinstance(record, Mapping):
            raise RecordError("it is not a JSON object")
        source, operation = _text(record, "eventSource"), _text(record, "eventName")
        time = _time(record)
        match = _SOURCE.fullmatch(source)
        if match is None or not _OPERATION.fullmatch(operation):
            raise RecordError(f"{'eventSource' if match is None else 'eventName'} is missing or not of its form")
        if record.get("readOnly") in (True, "true") or record.get("managementEvent") is False:
            return None
        if record.get("eventCategory") not in (None, "Management"):
            return None
        return Event(
            time=time,
            service=match[1],
            operation=operation,
            principal=self._principal(record),
            account=_matching(_ACCOUNT, record.get("recipientAccountId")) or _account(record),
            region=_matching(_REGION, record.get("awsRegion")),
            resources=self._resources(record, named),
            event_id=_matching(_EVENT_ID, record.get("eventID")),
            failed=bool(record.get("errorCode") or record.get("errorMessage")),
            maker=_maker(record),
            confirms=_controllers(record),
            issuer=_issuer(record),
        )

    def _principal(self, record: Mapping[str, Any]) -> str:
        """Return who called, for people: the name, and how they came to it."""
        identity = _mapping(record, "userIdentity")
        issuer = _mapping(_mapping(identity, "sessionContext"), "sessionIssuer")
        kind, arn = _text(identity, "type"), _text(identity, "arn")
        tail = arn.rpartition("/")[2]
        name, notes = _text(identity, "userName") or tail, []
        if kind == "Root":
            name = "root"
        elif kind == "AssumedRole":
            name = tail or _text(identity, "principalId").partition(":")[2]
            role = _text(issuer, "userName") or arn.partition(":assumed-role/")[2].partition("/")[0]
            notes += [f"role {role}"] * bool(role)
        elif kind == "AWSService":
            name = _text(identity, "invokedBy")
        elif kind == "AWSAccount":
            notes.append(f"account {_matching(_ACCOUNT, identity.get('accountId')) or 'unknown'}")
            name = name or _text(identity, "principalId")
        elif kind not in _PEOPLE_TYPES:
            name = name or _text(_mapping(identity, "onBehalfOf"), "userId") or _text(identity, "principalId")
        invoked = _text(identity, "invokedBy")
        if invoked and invoked != name:
            notes.append(f"through {invoked}")
        if _TERRAFORM.search(_text(record, "userAgent")):
            notes.append("Terraform")
        elif _text(record, "sessionCredentialFromConsole") == "true":
            notes.append("console")
        shown: str = self._shown(name or "unknown")
        return f"{shown} ({self._shown(', '.join(notes))})" if notes else shown

    def _resources(self, record: Mapping[str, Any], named: Any) -> tuple[Mention, ...]:
        found: dict[Mention, None] = {}
        for mention in self._mentions(record, named):
            found[mention] = None
            if len(found) == MAX_MENTIONS:
                break
        return tuple(found)

    def _mentions(self, record: Mapping[str, Any], named: Any) -> Iterator[Mention]:
        for entry in _entries(record.get("resources")):
            yield from self._mention(_text(entry, "ARN"), _kind(_text(entry, "type")))
        for entry in _entries(named):
            yield from self._mention(_text(entry, "ResourceName"), _kind(_text(entry, "ResourceType")))
        left = [_MAX_LEAVES]
        for part in ("requestParameters", "responseElements", "serviceEventDetails"):
            yield from self._below(record.get(part), "", left, 0)

    def _below(self, value: Any, key: str, left: list[int], depth: int) -> Iterator[Mention]:
        left[0] -= 1
        if left[0] < 0 or depth > _MAX_DEPTH:
            return
        if isinstance(value, str):
            if _names(key):
                yield from self._mention(value, key)
        elif _is_free(key):
            return
        elif isinstance(value, Mapping):
            for name, item in value.items():
                yield from self._below(item, name, left, depth + 1)
        elif isinstance(value, list):
            for item in value:
                yield from self._below(item, key, left, depth + 1)

    def _mention(self, name: str, key: str) -> Iterator[Mention]:
        """Yield the mention of a name, unless it is none or may be a secret."""
        known = (name, key)
        if known not in self._known:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            harmless = bool(_IDENTIFIER.fullmatch(name)) and self._redactor.value({key: name}) == {key: name}
            self._known[known] = Mention(name=name, role=_role(key)) if harmless else None
        mention = self._known[known]
        if mention is not None:
            yield mention


@lru_cache(maxsize=20_000)
def _names(key: str) -> bool:
    """Tell whether a text under a key names a resource."""
    lower = key.lower()
    return bool(_KEYS.fullmatch(lower) or (_KEY_END.search(lower) and not _NO_ID.search(lower)))


@lru_cache(maxsize=20_000)
def _is_free(key: str) -> bool:
    """Tell whether what is below a key is named as the caller likes."""
    return _FREE.fullmatch(key) is not None


def _role(key: str) -> str:
    """Return as what a key names a thing: `dBInstanceIdentifier` is `dbinstance`, `resourceARN` anything."""
    role = "".join(letter for letter in key.lower() if letter.isalnum())
    while (shorter := _ROLE_END.sub("", role)) != role:
        role = shorter
    return "" if role in {"resource", "resources", "physicalresource"} else role


def _kind(type_: str) -> str:
    """Return as what a type of CloudFormation's names a thing: `AWS::EC2::SecurityGroup` is `SecurityGroup`."""
    return type_.rpartition("::")[2]


def _maker(record: Mapping[str, Any]) -> Maker | None:
    """Return the service that made a call by itself; none where it did so for somebody."""
    identity = _mapping(record, "userIdentity")
    tool = _SERVICES.get(_text(identity, "invokedBy")) if _text(identity, "type") == "AWSService" else None
    return None if tool is None else Maker(tool=tool, name="", confirmed_by="its own call")


def _issuer(record: Mapping[str, Any]) -> str:
    """Return the URL of the cluster of EKS in the account one of whose pods made a call, as its credentials prove."""
    session = _mapping(_mapping(record, "userIdentity"), "sessionContext")
    provider = _CLUSTER.fullmatch(_text(_mapping(session, "webIdFederationData"), "federatedProvider"))
    return f"https://{provider[2]}" if provider is not None and provider[1] == _account(record) else ""


def _controllers(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the controllers that a pod of a cluster is, by its service account, or the role that it calls as."""
    if not _issuer(record):
        return ()
    identity = _mapping(record, "userIdentity")
    issuer = _mapping(_mapping(identity, "sessionContext"), "sessionIssuer")
    pod = _SERVICE_ACCOUNT.fullmatch(_text(identity, "userName"))
    said = pod[1] if pod is not None else _text(issuer, "userName")
    name = "".join(letter for letter in said.lower() if letter.isalnum())
    return tuple(tool for part, tool in _CONTROLLERS.items() if part in name)


def _time(record: Mapping[str, Any]) -> datetime:
    try:
        time = datetime.fromisoformat(_text(record, "eventTime"))
    except ValueError as error:
        raise RecordError("eventTime is missing or no time") from error
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _account(record: Mapping[str, Any]) -> str:
    return _matching(_ACCOUNT, _mapping(record, "userIdentity").get("accountId"))


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _mapping(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _entries(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, Mapping))
