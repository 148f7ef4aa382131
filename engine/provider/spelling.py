"""One spelling of a name that may be written in several ways."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from engine.provider.facts import CommonFacts, TypeFacts

_NAMED_AT = 6  # the part of an ARN, from 0, that names what is of the kind before it; a version may follow


def without_case(name: str, text: str, facts: TypeFacts) -> str:
    """Return what is compared without case in lower case and without a dot at its end; other texts as they are."""
    return text.lower().removesuffix(".") if name in facts.caseless else text


def is_same_name(one: object, other: object) -> bool:
    """Tell whether one text is a name, and the other an ARN that has this name (or its end, `ACCOUNT:function:NAME`).

    Two ARNs are the same where all of them is: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html.
    """
    if not (isinstance(one, str) and isinstance(other, str)) or (":" in one) is (":" in other):
        return False
    name, arn = sorted((one, other), key=lambda text: ":" in text)
    parts = arn.split(":")
    return bool(name) and name == (parts[_NAMED_AT] if parts[0] == "arn" and len(parts) > _NAMED_AT else parts[-1])


def shortest_address(name: str, text: str, common: CommonFacts) -> str:
    """Return an address range by its first address, and IPv6 in its shortest form (RFC 5952); else the text."""
    try:
        if "cidr" in name and "/" in text:
            return str(ip_network(text, strict=False))
        if name in common.addresses and ":" in text:
            return str(ip_address(text))
    except ValueError:
        pass
    return text
