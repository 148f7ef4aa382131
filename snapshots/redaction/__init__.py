"""Secrets never pass this point."""
