"""What depends on the time as of which is judged: how old something is, and whether what runs is still supported.

The time is never that of the machine. What nobody knows says so: it is no pass, and no finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.model.snapshot import Resource
from engine.provider.judging import Ends, Judging, VersionForm
from policies.facts.known import Known

_DAY = timedelta(days=1)
# Vendors name an end a year ahead: of what had none when it was read nothing is known after that.
_FRESH = timedelta(days=365)
_KINDS = ("standard", "extended")


class Dates:
    """Reads times and versions of resources as of a time; without one nothing is known of them."""

    def __init__(self, judging: Judging, known: Known, as_of: datetime | None) -> None:
        """Take what the provider tells, what is known of attributes, and the time."""
        self._judging, self._known, self._as_of = judging, known, as_of

    def of(self, resource: Resource) -> Mapping[str, Any]:
        """Return the times of a resource by attribute: how many whole days ago, how many ahead, or what is not known.

        What is said to be nothing is not there.
        """
        attributes = self._known.attributes(resource)
        found = {}
        for name in self._judging.dates.get(resource.type, ()):
            if name in attributes and attributes[name] in (None, ""):
                continue
            found[name] = self._time(name, resource, attributes)
        return found

    def timed(self, resource: Resource) -> frozenset[str]:
        """Return the attributes of a resource that hold times."""
        return frozenset(self._judging.dates.get(resource.type, ()))

    def versioned(self, resource: Resource) -> frozenset[str]:
        """Return the attributes of a resource that say what it runs."""
        forms = self._judging.versions.get(resource.type, ())
        return frozenset(name for form in forms for name in (*form.attributes, form.engine) if name)

    def _time(self, name: str, resource: Resource, attributes: Mapping[str, Any]) -> Mapping[str, Any]:
        moment = _moment(attributes.get(name))
        if moment is None or self._as_of is None:
            why = f"the time in {name} cannot be read" if name in attributes else self._absent(name, resource)
            return {"path": [name], "value": None, "age": 0, "left": 0, "unknown": why}
        passed = self._as_of - moment
        return {
            "path": [name],
            "value": attributes[name],
            "age": passed // _DAY,
            "left": -passed // _DAY,
            "unknown": "",
        }

    def support(self, resource: Resource) -> Sequence[Mapping[str, Any]]:
        """Return what a resource runs, and of its standard and extended support whether it is over and since when."""
        forms = self._judging.versions.get(resource.type, ())
        return [entry for form in forms if (entry := self._entry(form, resource)) is not None]

    def _entry(self, form: VersionForm, resource: Resource) -> Mapping[str, Any] | None:
        attributes = self._known.attributes(resource)
        told = (name for name in form.attributes if attributes.get(name) or self._known.is_unknown(resource, (name,)))
        name = next(told, form.attributes[0])
        version = attributes.get(name)
        if not version:
            is_told = name in attributes or resource.declared
            if form.optional and is_told and not self._known.is_unknown(resource, (name,)):
                return None
            return self._told(form, name, None, self._absent(name, resource))
        family = form.family or form.families.get(str(attributes.get(form.engine)), "")
        ends = self._judging.find_ends(family, version) if isinstance(version, str) else None
        return self._told(form, name, version, ends)

    def _told(self, form: VersionForm, name: str, version: Any, ends: Ends | str | None) -> Mapping[str, Any]:
        told = {kind: self._state(kind, name, version, ends) for kind in _KINDS}
        return {"what": form.what, "path": [name], "version": version if isinstance(version, str) else None, **told}

    def _state(self, kind: str, name: str, version: Any, ends: Ends | str | None) -> Mapping[str, Any]:
        """Return whether support of a kind is out: over, or not known to go on."""
        if isinstance(ends, str):
            return {"out": True, "day": "", "unknown": ends}
        if ends is None or self._as_of is None:
            return {"out": True, "day": "", "unknown": f"when {name} {version} leaves support is not known"}
        today, day = self._as_of.date(), ends.standard if kind == "standard" else ends.extended
        if kind in ends.unread and not _lasts(ends.standard, today):
            return {"out": True, "day": "", "unknown": f"when {name} {version} leaves {kind} support is not known"}
        over = day is not None and day <= today
        if ends.latest and not over:
            return {"out": True, "day": "", "unknown": f"when {name} {version} leaves support is not known"}
        if day is None and kind not in ends.unread and today - ends.read > _FRESH:
            why = f"that {name} {version} is supported was read on {ends.read}, more than a year before"
            return {"out": True, "day": "", "unknown": why}
        return {"out": over, "day": "" if day is None else str(day), "unknown": ""}

    def _absent(self, name: str, resource: Resource) -> str:
        if self._known.is_unknown(resource, (name,)):
            return self._known.why(resource, (name,))
        if resource.declared:
            return f"{name} of {resource.type} is not set, and what it is then is not known"
        return f"{name} of {resource.type} was not read"


def _lasts(day: date | None, today: date) -> bool:
    """Tell whether standard support goes on: extended support then does as well."""
    return day is not None and today < day


def _moment(value: Any) -> datetime | None:
    """Return the time in a text (RFC 3339), in UTC where it names no zone; none where there is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=UTC)
