"""Formats of credentials: what gives a secret away in any text."""
