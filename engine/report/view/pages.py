"""Where the documentation in `docs/` says more of a rule, a policy, a gate or a number of the decision."""

from __future__ import annotations

import re

from engine.findings.catalogue import BY_ID

# Where `docs/` is published. Nobody can own a name that ends in .example: who publishes the pages writes theirs here.
DOCUMENTATION = "https://driftgate.example/docs/"
_POLICY = "policy"
_OWN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")  # as policies of ours are called; checks of others stand in a table
_CHECK = re.compile(r"CKV2?_[A-Z0-9]+_[0-9]+")  # as Checkov calls its checks, which stand in the list of policies
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


def rule_page(gate: str, rule: str) -> str:
    """Return the address of what is said of a rule of drift or parity, of a policy, or else of the gate itself.

    Of rules of people's own, and of those of scans, there is no page but that of all of them.
    """
    if rule in BY_ID:
        return f"{DOCUMENTATION}rules.md#{rule}"
    if gate != _POLICY:
        return gate_page(gate)
    if "." in rule:  # a rule of somebody's own package, as conftest has them
        return f"{DOCUMENTATION}rego.md"
    if _OWN.fullmatch(rule):
        return f"{DOCUMENTATION}policies/{rule}.md"
    return f"{DOCUMENTATION}policies.md#{_fragment(rule)}" if _CHECK.fullmatch(rule) else f"{DOCUMENTATION}scans.md"


def gate_page(gate: str) -> str:
    """Return the address of what is said of a gate."""
    return f"{DOCUMENTATION}gates.md#{_fragment(gate)}"


def number_page(number: int) -> str:
    """Return the address of what is said of a rule of the decision."""
    return f"{DOCUMENTATION}decision.md#rule-{number}"


def _fragment(text: str) -> str:
    """Return foreign text as a part of an address (https://www.rfc-editor.org/rfc/rfc3986#section-2.1)."""
    return "".join(
        character if character in _PLAIN else "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
        for character in text
    )
