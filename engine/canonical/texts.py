"""Rules that rewrite one text: each gets where the text stands and gives the text back when it does not apply."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.canonical import rules
from engine.canonical.rules import Rule
from engine.facts.policy_documents import without_root
from engine.provider.facts import CommonFacts, TypeFacts
from engine.provider.spelling import shortest_address, without_case


@dataclass(frozen=True, slots=True)
class Field:
    """Where a text stands: the nearest attribute's name, and what is known of the type and of all attributes."""

    name: str
    facts: TypeFacts
    common: CommonFacts


_LOG_GROUP = re.compile(r"arn:[\w-]+:logs:[\w-]*:\d*:log-group:[^:*]+:\*")
_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")
_ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}


def line_endings(_: Field, text: str) -> str:
    """Write every line's end as one line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def case(field: Field, text: str) -> str:
    """Write names that are compared without case in lower case and without a dot at their end."""
    return without_case(field.name, text, field.facts)


def cidr(field: Field, text: str) -> str:
    """Write an address range by its first address, and IPv6 in its shortest form (RFC 5952)."""
    return shortest_address(field.name, text, field.common)


def arn(_: Field, text: str) -> str:
    """Leave out `:*` behind the ARN of a log group, which some APIs tell and some do not."""
    return text[:-2] if text.endswith(":*") and _LOG_GROUP.fullmatch(text) else text


def principal(field: Field, text: str) -> str:
    """Write the root of an account as the account."""
    return without_root(text) if field.name in field.facts.principals else text


def duration(field: Field, text: str) -> str:
    """Write a duration of ISO 8601 in seconds, and the rate of a schedule in minutes."""
    if field.name == "schedule_expression":
        rate = _RATE.fullmatch(text)
        return f"rate({int(rate[1]) * _MINUTES[rate[2]]} minutes)" if rate else text
    if not field.name.endswith("duration"):
        return text
    found = _ISO_DURATION.fullmatch(text)
    if found is None or text in {"P", "PT"} or text.endswith("T"):
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return f"PT{((days * 24 + hours) * 60 + minutes) * 60 + seconds}S"


def encoded(field: Field, text: str) -> str:
    """Write user data in Base64 as the text that it stands for."""
    if field.name not in field.common.encoded or len(text) % 4:
        return text
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return text
    return plain if plain.replace("\n", "").replace("\t", "").replace("\r", "").isprintable() else text


def url_encoded(_: Field, text: str) -> str:
    """Write an object of JSON that was written for a URL as it is."""
    if text[:3].lower() != "%7b":
        return text
    try:
        return _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), text.encode()).decode()
    except UnicodeError:
        return text


TEXT_RULES: tuple[tuple[Rule, Callable[[Field, str], str]], ...] = (
    (rules.BASE64, encoded),
    (rules.LINE_ENDINGS, line_endings),
    (rules.CASE, case),
    (rules.CIDR, cidr),
    (rules.ARN, arn),
    (rules.PRINCIPAL, principal),
    (rules.DURATION, duration),
    (rules.URL, url_encoded),
)
