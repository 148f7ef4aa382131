"""Lists that botocore cannot turn the pages of are turned by the token that the API takes back, or are a gap."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from engine.model.outcome import GapReason
from snapshots.aws.reading.api import Api, ApiError


def client_of(service: str) -> Any:
    make: Any = boto3.client
    return make(service, region_name="eu-west-1", aws_access_key_id="k", aws_secret_access_key="s")


def pages(*tokens: str) -> list[Any]:
    """Return the names of the sets of a list whose pages have these tokens, each asked for with the one before."""
    client, asked = client_of("wafv2"), {"Scope": "REGIONAL"}
    assert not client.can_paginate("list_ip_sets")
    with Stubber(client) as stubber:
        for number, token in enumerate(tokens):
            more = {"NextMarker": token} if token else {}
            stubber.add_response("list_ip_sets", {"IPSets": [{"Name": f"set-{number}"}], **more}, asked)
            asked = {**asked, **more}
        found = list(Api(client, "wafv2").pages("ListIPSets", "IPSets[].Name", Scope="REGIONAL"))
        stubber.assert_no_pending_responses()
    return found


def test_all_pages_are_read() -> None:
    assert pages("") == ["set-0"]
    assert pages("a", "b", "") == ["set-0", "set-1", "set-2"]


def test_a_token_that_comes_again_is_no_end() -> None:
    with pytest.raises(ApiError) as failed:
        pages("a", "a")
    assert (failed.value.reason, failed.value.operation) == (GapReason.LIMIT_REACHED, "wafv2:ListIPSets")


def test_a_token_that_nobody_takes_is_no_end() -> None:
    client = client_of("iam")
    assert not client.can_paginate("get_account_password_policy")
    client.meta.events.register("after-call", lambda parsed, **_: parsed.update(NextToken="a"))
    policy = {"PasswordPolicy": {"MinimumPasswordLength": 8}}
    with Stubber(client) as stubber:
        stubber.add_response("get_account_password_policy", policy)
        asked = Api(client, "iam").pages("GetAccountPasswordPolicy", "PasswordPolicy")
        with pytest.raises(ApiError) as failed:
            list(asked)
    assert failed.value.reason is GapReason.LIMIT_REACHED


@pytest.mark.parametrize(("status", "is_absent"), [(400, True), (404, True), (401, True), (500, False), (503, False)])
def test_a_server_that_failed_does_not_say_that_there_is_none(status: int, is_absent: bool) -> None:
    client = client_of("iam")
    with Stubber(client) as stubber:
        stubber.add_client_error("get_account_password_policy", "NoSuchEntity", http_status_code=status)
        stubber.add_client_error("get_account_password_policy", "NoSuchEntity", http_status_code=status)
        api = Api(client, "iam")
        if is_absent:
            assert api.whole("GetAccountPasswordPolicy", ("NoSuchEntity",)) is None
            assert list(api.pages("GetAccountPasswordPolicy", "PasswordPolicy", ("NoSuchEntity",))) == []
            return
        with pytest.raises(ApiError):
            api.whole("GetAccountPasswordPolicy", ("NoSuchEntity",))
        with pytest.raises(ApiError):
            list(api.pages("GetAccountPasswordPolicy", "PasswordPolicy", ("NoSuchEntity",)))
