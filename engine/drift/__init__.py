"""Drift (intent against reality) and parity (one environment against another)."""
