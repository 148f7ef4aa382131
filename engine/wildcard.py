"""Texts in which `*` stands for any run of characters, as an expression that takes linear time for each run."""

from __future__ import annotations

import re
from collections.abc import Callable


def expression(pattern: str, escape: Callable[[str], str] = re.escape) -> str:
    """Return the regular expression of a pattern, for `re.DOTALL`; `escape` makes that of what stands between its `*`.

    What stands between two `*` is looked for where it comes first and never again: whatever follows it finds its place
    behind that too, since another `*` comes before it. Without that, twelve `*` are tried in every combination.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return escape(first)
    *runs, last = rest
    return escape(first) + "".join(f"(?>.*?{escape(run)})" for run in runs if run) + ".*" + escape(last)
