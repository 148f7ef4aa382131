"""Attributes of which some versions of a provider keep the SHA-1, and others the text: all as the SHA-1."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from engine.provider.facts import TypeFacts

_DIGEST = re.compile(r"[0-9a-f]{40}")


def with_digests(attributes: Mapping[str, Any], facts: TypeFacts) -> Mapping[str, Any]:
    """Return attributes with the digests of those that are `digested`; what says the same in Base64 is in them.

    Since version 6 a state of AWS has user data in clear text
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade).
    """
    names = facts.digested & attributes.keys()
    if not names:
        return attributes
    found = dict(attributes)
    for name in names:
        others = facts.instead.get(name, ())
        told = next((text for one in (name, *others) if isinstance(text := attributes.get(one), str) and text), "")
        if told:
            found[name] = told if _DIGEST.fullmatch(told) else _sha1(told)
            found |= dict.fromkeys(attributes.keys() & set(others))
    return found


def _sha1(text: str) -> str:
    """Return the digest as the provider makes it: of what is behind Base64, in lines or not, or else of the text."""
    try:
        data = base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        data = text.encode()
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
