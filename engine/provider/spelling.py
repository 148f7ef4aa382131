"""One spelling of a name that may be written in several ways."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from engine.provider.facts import CommonFacts, TypeFacts


def without_case(name: str, text: str, facts: TypeFacts) -> str:
    """Return what is compared without case in lower case and without a dot at its end; other texts as they are."""
    return text.lower().removesuffix(".") if name in facts.caseless else text


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
