"""The shipped policies for tests, each with its file: told by the pack, as reading all their METADATA takes seconds.

`tests/policies/test_pack.py` holds them against what is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from policies.authoring.cases import FILE, PolicyCase, read_cases
from policies.authoring.catalog import LIBRARIES, REGO, PolicySource, load_pack
from policies.evaluators.asking import Machine
from policies.evaluators.compiled import beside_bytecode
from policies.evaluators.wasm import embedded
from snapshots.aws.judging import JUDGING

_ID = re.compile(r"^#   id: (\S+)$", re.MULTILINE)
# Where a run keeps the compiled pack.
KEPT = beside_bytecode(REGO / "pack.wasm")
_PACKAGE = re.compile(r"^package (\S+)$", re.MULTILINE)


def kept_engine() -> Callable[[], Machine]:
    """Return what makes a machine of the shipped pack: compiling it takes most of a second of each evaluator."""
    return partial(embedded, load_pack().wasm, kept=KEPT)


@cache
def shipped_sources() -> tuple[PolicySource, ...]:
    """Return the sources of the shipped policies, sorted by id: every worker asks while it looks for tests."""
    pack = load_pack()
    policies = {policy.id: policy for policy in pack.policies}
    texts = {
        path.relative_to(REGO).as_posix(): path.read_text(encoding="utf-8")
        for path in REGO.rglob("policy.rego")
        if path.relative_to(REGO).parts[0] != LIBRARIES
    }
    named = {_ID.findall(text)[0]: (path, _PACKAGE.findall(text)[0]) for path, text in texts.items()}
    return tuple(
        PolicySource(path=path, package=package, policy=policies[id_], sight=pack.sights.get(id_))
        for id_, (path, package) in sorted(named.items())
    )


@cache
def shipped_cases(path: str) -> tuple[PolicyCase, ...]:
    """Return the cases of a shipped policy by the path of its source."""
    return read_cases(REGO / Path(path).parent / FILE, JUDGING, name=path)
