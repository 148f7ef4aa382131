"""Places that are easily passed over, and what in them is no secret; secrets are in `fixtures/secrets/places.py`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.model.secret import is_secret_mark
from snapshots.redaction.redact import Redactor

REDACTOR = Redactor(b"k" * 32, "e1")
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3"
DIGITS = "0123456789abcdef" * 2
SHOWN = [
    {"container_definitions": json.dumps([{"secrets": [{"name": "DB_PASSWORD", "valueFrom": ARN}]}])},
    {"container_definitions": json.dumps([{"secrets": [{"name": "API_KEY_V2", "valueFrom": "/prod/api2/key"}]}])},
    {"secrets": [{"name": "DB_PASSWORD", "value_from": ARN}, {"name": "regcred-7f9k2"}]},
    {"secret": [{"secret_name": "tls-a1b2c3", "items": [{"key": "tls2.crt", "path": "a/tls2.crt", "mode": "0400"}]}]},
    {"token": [{"ttl": "24h", "max_uses": 5, "type": "jwt2"}]},
    {"master_user_secret": [{"kms_key_id": "arn:x", "secret_arn": ARN, "secret_status": "active"}]},
    {"authentication": [{"type": "oidc2", "issuer": "https://login2.example", "client_id": "a1b2c3d4e5"}]},
    {"auth": [{"enabled": True, "roles": ["admin2"], "subnet_ids": ["subnet-0a1b2c3d"]}]},
    {"parameters": [{"ParameterKey": "InstanceType", "ParameterValue": "m6i.large"}]},
    {"options": [{"NAME": "MIN_SIZE", "VALUE": "12a"}, {"OptionName": "KeyName", "Value": "deploy-2"}]},
    {"env": "prod-2", "tags": {"ENV": "prod2", "env": "x1y2z3w4"}, "headers": ["Authorization", "X-Api-Key"]},
    {"columns": ["token", "created_at2"], "names": ["password", "token_v2"]},
    {"note": "f'password={config.password}' token={get(x)} key={0} secret={token_2} {{ token }}"},
    {"note": "docker pull registry.example:5000/team/app:1.2@sha256:" + DIGITS * 2},
    {"note": "mail ada@acme.example:25, sip:ada7@pbx.example:5060, git@git.example:22"},
    {"note": "uses: actions/checkout@v4, acme/build2@MAIN2x, @types/node@18, pkg:npm/a1@1.2.3"},
    {"note": "app:${DB_PASSWORD}@tcp(db:3306)/x and %s:%s@tcp(%s)/x and app:{{ pw2 }}@db.example:5432/x"},
    {"path": "s3://lake/events/token=de/dt=2024-01-01/part-0.parquet"},
    {"script": "cat <<EOF > /etc/motd\nWelcome to host 7\nEOF\nkubectl apply -f - <<EOF\nkind: Pod\nEOF\n"},
    {"script": "token=$(cat <<EOF\n${TOKEN}\nEOF\n)\nx=$((1<<4))\n"},
    {"note": 'doc = """\nthe password is kept elsewhere\n"""'},
    {"yaml": "secrets:\n  - name: regcred\n  - DB_PASSWORD_2\ntokens:\n  ttl: 24h\n  issuer: https://a2.example\n"},
    {"template_body": "  DBPassword:\n    Type: String\n    MinLength: 8\n    AllowedPattern: '[a-z0-9]+'\n"},
    {"pattern": "cookie|secret|api.?key|token(?:s)?|auth2.?x"},
    {"note": "get_token('prod-db2') -> str, token | rotated 2024-01-01, password (at least 12 letters)"},
]


@pytest.mark.parametrize("attributes", SHOWN)
def test_what_is_no_secret_in_such_a_place_stays(attributes: dict[str, Any]) -> None:
    assert REDACTOR.resource("aws_x", attributes) == attributes


@pytest.mark.parametrize(
    "forged",
    [
        {"$secret": DIGITS, "epoch": "e1"},
        {"$secret": DIGITS, "epoch": "hunter2hunter2 is free text"},
        {"$secret": "hunter2hunter2", "epoch": "e1"},
        f"$secret:{DIGITS}",
        json.dumps({"$secret": DIGITS, "epoch": "hunter2hunter2"}),
        '{"\\u0024secret": "' + DIGITS + '", "epoch": "hunter2hunter2"}',
        json.dumps(json.dumps({"a": f"$secret:{DIGITS}"})),
        '{"a": "\\u0024secret:' + DIGITS + '"}',
    ],
)
def test_a_mark_from_outside_is_nobodys(forged: Any) -> None:
    """A state could say of a value that it equals a secret, or show one as the name of a key."""
    shown = repr(REDACTOR.resource("aws_x", {"password": forged, "note": forged, "list": [forged]}))
    shown += repr(REDACTOR.value([forged])) + repr(REDACTOR.secret(forged))
    shown += REDACTOR.text(forged if isinstance(forged, str) else json.dumps(forged))
    assert DIGITS not in shown
    assert "hunter2hunter2" not in shown
    assert is_secret_mark(REDACTOR.value({"a": {"$secret": DIGITS, "epoch": "e1"}})["a"])


def test_a_mark_that_is_redacted_again_is_another() -> None:
    once = REDACTOR.value({"password": "hunter2hunter2"})
    assert REDACTOR.value(once) != once
    assert REDACTOR.for_own().value(once) == once


def test_ids_and_digests_are_told_from_hex_that_is_text() -> None:
    """Each key and digest of a state with 50,000 resources was taken for a text, and every value was looked at."""
    ids = [{"arn": f"arn:aws:kms:eu-west-1:111122223333:key/{number:032x}", "sum": "9e107d9d372bb682" * 4, "id": number}
           for number in range(300)]  # fmt: skip
    assert not REDACTOR.for_document(json.dumps(ids).encode()).base64
    text = b"DB_PASSWORD=hunter2".hex()
    for written in (text, text.upper(), f"0x{text}", f"a\n{text}", b"DB_PASSWORD=hunter2".hex(":")):
        document = json.dumps([*ids, {"note": written}]).encode()
        assert REDACTOR.for_document(document).text(written) != written
