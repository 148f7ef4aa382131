"""What the results of a verdict rest on: who says what they are about, and by which names that is what is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.model.measurement import Vouched
from engine.model.subject import RELEASE
from engine.model.verdict import Input, Run
from engine.report.view.folding import join_names

_COMMIT = "commit"
_WORDS: Mapping[str, str] = {
    Vouched.SIGNED: "signed",
    Vouched.CLAIMED: "claimed by a person",
    Vouched.RECORDED: "recorded, not signed",
    Vouched.ITSELF: "by their own word",
    Vouched.NOBODY: "by nobody's word",
}


def describe_results(run: Run) -> str:
    """Return how many results are vouched for by whom, and which names bind them; empty without results."""
    found = Counter((entry.vouched, entry.bound) for entry in _results(run))
    return "; ".join(
        f"{found[word, bound]} {said}{f', bound by {join_names(bound)}' if bound else ''}"
        for word, said in _WORDS.items()
        for bound in sorted(bound for vouched, bound in found if vouched == word)
    )


def name_unproven(run: Run) -> str:
    """Return which names of the release no result bears, in words; empty where each has one.

    A verdict names a release by all that is known of it, and each result by some of that: a load test of a commit says
    nothing of an image.
    """
    results = _results(run)
    borne = {name for entry in results for name in entry.bound}
    # A commit may be known from git alone; of a verdict without results it is where that was run.
    strange = [
        name
        for name, _ in run.verdict.subject.known()
        if name in RELEASE and name not in borne and (results or name != _COMMIT)
    ]
    return f"no result is about this {join_names(strange)}" if strange else ""


def _results(run: Run) -> list[Input]:
    return [entry for entry in run.verdict.inputs if entry.kind == "result"]
