"""The seal: one order for equal sets of parts, however long they are and however late they differ."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.jsontext.codec import bytes_of
from engine.model.gate import GateResult
from engine.verdict.seal import in_order
from tests.builders import changed
from tests.runs import FINDING, GATE

LONG = tuple(changed(FINDING, fingerprint=f"{number:032}") for number in range(60))


def gates() -> st.SearchStrategy[GateResult]:
    """Return gates that differ early, late, beyond what is compared first, or not at all."""
    return st.builds(
        lambda evaluated, findings, summary: replace(GATE, evaluated=evaluated, findings=findings, summary=summary),
        st.sampled_from([1, 10, 100]),
        st.sampled_from([(), LONG[:1], LONG, LONG[::-1]]),
        st.sampled_from(["a", "b", ""]),
    )


@given(st.lists(gates(), max_size=5))
def test_gates_are_in_the_order_of_their_bytes_and_once_each(found: list[GateResult]) -> None:
    keyed = {bytes_of(gate): gate for gate in found}
    assert in_order(found) == tuple(keyed[key] for key in sorted(keyed))


@given(st.lists(st.text(), max_size=5))
def test_texts_are_in_the_order_of_their_bytes_and_once_each(found: list[str]) -> None:
    assert in_order(found) == tuple(sorted(set(found), key=bytes_of))
