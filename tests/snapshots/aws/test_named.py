"""An attribute that holds a name or its ARN: another name is drift, another spelling of it is none."""

from __future__ import annotations

import pytest

from engine.provider.spelling import is_same_name
from tests.builders import drift, parity, resource, snapshot

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:"


def permission(function: str, **more: object) -> dict[str, object]:
    principal = {"action": "lambda:InvokeFunction", "principal": "sns.amazonaws.com"}
    return {"id": "AllowAlerts", "statement_id": "AllowAlerts", "function_name": function, **principal, **more}


OTHERS = [
    ("payments-admin", "orders"),
    (f"{ARN}payments-admin", "orders"),
    (f"{ARN}orders:2", f"{ARN}payments-admin:2"),
    (f"{ARN}orders", "arn:aws:lambda:eu-west-1:444455556666:function:orders"),
]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_function_that_may_be_called_is_a_change(one: str, other: str) -> None:
    left, right = (resource("aws_lambda_permission", permission(name), "p", id="AllowAlerts") for name in (one, other))
    (found,) = drift(snapshot(left), snapshot(right)).findings
    assert found.change is not None
    assert [str(step) for step in found.change.path] == ["function_name"]
    assert parity(snapshot(left), snapshot(right)).findings


@pytest.mark.parametrize("other", ["orders", f"{ARN}orders", f"{ARN}orders:live", "111122223333:function:orders"])
def test_the_same_function_in_another_spelling_is_none(other: str) -> None:
    left, right = (
        resource("aws_lambda_permission", permission(name), "p", id="AllowAlerts") for name in ("orders", other)
    )
    assert drift(snapshot(left), snapshot(right)).findings == ()
    assert drift(snapshot(right), snapshot(left)).findings == ()


def test_nothing_that_is_no_text_is_a_name() -> None:
    assert not is_same_name(None, f"{ARN}orders")
    assert not is_same_name("orders", {"$secret": "x"})
    assert not is_same_name("", "arn:")
