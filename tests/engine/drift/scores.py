"""How well a comparison tells edits from rewrites: a score on the cases of the metamorphic tests, beside raw DeepDiff.

A comparison is right about a rewrite when it reports nothing, and about an edit when it reports one finding at its
place. An edit is looked for twice: alone, and in a resource that is written in another way as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from deepdiff import DeepDiff

from engine.model.snapshot import Resource
from tests.builders import PROVIDER
from tests.engine.drift.edits import Edit, edited
from tests.engine.drift.rewrites import rewritten
from tests.engine.drift.test_metamorphic import BATCH, drift, originals

Found = Mapping[str, Sequence[tuple[str, ...]]]  # the paths of the findings of a resource, by its address
Finder = Callable[[list[Resource], list[Resource]], Found]
Case = tuple[Resource, Resource, Edit | None]


@dataclass
class Count:
    """How many cases of a kind there were, of how many something was reported, and of how many the right thing."""

    cases: int = 0
    reported: int = 0
    right: int = 0

    def add(self, edit: Edit | None, paths: Sequence[tuple[str, ...]]) -> None:
        """Count a case with the findings about it."""
        self.cases += 1
        self.reported += bool(paths)
        self.right += is_right(edit, paths)


@dataclass
class Score:
    """The counts of a comparison."""

    rewrites: Count
    edits: Count
    both: Count

    @property
    def precision(self) -> float:
        """Return the part of the reported resources, rewritten or edited, that were edited."""
        return self.edits.reported / (self.edits.reported + self.rewrites.reported)

    @property
    def recall(self) -> float:
        """Return the part of the edits, alone or in a rewrite, that are one finding at their place."""
        return (self.edits.right + self.both.right) / (self.edits.cases + self.both.cases)


def is_right(edit: Edit | None, paths: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether the findings of a resource are the one that its edit makes, or none without an edit."""
    if edit is None:
        return not paths
    return len(paths) == 1 and paths[0][: len(edit.start)] == edit.start and (not edit.end or paths[0][-1] == edit.end)


def driftgate(before: list[Resource], after: list[Resource]) -> Found:
    """Return what drift detection finds."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for finding in drift(before, after).findings:
        found[finding.target.address].append(finding.change.path)
    return found


def deepdiff(**options: Any) -> Finder:
    """Return what DeepDiff finds with these options between the attributes of each pair."""

    def find(before: list[Resource], after: list[Resource]) -> Found:
        return {
            one.address: [
                tuple(map(str, level.path(output_format="list")))
                for levels in DeepDiff(one.attributes, other.attributes, view="tree", **options).values()
                for level in levels
            ]
            for one, other in zip(before, after, strict=True)
        }

    return find


FINDERS: Mapping[str, Finder] = {
    "DeepDiff": deepdiff(),
    "DeepDiff, ignore_order": deepdiff(ignore_order=True),
    "driftgate": driftgate,
}


def scores(batches: int) -> dict[str, Score]:
    """Return the score of each comparison over the first batches of the metamorphic tests."""
    found = {name: Score(Count(), Count(), Count()) for name in FINDERS}
    for seed in range(batches):
        for kind, cases in (
            ("rewrites", list(_rewrites(seed))),
            ("edits", list(_edits(seed, anew=False))),
            ("both", list(_edits(seed, anew=True))),
        ):
            before, after = [one for one, _, _ in cases], [other for _, other, _ in cases]
            for name, find in FINDERS.items():
                paths = find(before, after)
                for one, _, edit in cases:
                    getattr(found[name], kind).add(edit, paths.get(one.address, ()))
    return found


def _rewrites(seed: int) -> Iterator[Case]:
    rng = Random(seed)
    for item in originals(rng, BATCH):
        yield item, replace(item, attributes=rewritten(rng, item.type, item.attributes, PROVIDER)), None


def _edits(seed: int, *, anew: bool) -> Iterator[Case]:
    rng, other = Random(1000 + seed), Random(2000 + seed)
    for item in originals(rng, BATCH):
        edit = edited(rng, item.type, item.attributes, PROVIDER)
        if edit is not None:
            after = rewritten(other, item.type, edit.attributes, PROVIDER) if anew else edit.attributes
            yield item, replace(item, attributes=after), edit


def table(found: Mapping[str, Score]) -> str:
    """Return the scores as lines of text."""
    one = next(iter(found.values()))
    head = ("", "rewrites reported", "edits exact", "inexact", "missed", "in a rewrite exact", "precision", "recall")
    rows = [
        (
            name,
            f"{score.rewrites.reported:,}",
            f"{score.edits.right:,}",
            f"{score.edits.reported - score.edits.right:,}",
            f"{score.edits.cases - score.edits.reported:,}",
            f"{score.both.right:,}",
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
        )
        for name, score in found.items()
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        [
            f"{one.rewrites.cases:,} rewrites, {one.edits.cases:,} edits, {one.both.cases:,} edits in a rewrite",
            *(
                "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
                for row in (head, *rows)
            ),
        ]
    )
