"""Secrets never pass: by path, by schema, by table, by name, by format, also inside JSON texts."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.redact import Redactor, is_secret

REDACTOR = Redactor(b"k" * 32, "e1")
SECRET = "DGCANARYplanted0value"
# Put together at run time, so that no scanner of repositories trips on this file.
TOKENS = [
    "gh" + "p_" + "a1B2" * 9,
    "glp" + "at-" + "a1B2c3D4e5" * 2,
    "xo" + "xb-" + "1234567890-abcdef",
    "sk_" + "live_" + "a1B2c3D4" * 2,
    "AK" + "IA" + "ABCDEFGHIJ234567",
    "ey" + "J" + "hbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiIxMjM0In0." + "abc_DEF-123",
    "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQ\n-----END " + "PRIVATE KEY-----",
]

HIDDEN = [
    ("aws_db_instance", {"password": SECRET}, ()),
    ("aws_instance", {"user_data": SECRET}, ()),
    ("aws_ssm_parameter", {"value": SECRET}, ()),
    ("aws_iam_access_key", {"secret": SECRET}, ()),
    ("aws_lambda_function", {"environment": [{"variables": {"ANYTHING": SECRET}}]}, ()),
    ("aws_vpc", {"tags": {"bootstrap-pw": SECRET}}, ()),
    ("aws_vpc", {"tags": {"db_password": SECRET}}, ()),
    ("aws_vpc", {"tags": {"ApiKey": SECRET}}, ()),
    ("aws_vpc", {"note": f"https://user:{SECRET}@host.example/x"}, ()),
    ("aws_vpc", {"note": f"connect with password={SECRET} please"}, ()),
    ("aws_vpc", {"plain": SECRET}, [("plain",)]),
    ("aws_vpc", {"deep": [{"a": {"b": SECRET}}]}, [("deep", 0, "a", "b")]),
    ("aws_vpc", {"deep": [{"a": {"b": SECRET}}]}, [("deep",)]),
    ("aws_x", {"body": json.dumps({"clientSecret": SECRET})}, ()),
    (
        "aws_ecs_task_definition",
        {"container_definitions": json.dumps([{"environment": [{"name": "X", "value": SECRET}]}])},
        (),
    ),
    ("aws_x", {"list": [{"key": "auth_token", "value": SECRET}]}, ()),
    ("aws_x", {"credentials": [SECRET, SECRET]}, ()),
    ("aws_x", {"header": [{"name": "X-Origin-Verify", "value": SECRET}]}, ()),
    ("aws_x", {"header": [{"key": "Authorization", "value": SECRET}]}, ()),
    ("aws_x", {"note": f"Authorization: Bearer {SECRET}"}, ()),
    ("aws_x", {"environment": {"ANY": SECRET}}, ()),
    ("aws_x", {"env": [{"name": "ANY", "value": SECRET}]}, ()),
    ("aws_x", {"runtime_environment_variables": {"ANY": SECRET}}, ()),
    ("aws_x", {"db_password": 84629173}, ()),
    ("aws_x", {"secrets": {"any": SECRET}}, ()),
    ("aws_x", {"body": json.dumps({"inner": json.dumps({"password": SECRET})})}, ()),
    ("aws_x", {"body": '{"password": "' + SECRET + '", broken'}, ()),
    ("aws_x", {"note": f"https://:{SECRET}@host.example/x"}, ()),
    ("aws_x", {"note": f"https://user:p@{SECRET}@host.example/x"}, ()),
    ("aws_x", {"note": f"password: '{SECRET} with spaces'"}, ()),
    ("aws_x", {"list": ["plain", SECRET]}, [("list", "misfit")]),
]
SHOWN = [
    {"arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf"},
    {"metadata_options": [{"http_tokens": "required"}]},
    {"minimum_password_length": 14, "password_reuse_prevention": 24},
    {"kms_key_id": "arn:aws:kms:eu-west-1:111122223333:key/1234"},
    {"policy": json.dumps({"Statement": [{"Action": "secretsmanager:GetSecretValue", "Resource": "*"}]})},
    {"secret_arn": "arn:x", "access_key_id": "name", "lock_token": "1-2-3", "token_validity_units": [{"a": "days"}]},
    {"description": "Rotates the database password every month"},
    {"url": "https://host.example/path", "password": "", "secret": None},
]


def text_of(value: Any) -> str:
    return json.dumps(value) + repr(value)


@pytest.mark.parametrize(("kind", "attributes", "paths"), HIDDEN)
def test_what_must_be_hidden(kind: str, attributes: dict[str, Any], paths: Any) -> None:
    before = json.dumps(attributes)
    redacted = REDACTOR.resource(kind, attributes, sensitive=paths)
    assert SECRET not in text_of(redacted)
    assert "$secret" in text_of(redacted)
    assert json.dumps(attributes) == before
    assert REDACTOR.resource(kind, redacted, sensitive=paths) == redacted
    narrowed = REDACTOR.for_document(before.encode())
    assert narrowed.resource(kind, attributes, sensitive=paths) == redacted


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("around", ["{}", "before {} after", '{{"a": "{}"}}'])
def test_well_known_formats_are_hidden_anywhere(token: str, around: str) -> None:
    text = around.format(token)
    assert token not in REDACTOR.text(text)
    document = json.dumps({"x": text}).encode()
    assert REDACTOR.for_document(document).text(text) == REDACTOR.text(text)


@pytest.mark.parametrize("attributes", SHOWN)
def test_what_is_no_secret_stays(attributes: dict[str, Any]) -> None:
    assert REDACTOR.resource("aws_x", attributes) == attributes


def test_fingerprints_compare_and_tell_nothing() -> None:
    one, other = REDACTOR.secret("a"), REDACTOR.secret("b")
    assert is_secret(one)
    assert one == REDACTOR.secret("a")
    assert one != other
    assert one != Redactor(b"j" * 32, "e2").secret("a")
    assert REDACTOR.fingerprint(["ab", "c"]) != REDACTOR.fingerprint(["a", "bc"])
    assert REDACTOR.fingerprint("1") != REDACTOR.fingerprint(1)


@given(
    st.recursive(
        st.just(SECRET),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=2)
            | st.dictionaries(st.sampled_from(["a", "password", "api_token"]), inner, min_size=1, max_size=2)
        ),
        max_leaves=5,
    )
)
def test_a_planted_secret_never_survives_in_any_encoding(value: Any) -> None:
    text = text_of(REDACTOR.resource("aws_x", {"x": value}, sensitive=[("x",)]))
    for form in (SECRET, base64.b64encode(SECRET.encode()).decode(), SECRET.encode().hex(), SECRET[::-1]):
        assert form not in text
