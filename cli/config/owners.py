"""Whose files are believed: those that only root, the user and whom the owner of the machine names can write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cli.config.allowed import OWNERS, how, list_allowed
from snapshots.store.owners import check_owned, trusted_owners


def check_owners(paths: Iterable[Path]) -> None:
    """Raise ConfigError for the first path that others can write, with what to type."""
    check_owned(paths, trusted_owners(list_allowed(OWNERS)), how=how(OWNERS, "{}"))
