"""What the results of a verdict rest on: who says what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.model.measurement import Vouched
from engine.model.verdict import Run

_WORDS: Mapping[str, str] = {
    Vouched.SIGNED: "signed",
    Vouched.CLAIMED: "claimed by a person",
    Vouched.RECORDED: "recorded, not signed",
    Vouched.ITSELF: "by their own word",
    Vouched.NOBODY: "by nobody's word",
}


def describe_results(run: Run) -> str:
    """Return how many results are vouched for by whom, from a signature to nobody; empty without results."""
    found = Counter(entry.vouched for entry in run.verdict.inputs if entry.kind == "result")
    return "; ".join(f"{found[word]} {said}" for word, said in _WORDS.items() if found[word])
