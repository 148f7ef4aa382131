"""Expressions that are put together by chance, of the forms in fixtures/expressions: the same ones by each seed.

Most parts have the type that is wanted where they stand, so that there is a value; some have another one.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

_HOLE = re.compile(r"\{([tnblmx])\}")
_DEPTH = 3
_ODD = 0.04  # of the parts have a type that nobody asked for


def forms(path: Path) -> Mapping[str, Sequence[str]]:
    """Return the forms of a file, by the kind of value that they give."""
    found = defaultdict(list)
    for line in path.read_text().splitlines():
        if not line.startswith("#"):
            kind, _, form = line.partition(": ")
            found[kind].append(form)
    return found


def made(known: Mapping[str, Sequence[str]], seed: int, count: int) -> list[str]:
    """Return some expressions, none of them twice."""
    chance = random.Random(seed)
    leaves = {kind: [form for form in those if not _HOLE.search(form)] for kind, those in known.items()}
    found: dict[str, None] = {}

    def expression(kind: str, depth: int) -> str:
        if chance.random() < _ODD:
            kind = chance.choice(list(known))
        form = chance.choice((leaves[kind] if depth <= 0 else None) or known[kind])
        return _HOLE.sub(lambda hole: expression(hole[1], depth - 1), form)

    while len(found) < count:
        found[expression(chance.choice("tnblm"), _DEPTH)] = None
    return list(found)
