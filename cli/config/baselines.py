"""The file of known findings: one JSON document with a baseline an environment, made to be read in a diff."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cli.config.waivers import told
from engine.acceptance.baseline import find_problem
from engine.errors import ConfigError, EngineError
from engine.jsontext.codec import decode, to_document
from engine.jsontext.digest import canonical_json, parse_json
from engine.model.waiver import Baseline
from snapshots.store.atomic import write_atomically

VERSION = "driftgate/baselines/1"


def read_baselines(path: Path) -> dict[str, Baseline]:
    """Return the baselines of a file by environment; empty when there is no file yet. Raises ConfigError."""
    if not path.exists():
        return {}
    if not path.is_file():  # a pipe would be waited for
        raise ConfigError(f"{path.name}: it is no regular file", hint="move it away")
    hint = "restore it from version control, or make it again: driftgate baseline create ENV"
    try:
        document = parse_json(path.read_bytes(), name=path.name)
        if not isinstance(document, dict) or document.get("schema_version") != VERSION:
            raise ConfigError(f"{path.name}: not a baseline of the form {VERSION}", hint=hint)
        found = [
            decode(canonical_json(entry), Baseline, name=f"{path.name}: environments.{number}")
            for number, entry in enumerate(document.get("environments", []))
        ]
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read: {error.strerror}", hint="check the path") from error
    except (EngineError, TypeError, ValueError) as error:
        problem = error.message if isinstance(error, EngineError) else str(error)
        where = "" if problem.startswith(path.name) else f"{path.name}: "
        raise ConfigError(f"{where}{problem}", hint=hint) from error
    for entry in found:
        if problem := find_problem(entry):
            raise ConfigError(f"{path.name}: the baseline of {entry.environment} accepts nothing: {problem}", hint=hint)
    names = [entry.environment for entry in found]
    if len(names) != len(set(names)):
        raise ConfigError(f"{path.name}: an environment has two baselines", hint="keep one of them")
    return {entry.environment: _told(entry) for entry in found}


def write_baselines(path: Path, baselines: Mapping[str, Baseline]) -> None:
    """Write the baselines in their one order; raises StoreError."""
    document = {
        "schema_version": VERSION,
        "environments": [to_document(_told(baselines[name])) for name in sorted(baselines)],
    }
    write_atomically(path, (json.dumps(document, indent=2, sort_keys=True) + "\n").encode())


def _told(entry: Baseline) -> Baseline:
    return replace(entry, **told({"owner": entry.owner, "approver": entry.approver, "reason": entry.reason}))
