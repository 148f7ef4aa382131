"""The words by which two environments call the same things, learnt from the names of those that are one.

Where the names of counterparts differ in one word again and again, that word is the environment's own:

    acme-prd-orders    acme-ppd-orders
    acme-prd-audit     acme-ppd-audit        prd is called ppd there
    acme-prd-edge      acme-ppd-edge

It is learnt where it stands for the other one nearly always, in names of enough resources, and nothing else does. A
name in which it does not is no exception to the rule but a difference: somebody will want to look at it.

One side may say there the word that its environment is called by, `{env}` in its names: then the other side's word is
that, too.

A tag that counts the environments (a cost centre, a team's number) says of all resources the same number, and always
another one of all of the other side.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.estate.references import MEANT

LEAST = 3  # resources in whose names a word stands for another one
MOST_CASES = 0.8  # the share of its cases in which it does
OWN = "{env}"  # what the words that are known to name an environment are called in its names
_PARTS = re.compile(r"\{env\}|[^\W_]+|(?:(?!\{env\})[\W_])+")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERED = re.compile(r"[^\W\d_]{1,40}(?:[-_ /][^\W\d_]{1,40})*+[-_ /]?\d{2,12}")  # no version, and no time
_DIGITS = re.compile(r"\d+")
_MADE = re.compile(r"\d{5,}|(?=[^\W_]*\d)(?=[^\W_]*[a-f])[0-9a-f]{8,}")  # numbers and digests that a provider makes


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntWord:
    """A word of the left side and what the right side says instead, in the names of `count` resources."""

    left: str
    right: str
    count: int


def learn_words(names: Iterable[tuple[str, str, str]]) -> list[LearntWord]:
    """Return the words that two sides have for one thing, the most frequent first.

    A word that says what is set (`deny`, `public`) is that of no environment: somebody would have to say so.

    `names` are the names of counterparts: of which resource they are, and what each side calls it.
    """
    cases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for resource, one, other in names:
        for ours, theirs in _aligned(one, other):
            cases[ours, theirs].add(resource)
    of_left: Counter[str] = Counter()
    of_right: Counter[str] = Counter()
    for (ours, theirs), resources in cases.items():
        of_left[ours] += len(resources)
        of_right[theirs] += len(resources)
    found = [
        LearntWord(left=ours, right=theirs, count=len(resources))
        for (ours, theirs), resources in cases.items()
        if ours != theirs
        and len(resources) >= LEAST
        and min(len(ours), len(theirs)) > 1
        and not (MEANT.fullmatch(ours) or MEANT.fullmatch(theirs))
        and _LETTER.search(ours)
        and _LETTER.search(theirs)
        and len(resources) >= MOST_CASES * max(of_left[ours], of_right[theirs])
    ]
    return sorted(found, key=lambda word: (-word.count, word.left, word.right))


def learn_numbers(values: Iterable[tuple[str, str, str, str]]) -> list[LearntWord]:
    """Return the numbered words of two sides that stand for one thing as a whole: `cc-1001` and `cc-2002`.

    `values` are tags of counterparts: of which resource, under which key, and what each side says there.
    """
    cases: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    said: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for resource, key, one, other in values:
        ours, theirs = one.lower(), other.lower()
        cases[key, ours, theirs].add(resource)
        said[0, key, ours].add(theirs)
        said[1, key, theirs].add(ours)
    found = [
        LearntWord(left=ours, right=theirs, count=len(resources))
        for (key, ours, theirs), resources in cases.items()
        if ours != theirs
        and len(resources) >= LEAST
        and len(said[0, key, ours]) == len(said[1, key, theirs]) == 1
        and _NUMBERED.fullmatch(ours)
        and _NUMBERED.fullmatch(theirs)
        and _DIGITS.sub("0", ours) == _DIGITS.sub("0", theirs)
    ]
    times = Counter(text for word in found for text in (word.left, word.right))
    alone = [word for word in found if times[word.left] == times[word.right] == 1]
    return sorted(alone, key=lambda word: (-word.count, word.left, word.right))


def _aligned(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield the words that stand at the same place of two names; nothing of names of another form.

    A name says what it is beside the words of its environment: where no word is the same it says nothing of these.
    """
    ours, theirs = _PARTS.findall(one.lower()), _PARTS.findall(other.lower())
    if len(ours) != len(theirs):
        return
    pairs = list(zip(ours, theirs, strict=True))
    words = [(left, right) for left, right in pairs if _is_word(left) or _is_word(right)]
    if any(left != right for left, right in pairs if (left, right) not in words):
        return
    told = [(left, right) for left, right in words if not (_MADE.fullmatch(left) and _MADE.fullmatch(right))]
    if any(left == right for left, right in told):
        yield from told


def _is_word(part: str) -> bool:
    return part[0].isalnum() or part == OWN
