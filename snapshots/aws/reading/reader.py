"""Reads what a service module declares: asks its calls, and turns answers into resources and failures into gaps.

A failed call never hides another one: a list that fails makes its types unknown here, a call about one resource makes
that resource's list incomplete or some of its attributes unread. Nothing is reported as absent because of a failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from jmespath.exceptions import JMESPathError

from engine.model.identity import Maker
from engine.model.outcome import GapReason
from snapshots.aws.makers.tags import find_maker
from snapshots.aws.reading.api import Api, ApiError
from snapshots.aws.reading.expressions import UNTOLD, Expression, Item, evaluate, parameter, without_reserved
from snapshots.aws.reading.queries import begins
from snapshots.aws.reading.service import Call, Read, ResourceType, Service
from snapshots.aws.reading.sink import Sink
from snapshots.aws.reading.together import Together

_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, JMESPathError)


class ServiceReader:
    """Reads one service in one place into a sink; every call is made once, however many types ask for it.

    What has to be asked about each of many resources is asked `together`.
    """

    def __init__(self, api: Api, sink: Sink, together: Together) -> None:
        """Call nothing yet."""
        self._api, self._sink, self._together = api, sink, together
        self._answers: dict[Call, list[Item] | ApiError] = {}
        self._once: dict[Call, Lock] = {}
        self._partial: dict[Call, list[tuple[ApiError, str]]] = {}
        self._shared: dict[Read, dict[int, dict[str, Any] | ApiError]] = {}  # what several types ask about an item
        site = sink.site
        self._context = {
            "_account": site.account,
            "_region": site.region,
            "_regions": list(site.regions),
            "_partition": site.partition,
            "_items": self._whole,
        }

    def read(self, service: Service) -> None:
        """Read all types of a service."""
        counts = Counter(read for type_ in service.types for read in type_.reads)
        self._shared = {read: {} for read, count in counts.items() if count > 1}
        for type_ in service.types:
            self._sink.list_type(type_, self._name(type_.listing.operation))
            self._type(type_)

    def give(self, call: Call, items: Iterable[Mapping[str, Any]]) -> None:
        """Take the items of a call from somebody else, who has asked for them or knows them."""
        self._answers[call] = [self._item(item, self._context) for item in items]

    def items(self, call: Call) -> list[Item]:
        """Return the items of a call; raises ApiError when its list cannot be had."""
        with self._once.setdefault(call, Lock()):
            if call not in self._answers:
                try:
                    self._answers[call] = list(self._listed(call))
                except ApiError as error:
                    self._answers[call] = error
                except _BROKEN as error:
                    self._answers[call] = self._broken(call.operation, error)
        found = self._answers[call]
        if isinstance(found, ApiError):
            raise found
        return found

    def _whole(self, call: Call) -> list[Item]:
        """Return the items of a call for another type's function, which cannot do with a part of them."""
        found = self.items(call)
        for failure, _ in self._failures(call):
            raise failure
        return found

    def _type(self, type_: ResourceType) -> None:
        try:
            items = self.items(type_.listing)
        except ApiError as error:
            self._sink.failed(error, type_)
            return
        for failure, label in self._failures(type_.listing):
            self._sink.failed(failure, type_, id_=label)
        self._together.each(lambda item: self._one(type_, item), items)

    def _one(self, type_: ResourceType, item: Item) -> None:
        id_ = ""
        try:
            if type_.listing.items == "@":  # the answer itself, which no list has told from anybody's
                self._api.hold(type_.listing.operation, item, _begun(type_.expressions))
            if type_.where and not evaluate(type_.where, item):
                return
            id_ = self._id(type_, item)
            self._resource(type_, id_, item)
        except ApiError as error:
            self._sink.failed(error, type_, id_=id_)
        except _BROKEN as error:
            self._sink.failed(self._broken(type_.listing.operation, error), type_, id_=id_)

    def _resource(self, type_: ResourceType, id_: str, item: Item) -> None:
        attributes: dict[str, Any] = {}
        for name, expression in type_.attributes.items():
            try:
                attributes[name] = evaluate(expression, item)
            except ApiError as error:  # its function looks at another call
                self._sink.failed(error, type_, id_=id_, path=name)
        if type_.tags:
            attributes["tags"] = evaluate(type_.tags, item)
        region = str(evaluate(type_.region, item)) if type_.region else ""
        owned = bool(type_.owned and evaluate(type_.owned, item))
        for read in type_.reads:
            try:
                attributes |= self._once_more(read, item) if read in self._shared else self._more(read, item)
            except ApiError as error:
                self._sink.failed(error, type_, id_=id_, path=", ".join(sorted(read.attributes)))
            except _BROKEN as error:
                broken = self._broken(read.operation, error)
                self._sink.failed(broken, type_, id_=id_, path=", ".join(sorted(read.attributes)))
        told = {name: value for name, value in attributes.items() if value is not UNTOLD}
        maker = self._maker(type_, item, told.get("tags"))
        if "tags" in told:
            told["tags"] = told["tags_all"] = without_reserved(told["tags"] or {})
        self._sink.add(type_, id_, told, region=region, provider_owned=owned, maker=maker)

    def _maker(self, type_: ResourceType, item: Item, tags: Mapping[str, str] | None) -> Maker | None:
        """Return who made a resource: as the answer says, else as its tags do."""
        said = evaluate(type_.maker, item) if type_.maker else None
        if said:
            return Maker(tool=said[0], name=said[1], confirmed_by=self._name(type_.listing.operation))
        return find_maker(evaluate(type_.labels, item) if type_.labels else tags or {})

    def _once_more(self, read: Read, item: Item) -> dict[str, Any]:
        """Ask about an item that is a resource of several types only once; items are kept, so that ids stay theirs."""
        known = self._shared[read]
        if id(item) not in known:
            try:
                known[id(item)] = self._more(read, item)
            except ApiError as error:
                known[id(item)] = error
        found = known[id(item)]
        if isinstance(found, ApiError):
            raise found
        return found

    def _more(self, read: Read, item: Item) -> dict[str, Any]:
        answer: Mapping[str, Any] = {}
        if not read.where or evaluate(read.where, item):
            answer = self._asked(read, item, _begun(read.expressions) | set(read.needs)) or {}
        view = {**answer, **self._context, "_item": item}
        return {name: evaluate(expression, view) for name, expression in read.attributes.items()}

    def _listed(self, call: Call) -> Iterator[Item]:
        """Yield the items of a call, about each item of the call that it is `of`, or each of the texts it is about.

        When the call fails for one of several, the others are still there: the failure is kept for the types.
        """
        if call.of is None and not call.each:
            yield from self._found(call, self._context)
            return
        about = self.items(call.of) if call.of is not None else [self._item(text, self._context) for text in call.each]
        for found in self._together.each(lambda parent: self._about(call, parent), about):
            yield from found

    def _about(self, call: Call, parent: Item) -> list[Item]:
        try:
            return list(self._found(call, parent))
        except ApiError as error:
            self._left_out(call, error, parent)
        except _BROKEN as error:
            self._left_out(call, self._broken(call.operation, error), parent)
        return []

    def _found(self, call: Call, parent: Item) -> Iterator[Item]:
        parameters = self._parameters(call.operation, call.parameters, parent)
        # Where the answer itself is the item, what decides about it is a member of the answer.
        wanted = _begun([call.where]) if call.items == "@" else frozenset[str]()
        pages = self._api.pages(call.operation, call.items, call.absent, wanted=wanted, **parameters)
        listed = [self._item(raw, parent) for raw in pages]
        if call.describe is not None:
            describe = call.describe
            listed = self._together.each(lambda item: self._described(call, describe, item), listed)
        told = [found for found in listed if found and (not call.where or evaluate(call.where, found))]
        yield from told if call.joined is None else call.joined(told)

    def _left_out(self, call: Call, error: ApiError, item: Item) -> None:
        self._partial.setdefault(call, []).append((error, _label(item)))

    def _described(self, call: Call, describe: Call, item: Item) -> dict[str, Any]:
        """Return what stands for an item after asking about it; nothing when it cannot be had or is gone by now."""
        try:
            return self._description(describe, item)
        except ApiError as error:
            self._left_out(call, error, item)
            return {}

    def _description(self, describe: Call, item: Item) -> dict[str, Any]:
        answer = self._asked(describe, item, begins(describe.items))
        if answer is None:
            return {}
        found = evaluate(describe.items, {**answer, **self._context, "_item": item})
        if found is None:
            raise ApiError(GapReason.UNPARSABLE, self._name(describe.operation), f"answer without {describe.items}")
        return {**self._item(found, item["_parent"]), "_item": item}

    def _item(self, raw: Any, parent: Item) -> dict[str, Any]:
        members = raw if isinstance(raw, Mapping) else {"_value": raw}
        return {**members, **self._context, "_parent": parent}

    def _asked(self, call: Call | Read, item: Item, wanted: frozenset[str]) -> Mapping[str, Any] | None:
        parameters = self._parameters(call.operation, call.parameters, item)
        return self._api.whole(call.operation, call.absent, wanted=wanted, **parameters)

    def _parameters(self, operation: str, parameters: Mapping[str, Any], item: Item) -> dict[str, Any]:
        found = {name: parameter(expression, item) for name, expression in parameters.items()}
        lacking = next((name for name, value in found.items() if value is None), "")
        if lacking:
            raise ApiError(GapReason.UNPARSABLE, self._name(operation), f"nothing to give as {lacking}")
        return found

    def _failures(self, call: Call | None) -> Iterator[tuple[ApiError, str]]:
        while call is not None:
            yield from self._partial.get(call, ())
            call = call.of

    def _id(self, type_: ResourceType, item: Item) -> str:
        found = evaluate(type_.id, item)
        if not isinstance(found, str) or not found:
            operation = (type_.listing.describe or type_.listing).operation
            raise ApiError(GapReason.UNPARSABLE, self._name(operation), f"{type_.name} without an id")
        return found

    def _broken(self, operation: str, error: Exception) -> ApiError:
        detail = f"answer of another form ({type(error).__name__})"
        return ApiError(GapReason.UNPARSABLE, self._name(operation), detail)

    def _name(self, operation: str) -> str:
        return f"{self._api.service}:{operation}"


def _begun(expressions: Iterable[Expression]) -> frozenset[str]:
    """Return the members that expressions begin with; what a function looks at its declaration says."""
    return frozenset[str]().union(*(begins(one) for one in expressions if isinstance(one, str) and one))


def _label(item: Item) -> str:
    """Return what names an item in a gap: itself, or its first member that is a name, an id or an ARN."""
    if isinstance(item.get("_value"), str):
        return str(item["_value"])
    ends = ("name", "id", "arn", "identifier")
    names = (name for name in item if not name.startswith("_") and name.lower().endswith(ends))
    return next((str(item[name]) for name in names if isinstance(item[name], str)), "")
