"""Expressions held against the shapes of botocore's service models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import botocore.model
import botocore.session

from snapshots.aws.reading.queries import compiled
from snapshots.aws.reading.service import Call, ResourceType, Service

SESSION = botocore.session.get_session()
UNKNOWN = object()
SPECIAL = dict.fromkeys(("_account", "_region", "_regions", "_partition", "_items", "_value"), UNKNOWN)
Members = dict[str, Any]
Nodes = Sequence[Mapping[str, Any]]


class Checker:
    """Walks an expression and the shape that it is about at the same time; `wrong` collects names that do not exist."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.wrong: list[str] = []

    def expression(self, expression: Any, about: Any) -> Any:
        """Return the shape of what an expression gives; functions and constants are not looked into."""
        return self._walk(compiled(expression).parsed, about) if isinstance(expression, str) else UNKNOWN

    def _walk(self, node: Mapping[str, Any], about: Any) -> Any:
        children: Nodes = node.get("children", [])
        if node["type"] == "field":
            return self._member(about, node["value"])
        step = getattr(self, f"_{node['type']}", None)
        if step is not None:
            return step(children, about)
        for child in children:  # functions, comparisons, negations: their arguments are looked at
            self._walk(child, about)
        return UNKNOWN

    def _pipe(self, children: Nodes, about: Any) -> Any:
        for child in children:
            about = self._walk(child, about)
        return about

    _subexpression = _index_expression = _pipe

    def _projection(self, children: Nodes, about: Any) -> Any:
        return [self._walk(children[1], element(self._walk(children[0], about)))]

    _value_projection = _projection

    def _filter_projection(self, children: Nodes, about: Any) -> Any:
        inner = element(self._walk(children[0], about))
        self._walk(children[2], inner)
        return [self._walk(children[1], inner)]

    def _flatten(self, children: Nodes, about: Any) -> Any:
        found = self._walk(children[0], about)
        inner = element(found)
        return inner if is_list(inner) else found

    def _index(self, _: Nodes, about: Any) -> Any:
        return element(about)

    def _slice(self, _: Nodes, about: Any) -> Any:
        return about

    def _multi_select_dict(self, children: Nodes, about: Any) -> Any:
        return {child["value"]: self._walk(child["children"][0], about) for child in children}

    def _multi_select_list(self, children: Nodes, about: Any) -> Any:
        shapes = [self._walk(child, about) for child in children]
        return [shapes[0]]

    def _or_expression(self, children: Nodes, about: Any) -> Any:
        shapes = [self._walk(child, about) for child in children]
        return shapes[0]

    def _and_expression(self, children: Nodes, about: Any) -> Any:
        return [self._walk(child, about) for child in children][-1]

    def _expref(self, _: Nodes, __: Any) -> Any:
        return UNKNOWN  # of the elements of a list that is known to the function only

    def _current(self, _: Nodes, about: Any) -> Any:
        return about

    _identity = _current

    def _member(self, about: Any, name: str) -> Any:
        if about is UNKNOWN:
            return UNKNOWN
        if isinstance(about, botocore.model.MapShape):
            return about.value
        members = members_of(about)
        if name not in members:
            self.wrong.append(f"{name} among {sorted(key for key in members if not key.startswith('_'))}")
            return UNKNOWN
        return members[name]


def is_list(shape: Any) -> bool:
    """Tell whether a shape is one of a list."""
    return isinstance(shape, list | botocore.model.ListShape)


def element(shape: Any) -> Any:
    """Return the shape of the elements of a list."""
    if isinstance(shape, botocore.model.ListShape):
        return shape.member
    return shape[0] if isinstance(shape, list) and shape else UNKNOWN


def members_of(shape: Any) -> Members:
    """Return the members of an object by name."""
    if isinstance(shape, dict):
        return dict(shape)
    return dict(shape.members) if isinstance(shape, botocore.model.StructureShape) else {}


class Model:
    """The shapes of one service and the items of its calls."""

    def __init__(self, service: Service) -> None:
        """Load the service model of botocore."""
        self.model = SESSION.get_service_model(service.name)
        self.checker = Checker()

    def item(self, call: Call) -> Any:
        """Return the shape of an item of a call, with what belongs to its place."""
        parent = self.item(call.of) if call.of is not None else dict(SPECIAL)
        found = self.asked(call.operation, call.parameters, parent, call.items)
        item = placed(element(found) if is_list(found) else found, parent)
        if call.describe is not None:
            described = self.asked(call.describe.operation, call.describe.parameters, item, call.describe.items)
            item = placed(described, parent, item=item)
        self.checker.expression(call.where or "@", item)
        return item

    def asked(self, operation: str, parameters: Mapping[str, Any], about: Any, items: str) -> Any:
        """Return the shape of what `items` gives of an operation's answer; its parameters must be the model's."""
        model = self.model.operation_model(operation)
        known = set(model.input_shape.members) if model.input_shape else set()
        required = set(model.input_shape.required_members) if model.input_shape else set()
        assert set(parameters) <= known, f"{operation} does not take {set(parameters) - known}"
        assert required <= set(parameters), f"{operation} needs {required - set(parameters)}"
        for expression in parameters.values():
            self.checker.expression(expression, about)
        return self.checker.expression(items, {**members_of(model.output_shape), **SPECIAL, "_item": about})

    def type(self, type_: ResourceType) -> None:
        """Look up every name in every expression of a type."""
        item = self.item(type_.listing)
        for expression in (type_.id, type_.tags, type_.where, type_.owned, type_.region, *type_.attributes.values()):
            self.checker.expression(expression or "@", item)
        for read in type_.reads:
            self.checker.expression(read.where or "@", item)
            answer = self.asked(read.operation, read.parameters, item, "@")
            for expression in read.attributes.values():
                self.checker.expression(expression, answer)


def placed(shape: Any, parent: Any, *, item: Any = UNKNOWN) -> Any:
    """Return the shape of an item with what belongs to its place; a map's keys are anybody's."""
    if shape is UNKNOWN or isinstance(shape, botocore.model.MapShape):
        return UNKNOWN
    return {**members_of(shape), **SPECIAL, "_parent": parent, "_item": item}
