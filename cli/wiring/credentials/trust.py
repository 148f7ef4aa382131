"""Whether a stranger's changes are looked at: then no credentials, no network and no key that signs are used."""

from __future__ import annotations

import os

from engine.errors import ConfigError
from snapshots.provenance.fork import find_fork

_SAID = "DRIFTGATE_UNTRUSTED"
_NO = frozenset({"0", "false", "no", "off"})


def find_stranger(*, asked: bool) -> str:
    """Return what says that a stranger's changes are looked at, empty where nothing does.

    `asked` is `--untrusted`. The owner of the machine says yes or no in `DRIFTGATE_UNTRUSTED`; else a CI system that
    builds the pull request of a fork says it.
    """
    if asked:
        return "--untrusted"
    said = os.environ.get(_SAID, "").strip().lower()  # noqa: TID251 - the owner of the machine says it
    if said:
        return "" if said in _NO else _SAID
    return find_fork(os.environ)  # noqa: TID251 - the CI system's own variables


def refusal(what: str, stranger: str) -> ConfigError:
    """Return the error of what is not done for a stranger; `stranger` is what says that there is one."""
    if stranger == "--untrusted":
        return ConfigError(f"{what}, and --untrusted was given", hint="drop --untrusted")
    return ConfigError(
        f"{what}, and a stranger's changes are looked at ({stranger})",
        hint="judge what is here: driftgate policy check hcl:FOLDER; or, where its changes were read and are trusted, "
        f"let the owner of this machine say: export {_SAID}=no",
    )
