"""Addresses with a password or a token in them: sources stand in every message, so they are refused unseen."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from snapshots.redaction.names import is_secret_name

NONE = "the address of a source is none"
LOGIN = "the address of a source holds a user or password"
PARAMETER = "the address of a source holds a secret in its parameters"


def address_problem(address: str) -> str:
    """Return why an address must not be shown, also one among the parameters of another; empty where it may."""
    if "://" not in address:
        return ""
    try:
        parts = urlsplit(address)
        told = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    except ValueError:
        return NONE
    if "@" in parts.netloc:
        return LOGIN
    if any(is_secret_name(name) for name, _ in told):
        return PARAMETER
    return next((problem for _, value in told if (problem := address_problem(value))), "")
