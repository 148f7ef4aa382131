"""Drift: intent against reality."""
