"""Modules that one side has and the other not: one cause, and only where nothing of them is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.matching.modules import find_lone_modules
from engine.model.address import inside
from engine.model.snapshot import Resource
from tests.builders import resource

MODULES = ["", "module.a", "module.a.module.b", 'module.c["x.y"]', "module.c[0].module.b"]


def queue(module: str, name: str) -> Resource:
    return resource("aws_sqs_queue", {"id": name, "name": name}, address=inside(module, f"aws_sqs_queue.{name}"))


@given(st.lists(st.tuples(st.sampled_from(MODULES), st.booleans()), max_size=12))
def test_a_module_stands_alone_where_all_that_it_has_does(rows: list[tuple[str, bool]]) -> None:
    all_ = [queue(module, f"q{number}") for number, (module, _) in enumerate(rows)]
    lone = [item for item, (_, alone) in zip(all_, rows, strict=True) if alone]
    found = find_lone_modules(all_, lone)
    for item in lone:
        around = [
            module
            for module in (*MODULES, "module.c[0]")
            if module and item.address.startswith(f"{module}.")
            if all(other in lone for other in all_ if other.address.startswith(f"{module}."))
        ]
        assert found.get(item.address, "") == min(around, key=len, default="")
    assert found.keys() <= {item.address for item in lone}


def test_a_key_of_a_module_is_no_other_module() -> None:
    one, other = queue('module.c["a.b"]', "q"), queue('module.c["a"]', "q")
    assert find_lone_modules([one, other], [one]) == {one.address: 'module.c["a.b"]'}
