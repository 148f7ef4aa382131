"""Secrets never pass: by path, by schema, by table, by name, by format, also inside JSON texts."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.model.secret import is_secret_mark
from engine.provider.schema import NodeKind, SchemaNode, sensitive_paths
from snapshots.redaction.names import hidden_by
from snapshots.redaction.redact import Redactor
from snapshots.terraform.schema import ProviderSchema
from tests.builders import unmarked
from tests.profiles import examples

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
    "hv" + "s." + "CAESIJ1" * 4,
    "hv" + "b." + "AAAAAQ-_" * 3,
    "sk-" + "ant-api03-" + "a1B2c3D4" * 4,
    "sk-" + "proj-" + "a1B2c3D4_" * 4,
    "sk-" + "a1B2c3D4" * 6,
    "SG" + "." + "a1B2c3D4" * 3 + "." + "a1B2c3D4" * 5,
    "np" + "m_" + "a1B2" * 9,
    "AI" + "za" + "a1B2c3D" * 5,
    "PuTTY-User-" + "Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA\nPrivate-MAC: " + "ab12" * 10,
    "AGE-SECRET-" + "KEY-1" + "QPZRY9X8" * 7,
    "da" + "pi" + "a1b2c3d4" * 4,
    "do" + "p_v1_" + "a1b2c3d4" * 8,
    "py" + "pi-" + "AgEIcHlwaS5vcmc" * 4,
    "h" + "f_" + "a1B2c3D4e5" * 3 + "fghi",
    "shp" + "at_" + "a1b2c3d4" * 4,
    "123456789" + ":AA" + "a1B2c3D4e5" * 3 + "fgh",
]
# A text, and what of it must not stay.
TEXTS = [
    ('run {"password":"%s"} now', SECRET),
    ('run {"p\\u0061ssword":"%s"}', SECRET),
    ('{"p\\u0061ssword":"%s"}', SECRET),
    ('run {"p\\u0061ssword":"%s", broken', SECRET),
    ('run {"p\\u0061ssword":"%s", broken ["and", "a list"]', SECRET),
    ('run {"environment": {"Variables": {"ANY": "%s"}}}', SECRET),
    ('run [{"name": "db_password", "value": "%s"}]', SECRET),
    ('run "{\\"credentials\\": \\"%s\\"}"', SECRET),
    ('run {\\"credentials\\": \\"%s\\", broken', SECRET),
    ("{'credentials': '%s'}", SECRET),
    ("config = {'api_token': '%s'}", SECRET),
    ('in {"headers": {"Authorization": "Basic %s"}}', SECRET),
    ("Authorization: Basic %s", SECRET),
    ("authorization: %s", SECRET),
    ("curl -H 'Authorization: Token %s' https://host.example", SECRET),
    ("Cookie: session=%s", SECRET),
    ("X-Api-Key: %s", SECRET),
    ("tool --password %s --verbose", SECRET),
    ("tool --db-password '%s with spaces'", "with spaces"),
    ("tool --auth-token \\\n  %s", SECRET),
    ("java -password %s", SECRET),
    ("mysql -h host -u root -p%s db", SECRET),
    ("/usr/bin/mysqldump -p'%s' db", SECRET),
    ('run ["--password", "%s"]', SECRET),
    ('["mysql", "-uroot", "-p%s"]', SECRET),
    ('["tool", "--api-key", "%s"]', SECRET),
    ("<a><password>%s</password></a>", SECRET),
    ("<db:Password type='x'>\n%s\n</db:Password>", SECRET),
    ("<secret><![CDATA[%s]]></secret>", SECRET),
    ('<property name="db.password" value="%s"/>', SECRET),
    ("a: 1\npassword: |\n  first line\n  %s\nb: 2", SECRET),
    ("a:\n  - password: >-\n      first line\n\n      %s\nb: 2", "first line"),
    ("a: 1\npassword: correct %s battery\nb: 2", SECRET),
    ("a: 1\npassword: correct horse %s", SECRET),
    ("a: 1\nsigning_key: pw %s", SECRET),
    ("https://%s@host.example/x", "a1b2c3d4e5f6a7b8c9d0"),
    ("https://user:pa/%s@host.example/x", SECRET),
    ("postgres://user:%s/more@host.example/x", SECRET),
    ("https://hooks.slack.com/services/T000/B000/%s", SECRET),
    ("https://discord.com/api/webhooks/123456789/%s", SECRET),
    ("https://corp.webhook.office.com/webhookb2/%s/IncomingWebhook/x", SECRET),
    ("https://a.blob.core.example/x?sv=2022&sig=%s%%3D", SECRET),
    ("https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=%s", "a1b2c3d4" * 8),
    ("https://host.example/x?access_token=%s", SECRET),
    ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=%s==;EndpointSuffix=x", SECRET),
    ("Endpoint=sb://x;SharedAccessKeyName=n;SharedAccessKey=%s=", SECRET),
    ("AKIAABCDEFGHIJ234567 %s", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ('{"id": "AKIAABCDEFGHIJ234567", "other": "%s"}', "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("aws_secret_access_key = %s", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("twilio api %s", "SK" + "a1b2c3d4" * 4),
    ("plan.b64 %s end", base64.b64encode(b'{"password": "hunter2hunter2"}').decode()),
    ("%s", base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n").decode()),
    ("%s", base64.urlsafe_b64encode(b'{"a": "' + TOKENS[0].encode() + b'"}').decode().rstrip("=")),
    ("cert:\n%s\nend", base64.encodebytes(b"a long text " * 9 + b'{"token": "hunter2hunter2"}').decode().strip()),
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
    ("aws_x", {"request_parameters": {"integration.request.header.Authorization": f"'Basic {SECRET}'"}}, ()),
    ("aws_x", {"request_parameters": {"integration.request.header.X-Origin-Auth": f"'{SECRET}'"}}, ()),
    (
        "aws_sfn_state_machine",
        {"definition": json.dumps({"Parameters": {"Headers": {"Authorization": [f"Basic {SECRET}"]}}})},
        (),
    ),
    ("aws_x", {"definition": json.dumps({"Headers": {"Authorization": SECRET}})}, ()),
    ("aws_x", {"headers": {"cookie": SECRET}}, ()),
    ("aws_x", {"command": ["--password", SECRET]}, ()),
    ("aws_x", {"command": ["sh", "--db-token", SECRET, "x"]}, ()),
    ("aws_x", {"command": ["mysql", f"-p{SECRET}"]}, ()),
    ("aws_x", {"signing_key": SECRET}, ()),
    ("aws_x", {"signingKey": SECRET}, ()),
    ("aws_x", {"encryption_key": SECRET}, ()),
    ("aws_x", {"license_key": SECRET}, ()),
    ("aws_x", {"webhook_url": f"https://host.example/{SECRET}"}, ()),
    ("aws_x", {"slackWebhookUrl": f"https://host.example/{SECRET}"}, ()),
    ("aws_kms_secrets", {"plaintext": {"any": SECRET}}, ()),
    (
        "aws_elastic_beanstalk_environment",
        {
            "setting": [
                {"namespace": "aws:elasticbeanstalk:application:environment", "name": "ANY", "value": SECRET},
                {"namespace": "aws:rds:dbinstance", "name": "DBPassword", "value": SECRET},
            ]
        },
        (),
    ),
    ("aws_vpn_connection", {"customer_gateway_configuration": SECRET, "tunnel1_preshared_key": SECRET}, ()),
    (
        "aws_cloudwatch_event_connection",
        {"auth_parameters": [{"invocation_http_parameters": [{"header": [{"key": "x", "value": SECRET}]}]}]},
        (),
    ),
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
    {"request_parameters": {"integration.request.header.Authorization": "method.request.header.Authorization"}},
    {"request_parameters": {"method.request.header.Authorization": True}},
    {"response": {"gatewayresponse.header.Access-Control-Allow-Headers": "'Authorization,X-Api-Key'"}},
    {"authorization": "AWS_IAM"},
    {"body": json.dumps({"x-amazon-apigateway-authtype": "oauth2", "x-amazon-apigateway-api-key-source": "HEADER"})},
    {"definition": json.dumps({"Headers": {"Authorization.$": "$.token", "Authorization": "{% $auth %}"}})},
    {"command": ["--password", "$(DB_PASSWORD)", "--verbose"], "entry_point": ["mysql", "-p", "-P", "3306"]},
    {"command": ["--password", "--stdin"]},
    {"command": ["mkdir", "-p/var/lib", "--token-type", "jwt", "--secret-id", "orders"]},
    {"note": "use --password to log in; --password-stdin reads it; tool --password $DB_PASSWORD"},
    {"note": "mysql -h host -P 3306 --protocol=tcp -p"},
    {"note": "Authorization: required for every call"},
    {"note": "Basic authentication with an Authorization header"},
    {"template_body": "Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n"},
    {"template_body": "Type: A::B\nToken: !GetAtt X.Y\nSecret: !ImportValue orders"},
    {"template_body": "  Properties:\n    MasterUserPassword: !Ref DBPassword\n    Other: x"},
    {"template_body": "a: 1\npassword: '{{resolve:secretsmanager:orders:SecretString}}'\nb: 2"},
    {"note": "<password>${var.password}</password> <token/>"},
    {"urls": ["https://host.example:8080/x@v2", "ssh://git@host.example/x", "docker://image:tag@sha256:ab"]},
    {"urls": ["ssh://APKAEIBAERJR2EXAMPLE@host.example/x", "https://host.example/a?code=short&sig=no"]},
    {"urls": ["https://hooks.slack.com/", "https://host.example/api/webhooks/", "s3://bucket/key@1"]},
    {"note": "disk-0123456789abcdef0123456789abcdef task-0123456789abcdef0123456789abcdef sk-learn"},
    {"note": "SG.eu-west-1.example pypi-mirror-of-the-internal-packages-of-eu-west npm_config hf_hub cloudapi AIza"},
    {"hash": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "other": "SK0123456789abcdef0123456789abcdef"},
    {"source_code_hash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", "etag": "9e107d9d372bb6826bd81d3542a419d6"},
    {"note": base64.b64encode(b"nothing in here that anybody would have to hide").decode()},
    {"encryption_key": "arn:aws:kms:eu-west-1:111122223333:key/1234", "default_encryption_key": "alias/aws/s3"},
    {"signing_key_id": "K1", "encryption_key_arn": "arn:x", "encryption_key_id": "x", "license_key_name": "x"},
    {"encryption_key": [{"id": "arn:aws:kms:eu-west-1:111122223333:alias/x", "type": "KMS"}]},
    {"url": "https://host.example", "endpoint_url": "https://host.example/webhook", "webhook_enabled": "x"},
    {"setting": [{"namespace": "aws:autoscaling:asg", "name": "MinSize", "value": "1"}]},
    {"note": 'run [1, 2] with {} and {"region": "eu-west-1"} and [a]'},
    {"policy": json.dumps({"Condition": {"StringEquals": {"token.actions.example:sub": "repo:a/b:*"}}})},
    {"policy": json.dumps({"Action": ["iam:CreateAccessKey", "ecr:GetAuthorizationToken", "sts:GetSessionToken"]})},
]


def renderings(value: Any) -> list[bytes]:
    """Return a document as Python and as Terraform writes it, in lines and in one."""
    texts = [
        json.dumps(value, ensure_ascii=escaped, indent=indent) for escaped in (True, False) for indent in (None, 2)
    ]
    texts += [text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") for text in texts[2:]]
    return [text.encode("utf-8", "surrogatepass") for text in texts]


def text_of(value: Any) -> str:
    return json.dumps(value) + repr(value)


@pytest.mark.parametrize(("kind", "attributes", "paths"), HIDDEN)
def test_what_must_be_hidden(kind: str, attributes: dict[str, Any], paths: Any) -> None:
    before = json.dumps(attributes)
    redacted = REDACTOR.resource(kind, attributes, sensitive=paths)
    assert SECRET not in text_of(redacted)
    assert "$secret" in text_of(redacted)
    assert json.dumps(attributes) == before
    assert unmarked(REDACTOR.resource(kind, redacted, sensitive=paths)) == unmarked(redacted)
    narrowed = REDACTOR.for_document(before.encode())
    assert narrowed.resource(kind, attributes, sensitive=paths) == redacted


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("around", ["{}", "before {} after", '{{"a": "{}"}}'])
def test_well_known_formats_are_hidden_anywhere(token: str, around: str) -> None:
    text = around.format(token)
    assert token not in REDACTOR.text(text)
    document = json.dumps({"x": text}).encode()
    assert REDACTOR.for_document(document).text(text) == REDACTOR.text(text)
    assert REDACTOR.for_texts(["other", text]).text(text) == REDACTOR.text(text)


@pytest.mark.parametrize(("around", "hidden"), TEXTS)
def test_secrets_in_texts_are_hidden_in_every_place(around: str, hidden: str) -> None:
    text = around % (SECRET if hidden in around else hidden)
    for nested in (text, json.dumps({"a": text}), json.dumps({"b": [json.dumps({"a": text})]})):
        shown = REDACTOR.text(nested)
        assert hidden not in shown
        assert "$secret" in shown
        assert unmarked(REDACTOR.text(shown)) == unmarked(shown)
        assert REDACTOR.for_texts([nested]).text(nested) == shown
        for document in renderings({"x": nested}):
            assert REDACTOR.for_document(document).text(nested) == shown


def test_what_a_schema_calls_sensitive_is_hidden_without_the_schema() -> None:
    schema = ProviderSchema()
    for kind in schema.types:
        for path in sensitive_paths(schema.find(kind) or SchemaNode(kind=NodeKind.OBJECT)):
            value: Any = SECRET
            for name in reversed(path):
                value = [{name: value}]
            assert SECRET not in text_of(REDACTOR.resource(kind, value[0])), (kind, path)


FRAGMENTS = st.sampled_from(
    [
        *TOKENS,
        *(around % hidden for around, hidden in TEXTS),
        *(json.dumps(attributes) for attributes in SHOWN),
        *(
            "password",
            "token",
            "key",
            "=",
            ":",
            ": ",
            '"',
            "'",
            "\\",
            "\n",
            " ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            ",",
            "@",
            "://",
        ),
        *(
            "--",
            "-p",
            "mysql",
            "Authorization",
            "<",
            ">",
            "|",
            "&",
            "sig=",
            "AKIA",
            "sk",
            "$secret:",
            "$",
            "%",
            "/",
            "é",
        ),
        *(
            "hunter2hunter2",
            "a1b2c3d4" * 4,
            "\u212a",
            "\u00a0",
            "\ud800",
            "to\u212aen",
            "0",
            "x",
            "environment",
            "\\u0061",
        ),
        *(
            "<<EOF\n",
            "EOF\n",
            "<<<",
            '"""',
            " -> ",
            " | ",
            "@tcp(",
            "@host:5432",
            "a/password=",
            "={",
            "\uff1a",
            "name: ",
            "value: ",
        ),
        *(
            "&quot;",
            "  - ",
            "secrets:\n",
            '["X-Api-Key", "hunter2hunter2"]',
            "$secret:" + "a1b2c3d4" * 4,
            "\u0024secret",
        ),
        *(b"DB_PASSWORD=hunter2hunter2".hex(), b"DB_PASSWORD=hunter2hunter2".hex(":"), "0x", "app:hunter2zz"),
    ]
)


NAMES = st.sampled_from(
    [
        *("name", "value", "Name", "Value", "key", "Key", "namespace", "$secret", "epoch", "a", "tags"),
        *("password", "api_token", "http_tokens", "encryption_key", "Authorization", "secret_arn", "db_pwd"),
        *("environment", "Environment", "env", "variables", "environment_variables", "command"),
        *("NAME", "VALUE", "ParameterKey", "ParameterValue", "val", "creds", "secrets", "envVars", "v", "default"),
    ]
)
ITEMS = st.sampled_from(
    [
        *("x", "", "-p", "-phunter2", "--password", "mysql", "hunter2hunter2", "$HOME", "PASSWORD", "Authorization"),
        *(
            '{"password": "hunter2hunter2"}',
            '{"a": 1}',
            '["-p", "x"]',
            ' {"token": "abcdefgh"}',
            '"password": "x"',
            "[",
        ),
        *(None, True, 7, 1.5, 'it is {"password": "hunter2hunter2"}', "alias/key", "aws:elasticbeanstalk"),
        *({"$secret": "0" * 32, "epoch": "e"}, "$secret:" + "0" * 32, "ANY=hunter2", "X-Api-Key", "ordinary"),
    ]
)
VALUES = st.recursive(
    ITEMS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


@settings(max_examples=examples(1000))
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=3))
@example([{"tags": {"Environment": "x"}}, {"Environment": {"a": "x"}}])
@example([{"a": ["--password", "hunter2hunter2"]}])
@example([{"a": {"name": "password", "value": "x"}}])
@example([{"password": 7}, {"db_pwd": "x"}])
def test_a_screen_lets_nothing_pass(resources: list[dict[str, Any]]) -> None:
    narrowed = REDACTOR.for_document(json.dumps(resources).encode())
    for attributes in resources:
        before = json.dumps(attributes)
        for redactor in (narrowed, replace(narrowed, plain=True, formats=frozenset(), structured=False, base64=False)):
            whole = replace(redactor, plain=False)
            assert text_of(redactor.resource("aws_x", attributes)) == text_of(whole.resource("aws_x", attributes))
        assert json.dumps(attributes) == before


@settings(max_examples=examples(400))
@given(st.lists(FRAGMENTS, max_size=8).map("".join))
@example('run {"p\\u0061ssword":"x"}{"other": "SK0123456789abcdef0123456789abcdef"}')
@example('run {"p\\u0061ssword":"x", tool --auth-token \\\n  hunter2zz["mysql", "-uroot", "a"]')
@example("\u00a0IyEvYmluL3NoCmV4cG9ydCBEQl9QQVNTV09SRD1odW50ZXIyaHVudGVyMgo=")
@example("\bIyEvYmluL3NoCmV4cG9ydCBEQl9QQVNTV09SRD1odW50ZXIyaHVudGVyMgo=")
@example("db:\n  password: >-\n    hunter2secretvalue\n")
@example('export CFG={"db_credentials.${env}": "hunter2zz"}')
@example('cfg: {"password.{{stage}}": {"v": "hunter2zz"}}')
@example("x = '{\\'db_dsn\\': \\'hunter2zz\\'}'")
@example('note {"db_dsn"\u00a0: "hunter2zz"}')
@example("'db_dsn'\x0b: \"hunter2zz\"")
@example('note {"name": "a,db_password", "value": "hunter2zz"}')
@example('note {"db_password,x": "hunter2zz"}')
@example("x password\\=hunter2zz y")
@example("authorization\\: Basic aGVsbG86aGVsbG8=")
@example("run --cl\u00e9-password hunter2zz")
def test_a_narrowed_redactor_gives_what_the_full_one_gives(text: str) -> None:
    shown = REDACTOR.text(text)
    assert REDACTOR.for_texts([text]).text(text) == shown
    assert REDACTOR.for_texts(["before", text, ""]).text(text) == shown
    for document in renderings({"y": "a,b", "x": text, "z": 1}):
        assert REDACTOR.for_document(document).text(text) == shown
    assert unmarked(REDACTOR.text(shown)) == unmarked(shown)


@pytest.mark.parametrize(
    "near_miss",
    [
        *(
            "password",
            "password ",
            "--password",
            "-a",
            "a-",
            "token: ",
            "://a",
            "://a:b",
            "://:",
            '{"',
            '{"a":',
            "[[",
            '["',
            '"{',
        ),
        *(
            "<password ",
            "<a:",
            "AKIA",
            "eyJabcdefghijk.",
            "eyJ",
            "-----BEGIN ",
            "mysql ",
            "mysql a",
            "sk-",
            "SG.",
            "?sig=",
        ),
        *(
            "password: |\n",
            "\n ",
            "\n- ",
            "a: ",
            "Authorization: ",
            '"\\u0061',
            "QUJD",
            "QUJD\n",
            "\\",
            '\\"',
            '"a": ',
            "name='",
        ),
        *(
            "PuTTY-User-Key-File-",
            "123456789:AA",
            "'a':",
            "xoxb-",
            "glpat-",
            "a_",
            "Cookie: a",
            "key=",
            "a.b@",
            "\u00a0",
        ),
    ],
)
def test_long_texts_of_near_misses_cost_their_length(near_miss: str) -> None:
    # A pattern that goes back over what it took would need minutes for this.
    assert REDACTOR.text(near_miss * (250_000 // len(near_miss)))


@pytest.mark.parametrize("attributes", SHOWN)
def test_what_is_no_secret_stays(attributes: dict[str, Any]) -> None:
    assert REDACTOR.resource("aws_x", attributes) == attributes


def test_fingerprints_compare_and_tell_nothing() -> None:
    one, other = REDACTOR.secret("a"), REDACTOR.secret("b")
    assert is_secret_mark(one)
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


def test_a_secret_ends_where_a_text_of_json_ends() -> None:
    """What goes on into the next text took the principal of a policy with it, and an open bucket was closed."""
    statement = {"Sid": "password '", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "b/'*"}
    shown = REDACTOR.resource("aws_s3_bucket_policy", {"policy": json.dumps({"Statement": [statement]})})
    assert json.loads(shown["policy"])["Statement"][0]["Principal"] == "*"


def test_what_a_state_marks_is_cut_out_of_no_structure() -> None:
    policy = '{"Statement":[{"Effect":"Allow","Action":"*","Principal":{"AWS":"*"},"Resource":"*"}]}'
    attributes = {"policy": policy, "description": '*","Principal":{"AWS":"*"},"Resource":"*'}
    shown = REDACTOR.resource("aws_kms_key", attributes, sensitive=[("description",)])
    assert json.loads(shown["policy"]) == json.loads(policy)
    told = {"policy": '{"a":"x9Kq7Lm2Pw"}', "other": "a x9Kq7Lm2Pw b", "s": "x9Kq7Lm2Pw"}
    assert "x9Kq7Lm2Pw" not in json.dumps(REDACTOR.resource("aws_kms_key", told, sensitive=[("s",)]))


@pytest.mark.parametrize("word", ["senha", "otp", "seed", "passwort"])
def test_a_name_of_any_length_is_looked_at(word: str) -> None:
    assert hidden_by(f"{word}{'1' * 5000}z") == hidden_by(f"{word}1z")
