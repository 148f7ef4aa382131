"""The managed share: who manages what is there, by account, type and tool, and how it is said in words."""

from __future__ import annotations

from collections import Counter, defaultdict

from engine.drift.makers import STATE, Stand
from engine.model.drift import Managed, ManagedRow, Standing
from engine.model.snapshot import Resource

_NAMED = 5  # makers, services that a sentence names
_Key = tuple[str, str, Standing, str, str, str, str]


class Tally:
    """Counts how resources stand."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._names: dict[_Key, list[str]] = defaultdict(list)
        self._intended: Counter[tuple[str, str]] = Counter()

    def intended(self, item: Resource) -> None:
        """Count a resource of the environment's own intent."""
        self._intended[item.account, item.type] += 1

    def add(self, item: Resource, stand: Stand) -> None:
        """Count another one."""
        tool, maker = (stand.maker.tool, str(stand.maker)) if stand.maker is not None else ("", "")
        key = (item.account, item.type, stand.standing, tool, maker, stand.service, stand.why)
        self._names[key].append(item.id)

    def managed(self) -> Managed:
        """Return the rows, sorted."""
        rows = [
            ManagedRow(account=account, type=type_, standing=Standing.INTENDED, tool=STATE, resources=count)
            for (account, type_), count in self._intended.items()
        ]
        rows += [
            ManagedRow(
                account=account,
                type=type_,
                standing=standing,
                tool=tool,
                maker=maker,
                service=service,
                why=why,
                resources=len(names),
                names=tuple(sorted(names)),
            )
            for (account, type_, standing, tool, maker, service, why), names in self._names.items()
        ]
        return Managed(rows=tuple(sorted(rows)))


def describe_managed(managed: Managed) -> str:
    """Return the share in a sentence: `95 % as code, managed by cloudformation:net 12, eks:shop 3, 1 claimed`."""
    code, outside = managed.as_code, managed.not_as_code
    parts = [f"{write_share(code, code + outside)} as code"] if code + outside else []
    made: Counter[str] = Counter()
    owned: Counter[str] = Counter()
    for row in managed.rows:
        if row.standing is Standing.MADE:
            made[row.maker] += row.resources
        elif row.standing is Standing.OWNED:
            owned[row.service] += row.resources
    parts += [f"managed by {_listed(made)}"] if made else []
    parts += [f"owned by {'services' if len(owned) > 1 else 'service'} {_listed(owned)}"] if owned else []
    parts += [
        f"{count} {words}"
        for standing, words in ((Standing.CLAIMED, "only claimed"), (Standing.ELSEWHERE, "of nobody, told elsewhere"))
        if (count := managed.count(standing))
    ]
    return ", ".join(parts)


def write_share(part: int, whole: int) -> str:
    """Return a share in percent with at most one digit, rounded down: only all of it is 100 %."""
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths // 10}{f'.{tenths % 10}' if tenths % 10 else ''} %"


def _listed(counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    named = ", ".join(f"{name} {count}" for name, count in ranked[:_NAMED])
    rest = ranked[_NAMED:]
    return f"{named} and {sum(count for _, count in rest)} by {len(rest)} more" if rest else named
